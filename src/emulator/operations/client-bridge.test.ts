import { expect, test } from 'vitest'
import { ask, askToken, post, redirectUri, signedConfig, startFrozen } from '../testkit.ts'
import type {
  AppSettings,
  ClientCall,
  ClientProfile,
  ClientReply,
  Emulator,
  EmulatorOptions,
} from '../types.ts'
import { jsapiNames } from './jsapi-names.ts'

const page = redirectUri
const email = 'contact:user.email:readonly'

function callOf(
  feishu: Emulator,
  api: string,
  params: Record<string, unknown>,
  profile: Partial<ClientProfile> = {},
  pageUrl = page,
): ClientCall {
  return {
    api,
    params,
    pageUrl,
    profile: {
      openId: feishu.people.get(1)?.open_id ?? '',
      platform: 'desktop',
      language: 'zh_CN',
      generation: 'current',
      outcome: 'accept',
      ...profile,
    },
  }
}

const requestAccess = (
  feishu: Emulator,
  params: Record<string, unknown> = {},
  profile: Partial<ClientProfile> = {},
  pageUrl?: string,
) =>
  feishu.client.call(
    callOf(feishu, 'requestAccess', { appID: feishu.app.appId, scopeList: [], ...params }, profile, pageUrl),
  )

const requestAuthCode = (feishu: Emulator, params: Record<string, unknown> = {}, pageUrl?: string) =>
  feishu.client.call(callOf(feishu, 'requestAuthCode', { appId: feishu.app.appId, ...params }, {}, pageUrl))

test('requestAccess gives a code that is exchanged without redirect_uri, and echoes state', async () => {
  await using feishu = await startFrozen()
  const answer = requestAccess(feishu, { state: 's1', scopeList: [email] }, {}, `${page}?a=1#/x`)
  expect(answer).toEqual({
    ok: true,
    result: { errMsg: 'requestAccess:ok', code: expect.stringMatching(/^[\w-]{64}$/), state: 's1' },
  })
  const { code } = answer.ok === true ? answer.result : {}
  const reply = await askToken(feishu, { code })
  expect(reply.body).toMatchObject({ code: 0, scope: email })
})

test('without state there is none in the answer', async () => {
  await using feishu = await startFrozen()
  const answer = requestAccess(feishu)
  expect(answer.ok === true && Object.keys(answer.result)).toEqual(['errMsg', 'code'])
})

const hidden: EmulatorOptions = { app: { availability: [2] }, switches: { notAvailableAt: 'page' } }

test.each<
  [string, Record<string, unknown>, Partial<ClientProfile>, Partial<AppSettings>, object, EmulatorOptions?]
>([
  ['an old client', {}, { generation: 'old-client' }, {}, { errno: 103, errString: 'feature not support' }],
  ['no appID', { appID: undefined }, {}, {}, { errno: 104 }],
  ['appId in place of appID', { appID: undefined, appId: 'x' }, {}, {}, { errno: 104 }],
  ['no scopeList', { scopeList: undefined }, {}, {}, { errno: 104 }],
  ['a scopeList of numbers', { scopeList: [1] }, {}, {}, { errno: 104 }],
  ['an unknown app', { appID: 'cli_0000000000000000' }, {}, {}, { errno: 2700002, innerCode: 20048 }],
  ['a disabled app', {}, {}, { enabled: false }, { errno: 2700002, innerCode: 20069 }],
  [
    'a page that is not listed',
    {},
    {},
    { redirectUrls: ['https://else.example/'] },
    { errno: 2700002, innerCode: 20029 },
  ],
  [
    'a page that is not listed, by the switch',
    {},
    {},
    { redirectUrls: [] },
    { errno: 106, innerCode: 20029 },
    { switches: { pageNotListedErrno: 106 } },
  ],
  [
    'a scope that is not enabled',
    { scopeList: ['task:task:read'] },
    {},
    {},
    { errno: 2700002, innerCode: 20027 },
  ],
  [
    'a person who may not use the app, by the switch',
    {},
    {},
    {},
    { errno: 2700002, innerCode: 20010 },
    hidden,
  ],
  ['a person who refuses', { scopeList: [email] }, { outcome: 'refuse' }, {}, { errno: 2700002 }],
  ['nobody logged in to the client', {}, { openId: 'ou_nobody' }, {}, { errno: 2700001 }],
])('requestAccess fails for %s', async (_what, params, profile, app, error, options) => {
  await using feishu = await startFrozen(options)
  feishu.apps.update(feishu.app.appId, app)
  expect(requestAccess(feishu, params, profile)).toMatchObject({
    ok: false,
    error: {
      ...error,
      errMsg: expect.stringMatching(/^requestAccess:fail ./),
      errString: expect.any(String),
    },
  })
})

