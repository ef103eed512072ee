import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEmulator } from '../index.ts'
import type { Emulator, Fault, Person, RequestEntry } from '../types.ts'
import { rawRequest } from './raw-request.ts'

/** Everything that some answer holds; each test reads what its own call answers. */
interface Answer extends Person {
  calls: string[]
  total: number
  items: Person[]
  trustedDomains: string[]
  location: string
  code: string
  now: number
  faults: Fault[]
  requests: RequestEntry[]
  error: { message: string; problems: { field: string }[]; calls: string[] }
}

const page = 'http://127.0.0.1:4000/'
let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator({
    seed: 11,
    organisation: { users: 30 },
    app: { redirectUrls: [page, `${page}callback`], scopes: ['contact:user.email:readonly'] },
  })
})
afterAll(() => emulator.close())

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${emulator.url}/_emulator/api${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  return { status: response.status, body: (await response.json()) as Answer }
}

const authorizeUrl = () =>
  `${emulator.url}/open-apis/authen/v1/authorize?${new URLSearchParams({
    client_id: emulator.app.appId,
    response_type: 'code',
    redirect_uri: `${page}callback`,
    state: 'abc',
  })}`

describe('control API', () => {
  test('says what there is', async () => {
    const { status, body } = await call('GET', '/')
    expect(status).toBe(200)
    expect(body).toMatchObject({ url: emulator.url, seed: 11, people: 30, env: emulator.env })
    expect(body.calls).toContain('POST /_emulator/api/login/approve')
  })

  test('finds, pages and changes people', async () => {
    const all = await call('GET', '/people?limit=10&offset=5')
    expect(all.body.total).toBe(30)
    expect(all.body.items).toHaveLength(10)
    const id = all.body.items[0]?.open_id
    const changed = await call('PATCH', `/people/${id}`, { name: '新名字', status: { is_frozen: true } })
    expect(changed.body).toMatchObject({
      open_id: id,
      name: '新名字',
      status: { is_frozen: true, is_activated: true },
    })
    expect((await call('GET', `/people/5`)).body.name).toBe('新名字')
    expect((await call('GET', `/people/ou_nobody`)).status).toBe(404)
  })

  test('adds a person', async () => {
    const { body } = await call('POST', '/people', { name: '新人', status: { is_frozen: true } })
    expect(body).toMatchObject({ name: '新人', status: { is_frozen: true } })
    expect((await call('GET', `/people/${body.open_id}`)).body.name).toBe('新人')
    expect((await call('POST', '/people', { nickname: 'x' })).status).toBe(400)
    await call('DELETE', `/people/${body.open_id}`)
  })

  test('reads and sets switches', async () => {
    const { body } = await call('GET', '/switches')
    expect(body).toMatchObject({ usedCode: 20065, gatewayStatus: 400 })
    expect((await call('PATCH', '/switches', { gatewayStatus: 403 })).body).toEqual({
      ...body,
      gatewayStatus: 403,
    })
    for (const wrong of [{ gatewayStatus: 99 }, { usedCode: 1 }, { nothing: true }, { allowGet: 'yes' }])
      expect((await call('PATCH', '/switches', wrong)).status).toBe(400)
    expect((await call('PATCH', '/switches', { gatewayStatus: 400 })).body).toEqual(body)
  })

  test('shortens the life of app tokens', async () => {
    expect((await call('POST', '/tokens', { ttlSeconds: 60 })).body).toEqual({ ttlSeconds: 60 })
    expect((await call('POST', '/tokens', { ttlSeconds: 0 })).status).toBe(400)
    await call('POST', '/tokens', { ttlSeconds: 7200 })
  })

  test('deletes a person', async () => {
    expect((await call('DELETE', '/people/29')).status).toBe(200)
    expect((await call('GET', '/people/29')).status).toBe(404)
    expect((await call('DELETE', '/people/29')).status).toBe(404)
  })

  test('changes the app', async () => {
    const { body } = await call('PATCH', '/app', { trustedDomains: ['127.0.0.1:4000'] })
    expect(body.trustedDomains).toEqual(['127.0.0.1:4000'])
    expect(emulator.app.trustedDomains).toEqual(['127.0.0.1:4000'])
    expect((await call('GET', '/app?appId=cli_0000000000000000')).status).toBe(404)
  })

  test('approves and denies an authorize URL', async () => {
    const approved = await call('POST', '/login/approve', { url: authorizeUrl(), person: 0 })
    const location = new URL(approved.body.location)
    expect(location.origin + location.pathname).toBe(`${page}callback`)
    expect(location.searchParams.get('code')).toBeTruthy()
    expect(location.searchParams.get('state')).toBe('abc')
    const denied = await call('POST', '/login/deny', { url: authorizeUrl(), person: 0 })
    expect(new URL(denied.body.location).searchParams.get('error')).toBe('access_denied')
  })

  test('gives a code for a page, and says why not', async () => {
    expect((await call('POST', '/client/code', { pageUrl: page, person: 1 })).body.code).toEqual(
      expect.any(String),
    )
    const refused = await call('POST', '/client/code', { pageUrl: 'http://127.0.0.1:4000/other', person: 1 })
    expect(refused.status).toBe(400)
    expect(refused.body.error.message).toContain('2700002')
  })

  test('moves the clock', async () => {
    const { body: frozen } = await call('POST', '/clock', { freeze: 1_700_000_000_000 })
    expect(frozen.now).toBe(1_700_000_000_000)
    expect((await call('POST', '/clock', { advance: '2h' })).body.now).toBe(1_700_007_200_000)
    expect((await call('POST', '/clock', { set: 5 })).body.now).toBe(5)
    for (const move of [{ set: -1 }, { set: 8.7e15 }, { freeze: 8.7e15 }, { advance: '9999999d' }]) {
      const refused = await call('POST', '/clock', move)
      expect(refused.status).toBe(400)
      expect((await call('GET', '/clock')).body.now).toBe(5)
    }
    expect((await call('POST', '/clock', { set: -1 })).body.error.message).toContain('1970')
    await call('POST', '/clock', { set: 1_800_000_000_000 })
    expect((await call('POST', '/clock', { resume: true })).body.now).toBeGreaterThanOrEqual(
      1_800_000_000_000,
    )
  })

  test('adds, lists and removes faults', async () => {
    const fault = { operation: 'user_info', effect: { kind: 'error', code: 20050 } }
    expect((await call('POST', '/faults', fault)).body.faults).toMatchObject([fault])
    expect((await call('GET', '/faults')).body.faults).toHaveLength(1)
    expect((await call('DELETE', '/faults')).body.faults).toEqual([])
  })

  test('shows and clears the request log', async () => {
    await fetch(`${emulator.url}/open-apis/nothing/here`)
    const { body } = await call('GET', '/requests?operation=unmatched')
    expect(body.requests.at(-1)).toMatchObject({ path: '/open-apis/nothing/here', status: 404 })
    expect((await call('DELETE', '/requests')).body).toEqual({ requests: [] })
    expect(emulator.requests()).toEqual([])
  })

  test('resets', async () => {
    emulator.people.update(0, { name: 'Changed' })
    expect((await call('POST', '/reset')).body).toEqual({ reset: true })
    expect(emulator.people.get(0)?.name).not.toBe('Changed')
  })
})

