import { expect, test } from 'vitest'
import { ask, authorizeUrl, challenge, redirectUri, startFrozen } from '../testkit.ts'
import type { AppSettings, Emulator, EmulatorOptions } from '../types.ts'

const email = 'contact:user.email:readonly'
const path = '/open-apis/authen/v1/authorize'

/** Posts the form as a script does: the authorize parameters and what the person does. */
function submit(
  feishu: Emulator,
  extra: Record<string, string | string[]>,
  headers: Record<string, string> = {},
) {
  const form = new URLSearchParams({
    client_id: feishu.app.appId,
    redirect_uri: redirectUri,
    response_type: 'code',
  })
  for (const [name, values] of Object.entries(extra))
    for (const value of [values].flat()) form.append(name, value)
  return ask(feishu, path, { method: 'POST', body: form, headers })
}

const openId = (feishu: Emulator, person = 1) => feishu.people.get(person)?.open_id ?? ''
const target = (reply: { headers: Headers }) => new URL(reply.headers.get('location') ?? 'about:blank')

interface Refusal {
  code: number
  what: string
  change?: Record<string, string>
  app?: Partial<AppSettings>
  options?: EmulatorOptions
}

const refusals: Refusal[] = [
  { code: 20001, what: 'client_id is missing', change: { client_id: '' } },
  { code: 20001, what: 'response_type is not code', change: { response_type: 'token' } },
  {
    code: 20001,
    what: 'the challenge method is unknown',
    change: { code_challenge: challenge, code_challenge_method: 'S512' },
  },
  { code: 20001, what: 'the challenge is too short', change: { code_challenge: 'x' } },
  { code: 20009, what: 'the app is not installed', app: { installed: false } },
  { code: 20048, what: 'the app is unknown', change: { client_id: 'cli_0000000000000000' } },
  { code: 20069, what: 'the app is disabled', app: { enabled: false } },
  { code: 20027, what: 'a scope is not enabled', change: { scope: `${email} task:task:read` } },
  { code: 20027, what: 'a scope is enabled in another case', change: { scope: 'Offline_Access' } },
  {
    code: 20001,
    what: 'there are more scopes than the switch allows',
    change: { scope: `${email} offline_access` },
    options: { switches: { maxScopes: 1 } },
  },
  {
    code: 2000,
    what: 'redirect_uri is not listed and the switch says 2000',
    change: { redirect_uri: 'https://evil.example/' },
    options: { switches: { redirectMismatch: 2000 } },
  },
  {
    code: 20029,
    what: 'the query differs and the switch counts it',
    change: { redirect_uri: `${redirectUri}?a=1` },
    options: { switches: { strictQuery: true } },
  },
]

test.each(refusals)('the page refuses with $code when $what', async ({ code, change, app, options }) => {
  await using feishu = await startFrozen(options)
  if (app !== undefined) feishu.apps.update(feishu.app.appId, app)
  const reply = await ask(feishu, authorizeUrl(feishu, change))
  expect(reply.status).toBe(400)
  expect(reply.headers.get('content-type')).toContain('text/html')
  expect(reply.headers.get('location')).toBeNull()
  expect(reply.text).toContain(`${code}`)
  expect(feishu.requests({ operation: 'authorize' })[0]?.code).toBe(code)
})

test.each([
  ['another host', 'https://evil.example/callback'],
  ['a subdomain', 'http://a.127.0.0.1:3000/callback'],
  ['an extra path', 'http://127.0.0.1:3000/callback/x'],
  ['a slash more', 'http://127.0.0.1:3000/callback/'],
  ['userinfo', 'http://127.0.0.1:3000@evil.example/callback'],
  ['a backslash', 'http://127.0.0.1:3000\\@evil.example/callback'],
  ['an encoded slash', 'http://127.0.0.1:3000%2fcallback'],
  ['a trailing dot', 'http://127.0.0.1.:3000/callback'],
  ['another port', 'http://127.0.0.1:3001/callback'],
  ['https', 'https://127.0.0.1:3000/callback'],
  ['upper case', 'http://127.0.0.1:3000/CALLBACK'],
  ['a script', 'javascript:alert(1)'],
  ['a line break', 'http://127.0.0.1:3000/callback?x=\r\nset-cookie: a=b'],
  ['nothing', ''],
])(
  'D13 redirect_uri with %s is refused with 20029, registered and received side by side',
  async (_what, uri) => {
    await using feishu = await startFrozen()
    const reply = await ask(feishu, authorizeUrl(feishu, { redirect_uri: uri }))
    expect(reply.status).toBe(400)
    expect(reply.text).toContain('20029')
    expect(reply.text).toContain(redirectUri)
  },
)

