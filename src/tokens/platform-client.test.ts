// Tests: calls to the Open API in a person's name: where they go, what they send, how lists end.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type FakeAnswer,
  type SeenRequest,
  startFakePlatform,
  testApp,
  testContext,
} from '../../test/support/fake-platform.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { createPlatformClient } from './platform-client.ts'
import { operationOf, platformUrl } from './platform-path.ts'
import type { TokenOwner } from './user-token-store.ts'

const owner: TokenOwner = { brand: 'feishu', appId: 'cli_1', tenantKey: 't', openId: 'ou_1' }
const token = 'eyJ-person-token'

async function setUp(answer: (request: SeenRequest, n: number) => FakeAnswer) {
  const platform = await startFakePlatform(answer)
  const context = testContext()
  const client = createPlatformClient({
    app: testApp(platform.url),
    context,
    userTokens: { withAccessToken: (_owner, use) => use(token) },
    owner,
  })
  return {
    platform,
    client,
    context,
    [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
  }
}

const fine = (data?: unknown): FakeAnswer => ({ body: { code: 0, msg: 'success', data } })
const path = '/open-apis/task/v2/tasks'

describe('single calls', () => {
  test.each(['post', 'put', 'patch', 'delete'] as const)('%s sends JSON with the token', async (method) => {
    await using world = await setUp(() => fine({ id: 7 }))
    const answer = await world.client[method](path, { query: { a: 1 }, body: { name: 'O"Neil' } })
    expect(answer).toEqual({ id: 7 })
    const [seen] = world.platform.seen
    expect(seen).toMatchObject({ method: method.toUpperCase(), path: `${path}?a=1` })
    expect(seen?.headers).toMatchObject({
      authorization: `Bearer ${token}`,
      'content-type': 'application/json; charset=utf-8',
    })
    expect(JSON.parse(seen?.body ?? '')).toEqual({ name: 'O"Neil' })
  })

  test('a query is encoded, repeated for lists, and left out where undefined', async () => {
    await using world = await setUp(() => fine())
    const query = { q: 'a&b=c d', ids: ['x', 'y'], all: true, none: undefined }
    expect(await world.client.get(path, { query })).toEqual({})
    const seen = new URL(world.platform.seen[0]?.path ?? '', 'http://x')
    expect([...seen.searchParams]).toEqual([
      ['q', 'a&b=c d'],
      ['ids', 'x'],
      ['ids', 'y'],
      ['all', 'true'],
    ])
    expect(world.platform.seen[0]).toMatchObject({ method: 'GET', body: '' })
    expect(world.platform.seen[0]?.headers).not.toHaveProperty('content-type')
  })

  test.each([null, {}, Number.NaN, [1, undefined], [[1]], 1n])('%s is no value of a query', async (value) => {
    await using world = await setUp(() => fine())
    const query = { a: value } as never
    const sound = Array.isArray(value) && value[1] === undefined && value[0] === 1
    if (sound) return expect(await world.client.get(path, { query })).toEqual({})
    await expect(world.client.get(path, { query })).rejects.toMatchObject({ code: 'request_invalid' })
    expect(world.platform.seen).toHaveLength(0)
  })

  const circle: { self?: unknown } = {}
  circle.self = circle
  test.each([[{ id: 1n }], [() => 1], [Symbol('x')], [circle]])('%s is no body', async (body) => {
    await using world = await setUp(() => fine())
    await expect(world.client.post(path, { body })).rejects.toMatchObject({ code: 'request_invalid' })
    expect(world.platform.seen).toHaveLength(0)
  })

  test('what a call needs is asked of the person’s token, by single calls and by lists', async () => {
    const asked: unknown[] = []
    const client = createPlatformClient({
      app: testApp('http://127.0.0.1:9'),
      context: testContext(),
      userTokens: {
        async withAccessToken(_owner, _use, options) {
          asked.push(options?.scopes)
          throw new LarkspurError('consent_required')
        },
      },
      owner,
    })
    const scopes = ['task:task:read']
    for (const call of [
      client.get(path, { scopes }),
      client.post(path, { scopes }),
      client.pages(path, { scopes }).next(),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'consent_required' })
    }
    expect(asked).toEqual([scopes, scopes, scopes])
  })

  test.each([20050, 20072])(
    '%i of an API says nothing about repeating: a write is sent once',
    async (code) => {
      await using world = await setUp(() => ({ status: 500, body: { code } }))
      await expect(world.client.post(path)).rejects.toMatchObject({ code: 'platform_unavailable' })
      expect(world.platform.seen).toHaveLength(1)
    },
  )

  test.each([20026, 20037, 20064, 20073, 20027, 20010])(
    'the number %i of an API is not the one of signing in',
    async (code) => {
      await using world = await setUp(() => ({ body: { code, msg: 'm' } }))
      await expect(world.client.get(path)).rejects.toMatchObject({
        code: 'platform_refused',
        platform: { code },
      })
      await expect(world.client.get('/open-apis/authen/v1/user_info')).rejects.not.toMatchObject({
        code: 'platform_refused',
      })
    },
  )

  test('only GET is sent again after an answer that got lost', async () => {
    await using world = await setUp(() => (response) => response.destroy())
    await expect(world.client.get(path)).rejects.toMatchObject({ code: 'platform_unavailable' })
    expect(world.platform.seen).toHaveLength(3)
    await expect(world.client.post(path)).rejects.toMatchObject({ code: 'platform_unavailable' })
    expect(world.platform.seen).toHaveLength(4)
  })

  test('the caller can leave', async () => {
    const leaving = new AbortController()
    await using world = await setUp(() => {
      leaving.abort()
      return () => undefined
    })
    await expect(world.client.get(path, { signal: leaving.signal })).rejects.toMatchObject({
      code: 'aborted',
    })
  })

  test('D49 an error names the operation without ids, and never the token', async () => {
    await using world = await setUp(() => ({ status: 400, body: { code: 1470400, msg: `bad ${token}` } }))
    const error = await world.client.get('/open-apis/docx/v1/documents/doxcnABC123').catch((e: unknown) => e)
    expect(error).toMatchObject({
      code: 'platform_refused',
      platform: { code: 1470400, operation: 'GET /open-apis/docx/v1/documents/:id' },
    })
    expect(`${error} ${JSON.stringify(error)} ${world.context.logs}`).not.toContain(token)
  })
})

