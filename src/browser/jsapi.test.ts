import { expect, test } from 'vitest'
import { createClient } from './client.ts'
import { ClientError } from './error.ts'
import { createTestWindow, type TestWindow } from './test-window.ts'

const settle = async () => {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve()
}
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof ClientError ? error.code : error),
  )
const signings = (page: TestWindow) =>
  page.log
    .filter((line) => line.startsWith('GET /auth/jsapi/config'))
    .map((line) => decodeURIComponent(line.split('url=')[1] ?? ''))
const jsApiList = ['getUserInfo']

test('the page’s address is signed without its fragment and raw, and the error listener comes first', async () => {
  const page = createTestWindow()
  page.window.location.href = 'https://app.example/路径/%E4?b=1&a=%2F?#/route'
  await createClient({ window: page.window }).configureJsapi({ jsApiList })
  expect(page.log).toEqual([
    `GET /auth/jsapi/config?url=${encodeURIComponent('https://app.example/路径/%E4?b=1&a=%2F?')}`,
    'error',
    'config',
    'ready',
  ])
  expect(page.configs).toEqual([{ appId: 'cli_1', timestamp: 1, nonceStr: 'n', signature: 's', jsApiList }])
})

test('asking again for what is there costs nothing; asking for more configures for all of it', async () => {
  const page = createTestWindow()
  const client = createClient({ window: page.window })
  await client.configureJsapi({ jsApiList })
  await client.configureJsapi({ jsApiList })
  expect(page.configs).toHaveLength(1)
  await Promise.all([
    client.configureJsapi({ jsApiList: ['showToast'] }),
    client.configureJsapi({ jsApiList: ['scanCode'] }),
  ])
  expect(page.configs.at(-1)?.jsApiList).toEqual(['getUserInfo', 'showToast', 'scanCode'])
})

test.each([333441, 333443, 333444])('a signature refused with %i is made anew, once', async (code) => {
  const page = createTestWindow()
  page.configReplies = [{ fail: { errorCode: code } }]
  await createClient({ window: page.window }).configureJsapi({ jsApiList })
  expect(page.configs).toHaveLength(2)

  const stubborn = createTestWindow()
  stubborn.configReplies = Array.from({ length: 20 }, () => ({ fail: { errno: 2601002, errCode: code } }))
  const failed = createClient({ window: stubborn.window }).configureJsapi({ jsApiList })
  await expect(failed).rejects.toMatchObject({ code: 'refused', errCode: code })
  expect(stubborn.configs).toHaveLength(2)
})

test.each([333440, 333442, 333448, 333449, 1012])('a refusal with %i is final', async (code) => {
  const page = createTestWindow()
  page.configReplies = [{ fail: { errorCode: code, errorMessage: 'why' } }]
  const failed = createClient({ window: page.window }).configureJsapi({ jsApiList })
  await expect(failed).rejects.toMatchObject({ code: 'refused', errCode: code, errString: 'why' })
  expect(page.configs).toHaveLength(1)
})

test('an error that only the listener hears of ends the wait too', async () => {
  const page = createTestWindow()
  page.configReplies = ['hang']
  const failed = codeOf(createClient({ window: page.window }).configureJsapi({ jsApiList }))
  await settle()
  page.raise({ errorCode: 333448 })
  expect(await failed).toBe('refused')
})

test('a page that our server refuses is told so, and the client is not asked', async () => {
  const page = createTestWindow()
  page.routes['/auth/jsapi/config'] = () => ({ status: 403, body: { error: { code: 'page_not_allowed' } } })
  const client = createClient({ window: page.window })
  expect(await codeOf(client.configureJsapi({ jsApiList }))).toBe('page_not_allowed')
  expect(page.configs).toEqual([])
})

test('a client that never answers a signature is given up on', async () => {
  const page = createTestWindow()
  page.configReplies = ['hang']
  const failed = codeOf(createClient({ window: page.window }).configureJsapi({ jsApiList }))
  await settle()
  page.pass(15_000)
  expect(await failed).toBe('no_answer')
})

test('a new route is signed by itself; a new fragment, a state without address and the same address are not', async () => {
  const page = createTestWindow()
  const client = createClient({ window: page.window })
  const urls: string[] = []
  client.on('jsapi-configured', ({ url }) => urls.push(url))
  await client.configureJsapi({ jsApiList })
  page.go('/next?b=2')
  await settle()
  page.pass(50)
  await settle()
  expect(urls).toEqual(['https://app.example/start?a=1', 'https://app.example/next?b=2'])

  page.go('#part')
  page.window.history.replaceState({ scroll: 1 }, '')
  page.go('/next?b=2')
  await settle()
  page.pass(50)
  await settle()
  expect(page.configs).toHaveLength(2)
})

