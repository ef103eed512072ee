// Tries the contact readers and the pacer against the emulator: a second opinion on the platform.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contactScopes } from '../../test/support/contact-scopes.ts'
import { testContext } from '../../test/support/fake-platform.ts'
import { type Emulator, startEmulator } from '../emulator/index.ts'
import { readDepartment } from './contact-department.ts'
import { readPerson } from './contact-person.ts'
import {
  type CallContext,
  createPacer,
  type DepartmentRead,
  type FeishuApp,
  fetchAppToken,
  getDepartment,
  getDepartments,
  getPeople,
  getPerson,
  listContactScopes,
  listDepartmentMembers,
  listDepartmentsBelow,
  type Page,
  type PersonRead,
  resolvePlatform,
} from './index.ts'

let emulator: Emulator
let context: CallContext
let app: FeishuApp
let token: string

beforeEach(async () => {
  emulator = await startEmulator({ organisation: { users: 300 }, app: { scopes: contactScopes } })
  const { APP_ID: appId, APP_SECRET: appSecret, FEISHU_HOST: host } = emulator.env
  const { brand, hosts } = resolvePlatform({ host, allowInsecureHosts: true })
  app = { brand, appId, appSecret, hosts, tokenEndpoint: 'v2' }
  context = testContext({ maxTries: 1 })
  token = (await fetchAppToken(context, app, 'tenant_access_token')).value
})

afterEach(() => emulator.close())