test('a call that hangs never answers', async () => {
  await using feishu = await startFrozen()
  expect(requestAccess(feishu, {}, { outcome: 'hang' })).toEqual({ ok: 'hang' })
})

test('requestAuthCode gives a code of five minutes, also in an old client', async () => {
  await using feishu = await startFrozen()
  for (const generation of ['current', 'old-client', 'old-sdk'] as const) {
    const call = callOf(feishu, 'requestAuthCode', { appId: feishu.app.appId }, { generation })
    expect(feishu.client.call(call)).toMatchObject({ ok: true, result: { errMsg: 'requestAuthCode:ok' } })
  }
  const codes = [0, 1].map(() => feishu.client.code(page, 1, { api: 'requestAuthCode' }))
  feishu.clock.advance('4m59s')
  expect((await askToken(feishu, { code: codes[0] })).body.code).toBe(0)
  feishu.clock.advance('1s')
  expect((await askToken(feishu, { code: codes[1] })).body.code).toBe(20004)
})

test.each<[number, string, Record<string, unknown>, Partial<AppSettings>]>([
  [10200, 'the appId is unknown', { appId: 'x' }, {}],
  [10200, 'the appId is called appID', { appId: undefined, appID: 'x' }, {}],
  [10228, 'the app is not visible to the person', {}, { availability: [2] }],
  [10235, 'the app has no redirect URL', {}, { redirectUrls: [] }],
  [10236, 'the page is not in the list', {}, { redirectUrls: ['https://else.example/'] }],
])('requestAuthCode fails with errCode %i when %s', async (errCode, _when, params, app) => {
  await using feishu = await startFrozen()
  feishu.apps.update(feishu.app.appId, app)
  const error = { errCode, errMsg: expect.stringMatching(/^requestAuthCode:fail ./) }
  expect(requestAuthCode(feishu, params)).toEqual({ ok: false, error })
})

const trusted: EmulatorOptions = { app: { trustedDomains: ['127.0.0.1:3000'] } }

/** An emulator whose window is authenticated for the page. */
async function startConfigured({
  api = [],
  pageUrl = page,
  ...options
}: { api?: string[]; pageUrl?: string } & EmulatorOptions = {}): Promise<Emulator> {
  const feishu = await startFrozen({ ...options, app: { ...trusted.app, ...options.app } })
  const params = await signedConfig(feishu, pageUrl, { jsApiList: api })
  expect(feishu.client.call(callOf(feishu, 'config', params, {}, pageUrl))).toMatchObject({ ok: true })
  return feishu
}

test('getUserInfo shows a name and no id at all', async () => {
  await using feishu = await startConfigured()
  const answer = feishu.client.call(callOf(feishu, 'getUserInfo', {}))
  expect(answer).toMatchObject({ ok: true, result: { userInfo: { nickName: feishu.people.get(1)?.name } } })
  const text = JSON.stringify(answer)
  for (const id of ['open_id', 'union_id', 'user_id'] as const)
    expect(text).not.toContain(feishu.people.get(1)?.[id])
})

test.each(['noSuchApi', 'constructor', '__proto__', 'toString'])('%s is not supported', async (api) => {
  await using feishu = await startConfigured()
  expect(feishu.client.call(callOf(feishu, api, {}))).toMatchObject({ ok: false, error: { errno: 103 } })
})

/** What each call must be given to succeed. */
const given: Record<string, object> = {
  showToast: { title: 'x' },
  showModal: { title: 'x' },
  setClipboardData: { data: 'x' },
  setStorage: { key: 'k', data: 'x' },
  getStorage: { key: 'k' },
}
const withoutConfig = ['requestAccess', 'requestAuthCode', 'closeWindow']

test.each(jsapiNames.filter((api) => !api.startsWith('request')))('%s answers ok', async (api) => {
  await using feishu = await startConfigured()
  expect(feishu.client.call(callOf(feishu, api, { ...given[api] }))).toMatchObject({
    ok: true,
    result: { errMsg: `${api}:ok` },
  })
})

test.each(jsapiNames.filter((api) => !withoutConfig.includes(api)))('%s needs config', async (api) => {
  await using feishu = await startFrozen()
  expect(feishu.client.call(callOf(feishu, api, { ...given[api] }))).toEqual({
    ok: false,
    error: { errno: 105, errString: 'authentication fail', errMsg: `${api}:fail authentication fail` },
    explanation: { reason: 'no_config', facts: [page] },
  })
})

test.each(withoutConfig)('%s needs no config', async (api) => {
  await using feishu = await startFrozen()
  const params = { appID: feishu.app.appId, appId: feishu.app.appId, scopeList: [] }
  expect(feishu.client.call(callOf(feishu, api, params))).toMatchObject({ ok: true })
})

