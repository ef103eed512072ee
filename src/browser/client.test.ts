import { expect, test } from 'vitest'
import { createClient } from './client.ts'
import { ClientError } from './error.ts'
import { createTestWindow } from './test-window.ts'

const user = { id: 'u1', name: '王小明' }
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof ClientError ? error.code : error),
  )
/** Lets promises run; nothing here waits for time. */
const settle = async () => {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve()
}

test('outside the client every call rejects at once, with no timer, no request and no script', async () => {
  const page = createTestWindow({ inside: false })
  const { tt, call } = createClient({ window: page.window })
  expect(await codeOf(tt.getUserInfo())).toBe('not_in_client')
  expect(await codeOf(tt.showToast({ title: 'x' }))).toBe('not_in_client')
  expect(await codeOf(call('somethingElse'))).toBe('not_in_client')
  expect(page.log).toEqual([])
  expect(page.scripts).toEqual([])
})

test('the JSSDK comes from the brand’s address, once, and its absence means a browser', async () => {
  const page = createTestWindow({ inside: false })
  const client = createClient({ window: page.window, brand: 'lark' })
  const found = [client.environment(), client.loadJssdk()]
  expect(page.scripts.map(({ src }) => new URL(src).host)).toEqual(['lf-package-sg.larksuitecdn.com'])
  page.scripts[0]?.onerror()
  expect(await Promise.all(found)).toEqual(['browser', false])
  expect(await client.environment()).toBe('browser')
  expect(await codeOf(client.configureJsapi({ jsApiList: [] }))).toBe('not_in_client')
  expect(page.scripts).toHaveLength(1)
})

test('a JSSDK that brings the globals means the client; one that never loads is given up on', async () => {
  const page = createTestWindow({ inside: false })
  const client = createClient({ window: page.window, jssdkUrl: 'https://cdn.example/sdk.js' })
  const found = client.environment()
  expect(page.scripts[0]?.src).toBe('https://cdn.example/sdk.js')
  Object.assign(page.window, { h5sdk: createTestWindow().window.h5sdk })
  page.scripts[0]?.onload()
  expect(await found).toBe('feishu-client')

  const silent = createTestWindow({ inside: false })
  const never = createClient({ window: silent.window }).environment()
  silent.pass(5_000)
  expect(await never).toBe('browser')
})

test('a page that loads the JSSDK by itself is not given a second one', async () => {
  const page = createTestWindow({ inside: false })
  Object.assign(page.window.document, { querySelector: () => ({}) })
  expect(await createClient({ window: page.window }).environment()).toBe('browser')
  expect(page.scripts).toEqual([])
})

test('on a server, where there is no page, nothing throws', async () => {
  const client = createClient({ window: { setTimeout, clearTimeout } as never })
  expect(await client.environment()).toBe('browser')
})

test('inside the client a person is signed in and announced', async () => {
  const page = createTestWindow()
  page.tt = { requestAccess: { code: 'abc' } }
  const bodies: unknown[] = []
  page.routes['/base/auth/attempts'] = () => ({ body: { attempt: 'a1', appId: 'cli_1', scopeList: [] } })
  page.routes['/base/auth/in-client'] = (_url, init) => {
    bodies.push(JSON.parse(String(init.body)))
    return { body: { user } }
  }
  const client = createClient({ window: page.window, baseUrl: '/base' })
  const heard: unknown[] = []
  client.on('signed-in', (who) => heard.push(who))
  expect(await client.signIn()).toEqual(user)
  await settle()
  expect(heard).toEqual([user])
  expect(bodies).toEqual([{ code: 'abc', attempt: 'a1' }])
  expect(page.log).toEqual([
    'POST /base/auth/attempts',
    'error',
    'ready',
    'requestAccess {"appID":"cli_1","scopeList":[]}',
    'POST /base/auth/in-client',
  ])
})

test.each([
  [undefined, '%2Fstart%3Fa%3D1%23top'],
  ['/after?x=1', '%2Fafter%3Fx%3D1'],
])('in a browser the sign-in page is opened, to come back to %s', async (returnTo, encoded) => {
  const page = createTestWindow({ inside: false })
  const client = createClient({ window: page.window, jssdkUrl: '' })
  expect(await client.signIn(returnTo === undefined ? {} : { returnTo })).toBe(null)
  expect(page.log).toEqual([`leave https://app.example/auth/authorize?return_to=${encoded}`])
})

