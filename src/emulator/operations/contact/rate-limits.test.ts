import { expect, test } from 'vitest'
import { appToken, get, startFrozen } from '../../testkit.ts'
import type { Emulator } from '../../types.ts'
import { base } from './test-contact.ts'

const app = { scopes: [base] }
const path = '/open-apis/contact/v3/scopes'

/** The statuses of so many calls. */
async function call(feishu: Emulator, token: string, times: number): Promise<number[]> {
  const replies = await Promise.all(Array.from({ length: times }, () => get(feishu, path, token)))
  return replies.map(({ status }) => status)
}

test('the 51st call within a second meets 429 with 99991400 and both headers, and counts for nothing', async () => {
  await using feishu = await startFrozen({ app, rateLimits: true })
  const token = await appToken(feishu)
  expect(new Set(await call(feishu, token, 50))).toEqual(new Set([200]))
  const reply = await get(feishu, path, token)
  expect(reply).toMatchObject({
    status: 429,
    body: { code: 99991400, msg: 'request trigger frequency limit' },
  })
  expect(reply.headers.get('x-ogw-ratelimit-limit')).toBe('50')
  expect(reply.headers.get('x-ogw-ratelimit-reset')).toBe('1')
  feishu.clock.advance(999)
  expect(await call(feishu, token, 1)).toEqual([429])
  feishu.clock.advance(1)
  expect(new Set(await call(feishu, token, 50))).toEqual(new Set([200]))
})

test('limits are off unless asked for, and each app and operation has its own', async () => {
  await using feishu = await startFrozen({ app, rateLimits: { factor: 0.02 } })
  const token = await appToken(feishu)
  expect(await call(feishu, token, 2)).toEqual([200, 429])
  const other = await appToken(feishu, feishu.apps.create({ scopes: [base] }))
  expect(await call(feishu, other, 1)).toEqual([200])
  expect((await get(feishu, '/open-apis/contact/v3/custom_attrs', token)).status).toBe(200)
  feishu.rateLimits(false)
  expect(await call(feishu, token, 60)).toEqual(Array(60).fill(200))
  feishu.rateLimits({ factor: 0.02 })
  feishu.clock.advance(1_000)
  expect(await call(feishu, token, 2)).toEqual([200, 429])
  feishu.reset()
  const again = await appToken(feishu)
  expect(await call(feishu, again, 2)).toEqual([200, 429])
})

test('the minute counts, too: its reset is the longer one', async () => {
  await using feishu = await startFrozen({ app, rateLimits: { factor: 0.1 } })
  const token = await appToken(feishu)
  for (let second = 0; second < 20; second++) {
    expect(new Set(await call(feishu, token, 5))).toEqual(new Set([200]))
    feishu.clock.advance('1s')
  }
  const reply = await get(feishu, path, token)
  expect(reply.status).toBe(429)
  expect(reply.headers.get('x-ogw-ratelimit-limit')).toBe('100')
  expect(reply.headers.get('x-ogw-ratelimit-reset')).toBe('40')
  feishu.clock.advance('40s')
  expect(await call(feishu, token, 6)).toEqual([200, 200, 200, 200, 200, 429])
})

test('fixed windows by the switch: twice the limit across their border', async () => {
  await using feishu = await startFrozen({ app, rateLimits: true, switches: { rateWindow: 'fixed' } })
  feishu.clock.set(1_700_000_000_900)
  const token = await appToken(feishu)
  expect(new Set(await call(feishu, token, 50))).toEqual(new Set([200]))
  expect(await call(feishu, token, 1)).toEqual([429])
  feishu.clock.advance(100)
  expect(new Set(await call(feishu, token, 50))).toEqual(new Set([200]))
})

test('who may not call at all spends nothing: the scope comes first', async () => {
  await using feishu = await startFrozen({ app: { scopes: [] }, rateLimits: { factor: 0.02 } })
  const token = await appToken(feishu)
  expect(await call(feishu, token, 3)).toEqual([400, 400, 400])
  feishu.apps.update(feishu.app.appId, { scopes: [base] })
  expect(await call(feishu, token, 2)).toEqual([200, 429])
})

test.each([0, -1, Number.NaN, 101])('a factor of %s is none', async (factor) => {
  await using feishu = await startFrozen()
  expect(() => feishu.rateLimits({ factor })).toThrow('factor')
})