test('an API that is not in jsApiList fails, with its code and why', async () => {
  await using feishu = await startConfigured({ api: ['scanCode'] })
  expect(feishu.client.call(callOf(feishu, 'scanCode', {}))).toMatchObject({ ok: true })
  expect(feishu.client.call(callOf(feishu, 'getNetworkType', {}))).toMatchObject({
    ok: false,
    error: { errno: 105, errCode: 333445, innerCode: 333445 },
    explanation: { reason: 'api_not_listed', facts: ['getNetworkType', 'scanCode'] },
  })
})

test('what an empty jsApiList stands for is a switch', async () => {
  await using feishu = await startConfigured({ switches: { emptyJsApiList: 'none' } })
  expect(feishu.client.call(callOf(feishu, 'scanCode', {}))).toMatchObject({
    ok: false,
    error: { errCode: 333445 },
  })
})

test('a call before ready fails, or is answered by the switch', async () => {
  await using strict = await startConfigured()
  await using lenient = await startConfigured({ switches: { callBeforeReady: 'answer' } })
  const early = (feishu: Emulator) =>
    feishu.client.call({ ...callOf(feishu, 'closeWindow', {}), ready: false })
  expect(early(strict)).toMatchObject({
    ok: false,
    error: { errno: 110 },
    explanation: { reason: 'before_ready' },
  })
  expect(early(lenient)).toMatchObject({ ok: true })
})

const below = `${page}/below`
const beside = 'http://127.0.0.1:3000/beside'

test.each([
  ['the same page', page, true],
  ['the same page with a fragment', `${page}#/x`, true],
  ['a page below', below, true],
  ['a page beside', beside, false],
  ['the same page with another query', `${page}?x=1`, false],
])('an authentication reaches %s', async (_what, pageUrl, reached) => {
  await using feishu = await startConfigured()
  const answer = feishu.client.call(callOf(feishu, 'getNetworkType', {}, {}, pageUrl))
  expect(answer.ok).toBe(reached)
  if (answer.ok === false)
    expect(answer.explanation).toEqual({ reason: 'page_not_covered', facts: [pageUrl, page] })
})

test('a failed config does not take away what was authenticated', async () => {
  await using feishu = await startConfigured()
  const params = await signedConfig(feishu, page, { nonceStr: 'n' }, { nonceStr: 'm' })
  expect(feishu.client.call(callOf(feishu, 'config', params))).toMatchObject({ ok: false })
  expect(feishu.client.call(callOf(feishu, 'getNetworkType', {}))).toMatchObject({ ok: true })
})

test('another window is not authenticated, and reset forgets all', async () => {
  await using feishu = await startConfigured()
  const call = callOf(feishu, 'getNetworkType', {})
  expect(feishu.client.call({ ...call, container: 'other' })).toMatchObject({ error: { errno: 105 } })
  expect(feishu.client.call(call)).toMatchObject({ ok: true })
  feishu.reset()
  expect(feishu.client.call(call)).toMatchObject({ error: { errno: 105 } })
})

test('the failed config of one page says when another page was signed', async () => {
  await using feishu = await startConfigured()
  const params = await signedConfig(feishu, page)
  expect(feishu.client.call(callOf(feishu, 'config', params, {}, beside))).toMatchObject({
    ok: false,
    error: { errorCode: 333441 },
    explanation: {
      reason: 'signature_differs',
      differences: [{ input: 'url', variant: 'other_page', signed: page, expected: beside }],
    },
  })
})

test.each<[string, object, ClientReply | undefined, object]>([
  ['showModal', { title: 'x' }, undefined, { ok: true, result: { confirm: true, cancel: false } }],
  ['showModal', { content: 'x' }, 'cancel', { ok: true, result: { confirm: false, cancel: true } }],
  ['showModal', {}, undefined, { ok: false, error: { errno: 1100001 } }],
  ['scanCode', {}, undefined, { ok: true, result: { result: expect.stringMatching(/^https:/) } }],
  ['scanCode', {}, { text: '二维码' }, { ok: true, result: { result: '二维码' } }],
  ['scanCode', {}, 'cancel', { ok: false, error: { errno: 1505002 } }],
  ['chooseContact', {}, 'cancel', { ok: false, error: { errMsg: 'chooseContact:fail cancel' } }],
  ['chooseContact', { multi: 'yes' }, undefined, { ok: false, error: { errno: 104 } }],
  ['chooseContact', { maxNum: 0 }, undefined, { ok: false, error: { errno: 104 } }],
  ['showToast', {}, undefined, { ok: false, error: { errno: 104 } }],
  ['setClipboardData', { data: 1 }, undefined, { ok: false, error: { errno: 104 } }],
])('%s with %j, when the person does %j', async (api, params, reply, expected) => {
  await using feishu = await startConfigured()
  const call = callOf(feishu, api, { ...params })
  expect(feishu.client.call(reply === undefined ? call : { ...call, reply })).toMatchObject(expected)
})

