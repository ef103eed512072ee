// Shapes: a department as the contact API tells it, with the fields that the caller's scopes show.
import { rootDepartment } from '../../state/organisation-model.ts'
import { type Field, visibleFields } from '../visible-fields.ts'
import { shows } from './contact-scopes.ts'
import { departmentId, personId } from './ids.ts'
import type { Viewer } from './viewer.ts'

const company = {
  name: '蓝雀科技',
  enName: 'Larkspur',
  parent: undefined,
  leader: undefined,
  deputies: [] as readonly number[],
  order: 0,
}

function leadersOf(
  { state, identity, personIds }: Viewer,
  main: number | undefined,
  deputies: readonly number[],
) {
  const id = (index: number) => personId(state, identity.app.appId, index, personIds)
  return [
    // Named in camel case, unlike everything else.
    ...(main === undefined ? [] : [{ leaderType: 1, leaderID: id(main) }]),
    ...deputies.map((index) => ({ leaderType: 2, leaderID: id(index) })),
  ]
}

function fieldsOf(viewer: Viewer, number: number): Record<string, Field> | undefined {
  const { state, departmentIds } = viewer
  const { departments } = state.organisation
  const department = number === rootDepartment ? company : departments.get(number)
  if (department === undefined) return undefined
  const { name, enName, parent, leader, deputies, order } = department
  const leaders = leadersOf(viewer, leader, deputies)
  return {
    name: { value: name, anyOf: shows.departmentBase },
    i18n_name: { value: { zh_cn: name, ja_jp: '', en_us: enName }, anyOf: shows.departmentBase },
    parent_department_id: {
      value: parent === undefined ? undefined : departmentId(state, parent, departmentIds),
      anyOf: shows.organize,
    },
    department_id: { value: departmentId(state, number, 'department_id'), anyOf: shows.departmentBase },
    open_department_id: { value: departmentId(state, number, 'open_department_id') },
    leader_user_id: {
      value: leader === undefined ? undefined : leaders[0]?.leaderID,
      anyOf: shows.organize,
    },
    leaders: { value: leaders, anyOf: shows.organize },
    chat_id: { value: '', anyOf: shows.departmentBase },
    // A text here, a number in events.
    order: { value: `${order}`, anyOf: shows.organize },
    unit_ids: { value: [], anyOf: shows.organize },
    member_count: { value: departments.memberCount(number), anyOf: shows.organize },
    primary_member_count: { value: departments.primaryMemberCount(number), anyOf: shows.organize },
    status: { value: { is_deleted: false }, anyOf: shows.departmentBase },
    group_chat_employee_types: { value: [] },
    department_hrbps: { value: [], anyOf: shows.partners },
  }
}

/** Undefined for a department that does not exist. */
export function departmentObject(viewer: Viewer, number: number): Record<string, unknown> | undefined {
  const fields = fieldsOf(viewer, number)
  return fields === undefined ? undefined : visibleFields(viewer.identity, fields)
}
