import { expect, test } from 'vitest'
import { ask, askToken, post, redirectUri, startFrozen } from '../testkit.ts'
import type { AppSettings, ClientCall, ClientProfile, Emulator, EmulatorOptions } from '../types.ts'

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

test('getUserInfo shows a name and no id at all', async () => {
  await using feishu = await startFrozen()
  const answer = feishu.client.call(callOf(feishu, 'getUserInfo', {}))
  expect(answer).toMatchObject({ ok: true, result: { userInfo: { nickName: feishu.people.get(1)?.name } } })
  const text = JSON.stringify(answer).replaceAll(/\/avatar\/ou_[0-9a-f]+/g, '')
  for (const id of ['open_id', 'union_id', 'user_id'] as const)
    expect(text).not.toContain(feishu.people.get(1)?.[id])
})

test.each(['noSuchApi', 'constructor', '__proto__'])('%s is not supported', async (api) => {
  await using feishu = await startFrozen()
  expect(feishu.client.call(callOf(feishu, api, {}))).toMatchObject({ ok: false, error: { errno: 103 } })
})

test.each(['showToast', 'closeWindow'])('%s answers ok', async (api) => {
  await using feishu = await startFrozen()
  expect(feishu.client.call(callOf(feishu, api, {}))).toEqual({ ok: true, result: { errMsg: `${api}:ok` } })
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
  expect(feishu.requests()).toEqual([])
})