test.each(['showModal', 'scanCode', 'chooseContact'])('a person who refuses cancels %s', async (api) => {
  await using feishu = await startConfigured()
  const answer = feishu.client.call(callOf(feishu, api, { title: 'x' }, { outcome: 'refuse' }))
  expect(answer).toMatchObject(api === 'showModal' ? { result: { cancel: true } } : { ok: false })
})

test('chooseContact gives the chosen people, within the limits of the call', async () => {
  await using feishu = await startConfigured()
  const openIds = [1, 2, 3, 4].map((index) => feishu.people.get(index)?.open_id ?? '')
  const choose = (params: Record<string, unknown>) => {
    const call = { ...callOf(feishu, 'chooseContact', params), reply: { openIds: [...openIds, 'ou_x'] } }
    const answer = feishu.client.call(call)
    const { data } = answer.ok === true ? (answer.result as { data: { openId: string }[] }) : { data: [] }
    return data.map(({ openId }) => openId)
  }
  expect(choose({})).toEqual(openIds)
  expect(choose({ multi: false })).toEqual(openIds.slice(0, 1))
  expect(choose({ maxNum: 2 })).toEqual(openIds.slice(0, 2))
  expect(choose({ ignore: true })).toEqual(openIds.slice(1))
  expect(choose({ disableChosenIds: [openIds[2]] })).toEqual([openIds[0], openIds[1], openIds[3]])
})

test('chooseContact shows names only with their scope', async () => {
  await using feishu = await startConfigured()
  const call = callOf(feishu, 'chooseContact', {})
  const person = feishu.people.get(0)
  const ids = { openId: person?.open_id, unionId: person?.union_id }
  expect(feishu.client.call(call)).toMatchObject({
    result: { data: [{ ...ids, name: person?.name, avatarUrls: expect.any(Array) }], department_data: [] },
  })
  feishu.apps.update(feishu.app.appId, { scopes: [] })
  expect(feishu.client.call(call)).toMatchObject({ result: { data: [ids] } })
  expect(JSON.stringify(feishu.client.call(call))).not.toContain(person?.name)
})

test('clipboard and storage keep what they are given, per window', async () => {
  await using feishu = await startConfigured()
  const ask = (api: string, params: Record<string, unknown> = {}) => {
    const answer = feishu.client.call(callOf(feishu, api, params))
    return answer.ok === true ? answer.result.data : answer
  }
  ask('setClipboardData', { data: '剪贴板' })
  expect(ask('getClipboardData')).toBe('剪贴板')
  ask('setStorage', { key: 'k', data: { a: 1 } })
  expect(ask('getStorage', { key: 'k' })).toEqual({ a: 1 })
  ask('clearStorage')
  expect(ask('getStorage', { key: 'k' })).toBe('')
})

test.each([
  ['desktop', 'connected'],
  ['phone', 'wifi'],
] as const)('the network of a %s is %s', async (platform, networkType) => {
  await using feishu = await startConfigured()
  const answer = feishu.client.call(callOf(feishu, 'getNetworkType', {}, { platform }))
  expect(answer).toMatchObject({ result: { networkType } })
})

test.each([
  ['requestAccess', { errno: 2700001 }],
  ['requestAuthCode', { errCode: 10210 }],
  ['getUserInfo', { errno: 1001001 }],
])('%s without anybody logged in', async (api, error) => {
  await using feishu = await startConfigured()
  const answer = feishu.client.call(callOf(feishu, api, {}, { openId: 'ou_nobody' }))
  expect(answer).toMatchObject({ ok: false, error })
})

test('client.code throws where the platform would refuse', async () => {
  await using feishu = await startFrozen()
  expect(() => feishu.client.code('https://evil.example/', 1)).toThrow('20029')
  expect(() => feishu.client.code(page, 1, { scopeList: ['task:task:read'] })).toThrow('20027')
})

const bridge = '/_emulator/client/call'

test('the frame calls over HTTP, same-origin only', async () => {
  await using feishu = await startFrozen()
  const call = callOf(feishu, 'requestAccess', { appID: feishu.app.appId, scopeList: [] })
  expect((await post(feishu, bridge, call, { origin: feishu.url })).body).toMatchObject({ ok: true })
  expect((await post(feishu, bridge, call, { origin: 'https://evil.example' })).status).toBe(403)
  expect((await post(feishu, bridge, call, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await post(feishu, bridge, { ...call, profile: {} })).status).toBe(400)
  expect((await ask(feishu, bridge, { method: 'POST', body: '{' })).status).toBe(400)
  const large = { ...call, params: { text: 'x'.repeat(70_000) } }
  expect((await post(feishu, bridge, large, { origin: feishu.url })).status).toBe(413)
  expect(feishu.requests()).toEqual([])
})
