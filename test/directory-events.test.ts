// Tests: a year of changes comes as events, through bad weather; what they miss the schedule heals.
import { expect, test } from 'vitest'
import type { Delivery, Fault } from '../src/emulator/index.ts'
import { left, post, sealed, signInAs, startDirectory } from '../src/server/test-directory.ts'
import { contactScopes } from './support/contact-scopes.ts'
import { directoryDifferences } from './support/directory-differences.ts'
import { allOf } from './support/directory-under-test.ts'
import { createEmulatorTime } from './support/emulator-time.ts'
import { createOrganisationChanges, type OrganisationChanges } from './support/organisation-changes.ts'
import { whoAmI } from './support/sign-in.ts'
import { startWorld, type World } from './support/world.ts'

const secrets = {
  encryptKey: 'an encrypt key of the tests',
  verificationToken: 'a verification token of the tests',
}
/** So late the weather and a second try make a delivery at most. */
const latestMs = 700_000
const morning = Date.parse('2026-03-02T04:00:00Z')
const nextNight = Date.parse('2026-03-03T03:00:00Z')

interface Company extends World {
  changes: OrganisationChanges
  /** Makes changes while their events are delivered; leaves none on its way. */
  live(changes: number): Promise<void>
  /** Every delivery so far, by its id. */
  deliveries: ReadonlyMap<number, Delivery>
  /** Lets time pass, and does what is done at intervals. */
  pass(ms: number): void
}

/** About 2,000 people, read once; from now on the directory is told by events. */
async function startCompany(seed: number): Promise<Company> {
  const intervals: { ms: number; work: () => void; at: number }[] = []
  const world = await startWorld({
    emulator: { seed, organisation: { users: 2_000, departments: 160 }, app: { scopes: contactScopes } },
    larkspur: (feishu) => {
      feishu.clock.freeze(morning)
      const { clock, sleep, fetch } = createEmulatorTime(feishu)
      const { env } = feishu
      return {
        feishu: { appId: env.APP_ID, appSecret: env.APP_SECRET, host: env.FEISHU_HOST, events: secrets },
        directory: { schedule: '0 3 * * *' },
        ...{ clock, sleep, fetch },
        every(ms, work) {
          const interval = { ms, work, at: feishu.clock.now() + ms }
          intervals.push(interval)
          return () => void intervals.splice(intervals.indexOf(interval), 1)
        },
      }
    },
  })
  const { feishu, larkspur, url } = world
  await feishu.events.subscribe({ url: `${url}/auth/events`, ...secrets })
  await larkspur.directory.sync()
  const changes = createOrganisationChanges(feishu, seed)
  const deliveries = new Map<number, Delivery>()

  function pass(ms: number): void {
    feishu.clock.advance(ms)
    const now = feishu.clock.now()
    for (const interval of intervals) {
      if (interval.at > now) continue
      interval.at = now + interval.ms
      interval.work()
    }
  }

  /** The emulator remembers the last 1,000; what became of those that came late is read again. */
  let noted = 0
  async function note(): Promise<void> {
    await feishu.events.settled()
    for (const delivery of feishu.events.deliveries({ since: noted - latestMs }))
      deliveries.set(delivery.id, delivery)
    noted = feishu.clock.now()
  }

  return {
    ...world,
    changes,
    deliveries,
    pass,
    async live(count) {
      for (let done = 0, unnoted = 0; done < count; ) {
        const burst = Math.min(1 + changes.below(60), count - done)
        for (let at = 0; at < burst; at++) changes.next()
        done += burst
        unnoted += burst
        pass(changes.below(120_000))
        await new Promise(setImmediate)
        if (unnoted < 300 && changes.below(4) > 0) continue
        await note()
        unnoted = 0
      }
      await note()
    },
  }
}

const events = ({ larkspur }: Company) =>
  allOf((cursor) => larkspur.directory.events({ limit: 200, ...cursor }))

/** Until whatever is deferred, or held back by the weather, has come. */
async function settle(company: Company): Promise<void> {
  const { feishu, larkspur, pass, live } = company
  for (let round = 0; round < 100; round++) {
    pass(60_000)
    await live(0)
    const { items } = await larkspur.directory.events({ state: 'waiting', limit: 1 })
    if (items.length + feishu.events.deliveries({ state: 'waiting' }).length === 0) return
    await new Promise(setImmediate)
  }
}