test('a refusal links its log id to the request log, and the link holds after sixty more requests', async () => {
  await using feishu = await startFrozen()
  const reply = await ask(feishu, authorizeUrl(feishu, { redirect_uri: 'https://evil.example/' }))
  const [entry] = feishu.requests()
  expect(reply.headers.get('x-tt-logid')).toBe(entry?.logId)
  const link = `/_emulator/requests?log=${entry?.logId}#${entry?.logId}`
  expect(reply.text).toContain(`href="${link}"`)
  for (let at = 0; at < 60; at++) await ask(feishu, '/open-apis/authen/v1/user_info')
  expect((await ask(feishu, link)).text).toContain(`id="${entry?.logId}"`)
})

test.each([
  ['a GET with a decision', 'GET', {}],
  ['an image of another site', 'GET', { 'sec-fetch-site': 'cross-site' }],
  ['a form of another site', 'POST', { 'sec-fetch-site': 'cross-site' }],
  ['a form of another port', 'POST', { 'sec-fetch-site': 'same-site' }],
  ['a form of another origin in an older browser', 'POST', { origin: 'https://evil.example' }],
  ['a form of a sandboxed frame in an older browser', 'POST', { origin: 'null' }],
  ['a POST with the decision in the query', 'query', {}],
] as const)('%s gives no code, though the person has agreed before', async (_what, way, headers) => {
  await using feishu = await startFrozen()
  expect((await submit(feishu, { open_id: openId(feishu), decision: 'approve' })).status).toBe(302)
  const answers = await Promise.all(
    [{ open_id: openId(feishu) }, { open_id: openId(feishu), decision: 'approve' }].map((extra) => {
      if (way === 'POST') return submit(feishu, extra, headers)
      const init = way === 'query' ? { method: 'POST', body: new URLSearchParams({ state: 's' }) } : {}
      return ask(feishu, authorizeUrl(feishu, extra), { ...init, headers })
    }),
  )
  expect(answers.map(({ headers: answered }) => answered.get('location'))).toEqual([null, null])
})

test.each([
  ['same-origin', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
  ['a script without either header', {}],
])('a form of our own page may decide: %s', async (_what, headers) => {
  await using feishu = await startFrozen()
  const reply = await submit(feishu, { open_id: openId(feishu), decision: 'approve' }, headers)
  expect(reply.status).toBe(302)
})

test('the query and fragment of redirect_uri are ignored in the list, and kept in the redirect', async () => {
  await using feishu = await startFrozen()
  const follow = (uri: string) =>
    feishu.login.approve(authorizeUrl(feishu, { redirect_uri: uri, state: 's 1&x' }), 1)
  expect(follow(`${redirectUri}?a=1#/login`)).toMatch(
    /^http:\/\/127\.0\.0\.1:3000\/callback\?a=1&code=[\w-]{64}&state=s\+1%26x#\/login$/,
  )
  expect(follow(`${redirectUri}?name=飞燕`)).toMatch(/\?name=%E9%A3%9E%E7%87%95&code=/)
})

test('state is echoed unchanged, and absent when it was not sent', async () => {
  await using feishu = await startFrozen()
  const state = 'a+b c/ü=&%00"'
  const back = new URL(feishu.login.approve(authorizeUrl(feishu, { state }), 1))
  expect(back.searchParams.get('state')).toBe(state)
  expect(new URL(feishu.login.approve(authorizeUrl(feishu), 1)).searchParams.has('state')).toBe(false)
})

test('the chooser lists people, a post with one of them asks for consent, a decision redirects', async () => {
  await using feishu = await startFrozen()
  const chooser = await ask(feishu, authorizeUrl(feishu, { scope: email, state: 's1' }))
  expect(chooser.status).toBe(200)
  expect(chooser.text).toContain(openId(feishu, 1))
  const consent = await submit(feishu, { scope: email, state: 's1', open_id: openId(feishu) })
  expect(consent.status).toBe(200)
  expect(consent.text).toContain(email)
  const agreed = await submit(feishu, {
    scope: email,
    state: 's1',
    open_id: openId(feishu),
    decision: 'approve',
  })
  expect(agreed.status).toBe(302)
  expect(agreed.headers.get('referrer-policy')).toBe('no-referrer')
  expect([...target(agreed).searchParams.keys()]).toEqual(['code', 'state'])
  expect(target(agreed).searchParams.get('code')).toMatch(/^[A-Za-z0-9_-]{64}$/)
})

test('once granted, the page asks no more; a new scope or prompt=consent makes it ask again', async () => {
  await using feishu = await startFrozen()
  await submit(feishu, { scope: email, open_id: openId(feishu), decision: 'approve' })
  expect((await submit(feishu, { scope: email, open_id: openId(feishu) })).status).toBe(302)
  const more = await submit(feishu, { scope: `${email} offline_access`, open_id: openId(feishu) })
  expect(more.status).toBe(200)
  expect(more.text).not.toContain(`value="${email}"`)
  expect((await submit(feishu, { prompt: 'consent', open_id: openId(feishu) })).status).toBe(200)
  expect((await submit(feishu, { scope: email, open_id: openId(feishu, 2) })).status).toBe(200)
})

test('only the boxes that stay checked are granted', async () => {
  await using feishu = await startFrozen()
  const form = { requested_scope: `${email} offline_access`, open_id: openId(feishu), decision: 'approve' }
  const code = target(await submit(feishu, { ...form, scope: ['offline_access'] })).searchParams.get('code')
  const reply = await ask(feishu, '/oauth/v3/token', {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: feishu.app.appId,
      client_secret: feishu.app.appSecret,
      code: code ?? '',
    }),
  })
  expect(reply.body.scope).toBe('offline_access')
})

