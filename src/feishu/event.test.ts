// Tests: events that are attacked on their way, and the good ones in all spellings.
import { createCipheriv, createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decrypt } from './event-body.ts'
import { type EventSecrets, type PlatformEvent, verifyEvent } from './index.ts'

const now = Date.UTC(2026, 0, 1, 12)
const encryptKey = 'test-encrypt-key'
const verificationToken = 'test-verification-token'
const both = { encryptKey, verificationToken }
const toleranceSeconds = 28_800

const text = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body))
const bytes = (body: unknown) => new TextEncoder().encode(text(body))

function encryptBytes(plain: Uint8Array, key = encryptKey, padding = true) {
  const iv = Buffer.alloc(16, 7)
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv)
  cipher.setAutoPadding(padding)
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString('base64')
}

const encrypt = (body: unknown, key = encryptKey) =>
  JSON.stringify({ encrypt: encryptBytes(bytes(body), key) })

interface Signing {
  key?: string
  timestamp?: string
  nonce?: string
}

function sign(
  body: string,
  { key = encryptKey, timestamp = String(now / 1_000), nonce = 'n1' }: Signing = {},
) {
  const signature = createHash('sha256')
    .update(timestamp + nonce + key + body)
    .digest('hex')
  return new Headers({
    'X-Lark-Request-Timestamp': timestamp,
    'X-Lark-Request-Nonce': nonce,
    'X-Lark-Signature': signature,
  })
}

const header = {
  event_id: 'e1',
  event_type: 'contact.user.deleted_v3',
  create_time: String(now - 5_000),
  token: verificationToken,
  app_id: 'cli_0123456789abcdef',
  tenant_key: 'tk1',
}
const second = { schema: '2.0', header, event: { object: { open_id: 'ou_1' } } }
const first = {
  ts: `${now / 1_000 - 5}.1234567`,
  uuid: 'e1',
  token: verificationToken,
  type: 'event_callback',
  event: { type: 'app_open', app_id: 'cli_0123456789abcdef', tenant_key: 'tk1' },
}
const challenge = { challenge: 'ajls384kdjx98XX', token: verificationToken, type: 'url_verification' }

function verify(body: string | Uint8Array, headers: Headers, secrets: EventSecrets = both) {
  return verifyEvent({
    rawBody: typeof body === 'string' ? bytes(body) : body,
    headers,
    secrets,
    now,
    toleranceSeconds,
  })
}

/** Encrypted and signed, unless told otherwise. */
const deliver = (body: unknown, signing?: Signing, secrets?: EventSecrets) => {
  const encrypted = encrypt(body)
  return verify(encrypted, sign(encrypted, signing), secrets)
}

const plainly = (body: unknown, secrets: EventSecrets = { verificationToken }) =>
  verify(text(body), new Headers(), secrets)

function failure(work: () => unknown): unknown {
  try {
    return { accepted: work() }
  } catch (error) {
    return error
  }
}

const opened = {
  kind: 'event',
  eventId: 'e1',
  type: 'contact.user.deleted_v3',
  appId: 'cli_0123456789abcdef',
  tenantKey: 'tk1',
  createdAt: now - 5_000,
  event: { object: { open_id: 'ou_1' } },
}

