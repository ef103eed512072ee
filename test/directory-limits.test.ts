// Synchronises with a platform that refuses for its rate limit, is not there for a while, or lacks permissions.
import { expect, test } from 'vitest'
import type { FakeAnswer } from './support/fake-platform.ts'
import {
  refusal,
  type ScriptedCompany,
  type ScriptedContact,
  startScriptedContact,
} from './support/scripted-contact.ts'

const members = 'users/find_by_department'

const company = (): ScriptedCompany => ({
  departments: Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`d${at}`, { parent: '0' }])),
  people: Object.fromEntries(
    Array.from({ length: 100 }, (_, at) => [`p${at}`, { departments: [`d${at % 20}`] }]),
  ),
})

const limited = (reset?: number): FakeAnswer => ({
  status: 429,
  headers: reset === undefined ? {} : { 'x-ogw-ratelimit-limit': '1', 'x-ogw-ratelimit-reset': `${reset}` },
  body: { code: 99991400, msg: 'request trigger frequency limit' },
})

const failsWith = (world: ScriptedContact) =>
  world.sync.sync().then(
    (report) => report.state,
    (error) => error.code,
  )

test('D78 waits as long as the platform says, then goes on and ends', async () => {
  await using world = await startScriptedContact(company())
  let liftedAt = 0
  const early: number[] = []
  world.override = ({ path, number }) => {
    if (path !== members) return undefined
    if (number === 5) {
      liftedAt = world.time.clock() + 45_000
      return limited(45)
    }
    if (world.time.clock() < liftedAt) early.push(number)
    return undefined
  }
  const report = await world.sync.sync()
  expect(report).toMatchObject({ state: 'completed', people: { created: 100 }, rateLimited: 1 })
  // Those that were on their way when the first was refused, and none after it.
  expect(early.length).toBeLessThan(10)
  expect(world.time.passed()).toBeGreaterThanOrEqual(45_000)
  expect(world.time.passed()).toBeLessThan(60_000)
})

test.each([
  ['with the reset header', 1],
  ['without it', undefined],
])('D78 a storm of refusals %s is sat out', async (_, reset) => {
  await using world = await startScriptedContact(company())
  let refused = 0
  world.override = ({ path }) => {
    if (path !== members || refused >= 60) return undefined
    refused += 1
    return limited(reset)
  }
  const report = await world.sync.sync()
  expect(report).toMatchObject({ state: 'completed', people: { created: 100 }, rateLimited: 60 })
  expect(report.calls).toBe(world.asked.length)
})

test('D78 a limit that is never lifted ends the run, bounded; it goes on when it is lifted', async () => {
  await using world = await startScriptedContact(company(), { concurrency: 1 })
  world.override = ({ path }) => (path === members ? limited(1) : undefined)
  expect(await failsWith(world)).toBe('rate_limited')
  expect(world.asked.filter(({ path }) => path === members)).toHaveLength(30)
  world.override = () => undefined
  expect(await world.sync.sync()).toMatchObject({ state: 'completed', resumed: 1, people: { created: 100 } })
})

test('D78 a limit that asks for more than ten minutes in all ends the run', async () => {
  await using world = await startScriptedContact(company(), { concurrency: 1 })
  world.override = ({ path }) => (path === members ? limited(240) : undefined)
  expect(await failsWith(world)).toBe('rate_limited')
  expect(world.time.passed()).toBeLessThan(10 * 60_000)
  expect(world.asked.filter(({ path }) => path === members)).toHaveLength(3)
})

test('D78 a limit of a day is not waited for: the run ends at once, and goes on when it is lifted', async () => {
  await using world = await startScriptedContact(company(), { concurrency: 1 })
  world.override = ({ path }) => (path === members ? limited(86_400) : undefined)
  await expect(world.sync.sync()).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: 86_400 })
  expect(world.time.passed()).toBeLessThan(60_000)
  expect(world.asked.filter(({ path }) => path === members)).toHaveLength(1)
  world.override = () => undefined
  expect(await world.sync.sync()).toMatchObject({ state: 'completed', resumed: 1, people: { created: 100 } })
  expect(world.time.passed()).toBeLessThan(120_000)
})

