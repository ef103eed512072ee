// Reads the whole organisation with Feishu's own SDK, unmodified.
import * as lark from '@larksuiteoapi/node-sdk'
import { expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../src/emulator/index.ts'
import { contactScopes } from './support/contact-scopes.ts'

const silent = { error() {}, warn() {}, info() {}, debug() {}, trace() {} }
/** Each of another seed: the SDK keeps tokens by App ID, for the whole process. */
const start = (seed: number) =>
  startEmulator({ seed, organisation: { users: 400 }, app: { scopes: contactScopes } })

const clientFor = (feishu: Emulator) =>
  new lark.Client({
    appId: feishu.env.APP_ID,
    appSecret: feishu.env.APP_SECRET,
    domain: feishu.url,
    logger: silent,
  })

type Pages = AsyncIterable<{ items?: unknown[] | undefined } | null>

async function all(pages: Pages): Promise<Record<string, unknown>[]> {
  const items: unknown[] = []
  for await (const page of pages) {
    // The SDK's iterator answers null for a page that failed.
    if (page === null) throw new Error('A page failed')
    items.push(...(page.items ?? []))
  }
  return items as Record<string, unknown>[]
}

const byId = (field: string) => (a: Record<string, unknown>, b: Record<string, unknown>) =>
  String(a[field]) < String(b[field]) ? -1 : 1

/** Reads as the documents tell: the range first, then departments, then the people of each. */
async function readAll(feishu: Emulator) {
  const { contact } = clientFor(feishu)
  const entries = { departments: [] as string[], people: [] as string[] }
  let more: string | undefined = ''
  while (more !== undefined) {
    const params = { page_size: 7, ...(more === '' ? {} : { page_token: more }) }
    const { data } = await contact.v3.scope.list({ params })
    entries.departments.push(...(data?.department_ids ?? []))
    entries.people.push(...(data?.user_ids ?? []))
    more = data?.has_more === true ? data.page_token : undefined
  }
  const departments = []
  for (const department_id of entries.departments) {
    const { data } = await contact.v3.department.get({ path: { department_id } })
    departments.push((data?.department ?? {}) as Record<string, unknown>)
    const below = await contact.v3.department.childrenWithIterator({
      path: { department_id },
      params: { fetch_child: true, page_size: 3 },
    })
    departments.push(...(await all(below)))
  }
  const people = new Map<unknown, Record<string, unknown>>()
  for (const { open_department_id } of departments) {
    const members = await contact.v3.user.findByDepartmentWithIterator({
      params: { department_id: `${open_department_id}`, page_size: 11 },
    })
    const read = await all(members)
    // Nobody twice in one department, though in several.
    expect(new Set(read.map(({ open_id }) => open_id)).size).toBe(read.length)
    for (const person of read) people.set(person.open_id, person)
  }
  for (let from = 0; from < entries.people.length; from += 50) {
    const { data } = await contact.v3.user.batch({
      params: { user_ids: entries.people.slice(from, from + 50) },
    })
    for (const person of data?.items ?? []) people.set(person.open_id, person as Record<string, unknown>)
  }
  return {
    departments: departments.sort(byId('open_department_id')),
    people: [...people.values()].sort(byId('open_id')),
  }
}

test('the official SDK’s iterators read the whole organisation, each once, as the export says', async () => {
  await using feishu = await start(5)
  const read = await readAll(feishu)
  const known = feishu.organisation.exportFor()
  expect(read.departments).toEqual([...known.departments])
  expect(read.people).toEqual([...known.people])
  expect(read.departments.length).toBeGreaterThan(20)
  expect(read.people.length).toBeGreaterThan(350)
  expect(feishu.requests().flatMap((entry) => [...entry.unreadFields, ...entry.undocumentedFields])).toEqual(
    [],
  )
})

test('the official SDK reads a part of the organisation: departments and single people', async () => {
  await using feishu = await start(6)
  const [first, second] = [...feishu.organisation.exportFor().departments]
  const departments = [first, second].map(
    (department) => `${Reflect.get(department ?? {}, 'open_department_id')}`,
  )
  feishu.apps.update(feishu.app.appId, { contactRange: { departments, people: [3, 4] } })
  const read = await readAll(feishu)
  const known = feishu.organisation.exportFor()
  // A department of the range may lie below another one of it.
  const once = new Map(read.departments.map((department) => [department.open_department_id, department]))
  expect([...once.values()]).toEqual([...known.departments])
  expect(read.people).toEqual([...known.people])
  expect(read.people.length).toBeLessThan(200)
})
