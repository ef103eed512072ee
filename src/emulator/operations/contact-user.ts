// Answers: contact/v3/users/:user_id.
import type { IdKind } from '../state/identifiers.ts'
import type { State } from '../state/state.ts'
import type { Person } from '../types.ts'
import type { Call, Operation } from './call.ts'
import { ordinaryEnvelope } from './envelopes.ts'
import { type Identity, passGateway, scopesOf } from './gateway.ts'
import { isAvailable } from './person-status.ts'
import { GatewayRefusal, Refusal } from './refusal.ts'
import { avatarOf } from './user-info.ts'
import { type Field, umbrellaScopes, visibleFields } from './visible-fields.ts'

type UserIdType = 'open_id' | 'union_id' | 'user_id'

const idTypes: readonly string[] = ['open_id', 'union_id', 'user_id'] satisfies IdKind[]
const apiScopes = ['contact:contact.base:readonly', ...umbrellaScopes]
const employeeId = 'contact:user.employee_id:readonly'

function readIdType(call: Call, name: string, allowed: readonly string[], usual: string): string {
  const value = call.fields.text(name) ?? usual
  if (allowed.includes(value)) return value
  const violation = { field: name, value, description: `not one of ${allowed.join(', ')}` }
  throw new GatewayRefusal(99992402, 'field validation failed', { field_violations: [violation] })
}

/** The open_id of another app of this instance is told apart from an id that nobody has. */
function isOtherAppsOpenId(state: State, appId: string, id: string): boolean {
  const others = state.apps.list().filter((app) => app.appId !== appId)
  return others.some((app) => state.identifiers.decode('open_id', app.appId, id) !== undefined)
}

function findPerson(state: State, { app, user }: Identity, id: string, type: UserIdType): Person {
  const index = state.organisation.find(id, [app.appId])
  const person = index === undefined ? undefined : state.organisation.person(index, app.appId)
  if (person === undefined || person[type] !== id) {
    if (type === 'open_id' && isOtherAppsOpenId(state, app.appId, id)) throw new GatewayRefusal(99992361)
    throw new Refusal(41012)
  }
  // The app's own token sees the contact range, which is the availability; a person's token sees the company.
  if (user === undefined && !isAvailable(state, app, person.index)) throw new Refusal(41050)
  return person
}

function userFields(
  state: State,
  person: Person,
  type: UserIdType,
  { appId, base: callersBase }: { appId: string; base: string },
): Record<string, Field> {
  const traits = state.organisation.traits(person.index)
  const base = ['contact:user.base:readonly', ...umbrellaScopes]
  const employee = ['contact:user.employee:readonly', ...umbrellaScopes]
  const department = ['contact:user.department:readonly', ...umbrellaScopes]
  const leader = traits.leader === undefined ? undefined : state.organisation.person(traits.leader, appId)
  const orders = person.department_ids.map((department_id, at) => ({
    department_id,
    user_order: 100,
    department_order: 100 - at,
    is_primary_dept: at === 0,
  }))
  return {
    union_id: { value: person.union_id },
    open_id: { value: person.open_id },
    user_id: { value: person.user_id, anyOf: [employeeId] },
    name: { value: person.name, anyOf: base },
    en_name: { value: person.en_name, anyOf: base },
    nickname: { value: '', anyOf: base },
    avatar: {
      value: {
        avatar_72: avatarOf(person, 72, callersBase),
        avatar_240: avatarOf(person, 240, callersBase),
        avatar_640: avatarOf(person, 640, callersBase),
        avatar_origin: avatarOf(person, 640, callersBase),
      },
      anyOf: base,
    },
    email: { value: person.email, anyOf: ['contact:user.email:readonly'] },
    mobile: { value: person.mobile, anyOf: ['contact:user.phone:readonly'] },
    mobile_visible: { value: true },
    gender: { value: traits.gender, anyOf: ['contact:user.gender:readonly', ...umbrellaScopes] },
    status: { value: person.status, anyOf: employee },
    is_frozen: { value: person.status.is_frozen },
    department_ids: { value: person.department_ids, anyOf: department },
    leader_user_id: { value: leader?.[type], anyOf: department },
    orders: { value: orders, anyOf: department },
    city: { value: traits.city, anyOf: employee },
    country: { value: 'CN', anyOf: employee },
    work_station: { value: '', anyOf: employee },
    join_time: { value: traits.joinedAt, anyOf: employee },
    is_tenant_manager: { value: person.index === 0, anyOf: employee },
    employee_type: { value: 1, anyOf: employee },
    job_title: { value: person.job_title, anyOf: employee },
    enterprise_email: { value: person.enterprise_email, anyOf: employee },
    employee_no: { value: person.employee_no, anyOf: ['contact:user.employee_number:read', ...employee] },
  }
}

export const contactUserOperation: Operation = {
  name: 'contact.v3.users.get',
  method: 'GET',
  path: '/open-apis/contact/v3/users/:user_id',
  hosts: ['open'],
  codes: [40001, 40003, 41012, 41050],
  malformed: 40001,
  envelope: ordinaryEnvelope,
  run(state, call) {
    const identity = passGateway(state, call, { tokens: ['tenant', 'user'], scopes: apiScopes })
    const type = readIdType(call, 'user_id_type', idTypes, 'open_id') as UserIdType
    readIdType(call, 'department_id_type', ['department_id', 'open_department_id'], 'open_department_id')
    if (type === 'user_id' && !scopesOf(identity).has(employeeId))
      passGateway(state, call, { tokens: ['tenant', 'user'], scopes: [employeeId] })
    const person = findPerson(state, identity, call.path.user_id ?? '', type)
    const fields = userFields(state, person, type, { appId: identity.app.appId, base: call.base })
    const user = visibleFields(identity, fields)
    return { status: 200, body: { code: 0, msg: 'success', data: { user } } }
  },
}