describe('opens', () => {
  test('what the platform encrypts in its own example', () => {
    const plain = decrypt('P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=', 'test key')
    expect(new TextDecoder().decode(plain)).toBe('hello world')
  })

  test('an encrypted and signed event', () => {
    expect(deliver(second)).toEqual(opened)
    expect(deliver(second, {}, { encryptKey })).toEqual(opened)
  })

  test('a plain one when there is a Verification Token only', () => {
    expect(plainly(second)).toEqual(opened)
  })

  test('the older envelope', () => {
    expect(plainly(first)).toEqual({ ...opened, type: 'app_open', event: first.event })
    expect(deliver(first)).toMatchObject({ eventId: 'e1', tenantKey: 'tk1' })
  })

  test.each([
    ['microseconds', `${now - 5_000}123`],
    ['a number', now - 5_000],
    ['seconds', String(now / 1_000 - 5)],
  ])('a time in %s', (_unit, time) => {
    const event = deliver({ ...second, header: { ...header, create_time: time } })
    expect(event).toMatchObject({ createdAt: now - 5_000 })
  })

  test('app and organisation are empty when they are not told', () => {
    const { app_id, tenant_key, ...rest } = header
    expect(app_id + tenant_key).not.toBe('')
    expect(deliver({ ...second, header: rest })).toMatchObject({ appId: '', tenantKey: '' })
  })

  test.each([
    ['milliseconds', String(now)],
    ['microseconds', `${now}000`],
  ])('a signature whose time is in %s', (_unit, timestamp) => {
    expect(deliver(second, { timestamp })).toMatchObject({ eventId: 'e1' })
  })
})

describe('D66 signatures', () => {
  const encrypted = encrypt(second)
  const good = sign(encrypted)
  const without = (name: string) => {
    const headers = new Headers(good)
    headers.delete(name)
    return headers
  }
  const changed = (name: string, value: string) => {
    const headers = new Headers(good)
    headers.set(name, value)
    return headers
  }
  const other = encrypt({ ...second, event: { object: { open_id: 'ou_2' } } })

  test.each<[string, string | Uint8Array, Headers]>([
    ['none at all', encrypted, new Headers()],
    ['no signature', encrypted, without('x-lark-signature')],
    ['no timestamp', encrypted, without('x-lark-request-timestamp')],
    ['no nonce', encrypted, without('x-lark-request-nonce')],
    ['an empty one', encrypted, changed('x-lark-signature', '')],
    ['zeros', encrypted, changed('x-lark-signature', '0'.repeat(64))],
    [
      'a shorter one',
      encrypted,
      changed('x-lark-signature', (good.get('x-lark-signature') ?? '').slice(0, 62)),
    ],
    ['one that is no hex', encrypted, changed('x-lark-signature', 'z'.repeat(64))],
    ['two, one of them right', encrypted, changed('x-lark-signature', `${good.get('x-lark-signature')}, x`)],
    ['one under another key', encrypted, sign(encrypted, { key: 'another' })],
    ['one under no key', encrypted, sign(encrypted, { key: '' })],
    ['one under the Verification Token', encrypted, sign(encrypted, { key: verificationToken })],
    ['a right one over another body', other, good],
    ['a right one over the body with a blank more', `${encrypted} `, good],
    ['a right one with another nonce', encrypted, changed('x-lark-request-nonce', 'n2')],
    [
      'a right one with another time',
      encrypted,
      changed('x-lark-request-timestamp', String(now / 1_000 + 1)),
    ],
  ])('%s is refused', (_what, body, headers) => {
    expect(failure(() => verify(body, headers))).toMatchObject({ code: 'event_rejected', status: 401 })
  })

  test('D66 an upper-case signature is the same signature', () => {
    const upper = changed('x-lark-signature', (good.get('x-lark-signature') ?? '').toUpperCase())
    expect(verify(encrypted, upper)).toEqual(opened)
  })

  test('D66 a changed byte anywhere is refused, and all refusals are the same', () => {
    const raw = bytes(encrypted)
    fc.assert(
      fc.property(fc.nat(raw.length - 1), fc.integer({ min: 1, max: 255 }), (index, bits) => {
        const changedBody = Uint8Array.from(raw)
        changedBody[index] = (raw[index] ?? 0) ^ bits
        expect(failure(() => verify(changedBody, good))).toMatchObject({
          code: 'event_rejected',
          message: 'The event has no valid and recent signature under the Encrypt Key.',
        })
      }),
    )
  })
})

