import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { type ConfigFacts, explainFacts } from './explain-config.ts'

const now = 1_800_000_000_000
const pageUrl = 'http://127.0.0.1:3000/app/page?a=1&b=%E9%A3%9E#/route'
const url = 'http://127.0.0.1:3000/app/page?a=1&b=%E9%A3%9E'
const ticket = { value: 'g1emulated0123456789ticketLIVE01', appId: 'cli_1', expiresAt: now + 1000 }
const old = { value: 'g1emulated0123456789ticketOLD002', appId: 'cli_1', expiresAt: now }
const others = { value: 'g1emulated0123456789ticketOTHER3', appId: 'cli_2', expiresAt: now + 1000 }
const nonceStr = 'Y7a8KkqX041bsSwT'

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
const textOf = (
  parts: Partial<Record<'ticket' | 'nonceStr' | 'timestamp' | 'url', string | number>> = {},
): string => {
  const {
    ticket: given,
    nonceStr: nonce,
    timestamp,
    url: address,
  } = {
    ...{ ticket: ticket.value, nonceStr, timestamp: now, url },
    ...parts,
  }
  return `jsapi_ticket=${given}&noncestr=${nonce}&timestamp=${timestamp}&url=${address}`
}

const facts = (signature: string, change: Partial<ConfigFacts> = {}): ConfigFacts => ({
  code: 333441,
  params: { appId: 'cli_1', timestamp: now, nonceStr, signature, jsApiList: [] },
  pageUrl,
  now,
  app: { appId: 'cli_1', trustedDomains: [] },
  appIds: ['cli_1', 'cli_2'],
  tickets: [ticket, old, others],
  otherTokens: ['t-emulated-token'],
  otherPages: ['http://127.0.0.1:3000/before'],
  ...change,
})

test.each<[string, string, string, string, string?]>([
  ['url', 'with_fragment', sha1(textOf({ url: pageUrl })), pageUrl],
  [
    'url',
    'without_query',
    sha1(textOf({ url: 'http://127.0.0.1:3000/app/page' })),
    'http://127.0.0.1:3000/app/page',
  ],
  ['url', 'encoded', sha1(textOf({ url: encodeURIComponent(url) })), encodeURIComponent(url)],
  ['url', 'decoded', sha1(textOf({ url: decodeURIComponent(url) })), decodeURIComponent(url)],
  ['url', 'other_scheme', sha1(textOf({ url: url.replace('http', 'https') })), url.replace('http', 'https')],
  ['url', 'trailing_slash', sha1(textOf({ url: url.replace('?', '/?') })), url.replace('?', '/?')],
  [
    'url',
    'other_host',
    sha1(textOf({ url: url.replace('127.0.0.1', 'localhost') })),
    url.replace('127.0.0.1', 'localhost'),
  ],
  ['url', 'without_port', sha1(textOf({ url: url.replace(':3000', '') })), url.replace(':3000', '')],
  ['url', 'without_scheme', sha1(textOf({ url: url.slice(7) })), url.slice(7)],
  ['url', 'origin_only', sha1(textOf({ url: 'http://127.0.0.1:3000/' })), 'http://127.0.0.1:3000/'],
  ['url', 'path_only', sha1(textOf({ url: url.slice(21) })), url.slice(21)],
  [
    'url',
    'other_page',
    sha1(textOf({ url: 'http://127.0.0.1:3000/before' })),
    'http://127.0.0.1:3000/before',
  ],
  ['url', 'empty', sha1(textOf({ url: 'undefined' })), 'undefined'],
  ['timestamp', 'seconds', sha1(textOf({ timestamp: now / 1000 })), '1800000000'],
  ['timestamp', 'milliseconds', sha1(textOf({ timestamp: now * 1000 })), '1800000000000000'],
  ['noncestr', 'empty', sha1(textOf({ nonceStr: 'undefined' })), 'undefined'],
  ['noncestr', 'other_case', sha1(textOf({ nonceStr: nonceStr.toLowerCase() })), nonceStr.toLowerCase()],
  ['jsapi_ticket', 'expired', sha1(textOf({ ticket: old.value })), 'g1…OLD002'],
  ['jsapi_ticket', 'other_app', sha1(textOf({ ticket: others.value })), 'g1…OTHER3'],
  ['jsapi_ticket', 'access_token', sha1(textOf({ ticket: 't-emulated-token' })), 't-emulated-token'],
  ['jsapi_ticket', 'empty', sha1(textOf({ ticket: 'undefined' })), 'undefined'],
  ['signature', 'capitals', sha1(textOf()).toUpperCase(), sha1(textOf()).toUpperCase()],
  [
    'signature',
    'base64',
    createHash('sha1').update(textOf()).digest('base64'),
    createHash('sha1').update(textOf()).digest('base64'),
  ],
  [
    'signature',
    'sha256',
    createHash('sha256').update(textOf()).digest('hex'),
    createHash('sha256').update(textOf()).digest('hex'),
  ],
  [
    'text',
    'key_case',
    sha1(textOf().replace('noncestr', 'nonceStr')),
    textOf({ ticket: 'g1…LIVE01' }).replace('noncestr', 'nonceStr'),
  ],
  ['text', 'values_only', sha1(ticket.value + nonceStr + now + url), `g1…LIVE01${nonceStr}${now}${url}`],
])('%s: %s', (input, variant, signature, signed) => {
  const { reason, differences } = explainFacts(facts(signature))
  expect(reason).toBe(input === 'jsapi_ticket' ? 'ticket_not_valid' : 'signature_differs')
  expect(differences).toMatchObject([{ input, variant, signed }])
  expect(differences?.[0]?.expected).not.toBe(signed)
})

