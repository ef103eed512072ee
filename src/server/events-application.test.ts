import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contactScopes } from '../../test/support/contact-scopes.ts'
import { testSecret, type World } from '../../test/support/world.ts'
import { createSealer } from '../storage/seal.ts'
import { openDatabase } from '../storage/sql/index.ts'
import { createLarkspur, type Larkspur, openExisting } from './larkspur.ts'
import type { LarkspurOptions } from './options.ts'
import {
  encryptKey,
  envelope,
  left,
  post,
  sealed,
  startDirectory,
  verificationToken,
} from './test-directory.ts'

const newFile = () => `sqlite:${join(mkdtempSync(join(tmpdir(), 'larkspur-events-')), 'x.db')}`
const openId = (world: World, person: number) => world.feishu.people.get(person)?.open_id ?? ''
const states = async ({ directory }: Larkspur) => (await directory.events()).items.map(({ state }) => state)

const outage = { operation: '*', times: 100_000, effect: { kind: 'status', status: 503 } } as const

/** Collects the work that is to be done at intervals, and does it when told. */
function byHand() {
  const work: (() => void)[] = []
  return {
    every: (_ms: number, one: () => void) => {
      work.push(one)
      return () => void work.splice(work.indexOf(one), 1)
    },
    tick: () => {
      for (const one of work) one()
    },
    work,
  }
}

/** Another process of the same app on the same database. */
const again = (world: World, database: string, more: Partial<LarkspurOptions> = {}): LarkspurOptions => ({
  url: world.url,
  feishu: {
    appId: world.feishu.env.APP_ID,
    appSecret: world.feishu.env.APP_SECRET,
    host: world.feishu.env.FEISHU_HOST,
    events: { encryptKey, verificationToken },
  },
  database,
  sessionSecret: testSecret,
  allowInsecureHosts: true,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  clock: () => world.feishu.clock.now(),
  ...more,
})

/** What the database holds when a process is killed right after it has accepted that this person left. */
async function acceptedAndKilled(world: World, database: string, person: number, dying?: 'at work') {
  world.feishu.events.unsubscribe()
  const id = world.feishu.organisation.leave(person).open_id
  const db = await openDatabase(database, { sealer: createSealer([testSecret]), mustExist: true })
  const key = { brand: 'feishu' as const, appId: world.feishu.env.APP_ID }
  const now = world.feishu.clock.now()
  await db.events.accept({
    ...{ key, eventId: 'e1', type: 'contact.user.deleted_v3', tenantKey: 't' },
    ...{ createdAt: now, receivedAt: now, subject: { kind: 'person', id } },
  })
  if (dying) await db.directory.acquireLease({ key, purpose: 'events', owner: 'dead' }, now, now + 90_000)
  await db.close()
  return id
}

test('what was accepted before a crash is applied at the next start', async () => {
  const database = newFile()
  await using world = await startDirectory({ larkspur: { database, every: byHand().every } })
  const gone = await acceptedAndKilled(world, database, 5)
  const next = await createLarkspur(again(world, database))
  await expect.poll(() => states(next)).toEqual(['done'])
  expect(await next.directory.user(gone)).toMatchObject({ removedReason: 'left' })
  await next.close()
})

test('what was being applied at a crash is applied once the dead process is given up', async () => {
  const database = newFile()
  await using world = await startDirectory({ larkspur: { database, every: byHand().every } })
  await acceptedAndKilled(world, database, 5, 'at work')
  const { every, tick } = byHand()
  const next = await createLarkspur(again(world, database, { every }))
  tick()
  await next.directory.events()
  expect(await states(next)).toEqual(['waiting'])
  world.feishu.clock.advance('2m')
  tick()
  await expect.poll(() => states(next)).toEqual(['done'])
  await next.close()
})

test('a command on the database applies nothing and starts nothing', async () => {
  const database = newFile()
  await using world = await startDirectory({ larkspur: { database, every: byHand().every } })
  await acceptedAndKilled(world, database, 5)
  world.feishu.clearRequests()
  const { every, work } = byHand()
  const schedule = '* * * * *'
  const beside = await openExisting(again(world, database, { every, directory: { schedule } }))
  expect(work).toHaveLength(1)
  await beside.close()
  expect(world.feishu.requests()).toEqual([])
})

