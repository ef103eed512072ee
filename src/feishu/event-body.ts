// Opens: the body of an event, encrypted or not, strictly and without telling an attacker how far it came.
import { createDecipheriv, createHash } from 'node:crypto'
import { type AnswerBody, isObject } from './answer.ts'

const maxDepth = 32

// Bounds the depth, and takes out the one key that could become a prototype when somebody copies the object.
function tame(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  Reflect.deleteProperty(value, '__proto__')
  return Object.values(value).every((member) => tame(member, depth - 1))
}

/** A JSON object from strict UTF-8, at most 32 levels deep; undefined when it is anything else. */
export function parseObject(bytes: Uint8Array): AnswerBody | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isObject(value) && tame(value, maxDepth) ? value : undefined
  } catch {
    return undefined
  }
}

const block = 16

// PKCS#7 by hand, all 16 bytes always looked at: how long it takes must not tell which byte was wrong.
function unpaddedLength(plain: Uint8Array): number {
  const pad = plain[plain.length - 1] ?? 0
  let wrong = Number(pad < 1) | Number(pad > block)
  for (let index = 1; index <= block; index += 1) {
    const inside = Number(index <= pad)
    wrong |= inside * ((plain[plain.length - index] ?? 0) ^ pad)
  }
  return wrong === 0 ? plain.length - pad : 0
}

/**
 * Decrypts `encrypt` of an event: base64 of a random block and AES-256-CBC under SHA-256 of the Encrypt Key
 * (https://open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case).
 * Undefined for whatever is wrong with it; wrong padding goes the same way as wrong text.
 */
export function decryptObject(encrypted: string, encryptKey: string): AnswerBody | undefined {
  const plain = decrypt(encrypted, encryptKey)
  return plain === undefined ? undefined : parseObject(plain)
}

/** The bytes; none when the padding is wrong, undefined when it cannot be ciphertext. */
export function decrypt(encrypted: string, encryptKey: string): Uint8Array | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encrypted)) return undefined
  const bytes = Buffer.from(encrypted, 'base64')
  if (bytes.length < 2 * block || bytes.length % block !== 0) return undefined
  const key = createHash('sha256').update(encryptKey).digest()
  const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, block)).setAutoPadding(false)
  const plain = Buffer.concat([decipher.update(bytes.subarray(block)), decipher.final()])
  return plain.subarray(0, unpaddedLength(plain))
}
