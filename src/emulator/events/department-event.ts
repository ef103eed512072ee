// Makes: the events of departments.
import type { ContactRange, DepartmentView, OrganisationChange } from '../state/organisation-model.ts'
import { rootDepartment } from '../state/organisation-model.ts'
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'
import { departmentObject } from './department-fields.ts'
import type { Made } from './told.ts'

type Change = Extract<OrganisationChange, { number: number }>

/** Whether the app sees the department after the change; one that is gone as long as its range names it, or what it stood in. */
function seesNow({ organisation }: State, app: AppSettings, number: number, parent: number): boolean {
  const range = organisation.rangeOf(app)
  if (range.everything || range.seesDepartment(number) || range.departments.includes(number)) return true
  return !organisation.departments.has(number) && sawBelow(range, parent)
}

const sawBelow = (range: ContactRange, parent: number) =>
  parent !== rootDepartment && range.seesDepartment(parent)

function updates(
  state: State,
  app: AppSettings,
  now: DepartmentView,
  before: Partial<DepartmentView>,
): Made[] {
  const type = 'contact.department.updated_v3'
  const was = { ...now, ...before }
  const { eventsOutOfRange } = state.switches
  if (!seesNow(state, app, now.number, now.parent)) {
    if (eventsOutOfRange === 'none' || !sawBelow(state.organisation.rangeOf(app), was.parent)) return []
    const open_department_id = state.organisation.departments.openId(now.number)
    if (eventsOutOfRange === 'ids')
      return [{ type, event: { object: { open_department_id }, old_object: { open_department_id } } }]
  }
  const [object, old_object] = [now, was].map((view) => departmentObject(state, app, view))
  return [{ type, event: { object, old_object } }]
}

export function departmentEvents(state: State, app: AppSettings, change: Change): Made[] {
  const { kind, number } = change
  const now = state.organisation.departments.get(number)
  switch (kind) {
    case 'department.created': {
      if (now === undefined || !seesNow(state, app, number, now.parent)) return []
      return [{ type: 'contact.department.created_v3', event: { object: departmentObject(state, app, now) } }]
    }
    case 'department.updated':
      return now === undefined ? [] : updates(state, app, now, change.before)
    case 'department.deleted': {
      if (!seesNow(state, app, number, change.before.parent)) return []
      const open_department_id = state.organisation.departments.openId(number)
      const object = departmentObject(state, app, change.before, { isDeleted: true })
      const old_object = { status: { is_deleted: true }, open_department_id }
      return [{ type: 'contact.department.deleted_v3', event: { object, old_object } }]
    }
  }
}