describe('control API: bad input', () => {
  const cases: [string, string, string, unknown, string][] = [
    ['no person', 'POST', '/login/approve', { url: 'http://x.example/' }, 'person'],
    ['url is no URL', 'POST', '/login/approve', { url: 'x', person: 0 }, 'url'],
    [
      'scopes are no list',
      'POST',
      '/login/approve',
      { url: 'http://x.example/', person: 0, grantedScopes: 'a' },
      'grantedScopes',
    ],
    [
      'scopes for a refusal',
      'POST',
      '/login/deny',
      { url: 'http://x.example/', person: 0, grantedScopes: [] },
      'grantedScopes',
    ],
    ['page is a script', 'POST', '/client/code', { pageUrl: 'javascript:alert(1)', person: 0 }, 'pageUrl'],
    ['unknown api', 'POST', '/client/code', { pageUrl: page, person: 0, api: 'steal' }, 'api'],
    ['negative index', 'POST', '/client/code', { pageUrl: page, person: -1 }, 'person'],
    ['empty clock', 'POST', '/clock', {}, '(all)'],
    ['two clock changes', 'POST', '/clock', { set: 1, resume: true }, '(all)'],
    [
      'fault of an unknown kind',
      'POST',
      '/faults',
      { operation: 'x', effect: { kind: 'boom' } },
      'effect.kind',
    ],
    ['fault never', 'POST', '/faults', { operation: 'x', times: 0, effect: { kind: 'drop' } }, 'times'],
    ['unknown person field', 'PATCH', '/people/0', { nam: 'x' }, 'nam'],
    ['unknown status field', 'PATCH', '/people/0', { status: { is_bored: true } }, 'status.is_bored'],
    ['app id may not change', 'PATCH', '/app', { appId: 'cli_0000000000000000' }, 'appId'],
    ['availability of nonsense', 'PATCH', '/app', { availability: 'some' }, 'availability'],
    ['list instead of object', 'POST', '/reset', [], '(all)'],
  ]
  test.each(cases)('%s: 400 names the field', async (_, method, path, body, field) => {
    const answer = await call(method, path, body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.problems.map((problem) => problem.field)).toContain(field)
    expect(answer.body.error.message).toContain(field)
  })

  test.each([['limit=x'], ['limit=501'], ['offset=-1'], ['nonsense=1']])('query %s: 400', async (query) => {
    expect((await call('GET', `/people?${query}`)).status).toBe(400)
  })

  test.each([
    ['a fault nobody answers', '/faults', { operation: 'user_info', effect: { kind: 'error', code: 12 } }],
    ['a clock text nobody reads', '/clock', { advance: 'soon' }],
    ['a login of nobody', '/login/approve', { url: 'http://127.0.0.1/x', person: 'ou_nobody' }],
  ])('%s: 400 with the emulator’s sentence', async (_, path, body) => {
    const answer = await call('POST', path, body)
    expect(answer.status).toBe(400)
    expect(answer.body.error.message).not.toContain('not as expected')
  })

  test('a body that is not JSON, or not called JSON, is refused', async () => {
    const post = (body: string, type: string) =>
      fetch(`${emulator.url}/_emulator/api/clock`, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      })
    expect((await post('{', 'application/json')).status).toBe(400)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])
      expect((await post('{"set":1}', type)).status).toBe(415)
  })

  test('an unknown call answers 404 and lists the calls', async () => {
    const { status, body } = await call('POST', '/no/such/call', {})
    expect(status).toBe(404)
    expect(body.error.calls).toContain('POST /_emulator/api/reset')
  })

  test('a body over 64 KB is refused', async () => {
    expect((await call('POST', '/login/approve', { url: 'x'.repeat(70_000) })).status).toBe(413)
  })
})