test('what cannot be applied is tried again, later and later, and given up after a day', async () => {
  const { every, tick } = byHand()
  const errors: string[] = []
  const quiet = () => {}
  const logger = {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: (_: object, text: string) => errors.push(text),
  }
  await using world = await startDirectory({ larkspur: { every, sleep: async () => {}, logger } })
  const { feishu, larkspur } = world
  feishu.events.unsubscribe()
  feishu.organisation.leave(5)
  feishu.faults.add(outage)
  expect((await post(world, sealed(world, left(world, 5)))).status).toBe(200)
  const event = async () => (await larkspur.directory.events()).items[0]
  await expect.poll(async () => (await event())?.tries).toBe(1)
  expect(await event()).toMatchObject({ state: 'waiting', error: 'platform_unavailable' })
  const waited: number[] = []
  for (let tries = 1; (await event())?.state === 'waiting'; tries += 1) {
    const { nextTryAt = 0 } = (await event()) ?? {}
    waited.push(nextTryAt - feishu.clock.now())
    feishu.clock.set(nextTryAt)
    tick()
    await expect.poll(async () => (await event())?.tries).toBe(tries + 1)
  }
  expect(waited.slice(0, 3).map((ms) => Math.round(ms / 1000))).toEqual([15, 30, 60])
  expect(Math.max(...waited)).toBeLessThanOrEqual(1_800_000)
  expect(await event()).toMatchObject({ state: 'failed' })
  expect(errors).toEqual(['an event could not be applied; synchronise the directory'])
  feishu.faults.clear()
  await larkspur.directory.sync()
  expect(await larkspur.directory.user(openId(world, 5))).toMatchObject({ removedReason: 'left' })
})

const senseless = '{"code":0,"msg":"success","data":{"items":[{"open_id":5}]}}'

/** Accepts an event about each of these people while the platform is away, so that they are applied together. */
async function acceptDuringOutage(world: World, people: readonly number[]): Promise<void> {
  const { feishu, larkspur } = world
  feishu.faults.add(outage)
  for (const person of people) {
    const object = { open_id: openId(world, person) }
    await post(world, sealed(world, envelope(world, 'contact.user.updated_v3', { object })))
  }
  const untried = async () =>
    (await larkspur.directory.events({ limit: 200 })).items.filter(({ tries }) => tries === 0)
  await expect.poll(untried).toEqual([])
  feishu.faults.clear()
  feishu.clock.advance('1h')
  feishu.clearRequests()
}

test('one who cannot be read holds up nobody else', async () => {
  const { every, tick } = byHand()
  await using world = await startDirectory({ live: false, larkspur: { sleep: async () => {}, every } })
  const { feishu, larkspur } = world
  await larkspur.directory.sync()
  for (const person of [3, 4, 5]) feishu.organisation.rename(person, `New ${person}`)
  await acceptDuringOutage(world, [3, 4, 5])
  // Three tries of all three, of the first two, and of the first alone.
  const effect = { kind: 'status', status: 200, body: senseless, contentType: 'application/json' } as const
  feishu.faults.add({ operation: 'contact.v3.users.batch', times: 9, effect })
  tick()
  await expect.poll(async () => (await states(larkspur)).sort()).toEqual(['done', 'done', 'waiting'])
  const nameOf = async (person: number) => (await larkspur.directory.user(openId(world, person))).name
  expect([await nameOf(4), await nameOf(5)]).toEqual(['New 4', 'New 5'])
})

test('a hundred events at once cost two questions', async () => {
  const { every, tick } = byHand()
  await using world = await startDirectory({
    live: false,
    emulator: { organisation: { users: 150 } },
    larkspur: { sleep: async () => {}, every },
  })
  const people = Array.from({ length: 100 }, (_, person) => person)
  await world.larkspur.directory.sync()
  await acceptDuringOutage(world, people)
  tick()
  const done = async () => (await world.larkspur.directory.events({ state: 'done', limit: 200 })).items.length
  await expect.poll(done).toBe(100)
  expect(world.feishu.requests({ operation: 'contact.v3.users.batch' })).toHaveLength(2)
  expect(world.feishu.requests({ operation: 'contact.v3.users.get' })).toEqual([])
})

