import { expect, test } from 'vitest'
import { composeType, loginMethodNames, type TypeLoader } from './load-type.ts'
import type { ElementInfo, LoadLoginType, LoginMethods } from './model.ts'

const element: ElementInfo = {
  fullName: 'auths.loginTypes.X',
  name: 'X',
  define: {
    title: 'X',
    type: 'auths.loginTypes.AType',
    accessModifier: 'public',
    rest: { limit: { of: 1 } },
  },
  types: ['auths.loginTypes.AType', 'auths.loginTypes.Meta'],
}

const official: LoginMethods = {
  getLoginConfig: async () => ({ appId: 'cli_a', state: 's', redirectUri: 'https://app.example.com' }),
  getLoginCode: () => Promise.reject(new Error('not here')),
  getUserInfo: () => Promise.reject(new Error('not here')),
  getAccessToken: async () => 'official',
  syncUserInfo: async () => {},
  syncDepartmentInfo: async () => {},
}

/** A timer that rings only when the test says so. */
const never = (_: number, signal?: AbortSignal) =>
  new Promise<void>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

const loaderOf = (load: LoadLoginType, name = 'AType'): TypeLoader => ({
  fullName: `auths.loginTypes.${name}`,
  at: 'loader.ts',
  load: async () => ({ load }),
})

const moduleLoader = (module: unknown, at = 'loader.ts'): TypeLoader => ({
  fullName: 'auths.loginTypes.AType',
  at,
  load: async () => module,
})

const compose = (loaders: TypeLoader[], sleep = never) => composeType({ element, loaders, official, sleep })

test('element 8 an instance has the six methods, by these names', async () => {
  expect(loginMethodNames).toEqual(Object.keys(official))
  const { methods } = await compose([])
  expect(Object.keys(methods ?? {}).sort()).toEqual([...loginMethodNames].sort())
})

test('element 6 the loader of an own Type changes what it gives, and the rest stays', async () => {
  const { methods, problems } = await compose([
    loaderOf(({ base }) => ({ ...base, getAccessToken: async () => `own ${await base.getAccessToken()}` })),
  ])
  expect(problems).toEqual([])
  expect(await methods?.getAccessToken()).toBe('own official')
  expect(methods?.getLoginConfig).not.toBeUndefined()
  expect(await methods?.getLoginConfig()).toMatchObject({ appId: 'cli_a' })
})

test('element 6 a loader that gives one method keeps the others of the base', async () => {
  const { methods } = await compose([loaderOf((() => ({ getAccessToken: async () => 'own' })) as never)])
  expect(await methods?.getAccessToken()).toBe('own')
  expect(await methods?.getLoginConfig()).toMatchObject({ state: 's' })
})

test('element 6 the nearest Type stands on the farther ones', async () => {
  const mark = (name: string) =>
    loaderOf(
      ({ base }) => ({ ...base, getAccessToken: async () => `${name} ${await base.getAccessToken()}` }),
      name,
    )
  const { methods } = await compose([mark('near'), mark('far')])
  expect(await methods?.getAccessToken()).toBe('near far official')
})

test('element 6 methods on a class keep their this', async () => {
  class Loader {
    word = 'own'
    async getAccessToken() {
      return this.word
    }
  }
  const { methods } = await compose([loaderOf((() => new Loader()) as never)])
  expect(await methods?.getAccessToken()).toBe('own')
})

const good: LoadLoginType = ({ base }) => ({ ...base, getAccessToken: async () => 'own' })
test.each([
  ['load', { load: good }],
  ['a default export', { default: good }],
  ['an object as default export', { default: { load: good } }],
  ['a promise', { load: async (context: Parameters<LoadLoginType>[0]) => good(context) }],
])('element 6 a loader may be given as %s', async (_, module) => {
  const { methods } = await compose([moduleLoader(module)])
  expect(await methods?.getAccessToken()).toBe('own')
})

test('a loader is told of the instance, and can change neither that nor the base', async () => {
  let seen: unknown
  await compose([
    loaderOf((context) => {
      seen = structuredClone(context.element)
      context.element.define.title = 'changed'
      Object.assign(context.element.define.rest, { limit: 2 })
      expect(() => Object.assign(context.base, { getAccessToken: async () => 'changed' })).toThrow()
      return context.base
    }),
  ])
  expect(seen).toEqual(element)
  expect(element.define).toMatchObject({ title: 'X', rest: { limit: { of: 1 } } })
  expect(await official.getAccessToken()).toBe('official')
})

