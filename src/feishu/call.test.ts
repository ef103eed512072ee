// Tests: what callFeishu makes of every kind of answer, over a real socket.
import { describe, expect, test } from 'vitest'
import { type FakeAnswer, startFakePlatform, testContext } from '../../test/support/fake-platform.ts'
import type { ErrorCode } from '../errors/catalogue.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { type CallOptions, callFeishu } from './call.ts'
import type { FeishuRequest } from './request.ts'

const request = (url: string, parts: Partial<FeishuRequest> = {}): FeishuRequest => ({
  operation: 'user_info',
  method: 'GET',
  url: `${url}/open-apis/x`,
  headers: {},
  envelope: 'platform',
  secrets: [],
  ...parts,
})

async function failure(work: Promise<unknown>): Promise<LarkspurError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof LarkspurError)) throw new Error('expected a LarkspurError')
  return error
}

const html = (status: number): FakeAnswer => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: '<h1>x</h1>',
})
const json = (status: number, body: object, headers = {}): FakeAnswer => ({ status, body, headers })
const good: FakeAnswer = { body: { code: 0, msg: 'ok', data: { x: 1 } } }
const read = (body: Record<string, unknown>) => body.data
const calm: CallOptions = { retry: 'never' }

describe('one answer', () => {
  test('hands a success to the reader, with the log id', async () => {
    await using platform = await startFakePlatform(() =>
      json(200, { code: 0, data: 5 }, { 'x-tt-logid': '2026LOG' }),
    )
    const seen = await callFeishu(testContext(), request(platform.url), (body, answer) => ({ body, answer }))
    expect(seen.body).toEqual({ code: 0, data: 5 })
    expect(seen.answer).toEqual({ code: 0, logId: '2026LOG', status: 200, operation: 'user_info' })
  })

  test('sends method, headers and body as the request says', async () => {
    await using platform = await startFakePlatform(() => good)
    const parts = { method: 'POST' as const, headers: { 'x-a': 'b' }, body: '{}' }
    await callFeishu(testContext(), request(platform.url, parts), read)
    expect(platform.seen[0]).toMatchObject({
      method: 'POST',
      path: '/open-apis/x',
      body: '{}',
      headers: { 'x-a': 'b', accept: 'application/json', 'user-agent': 'larkspur' },
    })
  })

  test.each<[string, FakeAnswer, ErrorCode]>([
    ['D23 a code under HTTP 200', json(200, { code: 20005, msg: 'x' }), 'token_rejected'],
    ['a code under HTTP 400', json(400, { code: 20003, error: 'invalid_grant' }), 'code_invalid'],
    ['an unknown code', json(200, { code: 424242 }), 'platform_refused'],
    ['no code', json(200, { data: {} }), 'platform_response_invalid'],
    ['a code that is text', json(200, { code: '0' }), 'platform_response_invalid'],
    ['a code that is null', json(200, { code: null }), 'platform_response_invalid'],
    ['a broken number', json(200, { code: 0.5 }), 'platform_response_invalid'],
    ['code 0 under HTTP 400', json(400, { code: 0 }), 'platform_response_invalid'],
    ['a list', json(200, []), 'platform_response_invalid'],
    [
      'the JSON word null',
      { headers: { 'content-type': 'application/json' }, body: 'null' },
      'platform_response_invalid',
    ],
    ['an empty body', { headers: { 'content-type': 'application/json' } }, 'platform_response_invalid'],
    [
      'truncated JSON',
      { headers: { 'content-type': 'application/json' }, body: '{"code":0,' },
      'platform_response_invalid',
    ],
    [
      'JSON declared as HTML',
      { headers: { 'content-type': 'text/html' }, body: '{"code":0}' },
      'platform_response_invalid',
    ],
    ['JSON declared as nothing', { body: '{"code":0}' }, 'platform_response_invalid'],
    ['HTML', html(200), 'platform_response_invalid'],
    [
      'the plain 404 of a wrong path',
      { status: 404, body: '404 page not found' },
      'platform_response_invalid',
    ],
    ['HTML with 403', html(403), 'platform_response_invalid'],
    ['HTML with 502', html(502), 'platform_unavailable'],
    ['HTML with 429', html(429), 'rate_limited'],
    ['JSON with 500', json(500, { code: 424242 }), 'platform_unavailable'],
    ['code 0 with 500', json(500, { code: 0 }), 'platform_unavailable'],
  ])('%s', async (_what, answer, code) => {
    await using platform = await startFakePlatform(() => answer)
    const error = await failure(callFeishu(testContext({ maxTries: 1 }), request(platform.url), read, calm))
    expect(error.code).toBe(code)
    expect(error.message).not.toContain('<h1>')
    expect(error.platform?.operation).toBe('user_info')
  })

  test('bytes that are not UTF-8', async () => {
    await using platform = await startFakePlatform(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from('7b22ff227d', 'hex'))
    })
    const error = await failure(callFeishu(testContext(), request(platform.url), read))
    expect(error).toMatchObject({ code: 'platform_response_invalid' })
  })

  test('keeps their code, message, status and log id apart from our conclusion', async () => {
    const body = {
      code: 99991672,
      msg: 'Access denied',
      error: { log_id: 'LOG7', permission_violations: [] },
    }
    await using platform = await startFakePlatform(() => json(400, body))
    const error = await failure(callFeishu(testContext(), request(platform.url), read))
    expect(error.code).toBe('scope_not_allowed')
    expect(error.platform).toEqual({
      code: 99991672,
      msg: 'Access denied',
      logId: 'LOG7',
      status: 400,
      operation: 'user_info',
    })
  })

  test.each([
    ['msg', { code: 1, msg: 'A', message: 'B' }, 'A'],
    ['message', { code: 1, msg: '', message: 'B' }, 'B'],
    ['error_description', { code: 1, error: 'e', error_description: 'C' }, 'C'],
    ['error', { code: 1, error: 'e' }, 'e'],
  ])('reads the text from %s', async (_where, body, text) => {
    await using platform = await startFakePlatform(() => json(400, body))
    const error = await failure(callFeishu(testContext(), request(platform.url), read))
    expect(error.platform?.msg).toBe(text)
  })

  test.each(['subject', 'scope'])(
    'names the missing scope from permission_violations[].%s',
    async (member) => {
      const violations = [{ [member]: 'task:task:read' }, 7, null]
      const body = { code: 99991679, msg: 'x', error: { permission_violations: violations } }
      await using platform = await startFakePlatform(() => json(400, body))
      const error = await failure(callFeishu(testContext(), request(platform.url), read))
      expect(error.hint).toContain('task:task:read')
    },
  )

  test.each([301, 302, 303, 307, 308])(
    'D51 a redirect (%i) is not followed, so credentials stay',
    async (status) => {
      await using other = await startFakePlatform(() => good)
      await using platform = await startFakePlatform(() => ({
        status,
        headers: { location: `${other.url}/steal` },
      }))
      const sent = request(platform.url, { headers: { authorization: 'Bearer t-secret' } })
      const error = await failure(callFeishu(testContext(), sent, read))
      expect(error.code).toBe('platform_response_invalid')
      expect(error.message).toContain('is a redirect')
      expect(platform.seen).toHaveLength(1)
      expect(other.seen).toHaveLength(0)
    },
  )

  test.each([
    ['with a length', { 'content-length': String(2 ** 21) }],
    ['in chunks', {}],
  ])('a body above 1 MB is not read to its end (%s)', async (_how, headers) => {
    await using platform = await startFakePlatform(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers })
      response.end(' '.repeat(2 ** 21))
    })
    const error = await failure(callFeishu(testContext(), request(platform.url), read))
    expect(error).toMatchObject({ code: 'platform_response_invalid' })
    expect(error.message).toContain('larger than 1048576 bytes')
  })

  test('a code that is no number is not the same as none', async () => {
    await using platform = await startFakePlatform(() => json(200, { code: '20003', access_token: 'x' }))
    const oauth = request(platform.url, { envelope: 'oauth' })
    expect(await failure(callFeishu(testContext(), oauth, read))).toMatchObject({
      code: 'platform_response_invalid',
    })
  })

  test('OAuth answers may leave out the code; an `error` is a failure even under HTTP 200', async () => {
    await using platform = await startFakePlatform((_, n) =>
      json(200, n === 1 ? { a: 1 } : { error: 'invalid_grant' }),
    )
    const oauth = request(platform.url, { envelope: 'oauth' })
    expect(await callFeishu(testContext(), oauth, (body) => body)).toEqual({ a: 1 })
    expect(await failure(callFeishu(testContext(), oauth, read))).toMatchObject({ code: 'code_invalid' })
  })
})