test.each(['popstate', 'hashchange'])('%s is looked at as well', async (type) => {
  const page = createTestWindow()
  await createClient({ window: page.window }).configureJsapi({ jsApiList })
  page.window.location.href = 'https://app.example/back'
  ;(page.window as unknown as EventTarget).dispatchEvent({ type } as Event)
  await settle()
  page.pass(50)
  await settle()
  expect(signings(page).at(-1)).toBe('https://app.example/back')
})

test('many routes in a row are signed once, for the last', async () => {
  const page = createTestWindow()
  await createClient({ window: page.window }).configureJsapi({ jsApiList })
  for (let route = 0; route < 10; route++) page.go(`/r/${route}`)
  await settle()
  page.pass(50)
  await settle()
  expect(signings(page)).toEqual(['https://app.example/start?a=1', 'https://app.example/r/9'])
  for (const path of ['/pan/1', '/pan/2', '/pan/3']) {
    page.go(path)
    await settle()
    page.pass(30)
    await settle()
  }
  expect(signings(page)).toHaveLength(2)
  page.pass(20)
  await settle()
  expect(signings(page).slice(2)).toEqual(['https://app.example/pan/3'])
})

test('a call waits for the signature of its route, and goes ahead when there is none', async () => {
  const page = createTestWindow()
  page.tt = { getUserInfo: {}, closeWindow: {} }
  const client = createClient({ window: page.window })
  const errors: string[] = []
  client.on('error', ({ code }) => errors.push(code))
  await client.configureJsapi({ jsApiList })
  page.go('/next')
  await client.tt.getUserInfo()
  expect(page.log.slice(-3)).toEqual([
    `GET /auth/jsapi/config?url=${encodeURIComponent('https://app.example/next')}`,
    'config',
    'getUserInfo {}',
  ])
  page.routes['/auth/jsapi/config'] = () => new TypeError('offline')
  page.go('/closing')
  await client.tt.closeWindow()
  expect(errors).toEqual([])
  // The client is the judge: a parent path may cover the page.
  await client.tt.getUserInfo()
  await settle()
  expect(errors).toEqual(['network'])
})

test('a route that changes while its signature is on the way is signed for the new one only', async () => {
  const page = createTestWindow()
  const client = createClient({ window: page.window })
  page.routes['/auth/jsapi/config'] = (url) => {
    if (url.searchParams.get('url')?.endsWith('a=1')) page.go('/moved')
    return { body: { signature: url.searchParams.get('url') } }
  }
  await client.configureJsapi({ jsApiList })
  expect(page.configs.map(({ signature }) => signature)).toEqual(['https://app.example/moved'])
})

test('an app whose address never rests is given up on', async () => {
  const page = createTestWindow()
  let step = 0
  page.routes['/auth/jsapi/config'] = () => {
    page.go(`/step/${step++}`)
    return { body: {} }
  }
  const client = createClient({ window: page.window })
  expect(await codeOf(client.configureJsapi({ jsApiList }))).toBe('not_ready')
  expect(step).toBeLessThanOrEqual(20)
})

test('routers see their own history: arguments, result, exceptions', async () => {
  const page = createTestWindow()
  const seen: unknown[][] = []
  page.window.history.pushState = (...given) => {
    seen.push(given)
    if (given[2] === '/bad') throw new RangeError('bad')
    return 'result' as never
  }
  await createClient({ window: page.window }).configureJsapi({ jsApiList })
  expect(page.window.history.pushState({ a: 1 }, 'title', '/x')).toBe('result')
  expect(() => page.window.history.pushState(null, '', '/bad')).toThrow(RangeError)
  expect(seen[0]).toEqual([{ a: 1 }, 'title', '/x'])
})

test('the signal of the call ends its wait; the signal of the client ends the watch', async () => {
  const page = createTestWindow()
  const life = new AbortController()
  const client = createClient({ window: page.window, signal: life.signal })
  page.configReplies = ['hang']
  const control = new AbortController()
  const waiting = codeOf(client.configureJsapi({ jsApiList, signal: control.signal }))
  await settle()
  control.abort()
  expect(await waiting).toBe('aborted')
  page.pass(15_000)
  await settle()
  await client.configureJsapi({ jsApiList })
  const before = signings(page).length
  life.abort()
  page.go('/after')
  await settle()
  page.pass(50)
  await settle()
  expect(signings(page)).toHaveLength(before)
})

test.each([
  [{}, 5_000],
  [{ timeout: 1_000 }, 1_000],
])('a call with %j waits %i ms at most for a signature on its way, then asks', async (given, ms) => {
  const page = createTestWindow()
  page.tt = { getUserInfo: {} }
  const client = createClient({ window: page.window })
  await client.configureJsapi({ jsApiList })
  page.routes['/auth/jsapi/config'] = () => 'hang'
  page.go('/slow')
  const call = codeOf(client.tt.getUserInfo({}, given))
  await settle()
  page.pass(ms - 1)
  await settle()
  expect(page.log.at(-1)).toContain('GET /auth/jsapi/config')
  page.pass(1)
  await settle()
  expect(page.log.at(-1)).toBe('getUserInfo {}')
  expect(await call).toBe('no failure')
})