async function every<T>(list: (pageToken: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = []
  let next: string | undefined
  do {
    const page = await list(next)
    all.push(...page.items)
    next = page.next
  } while (next !== undefined)
  return all
}

const below = (id: string) =>
  every((pageToken) => listDepartmentsBelow(context, app, token, id, { pageToken }))
const members = (id: string) =>
  every((pageToken) => listDepartmentMembers(context, app, token, id, { pageToken }))

const byId = <T extends { id: string }>(items: Iterable<T>) =>
  new Map([...items].map((item) => [item.id, item]))

function exported() {
  const from = { answer: {}, openHost: app.hosts.open }
  const { departments, people } = emulator.organisation.exportFor(app.appId)
  return {
    departments: byId([...departments].map((item) => readDepartment(item, 'department', from))),
    people: byId([...people].map((item) => readPerson(item, 'person', from))),
  }
}

describe('the whole organisation', () => {
  test('is read by its lists, page by page, as the emulator says it is', async () => {
    const departments: DepartmentRead[] = await below('0')
    const people: PersonRead[] = await members('0')
    for (const { id } of departments) people.push(...(await members(id)))
    const all = exported()
    expect(departments).toHaveLength(all.departments.size)
    expect(byId(departments)).toEqual(all.departments)
    expect(byId(people)).toEqual(all.people)
    expect(people[0]).toMatchObject({ state: expect.any(String), departmentIds: expect.any(Array) })
  })

  test('and its parts by their ids', async () => {
    const all = exported()
    const ids = [...all.people.keys()].slice(0, 50)
    expect(byId(await getPeople(context, app, token, ids))).toEqual(
      byId(ids.map((id) => all.people.get(id) as PersonRead)),
    )
    const [id = ''] = ids
    expect(await getPerson(context, app, token, id)).toEqual(all.people.get(id))
    const [departmentId = ''] = all.departments.keys()
    const department = all.departments.get(departmentId)
    expect(await getDepartment(context, app, token, departmentId)).toEqual(department)
    expect(await getDepartments(context, app, token, [departmentId])).toEqual([department])
  })

  test('begins with what the contact range names', async () => {
    const range = await listContactScopes(context, app, token)
    const top = await every((pageToken) =>
      listDepartmentsBelow(context, app, token, '0', { pageToken, all: false }),
    )
    expect(range.departmentIds.toSorted()).toEqual(top.map(({ id }) => id).toSorted())
    expect(range.personIds.toSorted()).toEqual((await members('0')).map(({ id }) => id).toSorted())
  })
})

describe('what the app may not see', () => {
  test('is refused, and told from what is not there', async () => {
    const departments = [...exported().departments.values()]
    const top = departments.filter(({ parentId }) => parentId === '0')
    const [inside = '', outside = ''] = top.map(({ id }) => id)
    const [stranger] = await members(outside)
    emulator.apps.update(app.appId, { contactRange: { departments: [inside], people: [] } })
    const range = await listContactScopes(context, app, token)
    expect(range).toMatchObject({ departmentIds: [inside], personIds: [] })
    const mine = new Set((await below(inside)).map(({ id }) => id))
    expect(mine.has(outside)).toBe(false)
    const notVisible = { code: 'user_not_visible' }
    await expect(below('0')).rejects.toMatchObject(notVisible)
    await expect(members(outside)).rejects.toMatchObject(notVisible)
    await expect(getDepartment(context, app, token, outside)).rejects.toMatchObject(notVisible)
    await expect(getPerson(context, app, token, stranger?.id ?? '')).rejects.toMatchObject(notVisible)
    expect(await getDepartments(context, app, token, [inside, outside])).toMatchObject([{ id: inside }])
    const nobody = `ou_${'0'.repeat(32)}`
    const nowhere = `od-${'0'.repeat(32)}`
    await expect(getPerson(context, app, token, nobody)).rejects.toMatchObject({ code: 'user_not_found' })
    await expect(getDepartment(context, app, token, nowhere)).rejects.toMatchObject({
      code: 'department_not_found',
    })
  })

  test('D80 fields without a permission are absent', async () => {
    emulator.apps.update(app.appId, { scopes: ['contact:contact.base:readonly'] })
    const [person] = (await listDepartmentMembers(context, app, token, (await below('0'))[0]?.id ?? '')).items
    expect(person).toHaveProperty('unionId')
    for (const field of ['name', 'state', 'departmentIds', 'userId', 'email']) {
      expect(person).not.toHaveProperty(field)
    }
  })
})

test('who has left is told so, and in no list', async () => {
  const [department] = await below('0')
  const [person] = await members(department?.id ?? '')
  emulator.organisation.leave(person?.id ?? '')
  expect(await getPerson(context, app, token, person?.id ?? '')).toMatchObject({ state: 'resigned' })
  expect(byId(await members(department?.id ?? '')).has(person?.id ?? '')).toBe(false)
})

test('D75 a page token that the platform does not know is one', async () => {
  const lists = [
    listDepartmentMembers(context, app, token, '0', { pageToken: 'garbage' }),
    listDepartmentsBelow(context, app, token, '0', { pageToken: 'garbage' }),
    listContactScopes(context, app, token, { pageToken: 'garbage' }),
  ]
  for (const list of lists) await expect(list).rejects.toMatchObject({ code: 'page_token_invalid' })
})

describe.each(['sliding', 'fixed'] as const)('D78 with the platform’s %s rate limits', (rateWindow) => {
  const clock = () => emulator.clock.now()
  const running = new Set<Promise<unknown>>()
  // Time stands still while a call is under way, and jumps when the pacer waits.
  const sleep = async (ms: number) => {
    await Promise.allSettled(running)
    emulator.clock.advance(ms)
  }

  beforeEach(() => {
    emulator.switches.update({ rateWindow })
    emulator.rateLimits(true)
    emulator.clock.freeze()
  })

  test('unpaced calls are refused with a time to wait', async () => {
    const [id = ''] = exported().people.keys()
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, () => getPerson(context, app, token, id)),
    )
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(refused).toHaveLength(10)
    expect(refused[0]).toMatchObject({ code: 'rate_limited', retryAfterSeconds: expect.any(Number) })
  })

  test('paced calls are never refused', async () => {
    const pacer = createPacer({ ...context, clock, sleep })
    const [id = ''] = exported().people.keys()
    const before = clock()
    const ask = () => {
      const asked = getPerson(context, app, token, id)
      running.add(asked)
      return asked
    }
    const calls = Array.from({ length: 220 }, () => pacer.run('contact.users.get', ask))
    expect(await Promise.all(calls)).toHaveLength(220)
    expect(clock() - before).toBe(4 * 1_001)
  })
})
