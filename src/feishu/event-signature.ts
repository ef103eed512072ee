// Checks: the signature and the age of an event, and its Verification Token, in constant time.
import { createHash, timingSafeEqual } from 'node:crypto'

/** Where the headers of a request are read from; `Headers` fits. */
export interface HeaderReader {
  get(name: string): string | null
}

const sha256 = (...parts: (string | Uint8Array)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** Compares without telling by its time how much of it was right. */
export const isSameText = (given: string, expected: string) =>
  timingSafeEqual(sha256(given), sha256(expected))

/**
 * Epoch milliseconds from the platform's numerals: 10 digits are seconds, 13 milliseconds, 16 microseconds. Timestamp
 * and nonce are signed as one text, so digits of the nonce can be moved over; that changes the unit, never the time.
 */
export function epochMs(numeral: string): number | undefined {
  if (!/^(?:\d{10}|\d{13}|\d{16})$/.test(numeral)) return undefined
  return Math.floor(Number(numeral) / 10 ** (numeral.length - 13))
}

/** What our clock and theirs may differ by. */
const skewMs = 300_000

/** Whether a time is no older than the tolerance, and not in the future. */
export const isFresh = (at: number, now: number, toleranceSeconds: number) =>
  at >= now - toleranceSeconds * 1_000 && at <= now + skewMs

/**
 * When the delivery was signed, epoch milliseconds: hex SHA-256 of timestamp, nonce, Encrypt Key and the body as it
 * came, byte by byte. Undefined when there is no signature, or a wrong one.
 */
export function signedAt(headers: HeaderReader, rawBody: Uint8Array, encryptKey: string): number | undefined {
  const signature = headers.get('x-lark-signature') ?? ''
  const timestamp = headers.get('x-lark-request-timestamp') ?? ''
  const nonce = headers.get('x-lark-request-nonce') ?? ''
  const expected = sha256(timestamp, nonce, encryptKey, rawBody)
  if (!/^[0-9a-f]{64}$/i.test(signature)) return undefined
  return timingSafeEqual(Buffer.from(signature, 'hex'), expected) ? epochMs(timestamp) : undefined
}