/** A client whose page is authenticated, with the codes of its error events. */
async function configured(page: TestWindow, signal?: AbortSignal) {
  page.tt = { getUserInfo: {} }
  const client = createClient({ window: page.window, signal })
  const errors: string[] = []
  client.on('error', ({ code }) => errors.push(code))
  await client.configureJsapi({ jsApiList })
  page.log.length = 0
  return { client, errors }
}
const refusedPage = () => ({ status: 403, body: { error: { code: 'page_not_allowed' } } })

test('an address that our server refused is not signed again for calls, only for a new route or by configureJsapi', async () => {
  const page = createTestWindow()
  const { client, errors } = await configured(page)
  page.routes['/auth/jsapi/config'] = refusedPage
  page.go('/bad')
  for (let count = 0; count < 5; count++) await client.tt.getUserInfo()
  page.window.history.replaceState({ scroll: 1 }, '')
  await settle()
  page.pass(100_000)
  await client.tt.getUserInfo()
  await settle()
  expect(signings(page)).toEqual(['https://app.example/bad'])
  expect(errors).toEqual(['page_not_allowed'])
  expect(await codeOf(client.configureJsapi({ jsApiList }))).toBe('page_not_allowed')
  expect(signings(page)).toHaveLength(2)

  page.routes['/auth/jsapi/config'] = () => ({ body: {} })
  for (const path of ['/good', '/bad']) {
    page.go(path)
    await settle()
    page.pass(50)
    await settle()
  }
  expect(signings(page).slice(2)).toEqual(['https://app.example/good', 'https://app.example/bad'])
})

test.each(['network', 'rate_limited', 'platform_unavailable'])(
  'an address that failed with %s is signed again after half a minute',
  async (code) => {
    const page = createTestWindow()
    const { client, errors } = await configured(page)
    page.routes['/auth/jsapi/config'] = () =>
      code === 'network' ? new TypeError('offline') : { status: 503, body: { error: { code } } }
    page.go('/next')
    for (const ms of [0, 29_999, 1]) {
      page.pass(ms)
      await client.tt.getUserInfo()
    }
    await settle()
    expect(signings(page)).toHaveLength(2)
    expect(errors).toEqual([code, code])
  },
)

test('a name that the client refuses fails its own configureJsapi only', async () => {
  const page = createTestWindow()
  const { client, errors } = await configured(page)
  page.configReplies = [{ fail: { errCode: 333446 } }]
  const codes = await Promise.all([
    codeOf(client.configureJsapi({ jsApiList: ['getUserInfo', 'noSuchCall'] })),
    codeOf(client.configureJsapi({ jsApiList: ['showToast'] })),
  ])
  expect(codes).toEqual(['refused', 'no failure'])
  expect(page.configs.at(-1)?.jsApiList).toEqual(['getUserInfo', 'showToast'])
  await client.tt.getUserInfo()
  expect(errors).toEqual([])
})

test('names that only our server or the network failed are kept for the next route', async () => {
  const page = createTestWindow()
  page.routes['/auth/jsapi/config'] = refusedPage
  const client = createClient({ window: page.window })
  expect(await codeOf(client.configureJsapi({ jsApiList }))).toBe('page_not_allowed')
  page.routes['/auth/jsapi/config'] = () => ({ body: {} })
  page.go('/good')
  await settle()
  page.pass(50)
  await settle()
  expect(page.configs).toEqual([{ jsApiList }])
})

test('one failure is one event, and none when configureJsapi has rejected with it', async () => {
  const page = createTestWindow()
  const { client, errors } = await configured(page)
  page.routes['/auth/jsapi/config'] = refusedPage
  page.go('/bad')
  await Promise.all([1, 2, 3].map(() => client.tt.getUserInfo()))
  await settle()
  expect(errors).toEqual(['page_not_allowed'])

  page.go('/worse')
  const [code] = await Promise.all([
    codeOf(client.configureJsapi({ jsApiList })),
    client.tt.getUserInfo(),
    client.tt.getUserInfo(),
  ])
  await settle()
  expect(code).toBe('page_not_allowed')
  expect(errors).toHaveLength(1)
})

test('a client that refused the only configureJsapi is not bothered again by calls', async () => {
  const page = createTestWindow()
  page.tt = { getUserInfo: {} }
  page.configReplies = [{ fail: { errCode: 333448 } }]
  const client = createClient({ window: page.window })
  expect(await codeOf(client.configureJsapi({ jsApiList }))).toBe('refused')
  await client.tt.getUserInfo()
  expect(page.configs).toHaveLength(1)
})

