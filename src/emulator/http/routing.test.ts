import { request } from 'node:http'
import { expect, test } from 'vitest'
import {
  ask,
  askToken,
  authorizeUrl,
  codeFor,
  get,
  post,
  redirectUri,
  signIn,
  startFrozen,
  tokenPath,
} from '../testkit.ts'
import type { Emulator } from '../types.ts'

const userInfo = '/open-apis/authen/v1/user_info'

/** What fetch cannot send: any Host header, any method, any request target. */
function raw(
  feishu: Emulator,
  o: { path: string; method?: string; host?: string; body?: string; headers?: Record<string, string> },
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  const { port } = new URL(feishu.url)
  return new Promise((done, fail) => {
    const headers = { ...o.headers, ...(o.host === undefined ? {} : { host: o.host }) }
    const sent = request(
      { host: '127.0.0.1', port, method: o.method ?? 'GET', path: o.path, headers },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part) => {
          text += part
        })
        answer.on('end', () => done({ status: answer.statusCode ?? 0, text, headers: answer.headers }))
      },
    )
    sent.on('error', fail).end(o.body)
  })
}

test.each(['/open.feishu.cn', '/open.larksuite.com', '/open.larkoffice.com', ''])(
  'user_info answers under %j',
  async (prefix) => {
    await using feishu = await startFrozen()
    const { access_token } = await signIn(feishu, 1)
    expect((await get(feishu, prefix + userInfo, access_token)).body.code).toBe(0)
    expect((await get(feishu, `${prefix}${userInfo}/`, access_token)).body.code).toBe(0)
  },
)

test.each([
  ['open.feishu.cn', userInfo, 400],
  ['accounts.feishu.cn', userInfo, 404],
  ['passport.feishu.cn', userInfo, 404],
  ['evil.feishu.cn', userInfo, 400],
  ['accounts.larksuite.com', '/open-apis/authen/v1/authorize', 400],
  ['open.feishu.cn', '/open-apis/authen/v1/authorize', 400],
  ['passport.feishu.cn', '/open-apis/authen/v1/authorize', 404],
  ['open.feishu.cn', '/open-apis/authen/v1/index', 400],
  ['accounts.feishu.cn', '/open-apis/authen/v1/index', 404],
])('Host %s, path %s: HTTP %i', async (host, path, status) => {
  await using feishu = await startFrozen()
  expect((await raw(feishu, { path, host })).status).toBe(status)
  if (host !== 'evil.feishu.cn') expect((await ask(feishu, `/${host}${path}`)).status).toBe(status)
})

test('the v3 endpoint lives on the accounts host, the v2 endpoint on the open host', async () => {
  await using feishu = await startFrozen()
  const status = async (prefix: string, version: 'v2' | 'v3') =>
    (await post(feishu, prefix + tokenPath[version], {})).status
  expect(await status('/accounts.feishu.cn', 'v3')).toBe(400)
  expect(await status('/open.feishu.cn', 'v3')).toBe(404)
  expect(await status('/open.feishu.cn', 'v2')).toBe(400)
  expect(await status('/accounts.feishu.cn', 'v2')).toBe(404)
})

test('pages echo the host prefix that the caller used', async () => {
  await using feishu = await startFrozen()
  const url = authorizeUrl(feishu).replace(feishu.url, `${feishu.url}/accounts.feishu.cn`)
  const { text } = await ask(feishu, url)
  expect(text).toContain('action="/accounts.feishu.cn/open-apis/authen/v1/authorize"')
})

test.each([
  ['GET', '/open-apis/authen/v1/nothing'],
  ['GET', tokenPath.v2],
  ['PUT', tokenPath.v2],
  ['DELETE', userInfo],
  ['HEAD', userInfo],
  ['OPTIONS', userInfo],
  ['BREW', userInfo],
  ['GET', '/open-apis/../../etc/passwd'],
  ['GET', '/%zz'],
  ['GET', '/open-apis/contact/v3/users/%zz'],
  ['GET', `/${'x'.repeat(8_000)}`],
])('%s %s is a refusal in plain text or JSON, never a stack trace', async (method, path) => {
  await using feishu = await startFrozen()
  const { status, text } = await raw(feishu, { method, path })
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  expect(text).not.toMatch(/\bat .*\.(ts|js|mjs):/)
})

test('wrong path or method: HTTP 404, text/plain, the platform’s words', async () => {
  await using feishu = await startFrozen()
  const reply = await ask(feishu, tokenPath.v2)
  expect(reply).toMatchObject({ status: 404, text: '404 page not found' })
  expect(reply.headers.get('content-type')).toMatch(/^text\/plain/)
})

