import { expect, test } from 'vitest'
import { mayHaveLeft, readSubject } from './subject.ts'

const user = (what: string, event: Record<string, unknown>) => ({ type: `contact.user.${what}_v3`, event })
const department = (what: string, event: Record<string, unknown>) => ({
  type: `contact.department.${what}_v3`,
  event,
})
const scope = (event: Record<string, unknown>) => ({ type: 'contact.scope.updated_v3', event })
const none = { departmentIds: [], personIds: [], groups: 0 }

test.each([
  [user('created', { object: { open_id: 'ou_1' } }), { kind: 'person', id: 'ou_1' }],
  [
    user('updated', { object: { open_id: 'ou_1' }, old_object: { name: 'x' } }),
    { kind: 'person', id: 'ou_1' },
  ],
  [user('deleted', { old_object: { open_id: 'ou_1' } }), { kind: 'person', id: 'ou_1' }],
  [department('created', { object: { open_department_id: 'od-1' } }), { kind: 'department', id: 'od-1' }],
  [
    department('deleted', { object: {}, old_object: { open_department_id: 'od-1' } }),
    { kind: 'department', id: 'od-1' },
  ],
  [scope({}), { kind: 'scope', added: none, removed: none }],
  [
    scope({
      added: { departments: [{ open_department_id: 'od-1', order: '1' }], users: [{ open_id: 'ou_1' }] },
      removed: { user_groups: [{ user_group_id: 'g' }, {}] },
    }),
    {
      kind: 'scope',
      added: { departmentIds: ['od-1'], personIds: ['ou_1'], groups: 0 },
      removed: { ...none, groups: 2 },
    },
  ],
  [{ type: 'contact.user.created_v4', event: { object: 1 } }, undefined],
  [{ type: 'auth.user_access_token.revoked_v4', event: { open_id: 'ou_1' } }, undefined],
  [{ type: '__proto__', event: {} }, undefined],
])('%j is read as %j', (event, subject) => {
  expect(readSubject(event)).toEqual(subject)
})

test.each([
  user('updated', {}),
  user('updated', { object: [] }),
  user('updated', { object: 'ou_1' }),
  user('updated', { object: { open_id: 5 } }),
  user('updated', { object: { open_id: '' } }),
  user('updated', { object: { open_id: 'ou_1 ou_2' } }),
  user('updated', { object: { open_id: 'x'.repeat(300) } }),
  department('updated', { object: { department_id: 'D1' } }),
  scope({ added: { departments: 'od-1' } }),
  scope({ added: { users: [null] } }),
  scope({ removed: { user_groups: {} } }),
  scope({ removed: [] }),
])('D71 %j is refused, and nothing of it is repeated', (event) => {
  expect(() => readSubject(event)).toThrow(
    expect.objectContaining({ code: 'request_invalid', message: expect.not.stringContaining('ou_') }),
  )
})

const updated = (object: object, before: object = {}) => user('updated', { object, old_object: before })

test.each<[boolean, ReturnType<typeof user>]>([
  [true, user('deleted', {})],
  [true, updated({}, { status: { is_frozen: false } })],
  [true, updated({ status: { is_frozen: true } })],
  [true, updated({ status: { is_resigned: true } })],
  [true, updated({ status: { is_exited: true } })],
  [false, updated({ status: { is_frozen: false, is_activated: true } }, { name: 'x' })],
  [false, updated({ status: 'odd' }, { name: 'x' })],
  [false, updated({})],
  [false, user('created', { object: { status: { is_frozen: true } } })],
  [false, { type: 'contact.department.deleted_v3', event: {} }],
])('whether somebody may have left is %s by %j', (expected, event) => {
  expect(mayHaveLeft(event)).toBe(expected)
})