test('a route that changes after a stale signature may have a fresh one too', async () => {
  const page = createTestWindow()
  const { client } = await configured(page)
  page.configReplies = Array.from({ length: 2 }, () => ({ fail: { errCode: 333444 } }))
  let count = 0
  page.routes['/auth/jsapi/config'] = () => {
    if (++count === 2) page.go('/second')
    return { body: {} }
  }
  page.go('/first')
  await client.configureJsapi({ jsApiList })
  expect(page.configs).toHaveLength(4)
})

test('after the client’s own signal, calls reject with aborted and no event', async () => {
  const page = createTestWindow()
  const life = new AbortController()
  const { client, errors } = await configured(page, life.signal)
  page.routes['/auth/jsapi/config'] = () => 'hang'
  page.go('/next')
  const waiting = codeOf(client.tt.getUserInfo())
  await settle()
  life.abort()
  expect(await waiting).toBe('aborted')
  expect(await codeOf(client.tt.getUserInfo())).toBe('aborted')
  await settle()
  expect(errors).toEqual([])
  expect(page.log.filter((line) => line.startsWith('getUserInfo'))).toEqual([])
})

test('a refusal that the error listener tells again in a later task is one refusal', async () => {
  const page = createTestWindow()
  const { client, errors } = await configured(page)
  const config = (page.window.h5sdk as { config(input: object): void }).config
  const late: object[] = []
  const refuse = { errno: 2601002, errorCode: 333448 }
  // An SDK that tells onFail at once and the listener when the test says so.
  Object.assign(page.window.h5sdk as object, {
    config: (input: { onFail(failure: object): void }) => {
      late.push(refuse)
      input.onFail(refuse)
    },
  })
  expect(await codeOf(client.configureJsapi({ jsApiList: ['scanCode'] }))).toBe('refused')
  page.raise({ errCode: 333448 })
  await settle()
  expect(errors).toEqual([])

  expect(await codeOf(client.configureJsapi({ jsApiList: ['scanCode'] }))).toBe('refused')
  Object.assign(page.window.h5sdk as object, { config })
  page.configReplies = ['hang']
  const good = codeOf(client.configureJsapi({ jsApiList: ['showToast'] }))
  await settle()
  page.raise({ errCode: 333448 })
  await settle()
  // The next one is news, and belongs to the config under way.
  page.raise({ errCode: 333447 })
  expect(await good).toBe('refused')
  page.raise({ errCode: 333448 })
  await settle()
  expect(errors).toEqual(['refused'])
})

test('an echo that never came hides no later failure', async () => {
  const page = createTestWindow()
  const { client, errors } = await configured(page)
  Object.assign(page.window.h5sdk as object, {
    config: ({ onFail }: { onFail(failure: object): void }) => onFail({ errCode: 333448 }),
  })
  expect(await codeOf(client.configureJsapi({ jsApiList: ['scanCode'] }))).toBe('refused')
  page.pass(2_000)
  page.raise({ errCode: 333448 })
  await settle()
  expect(errors).toEqual(['refused'])
})

test('two clients of one page do not fail each other', async () => {
  const page = createTestWindow()
  const [first, second] = [createClient({ window: page.window }), createClient({ window: page.window })]
  page.configReplies = ['hang', { fail: { errCode: 333446 } }]
  const codes = [
    codeOf(first.configureJsapi({ jsApiList })),
    codeOf(second.configureJsapi({ jsApiList: ['noSuchCall'] })),
  ]
  await settle()
  // The second waits for its turn.
  expect(page.configs).toHaveLength(1)
  page.pass(15_000)
  expect(await Promise.all(codes)).toEqual(['no_answer', 'refused'])

  page.configReplies = [{ fail: { errCode: 333446 } }]
  expect(
    await Promise.all([
      codeOf(second.configureJsapi({ jsApiList: ['noSuchCall'] })),
      codeOf(first.configureJsapi({ jsApiList })),
    ]),
  ).toEqual(['refused', 'no failure'])
  expect(page.log.filter((line) => line === 'error')).toHaveLength(1)
})

test('thousands of clients, one after another, leave one watch behind', async () => {
  const page = createTestWindow()
  for (let count = 0; count < 5_000; count++) {
    const life = new AbortController()
    await createClient({ window: page.window, signal: life.signal }).configureJsapi({ jsApiList })
    life.abort()
  }
  const { pushState } = page.window.history
  const { client, errors } = await configured(page)
  expect(page.window.history.pushState).toBe(pushState)
  page.go('/next')
  await client.tt.getUserInfo()
  expect(signings(page)).toEqual(['https://app.example/next'])
  page.raise({ errCode: 1 })
  await settle()
  expect(errors).toEqual(['refused'])
})
