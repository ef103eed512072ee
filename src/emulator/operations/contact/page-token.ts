// Seals: where a list goes on, so that nobody can read the token, make one, or use it for another question.
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { deriveKey } from '../../state/random.ts'

/** Where a list goes on. */
export interface Position {
  /** How many entries came before. */
  offset: number
  /** The entry before: the list may have changed since. */
  last: number
}

const shape = /^[\w-]{22}$/

function crypt(key: Buffer, block: Buffer, create: typeof createCipheriv | typeof createDecipheriv): Buffer {
  const cipher = create('aes-256-ecb', key, null)
  cipher.setAutoPadding(false)
  return cipher.update(block)
}

/** Stands at the head of the one block that a token is: what does not decrypt to it was sealed for another question. */
const headOf = (key: Buffer, question: string) =>
  createHmac('sha256', key).update(question).digest().subarray(0, 8)

export interface PageTokens {
  seal(position: Position): string
  /** Undefined for a token of another question, of another emulator, or of nobody. */
  open(token: string): Position | undefined
}

/**
 * @param question whatever makes this list another than those of other questions
 * @param placeOf where an entry stands; a token is good as long as its last entry stands there
 */
export function pageTokens(
  seed: number,
  question: readonly unknown[],
  placeOf: (entry: number) => unknown = () => null,
): PageTokens {
  const key = deriveKey(seed, 'page tokens')
  const headFor = (last: number) => headOf(key, JSON.stringify([question, placeOf(last)]))
  return {
    seal({ offset, last }) {
      const block = Buffer.concat([headFor(last), Buffer.alloc(8)])
      block.writeUInt32BE(offset, 8)
      block.writeUInt32BE(last, 12)
      return crypt(key, block, createCipheriv).toString('base64url')
    },
    open(token) {
      const sealed = Buffer.from(token, 'base64url')
      if (!shape.test(token) || sealed.toString('base64url') !== token) return undefined
      const block = crypt(key, sealed, createDecipheriv)
      const last = block.readUInt32BE(12)
      if (!block.subarray(0, 8).equals(headFor(last))) return undefined
      return { offset: block.readUInt32BE(8), last }
    },
  }
}