test('departments come, move, and go by their events', async () => {
  const scopes = [
    ...[
      'contact.base',
      'user.base',
      'user.employee',
      'user.department',
      'department.base',
      'department.organize',
    ],
  ].map((name) => `contact:${name}:readonly`)
  await using world = await startDirectory({ emulator: { organisation: { users: 60 }, app: { scopes } } })
  const { feishu, larkspur } = world
  const { departments } = feishu.organisation
  const { open_department_id: top } = departments.create({ name: 'Top' })
  const { open_department_id: below } = departments.create({ name: 'Below', parent: top })
  await feishu.events.settled()
  const path = async (id: string) => (await larkspur.directory.path(id)).map(({ name }) => name)
  await expect.poll(() => path(below)).toEqual(['Top', 'Below'])
  departments.move(below, '0')
  await feishu.events.settled()
  await expect.poll(() => path(below)).toEqual(['Below'])
  feishu.organisation.move(4, [below])
  await feishu.events.settled()
  const members = async () =>
    (await larkspur.directory.users({ departmentId: below })).items.map(({ id }) => id)
  await expect.poll(members).toEqual([openId(world, 4)])
  departments.remove(top)
  await feishu.events.settled()
  await expect
    .poll(() => larkspur.directory.department(top))
    .toMatchObject({ removedReason: 'left', removedAt: expect.any(Number) })
})

const twoDepartments = (world: World) => {
  const [one, two] = world.feishu.organisation.departments
    .list({ parent: '0' })
    .items.filter(({ member_count }) => member_count > 5)
  return [one?.open_department_id ?? '', two?.open_department_id ?? ''] as const
}

const idsOf = async ({ directory }: Larkspur) =>
  (await directory.users({ limit: 200 })).items.map(({ id }) => id).sort()
const exported = (world: World) =>
  [...world.feishu.organisation.exportFor().people].map(({ open_id }) => open_id).sort()

test('a contact range that grows and shrinks is followed', async () => {
  await using world = await startDirectory({ live: false, larkspur: { directory: { removalGuard: 1 } } })
  const { feishu, larkspur } = world
  const [one, two] = twoDepartments(world)
  const setRange = (departments: string[], people: number[] = []) =>
    feishu.apps.update(feishu.app.appId, { contactRange: { departments, people } })
  setRange([one])
  await feishu.events.subscribe({ url: `${world.url}/auth/events`, encryptKey, verificationToken })
  await larkspur.directory.sync()
  expect(await idsOf(larkspur)).toEqual(exported(world))
  const sizes = [(await idsOf(larkspur)).length]
  for (const [departments, people] of [
    [[one, two], []],
    [[two], []],
    [[two], [1, 2, 3]],
    [[two], [2]],
  ] as const) {
    setRange([...departments], [...people])
    await feishu.events.settled()
    await expect.poll(() => idsOf(larkspur), { timeout: 5_000 }).toEqual(exported(world))
    await expect.poll(async () => new Set(await states(larkspur))).toEqual(new Set(['done']))
    sizes.push((await idsOf(larkspur)).length)
  }
  expect(new Set(sizes).size).toBeGreaterThan(2)
})

test('a department that moves over the border of the range brings and takes along what is below it', async () => {
  await using world = await startDirectory({
    live: false,
    emulator: { organisation: { users: 60 }, app: { scopes: contactScopes } },
    larkspur: { directory: { removalGuard: 1 } },
  })
  const { feishu, larkspur } = world
  feishu.switches.update({ eventsOutOfRange: 'ids' })
  const { departments } = feishu.organisation
  const [inside, outside] = twoDepartments(world)
  const { open_department_id: moving } = departments.create({ name: 'Moving', parent: outside })
  const { open_department_id: below } = departments.create({ name: 'Below', parent: moving })
  const { open_id: member } = feishu.organisation.hire({ departments: [below] })
  feishu.apps.update(feishu.app.appId, { contactRange: { departments: [inside], people: [] } })
  await feishu.events.subscribe({ url: `${world.url}/auth/events`, encryptKey, verificationToken })
  await larkspur.directory.sync()
  for (const [parent, seen] of [
    [inside, true],
    [outside, false],
    [inside, true],
  ] as const) {
    departments.move(moving, parent)
    await feishu.events.settled()
    await expect.poll(async () => new Set(await states(larkspur))).toEqual(new Set(['done']))
    expect(await idsOf(larkspur)).toEqual(exported(world))
    expect((await idsOf(larkspur)).includes(member)).toBe(seen)
    for (const id of [moving, below]) {
      const { removedReason } = (await larkspur.directory.department(id)) ?? {}
      expect(removedReason).toBe(seen ? null : 'out_of_range')
    }
  }
})