describe('retries', () => {
  const twice = (first: FakeAnswer) => startFakePlatform((_, n) => (n === 1 ? first : good))

  test.each<[string, FakeAnswer]>([
    ['HTML with 502', html(502)],
    ['a broken connection', (response) => response.destroy()],
    [
      'a body that breaks off',
      (response) =>
        void response.writeHead(200, { 'content-length': '99' }).write('{', () => response.destroy()),
    ],
    ['40003', json(400, { code: 40003 })],
  ])('%s is tried again only where the request may arrive twice', async (_what, first) => {
    await using platform = await twice(first)
    const context = testContext()
    expect(await callFeishu(context, request(platform.url), read)).toEqual({ x: 1 })
    expect(platform.seen).toHaveLength(2)
    expect(context.waits).toEqual([100])
    await using again = await twice(first)
    const error = await failure(callFeishu(testContext(), request(again.url), read, calm))
    expect(error.code).toBe('platform_unavailable')
    expect(again.seen).toHaveLength(1)
  })

  test.each<[string, FakeAnswer]>([
    ['20050', json(500, { code: 20050, error: 'server_error' })],
    ['20072', json(503, { code: 20072 })],
    ['99991400 under 429', json(429, { code: 99991400 })],
    ['99991400 under 400', json(400, { code: 99991400 })],
    ['429 with HTML', html(429)],
  ])('%s is tried again in any case, for it consumed nothing', async (_what, first) => {
    await using platform = await twice(first)
    expect(await callFeishu(testContext(), request(platform.url), read, calm)).toEqual({ x: 1 })
    expect(platform.seen).toHaveLength(2)
  })

  test('a connection that was never made is tried again in any case', async () => {
    await using platform = await startFakePlatform(() => good)
    const gone = await startFakePlatform(() => good)
    await gone[Symbol.asyncDispose]()
    let tries = 0
    const context = testContext({
      fetch: (url, init) => {
        tries += 1
        return fetch(tries === 1 ? gone.url : url, init)
      },
    })
    expect(await callFeishu(context, request(platform.url), read, calm)).toEqual({ x: 1 })
    expect(tries).toBe(2)
  })

  test.each([20001, 20002, 20003, 20004, 20007, 20024, 20049, 20065, 20071, 10014, 99991403])(
    '%i is final',
    async (code) => {
      await using platform = await startFakePlatform(() => json(400, { code }))
      await failure(callFeishu(testContext(), request(platform.url), read))
      expect(platform.seen).toHaveLength(1)
    },
  )

  test('are bounded, with a growing wait, and end with the last error', async () => {
    await using platform = await startFakePlatform(() => html(503))
    const context = testContext({ maxTries: 4 })
    const error = await failure(callFeishu(context, request(platform.url), read))
    expect(error.code).toBe('platform_unavailable')
    expect(platform.seen).toHaveLength(4)
    expect(context.waits).toEqual([100, 200, 400])
  })

  test('the wait has jitter from the injected source', async () => {
    await using platform = await twice(html(503))
    const context = testContext({ random: (bytes) => new Uint8Array(bytes).fill(255) })
    await callFeishu(context, request(platform.url), read)
    expect(context.waits).toEqual([200])
  })

  test.each<[string, Record<string, string>, number]>([
    ['x-ogw-ratelimit-reset', { 'x-ogw-ratelimit-reset': '7', 'retry-after': '9' }, 7_100],
    ['Retry-After in seconds', { 'retry-after': '9' }, 9_100],
    [
      'Retry-After as a date',
      { 'retry-after': new Date(Date.UTC(2026, 0, 1, 0, 0, 5)).toUTCString() },
      5_100,
    ],
    ['no header', {}, 100],
    ['nonsense', { 'retry-after': 'soon' }, 100],
    ['the longest wait', { 'x-ogw-ratelimit-reset': '30' }, 30_100],
  ])('D78 a rate limit waits as told: %s', async (_what, headers, wait) => {
    await using platform = await twice(json(429, { code: 99991400 }, headers))
    const context = testContext()
    await callFeishu(context, request(platform.url), read)
    expect(context.waits).toEqual([wait])
  })

  test('a rate limit of more than 30 s gives up and says when to come back', async () => {
    await using platform = await startFakePlatform(() =>
      json(429, { code: 99991400 }, { 'x-ogw-ratelimit-reset': '31' }),
    )
    const error = await failure(callFeishu(testContext(), request(platform.url), read))
    expect(error).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 31 })
    expect(platform.seen).toHaveLength(1)
  })
})

