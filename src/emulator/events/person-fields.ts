// Shapes: a person as events show them: as the contact API does, with the documented differences.

import { shows } from '../operations/contact/contact-scopes.ts'
import { personId } from '../operations/contact/ids.ts'
import { fieldsOf as userFields } from '../operations/contact/user-object.ts'
import type { Viewer } from '../operations/contact/viewer.ts'
import { avatarOf } from '../operations/user-info.ts'
import { type Field, visibleFields } from '../operations/visible-fields.ts'
import type { PersonBefore, PlaceView } from '../state/organisation-model.ts'
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'

/** Who has it in the API and not here. */
const absent: readonly string[] = ['mobile_visible', 'geo', 'assign_info', 'department_path']

const viewerOf = (state: State, app: AppSettings): Viewer => ({
  state,
  identity: { app, user: undefined },
  personIds: 'open_id',
  departmentIds: 'open_department_id',
  base: state.origin(),
})

/** A person by ids alone, as far as this app may know. */
export function personIds(state: State, app: AppSettings, index: number): Record<string, unknown> {
  const person = state.organisation.whoWas(index, app.appId)
  return visibleFields(viewerOf(state, app).identity, {
    union_id: { value: person?.union_id },
    open_id: { value: person?.open_id },
    user_id: { value: person?.user_id, anyOf: shows.userId },
  })
}

/** A person after the change, or as they were before they were removed, as far as this app may know. */
export function personObject(state: State, app: AppSettings, index: number): Record<string, unknown> {
  const viewer = viewerOf(state, app)
  const person = state.organisation.whoWas(index, app.appId)
  const fields = person === undefined ? {} : userFields(viewer, person)
  const shaped: Record<string, Field> = Object.fromEntries(
    Object.entries(fields).filter(([name]) => !absent.includes(name)),
  )
  // The two fields that another scope opens here than in the API.
  if (shaped.enterprise_email !== undefined)
    shaped.enterprise_email = { ...shaped.enterprise_email, anyOf: shows.base }
  if (shaped.leader_user_id !== undefined)
    shaped.leader_user_id = { ...shaped.leader_user_id, anyOf: shows.employee }
  // A name here, a code in the API.
  if (shaped.country !== undefined) shaped.country = { ...shaped.country, value: '中国' }
  if (shaped.department_ids !== undefined && state.switches.eventDepartmentIds === 'empty')
    shaped.department_ids = { ...shaped.department_ids, value: [] }
  return visibleFields(viewer.identity, shaped)
}

function placement({ organisation }: State, places: readonly PlaceView[]) {
  return places.map(({ department, userOrder, departmentOrder, isPrimary }) => ({
    department_id: organisation.departments.openId(department),
    user_order: userOrder,
    department_order: departmentOrder,
    is_primary_dept: isPrimary,
  }))
}

/** What has changed about a person, as it was. Never the enterprise e-mail. */
export function personBefore(state: State, app: AppSettings, before: PersonBefore): Record<string, unknown> {
  const { avatar_url, places, leader, status } = before
  const orders = places === undefined ? undefined : placement(state, places)
  const picture = (size: 72 | 240 | 640) => avatarOf({ avatar_url: avatar_url ?? '' }, size)
  const avatar = {
    avatar_72: picture(72),
    avatar_240: picture(240),
    avatar_640: picture(640),
    avatar_origin: picture(640),
  }
  const leaderId =
    'leader' in before && leader !== undefined ? personId(state, app.appId, leader, 'open_id') : ''
  return visibleFields(viewerOf(state, app).identity, {
    user_id: { value: before.user_id, anyOf: shows.userId },
    name: { value: before.name, anyOf: shows.base },
    en_name: { value: before.en_name, anyOf: shows.base },
    avatar: { value: avatar_url === undefined ? undefined : avatar, anyOf: shows.base },
    email: { value: before.email, anyOf: shows.email },
    mobile: { value: before.mobile, anyOf: shows.phone },
    status: { value: status, anyOf: shows.employee },
    department_ids: { value: orders?.map(({ department_id }) => department_id), anyOf: shows.placement },
    leader_user_id: { value: 'leader' in before ? leaderId : undefined, anyOf: shows.employee },
    orders: { value: orders, anyOf: shows.placement },
    job_title: { value: before.job_title, anyOf: shows.employee },
  })
}