describe('D67 the raw bytes count', () => {
  test.each<[string, string]>([
    ['escapes', encrypt(second).replaceAll('/', '\\/').replace('encrypt', '\\u0065ncrypt')],
    [
      'blanks and line ends',
      `\n { \t"encrypt" :\r\n ${JSON.parse(encrypt(second)) && text(encrypt(second)).slice(11)} `,
    ],
    ['more members', encrypt(second).replace('{', '{"a":1,"b":[],')],
    ['a member twice', encrypt(second).replace('{', '{"encrypt":"x",')],
  ])('%s', (_what, body) => {
    expect(verify(body, sign(body))).toEqual(opened)
  })

  test('D67 big numbers, escapes and another order inside', () => {
    const inside = `{ "event" : {"n":12345678901234567890.5e3,"t":"\\u674e\\/"} ,"header":${text(header)}, "schema":"2.0"}`
    expect(deliver(inside)).toMatchObject({ eventId: 'e1', event: { t: '李/' } })
  })
})

describe('D68 age', () => {
  const at = (seconds: number) => () => deliver(second, { timestamp: String(now / 1_000 + seconds) })
  const created = (seconds: number) => () =>
    plainly({ ...second, header: { ...header, create_time: String(now + seconds * 1_000) } })

  test.each<[string, () => unknown]>([
    ['an old signature', at(-toleranceSeconds - 1)],
    ['a signature from the future', at(301)],
    ['a signature of the year 1970', at(-now / 1_000)],
    ['an old plain event', created(-toleranceSeconds - 1)],
    ['a plain event from the future', created(301)],
    [
      'an old event in the older envelope',
      () => plainly({ ...first, ts: String(now / 1_000 - toleranceSeconds - 1) }),
    ],
  ])('%s is refused', (_what, work) => {
    expect(failure(work)).toMatchObject({ code: 'event_rejected', status: 401 })
  })

  test.each<[string, () => unknown]>([
    ['signature', at(-toleranceSeconds)],
    ['signature of a clock that is fast', at(300)],
    ['plain event', created(-toleranceSeconds)],
  ])('a %s within the tolerance is good', (_what, work) => {
    expect(work()).toMatchObject({ eventId: 'e1' })
  })

  test('a retry is signed anew: the event in it may be older', () => {
    const old = { ...second, header: { ...header, create_time: String(now - 10 * toleranceSeconds * 1_000) } }
    expect(deliver(old)).toMatchObject({ eventId: 'e1' })
  })

  test('digits that wander between time and nonce make nothing young', () => {
    const encrypted = encrypt(second)
    // An old delivery: 1600000000, and a nonce of digits. Signed is the text of both.
    const signed = '16000000009999999999999'
    for (let digits = 1; digits < signed.length; digits += 1) {
      const headers = sign(encrypted, { timestamp: signed.slice(0, digits), nonce: signed.slice(digits) })
      expect(
        failure(() => verify(encrypted, headers)),
        String(digits),
      ).toMatchObject({ code: 'event_rejected' })
    }
  })

  test.each(['', 'x', '1e9', '-1767268800', '1767268800.5', ' 1767268800', '17672688', 'NaN'])(
    'a time of %j is none',
    (timestamp) => {
      const headers = { get: (name: string) => sign(encrypt(second), { timestamp }).get(name) }
      const encrypted = encrypt(second)
      const raw = {
        get: (name: string) => (name === 'x-lark-request-timestamp' ? timestamp : headers.get(name)),
      }
      const work = () =>
        verifyEvent({ rawBody: bytes(encrypted), headers: raw, secrets: both, now, toleranceSeconds })
      expect(failure(work)).toMatchObject({ code: 'event_rejected' })
    },
  )
})

