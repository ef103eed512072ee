// Draws: sixteen bytes for each person, from the seed and the person's number alone.
import { createCipheriv } from 'node:crypto'
import { deriveKey } from './random.ts'

const bytesEach = 16
const chunk = 256

export interface PeopleBytes {
  /** The bytes of this person and of some neighbours. */
  chunkOf(index: number): Buffer
  /** Where this person's begin. */
  offsetOf(index: number): number
}

/** A chunk of key stream serves neighbours, so that a walk through all people does not make a cipher for each. */
export function createPeopleBytes(seed: number): PeopleBytes {
  const key = deriveKey(seed, 'people')
  const zeros = Buffer.alloc(bytesEach * chunk)
  let number = -1
  let bytes = Buffer.alloc(0)
  return {
    chunkOf(index) {
      const wanted = Math.floor(index / chunk)
      if (number !== wanted) {
        const iv = Buffer.alloc(16)
        iv.writeUInt32BE(wanted, 4)
        bytes = createCipheriv('aes-256-ctr', key, iv).update(zeros)
        number = wanted
      }
      return bytes
    },
    offsetOf: (index) => (index % chunk) * bytesEach,
  }
}
