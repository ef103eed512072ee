import { expect, test } from 'vitest'
import {
  appToken,
  ask,
  askToken,
  authorizeUrl,
  codeFor,
  get,
  post,
  redirectUri,
  refresh,
  signIn,
  startFrozen,
} from '../testkit.ts'
import type { Emulator } from '../types.ts'

const elsewhere = { tenant_key: 'another-tenant' }

test('20010 at every token endpoint for a person of another tenant', async () => {
  await using feishu = await startFrozen()
  feishu.people.update(1, elsewhere)
  for (const version of ['v2', 'v3'] as const) {
    const reply = await askToken(feishu, { code: codeFor(feishu, 1) }, version)
    expect([reply.status, reply.body.code]).toEqual([400, 20010])
  }
  const bearer = { authorization: `Bearer ${await appToken(feishu)}` }
  for (const family of ['', 'oidc/']) {
    const body = { grant_type: 'authorization_code', code: codeFor(feishu, 1) }
    const reply = await post(feishu, `/open-apis/authen/v1/${family}access_token`, body, bearer)
    expect([reply.status, reply.body.code]).toEqual([200, 20010])
  }
  const login = { code: feishu.miniProgram.code(1, { api: 'login' }) }
  const mini = await post(feishu, '/open-apis/mina/v2/tokenLoginValidate', login, bearer)
  expect([mini.status, mini.body.code]).toEqual([200, 10228])
})

test('20010 at the refresh of somebody who has moved to another tenant', async () => {
  await using feishu = await startFrozen()
  const { refresh_token } = await signIn(feishu, 1)
  feishu.people.update(1, elsewhere)
  expect((await refresh(feishu, refresh_token)).body.code).toBe(20010)
})

test.each(['authorize', 'index', 'passport'])(
  '20010 at the page %s when the switch says so',
  async (page) => {
    await using feishu = await startFrozen({ switches: { notAvailableAt: 'page' } })
    feishu.people.update(1, elsewhere)
    const paths = { index: '/open-apis/authen/v1/index', passport: '/suite/passport/oauth/authorize' }
    const { pathname } = new URL(authorizeUrl(feishu))
    const { appId } = feishu.app
    const form = { client_id: appId, app_id: appId, response_type: 'code', redirect_uri: redirectUri }
    const person = { open_id: feishu.people.get(1)?.open_id ?? '', decision: 'approve' }
    const body = new URLSearchParams({ ...form, ...person })
    const reply = await ask(feishu, paths[page as 'index'] ?? pathname, { method: 'POST', body })
    expect([reply.status, feishu.requests()[0]?.code]).toEqual([400, 20010])
  },
)

test('inside the client the person gets no code by requestAuthCode, and none by requestAccess with the switch', async () => {
  await using feishu = await startFrozen({ switches: { notAvailableAt: 'page' } })
  feishu.people.update(1, elsewhere)
  expect(() => feishu.client.code(redirectUri, 1, { api: 'requestAuthCode' })).toThrow('10228')
  expect(() => feishu.client.code(redirectUri, 1)).toThrow('20010')
})

test('the app’s own token does not see the person', async () => {
  await using feishu = await startFrozen()
  feishu.people.update(1, elsewhere)
  const path = `/open-apis/contact/v3/users/${feishu.people.get(1)?.open_id}`
  expect((await get(feishu, path, await appToken(feishu))).body.code).toBe(41050)
})

test('the own tenant written out is no other tenant', async () => {
  await using feishu: Emulator = await startFrozen()
  feishu.people.update(1, { tenant_key: feishu.people.get(2)?.tenant_key ?? '' })
  expect((await askToken(feishu, { code: codeFor(feishu, 1) })).body.code).toBe(0)
})
