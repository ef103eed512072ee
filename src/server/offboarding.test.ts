import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { signInByRedirect, whoAmI } from '../../test/support/sign-in.ts'
import { createVisitor, type Visitor } from '../../test/support/visitor.ts'
import type { World } from '../../test/support/world.ts'
import { left, post, sealed, signInAs, startDirectory } from './test-directory.ts'

const openId = (world: World, person: number) => world.feishu.people.get(person)?.open_id ?? ''

/** Every question about somebody fails from now on. */
const outage = (world: World) =>
  world.feishu.faults.add({ operation: '*', times: 10_000, effect: { kind: 'status', status: 503 } })

/** Nobody is read in batches from now on, so no event is applied; people can be asked about one by one. */
const noBatches = (world: World) =>
  world.feishu.faults.add({
    operation: 'contact.v3.users.batch',
    times: 10_000,
    effect: { kind: 'status', status: 503 },
  })

/** What keeps the account from using the platform: `consent_required` when nothing does. */
async function obstacleOf(world: World, visitor: Visitor): Promise<() => Promise<unknown>> {
  const { user } = (await (await visitor.script('/auth/session')).json()) as { user: { id: string } }
  return () => world.larkspur.tokens.userAccessToken(user.id).catch((error) => error.code)
}

test.each(['leave', 'freeze'] as const)(
  'D29 after %s every session is gone at the next request, and the stored tokens are gone',
  async (change) => {
    const file = join(mkdtempSync(join(tmpdir(), 'larkspur-offboarding-')), 'x.db')
    await using world = await startDirectory({
      larkspur: { database: `sqlite:${file}` },
    })
    using rows = new DatabaseSync(file)
    const count = (table: string) => rows.prepare(`select count(*) as n from ${table}`).get()?.n
    const visitor = createVisitor(world.url)
    await signInByRedirect(
      world,
      visitor,
      3,
      '/auth/authorize?scope=contact:user.email:readonly%20offline_access',
    )
    const other = await signInAs(world, 3)
    const colleague = await signInAs(world, 4)
    expect([count('sessions'), count('user_tokens')]).toEqual([3, 1])
    world.feishu.organisation[change](3)
    await world.feishu.events.settled()
    expect([await whoAmI(visitor), await whoAmI(other)]).toEqual([null, null])
    expect(await whoAmI(colleague)).toMatchObject({ openId: openId(world, 4) })
    expect([count('sessions'), count('user_tokens')]).toEqual([1, 0])
    const blocked = rows.prepare('select blocked from identities where open_id = ?').get(openId(world, 3))
    expect(blocked).toEqual({ blocked: change === 'leave' ? 'resigned' : 'frozen' })
  },
)

test('D29 when the application has not come to it, the next request asks by itself', async () => {
  await using world = await startDirectory({ live: false })
  const visitor = await signInAs(world, 3)
  const other = await signInAs(world, 3)
  const colleague = await signInAs(world, 4)
  world.feishu.organisation.leave(3)
  noBatches(world)
  expect((await post(world, sealed(world, left(world, 3)))).status).toBe(200)
  expect((await world.larkspur.directory.events({ state: 'waiting' })).items).toHaveLength(1)
  expect(await whoAmI(visitor)).toBeNull()
  expect(await whoAmI(other)).toBeNull()
  expect(await whoAmI(colleague)).not.toBeNull()
})

test('D29 when the platform cannot be reached the session is refused, and goes on once it can and the person stayed', async () => {
  await using world = await startDirectory({ live: false, larkspur: { sleep: async () => {} } })
  const visitor = await signInAs(world, 3)
  outage(world)
  expect((await post(world, sealed(world, left(world, 3)))).status).toBe(200)
  expect(await whoAmI(visitor)).toBeNull()
  await expect.poll(async () => (await world.larkspur.directory.events()).items[0]?.tries).toBe(1)
  world.feishu.clearRequests()
  for (let request = 0; request < 10; request++) expect(await whoAmI(visitor)).toBeNull()
  expect(world.feishu.requests()).toEqual([])
  world.feishu.faults.clear()
  world.feishu.clock.advance('3s')
  expect(await whoAmI(visitor)).toMatchObject({ openId: openId(world, 3) })
  const asked = () => world.feishu.requests({ operation: 'contact.v3.users.get' }).length
  const before = asked()
  expect(await whoAmI(visitor)).not.toBeNull()
  expect(asked()).toBe(before)
})

test('D68 an event that was applied puts nobody in doubt when it is sent again', async () => {
  await using world = await startDirectory({ live: false })
  const visitor = await signInAs(world, 3)
  const asked = () => world.feishu.requests({ operation: 'contact.v3.users.get' }).length
  const letter = sealed(world, left(world, 3))
  await post(world, letter)
  expect(await whoAmI(visitor)).not.toBeNull()
  await expect.poll(async () => (await world.larkspur.directory.events()).items[0]?.state).toBe('done')
  const before = asked()
  for (let time = 0; time < 3; time++) {
    expect((await post(world, letter)).status).toBe(200)
    expect(await whoAmI(visitor)).not.toBeNull()
  }
  expect(asked()).toBe(before)
})

