// Shapes: a department as events show it. Ids are open ids; leaders are named, names in other languages are not.

import { shows } from '../operations/contact/contact-scopes.ts'
import { type Field, visibleFields } from '../operations/visible-fields.ts'
import { type DepartmentView, rootDepartment } from '../state/organisation-model.ts'
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'

/** `order` is a number here, and a text in the API and in `contact.scope.updated_v3`. */
export function departmentObject(
  { organisation, identifiers }: State,
  app: AppSettings,
  view: DepartmentView,
  { isDeleted = false, order = view.order }: { isDeleted?: boolean; order?: number | string } = {},
): Record<string, unknown> {
  const { departments } = organisation
  const openId = (person: number) => identifiers.encode('open_id', app.appId, person)
  const leader = view.leader === undefined ? undefined : openId(view.leader)
  const leaders = [
    ...(leader === undefined ? [] : [{ leaderType: 1, leaderID: leader }]),
    ...view.deputies.map((deputy) => ({ leaderType: 2, leaderID: openId(deputy) })),
  ]
  const fields: Record<string, Field> = {
    name: { value: view.name, anyOf: shows.departmentBase },
    parent_department_id: {
      value: view.parent === rootDepartment ? '0' : departments.openId(view.parent),
      anyOf: shows.organize,
    },
    department_id: { value: view.customId, anyOf: shows.departmentBase },
    open_department_id: { value: departments.openId(view.number) },
    leader_user_id: { value: leader, anyOf: shows.organize },
    chat_id: { value: '', anyOf: shows.departmentBase },
    order: { value: order, anyOf: shows.organize },
    status: { value: { is_deleted: isDeleted }, anyOf: shows.departmentBase },
    leaders: { value: leaders, anyOf: shows.organize },
    department_hrbps: { value: [], anyOf: shows.partners },
  }
  return visibleFields({ app, user: undefined }, fields)
}