test('the session is the person, or null', async () => {
  const page = createTestWindow()
  const client = createClient({ window: page.window })
  page.routes['/auth/session'] = () => ({ status: 401, body: { error: { code: 'session_required' } } })
  expect(await client.session()).toBe(null)
  page.routes['/auth/session'] = () => ({ body: { user, expiresAt: 5 } })
  expect(await client.session()).toEqual({ user, expiresAt: 5 })
})

test('signing out tells the server and the listeners that are still there', async () => {
  const page = createTestWindow()
  page.routes['/auth/sign-out'] = () => ({ status: 204 })
  const client = createClient({ window: page.window })
  const heard: string[] = []
  client.on('signed-out', () => heard.push('kept'))
  client.on('signed-out', () => heard.push('removed'))()
  await client.signOut()
  await settle()
  expect(heard).toEqual(['kept'])
})

test('what the server refuses keeps its code, its words and its request id', async () => {
  const page = createTestWindow()
  const error = { code: 'page_not_allowed', message: 'Not this page.', hint: 'Add it.', requestId: 'r1' }
  page.routes['/auth/session'] = () => ({ status: 403, body: { error } })
  await expect(createClient({ window: page.window }).session()).rejects.toMatchObject(error)
})

test('a server that is away, silent, or not ours is a network failure', async () => {
  const page = createTestWindow()
  const client = createClient({ window: page.window })
  page.routes['/auth/session'] = () => new TypeError('failed to fetch')
  expect(await codeOf(client.session())).toBe('network')
  const signals: (AbortSignal | null | undefined)[] = []
  page.routes['/auth/session'] = (_url, { signal }) => {
    signals.push(signal)
    return 'hang'
  }
  const silent = codeOf(client.session())
  page.pass(45_000)
  expect(await silent).toBe('network')
  expect(signals[0]?.aborted).toBe(true)
  Object.assign(page.window, {
    fetch: () =>
      Promise.resolve({ status: 502, ok: false, json: () => Promise.reject(new SyntaxError('<')) }),
  })
  expect(await codeOf(client.session())).toBe('network')
})

test.each([
  [
    'errno',
    { errno: 105, errString: 'authentication fail' },
    { errno: 105, errString: 'authentication fail' },
  ],
  ['errCode', { errCode: 10236, errMsg: 'x:fail' }, { errCode: 10236, errString: 'x:fail' }],
  ['errorCode', { errorCode: 333441, errorMessage: 'invalid' }, { errCode: 333441, errString: 'invalid' }],
  ['both numbers', { errno: 2601002, errCode: 333444 }, { errno: 2601002, errCode: 333444 }],
  ['digits as text', { errno: '105', errCode: '-1' }, { errno: 105, errCode: -1 }],
  ['text as a number', { errno: '', errCode: '1e3' }, { errno: undefined, errCode: undefined }],
  ['nothing', {}, { errno: undefined, errCode: undefined }],
])('a failure with %s is read whole', async (_what, failure, expected) => {
  const page = createTestWindow()
  page.tt = { getNetworkType: { fail: failure } }
  const call = createClient({ window: page.window }).tt.getNetworkType()
  await expect(call).rejects.toMatchObject({ code: 'refused', ...expected })
})

test('a call gets its parameters and gives its answer; the handlers stay ours', async () => {
  const page = createTestWindow()
  page.tt = { scanCode: { result: 'x' }, vibrateShort: {}, newCall: { a: 1 } }
  const client = createClient({ window: page.window })
  expect(await client.tt.scanCode({ barCodeInput: true })).toEqual({ result: 'x' })
  expect(await client.tt.vibrateShort()).toEqual({})
  expect(await client.call('newCall', { success: 'mine', b: 2 })).toEqual({ a: 1 })
  expect(page.log).toEqual([
    'error',
    'ready',
    'scanCode {"barCodeInput":true}',
    'vibrateShort {}',
    'newCall {"b":2}',
  ])
})