test('refusing redirects with access_denied, by form and by program', async () => {
  await using feishu = await startFrozen()
  const expected = `${redirectUri}?error=access_denied&state=s1`
  const reply = await submit(feishu, { state: 's1', open_id: openId(feishu), decision: 'deny' })
  expect(reply.headers.get('location')).toBe(expected)
  expect(feishu.login.deny(authorizeUrl(feishu, { state: 's1' }), 1)).toBe(expected)
})

test('a page of another site cannot agree in somebody’s name', async () => {
  await using feishu = await startFrozen()
  const form = { open_id: openId(feishu), decision: 'approve' }
  expect((await submit(feishu, form, { 'sec-fetch-site': 'cross-site' })).status).toBe(400)
})

test.each([
  [20008, { open_id: 'ou_nobody' }],
  [20001, { decision: 'perhaps' }],
])('a form with a wrong value is refused with %i', async (code, change) => {
  await using feishu = await startFrozen()
  const reply = await submit(feishu, { open_id: openId(feishu), ...change })
  expect(reply.status).toBe(400)
  expect(reply.text).toContain(String(code))
})

test('by the switch, a person outside the availability is refused at the page', async () => {
  await using feishu = await startFrozen({ app: { availability: [2] }, switches: { notAvailableAt: 'page' } })
  expect(() => feishu.login.approve(authorizeUrl(feishu), 1)).toThrow('20010')
  expect(feishu.login.approve(authorizeUrl(feishu), 2)).toContain('code=')
})

test('the chooser searches and pages', async () => {
  await using feishu = await startFrozen({ organisation: { users: 45 } })
  const people = async (query: string) => {
    const { text } = await ask(feishu, `${authorizeUrl(feishu)}&${query}`)
    return new Set(text.match(/ou_[0-9a-f]{32}/g)).size
  }
  expect(await people('page=1')).toBe(20)
  expect(await people('page=3')).toBe(5)
  expect(await people('page=-1')).toBe(20)
  const name = feishu.people.get(30)?.name ?? ''
  const { text } = await ask(feishu, `${authorizeUrl(feishu)}&search=${encodeURIComponent(name)}`)
  expect(text).toContain(openId(feishu, 30))
  expect(await people('search=nobody-has-this-name')).toBe(0)
})

test.each([
  ['Mozilla/5.0 Lark/7.18.5 LarkLocale/zh_CN', 'en', 'zh'],
  ['Mozilla/5.0 Lark/7.18.5 LarkLocale/en_US', 'zh-CN', 'en'],
  ['Mozilla/5.0', 'zh-CN,zh;q=0.9', 'zh'],
])('the page speaks by LarkLocale, then by Accept-Language', async (agent, accept, language) => {
  await using feishu = await startFrozen()
  const headers = { 'user-agent': agent, 'accept-language': accept }
  const { text } = await ask(feishu, authorizeUrl(feishu), { headers })
  expect(text).toMatch(new RegExp(`<html lang="${language}`))
})

