// Counts: what signing pages costs at the platform.
import { expect, test } from 'vitest'
import { configure } from './support/config.ts'
import { startWorld, type World } from './support/world.ts'

const token = 'auth.v3.tenant_access_token.internal'
const ticket = 'jssdk.ticket.get'
const operations = (world: World) => world.feishu.requests().map((entry) => entry.operation)
const sign = (world: World, times: number) =>
  Promise.all(Array.from({ length: times }, () => world.larkspur.jsapi.config(`${world.url}/`)))

test('1,000 concurrent signatures on a cold start cost one tenant token and one ticket; warm ones nothing', async () => {
  await using world = await startWorld()
  const cold = await sign(world, 1000)
  expect(operations(world)).toEqual([token, ticket])
  const warm = await sign(world, 1000)
  expect(operations(world)).toEqual([token, ticket])
  expect(new Set([...cold, ...warm].map(({ signature }) => signature)).size).toBe(2000)
  for (const config of [cold[0], cold[999], warm[999]]) {
    expect(config && configure(world, `${world.url}/`, config)).toMatchObject({ ok: true })
  }
})

test('a tenant token that is there already is used for the ticket', async () => {
  await using world = await startWorld()
  await world.larkspur.tokens.tenantAccessToken()
  await sign(world, 10)
  expect(operations(world)).toEqual([token, ticket])
})

test('nobody waits while the ticket is renewed, and signatures work before, during and after', async () => {
  await using world = await startWorld()
  world.feishu.clock.freeze()
  const page = `${world.url}/`
  const first = await world.larkspur.tokens.jsapiTicket()
  // 29 minutes left: the platform hands out a new one, and the old one stays good.
  world.feishu.clock.advance('91m')
  world.feishu.faults.add({ operation: ticket, effect: { kind: 'delay', ms: 3_000 } })
  world.feishu.faults.add({ operation: token, effect: { kind: 'delay', ms: 3_000 } })
  const before = performance.now()
  const during = await sign(world, 100)
  // Not a speed test: each renewal alone takes 3 s, so waiting for one would show.
  expect(performance.now() - before).toBeLessThan(2_000)
  for (const config of during) expect(configure(world, page, config)).toMatchObject({ ok: true })
  expect(await world.larkspur.tokens.jsapiTicket()).toBe(first)
  await expect.poll(() => world.larkspur.tokens.jsapiTicket(), { timeout: 10_000 }).not.toBe(first)
  const [after] = await sign(world, 100)
  expect(after && configure(world, page, after)).toMatchObject({ ok: true })
  await expect.poll(() => operations(world).filter((operation) => operation === token).length).toBe(2)
  expect(operations(world).filter((operation) => operation === ticket)).toHaveLength(2)
})

test('a ticket is used to its end and no longer', async () => {
  await using world = await startWorld()
  world.feishu.clock.freeze()
  const first = await world.larkspur.tokens.jsapiTicket()
  world.feishu.clock.advance('2h')
  const second = await world.larkspur.tokens.jsapiTicket()
  expect(second).not.toBe(first)
  const [config] = await sign(world, 1)
  expect(config && configure(world, `${world.url}/`, config)).toMatchObject({ ok: true })
})

test('a tenant token that the platform no longer takes costs one more token, and the page is signed', async () => {
  await using world = await startWorld()
  await world.larkspur.tokens.tenantAccessToken()
  world.feishu.faults.add({ operation: ticket, effect: { kind: 'error', code: 99991663 } })
  const configs = await sign(world, 100)
  expect(configs).toHaveLength(100)
  expect(operations(world)).toEqual([token, ticket, token, ticket])
})

test('an evicted ticket is asked for again, once for everybody', async () => {
  await using world = await startWorld()
  const { tokens } = world.larkspur
  const old = await tokens.jsapiTicket()
  await tokens.evictJsapiTicket(old)
  await sign(world, 100)
  expect(operations(world)).toEqual([token, ticket, ticket])
  await tokens.evictJsapiTicket('another')
  await sign(world, 100)
  expect(operations(world)).toEqual([token, ticket, ticket])
})

test('after close nothing is signed, and a request under way is aborted', async () => {
  await using world = await startWorld()
  world.feishu.faults.add({ operation: ticket, effect: { kind: 'delay', ms: 60_000 } })
  const waiting = world.larkspur.jsapi.config(`${world.url}/`).catch((error: unknown) => error)
  await expect.poll(() => operations(world)).toContain(token)
  await world.larkspur.tokens.close()
  expect(await waiting).toMatchObject({ code: 'aborted' })
  await expect(world.larkspur.jsapi.config(`${world.url}/`)).rejects.toMatchObject({ code: 'aborted' })
})

test('a caller that leaves does not cancel the others', async () => {
  await using world = await startWorld()
  world.feishu.faults.add({ operation: ticket, effect: { kind: 'delay', ms: 300 } })
  const leaving = new AbortController()
  const left = world.larkspur.jsapi.config(`${world.url}/`, { signal: leaving.signal })
  const staying = sign(world, 10)
  leaving.abort()
  await expect(left).rejects.toMatchObject({ code: 'aborted' })
  expect(await staying).toHaveLength(10)
  expect(operations(world)).toEqual([token, ticket])
})
