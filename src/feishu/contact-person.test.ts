// Tests: what a person of the contact API is read as, and which answers are refused.
import { describe, expect, test } from 'vitest'
import type { AnswerBody } from './answer.ts'
import { readPerson } from './contact-person.ts'

const answer = { operation: 'contact.users.batch' }
const read = (fields: AnswerBody, openHost = 'https://open.feishu.cn') =>
  readPerson({ open_id: 'ou_1', ...fields }, 'items[]', { answer, openHost })

const active = {
  is_frozen: false,
  is_resigned: false,
  is_activated: true,
  is_exited: false,
  is_unjoin: false,
}

test('reads everything that is documented', () => {
  const person = read({
    union_id: 'on_1',
    user_id: 'u 1',
    name: '李雷',
    en_name: 'Lei Li',
    nickname: '',
    avatar: { avatar_72: 'https://img.example/72', avatar_origin: 'https://img.example/o' },
    email: 'lei@example.com',
    enterprise_email: '',
    mobile: '13000000000',
    mobile_visible: true,
    gender: 1,
    status: active,
    is_frozen: false,
    department_ids: ['od-1', '0'],
    leader_user_id: 'ou_2',
    orders: [{ department_id: 'od-1', user_order: 3, department_order: 4, is_primary_dept: true }],
    city: 'Hangzhou',
    country: 'CN',
    work_station: 'A-12',
    join_time: 1_700_000_000,
    is_tenant_manager: false,
    employee_no: '10086',
    employee_type: 6,
    job_title: 'Engineer',
    custom_attrs: [{ id: 'C-1', type: 'GENERIC_USER', value: { generic_user: { id: 'ou_3', type: 1 } } }],
    dotted_line_leader_user_ids: ['ou_4'],
    job_level_id: 'mga5oa8ayjlp9rb',
    job_family_id: 'mga5oa8ayjlp9rb',
    geo: 'cn',
    assign_info: [{ subscription_id: '7' }],
    added_later: { by: 'the platform' },
  })
  expect(person).toEqual({
    id: 'ou_1',
    unionId: 'on_1',
    userId: 'u 1',
    name: '李雷',
    enName: 'Lei Li',
    nickname: '',
    avatar: { avatar72: 'https://img.example/72', avatarOrigin: 'https://img.example/o' },
    email: 'lei@example.com',
    enterpriseEmail: '',
    mobile: '13000000000',
    mobileVisible: true,
    gender: 'male',
    state: 'active',
    departmentIds: ['od-1', '0'],
    leaderId: 'ou_2',
    orders: [{ departmentId: 'od-1', userOrder: 3, departmentOrder: 4, isPrimary: true }],
    city: 'Hangzhou',
    country: 'CN',
    workStation: 'A-12',
    joinedAtSeconds: 1_700_000_000,
    isTenantManager: false,
    employeeNo: '10086',
    employeeType: 6,
    jobTitle: 'Engineer',
    customAttributes: [{ id: 'C-1', type: 'GENERIC_USER', value: { generic_user: { id: 'ou_3', type: 1 } } }],
    dottedLineLeaderIds: ['ou_4'],
    jobLevelId: 'mga5oa8ayjlp9rb',
    jobFamilyId: 'mga5oa8ayjlp9rb',
    geo: 'cn',
  })
})

test('D80 what is absent or null stays absent; what is empty is told', () => {
  expect(read({})).toStrictEqual({ id: 'ou_1' })
  expect(
    read({ name: null, status: null, department_ids: null, email: '', leader_user_id: '' }),
  ).toStrictEqual({ id: 'ou_1', email: '', leaderId: '' })
})

describe('state', () => {
  test.each([
    [{}, 'active'],
    [{ is_resigned: true, is_frozen: true, is_exited: true }, 'resigned'],
    [{ is_exited: true, is_frozen: true, is_activated: false }, 'exited'],
    [{ is_frozen: true }, 'frozen'],
    [{ is_unjoin: true, is_activated: false }, 'unjoined'],
    [{ is_activated: false }, 'unactivated'],
  ] as const)('%j is %s', (flags, state) => {
    expect(read({ status: { ...active, ...flags } }).state).toBe(state)
  })

  test('is not guessed from the historic is_frozen, which could not tell that it ended', () => {
    expect(read({ is_frozen: true })).not.toHaveProperty('state')
  })
})

test('D62 only addresses that a page may show are pictures', () => {
  const shown = (address: string) =>
    read({ avatar: { avatar_72: address } }, 'http://127.0.0.1:9').avatar?.avatar72
  expect(shown('https://img.example/a?b=c')).toBe('https://img.example/a?b=c')
  expect(shown('http://127.0.0.1:9/a')).toBe('http://127.0.0.1:9/a')
  for (const address of [
    'javascript:alert(1)',
    'data:image/svg+xml,x',
    'http://img.example/a',
    'http://127.0.0.1:99/a',
    '//img.example/a',
    'https://img.example/"onerror=x',
    'https://img.example/a b',
    `https://img.example/${'a'.repeat(2048)}`,
  ]) {
    expect(shown(address), address).toBe('')
  }
})