describe('control API: other origins', () => {
  const body = '{"set":1}'
  const json = { 'content-type': 'application/json' }
  test.each([
    ['foreign origin', { origin: 'http://evil.example' }],
    ['same host, other port', { origin: 'http://127.0.0.1:3000' }],
    ['sandboxed page', { origin: 'null' }],
    ['origin that is no URL', { origin: '://' }],
    ['cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
    ['same-site fetch', { 'sec-fetch-site': 'same-site' }],
    ['DNS rebinding', { host: 'evil.example' }],
    ['name that begins like ours', { host: 'localhost.evil.example' }],
  ])('%s: 403, and nothing changes', async (_, headers) => {
    const before = emulator.clock.now()
    const answer = await rawRequest(
      emulator.url,
      'POST',
      '/_emulator/api/clock',
      { ...json, ...headers },
      body,
    )
    expect(answer.status).toBe(403)
    expect(emulator.clock.now()).toBeGreaterThanOrEqual(before)
  })

  test('the console’s own origin and either loopback name may call', async () => {
    const port = new URL(emulator.url).port
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      const headers = { ...json, host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }
      const answer = await rawRequest(
        emulator.url,
        'POST',
        '/_emulator/api/clock',
        headers,
        '{"resume":true}',
      )
      expect(answer.status).toBe(200)
    }
  })
})
