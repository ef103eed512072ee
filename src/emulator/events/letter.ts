// Seals: one try of a delivery, as it goes over the wire: encrypted and signed for the app of now.
import type { RandomStream } from '../state/random.ts'
import { lowerAlphanumeric } from '../state/random.ts'
import type { AppSettings } from '../types.ts'
import { encryptText } from './encryption.ts'
import { eventText, type KeptEvent } from './envelope.ts'
import { signatureHeaders } from './signature.ts'

export interface Letter {
  url: string
  headers: Record<string, string>
  body: Buffer
}

/** The body of a plain text: itself, or `{"encrypt": …}` for an app that has an Encrypt Key. */
export function sealText(text: string, encryptKey: string, random: RandomStream): string {
  if (encryptKey === '') return text
  return JSON.stringify({ encrypt: encryptText(text, encryptKey, random.bytes(16)) })
}

function spoil(body: Buffer, random: RandomStream): void {
  const at = random.bytes(4).readUInt32BE() % body.length
  body.writeUInt8(body.readUInt8(at) ^ 1, at)
}

/** @param timestamp seconds, as text */
export function sealEvent(
  event: KeptEvent,
  { url, encryptKey, verificationToken }: AppSettings['events'],
  { timestamp, corrupt, random }: { timestamp: string; corrupt: boolean; random: RandomStream },
): Letter {
  const text = sealText(eventText(event, verificationToken), encryptKey, random)
  const nonce = random.text(16, lowerAlphanumeric)
  const headers = signatureHeaders({ timestamp, nonce, encryptKey, body: text })
  const body = Buffer.from(text)
  if (corrupt) spoil(body, random)
  return { url, headers, body }
}