describe('time and cancelling', () => {
  const silent = () => startFakePlatform(() => () => undefined)
  const halfway = () =>
    startFakePlatform(() => (response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{')
    })

  test.each([
    ['before the first byte', silent],
    ['in the middle of the body', halfway],
  ])('a platform that stops %s is unavailable after the time limit of a try', async (_when, start) => {
    await using platform = await start()
    const error = await failure(
      callFeishu(testContext({ timeoutMs: 40, maxTries: 2 }), request(platform.url), read),
    )
    expect(error.code).toBe('platform_unavailable')
    expect(error.message).toContain('did not answer within 40 ms')
    expect(platform.seen).toHaveLength(2)
  })

  test.each([
    ['before the first byte', silent],
    ['in the middle of the body', halfway],
  ])('the caller can leave %s', async (_when, start) => {
    const leaving = new AbortController()
    await using platform = await start()
    const work = failure(callFeishu(testContext(), request(platform.url), read, { signal: leaving.signal }))
    await expect.poll(() => platform.seen.length).toBe(1)
    leaving.abort(new Error('a reason'))
    expect((await work).code).toBe('aborted')
    expect(platform.seen).toHaveLength(1)
  })

  test('a caller that has already left causes no request', async () => {
    await using platform = await startFakePlatform(() => good)
    const error = await failure(
      callFeishu(testContext(), request(platform.url), read, { signal: AbortSignal.abort() }),
    )
    expect(error.code).toBe('aborted')
    expect(platform.seen).toHaveLength(0)
  })

  test('the caller can leave between two tries', async () => {
    const leaving = new AbortController()
    await using platform = await startFakePlatform(() => html(503))
    const context = testContext({
      sleep: async (_ms, signal) => {
        leaving.abort()
        signal?.throwIfAborted()
      },
    })
    const error = await failure(callFeishu(context, request(platform.url), read, { signal: leaving.signal }))
    expect(error.code).toBe('aborted')
    expect(platform.seen).toHaveLength(1)
  })

  test('an unreachable host is named, with the reason of the system', async () => {
    const platform = await startFakePlatform(() => good)
    await platform[Symbol.asyncDispose]()
    const error = await failure(callFeishu(testContext({ maxTries: 1 }), request(platform.url), read))
    expect(error).toMatchObject({ code: 'platform_unavailable', cause: { code: 'ECONNREFUSED' } })
    expect(error.message).toContain(`${new URL(platform.url).host} cannot be reached: ECONNREFUSED`)
  })
})