describe('D69 tokens', () => {
  const forged = { ...second, header: { ...header, token: 'wrong' } }
  const { token, ...tokenless } = header
  test.each<[string, () => unknown]>([
    ['a wrong token', () => plainly(forged)],
    ['a wrong token in the older envelope', () => plainly({ ...first, token: 'wrong' })],
    ['the token where the other version has it', () => plainly({ ...second, header: tokenless, token })],
    ['no token', () => plainly({ ...second, header: tokenless })],
    ['an empty token', () => plainly({ ...second, header: { ...header, token: '' } })],
    [
      'a token that is a list',
      () => plainly({ ...second, header: { ...header, token: [verificationToken] } }),
    ],
    ['a longer token', () => plainly({ ...second, header: { ...header, token: `${verificationToken}x` } })],
    ['a wrong token in a signed event, when both are set', () => deliver(forged)],
    ['anything without a secret', () => plainly({ ...second, header: { ...header, token: '' } }, {})],
    ['anything with empty secrets', () => plainly(second, { encryptKey: '', verificationToken: '' })],
    [
      'a signature under an empty key',
      () => deliver(second, { key: '' }, { encryptKey: '', verificationToken: '' }),
    ],
    ['a plain event when there is an Encrypt Key', () => plainly(second, both)],
    ['an encrypted event when there is no Encrypt Key', () => deliver(second, {}, { verificationToken })],
  ])('%s is refused', (_what, work) => {
    expect(failure(work)).toMatchObject({ code: 'event_rejected', status: 401 })
  })

  test('D69 an encrypted event without an Encrypt Key says what is missing', () => {
    expect(failure(() => deliver(second, {}, { verificationToken }))).toMatchObject({
      message: 'The event is encrypted, and no Encrypt Key is configured.',
    })
  })

  test('D69 a plain event is refused even if it is signed', () => {
    const body = text(second)
    expect(failure(() => verify(body, sign(body)))).toMatchObject({ code: 'request_invalid', status: 400 })
  })

  test('D69 a wrong token is told before anything about the rest', () => {
    expect(failure(() => plainly({ token: 'wrong', schema: '2.0' }))).toMatchObject({
      code: 'event_rejected',
    })
  })
})

describe('D70 challenges', () => {
  const answered = { kind: 'challenge', challenge: 'ajls384kdjx98XX' }
  const unsigned = (body: unknown, secrets: EventSecrets = both, key?: string) =>
    verify(encrypt(body, key), new Headers(), secrets)

  test('are answered: plain with the token, encrypted even without a signature, signed or not', () => {
    expect(plainly(challenge)).toEqual(answered)
    expect(unsigned(challenge)).toEqual(answered)
    expect(unsigned({ ...challenge, token: 'x' }, { encryptKey })).toEqual(answered)
    expect(deliver(challenge)).toEqual(answered)
    expect(deliver(challenge, { timestamp: '1' })).toEqual(answered)
  })

  test.each<[string, () => unknown]>([
    ['with a wrong token', () => plainly({ ...challenge, token: 'wrong' })],
    ['without a token', () => plainly({ ...challenge, token: undefined })],
    ['plain when there is an Encrypt Key', () => plainly(challenge, both)],
    ['encrypted under another key', () => unsigned(challenge, both, 'another')],
    ['encrypted with a wrong token, when both are set', () => unsigned({ ...challenge, token: 'wrong' })],
    ['signed with a wrong token, when both are set', () => deliver({ ...challenge, token: 'wrong' })],
    ['an event that calls itself one', () => unsigned({ ...second, type: 'url_verification' })],
    ['a challenge that is a list', () => unsigned({ ...challenge, challenge: ['x'] })],
    ['a piece of somebody’s event', () => unsigned({ ...challenge, challenge: '"mobile":"+86130"' })],
    ['markup', () => unsigned({ ...challenge, challenge: '<script>' })],
    ['a very long one', () => unsigned({ ...challenge, challenge: 'x'.repeat(257) })],
  ])('%s: no echo', (_what, work) => {
    expect(failure(work)).toMatchObject({ code: 'event_rejected', status: 401 })
  })
})