test('D78 the quota of the month is not waited for', async () => {
  await using world = await startScriptedContact(company(), { concurrency: 1 })
  world.override = ({ path }) => (path === members ? refusal(99991403, 429) : undefined)
  expect(await failsWith(world)).toBe('rate_limited')
  expect(world.asked.filter(({ path }) => path === members)).toHaveLength(1)
})

test('D78 the lease is kept during a long wait: nobody takes the run over', async () => {
  await using world = await startScriptedContact(company())
  world.override = ({ path, number }) => (path === members && number === 1 ? limited(400) : undefined)
  const running = world.sync.sync()
  const other = world.another()
  for (let asked = 0; asked < 5; asked += 1) {
    await world.time.sleep(70_000)
    await expect(other.sync()).rejects.toMatchObject({ code: 'sync_running' })
  }
  expect((await running).state).toBe('completed')
})

test('a platform that is away for a moment is asked again, and one that stays away fails the run', async () => {
  await using world = await startScriptedContact(company())
  world.override = ({ path, number }) => (path === members && number <= 2 ? { status: 502 } : undefined)
  expect((await world.sync.sync()).state).toBe('completed')
  world.override = ({ path }) => (path === members ? { status: 502 } : undefined)
  expect(await failsWith(world)).toBe('platform_unavailable')
  expect(await world.people()).toHaveLength(100)
})

test('D80 fields that the platform tells no more keep their values, and the report names the permission', async () => {
  const whole: ScriptedCompany = {
    departments: { a: { parent: '0', i18n_name: { en_us: 'A' }, department_hrbps: [] } },
    people: {
      p: {
        departments: ['a'],
        email: 'p@example.com',
        mobile: '+8613000000000',
        gender: 2,
        status: { is_activated: true },
        user_id: 'u1',
        orders: [],
        employee_no: '',
      },
    },
  }
  await using world = await startScriptedContact(whole)
  expect((await world.sync.sync()).missingPermissions).toEqual([])
  const before = await world.held()
  delete whole.people.p?.email
  delete whole.people.p?.status
  delete whole.people.p?.employee_no
  Object.assign(whole.people.p ?? {}, { mobile: null })
  delete whole.departments.a?.department_hrbps
  const report = await world.sync.sync()
  expect(report.people.updated).toBe(0)
  expect(await world.held()).toEqual(before)
  expect(report.missingPermissions.map(({ of, permissions }) => [of, permissions[0]])).toEqual([
    ['person', 'contact:user.email:readonly'],
    ['person', 'contact:user.phone:readonly'],
    ['person', 'contact:user.employee:readonly'],
    ['person', 'contact:user.employee_number:read'],
    ['department', 'contact:department.hrbp:readonly'],
  ])
  // An empty value is told: it is the truth.
  Object.assign(whole.people.p ?? {}, { email: '' })
  await world.sync.sync()
  expect((await world.store.person(world.key, 'p'))?.email).toBe('')
})

test('D80 without the permission for departments of people they stand where they were listed', async () => {
  await using world = await startScriptedContact({
    departments: { a: { parent: '0' }, b: { parent: '0' } },
    people: { p: { departments: ['a', 'b'] }, q: { departments: ['b'] } },
  })
  world.override = ({ path, query }) => {
    if (path !== members) return undefined
    const ids = Object.entries(world.company.people)
      .filter(([, { departments }]) => departments.includes(query.get('department_id') ?? ''))
      .map(([open_id]) => ({ open_id }))
    return { body: { code: 0, data: { items: ids, has_more: false } } }
  }
  const places = async () =>
    (await world.people()).map(({ id, departments }) => [
      id,
      departments.map((one) => one.departmentId).sort(),
    ])
  await world.sync.sync()
  expect(await places()).toEqual([
    ['p', ['a', 'b']],
    ['q', ['b']],
  ])
  Object.assign(world.company.people.p ?? {}, { departments: ['b'] })
  await world.sync.sync()
  expect(await places()).toEqual([
    ['p', ['b']],
    ['q', ['b']],
  ])
})
