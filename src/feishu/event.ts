// Verifies: that an event comes from the platform and is meant for this app, and opens it.
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { AnswerBody } from './answer.ts'
import { decryptObject, parseObject } from './event-body.ts'
import {
  type EventChallenge,
  type PlatformEvent,
  readChallenge,
  readEvent,
  readToken,
} from './event-envelope.ts'
import { type HeaderReader, isFresh, isSameText, signedAt } from './event-signature.ts'

/** Developer Console > Events & Callbacks > Encryption Strategy. '' is the same as none. */
export interface EventSecrets {
  /** Signs and encrypts. With it nothing plain is accepted. */
  encryptKey?: string | undefined
  /** Stands in the body. */
  verificationToken?: string | undefined
}

export interface EventDelivery {
  /** The body as it came: the signature covers every byte of it. */
  rawBody: Uint8Array
  headers: HeaderReader
  secrets: EventSecrets
  /** Epoch milliseconds. */
  now: number
  /** How old a delivery may be. The platform's last retry comes 6 h 5 min 15 s after the first. */
  toleranceSeconds: number
}

export type VerifiedEvent = PlatformEvent | EventChallenge

/**
 * How many bytes a delivery may have: what is signed, and what is not. One change of a large company's contact range
 * needs the former.
 */
export const largestEvent = { signed: 4 * 1_048_576, unsigned: 262_144 } as const

const rejected = (message: string) => new LarkspurError('event_rejected', { message })
const unsigned = () => rejected('The event has no valid and recent signature under the Encrypt Key.')
const invalid = (message: string) => new LarkspurError('request_invalid', { message })

/** With an Encrypt Key: signed, unless it is a challenge, which the platform says not to check the signature of. */
function openEncrypted(delivery: EventDelivery, encryptKey: string): AnswerBody {
  const { headers, rawBody, now, toleranceSeconds } = delivery
  const at = signedAt(headers, rawBody, encryptKey)
  // A challenge is short: of anything else nothing is parsed or decrypted that is not proven.
  if (at === undefined && rawBody.byteLength > largestEvent.unsigned) throw unsigned()
  const outer = parseObject(rawBody)
  const body = typeof outer?.encrypt === 'string' ? decryptObject(outer.encrypt, encryptKey) : undefined
  const challenge = body === undefined ? undefined : readChallenge(body)
  if (challenge === undefined && (at === undefined || !isFresh(at, now, toleranceSeconds))) {
    // The same whether there is no signature, a wrong or an old one, and whether the body decrypts to anything: an
    // outsider learns nothing from it.
    throw unsigned()
  }
  if (body === undefined) throw invalid('The event does not decrypt to a JSON object.')
  return body
}

function openPlain(rawBody: Uint8Array): AnswerBody {
  const outer = parseObject(rawBody)
  if (outer === undefined) throw invalid('The event is no JSON object.')
  if (outer.encrypt !== undefined) throw rejected('The event is encrypted, and no Encrypt Key is configured.')
  return outer
}

/**
 * Opens a delivery of the platform: signature over the raw bytes, decryption, Verification Token, age. Whether it was
 * meant for this app and organisation, and whether it was here before, is the caller's to check.
 *
 * @throws {LarkspurError} `event_rejected` (401): not from the platform, or too old; `request_invalid` (400): from the
 * platform and not understood; `payload_too_large` (413): above 4 MB, or above 256 KB without an Encrypt Key.
 */
export function verifyEvent(delivery: EventDelivery): VerifiedEvent {
  const { rawBody, secrets, now, toleranceSeconds } = delivery
  const { encryptKey, verificationToken } = secrets
  const maxBytes = encryptKey ? largestEvent.signed : largestEvent.unsigned
  if (rawBody.byteLength > maxBytes) {
    throw new LarkspurError('payload_too_large', { message: `The event is larger than ${maxBytes} bytes.` })
  }
  if (!encryptKey && !verificationToken) throw rejected('No secret is configured that could prove an event.')
  const body = encryptKey ? openEncrypted(delivery, encryptKey) : openPlain(rawBody)
  if (verificationToken && !isSameText(readToken(body), verificationToken)) {
    throw rejected('The Verification Token of the event is not ours.')
  }
  const challenge = readChallenge(body)
  if (challenge !== undefined) return challenge
  const event = readEvent(body)
  // With an Encrypt Key the time of the signature counts, which every retry has anew; without one there is only this.
  if (!encryptKey && !isFresh(event.createdAt, now, toleranceSeconds)) {
    throw rejected('The event is too old, or comes from the future.')
  }
  return event
}
