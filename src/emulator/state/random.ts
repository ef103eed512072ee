// Draws: every byte that looks random, from the seed alone, so that the same seed gives the same bytes.
import { type Cipheriv, createCipheriv, createHmac } from 'node:crypto'

/** 32 bytes that belong to this seed and this purpose only. */
export function deriveKey(seed: number, ...purpose: (string | number)[]): Buffer {
  return createHmac('sha256', `larkspur-emulator:${seed}`).update(JSON.stringify(purpose)).digest()
}

export interface RandomStream {
  bytes(length: number): Buffer
  /** A text of this length over this alphabet (at most 256 characters). */
  text(length: number, alphabet: string): string
}

export const lowerAlphanumeric = 'abcdefghijklmnopqrstuvwxyz0123456789'
export const alphanumeric = `${lowerAlphanumeric}ABCDEFGHIJKLMNOPQRSTUVWXYZ`
export const urlSafe = `${alphanumeric}-_`

/** An endless AES-CTR key stream. */
export function createRandomStream(key: Buffer): RandomStream {
  const cipher: Cipheriv = createCipheriv('aes-256-ctr', key, Buffer.alloc(16))
  const bytes = (length: number) => cipher.update(Buffer.alloc(length))
  return {
    bytes,
    text: (length, alphabet) =>
      [...bytes(length * 4)]
        .reduce<number[]>((words, byte, at) => {
          // Four bytes a character keep the bias of the remainder below one in ten million.
          const word = at >> 2
          words[word] = ((words[word] ?? 0) * 256 + byte) >>> 0
          return words
        }, [])
        .map((word) => alphabet[word % alphabet.length])
        .join(''),
  }
}