test('an unknown gender is unknown', () => {
  expect([0, 2, 3, 4, -1].map((gender) => read({ gender }).gender)).toEqual([
    'unknown',
    'female',
    'other',
    'unknown',
    'unknown',
  ])
})

test.each(['null', 'Undefined', ' u1', 'u\u202e1', 'x'.repeat(300)])(
  'a user_id of %j names nobody and is not told',
  (userId) => {
    expect(read({ user_id: userId })).not.toHaveProperty('userId')
  },
)

test('text that no database takes is mended, not refused', () => {
  expect(read({ name: 'a\0b\ud800' }).name).toBe('a\ufffdb\ufffd')
})

test('D71 a prototype among the custom attributes changes nothing', () => {
  const value = JSON.parse('{"text":"x","__proto__":{"polluted":true},"constructor":"y"}')
  const attribute = read({ custom_attrs: [{ id: 'C-1', type: 'TEXT', value }] }).customAttributes?.[0]
  expect(Object.keys(attribute?.value ?? {})).toEqual(['text', 'constructor'])
  expect(Object.assign({}, attribute?.value)).not.toHaveProperty('polluted')
})

describe('refuses, and names the field but never its value', () => {
  const nested = { a: { b: { c: { d: 'SECRET' } } } }
  const order = (part: object) => ({ orders: [{ department_id: 'od-1', ...part }] })
  test.each<[string, AnswerBody]>([
    ['open_id', { open_id: undefined }],
    ['open_id', { open_id: '' }],
    ['open_id', { open_id: 5 }],
    ['open_id', { open_id: '../SECRET' }],
    ['open_id', { open_id: 'ou_1 SECRET' }],
    ['open_id', { open_id: 'null' }],
    ['open_id', { open_id: 'S'.repeat(129) }],
    ['union_id', { union_id: 'SECRET/..' }],
    ['user_id', { user_id: 5 }],
    ['name', { name: ['SECRET'] }],
    ['name', { name: { zh: 'SECRET' } }],
    ['email', { email: false }],
    ['avatar', { avatar: 'https://SECRET.example' }],
    ['avatar_72', { avatar: { avatar_72: 1 } }],
    ['mobile_visible', { mobile_visible: 'true' }],
    ['gender', { gender: '1' }],
    ['gender', { gender: 1.5 }],
    ['status', { status: 'SECRET' }],
    ['status', { status: [] }],
    ['status.is_frozen', { status: { ...active, is_frozen: 'SECRET' } }],
    ['status.is_activated', { status: { ...active, is_resigned: true, is_activated: 0 } }],
    ['department_ids', { department_ids: 'od-SECRET' }],
    ['department_ids[]', { department_ids: ['od-1', 'od/SECRET'] }],
    ['department_ids[]', { department_ids: [''] }],
    ['department_ids[]', { department_ids: [null] }],
    ['leader_user_id', { leader_user_id: 'ou_SECRET#' }],
    ['orders', { orders: {} }],
    ['orders[]', { orders: ['SECRET'] }],
    ['orders[].department_id', order({ department_id: undefined })],
    ['orders[].user_order', order({ user_order: 'SECRET' })],
    ['orders[].department_order', order({ department_order: 1e300 })],
    ['orders[].is_primary_dept', order({ is_primary_dept: 1 })],
    ['join_time', { join_time: 'SECRET' }],
    ['employee_type', { employee_type: Number.NaN }],
    ['custom_attrs', { custom_attrs: {} }],
    ['custom_attrs[].id', { custom_attrs: [{ type: 'TEXT', value: {} }] }],
    ['custom_attrs[].value', { custom_attrs: [{ id: 'C', type: 'TEXT', value: 'SECRET' }] }],
    ['custom_attrs[].value', { custom_attrs: [{ id: 'C', type: 'TEXT', value: nested }] }],
    ['custom_attrs[].value', { custom_attrs: [{ id: 'C', type: 'TEXT', value: { a: ['SECRET'] } }] }],
    ['dotted_line_leader_user_ids[]', { dotted_line_leader_user_ids: [{ id: 'SECRET' }] }],
  ])('%s: %j', (name, fields) => {
    let error: unknown
    try {
      read(fields)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'platform_response_invalid' })
    expect(String(error)).toContain(name)
    expect(JSON.stringify(error) + String(error)).not.toContain('SECRET')
  })

  test.each<unknown>([null, undefined, 'x', 5, []])('a person that is %j', (value) => {
    const from = { answer, openHost: 'https://open.feishu.cn' }
    expect(() => readPerson(value, 'items[]', from)).toThrow('has a items[] that is no object')
  })
})
