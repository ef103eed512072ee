// Reads: the envelopes of events, version 1.0 and 2.0, and the challenge that checks an address.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { type AnswerBody, isObject } from './answer.ts'
import { epochMs } from './event-signature.ts'

/** An event that really comes from the platform. */
export interface PlatformEvent {
  kind: 'event'
  /** Names the event in all of its deliveries: it may come more than once. */
  eventId: string
  /** E.g. `contact.user.updated_v3`. */
  type: string
  /** '' when the platform did not say. */
  appId: string
  /** '' when the platform did not say. */
  tenantKey: string
  /** When it happened by the platform, epoch milliseconds. */
  createdAt: number
  event: AnswerBody
}

/** The platform asks whether this address belongs to the app; it wants `challenge` back within a second. */
export interface EventChallenge {
  kind: 'challenge'
  challenge: string
}

const invalid = (problem: string) =>
  new LarkspurError('request_invalid', { message: `The event ${problem}.` })

function name(from: AnswerBody, member: string): string {
  const value = from[member]
  if (typeof value !== 'string' || !/^[\x21-\x7e]{1,256}$/.test(value))
    throw invalid(`has no usable ${member}`)
  return value
}

const optionalName = (from: AnswerBody, member: string) =>
  from[member] === undefined || from[member] === null || from[member] === '' ? '' : name(from, member)

function time(from: AnswerBody, member: string): number {
  const value = from[member]
  // Version 1.0 has seconds with a fraction.
  const at = epochMs(String(value).replace(/\.\d{0,12}$/, ''))
  if ((typeof value !== 'string' && typeof value !== 'number') || at === undefined) {
    throw invalid(`has no usable ${member}`)
  }
  return at
}

function second(body: AnswerBody): PlatformEvent {
  const { header, event } = body
  if (!isObject(header)) throw invalid('has no header')
  if (!isObject(event)) throw invalid('has no content')
  return {
    kind: 'event',
    eventId: name(header, 'event_id'),
    type: name(header, 'event_type'),
    appId: optionalName(header, 'app_id'),
    tenantKey: optionalName(header, 'tenant_key'),
    createdAt: time(header, 'create_time'),
    event,
  }
}

function first(body: AnswerBody): PlatformEvent {
  const { event } = body
  if (body.type !== 'event_callback' || !isObject(event)) throw invalid('is in no known envelope')
  return {
    kind: 'event',
    eventId: name(body, 'uuid'),
    type: name(event, 'type'),
    appId: optionalName(event, 'app_id'),
    tenantKey: optionalName(event, 'tenant_key'),
    createdAt: time(body, 'ts'),
    event,
  }
}

/** The Verification Token that a body brings, wherever its version has it; '' when it brings none. */
export function readToken(body: AnswerBody): string {
  const { token } = isObject(body.header) ? body.header : body
  return typeof token === 'string' ? token : ''
}

/**
 * A challenge, if it is one. Only what looks like an identifier is sent back: a text with quotes in it could be a piece
 * of somebody's event that was spliced in.
 */
export function readChallenge({ type, challenge }: AnswerBody): EventChallenge | undefined {
  if (type !== 'url_verification' || typeof challenge !== 'string') return undefined
  return /^[\w.~+/=-]{1,256}$/.test(challenge) ? { kind: 'challenge', challenge } : undefined
}

/** Reads an envelope of either version. Throws `request_invalid`; never shows a value. */
export const readEvent = (body: AnswerBody): PlatformEvent =>
  body.schema === undefined ? first(body) : second(body)