const thrower = (error: unknown) => () => {
  throw error
}
const failing = (error: unknown, at = 'loader.ts'): TypeLoader => ({
  fullName: 'auths.loginTypes.AType',
  at,
  load: () => Promise.reject(error),
})
const withCode = (code: string) => Object.assign(new Error(code), { code })

test.each([
  ['throws', loaderOf(thrower(new Error('no such column'))), 'no such column'],
  ['throws a text', loaderOf(thrower('out of order')), 'out of order'],
  ['throws nothing', loaderOf(thrower(undefined)), 'The loader failed.'],
  [
    'throws what throws',
    loaderOf(
      thrower({
        get message() {
          throw new Error('inner')
        },
      }),
    ),
    'The loader failed.',
  ],
  ['rejects', loaderOf(() => Promise.reject(new Error('later'))), 'later'],
  ['returns nothing', loaderOf((() => undefined) as never), 'must return an object'],
  ['returns null', loaderOf((() => null) as never), 'must return an object'],
  ['returns a function', loaderOf((() => () => {}) as never), 'must return an object'],
  ['returns an empty object', loaderOf((() => ({})) as never), 'must return an object'],
  ['returns foreign methods alone', loaderOf((() => ({ login() {} })) as never), 'must return an object'],
  [
    'returns a method that is none',
    loaderOf(({ base }) => ({ ...base, getUserInfo: 1 }) as never),
    'getUserInfo, as the loader returns it, is no function',
  ],
  ['takes a method away', loaderOf(({ base }) => ({ ...base, getUserInfo: null }) as never), 'getUserInfo'],
  [
    'misspells a method',
    loaderOf(({ base }) => ({ ...base, getloginCode() {} }) as never),
    'written getLoginCode',
  ],
  [
    'returns what throws',
    loaderOf((() => ({
      get getUserInfo() {
        throw new Error('lazy')
      },
    })) as never),
    'lazy',
  ],
  ['exports nothing', moduleLoader({}), 'must export a function'],
  ['is no module', moduleLoader(undefined), 'must export a function'],
  ['exports a class in another name', moduleLoader({ Loader: class {} }), 'must export a function'],
  ['cannot be imported', failing(new Error('Cannot find module')), 'Cannot find module'],
  ['is TypeScript for an old Node', failing(withCode('ERR_UNKNOWN_FILE_EXTENSION')), 'Node 22.18'],
  ['has an enum', failing(withCode('ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX')), 'enums'],
])('element 6 a loader that %s is told of, and rejects nothing', async (_, loader, words) => {
  const { methods, problems } = await compose([loaderOf(({ base }) => base, 'Near'), loader])
  expect(methods).toBeNull()
  expect(problems).toMatchObject([{ fullName: 'auths.loginTypes.AType', at: 'loader.ts' }])
  expect(problems[0]?.en).toContain(words)
  expect(problems[0]?.zh).toMatch(/\p{Script=Han}/u)
})

test('what a loader throws is shown without what looks like a secret', async () => {
  const { problems } = await compose([
    loaderOf(thrower(new Error('app_secret=k7Jq2mX9vB4nR8sT1wZ6 is wrong'))),
  ])
  expect(problems[0]?.en).toContain('is wrong')
  expect(JSON.stringify(problems)).not.toContain('k7Jq2mX9vB4nR8sT1wZ6')
})

test.each([
  ['load', loaderOf(() => new Promise(() => {}))],
  ['import', { fullName: 'auths.loginTypes.AType', at: 'loader.ts', load: () => new Promise(() => {}) }],
])('element 6 a loader whose %s hangs is told of after ten seconds', async (_, loader) => {
  const waits: number[] = []
  const { methods, problems } = await compose([loader], async (ms) => {
    waits.push(ms)
  })
  expect(waits).toEqual([10_000])
  expect(methods).toBeNull()
  expect(problems[0]?.en).toContain('within 10 seconds')
})

test('the timer ends with the loader', async () => {
  let aborted = false
  await compose([loaderOf(good)], (ms, signal) => {
    signal?.addEventListener('abort', () => {
      aborted = true
    })
    return never(ms, signal)
  })
  expect(aborted).toBe(true)
})
