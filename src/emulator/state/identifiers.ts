// Encodes: the place of a person or department in the organisation as an id, and reads it back without an index.
import { type Cipheriv, createCipheriv, createDecipheriv, type Decipheriv } from 'node:crypto'
import { deriveKey } from './random.ts'

/** open_id is per app, union_id per developer, user_id and the department id per tenant. */
export type IdKind = 'open_id' | 'union_id' | 'user_id' | 'open_department_id'

const prefixes: Record<Exclude<IdKind, 'user_id'>, string> = {
  open_id: 'ou_',
  union_id: 'on_',
  open_department_id: 'od-',
}
/** Stands at the head of every block: an id that does not decrypt to it was never ours. */
const magic = 0x4c61726b

export interface Identifiers {
  encode(kind: IdKind, namespace: string, index: number): string
  /**
   * What the ids of many begin with, as numbers of 40 bits: in the order of the ids, but for a few that are equal. Not of
   * user_ids.
   */
  beginnings(kind: Exclude<IdKind, 'user_id'>, namespace: string, indexes: readonly number[]): number[]
  /** The index, or undefined for an id of another kind, namespace, instance, or nobody. */
  decode(kind: IdKind, namespace: string, id: string): number | undefined
}

const base32 = 'abcdefghjkmnpqrstuvwxyz123456789'

function toBase32(block: Buffer): string {
  let rest = block.readBigUInt64BE()
  let text = ''
  for (let at = 0; at < 13; at++) {
    text = base32[Number(rest & 31n)] + text
    rest >>= 5n
  }
  return text
}

function fromBase32(text: string): Buffer | undefined {
  let value = 0n
  for (const letter of text) {
    const digit = base32.indexOf(letter)
    if (digit < 0) return undefined
    value = (value << 5n) | BigInt(digit)
  }
  if (text.length !== 13 || value >> 64n !== 0n) return undefined
  const block = Buffer.alloc(8)
  block.writeBigUInt64BE(value)
  return block
}

/** Block by block: without padding nothing is held back, so that one cipher serves all ids of its key. */
interface Ciphers {
  encrypt: Cipheriv
  decrypt: Decipheriv
}

function createCiphers(key: Buffer): Ciphers {
  const encrypt = createCipheriv('aes-256-ecb', key, null)
  const decrypt = createDecipheriv('aes-256-ecb', key, null)
  encrypt.setAutoPadding(false)
  decrypt.setAutoPadding(false)
  return { encrypt, decrypt }
}

/** A 64-bit block cipher (Feistel over AES), because a user_id is short on the real platform. */
function feistel({ encrypt }: Ciphers, block: Buffer, direction: 1 | -1): Buffer {
  let [left, right] = [block.readUInt32BE(0), block.readUInt32BE(4)]
  if (direction === -1) [left, right] = [right, left]
  for (let step = 0; step < 6; step++) {
    const round = direction === 1 ? step : 5 - step
    const input = Buffer.alloc(16)
    input.writeUInt32BE(round, 0)
    input.writeUInt32BE(right, 4)
    ;[left, right] = [right, (left ^ encrypt.update(input).readUInt32BE(0)) >>> 0]
  }
  if (direction === -1) [left, right] = [right, left]
  const out = Buffer.alloc(8)
  out.writeUInt32BE(left, 0)
  out.writeUInt32BE(right, 4)
  return out
}

export function createIdentifiers(seed: number): Identifiers {
  const known = new Map<string, Ciphers>()
  const ciphersOf = (kind: IdKind, namespace: string) => {
    const name = `${kind}:${namespace}`
    const ciphers = known.get(name) ?? createCiphers(deriveKey(seed, 'id', kind, namespace))
    known.set(name, ciphers)
    return ciphers
  }
  return {
    encode(kind, namespace, index) {
      const ciphers = ciphersOf(kind, namespace)
      if (kind === 'user_id') {
        const short = Buffer.alloc(8)
        short.writeUInt32BE(magic, 0)
        short.writeUInt32BE(index, 4)
        return toBase32(feistel(ciphers, short, 1))
      }
      const block = Buffer.alloc(16)
      block.writeUInt32BE(magic, 0)
      block.writeUInt32BE(index, 12)
      return prefixes[kind] + ciphers.encrypt.update(block).toString('hex')
    },
    beginnings(kind, namespace, indexes) {
      const blocks = Buffer.alloc(indexes.length * 16)
      for (const [at, index] of indexes.entries()) {
        blocks.writeUInt32BE(magic, at * 16)
        blocks.writeUInt32BE(index, at * 16 + 12)
      }
      const ids = ciphersOf(kind, namespace).encrypt.update(blocks)
      return indexes.map((_, at) => ids.readUIntBE(at * 16, 5))
    },
    decode(kind, namespace, id) {
      const ciphers = ciphersOf(kind, namespace)
      if (kind === 'user_id') {
        const block = fromBase32(id)
        if (block === undefined) return undefined
        const short = feistel(ciphers, block, -1)
        return short.readUInt32BE(0) === magic ? short.readUInt32BE(4) : undefined
      }
      if (!id.startsWith(prefixes[kind])) return undefined
      const hex = id.slice(prefixes[kind].length)
      if (!/^[0-9a-f]{32}$/.test(hex)) return undefined
      const block = ciphers.decrypt.update(Buffer.from(hex, 'hex'))
      const whole =
        block.readUInt32BE(0) === magic && block.readUInt32BE(4) === 0 && block.readUInt32BE(8) === 0
      return whole ? block.readUInt32BE(12) : undefined
    },
  }
}