/** No event tells of a department how many are in it by now. */
const uncounted = <T extends object>(department: T): T => {
  const counts = ['memberCount', 'primaryMemberCount', 'member_count', 'primary_member_count']
  return Object.fromEntries(Object.entries(department).filter(([name]) => !counts.includes(name))) as T
}

/** Every row that is not as the platform has it, `uncounted` but for the counts. */
function differences({ larkspur, feishu }: Company, counted: 'counted' | 'uncounted'): Promise<string[]> {
  const { directory } = larkspur
  const exported = feishu.organisation.exportFor()
  if (counted === 'counted') return directoryDifferences(directory, exported, Number.POSITIVE_INFINITY)
  const lists = {
    users: directory.users,
    departments: async (query: { limit: number; cursor?: string }) => {
      const { items, next } = await directory.departments(query)
      return { items: items.map(uncounted), next }
    },
  }
  const departments = Array.from(exported.departments, uncounted)
  return directoryDifferences(lists, { ...exported, departments }, Number.POSITIVE_INFINITY)
}

/** Those whom the directory holds though they have left. */
async function stillThere({ larkspur, changes }: Company): Promise<Set<string>> {
  const people = await allOf((cursor) => larkspur.directory.users({ limit: 200, ...cursor }))
  return new Set(people.map(({ id }) => id).filter((id) => changes.left.has(id)))
}

/** The app sees these departments and people; those whom only the root has are out of range. */
function narrow({ feishu }: Company, departments: string[]): void {
  feishu.apps.update(feishu.app.appId, { contactRange: { departments, people: [] } })
}

/** Departments directly below the root, the one with the most members first. */
const largest = ({ feishu }: Company) =>
  feishu.organisation.departments
    .list({ parent: '0', limit: 1_000 })
    .items.sort((a, b) => b.member_count - a.member_count)
    .map((department) => department.open_department_id)

const widen = ({ feishu }: Company) => feishu.apps.update(feishu.app.appId, { contactRange: 'all' })

test.each([
  ['everything', 22, () => {}],
  [
    'a part',
    23,
    (company: Company) => {
      // Of what goes out of sight the platform need not tell; where it does, by its ids, the directory follows.
      company.feishu.switches.update({ eventsOutOfRange: 'ids' })
      narrow(company, largest(company).slice(0, -1))
    },
  ],
])(
  'in fine weather 1,000 changes leave the directory of an app that sees %s as the platform is, but for the counts of members',
  async (_what, seed, see) => {
    await using company = await startCompany(seed)
    see(company)
    await company.live(1_000)
    await settle(company)
    const found = await events(company)
    expect(found.length).toBeGreaterThan(800)
    expect(found.filter(({ state }) => state !== 'done')).toEqual([])
    expect(await differences(company, 'uncounted')).toEqual([])
    // The only reading of everything is that of the beginning.
    const { items: runs } = await company.larkspur.directory.runs({ limit: 200 })
    expect(runs.filter(({ target }) => target.kind === 'all')).toHaveLength(1)
    expect(runs.filter(({ state }) => state !== 'completed')).toEqual([])
  },
  60_000,
)

/** What the lost deliveries were about, and what stands directly below departments among it. */
function untold({ deliveries, feishu }: Company): Set<string> {
  const lost = new Set<string>()
  for (const { state, body } of deliveries.values()) {
    if (state !== 'lost') continue
    const { object } = (body as { event: { object: { open_id?: string; open_department_id?: string } } })
      .event
    lost.add(object.open_id ?? object.open_department_id ?? '')
  }
  for (const { open_department_id, parent } of feishu.organisation.departments.list({ limit: 10_000 }).items)
    if (lost.has(parent)) lost.add(open_department_id)
  return lost
}