describe('paths', () => {
  test.each([
    'https://evil.example/open-apis/x',
    '//evil.example/open-apis/x',
    '/open-apis',
    '/open-apis/',
    '/open-apisx/y',
    'open-apis/x',
    '/oauth/v3/token',
    '/open-apis/../oauth/v3/token',
    '/open-apis/./x',
    '/open-apis/%2e%2e/x',
    '/open-apis/.%2E/x',
    '/open-apis/a%2fb',
    '/open-apis/a%5Cb',
    '/open-apis//x',
    '/open-apis/x/',
    '/open-apis/x?y=1',
    '/open-apis/x#y',
    '/open-apis/x\\y',
    '/open-apis/x y',
    '/open-apis/x\r\nhost: y',
    '/open-apis/x%0d%0a',
    '/open-apis/x\u0000',
    '/open-apis/人',
    '/open-apis/a%',
    '/open-apis/a/%zz',
    '/open-apis/%u002e',
    '/open-apis/..;/x',
    '/open-apis/a/..%3b/x',
    '/open-apis/.;x/y',
    '/open-apis/a%252f..%252fb',
    '',
  ])('%j is refused, and the token goes nowhere', async (bad) => {
    await using world = await setUp(() => fine())
    await expect(world.client.get(bad)).rejects.toMatchObject({ code: 'request_invalid' })
    await expect(world.client.pages(bad).next()).rejects.toMatchObject({ code: 'request_invalid' })
    expect(world.platform.seen).toHaveLength(0)
  })

  test.each([
    '/open-apis/contact/v3/users/ou_1',
    '/open-apis/im/v1/messages/om_a-b/reply',
    '/open-apis/calendar/v4/calendars/a@group.calendar.feishu.cn/events',
    '/open-apis/drive/v1/files/%E4%BA%BA',
  ])('%s is asked for as it is', async (good) => {
    await using world = await setUp(() => fine())
    await world.client.get(good)
    expect(world.platform.seen[0]?.path).toBe(good)
  })

  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'/.%2eEfF5cC\\?#@:ab \n') }),
  )
  test('whatever stands in a path or a query, the call goes to the Open API of this host', () => {
    fc.assert(
      fc.property(anything, anything, (tail, value) => {
        let url: URL
        try {
          url = new URL(platformUrl('https://open.example.com', `/open-apis/${tail}`, { [value]: value }))
        } catch (error) {
          expect(error).toMatchObject({ code: 'request_invalid' })
          return
        }
        expect(url.origin).toBe('https://open.example.com')
        expect(url.pathname).toBe(`/open-apis/${tail}`)
        expect(url.hash).toBe('')
      }),
    )
  })

  test('the operation of a path has no ids in it', () => {
    expect(operationOf('GET', '/open-apis/contact/v3/users/ou_9f')).toBe(
      'GET /open-apis/contact/v3/users/:id',
    )
    expect(operationOf('POST', '/open-apis/im/v1/messages')).toBe('POST /open-apis/im/v1/messages')
  })
})

