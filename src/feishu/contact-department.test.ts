// Tests: what a department of the contact API is read as, and which answers are refused.
import { describe, expect, test } from 'vitest'
import type { AnswerBody } from './answer.ts'
import { readDepartment } from './contact-department.ts'

const from = { answer: { operation: 'contact.departments.children' }, openHost: 'https://open.feishu.cn' }
const read = (fields: AnswerBody) =>
  readDepartment({ open_department_id: 'od-1', ...fields }, 'items[]', from)

test('reads everything that is documented', () => {
  const department = read({
    name: 'Sales',
    i18n_name: { zh_cn: '销售', ja_jp: '', en_us: 'Sales' },
    department_id: 'D012',
    parent_department_id: '0',
    leader_user_id: 'ou_1',
    leaders: [
      { leaderType: 1, leaderID: 'ou_1' },
      { leaderType: 2, leaderID: 'ou_2' },
    ],
    chat_id: 'oc_1',
    order: '200',
    unit_ids: ['x-1'],
    member_count: 12,
    primary_member_count: 10,
    status: { is_deleted: false },
    group_chat_employee_types: [1, 2],
    department_hrbps: ['ou_3'],
    added_later: 5,
  })
  expect(department).toEqual({
    id: 'od-1',
    name: 'Sales',
    i18nName: { zh_cn: '销售', ja_jp: '', en_us: 'Sales' },
    customId: 'D012',
    parentId: '0',
    leaderId: 'ou_1',
    leaders: [
      { personId: 'ou_1', kind: 'main' },
      { personId: 'ou_2', kind: 'deputy' },
    ],
    chatId: 'oc_1',
    order: 200,
    unitIds: ['x-1'],
    memberCount: 12,
    primaryMemberCount: 10,
    isDeleted: false,
    groupChatEmployeeTypes: [1, 2],
    hrbpIds: ['ou_3'],
  })
})

test('D80 what is absent or null stays absent; what is empty is told', () => {
  expect(read({})).toStrictEqual({ id: 'od-1' })
  expect(read({ name: null, status: {}, leaders: null, order: '' })).toStrictEqual({ id: 'od-1' })
  expect(read({ chat_id: '', leaders: [], unit_ids: [] })).toStrictEqual({
    id: 'od-1',
    chatId: '',
    leaders: [],
    unitIds: [],
  })
})

test('D80 leaders without their ids are not told: the permission is missing', () => {
  expect(read({ leaders: [{ leaderType: 1 }, { leaderType: 2, leaderID: '' }] })).toStrictEqual({
    id: 'od-1',
  })
})

test('the order is text in one place of the platform and a number in another', () => {
  expect([read({ order: '-5' }).order, read({ order: 4_294_967_296 }).order]).toEqual([-5, 4_294_967_296])
})

test('D71 names by locale hold locales only', () => {
  const names = JSON.parse('{"en_us":"Sales","__proto__":"x","constructor":"y","ja_jp":null}')
  expect(read({ i18n_name: names })).toStrictEqual({ id: 'od-1', i18nName: { en_us: 'Sales' } })
})

describe('refuses, and names the field but never its value', () => {
  test.each<[string, AnswerBody]>([
    ['open_department_id', { open_department_id: undefined }],
    ['open_department_id', { open_department_id: '../SECRET' }],
    ['open_department_id', { open_department_id: 0 }],
    ['parent_department_id', { parent_department_id: '' }],
    ['parent_department_id', { parent_department_id: 0 }],
    ['department_id', { department_id: 12 }],
    ['name', { name: 7 }],
    ['i18n_name', { i18n_name: 'SECRET' }],
    ['i18n_name.en_us', { i18n_name: { en_us: ['SECRET'] } }],
    ['leader_user_id', { leader_user_id: 'SECRET SECRET' }],
    ['leaders', { leaders: { leaderType: 1 } }],
    ['leaders[].leaderType', { leaders: [{ leaderType: 'SECRET', leaderID: 'ou_1' }] }],
    ['leaders[].leaderType', { leaders: [{ leader_type: 1, leader_id: 'ou_1' }] }],
    ['leaders[].leaderID', { leaders: [{ leaderType: 1, leaderID: 5 }] }],
    ['order', { order: 'SECRET' }],
    ['order', { order: '12345678901234567890' }],
    ['order', { order: 0.5 }],
    ['member_count', { member_count: '12' }],
    ['status', { status: 'deleted' }],
    ['status.is_deleted', { status: { is_deleted: 'false' } }],
    ['unit_ids[]', { unit_ids: [5] }],
    ['group_chat_employee_types[]', { group_chat_employee_types: ['1'] }],
    ['department_hrbps[]', { department_hrbps: [{ open_id: 'SECRET' }] }],
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
})
