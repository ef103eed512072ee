import { expect, test } from 'vitest'
import { type ClientGlobals, createBridge } from './bridge.ts'
import { ClientError } from './error.ts'
import { loadGlobals } from './globals.ts'
import { requestCode as requestCodeFrom } from './in-client.ts'
import { type Timer, timerOf } from './within.ts'

type Failure = { errno?: number; errCode?: number; errString?: string; errMsg?: string }
type Answer = { code?: string } | { fail: Failure } | 'hang'

/** Timers that run when the test says so. */
function createTimers() {
  const waiting = new Map<number, { ms: number; work: () => void }>()
  let next = 0
  return {
    timer: (ms: number, work: () => void) => {
      const id = next++
      waiting.set(id, { ms, work })
      return () => void waiting.delete(id)
    },
    run(ms: number) {
      for (const [id, one] of waiting) {
        if (one.ms > ms) continue
        waiting.delete(id)
        one.work()
      }
    },
    get open() {
      return waiting.size
    },
  }
}

function client(
  answers: { requestAccess?: Answer; requestAuthCode?: Answer },
  ready: 'ready' | 'silent' | Failure = 'ready',
) {
  const calls: [string, object][] = []
  const api = (name: 'requestAccess' | 'requestAuthCode') => {
    const answer = answers[name]
    if (answer === undefined) return {}
    return {
      [name]: ({
        success,
        fail,
        ...input
      }: {
        success(result: object): void
        fail(failure: Failure): void
      }) => {
        calls.push([name, input])
        if (answer === 'hang') return
        if ('fail' in answer) fail(answer.fail)
        else success(answer)
      },
    }
  }
  let onError = (_failure: Failure) => {}
  const globals = {
    h5sdk: {
      error: (callback: (failure: Failure) => void) => {
        onError = callback
      },
      ready: (callback: () => void) => {
        if (ready === 'ready') callback()
        else if (ready !== 'silent') onError(ready)
      },
    },
    tt: { ...api('requestAccess'), ...api('requestAuthCode') },
  } as unknown as ClientGlobals
  return { globals, calls }
}

const input = { appId: 'cli_1', scopeList: [] }
const requestCode = (
  globals: ClientGlobals,
  { timer = timerOf(globalThis), ...given }: typeof input & { timer?: Timer },
) => requestCodeFrom(createBridge(globals, { timer }), given)
const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof ClientError ? error.code : error),
  )

test('a current client is asked once, with the names that requestAccess has', async () => {
  const { globals, calls } = client({ requestAccess: { code: 'abc' }, requestAuthCode: { code: 'old' } })
  expect(await requestCode(globals, input)).toBe('abc')
  expect(calls).toEqual([['requestAccess', { appID: 'cli_1', scopeList: [] }]])
})

test('an old client (errno 103) is asked by the older call', async () => {
  const { globals, calls } = client({
    requestAccess: { fail: { errno: 103 } },
    requestAuthCode: { code: 'old' },
  })
  expect(await requestCode(globals, input)).toBe('old')
  expect(calls.at(-1)).toEqual(['requestAuthCode', { appId: 'cli_1' }])
})

test('an old SDK (no requestAccess) is asked by the older call', async () => {
  const { globals, calls } = client({ requestAuthCode: { code: 'old' } })
  expect(await requestCode(globals, input)).toBe('old')
  expect(calls).toHaveLength(1)
})

test.each([
  [
    'a refusal',
    { requestAccess: { fail: { errno: 2700002, errString: 'no' } }, requestAuthCode: { code: 'x' } },
    'refused',
    1,
  ],
  [
    'an errCode of 103, which is another number space',
    { requestAccess: { fail: { errCode: 103 } }, requestAuthCode: { code: 'x' } },
    'refused',
    1,
  ],
  ['no code in the answer', { requestAccess: {} }, 'refused', 1],
  [
    'errno 103 from both',
    { requestAccess: { fail: { errno: 103 } }, requestAuthCode: { fail: { errno: 103 } } },
    'refused',
    2,
  ],
  ['errno 103 and no older call', { requestAccess: { fail: { errno: 103 } } }, 'unsupported', 1],
  ['neither call', {}, 'unsupported', 0],
] as [string, object, string, number][])(
  '%s is reported and not tried again',
  async (_what, answers, reason, count) => {
    const { globals, calls } = client(answers)
    expect(await reasonOf(requestCode(globals, input))).toBe(reason)
    expect(calls).toHaveLength(count)
  },
)

test('the numbers of the client come along', async () => {
  const { globals } = client({
    requestAccess: { fail: { errno: 2700001, errCode: 5, errString: 'unable to get session' } },
  })
  await expect(requestCode(globals, input)).rejects.toMatchObject({
    code: 'refused',
    errno: 2700001,
    errCode: 5,
    errString: 'unable to get session',
  })
})

test('a page outside the client is told at once', async () => {
  expect(await reasonOf(requestCode({}, input))).toBe('not_in_client')
})

test('an SDK that reports an error, or throws, ends the wait', async () => {
  const { globals } = client({}, { errMsg: 'config failed' })
  expect(await reasonOf(requestCode(globals, input))).toBe('refused')
  const broken: ClientGlobals = {
    h5sdk: {
      ready: () => {
        throw new Error('no bridge')
      },
    },
  }
  expect(await reasonOf(requestCode(broken, input))).toBe('refused')
})

test('an SDK that never gets ready fails after 5 seconds', async () => {
  const timers = createTimers()
  const { globals } = client({ requestAccess: { code: 'x' } }, 'silent')
  const result = reasonOf(requestCode(globals, { ...input, timer: timers.timer }))
  timers.run(4_999)
  expect(timers.open).toBe(1)
  timers.run(5_000)
  expect(await result).toBe('not_ready')
})

test.each(['requestAccess', 'requestAuthCode'] as const)(
  'a %s that never answers fails after 30 seconds',
  async (api) => {
    const timers = createTimers()
    const { globals, calls } = client({ [api]: 'hang' })
    const result = reasonOf(requestCode(globals, { ...input, timer: timers.timer }))
    await expect.poll(() => calls.length).toBe(1)
    timers.run(29_999)
    expect(timers.open).toBe(1)
    timers.run(30_000)
    expect(await result).toBe('no_answer')
    expect(timers.open).toBe(0)
  },
)

const page = (readyState: string) =>
  ({ document: { readyState, querySelector: () => null } }) as unknown as Parameters<typeof loadGlobals>[0]
/** The page's own script is only waited for. */
const waitForGlobals = (watched: ReturnType<typeof page>, timer: Timer) =>
  loadGlobals(watched, '', timer, 5_000)

test('the SDK is noticed when it is there, when it comes, and when it does not', async () => {
  const timers = createTimers()
  const { globals } = client({})
  expect(await waitForGlobals({ ...page('loading'), ...globals }, timers.timer)).toBe(true)
  expect(await waitForGlobals(page('complete'), timers.timer)).toBe(false)

  const late = page('loading')
  const arrives = waitForGlobals(late, timers.timer)
  Object.assign(late, globals)
  timers.run(50)
  expect(await arrives).toBe(true)

  const absent = page('loading')
  const loaded = waitForGlobals(absent, timers.timer)
  Object.assign(absent.document, { readyState: 'complete' })
  timers.run(50)
  expect(await loaded).toBe(false)

  const silent = waitForGlobals(page('loading'), timers.timer)
  for (let waited = 0; waited < 5_000; waited += 50) {
    expect(timers.open).toBe(1)
    timers.run(50)
    await Promise.resolve()
  }
  expect(await silent).toBe(false)
  expect(timers.open).toBe(0)
})
