// Encrypts: what must not stand in clear at rest, bound to the row that it stands in.

import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { base64url, decodeProtectedHeader, FlattenedEncrypt, flattenedDecrypt } from 'jose'
import * as z from 'zod'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { assertSecret } from '../sessions/index.ts'

/** Encrypts and decrypts texts at rest. `row` is the name of the row, as {@link rowName} makes it. */
export interface Sealer {
  /** Encrypts with the newest key. */
  seal(row: string, text: string): Promise<string>
  /** Undefined when no key fits, when it was sealed for another row, and for anything that is not sealed at all. */
  open(row: string, sealed: string): Promise<string | undefined>
  /** True when the newest key has sealed it. */
  isNewest(sealed: string): boolean
}

interface Key {
  id: string
  key: KeyObject
}

/**
 * Authenticated encryption (JWE, `dir` with `A256GCM`). The first secret writes, all of them read: put a new one in
 * front to rotate.
 * @throws LarkspurError `configuration_invalid` for weak secrets or none
 */
export function createSealer(secrets: readonly string[]): Sealer {
  for (const secret of secrets) assertSecret(secret, 'ENCRYPTION_KEYS')
  const [newest, ...former] = secrets.map(deriveKey)
  if (newest === undefined) {
    throw new LarkspurError('configuration_invalid', { message: 'ENCRYPTION_KEYS is empty.' })
  }
  const keys = new Map([newest, ...former].map(({ id, key }) => [id, key]))

  return {
    async seal(row, text) {
      const { aad: _, ...sealed } = await new FlattenedEncrypt(bytes(text))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: newest.id })
        .setAdditionalAuthenticatedData(bytes(row))
        .encrypt(newest.key)
      // The row's name is not stored: it is computed again when the text is opened.
      return JSON.stringify(sealed)
    },

    async open(row, sealed) {
      const jwe = parse(sealed)
      if (jwe === undefined) return undefined
      const key = keys.get(keyIdOf(jwe) ?? '')
      if (key === undefined) return undefined
      try {
        const { plaintext } = await flattenedDecrypt({ ...jwe, aad: base64url.encode(row) }, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        })
        return new TextDecoder().decode(plaintext)
      } catch {
        return undefined
      }
    },

    isNewest(sealed) {
      const jwe = parse(sealed)
      return jwe !== undefined && keyIdOf(jwe) === newest.id
    },
  }
}

/** Names a row in a way that no other row can share. */
export function rowName(table: string, ...key: readonly string[]): string {
  return JSON.stringify([table, ...key])
}

const bytes = (text: string) => new TextEncoder().encode(text)

/** The id comes from the secret by another label than the key, so that it tells nothing of either. */
function deriveKey(secret: string): Key {
  const derive = (label: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, '', `larkspur at rest, ${label}`, length))
  return { id: derive('key id', 12).toString('base64url'), key: createSecretKey(derive('key', 32)) }
}

const sealedShape = z.object({
  protected: z.string(),
  iv: z.string(),
  ciphertext: z.string(),
  tag: z.string(),
})

function parse(sealed: string): z.infer<typeof sealedShape> | undefined {
  try {
    return sealedShape.parse(JSON.parse(sealed))
  } catch {
    return undefined
  }
}

function keyIdOf(jwe: z.infer<typeof sealedShape>): string | undefined {
  try {
    return decodeProtectedHeader(jwe).kid
  } catch {
    return undefined
  }
}
