import { expect, test } from 'vitest'
import { ask, askToken, authorizeUrl, codeFor, get, post, startFrozen } from '../testkit.ts'
import type { Fault } from '../types.ts'

const operation = 'oauth.v2.token'

test('a fault hits once, or as often as it says, and only its operation', async () => {
  await using feishu = await startFrozen()
  feishu.faults.add({ operation, effect: { kind: 'error', code: 20050 } })
  expect((await get(feishu, '/open-apis/authen/v1/user_info')).status).toBe(400)
  const code = codeFor(feishu, 1)
  expect((await askToken(feishu, { code })).status).toBe(500)
  expect((await askToken(feishu, { code })).body.code).toBe(0)
  feishu.faults.add({ operation: '*', times: 2, effect: { kind: 'html' } })
  expect(feishu.faults.list()).toHaveLength(1)
  expect((await askToken(feishu, {})).status).toBe(502)
  expect((await get(feishu, '/open-apis/authen/v1/user_info')).status).toBe(502)
  expect(feishu.faults.list()).toEqual([])
})

test('before: the state does not change; after: it does, and the answer is lost', async () => {
  await using feishu = await startFrozen()
  const drop = (phase: 'before' | 'after') =>
    feishu.faults.add({ operation, phase, effect: { kind: 'drop' } })
  const code = codeFor(feishu, 1)
  drop('before')
  await expect(askToken(feishu, { code })).rejects.toThrow()
  drop('after')
  await expect(askToken(feishu, { code })).rejects.toThrow()
  expect((await askToken(feishu, { code })).body.code).toBe(20065)
  expect(feishu.requests().map(({ status }) => status)).toEqual([0, 0, 400])
})

test('status, html, truncate and omit change the answer as they say', async () => {
  await using feishu = await startFrozen()
  const withFault = async (effect: Fault['effect']) => {
    feishu.faults.add({ operation, effect })
    return askToken(feishu, { code: codeFor(feishu, 1) })
  }
  const status = await withFault({
    kind: 'status',
    status: 429,
    body: '{}',
    contentType: 'application/json',
    headers: { 'retry-after': '7' },
  })
  expect(status).toMatchObject({ status: 429, text: '{}' })
  expect(status.headers.get('retry-after')).toBe('7')
  expect(await withFault({ kind: 'html' })).toMatchObject({
    status: 502,
    text: expect.stringContaining('<html>'),
  })
  await expect(withFault({ kind: 'truncate' })).rejects.toThrow('JSON')
  const omitted = await withFault({ kind: 'omit', field: 'access_token' })
  expect(omitted.body).toEqual({ code: 0, expires_in: 7200, token_type: 'Bearer', scope: '' })
})

test.each([204, 304])('status %i is answered without a body', async (status) => {
  await using feishu = await startFrozen()
  feishu.faults.add({ operation, effect: { kind: 'status', status } })
  expect(await askToken(feishu, {})).toMatchObject({ status, text: '' })
})

test('truncate and omit change the answer after the state, whatever the phase; a page has no fields', async () => {
  await using feishu = await startFrozen()
  const code = codeFor(feishu, 1)
  feishu.faults.add({ operation, phase: 'before', effect: { kind: 'omit', field: 'access_token' } })
  await askToken(feishu, { code })
  expect((await askToken(feishu, { code })).body.code).toBe(20065)
  feishu.faults.add({ operation: '*', effect: { kind: 'omit', field: 'x' } })
  expect((await ask(feishu, authorizeUrl(feishu))).status).toBe(200)
})

test('every ordered refusal has its words, without gaps', async () => {
  await using feishu = await startFrozen()
  const tenant = '/open-apis/auth/v3/tenant_access_token/internal'
  for (const code of [10005, 10012, 10013, 10015, 99991401, 99991672, 99991679]) {
    feishu.faults.add({
      operation: 'auth.v3.tenant_access_token.internal',
      effect: { kind: 'error', code },
    })
    const { body } = await post(feishu, tenant, {})
    expect(body.code).toBe(code)
    expect(body.msg).not.toMatch(/%s|unknown/)
    if (code === 99991401) expect(body.msg).toBe('ip 127.0.0.1 is denied by app setting')
  }
})

test('a thousand faults wait, and no more', async () => {
  await using feishu = await startFrozen()
  const add = () => feishu.faults.add({ operation, effect: { kind: 'drop' } })
  for (let at = 0; at < 1_000; at++) add()
  expect(add).toThrow('1000')
})

test('a page can be made to fail, too', async () => {
  await using feishu = await startFrozen()
  feishu.faults.add({ operation: 'authorize', effect: { kind: 'error', code: 20010 } })
  expect(await ask(feishu, authorizeUrl(feishu))).toMatchObject({
    status: 400,
    text: expect.stringContaining('20010'),
  })
})

test('closing ends a delayed answer at once', async () => {
  const feishu = await startFrozen()
  feishu.faults.add({ operation, effect: { kind: 'delay', ms: 500_000 } })
  const waiting = askToken(feishu, {})
  const failed = expect(waiting).rejects.toThrow()
  await expect.poll(() => feishu.faults.list()).toEqual([])
  await feishu.close()
  await failed
})

test.each<[Fault, RegExp]>([
  [{ operation: 'nothing', effect: { kind: 'drop' } }, /no operation nothing/],
  [{ operation, effect: { kind: 'error', code: 41050 } }, /never answers 41050/],
  [{ operation: 'user_info', effect: { kind: 'error', code: 20065 } }, /never answers 20065/],
  [{ operation: '*', effect: { kind: 'error', code: 20050 } }, /never answers 20050/],
  [{ operation, times: 0, effect: { kind: 'drop' } }, /at least one/],
  [{ operation, effect: { kind: 'delay', ms: -1 } }, /delay/],
  [{ operation, effect: { kind: 'status', status: 99 } }, /status/],
  [{ operation, effect: { kind: 'status', status: 204, body: 'x' } }, /no body/],
  [{ operation, effect: { kind: 'status', status: 200, headers: { 'bad name': 'x' } } }, /no answer/],
  [{ operation, effect: { kind: 'status', status: 200, headers: { a: 'x\r\ny: z' } } }, /no answer/],
  [
    { operation, effect: { kind: 'status', status: 200, headers: { 'Content-Length': '7' } } },
    /Content-Length/,
  ],
  [{ operation, effect: { kind: 'status', status: 200, contentType: 'a\nb' } }, /no answer/],
  [{ operation: 'authorize', effect: { kind: 'omit', field: 'x' } }, /page/],
])('a fault that no request could meet is refused when it is written: %j', async (fault, message) => {
  await using feishu = await startFrozen()
  expect(() => feishu.faults.add(fault)).toThrow(message)
  expect(feishu.faults.list()).toEqual([])
})
