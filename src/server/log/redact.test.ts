import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import { createLogger, redactedLogger } from './logger.ts'
import { createRedactor } from './redact.ts'

const marker = 'MARKER-secret/with+signs="1'
const redact = createRedactor([marker])
const text = (entry: object) => JSON.stringify(redact(entry))

test.each([
  ['authorization', { headers: { Authorization: 'Bearer abc' } }, 'abc'],
  ['cookie', { cookie: 'larkspur=abcdef' }, 'abcdef'],
  ['set-cookie', { 'Set-Cookie': ['larkspur=abcdef'] }, 'abcdef'],
  ['a code', { body: { code: 'q1w2e3' } }, 'q1w2e3'],
  ['a state', { state: 'q1w2e3' }, 'q1w2e3'],
  ['tokens', { data: { access_token: 'q1', refreshToken: 'q2', tenant_access_token: 'q3' } }, '"q'],
  ['secrets by name', { app_secret: 'q1', appSecret: 'q2', client_secret: 'q3', sessionSecret: 'q4' }, '"q'],
  ['the secret by value', { message: `went to ${marker} twice ${marker}` }, 'MARKER'],
  ['the secret in an address', { url: `https://a.example/?x=${encodeURIComponent(marker)}` }, 'MARKER'],
  ['the secret in JSON in a text', { body: JSON.stringify({ a: marker }) }, 'MARKER'],
  ['the secret in an error', { error: new Error(`bad ${marker}`, { cause: new Error(marker) }) }, 'MARKER'],
  ['the secret in headers', { headers: new Headers({ 'x-a': marker }) }, 'MARKER'],
  ['the secret deep inside', { a: [{ b: [{ c: marker }] }] }, 'MARKER'],
  ['a platform token by its shape', { msg: 'invalid u-abcdefghijklmnop.q1' }, 'abcdefgh'],
  ['a tenant token by its shape', { msg: '"t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234"' }, 'g1044'],
  ['a JWT by its shape', { msg: 'token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc' }, 'eyJ'],
  ['a code in an address', { url: 'https://a.example/cb?code=abc123&state=xyz' }, 'abc123'],
])('D49 a log entry hides %s', (_what, entry, hidden) => {
  const line = text(entry)
  expect(line).toContain('[redacted]')
  expect(line).not.toContain(hidden)
})

test('D49 no secret survives, wherever in an entry it stands', () => {
  const holder = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.tuple(fc.string(), fc.string()).map(([before, after]) => `${before}${marker}${after}`),
      fc.dictionary(fc.string({ minLength: 1 }), tie('node'), { maxKeys: 3 }),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
  })).node
  fc.assert(
    fc.property(holder, (value) => {
      expect(text({ value })).not.toContain('MARKER-secret')
    }),
  )
})

test('what an operator needs stays', () => {
  const error = new LarkspurError('code_invalid', { platform: { code: 20003, logId: 'abc', status: 400 } })
  expect(redact({ error, code: 'ECONNREFUSED', status: 400, ms: 3, path: '/auth/callback' })).toMatchObject({
    error: {
      type: 'LarkspurError',
      code: 'code_invalid',
      platform: { code: 20003, logId: 'abc', status: 400 },
    },
    code: 'ECONNREFUSED',
    status: 400,
    ms: 3,
    path: '/auth/callback',
  })
})

test('a cycle and a huge text end', () => {
  const loop: Record<string, unknown> = { huge: 'x'.repeat(100_000) }
  loop.self = loop
  expect(text(loop).length).toBeLessThan(200_000)
})

test('log lines are JSON with a level, a time and a message without secrets', () => {
  const lines: string[] = []
  const logger = redactedLogger(createLogger('info', { write: (line) => void lines.push(line) }), [marker])
  logger.debug({}, 'not at this level')
  logger.warn({ cookie: 'a=b' }, `failed with ${marker}`)
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 40,
    time: expect.stringMatching(/^\d{4}-/),
    cookie: '[redacted]',
    msg: 'failed with [redacted]',
  })
})
