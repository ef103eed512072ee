import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { assertSecret } from './secrets.ts'

describe('assertSecret', () => {
  it.each([
    ['the published key', 'ThisIsSecretKey'],
    ['empty', ''],
    ['31 random characters', randomBytes(24).toString('base64url').slice(0, 31)],
    ['the published key, repeated', 'ThisIsSecretKey'.repeat(4)],
    ['the published key, repeated and cut', 'ThisIsSecretKey'.repeat(4).slice(0, 40)],
    ['the published key, padded', `ThisIsSecretKey${'0'.repeat(30)}`],
    ['the published key, padded by digits', 'ThisIsSecretKey12345678901234567890'],
    ['the published key between others', 'my-ThisIsSecretKey-for-the-session-test'],
    ['changeme', 'changeme-changeme-changeme-changeme!'],
    ['please change me', 'please-change-me-please-change-this-secret'],
    ['a template', 'replace_me_with_your_own_session_secret_'],
    ['one character', 'a'.repeat(64)],
    ['a good text, repeated', 'p9XkQ2vLm4Rt7'.repeat(4).slice(0, 50)],
    ['two characters', 'ab'.repeat(32)],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789'],
    ['the keyboard', 'qwertyuiopasdfghjklzxcvbnm1234567890'],
    ['a famous key', '0123456789abcdef0123456789abcdef'],
    ['few characters in disorder', 'aabbabcbcabcbaabcbabcabcbabcabcabcb'],
  ])('D31 refuses %s', (_, secret) => {
    let thrown: unknown
    try {
      assertSecret(secret)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({
      code: 'configuration_invalid',
      message: expect.stringMatching(/^SESSION_SECRET /),
    })
    if (secret !== '') expect(String(thrown)).not.toContain(secret)
  })

  it.each(['base64', 'base64url', 'hex'] as const)('accepts random text in %s', (encoding) => {
    for (let i = 0; i < 1000; i++) {
      expect(() => assertSecret(randomBytes(encoding === 'hex' ? 16 : 24).toString(encoding))).not.toThrow()
    }
  })

  it('accepts a long sentence of random words', () => {
    expect(() => assertSecret('vivid-anchor-tulip-gravel-moth-ocean-quartz')).not.toThrow()
  })
})