test('a call that the client lacks, one that is never answered, and one that is given up', async () => {
  const page = createTestWindow()
  page.tt = { scanCode: 'hang' }
  const { tt } = createClient({ window: page.window })
  expect(await codeOf(tt.getLocation())).toBe('unsupported')
  const slow = codeOf(tt.scanCode({}, { timeout: 1_000 }))
  await settle()
  page.pass(1_000)
  expect(await slow).toBe('no_answer')
  const control = new AbortController()
  const given = codeOf(tt.scanCode({}, { signal: control.signal }))
  await settle()
  control.abort()
  expect(await given).toBe('aborted')
  expect(await codeOf(tt.scanCode({}, { signal: AbortSignal.abort() }))).toBe('aborted')
})

test('a client that never gets ready is told apart from one that does not answer', async () => {
  const page = createTestWindow({ ready: false })
  const call = codeOf(createClient({ window: page.window }).tt.getUserInfo())
  await settle()
  page.pass(5_000)
  expect(await call).toBe('not_ready')
})

test('the object of calls is no promise', async () => {
  const client = createClient({ window: createTestWindow().window })
  expect(await Promise.resolve(client.tt)).toBe(client.tt)
})

test('a failure that belongs to nothing is an event; a listener that throws stops no other', async () => {
  const page = createTestWindow()
  page.tt = { vibrateShort: {} }
  const client = createClient({ window: page.window })
  await client.tt.vibrateShort()
  const heard: ClientError[] = []
  client.on('error', (error) => heard.push(error))
  page.raise({ errorCode: 99991691, errorMessage: 'invalid session' })
  await settle()
  expect(heard).toMatchObject([{ code: 'refused', errCode: 99991691 }])
})

/** Routes of our server for a sign-in inside the client; what they were sent. */
function serveInClient(page: ReturnType<typeof createTestWindow>) {
  const bodies: Record<string, unknown>[] = []
  const take = (init: RequestInit) => void bodies.push(JSON.parse(String(init.body)))
  page.routes['/auth/attempts'] = (_url, init) => {
    take(init)
    return { body: { attempt: 'a1', appId: 'cli_1', scopeList: ['all', 'asked'] } }
  }
  page.routes['/auth/in-client'] = (_url, init) => {
    take(init)
    return { body: { user, scopes: [] } }
  }
  return bodies
}
const calls = (page: ReturnType<typeof createTestWindow>) =>
  page.log.filter((line) => line.startsWith('request') || line.startsWith('leave'))

test('in the client the scopes and the app that are wanted go to the server', async () => {
  const page = createTestWindow()
  page.tt = { requestAccess: { code: 'abc' } }
  const bodies = serveInClient(page)
  const client = createClient({ window: page.window })
  expect(await client.signIn({ scopes: ['asked'], instance: 'lark', browser: 'qr' })).toEqual(user)
  expect(bodies).toEqual([
    { scopes: ['asked'], instance: 'lark' },
    { code: 'abc', attempt: 'a1', instance: 'lark' },
  ])
  expect(calls(page)).toEqual(['requestAccess {"appID":"cli_1","scopeList":["all","asked"]}'])
})

test.each([
  ['old client', { requestAccess: { fail: { errno: 103 } }, requestAuthCode: { code: 'old' } }],
  ['old SDK', { requestAuthCode: { code: 'old' } }],
])('an %s signs in by the older call, and is redirected where scopes are wanted', async (_what, tt) => {
  const page = createTestWindow()
  page.tt = tt
  serveInClient(page)
  const client = createClient({ window: page.window })
  expect(await client.signIn()).toEqual(user)
  expect(calls(page).at(-1)).toBe('requestAuthCode {"appId":"cli_1"}')
  expect(await client.signIn({ scopes: ['asked', 'more'], returnTo: '/b' })).toBe(null)
  expect(calls(page).at(-1)).toBe('leave https://app.example/auth/authorize?return_to=%2Fb&scope=asked+more')
})