describe('D75 lists', () => {
  const all = async <T>(pages: AsyncIterable<T>) => {
    const items: T[] = []
    for await (const item of pages) items.push(item)
    return items
  }
  const page = (items: unknown, more: object = { has_more: false }) => fine({ items, ...more })

  test('pages are walked to the end, with page_size and the page token', async () => {
    await using world = await setUp((_, n) =>
      n < 3 ? page([n], { has_more: true, page_token: `p${n}` }) : page([n]),
    )
    const pages = world.client.pages<number>(path, { query: { a: 'b' }, pageSize: 50 })
    expect(await all(pages)).toEqual([1, 2, 3])
    expect(world.platform.seen.map((seen) => seen.path)).toEqual([
      `${path}?a=b&page_size=50`,
      `${path}?a=b&page_size=50&page_token=p1`,
      `${path}?a=b&page_size=50&page_token=p2`,
    ])
  })

  test.each([Number.NaN, 0, -1, 1.5, '3' as never])('maxPages %s is none', async (maxPages) => {
    await using world = await setUp(() => page([1]))
    await expect(all(world.client.pages(path, { maxPages }))).rejects.toMatchObject({
      code: 'request_invalid',
    })
    expect(world.platform.seen).toHaveLength(0)
  })

  test('a page is asked for when it is needed', async () => {
    await using world = await setUp((_, n) => page([n], { has_more: true, page_token: `p${n}` }))
    for await (const item of world.client.pages<number>(path)) if (item === 2) break
    expect(world.platform.seen).toHaveLength(2)
    expect(await all(world.client.pages(path, { maxPages: 3 }))).toHaveLength(3)
  })

  test('the list may have another name, and an empty one may be left out', async () => {
    await using world = await setUp((_, n) => (n === 1 ? fine({ users: ['x'], has_more: false }) : fine()))
    expect(await all(world.client.pages(path, { items: 'users' }))).toEqual(['x'])
    expect(await all(world.client.pages(path))).toEqual([])
  })

  const wrong: [string, (n: number) => FakeAnswer, number][] = [
    ['more without a token', () => page([1], { has_more: true }), 1],
    ['more with an empty token', () => page([1], { has_more: true, page_token: '' }), 1],
    ['more with a number for a token', () => page([1], { has_more: true, page_token: 5 }), 1],
    ['the same token again', () => page([1], { has_more: true, page_token: 'p' }), 2],
    ['tokens in a circle', (n) => page([1], { has_more: true, page_token: `p${n % 3}` }), 4],
    ['a list that is none', () => page({}), 1],
    ['data that is no object', () => fine('x'), 1],
    ['data that is a list', () => fine([]), 1],
    ['more in words', () => page([1], { has_more: 'true', page_token: 'x' }), 1],
    ['no end', (n) => page([1], { has_more: true, page_token: `p${n}` }), 1_000],
  ]
  test.each(wrong)('D75 %s ends with a reason', async (_what, answer, pages) => {
    await using world = await setUp((_, n) => answer(n))
    await expect(all(world.client.pages(path))).rejects.toMatchObject({ code: 'platform_response_invalid' })
    expect(world.platform.seen).toHaveLength(pages)
  })
})
