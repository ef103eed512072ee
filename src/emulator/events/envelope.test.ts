import { createDecipheriv, createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encryptText } from './encryption.ts'
import { eventText, wrapEvent, wrapOldEvent } from './envelope.ts'
import { signatureHeaders } from './signature.ts'

test('the documented example of encryption comes out, byte for byte', () => {
  const encrypted = 'P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk='
  const iv = Buffer.from(encrypted, 'base64').subarray(0, 16)
  expect(encryptText('hello world', 'test key', iv)).toBe(encrypted)
})

test('whatever is encrypted comes back', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      (text, key, iv) => {
        const bytes = Buffer.from(encryptText(text, key, iv), 'base64')
        const hashed = createHash('sha256').update(key).digest()
        const decipher = createDecipheriv('aes-256-cbc', hashed, bytes.subarray(0, 16))
        const back = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()])
        expect(back.equals(Buffer.from(text))).toBe(true)
      },
    ),
  )
})

test('a signature is the SHA-256 of timestamp, nonce, key and body, in this order', () => {
  expect(signatureHeaders({ timestamp: '1', nonce: '2', encryptKey: '3', body: '4' })).toEqual({
    'x-lark-request-timestamp': '1',
    'x-lark-request-nonce': '2',
    'x-lark-signature': createHash('sha256').update('1234').digest('hex'),
  })
})

const made = {
  eventId: 'e',
  type: 't',
  appId: 'cli_a',
  tenantKey: 'tk',
  createdAt: 1_700_000_000_007,
  event: { a: 1 },
}

test('a kept event has no token in it, in either envelope', () => {
  for (const kept of [wrapEvent(made), wrapOldEvent(made)]) {
    expect(JSON.stringify(kept)).not.toContain('token')
    expect(eventText(kept, 'vtok')).toContain('"token":"vtok"')
  }
})

test('the clock of envelope 1.0 is in seconds with seven decimals', () => {
  expect(JSON.parse(eventText(wrapOldEvent(made), 'vtok')).ts).toBe('1700000000.0070000')
})
