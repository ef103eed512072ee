// Reads: single members of an answer, strictly; a value never reaches the error, only its name does.
import type { PlatformAnswer } from '../errors/larkspur-error.ts'
import { type AnswerBody, isObject, malformed } from './answer.ts'

/** A member that must be an object. */
export function objectField(body: AnswerBody, name: string, answer: PlatformAnswer): AnswerBody {
  const value = body[name]
  if (!isObject(value)) throw malformed(answer, `has no object ${name}`)
  return value
}

/** Text or ''. Absent, null and '' are the same: the field scope is missing. Any other type is refused. */
export function textField(body: AnswerBody, name: string, answer: PlatformAnswer): string {
  const value = body[name] ?? ''
  if (typeof value !== 'string') throw malformed(answer, `has a ${name} that is no text`)
  return value.trim()
}

/**
 * Whether a text can name a person or an organisation: nothing invisible, no blanks at its edges, where it could be
 * somebody else's without them, and none of the words that careless code writes for "nothing". An organisation chooses
 * its user_ids freely, spaces included.
 */
export function isIdentifier(text: string): boolean {
  return (
    text === text.trim() && !/^(?:null|undefined)$/i.test(text) && /^[^\p{C}\p{Zl}\p{Zp}]{1,256}$/u.test(text)
  )
}

/** Whether a text can be an identifier that the platform makes itself, which never holds a space. */
export function isPlatformIdentifier(text: string): boolean {
  return isIdentifier(text) && !/\s/.test(text)
}

/**
 * An identifier, or undefined when the field is absent, empty, or one of the words that careless code writes for
 * "nothing": such a value must never name a person.
 */
export function optionalId(body: AnswerBody, name: string, answer: PlatformAnswer): string | undefined {
  const value = textField(body, name, answer)
  if (value === '' || /^(?:null|undefined)$/i.test(value)) return undefined
  if (body[name] !== value) throw malformed(answer, `has a ${name} with blanks around it`)
  if (!isIdentifier(value)) throw malformed(answer, `has a ${name} that is no identifier`)
  return value
}

/** An identifier that must be there, and that the platform makes itself. */
export function requiredId(body: AnswerBody, name: string, answer: PlatformAnswer): string {
  const value = optionalId(body, name, answer)
  if (value === undefined || !isPlatformIdentifier(value)) throw malformed(answer, `has no usable ${name}`)
  return value
}

/** A token: printable ASCII without spaces, 8 KB at most (the platform says up to 2 KB, reserve 4). */
export function tokenField(body: AnswerBody, name: string, answer: PlatformAnswer): string {
  const value = body[name]
  if (typeof value !== 'string' || !/^[\x21-\x7e]{1,8192}$/.test(value))
    throw malformed(answer, `has no usable ${name}`)
  return value
}

/** A positive, finite number of seconds, or undefined. */
export function secondsField(body: AnswerBody, name: string): number | undefined {
  const value = body[name]
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined
}
