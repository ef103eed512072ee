import { expect, test } from 'vitest'
import { jsapiTicket, signedConfig, startFrozen } from '../testkit.ts'
import type { AppSettings, ClientAnswer, Emulator, EmulatorOptions } from '../types.ts'
import { signatureOf } from './jsapi-signature.ts'

const page = 'http://127.0.0.1:3000/app?a=1'
const trusted = { trustedDomains: ['127.0.0.1:3000'] }

const start = (options: EmulatorOptions = {}) =>
  startFrozen({ ...options, app: { ...trusted, ...options.app } })

const callConfig = (
  feishu: Emulator,
  params: Record<string, unknown>,
  pageUrl = page,
  openId = feishu.people.get(1)?.open_id ?? '',
): ClientAnswer =>
  feishu.client.call({
    api: 'config',
    params,
    pageUrl,
    profile: {
      openId,
      platform: 'desktop',
      language: 'zh_CN',
      generation: 'current',
      outcome: 'accept',
    },
  })

const codeOf = (answer: ClientAnswer) => (answer.ok === false ? answer.error.errorCode : answer.ok)

test('the documented vector', () => {
  const signature = signatureOf({
    ticket: '617bf955832a4d4d80d9d8d85917a427',
    nonceStr: 'Y7a8KkqX041bsSwT',
    timestamp: 1510045655000,
    url: 'https://example.cn/test/1234/content.html',
  })
  expect(signature).toBe('40a68999ecf7e05907edba43b31a50fd1830c777')
})

test.each([
  page,
  'http://127.0.0.1:3000/',
  `${page}#/route?x`,
  'http://127.0.0.1:3000/%E9%A3%9E?',
  `${page}&x=%2F`,
])('config accepts a right signature for %s', async (pageUrl) => {
  await using feishu = await start()
  expect(callConfig(feishu, await signedConfig(feishu, pageUrl), pageUrl)).toEqual({
    ok: true,
    result: { errMsg: 'config:ok', session_key: expect.stringMatching(/^[0-9a-f]{32}$/) },
  })
})

test.each(['127.0.0.1:3000', 'http://127.0.0.1:3000'])(
  'a trusted domain may be written %s',
  async (domain) => {
    await using feishu = await start({ app: { trustedDomains: [domain] } })
    expect(codeOf(callConfig(feishu, await signedConfig(feishu, page)))).toBe(true)
  },
)

test.each<[number, string, Record<string, unknown>]>([
  [1012, 'a timestamp as text', { timestamp: '1510045655000' }],
  [1012, 'a timestamp with a fraction', { timestamp: 1510045655000.5 }],
  [1012, 'no timestamp', { timestamp: undefined }],
  [1012, 'no jsApiList', { jsApiList: undefined }],
  [1012, 'a jsApiList that is a text', { jsApiList: 'scanCode' }],
  [1012, 'a jsApiList of numbers', { jsApiList: [1] }],
  [1012, 'no nonceStr', { nonceStr: undefined }],
  [1012, 'no signature', { signature: undefined }],
  [1012, 'an appID in place of the appId', { appId: undefined, appID: 'x' }],
  [333440, 'an unknown app', { appId: 'cli_0000000000000000' }],
  [333446, 'an API that there is not', { jsApiList: ['scanCode', 'scanCodes'] }],
  [333446, 'a name that every object has', { jsApiList: ['constructor'] }],
])('%i for %s', async (code, _what, params) => {
  await using feishu = await start()
  expect(codeOf(callConfig(feishu, await signedConfig(feishu, page, params)))).toBe(code)
})

test.each<[number, string, Partial<AppSettings>]>([
  [333447, 'no trusted domain', { trustedDomains: [] }],
  [333448, 'a page elsewhere', { trustedDomains: ['https://else.example'] }],
  [333448, 'a look-alike host', { trustedDomains: ['27.0.0.1:3000'] }],
  [333448, 'another port', { trustedDomains: ['127.0.0.1:3001'] }],
  [333448, 'https', { trustedDomains: ['https://127.0.0.1:3000'] }],
  [333449, 'an app that is not visible to the person', { availability: [2] }],
])('%i for %s', async (code, _what, app) => {
  await using feishu = await start({ app })
  expect(codeOf(callConfig(feishu, await signedConfig(feishu, page)))).toBe(code)
})