test('another order of the names', () => {
  const signature = sha1(`url=${url}&timestamp=${now}&noncestr=${nonceStr}&jsapi_ticket=${ticket.value}`)
  expect(explainFacts(facts(signature)).differences).toMatchObject([{ input: 'text', variant: 'key_order' }])
})

test('two mistakes at once are both found', () => {
  const signature = sha1(textOf({ url: pageUrl, timestamp: now / 1000 }))
  const { reason, differences } = explainFacts(facts(signature))
  expect(reason).toBe('signature_differs')
  expect(differences?.map(({ input, variant }) => [input, variant])).toEqual([
    ['timestamp', 'seconds'],
    ['url', 'with_fragment'],
  ])
})

test('the expected url is the page without its fragment', () => {
  const { differences } = explainFacts(facts(sha1(textOf({ url: pageUrl }))))
  expect(differences?.[0]?.expected).toBe(url)
})

test('what nobody can guess shows what was verified, and no ticket', () => {
  const explanation = explainFacts(facts('0'.repeat(40)))
  expect(explanation).toEqual({
    reason: 'signature_unknown',
    facts: ['jsapi_ticket: 1', `noncestr=${nonceStr}`, `timestamp=${now}`, `url=${url}`],
  })
})

test('no explanation holds a whole ticket', () => {
  for (const signature of [sha1(textOf({ ticket: old.value })), sha1(textOf().toUpperCase()), 'x']) {
    const text = JSON.stringify(explainFacts(facts(signature)))
    for (const { value } of [ticket, old, others]) expect(text).not.toContain(value)
  }
})

const params = (change: Record<string, unknown>) => ({ params: { ...facts('').params, ...change } })

test.each<[string, Partial<ConfigFacts>, object]>([
  [
    'wrong_types',
    params({ timestamp: `${now}`, jsApiList: undefined }),
    { facts: ['timestamp: number (milliseconds) ← string', 'jsApiList: string[] ← missing'] },
  ],
  [
    'unknown_app',
    { code: 333440, app: undefined, ...params({ appId: 'cli_9' }) },
    { facts: ['cli_9', 'cli_1', 'cli_2'] },
  ],
  ['no_trusted_domain', { code: 333447 }, { facts: ['127.0.0.1:3000'] }],
  [
    'untrusted_page',
    { code: 333448, app: { appId: 'cli_1', trustedDomains: ['a.example'] } },
    { facts: ['127.0.0.1:3000', 'a.example'] },
  ],
  ['not_visible', { code: 333449 }, {}],
  ['illegal_id', { code: 333430 }, {}],
  ['other_person', { code: 333450 }, {}],
  ['no_session', { code: 99991691 }, {}],
  ['repeated', { code: 333443 }, { facts: [`noncestr=${nonceStr}`, `timestamp=${now}`] }],
  [
    'unknown_api',
    { code: 333446, ...params({ jsApiList: ['scanCode', 'scanCodes'] }) },
    { facts: ['scanCodes'] },
  ],
  ['timestamp_in_seconds', { code: 333444, ...params({ timestamp: now / 1000 }) }, {}],
  ['timestamp_in_microseconds', { code: 333444, ...params({ timestamp: now * 1000 }) }, {}],
  ['too_old', { code: 333444, ...params({ timestamp: now - 600_001 }) }, {}],
  ['too_new', { code: 333444, ...params({ timestamp: now + 600_001 }) }, {}],
])('%s', (reason, change, more) => {
  expect(explainFacts(facts('', change))).toMatchObject({ reason, ...more })
})
