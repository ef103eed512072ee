import { expect, test } from 'vitest'
import { startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { createRevokePair } from './revoke-pair.ts'
import type { UserTokenPair } from './user-token-store.ts'

const pair = { accessToken: 'eyJ-1', refreshToken: 'eyR-1' } as UserTokenPair

const hintOf = (body: string) => new URLSearchParams(body).get('token_type_hint')

test('each token is tried once, the refresh token first', async () => {
  await using platform = await startFakePlatform(() => ({ status: 500 }))
  const context = testContext()
  expect(await createRevokePair(testApp(platform.url), context)(pair)).toBe(false)
  expect(platform.seen.map(({ body }) => hintOf(body))).toEqual(['refresh_token', 'access_token'])
  expect(context.waits).toEqual([])
})

test('a platform that never answers is waited for once, for both tokens', async () => {
  // The answer never comes.
  await using platform = await startFakePlatform(() => () => {})
  expect(await createRevokePair(testApp(platform.url), testContext(), 300)(pair)).toBe(false)
  expect(platform.seen.map(({ body }) => hintOf(body))).toEqual(['refresh_token'])
})

test('whoever stops waiting cuts it off', async () => {
  const caller = new AbortController()
  await using platform = await startFakePlatform(() => {
    caller.abort()
    return () => {}
  })
  expect(await createRevokePair(testApp(platform.url), testContext())(pair, caller.signal)).toBe(false)
  expect(platform.seen).toHaveLength(1)
})
