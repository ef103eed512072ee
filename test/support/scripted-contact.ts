// Starts: a contact API over a table of departments and people that a test may make as odd as it likes.

import type { DirectorySyncLimits } from '../../src/directory/index.ts'
import { type DirectoryUnderTest, openDirectory } from './directory-under-test.ts'
import { createEmulatorTime, type EmulatorTime } from './emulator-time.ts'
import { type FakeAnswer, type SeenRequest, startFakePlatform } from './fake-platform.ts'

export interface ScriptedDepartment {
  /** Absent: the platform does not tell. */
  parent?: string
  name?: string
  memberCount?: number
  [wire: string]: unknown
}

export interface ScriptedPerson {
  departments: string[]
  [wire: string]: unknown
}

/** What the platform holds; changed by tests at any time. `range` undefined: the app sees everybody. */
export interface ScriptedCompany {
  departments: Record<string, ScriptedDepartment>
  people: Record<string, ScriptedPerson>
  range?: { departments: string[]; people: string[]; groups?: string[] }
  pageSize?: number
}

/** A question to the contact API: `path` as behind `contact/v3/`. */
export interface Asked {
  path: string
  query: URLSearchParams
  /** From 1, over all of this path. */
  number: number
}

export interface ScriptedContact extends DirectoryUnderTest {
  company: ScriptedCompany
  time: EmulatorTime
  asked: Asked[]
  /** Forgets what was asked. */
  forget(): void
  /** Lets time pass though somebody is at work. */
  advance(ms: number): void
  /** Answers in place of the table; undefined: the table answers. */
  override: (asked: Asked) => FakeAnswer | undefined | Promise<FakeAnswer | undefined>
}

const ok = (data: object): FakeAnswer => ({ body: { code: 0, msg: 'success', data } })
export const refusal = (code: number, status = 400): FakeAnswer => ({
  status,
  body: { code, msg: 'refused' },
})

function shapes(company: ScriptedCompany) {
  const department = (id: string) => {
    const { parent, memberCount, ...wire } = company.departments[id] ?? {}
    return {
      open_department_id: id,
      name: id,
      ...(parent === undefined ? {} : { parent_department_id: parent }),
      ...(memberCount === undefined ? {} : { member_count: memberCount }),
      ...wire,
    }
  }
  const person = (id: string) => {
    const { departments = [], ...wire } = company.people[id] ?? {}
    return { open_id: id, union_id: `on_${id}`, name: id, department_ids: departments, ...wire }
  }
  return { department, person }
}

/** As the platform would: a department in range includes all below; a cycle is walked once. */
function answer(company: ScriptedCompany, { path, query }: Asked): FakeAnswer {
  const { department, person } = shapes(company)
  const everybody = company.range === undefined
  const below = (id: string): string[] => {
    const found = new Set<string>()
    const open = [id]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const [child, { parent = '0' }] of Object.entries(company.departments)) {
        const isRootless = at === '0' && everybody && company.departments[parent] === undefined
        if ((parent === at || isRootless) && !found.has(child)) {
          found.add(child)
          open.push(child)
        }
      }
    }
    return everybody && id === '0' ? Object.keys(company.departments) : [...found]
  }
  const visible = new Set(
    company.range === undefined
      ? Object.keys(company.departments)
      : company.range.departments.flatMap((id) => [id, ...below(id)]),
  )
  const sees = (id: string) => everybody || visible.has(id)
  const seesPerson = (id: string) =>
    everybody || company.range?.people.includes(id) || company.people[id]?.departments.some(sees)
  const page = (ids: string[], shape: (id: string) => object) => {
    const size = company.pageSize ?? 50
    const from = Number(query.get('page_token')?.slice(1) ?? 0)
    const more = ids.length > from + size
    return ok({
      items: ids.slice(from, from + size).map(shape),
      has_more: more,
      ...(more ? { page_token: `p${from + size}` } : {}),
    })
  }
  const [, kind, id = '', children] =
    /^(departments|users|scopes)(?:\/([^/]+))?(?:\/(children))?$/.exec(path) ?? []
  if (kind === 'scopes') {
    const { departments, people, groups = [] } = company.range ?? { departments: [], people: [] }
    return ok({ department_ids: departments, user_ids: people, group_ids: groups, has_more: false })
  }
  if (id === 'batch') {
    const [name, exists] =
      kind === 'users' ? (['user_ids', seesPerson] as const) : (['department_ids', sees] as const)
    const table = kind === 'users' ? company.people : company.departments
    const found = query.getAll(name).filter((one) => table[one] !== undefined && exists(one))
    return ok({ items: found.map((one) => (kind === 'users' ? person(one) : department(one))) })
  }
  if (id === 'find_by_department') {
    const target = query.get('department_id') ?? ''
    if (!sees(target)) return refusal(40004, 403)
    const members = Object.keys(company.people).filter((one) =>
      company.people[one]?.departments.includes(target),
    )
    return page(members, person)
  }
  if (children !== undefined) return sees(id) ? page(below(id), department) : refusal(40004, 403)
  if (kind === 'users') {
    if (company.people[id] === undefined) return refusal(41012)
    return seesPerson(id) ? ok({ user: person(id) }) : refusal(41050)
  }
  if (company.departments[id] === undefined) return refusal(40015)
  return sees(id) ? ok({ department: department(id) }) : refusal(40004, 403)
}

export async function startScriptedContact(
  company: ScriptedCompany,
  limits: DirectorySyncLimits = {},
): Promise<ScriptedContact> {
  const asked: Asked[] = []
  const platform = await startFakePlatform(async (request: SeenRequest) => {
    const { pathname, searchParams: query } = new URL(request.path, 'http://platform')
    if (!pathname.startsWith('/open-apis/contact/v3/')) {
      return { body: { code: 0, msg: 'ok', tenant_access_token: 't-scripted', expire: 7200 } }
    }
    const path = pathname.slice('/open-apis/contact/v3/'.length)
    const number = asked.filter((one) => one.path === path).length + 1
    const question = { path, query, number }
    asked.push(question)
    return (await world.override(question)) ?? answer(world.company, question)
  })
  let now = Date.UTC(2026, 0, 5, 8)
  const clock = {
    now: () => now,
    freeze() {},
    advance(ms: number | string) {
      now += Number(ms)
    },
  }
  const time = createEmulatorTime({ clock })
  const directory = await openDirectory({
    ...{ url: platform.url, appId: 'cli_scripted', appSecret: 'scripted secret', time, limits },
  })
  const world: ScriptedContact = {
    ...directory,
    company,
    time,
    asked,
    forget() {
      asked.length = 0
    },
    advance: clock.advance,
    override: () => undefined,
    async [Symbol.asyncDispose]() {
      await directory[Symbol.asyncDispose]()
      await platform[Symbol.asyncDispose]()
    },
  }
  return world
}