test('10,000 changes through bad weather, then one scheduled synchronisation: the directory is what the platform is', async () => {
  await using company = await startCompany(21)
  const { feishu, larkspur, changes, deliveries, live, pass } = company
  const { directory } = larkspur
  const foul = (seed: number) =>
    feishu.events.weather({ duplicate: 0.1, reorder: 0.1, delay: 0.05, lose: 0.1, corrupt: 0.02, seed })
  const fine = () => feishu.events.weather({})

  foul(1)
  await live(2_000)
  fine()
  // A small part goes out of range, which nobody is asked about, and comes back.
  narrow(company, largest(company).slice(0, -1))
  foul(2)
  await live(1_000)
  widen(company)
  await live(1_000)
  expect((await directory.runs({ state: 'waiting' })).items).toEqual([])
  // Then half of it: nothing of that goes unasked, and what happens meanwhile is applied.
  fine()
  narrow(company, largest(company).slice(0, 2))
  foul(3)
  await live(500)
  // Departments that moved over the new border are being read, and one reads at a time.
  await settle(company)
  const [half] = (await directory.runs({ state: 'waiting' })).items.filter(
    ({ removals }) => (removals?.people ?? 0) > 500,
  )
  expect(half).toMatchObject({ target: { kind: 'range' } })
  const confirmed = await directory.confirm(half?.id ?? '')
  expect(confirmed.state).toBe('completed')
  expect(confirmed.people.removed).toBeGreaterThan(500)
  await live(500)
  fine()
  widen(company)
  foul(4)
  await live(5_000)
  await settle(company)

  const all = [...deliveries.values()]
  const lost = all.filter(({ state }) => state === 'lost')
  const before = await differences(company, 'uncounted')
  // Nothing is amiss but that of which no event came.
  const missed = untold(company)
  expect(before.filter((difference) => !missed.has(difference.split(' ')[0] ?? ''))).toEqual([])
  expect(before.length).toBeGreaterThan(50)
  expect(before.length).toBeLessThan(lost.length / 2)
  const returning = await stillThere(company)
  for (const id of returning) expect(missed.has(id)).toBe(true)

  // Every delivery but the lost ones arrived; what was corrupted only when it came again.
  expect(all.filter(({ state }) => state === 'waiting' || state === 'failed')).toEqual([])
  const again = all.filter(({ tries }) => tries.length > 1)
  expect(again.length).toBeGreaterThan(100)
  expect(again.every(({ tries }) => [400, 401].includes(tries[0]?.status ?? 0))).toBe(true)
  const arrived = all.filter(({ state }) => state === 'delivered').map(({ eventId }) => eventId)
  const kept = await events(company)
  expect(arrived.length).toBeGreaterThan(kept.length * 1.05)
  expect(kept.map(({ eventId }) => eventId).sort()).toEqual([...new Set(arrived)].sort())
  expect(kept.filter(({ state }) => state !== 'done')).toEqual([])

  pass(nextNight - feishu.clock.now())
  const scheduled = async () =>
    (await directory.runs({ limit: 10 })).items.filter(({ startedAt }) => startedAt >= nextNight)
  await expect
    .poll(scheduled, { timeout: 20_000 })
    .toMatchObject([{ state: 'completed', target: { kind: 'all' } }])
  expect(await differences(company, 'counted')).toEqual([])
  expect(changes.left.size).toBeGreaterThan(1_000)
  expect(await stillThere(company)).toEqual(new Set())
}, 120_000)

test.each<[string, Fault['effect'] | null]>([
  ['answers', null],
  ['takes 2 s for each answer', { kind: 'delay', ms: 2_000 }],
  ['is down', { kind: 'status', status: 503 }],
  ['hangs up', { kind: 'drop' }],
])(
  'D29 whoever has left is refused at the request after their event, while the platform %s',
  async (_what, effect) => {
    await using world = await startDirectory({ live: false, larkspur: { sleep: async () => {} } })
    const [visitor, colleague] = [await signInAs(world, 3), await signInAs(world, 4)]
    await world.larkspur.tokens.tenantAccessToken()
    world.feishu.organisation.leave(3)
    expect(await whoAmI(visitor)).not.toBeNull()
    if (effect !== null) world.feishu.faults.add({ operation: '*', times: 10_000, effect })
    expect((await post(world, sealed(world, left(world, 3)))).status).toBe(200)
    expect(await whoAmI(visitor)).toBeNull()
    expect(await whoAmI(colleague)).not.toBeNull()
    world.feishu.faults.clear()
    expect(await whoAmI(visitor)).toBeNull()
  },
)