test.each<[string, Parameters<typeof signedConfig>[3]]>([
  ['the URL with its fragment', { url: `${page}#/route` }],
  ['the URL without its query', { url: 'http://127.0.0.1:3000/app' }],
  ['the URL encoded', { url: encodeURIComponent(page) }],
  ['a timestamp in seconds, while config has milliseconds', { timestamp: 1_700_000_000 }],
  ['another nonce', { nonceStr: 'other' }],
  ['an invented ticket', { ticket: 'invented' }],
])('333441 for a signature of %s', async (_what, signed) => {
  await using feishu = await start()
  const answer = callConfig(feishu, await signedConfig(feishu, page, {}, signed), `${page}#/route`)
  expect(codeOf(answer)).toBe(333441)
  expect(JSON.stringify(answer)).not.toContain(await jsapiTicket(feishu))
})

test('333441 for a signature in capitals', async () => {
  await using feishu = await start()
  const config = await signedConfig(feishu, page)
  const signature = String(config.signature).toUpperCase()
  expect(codeOf(callConfig(feishu, { ...config, signature }))).toBe(333441)
})

test('333442 for the ticket of another app, and for one that expired', async () => {
  await using feishu = await start()
  const ticket = await jsapiTicket(feishu, feishu.apps.create())
  expect(codeOf(callConfig(feishu, await signedConfig(feishu, page, {}, { ticket })))).toBe(333442)
  const old = await jsapiTicket(feishu)
  feishu.clock.advance('2h')
  expect(codeOf(callConfig(feishu, await signedConfig(feishu, page, {}, { ticket: old })))).toBe(333442)
})

test('a ticket that was replaced lives to its end', async () => {
  await using feishu = await start()
  const old = await jsapiTicket(feishu)
  feishu.clock.advance('1h59m59s')
  expect(await jsapiTicket(feishu)).not.toBe(old)
  expect(codeOf(callConfig(feishu, await signedConfig(feishu, page, {}, { ticket: old })))).toBe(true)
})

test('333444 for a signature of more than ten minutes, by the emulator’s clock', async () => {
  await using feishu = await start()
  const inTime = await signedConfig(feishu, page)
  const late = await signedConfig(feishu, page)
  feishu.clock.advance('10m')
  expect(codeOf(callConfig(feishu, inTime))).toBe(true)
  feishu.clock.advance(1)
  expect(codeOf(callConfig(feishu, late))).toBe(333444)
})

test.each([
  ['in seconds', (now: number) => Math.floor(now / 1000)],
  ['in microseconds', (now: number) => now * 1000],
])('333444 for a timestamp %s', async (_unit, convert) => {
  await using feishu = await start()
  const timestamp = convert(feishu.clock.now())
  expect(codeOf(callConfig(feishu, await signedConfig(feishu, page, { timestamp })))).toBe(333444)
})

test('333443 for a signature that was used, also in another window', async () => {
  await using feishu = await start()
  const config = await signedConfig(feishu, page)
  expect(codeOf(callConfig(feishu, config))).toBe(true)
  feishu.clock.advance('9m59s')
  expect(codeOf(callConfig(feishu, config))).toBe(333443)
})

test('a wrong signature is not used up by trying it', async () => {
  await using feishu = await start()
  const config = await signedConfig(feishu, page)
  expect(codeOf(callConfig(feishu, config, 'http://127.0.0.1:3000/other'))).toBe(333441)
  expect(codeOf(callConfig(feishu, config))).toBe(true)
})

test('nobody logged in to the client is an invalid session', async () => {
  await using feishu = await start()
  expect(codeOf(callConfig(feishu, await signedConfig(feishu, page), page, 'ou_nobody'))).toBe(99991691)
})

test.each([
  ['both', ['errorCode', 'errorMessage', 'errCode', 'errno', 'errString', 'errMsg']],
  ['errorCode', ['errorCode', 'errorMessage']],
  ['errno', ['errCode', 'errno', 'errString', 'errMsg']],
] as const)('the shape of the error is a switch: %s', async (configErrorShape, names) => {
  await using feishu = await start({ switches: { configErrorShape }, app: { trustedDomains: [] } })
  const answer = callConfig(feishu, await signedConfig(feishu, page))
  expect(answer.ok === false && Object.keys(answer.error)).toEqual(names)
  const wrongType = callConfig(feishu, {})
  if (configErrorShape !== 'errorCode')
    expect(wrongType).toMatchObject({ ok: false, error: { errCode: 1012, errno: 104 } })
})

test.each<[string, (feishu: Emulator) => string | undefined, number | true]>([
  ['the person’s own', (feishu) => feishu.people.get(1)?.open_id, true],
  ['another person’s', (feishu) => feishu.people.get(11)?.open_id, 333450],
  ['no open_id at all', () => 'lei@example.com', 333430],
])('an openId that is %s', async (_what, openId, code) => {
  await using feishu = await start()
  const params = { openId: openId(feishu) }
  expect(codeOf(callConfig(feishu, await signedConfig(feishu, page, params)))).toBe(code)
})