test.each(['', 'a b', '[', 'x:99999', 'a'.repeat(300)])(
  'a Host header %j ends in a 4xx or an ordinary answer',
  async (host) => {
    await using feishu = await startFrozen()
    const { status } = await raw(feishu, { path: userInfo, host })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  },
)

test('a body over 64 KB is refused, with and without a length', async () => {
  await using feishu = await startFrozen()
  const body = JSON.stringify({ code: 'x'.repeat(70_000) })
  expect(await post(feishu, tokenPath.v2, { code: 'x'.repeat(70_000) })).toMatchObject({
    status: 413,
    body: { code: 9499 },
  })
  const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' }
  expect((await raw(feishu, { method: 'POST', path: tokenPath.v2, body, headers })).status).toBe(413)
  const small = { method: 'POST', path: tokenPath.v2, body: '{"grant_type":"x"}', headers }
  expect((await raw(feishu, small)).text).toContain('20036')
})

test.each([
  ['POST', '/open-apis/passport/v1/sessions/logout', 'passport.v1.sessions.logout'],
  ['POST', '/accounts.feishu.cn/oauth/v1/device_authorization', 'oauth.v1.device_authorization'],
  ['POST', '/callback/ws/endpoint', 'callback.ws.endpoint'],
])('%s %s answers 501 and names %s', async (method, path, operation) => {
  await using feishu = await startFrozen()
  const reply = await ask(feishu, path, { method })
  expect(reply).toMatchObject({ status: 501, body: { operation } })
  expect(feishu.requests()[0]?.operation).toBe(operation)
})

test('every answer carries a log id and the emulator’s own date', async () => {
  await using feishu = await startFrozen()
  feishu.clock.set(Date.UTC(2030, 0, 2, 3, 4, 5))
  const { headers } = await get(feishu, userInfo)
  expect(headers.get('x-tt-logid')).toMatch(/^20300102030405[0-9A-F]{20}$/)
  expect(headers.get('x-request-id')).toBe(headers.get('x-tt-logid'))
  expect(headers.get('date')).toBe('Wed, 02 Jan 2030 03:04:05 GMT')
})

test('answers with tokens or people are never cached', async () => {
  await using feishu = await startFrozen()
  const token = await askToken(feishu, { code: codeFor(feishu, 1) })
  const page = await ask(feishu, authorizeUrl(feishu))
  for (const { headers } of [token, page]) expect(headers.get('cache-control')).toBe('no-store')
})

test.each([
  '/lark/op/h5-js-sdk-1.5.44.js',
  '/goofy/lark/op/h5-js-sdk-1.5.16.js',
  '/goofy/ee/lark/h5jssdk/lark/js_sdk/h5-js-sdk-1.5.16.js',
  '/goofy/ee/lark/h5jssdk/h5-js-sdk-1.5.16.js',
  '/open/jssdk/h5-js-sdk-1.5.16.js',
  '/lf-scm-cn.feishucdn.com/lark/op/h5-js-sdk-1.5.44.js',
  '/lf1-cdn-tos.bytegoofy.com/goofy/lark/op/h5-js-sdk-1.5.34.js',
  '/lf-package-sg.larksuitecdn.com/obj/lark-static-sgsaas/lark/op/h5-js-sdk-1.5.44.js',
])('the SDK script is served at %s and stays out of the log', async (path) => {
  await using feishu = await startFrozen()
  const { status, headers } = await ask(feishu, path)
  // 503 and a script that says so, when the browser scripts have not been built.
  expect([200, 503]).toContain(status)
  expect(headers.get('content-type')).toMatch(/^text\/javascript/)
  expect(feishu.requests()).toEqual([])
})

test('avatars are drawn here, escaped, in three sizes', async () => {
  await using feishu = await startFrozen()
  feishu.people.update(1, { name: '<script>alert(1)</script> "x"' })
  const { avatar_url } = feishu.people.get(1) ?? { avatar_url: '' }
  const { status, text, headers } = await ask(feishu, avatar_url)
  expect(status).toBe(200)
  expect(headers.get('content-type')).toMatch(/^image\/svg\+xml/)
  expect(text).toContain('width="72"')
  expect(text).not.toContain('<script')
  expect((await ask(feishu, avatar_url.replace('72.svg', '640.svg'))).text).toContain('width="640"')
  expect((await ask(feishu, avatar_url.replace('72.svg', '71.svg'))).status).toBe(404)
  for (const who of ['99999999', 'ou_nobody', '-1', '1e3'])
    expect((await ask(feishu, `/_emulator/avatar/${who}/72.svg`)).status).toBe(404)
})