test('a scope that the app does not have is told apart from a person who refuses', async () => {
  const page = createTestWindow()
  serveInClient(page)
  const client = createClient({ window: page.window })
  page.tt = { requestAccess: { fail: { errno: 2700002, innerCode: 20027 } } }
  await expect(client.signIn({ scopes: ['asked'] })).rejects.toMatchObject({
    code: 'scope_not_allowed',
    errno: 2700002,
    errCode: 20027,
    scopes: ['all', 'asked'],
  })
  page.tt = { requestAccess: { fail: { errno: 2700002, errString: 'access_denied' } } }
  await expect(client.signIn({ scopes: ['asked'] })).rejects.toMatchObject({
    code: 'refused',
    errno: 2700002,
  })
})

test.each([
  ['desktop', {}, '/auth/authorize?return_to=%2Fx'],
  ['desktop', { browser: 'qr' }, '/auth/qr?return_to=%2Fx'],
  ['desktop', { browser: 'qr', instance: 'lark' }, '/auth/qr?return_to=%2Fx&instance=lark'],
  ['desktop', { browser: 'qr', scopes: ['a'] }, '/auth/authorize?return_to=%2Fx&scope=a'],
  ['phone', { browser: 'qr' }, '/auth/authorize?return_to=%2Fx'],
  ['tablet', { browser: 'qr' }, '/auth/authorize?return_to=%2Fx'],
  ['client', { browser: 'qr' }, '/auth/authorize?return_to=%2Fx'],
] as const)('without JSSDK a %s that wants %j goes to %s', async (device, wish, address) => {
  const page = createTestWindow({ inside: false, device })
  const client = createClient({ window: page.window, jssdkUrl: '', baseUrl: '/base' })
  expect(
    await client.signIn({ returnTo: '/x', ...wish, scopes: [...('scopes' in wish ? wish.scopes : [])] }),
  ).toBe(null)
  expect(page.log).toEqual([`leave https://app.example/base${address}`])
})

test('on a desktop the code appears in the element that is given', async () => {
  const page = createTestWindow({ inside: false })
  page.installQr()
  page.routes['/auth/qr'] = () => ({
    body: { goto: 'https://passport.example/?a=1', scriptUrl: '', expiresInSeconds: 600 },
  })
  const client = createClient({ window: page.window, jssdkUrl: '' })
  const element = page.element() as unknown as Element
  expect(await client.signIn({ browser: 'qr', element })).toBe(null)
  expect(page.codes).toHaveLength(1)
  expect(page.log).toEqual(['POST /auth/qr'])
})

test('an old web view without matchMedia is not in the way of a sign-in', async () => {
  const page = createTestWindow({ inside: false })
  Object.assign(page.window, { matchMedia: undefined })
  const client = createClient({ window: page.window, jssdkUrl: '' })
  expect(await client.signIn({ browser: 'qr', returnTo: '/x' })).toBe(null)
  expect(calls(page)).toEqual(['leave https://app.example/auth/qr?return_to=%2Fx'])
})

const consentUrl = 'https://app.example/auth/authorize?scope=a+b&return_to=%2F&instance=lark'
const report = (missing: string[], refused: string[] = [], notEnabled: string[] = []) => ({
  granted: ['a'],
  missing,
  refused,
  notEnabled,
  satisfied: missing.length === 0,
  ...(missing.every((scope) => notEnabled.includes(scope)) ? {} : { consentUrl }),
})

/** A page whose server answers one report after another. */
function createScopesPage(inside: boolean, reports: object[]) {
  const page = createTestWindow({ inside })
  const bodies = serveInClient(page)
  page.routes['/auth/scopes'] = (_url, init) => {
    expect(JSON.parse(String(init.body))).toEqual({ scopes: ['a', 'b'] })
    return { body: reports.shift() }
  }
  return { page, bodies, client: createClient({ window: page.window, jssdkUrl: '' }) }
}

test.each([true, false])('nobody is asked for what is granted (in the client: %s)', async (inside) => {
  const { page, client } = createScopesPage(inside, [report([])])
  expect(await client.ensureScopes(['a', 'b'])).toEqual(report([]))
  expect(page.log).toEqual(['POST /auth/scopes'])
})

