import { expect, test } from 'vitest'
import { signInByRedirect, signInInClient, whoAmI } from './support/sign-in.ts'
import { createVisitor } from './support/visitor.ts'
import { startWorld } from './support/world.ts'

const operations = (entries: { operation: string }[]) => entries.map((entry) => entry.operation)

test.each([
  ['in the client', signInInClient],
  ['by redirect', signInByRedirect],
])('a warm sign-in %s makes exactly two calls to the platform', async (_way, signIn) => {
  await using world = await startWorld()
  await signIn(world, createVisitor(world.url), 1)
  world.feishu.clearRequests()
  const visitor = createVisitor(world.url)
  await signIn(world, visitor, 2)
  expect(operations(world.feishu.requests())).toEqual(['oauth.v2.token', 'user_info'])
  expect((await whoAmI(visitor))?.openId).toBe(world.feishu.people.get(2)?.open_id)
})

test('1,000 concurrent callers on a cold cache make one tenant-token request', async () => {
  await using world = await startWorld()
  const tokens = await Promise.all(
    Array.from({ length: 1000 }, () => world.larkspur.tokens.tenantAccessToken()),
  )
  expect(new Set(tokens).size).toBe(1)
  expect(operations(world.feishu.requests())).toEqual(['auth.v3.tenant_access_token.internal'])
})

test('nobody waits while a token is renewed', async () => {
  await using world = await startWorld()
  world.feishu.clock.freeze()
  const first = await world.larkspur.tokens.tenantAccessToken()
  // 29 minutes left: the platform hands out a new one, and the old one stays good.
  world.feishu.clock.advance('91m')
  // The renewal never gets an answer while the callers are served.
  world.feishu.faults.add({
    operation: 'auth.v3.tenant_access_token.internal',
    effect: { kind: 'delay', ms: 3_000 },
  })
  const before = performance.now()
  const served = await Promise.all(
    Array.from({ length: 100 }, () => world.larkspur.tokens.tenantAccessToken()),
  )
  expect(new Set(served)).toEqual(new Set([first]))
  // Not a speed test: the renewal alone takes 3 s, so waiting for it would show.
  expect(performance.now() - before).toBeLessThan(2_000)
  await expect.poll(() => world.larkspur.tokens.tenantAccessToken(), { timeout: 10_000 }).not.toBe(first)
  expect(operations(world.feishu.requests())).toEqual([
    'auth.v3.tenant_access_token.internal',
    'auth.v3.tenant_access_token.internal',
  ])
})
