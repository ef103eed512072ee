// Makes: the events of departments.
import type { DepartmentView, OrganisationChange } from '../state/organisation-model.ts'
import { rootDepartment } from '../state/organisation-model.ts'
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'
import { departmentObject } from './department-fields.ts'
import type { Made } from './told.ts'

type Change = Extract<OrganisationChange, { number: number }>

function sees(state: State, app: AppSettings, number: number, before: Partial<DepartmentView>): boolean {
  const range = state.organisation.rangeOf(app)
  if (range.everything || range.seesDepartment(number) || range.departments.includes(number)) return true
  const { parent } = before
  return parent !== undefined && parent !== rootDepartment && range.seesDepartment(parent)
}

export function departmentEvents(state: State, app: AppSettings, change: Change): Made[] {
  const { kind, number } = change
  const before = 'before' in change ? change.before : {}
  if (!sees(state, app, number, before)) return []
  const now = state.organisation.departments.get(number)
  const tell = (view: DepartmentView, isDeleted = false) => departmentObject(state, app, view, { isDeleted })
  const type = `contact.${kind}_v3`
  switch (kind) {
    case 'department.created':
      return now === undefined ? [] : [{ type, event: { object: tell(now) } }]
    case 'department.updated':
      return now === undefined
        ? []
        : [{ type, event: { object: tell(now), old_object: tell({ ...now, ...change.before }) } }]
    case 'department.deleted': {
      const open_department_id = state.organisation.departments.openId(number)
      const old_object = { status: { is_deleted: true }, open_department_id }
      return [{ type, event: { object: tell(change.before, true), old_object } }]
    }
  }
}