test('the root leads to the console, and a console link of an error leads to the app’s settings', async () => {
  await using feishu = await startFrozen()
  expect((await ask(feishu, '/')).headers.get('location')).toBe('/_emulator/')
  const link = `/open.feishu.cn/app/${feishu.app.appId}/auth?q=x`
  expect((await ask(feishu, link)).headers.get('location')).toBe('/_emulator/app')
  expect((await ask(feishu, '/_emulator/')).status).toBe(200)
})

test('the request log tells what was asked, by whom, and what nobody read', async () => {
  await using feishu = await startFrozen()
  const fields = { code: codeFor(feishu, 1), app_id: 'x', nonsense: 1 }
  await askToken(feishu, fields)
  await post(feishu, '/open-apis/authen/v2/oauth/tokens?secret=s', {})
  await get(feishu, `${userInfo}?user_id_type=open_id&code=secret`, (await signIn(feishu, 1)).access_token)
  const [exchange, unmatched, , info] = feishu.requests()
  expect(exchange).toMatchObject({
    id: 1,
    method: 'POST',
    path: tokenPath.v2,
    operation: 'oauth.v2.token',
    status: 200,
    code: 0,
    appId: feishu.app.appId,
    unreadFields: ['app_id', 'nonsense'],
    undocumentedFields: [],
    nearMisses: [],
    at: feishu.clock.now(),
  })
  expect(unmatched).toMatchObject({
    operation: 'unmatched',
    status: 404,
    path: `${tokenPath.v2}s?secret=***`,
  })
  expect(unmatched?.nearMisses[0]).toBe(`POST ${tokenPath.v2}`)
  expect(info).toMatchObject({
    path: `${userInfo}?user_id_type=open_id&code=***`,
    unreadFields: ['user_id_type', 'code'],
  })
  expect(feishu.requests({ operation: 'user_info' })).toHaveLength(1)
  await post(feishu, '/accounts.feishu.cn/open-apis/authen/v2/oauth/token', {})
  expect(feishu.requests().at(-1)?.nearMisses[0]).toBe(`POST ${tokenPath.v2} (served on open)`)
  await get(feishu, '/favicon.ico')
  await get(feishu, '/a/b/c/d')
  expect(
    feishu
      .requests()
      .slice(-2)
      .map(({ nearMisses }) => nearMisses),
  ).toEqual([[], []])
  expect(feishu.requests({ since: feishu.clock.now() + 1 })).toEqual([])
  feishu.clearRequests()
  expect(feishu.requests()).toEqual([])
})

test('no secret and no token reaches the request log', async () => {
  await using feishu = await startFrozen()
  const code = codeFor(feishu, 1, { scope: 'offline_access' })
  const { body } = await askToken(feishu, { code })
  await get(feishu, `${userInfo}?access_token=${body.access_token}`, body.access_token)
  await ask(feishu, `${tokenPath.v2}?client_secret=${feishu.app.appSecret}&code=${code}`, { method: 'POST' })
  const unread = async (extra: Record<string, string>) => {
    const { appId: client_id, appSecret: client_secret } = feishu.app
    const grant = { grant_type: 'authorization_code', client_id, client_secret, code: codeFor(feishu, 1) }
    await ask(feishu, tokenPath.v2, { method: 'POST', body: new URLSearchParams({ ...grant, ...extra }) })
    return feishu.requests().at(-1)?.unreadFields
  }
  // A JSON body under the content type of a form is one field whose name is the body.
  const json = JSON.stringify({
    client_secret: feishu.app.appSecret,
    refresh_token: body.refresh_token,
    code,
  })
  expect(await unread({ [json]: '' })).toEqual(['(unnamed)'])
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  await ask(feishu, tokenPath.v2, { method: 'POST', headers: form, body: json })
  // What a refusal left unread says nothing.
  expect(feishu.requests().at(-1)?.unreadFields).toEqual([])
  for (const value of [feishu.app.appSecret, code, body.access_token, body.refresh_token]) {
    await get(feishu, `${userInfo}?${value}`, body.access_token)
    await get(feishu, authorizeUrl(feishu, { redirect_uri: `${redirectUri}?code=${value}`, [value]: 'x' }))
    await get(feishu, authorizeUrl(feishu, { redirect_uri: `${redirectUri}#${value}` }))
    expect(await unread({ [value]: '1', a_name: '2' })).toEqual(['(unnamed)', 'a_name'])
  }
  expect(
    await unread(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`f_${at}`, 'x']))),
  ).toHaveLength(20)
  const log = JSON.stringify(feishu.requests())
  for (const secret of [code, feishu.app.appSecret, body.access_token, body.refresh_token])
    expect(log).not.toContain(secret)
})
