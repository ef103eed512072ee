// Shapes: a person as the contact API tells them, with the fields that the caller's scopes show.
import type { Person } from '../../types.ts'
import { avatarOf } from '../user-info.ts'
import { type Field, visibleFields } from '../visible-fields.ts'
import { shows } from './contact-scopes.ts'
import { customValues } from './custom-values.ts'
import { departmentId, personId } from './ids.ts'
import type { Viewer } from './viewer.ts'

function placement({ state, departmentIds }: Viewer, index: number) {
  return state.organisation.placesOf(index).map((place) => ({
    department_id: departmentId(state, place.department, departmentIds),
    user_order: place.userOrder,
    department_order: place.departmentOrder,
    is_primary_dept: place.isPrimary,
  }))
}

/** Also of somebody who is gone, as they were. */
export function fieldsOf(viewer: Viewer, person: Person): Record<string, Field> {
  const { state, identity, personIds, base } = viewer
  const { appId } = identity.app
  const { index } = person
  const traits = state.organisation.traits(index)
  const orders = placement(viewer, index)
  const leader = state.organisation.leaderOf(index)
  return {
    union_id: { value: person.union_id },
    open_id: { value: person.open_id },
    user_id: { value: person.user_id, anyOf: shows.userId },
    name: { value: person.name, anyOf: shows.base },
    en_name: { value: person.en_name, anyOf: shows.base },
    nickname: { value: '', anyOf: shows.base },
    avatar: {
      value: {
        avatar_72: avatarOf(person, 72, base),
        avatar_240: avatarOf(person, 240, base),
        avatar_640: avatarOf(person, 640, base),
        avatar_origin: avatarOf(person, 640, base),
      },
      anyOf: shows.base,
    },
    email: { value: person.email, anyOf: shows.email },
    mobile: { value: person.mobile, anyOf: shows.phone },
    mobile_visible: { value: true },
    gender: { value: traits.gender, anyOf: shows.gender },
    status: { value: person.status, anyOf: shows.employee },
    is_frozen: { value: person.status.is_frozen },
    department_ids: { value: orders.map(({ department_id }) => department_id), anyOf: shows.placement },
    leader_user_id: {
      value: leader === undefined ? undefined : personId(state, appId, leader, personIds),
      anyOf: shows.placement,
    },
    orders: { value: orders, anyOf: shows.placement },
    city: { value: traits.city, anyOf: shows.employee },
    country: { value: 'CN', anyOf: shows.employee },
    work_station: { value: '', anyOf: shows.employee },
    join_time: { value: traits.joinedAt, anyOf: shows.employee },
    is_tenant_manager: { value: index === 0, anyOf: shows.employee },
    employee_type: { value: traits.employeeType, anyOf: shows.employee },
    custom_attrs: {
      value:
        traits.customValues.length === 0 || !state.switches.customFieldsOpen
          ? undefined
          : customValues(viewer, traits.customValues),
      anyOf: shows.employee,
    },
    job_title: { value: person.job_title, anyOf: shows.employee },
    enterprise_email: { value: person.enterprise_email, anyOf: shows.employee },
    employee_no: { value: person.employee_no, anyOf: shows.employeeNumber },
  }
}

/** Undefined for somebody who is gone. */
export function userObject(viewer: Viewer, index: number): Record<string, unknown> | undefined {
  const person = viewer.state.organisation.person(index, viewer.identity.app.appId)
  return person === undefined ? undefined : visibleFields(viewer.identity, fieldsOf(viewer, person))
}
