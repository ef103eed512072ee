import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appToken, ask, askToken, get, post, startFrozen } from '../testkit.ts'
import type { Emulator } from '../types.ts'

const tenant = '/open-apis/auth/v3/tenant_access_token/internal'
const app = '/open-apis/auth/v3/app_access_token/internal'
const info = '/open-apis/contact/v3/users/'

const credentials = (feishu: Emulator) => ({ app_id: feishu.app.appId, app_secret: feishu.app.appSecret })
const take = async (feishu: Emulator) => (await post(feishu, tenant, credentials(feishu))).body

test('both endpoints answer at the top level, with one value for both names', async () => {
  await using feishu = await startFrozen()
  const first = await post(feishu, tenant, credentials(feishu))
  const second = await post(feishu, app, credentials(feishu))
  expect(first.status).toBe(200)
  expect(first.body).toEqual({
    code: 0,
    msg: 'ok',
    tenant_access_token: expect.stringMatching(/^t-\S+$/),
    expire: 7200,
  })
  const value = first.body.tenant_access_token
  expect(second.body).toEqual({
    code: 0,
    msg: 'ok',
    app_access_token: value,
    tenant_access_token: value,
    expire: 7200,
  })
})

test.each([
  ['a trailing slash', (f: Emulator) => post(f, `${tenant}/`, credentials(f))],
  [
    'a form body',
    (f: Emulator) => ask(f, tenant, { method: 'POST', body: new URLSearchParams(credentials(f)) }),
  ],
  ['the host in the path', (f: Emulator) => post(f, `/open.feishu.cn${tenant}`, credentials(f))],
  ['the Lark host in the path', (f: Emulator) => post(f, `/open.larksuite.com${tenant}`, credentials(f))],
])('%s works too', async (_what, send) => {
  await using feishu = await startFrozen()
  expect((await send(feishu)).body).toMatchObject({ code: 0 })
})

test.each([
  ['an unknown app', { app_id: 'cli_0000000000000000' }, 10003, 'invalid param'],
  ['no app', { app_id: undefined }, 10003, 'invalid param'],
  ['no secret', { app_secret: undefined }, 10003, 'invalid param'],
  ['a secret that is no text', { app_secret: 7 }, 10003, 'invalid param'],
  ['a wrong secret', { app_secret: 'guess' }, 10014, 'app secret invalid'],
])('%s is refused with HTTP 200 and no token', async (_what, change, code, msg) => {
  await using feishu = await startFrozen()
  for (const path of [tenant, app]) {
    const reply = await post(feishu, path, { ...credentials(feishu), ...change })
    expect(reply).toMatchObject({ status: 200, body: { code, msg, data: {} } })
    expect(Object.keys(reply.body)).toEqual(['code', 'msg', 'data'])
  }
})

test('a body that is no JSON is an invalid parameter', async () => {
  await using feishu = await startFrozen()
  const reply = await ask(feishu, tenant, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  })
  expect(reply).toMatchObject({ status: 200, body: { code: 10003, msg: 'invalid param', data: {} } })
})

test('a disabled app gets 10014; the status of 10014 is a switch', async () => {
  await using feishu = await startFrozen({ switches: { wrongSecretStatus: 400 } })
  feishu.apps.update(feishu.app.appId, { enabled: false })
  expect(await post(feishu, tenant, credentials(feishu))).toMatchObject({
    status: 400,
    body: { code: 10014 },
  })
})

test('GET is a 404 unless the switch allows it, and then only for the app token', async () => {
  await using strict = await startFrozen()
  await using lenient = await startFrozen({ switches: { allowGet: true } })
  const query = (feishu: Emulator) => `?${new URLSearchParams(credentials(feishu))}`
  expect(await ask(strict, app + query(strict))).toMatchObject({ status: 404, text: '404 page not found' })
  expect((await ask(lenient, app + query(lenient))).body).toMatchObject({ code: 0, expire: 7200 })
  expect((await ask(lenient, tenant + query(lenient))).status).toBe(404)
})

test('with 30 minutes or more left the same token comes back, not extended', async () => {
  await using feishu = await startFrozen()
  const first = await take(feishu)
  feishu.clock.advance('1h29m59s')
  expect(await take(feishu)).toMatchObject({ tenant_access_token: first.tenant_access_token, expire: 1801 })
  feishu.clock.advance('1s')
  expect(await take(feishu)).toMatchObject({ tenant_access_token: first.tenant_access_token, expire: 1800 })
})

test('with less than 30 minutes left a new token comes, and the old one lives to its end', async () => {
  await using feishu = await startFrozen()
  const old = (await take(feishu)).tenant_access_token
  feishu.clock.advance(90 * 60_000 + 1)
  const fresh = await take(feishu)
  expect(fresh.tenant_access_token).not.toBe(old)
  expect(fresh.expire).toBe(7200)
  const code = async (token: string) =>
    (
      await ask(feishu, info + feishu.people.get(1)?.open_id, {
        headers: { authorization: `Bearer ${token}` },
      })
    ).body.code
  expect(await code(old)).toBe(0)
  feishu.clock.advance(30 * 60_000 - 1)
  expect(await code(old)).toBe(99991663)
  expect(await code(fresh.tenant_access_token)).toBe(0)
})

test('the OAuth way hands out the same token', async () => {
  await using feishu = await startFrozen()
  const { tenant_access_token } = await take(feishu)
  const reply = await askToken(feishu, { grant_type: 'client_credentials' }, 'v3')
  expect(reply.body.access_token).toBe(tenant_access_token)
})

test('whatever the clock does, a token that was handed out has between 30 minutes and 2 hours', async () => {
  await using feishu = await startFrozen()
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3 * 3600 }), { maxLength: 6 }), async (steps) => {
      for (const seconds of steps) {
        feishu.clock.advance(seconds * 1000)
        const { expire } = await take(feishu)
        expect(expire).toBeGreaterThanOrEqual(1800)
        expect(expire).toBeLessThanOrEqual(7200)
      }
    }),
    { numRuns: 25 },
  )
})

test('the own token of an app that is not installed opens nothing', async () => {
  await using feishu = await startFrozen({ app: { scopes: ['contact:contact.base:readonly'] } })
  const { appId } = feishu.app
  const token = await appToken(feishu)
  const code = async () => {
    const { status, body } = await get(feishu, '/open-apis/contact/v3/scopes', token)
    return [status, body.code]
  }
  feishu.apps.update(appId, { installed: false })
  expect(await code()).toEqual([400, 11210])
  feishu.switches.update({ notInstalled: 99991673 })
  expect(await code()).toEqual([400, 99991673])
  feishu.apps.update(appId, { installed: true })
  expect(await code()).toEqual([200, 0])
})