test('D74 a contact range that shrinks by too much removes nobody unasked', async () => {
  const warnings: string[] = []
  const quiet = () => {}
  const logger = {
    debug: quiet,
    info: quiet,
    error: quiet,
    warn: (_: object, text: string) => warnings.push(text),
  }
  await using world = await startDirectory({ larkspur: { logger } })
  const { feishu, larkspur } = world
  const before = await idsOf(larkspur)
  const [one] = twoDepartments(world)
  feishu.apps.update(feishu.app.appId, { contactRange: { departments: [one], people: [] } })
  await feishu.events.settled()
  await expect.poll(async () => (await larkspur.directory.runs({ state: 'waiting' })).items.length).toBe(1)
  expect(await idsOf(larkspur)).toEqual(before)
  await expect.poll(() => warnings.join()).toContain('waits to be confirmed')
  const [run] = (await larkspur.directory.runs({ state: 'waiting' })).items
  await larkspur.directory.confirm(run?.id ?? '')
  expect(await idsOf(larkspur)).toEqual(exported(world))
})

test('a change of the range waits while a synchronisation runs, and people who leave do not', async () => {
  const { every, tick } = byHand()
  await using world = await startDirectory({ larkspur: { every, directory: { removalGuard: 1 } } })
  const { feishu, larkspur } = world
  const [one] = twoDepartments(world)
  // The synchronisation stands still until its first answer comes.
  feishu.faults.add({ operation: 'contact.v3.departments.children', effect: { kind: 'delay', ms: 1_500 } })
  const running = larkspur.directory.sync()
  await expect
    .poll(async () => (await larkspur.directory.sync().catch((error) => error)).code)
    .toBe('sync_running')
  feishu.apps.update(feishu.app.appId, { contactRange: { departments: [one], people: [5] } })
  const { open_id: gone } = feishu.organisation.leave(5)
  await feishu.events.settled()
  await expect.poll(() => larkspur.directory.user(gone)).toMatchObject({ removedReason: 'left' })
  const scope = async () =>
    (await larkspur.directory.events()).items.find(({ type }) => type === 'contact.scope.updated_v3')
  await expect.poll(scope).toMatchObject({ state: 'waiting', error: 'sync_running' })
  await running
  feishu.clock.advance('1m')
  tick()
  await expect.poll(async () => (await scope())?.state, { timeout: 5_000 }).toBe('done')
  expect(await idsOf(larkspur)).toEqual(exported(world))
})

test('closing interrupts a synchronisation, which goes on at the next start', async () => {
  const database = newFile()
  await using world = await startDirectory({ live: false, larkspur: { database } })
  const first = await createLarkspur(again(world, database))
  const slow = {
    operation: 'contact.v3.users.find_by_department',
    times: 100,
    effect: { kind: 'delay', ms: 400 },
  } as const
  world.feishu.faults.add(slow)
  const pages: number[] = []
  const running = first.directory.sync({ onProgress: ({ calls }) => void pages.push(calls) })
  const outcome = expect(running).rejects.toMatchObject({ code: 'aborted' })
  await expect.poll(() => Math.max(0, ...pages)).toBeGreaterThan(0)
  await first.close()
  await outcome
  world.feishu.faults.clear()
  const second = await createLarkspur(again(world, database))
  expect(await second.directory.sync()).toMatchObject({ state: 'completed', resumed: 1 })
  expect(await idsOf(second)).toEqual(exported(world))
  await second.close()
})

test('closing does not wait for the platform, and loses no event', async () => {
  const database = newFile()
  await using world = await startDirectory({ larkspur: { database } })
  const { feishu, larkspur } = world
  feishu.events.unsubscribe()
  const { open_id: gone } = feishu.organisation.leave(5)
  feishu.faults.add({
    operation: 'contact.v3.users.batch',
    times: 100,
    effect: { kind: 'delay', ms: 20_000 },
  })
  const answer = await post(world, sealed(world, left(world, 5)))
  // Answered within the platform's time, although nothing is applied yet.
  expect(answer.status).toBe(200)
  await larkspur.close()
  feishu.faults.clear()
  const next = await createLarkspur(again(world, database))
  await expect.poll(() => states(next)).toEqual(['done'])
  expect(await next.directory.user(gone)).toMatchObject({ removedReason: 'left' })
  await next.close()
})
