// Encrypts: the body of an event under the app's Encrypt Key.
import { createCipheriv, createHash } from 'node:crypto'

/**
 * AES-256-CBC with PKCS#7 under SHA-256 of the key's text: base64 of the 16 bytes `iv`, then the ciphertext.
 *
 * @see https://open.feishu.cn/document/event-subscription-guide/event-subscriptions/event-subscription-configure-/encrypt-key-encryption-configuration-case
 */
export function encryptText(text: string, encryptKey: string, iv: Uint8Array): string {
  const key = createHash('sha256').update(encryptKey).digest()
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64')
}