test('D29 a recheck that runs when the event comes does not count as the answer to it', async () => {
  await using world = await startDirectory({ live: false })
  const visitor = await signInAs(world, 3)
  await world.larkspur.tokens.tenantAccessToken()
  noBatches(world)
  // The answer of the check is what is true now, and comes later.
  const late = {
    operation: 'contact.v3.users.get',
    phase: 'after',
    effect: { kind: 'delay', ms: 200 },
  } as const
  world.feishu.faults.add(late)
  const asked = () => world.feishu.requests({ operation: late.operation }).length
  world.feishu.clock.advance('70m')
  expect(await whoAmI(visitor)).not.toBeNull()
  await expect.poll(asked).toBe(1)
  world.feishu.organisation.leave(3)
  expect((await post(world, sealed(world, left(world, 3)))).status).toBe(200)
  expect(await whoAmI(visitor)).toBeNull()
  expect(asked()).toBe(2)
})

test('D29 whoever leaves is blocked by the event alone, without any request of theirs', async () => {
  await using world = await startDirectory()
  const obstacle = await obstacleOf(world, await signInAs(world, 3))
  expect(await obstacle()).toBe('consent_required')
  world.feishu.organisation.leave(3)
  await world.feishu.events.settled()
  world.feishu.clearRequests()
  expect(await obstacle()).toBe('user_resigned')
  // Nor is the platform asked because somebody wants their token.
  expect(world.feishu.requests()).toEqual([])
})

test('an event about somebody’s name asks nothing before their next request', async () => {
  await using world = await startDirectory()
  const visitor = await signInAs(world, 3)
  world.feishu.organisation.rename(3, 'A new name')
  await world.feishu.events.settled()
  world.feishu.clearRequests()
  expect(await whoAmI(visitor)).not.toBeNull()
  expect(world.feishu.requests()).toEqual([])
})

test('somebody who is resumed may use everything again, by the event alone', async () => {
  await using world = await startDirectory()
  const visitor = await signInAs(world, 3)
  const obstacle = await obstacleOf(world, visitor)
  world.feishu.organisation.freeze(3)
  await world.feishu.events.settled()
  expect(await obstacle()).toBe('user_frozen')
  world.feishu.organisation.unfreeze(3)
  await world.feishu.events.settled()
  expect(await obstacle()).toBe('consent_required')
  expect(await whoAmI(visitor)).toBeNull()
})

test('a synchronisation finds who left and who is back when no event came', async () => {
  await using world = await startDirectory()
  const visitor = await signInAs(world, 3)
  const obstacle = await obstacleOf(world, visitor)
  world.feishu.events.unsubscribe()
  world.feishu.organisation.freeze(3)
  await world.larkspur.directory.sync()
  expect(await whoAmI(visitor)).toBeNull()
  expect(await obstacle()).toBe('user_frozen')
  world.feishu.organisation.unfreeze(3)
  await world.larkspur.directory.sync({ dryRun: true })
  expect(await obstacle()).toBe('user_frozen')
  await world.larkspur.directory.sync()
  expect(await obstacle()).toBe('consent_required')
})

test('D73 what was read before somebody was suspended lets nobody back in', async () => {
  await using world = await startDirectory()
  const visitor = await signInAs(world, 3)
  const obstacle = await obstacleOf(world, visitor)
  world.feishu.events.unsubscribe()
  world.feishu.organisation.freeze(3)
  world.feishu.clock.advance('2h')
  await whoAmI(visitor)
  await expect.poll(() => whoAmI(visitor)).toBeNull()
  // The directory calls this person active still, and goes on doing so after a run that is about somebody else.
  await world.larkspur.directory.sync({ target: { kind: 'person', id: openId(world, 4) } })
  expect(await world.larkspur.directory.user(openId(world, 3))).toMatchObject({ state: 'active' })
  expect(await obstacle()).toBe('user_frozen')
})

test('somebody out of the app’s range is asked about, and asked to sign in anew', async () => {
  await using world = await startDirectory()
  const visitor = await signInAs(world, 3)
  const others = world.feishu.people.list({ limit: 100 }).items.map((_, index) => index)
  world.feishu.apps.update(world.feishu.app.appId, {
    contactRange: { departments: [], people: others.filter((index) => index !== 3) },
  })
  await world.feishu.events.settled()
  await world.larkspur.directory.sync({ target: { kind: 'person', id: openId(world, 3) } }).catch(() => {})
  expect(await whoAmI(visitor)).toBeNull()
  const again = await signInAs(world, 3)
  expect(await whoAmI(again)).toMatchObject({ openId: openId(world, 3) })
})