describe('D71 bodies', () => {
  const signed = (body: string) => () => verify(body, sign(body))
  const sealed = (encrypted: unknown) => signed(JSON.stringify({ encrypt: encrypted }))
  const good = encryptBytes(bytes(second))
  const block = (last: number) =>
    encryptBytes(
      Uint8Array.from({ length: 16 }, () => last),
      encryptKey,
      false,
    )
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

  test.each<[string, () => unknown]>([
    ['no JSON', signed('x')],
    ['nothing', signed('')],
    ['a list', signed('[]')],
    ['a number for the ciphertext', sealed(5)],
    ['empty ciphertext', sealed('')],
    ['no base64', sealed('?'.repeat(64))],
    ['base64 with blanks', sealed(` ${good}`)],
    [
      'base64 of the other alphabet',
      sealed(good.replaceAll('+', '-').replaceAll('/', '_').replace(/^../, '-_')),
    ],
    ['base64 with data behind its end', sealed(`${Buffer.alloc(31).toString('base64')}AAAA`)],
    ['the first block alone', sealed(Buffer.alloc(16).toString('base64'))],
    ['less than a block', sealed(Buffer.alloc(15).toString('base64'))],
    ['half a block too much', sealed(Buffer.alloc(40).toString('base64'))],
    ['padding of 0', sealed(block(0))],
    ['padding of 17', sealed(block(17))],
    ['padding whose bytes differ', sealed(encryptBytes(bytes('{"a":12345678}\x01\x02'), encryptKey, false))],
    ['padding and nothing else', sealed(block(16))],
    ['no UTF-8', sealed(encryptBytes(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])))],
    ['no JSON inside', sealed(encryptBytes(bytes('hello world')))],
    ['a list inside', sealed(encryptBytes(bytes('[1]')))],
    ['too deep inside', sealed(encryptBytes(bytes(nested(33))))],
    ['very deep', signed(nested(40_000))],
    ['very deep inside', sealed(encryptBytes(bytes(nested(20_000))))],
  ])('%s is refused with 400, the same way', (_what, work) => {
    expect(failure(work)).toMatchObject({
      code: 'request_invalid',
      status: 400,
      message: 'The event does not decrypt to a JSON object.',
    })
  })

  test.each<[string, () => unknown]>([
    ['no JSON', () => plainly('x')],
    ['a text', () => plainly('"x"')],
    ['too deep', () => plainly(`{"token":"${verificationToken}","event":${nested(33)}}`)],
  ])('plain: %s is refused with 400', (_what, work) => {
    expect(failure(work)).toMatchObject({ code: 'request_invalid', status: 400 })
  })

  test('32 levels are enough for everybody', () => {
    expect(deliver({ ...second, event: JSON.parse(nested(31)) })).toMatchObject({ eventId: 'e1' })
    expect(failure(() => deliver({ ...second, event: JSON.parse(nested(32)) }))).toHaveProperty('code')
  })

  test('a huge body is refused unread', () => {
    const huge = new Uint8Array(4 * 1_048_576 + 1).fill(0x20)
    expect(failure(() => verify(huge, new Headers()))).toMatchObject({
      code: 'payload_too_large',
      status: 413,
    })
  })

  test('D71 a large body is opened when it is signed, up to 4 MB, and never without an Encrypt Key', () => {
    const large = { ...second, event: { filler: 'x'.repeat(3_000_000) } }
    const body = encrypt(large)
    expect(verify(bytes(body), sign(body))).toMatchObject({ eventId: 'e1' })
    const plain = bytes({ ...second, event: { filler: 'x'.repeat(262_144) } })
    const token = { verificationToken }
    expect(failure(() => verify(plain, sign(text(large)), token))).toMatchObject({
      code: 'payload_too_large',
    })
  })

  test('D71 of a large body nothing is looked at that is not signed, not even a challenge', () => {
    const challenge = { challenge: 'abc', token: verificationToken, type: 'url_verification' }
    const body = encrypt({ ...challenge, filler: 'x'.repeat(262_144) })
    expect(failure(() => verify(bytes(body), new Headers()))).toMatchObject({ code: 'event_rejected' })
    expect(verify(bytes(body), sign(body))).toEqual({ kind: 'challenge', challenge: 'abc' })
  })

  test('prototypes inside change nothing', () => {
    const inside = `{"__proto__":{"schema":"2.0"},"constructor":{"prototype":{"polluted":1}},${text(second).slice(1)}`
    const hostile = inside.replace(
      '"object":{',
      '"__proto__":{"polluted":1},"object":{"__proto__":{"polluted":1},',
    )
    const result = deliver(hostile)
    expect(result).toEqual(opened)
    const { event } = result as PlatformEvent
    expect(Object.assign({}, event, event.object)).not.toHaveProperty('polluted')
    expect({}).not.toHaveProperty('polluted')
  })

  test('a prototype lends nothing that is missing', () => {
    const lent = `{"__proto__":{"header":${text(header)}},"schema":"2.0","event":{}}`
    expect(failure(() => deliver(lent, {}, { encryptKey }))).toMatchObject({ code: 'request_invalid' })
  })

  test.each<[string, object]>([
    ['header', { ...second, header: undefined }],
    ['content', { ...second, event: 'x' }],
    ['content', { ...second, event: [] }],
    ['event_id', { ...second, header: { ...header, event_id: '' } }],
    ['event_id', { ...second, header: { ...header, event_id: 5 } }],
    ['event_id', { ...second, header: { ...header, event_id: 'x'.repeat(257) } }],
    ['event_id', { ...second, header: { ...header, event_id: 'a\nSECRET' } }],
    ['event_type', { ...second, header: { ...header, event_type: undefined } }],
    ['app_id', { ...second, header: { ...header, app_id: ['SECRET'] } }],
    ['tenant_key', { ...second, header: { ...header, tenant_key: 7 } }],
    ['create_time', { ...second, header: { ...header, create_time: undefined } }],
    ['create_time', { ...second, header: { ...header, create_time: 'SECRET' } }],
    ['create_time', { ...second, header: { ...header, create_time: [String(now)] } }],
    ['envelope', { ...first, type: 'SECRET' }],
    ['envelope', { ...first, event: null }],
    ['uuid', { ...first, uuid: undefined }],
    ['type', { ...first, event: { ...first.event, type: {} } }],
    ['ts', { ...first, ts: '1.2.3' }],
  ])('without a usable %s it is refused, and no value is shown: %j', (name, body) => {
    const error = failure(() => deliver(body, {}, { encryptKey }))
    expect(error).toMatchObject({ code: 'request_invalid', status: 400 })
    expect(String(error)).toContain(name)
    expect(String(error)).not.toContain('SECRET')
  })

  test('any bytes end in an error of ours or an event, never in a crash', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map((json) => bytes(json)),
      fc.json().map((json) => bytes(JSON.stringify({ encrypt: encryptBytes(bytes(json)) }))),
    )
    fc.assert(
      fc.property(anything, fc.boolean(), (body, hasKey) => {
        const secrets = hasKey ? both : { verificationToken }
        const headers = sign(Buffer.from(body).toString('utf8'))
        expect(failure(() => verify(body, headers, secrets))).toHaveProperty('name', 'LarkspurError')
      }),
    )
  })
})

test('D49 no secret is in any refusal', () => {
  const works = [
    () => deliver({ ...second, header: { ...header, token: 'wrong' } }),
    () => deliver(second, { key: 'wrong' }),
    () => plainly({ ...second, header: { ...header, token: 'wrong' } }),
    () => deliver({ ...second, event: 5 }),
  ]
  for (const work of works) {
    const error = failure(work)
    const seen = String(error) + JSON.stringify(error)
    for (const secret of [encryptKey, verificationToken]) expect(seen).not.toContain(secret)
  }
})