test('in the client the person is asked there, and the report is the one after', async () => {
  const { page, bodies, client } = createScopesPage(true, [report(['b']), report([])])
  page.tt = { requestAccess: { code: 'abc' } }
  expect(await client.ensureScopes(['a', 'b'])).toEqual(report([]))
  // Of the app that the person is signed in with, which the server has named.
  expect(bodies[0]).toEqual({ scopes: ['a', 'b'], instance: 'lark' })
})

test('in the client, too, who has refused is not asked at every page', async () => {
  const { page, client } = createScopesPage(true, [report(['b'], ['b'])])
  page.tt = { requestAccess: { code: 'abc' } }
  expect(await client.ensureScopes(['a', 'b'])).toEqual(report(['b'], ['b']))
  expect(page.log).toEqual(['POST /auth/scopes'])
})

test('in the client a refusal is the person’s or the app’s', async () => {
  const { page, client } = createScopesPage(true, [report(['b']), report(['b'])])
  page.tt = { requestAccess: { fail: { errno: 2700002 } } }
  expect(await codeOf(client.ensureScopes(['a', 'b']))).toBe('refused')
  page.tt = { requestAccess: { fail: { errno: 2700002, innerCode: 20027 } } }
  expect(await codeOf(client.ensureScopes(['a', 'b']))).toBe('scope_not_allowed')
})

test('an old client goes to the consent page', async () => {
  const { page, client } = createScopesPage(true, [report(['b'])])
  page.tt = { requestAuthCode: { code: 'old' } }
  expect(await client.ensureScopes(['a', 'b'], { returnTo: '/x' })).toBe(null)
  expect(calls(page)).toEqual([
    'leave https://app.example/auth/authorize?return_to=%2Fx&scope=a+b&instance=lark',
  ])
})

test('in a browser the consent page is opened, for the app of the session, to come back here', async () => {
  const { page, client } = createScopesPage(false, [report(['b'])])
  expect(await client.ensureScopes(['a', 'b'])).toBe(null)
  expect(calls(page)).toEqual([
    'leave https://app.example/auth/authorize?scope=a+b&return_to=%2Fstart%3Fa%3D1%23top&instance=lark',
  ])
})

test('in a browser nobody who has refused is sent round in circles', async () => {
  const { page, client } = createScopesPage(false, [report(['b'], ['b', 'c']), report(['b', 'c'], ['c'])])
  expect(await client.ensureScopes(['a', 'b'])).toEqual(report(['b'], ['b', 'c']))
  expect(calls(page)).toEqual([])
  expect(await client.ensureScopes(['a', 'b'])).toBe(null)
})

test.each([true, false])(
  'nobody is asked for what only the app’s owner can add (in the client: %s)',
  async (inside) => {
    const owner = report(['b'], [], ['b'])
    const { page, client } = createScopesPage(inside, [owner])
    expect(await client.ensureScopes(['a', 'b'])).toEqual(owner)
    expect(calls(page)).toEqual([])
  },
)

test('in a browser a refusal of the one and a lack of the other leave nothing to ask for', async () => {
  const both = report(['b', 'c'], ['b'], ['c'])
  const { page, client } = createScopesPage(false, [both])
  expect(await client.ensureScopes(['a', 'b'])).toEqual(both)
  expect(calls(page)).toEqual([])
})

test('what the server says of consent comes along with its error', async () => {
  const { page, client } = createScopesPage(false, [])
  const error = { code: 'consent_required', scopes: ['b'], consentUrl }
  page.routes['/auth/scopes'] = () => ({ status: 403, body: { error } })
  await expect(client.ensureScopes(['a', 'b'])).rejects.toMatchObject(error)
})

test.each([
  [{}, {}],
  [{ revoke: true }, { revoke: true }],
])('signing out with %j tells the server %j', async (options, body) => {
  const page = createTestWindow()
  const bodies: unknown[] = []
  page.routes['/auth/sign-out'] = (_url, init) => {
    bodies.push(JSON.parse(String(init.body)))
    return { status: 204 }
  }
  await createClient({ window: page.window }).signOut(options)
  expect(bodies).toEqual([body])
})