test('the historic page v1/index takes app_id and gives a code', async () => {
  await using feishu = await startFrozen()
  const query = new URLSearchParams({ app_id: feishu.app.appId, redirect_uri: redirectUri, state: 's1' })
  const index = `/open-apis/authen/v1/index?${query}`
  expect((await ask(feishu, index)).status).toBe(200)
  expect(feishu.login.approve(feishu.url + index, 1)).toMatch(/\?code=[\w-]{64}&state=s1$/)
  const form = new URLSearchParams({
    ...Object.fromEntries(query),
    open_id: openId(feishu),
    decision: 'approve',
  })
  const reply = await ask(feishu, '/open-apis/authen/v1/index', { method: 'POST', body: form })
  expect(reply.status).toBe(302)
  expect((await ask(feishu, '/open-apis/authen/v1/index?redirect_uri=x')).status).toBe(400)
})

test('in process: a refusal throws with its code, a wrong person or URL throws too', async () => {
  await using feishu = await startFrozen()
  expect(() =>
    feishu.login.approve(authorizeUrl(feishu, { redirect_uri: 'https://evil.example/' }), 1),
  ).toThrow('20029')
  expect(() => feishu.login.approve(authorizeUrl(feishu), 5_000)).toThrow('no person')
  expect(() => feishu.login.approve(`${feishu.url}/elsewhere`, 1)).toThrow('no authorize page')
})

test.each([
  ['another host', (url: string) => url.replace('127.0.0.1', 'evil.example')],
  [
    'a host that looks like the platform’s',
    (url: string) => url.replace('127.0.0.1', 'accounts.feishu.cn.evil.example'),
  ],
  ['a path before the path', (url: string) => url.replace('/open-apis', '/x/open-apis')],
  ['the passport host', (url: string) => url.replace('/open-apis', '/passport.feishu.cn/open-apis')],
  ['user information', (url: string) => url.replace('127.0.0.1', 'a@127.0.0.1')],
  ['another scheme', (url: string) => url.replace('http:', 'ftp:')],
  ['a parameter twice', (url: string) => `${url}&state=a&state=b`],
])('in process: an authorize URL with %s is refused, as by http', async (_what, change) => {
  await using feishu = await startFrozen()
  expect(() => feishu.login.approve(change(authorizeUrl(feishu)), 1)).toThrow()
  expect(() => feishu.login.deny(change(authorizeUrl(feishu)), 1)).toThrow()
})

test('in process: scopes that the request does not ask for cannot be granted', async () => {
  await using feishu = await startFrozen()
  const approve = (grantedScopes: string[]) =>
    feishu.login.approve(authorizeUrl(feishu, { scope: email }), 1, { grantedScopes })
  expect(() => approve([email, 'offline_access'])).toThrow('offline_access')
  expect(approve([])).toContain('code=')
})

test('what a consent form carries apart means nothing in an address', async () => {
  await using feishu = await startFrozen()
  const address = authorizeUrl(feishu, { scope: email, requested_scope: 'offline_access' })
  const { text } = await ask(feishu, address)
  expect(/name="scope" value="([^"]*)"/.exec(text)?.[1]).toBe(email)
  expect(feishu.requests()[0]?.unreadFields).toEqual(['requested_scope'])
})

test.each(['authorize', 'authen.v1.index', 'passport.oauth.authorize'])(
  'a fault can order what the switch makes of a redirect mismatch: 2000 at %s',
  async (operation) => {
    await using feishu = await startFrozen()
    expect(() => feishu.faults.add({ operation, effect: { kind: 'error', code: 2000 } })).not.toThrow()
  },
)

test('the reason of a refusal is in the language of the page', async () => {
  await using feishu = await startFrozen()
  const unlisted = authorizeUrl(feishu, { redirect_uri: 'https://evil.example/' })
  const { text } = await ask(feishu, unlisted, { headers: { 'accept-language': 'zh-CN' } })
  expect(text).toContain('redirect_uri 不在应用的重定向 URL 列表中')
})
