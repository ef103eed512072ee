// Tests: nothing secret survives redaction, and ordinary words do.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact, safeLogId } from './redact.ts'

describe('redact', () => {
  test.each([
    ['invalid token t-g1044ghJRUIJHJ5ELBXSS5CDV', 't-g1044'],
    ['token u-0abcDEF123_x is dead', 'u-0abc'],
    ['refresh ur-0abcDEF123', 'ur-0abc'],
    ['jwt eyJhbGciOiJFUzI1NiJ9.e30.sig-nature', 'eyJ'],
    ['Authorization: Bearer abc', 'abc'],
    ['authorization: basic dXNlcjpwYXNz', 'dXNl'],
    ['{"app_secret":"hunter22","x":1}', 'hunter22'],
    ['client_secret=hunter22&x=1', 'hunter22'],
    ['access_token: hunter22', 'hunter22'],
    ['code=hunter22', 'hunter22'],
    ['"code_verifier":"hunter22"', 'hunter22'],
    ['opaque 0123456789abcdefABCDEF0123', '0123456789abcdef'],
  ])('hides what looks like a secret in %j', (text, part) => {
    expect(redact(text)).not.toContain(part)
    expect(redact(text)).toContain('[redacted]')
  })

  test.each([
    'request trigger frequency limit',
    'code: 20003, the authorization code is invalid',
    'required one of these privileges: [contact:user.employee_id:readonly, task:task:read]',
    'app cli_0123456789abcdef is not in use',
    'open_id ou_00112233445566778899aabbccddeeff not exist',
    '用户已离职',
  ])('keeps %j', (text) => {
    expect(redact(text)).toBe(text)
  })

  test('hides a known secret however the answer spells it', () => {
    const secret = 'p+ss/w&rd "ü"~1'
    const spellings = [
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(secret).toLowerCase(),
      new URLSearchParams({ x: secret }).toString().slice(2),
      JSON.stringify(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('base64url'),
    ]
    for (const spelling of spellings)
      expect(redact(`before ${spelling} after`, [secret])).toMatch(/^before "?\[redacted\]/)
  })

  test('removes control characters, also inside a secret', () => {
    expect(redact('a\r\nINFO forged\u001b[31m\u202e b')).toBe('a INFO forged[31m b')
    expect(redact('x sec\u0000ret\u200bvalue y', ['secretvalue'])).toBe('x [redacted] y')
  })

  test('cuts to 200 characters, never through a surrogate pair', () => {
    expect([...redact('😀'.repeat(300))]).toHaveLength(200)
    expect(redact('😀'.repeat(300)).isWellFormed()).toBe(true)
  })

  test('a secret at any place of a text of any length is gone', () => {
    const secret = 'Zq7#marker#secret'
    fc.assert(
      fc.property(fc.string({ maxLength: 9000 }), fc.string({ maxLength: 300 }), (before, after) => {
        const clean = redact(`${before}${secret}${after}`, [secret])
        return !clean.includes('marker') && [...clean].length <= 200
      }),
    )
    expect(redact(`${'x '.repeat(2044)}${secret}`, [secret])).not.toContain('Zq7')
  })

  test('a token that straddles the scanned part does not show its beginning', () => {
    expect(redact(`t-${'a'.repeat(4_085)} t-abcdefghijklmnop`)).toBe('[redacted]')
  })

  test('a long hostile text costs little', () => {
    const started = performance.now()
    for (const text of ['a-', 'a_', 'token', 'eyJ.', 'code=', ' ']) redact(text.repeat(200_000))
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

describe('safeLogId', () => {
  test('passes a log id', () => {
    expect(safeLogId('20260911123456789ABCDEF0123456789A')).toBe('20260911123456789ABCDEF0123456789A')
  })
  test.each([
    ['the secret itself', 'secret-value'],
    ['a token', 't-g1044ghJRUIJHJ5ELBXSS5CDV'],
    ['a JWT', 'eyJhbGciOiJFUzI1NiJ9.e30.x'],
    ['a text with a space', 'a b'],
    ['a text with a tag', '<b>'],
    ['a number', 5],
  ])('refuses %s', (_what, value) => {
    expect(safeLogId(value, ['secret-value'])).toBeUndefined()
  })
})
