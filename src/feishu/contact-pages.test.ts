// Tests: how lists, batches and single objects of the contact API are asked for and judged, over a socket.
import { describe, expect, test } from 'vitest'
import { startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import type { CallContext, FeishuApp } from './index.ts'
import {
  getDepartment,
  getDepartments,
  getPeople,
  getPerson,
  listContactScopes,
  listDepartmentMembers,
  listDepartmentsBelow,
} from './index.ts'
import { rateLimitsOf } from './rate-tiers.ts'

type Ask = (context: CallContext, app: FeishuApp, token: string) => Promise<unknown>

async function ask(call: Ask, body: unknown, status = 200) {
  await using platform = await startFakePlatform(() => ({ status, body: body as object }))
  const result = await call(testContext(), testApp(platform.url), 't-token').then(
    (value) => ({ value, error: undefined }),
    (error: unknown) => ({ value: undefined, error }),
  )
  return { ...result, seen: platform.seen }
}

const members: Ask = (...app) => listDepartmentMembers(...app, 'od-1')
const continued: Ask = (...app) => listDepartmentMembers(...app, 'od-1', { pageToken: 'page2' })
const below: Ask = (...app) => listDepartmentsBelow(...app, '0')
const nextLevel: Ask = (...app) => listDepartmentsBelow(...app, '0', { all: false, pageToken: 'a+b/c=' })
const people: Ask = (...app) => getPeople(...app, ['ou_1', 'ou_2'])
const departments: Ask = (...app) => getDepartments(...app, ['od-1', 'od-2'])
const person: Ask = (...app) => getPerson(...app, 'ou_1')
const department: Ask = (...app) => getDepartment(...app, 'od-1')
const scopes: Ask = (...app) => listContactScopes(...app)

const ids = 'user_id_type=open_id&department_id_type=open_department_id'
const page = (data: object) => ({ code: 0, msg: 'success', data })

describe('asks with open ids and the tenant token', () => {
  test.each<[string, Ask, string]>([
    ['members', members, `users/find_by_department?${ids}&department_id=od-1&page_size=50`],
    [
      'a later page',
      continued,
      `users/find_by_department?${ids}&department_id=od-1&page_size=50&page_token=page2`,
    ],
    ['all departments below', below, `departments/0/children?${ids}&fetch_child=true&page_size=50`],
    [
      'the next level',
      nextLevel,
      `departments/0/children?${ids}&fetch_child=false&page_size=50&page_token=a%2Bb%2Fc%3D`,
    ],
    ['people', people, `users/batch?${ids}&user_ids=ou_1&user_ids=ou_2`],
    ['departments', departments, `departments/batch?${ids}&department_ids=od-1&department_ids=od-2`],
    ['a person', person, `users/ou_1?${ids}`],
    ['a department', department, `departments/od-1?${ids}`],
    ['the contact range', scopes, `scopes?${ids}&page_size=100`],
  ])('%s', async (_what, call, path) => {
    const { seen } = await ask(call, page({ has_more: false }))
    expect(seen).toMatchObject([
      { method: 'GET', path: `/open-apis/contact/v3/${path}`, headers: { authorization: 'Bearer t-token' } },
    ])
  })
})

test.each<[string, Ask]>([
  ['contact.users.find_by_department', members],
  ['contact.departments.children', below],
  ['contact.users.batch', people],
  ['contact.departments.batch', departments],
  ['contact.users.get', person],
  ['contact.departments.get', department],
  ['contact.scopes.list', scopes],
])('%s has its published rate limit', async (operation, call) => {
  expect((await ask(call, { code: 1 })).error).toMatchObject({ platform: { operation } })
  expect(rateLimitsOf(operation)).toEqual([
    { calls: 50, windowMs: 1_000 },
    { calls: 1_000, windowMs: 60_000 },
  ])
})

test('an operation without a known limit goes slowly', () => {
  expect(rateLimitsOf('something.new')).toEqual([{ calls: 5, windowMs: 1_000 }])
})

describe('hands on', () => {
  test('a page, and where the next one is', async () => {
    const items = [{ open_id: 'ou_1' }, { open_id: 'ou_2', name: '' }]
    const { value } = await ask(members, page({ items, has_more: true, page_token: 'page2' }))
    expect(value).toStrictEqual({ items: [{ id: 'ou_1' }, { id: 'ou_2', name: '' }], next: 'page2' })
  })

  test.each([{}, { items: null }, { items: [] }, { page_token: '' }, { page_token: 'ignored' }])(
    'an empty last page with %j',
    async (data) => {
      expect(await ask(below, page({ has_more: false, ...data }))).toMatchObject({ value: { items: [] } })
      expect((await ask(below, page({ has_more: false, ...data }))).value).not.toHaveProperty('next')
    },
  )

  test('those of a batch that are there, in any order', async () => {
    expect((await ask(people, page({ items: [{ open_id: 'ou_2' }] }))).value).toStrictEqual([{ id: 'ou_2' }])
    expect((await ask(departments, page({}))).value).toStrictEqual([])
  })

  test('one person and one department', async () => {
    expect((await ask(person, page({ user: { open_id: 'ou_1' } }))).value).toStrictEqual({ id: 'ou_1' })
    const answer = page({ department: { open_department_id: 'od-1' } })
    expect((await ask(department, answer)).value).toStrictEqual({ id: 'od-1' })
  })

  test('the contact range', async () => {
    const data = {
      department_ids: ['od-1'],
      user_ids: ['ou_1'],
      group_ids: ['g1'],
      has_more: true,
      page_token: 'p',
    }
    expect((await ask(scopes, page(data))).value).toStrictEqual({
      departmentIds: ['od-1'],
      personIds: ['ou_1'],
      groupIds: ['g1'],
      next: 'p',
    })
    expect((await ask(scopes, page({ has_more: false }))).value).toStrictEqual({
      departmentIds: [],
      personIds: [],
      groupIds: [],
    })
  })
})

const many = (count: number) => Array.from({ length: count }, (_, index) => ({ open_id: `ou_${index}` }))

describe('refuses what is no answer to the question', () => {
  test.each<[string, Ask, unknown]>([
    ['D75 more, and no page_token', members, page({ has_more: true })],
    ['D75 more, and an empty page_token', members, page({ has_more: true, page_token: '' })],
    ['D75 a page_token that is a number', members, page({ has_more: true, page_token: 5 })],
    ['D75 a page_token with line breaks', members, page({ has_more: true, page_token: 'a\r\nb' })],
    ['D75 a page_token above 4 KB', members, page({ has_more: true, page_token: 'x'.repeat(4097) })],
    ['D75 the same page_token again', continued, page({ has_more: true, page_token: 'page2' })],
    ['D75 the same in the contact range', scopes, page({ has_more: true })],
    ['D75 more items than were asked for', members, page({ has_more: false, items: many(101) })],
    ['D75 a batch of more than was asked for', people, page({ items: many(101) })],
    [
      'D75 a range of more than was asked for',
      scopes,
      page({ has_more: false, user_ids: Array(201).fill('ou_1') }),
    ],
    ['D74 a page that does not say whether more follow', members, page({ items: [] })],
    ['D74 a page where has_more is a text', members, page({ has_more: 'false' })],
    ['D74 a page without data', members, { code: 0, msg: 'success' }],
    ['D74 a range without data', scopes, { code: 0, msg: 'success' }],
    ['D74 a batch without data', people, { code: 0, msg: 'success' }],
    ['items that are no list', members, page({ has_more: false, items: {} })],
    ['an item that is null', members, page({ has_more: false, items: [null] })],
    ['a person without an open_id', members, page({ has_more: false, items: [{ user_id: 'u1' }] })],
    [
      'the root as a department below',
      below,
      page({ has_more: false, items: [{ open_department_id: '0' }] }),
    ],
    ['somebody else in a batch', people, page({ items: [{ open_id: 'ou_1' }, { open_id: 'ou_3' }] })],
    ['another department in a batch', departments, page({ items: [{ open_department_id: 'od-3' }] })],
    ['another person', person, page({ user: { open_id: 'ou_2' } })],
    ['no person', person, page({})],
    ['another department', department, page({ department: { open_department_id: 'od-2' } })],
    ['ids of the range that are none', scopes, page({ has_more: false, department_ids: ['../x'] })],
  ])('%s', async (_what, call, body) => {
    expect((await ask(call, body)).error).toMatchObject({ code: 'platform_response_invalid' })
  })
})

describe('what the platform refuses', () => {
  test.each<[number, number, Ask, string]>([
    [400, 41012, person, 'user_not_found'],
    [400, 99992351, person, 'user_not_found'],
    [400, 41050, person, 'user_not_visible'],
    [403, 40004, members, 'user_not_visible'],
    [403, 40014, below, 'user_not_visible'],
    [400, 40015, department, 'department_not_found'],
    [400, 99992357, department, 'department_not_found'],
    [400, 40012, continued, 'page_token_invalid'],
    [400, 40012, scopes, 'page_token_invalid'],
    [400, 99991663, members, 'token_rejected'],
    [400, 99991672, members, 'scope_not_allowed'],
    [400, 43010, below, 'platform_refused'],
    [429, 99991400, people, 'rate_limited'],
  ])('HTTP %i, %i', async (status, code, call, ours) => {
    expect((await ask(call, { code, msg: 'x' }, status)).error).toMatchObject({ code: ours })
  })
})

describe('asks nothing that could be another question', () => {
  test.each<[string, Ask]>([
    ['a path in a department', (...app) => listDepartmentsBelow(...app, '../users')],
    ['a query in a department', (...app) => listDepartmentMembers(...app, 'od-1&department_id=0')],
    ['an empty department', (...app) => getDepartment(...app, '')],
    ['a path in a person', (...app) => getPerson(...app, 'ou_1/../x')],
    ['dots for a person', (...app) => getPerson(...app, '..')],
    ['a batch of nobody', (...app) => getPeople(...app, [])],
    [
      'a batch of 51',
      (...app) =>
        getPeople(
          ...app,
          many(51).map(({ open_id }) => open_id),
        ),
    ],
    ['a batch with a space', (...app) => getDepartments(...app, ['od-1 od-2'])],
    ['a page token with a line break', (...app) => listContactScopes(...app, { pageToken: 'a\nb' })],
    ['an empty page token', (...app) => listDepartmentMembers(...app, 'od-1', { pageToken: '' })],
  ])('%s', async (_what, call) => {
    const { error, seen } = await ask(call, page({ has_more: false }))
    expect(error).toMatchObject({ code: 'request_invalid' })
    expect(seen).toHaveLength(0)
  })
})

test('a cancelled call is aborted', async () => {
  const signal = AbortSignal.abort()
  const calls: Ask[] = [
    (...app) => listDepartmentMembers(...app, 'od-1', { signal }),
    (...app) => listDepartmentsBelow(...app, 'od-1', { signal }),
    (...app) => listContactScopes(...app, { signal }),
    (...app) => getPeople(...app, ['ou_1'], signal),
    (...app) => getDepartment(...app, 'od-1', signal),
  ]
  for (const call of calls) {
    expect((await ask(call, page({ has_more: false }))).error).toMatchObject({ code: 'aborted' })
  }
})
