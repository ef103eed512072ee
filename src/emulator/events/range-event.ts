// Makes: contact.scope.updated_v3, when what an app's own token sees is set anew.
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'
import { departmentObject } from './department-fields.ts'
import { personObject } from './person-fields.ts'
import type { Made } from './told.ts'

export function rangeEvents(state: State, before: AppSettings, after: AppSettings): Made[] {
  const { organisation } = state
  const [old, now] = [organisation.rangeOf(before), organisation.rangeOf(after)]
  const departments = (numbers: readonly number[]) =>
    numbers.flatMap((number) => {
      const view = organisation.departments.get(number)
      // A text here, unlike in the events of departments.
      return view === undefined ? [] : [departmentObject(state, after, view, { order: `${view.order}` })]
    })
  const people = (indexes: number[]) => indexes.map((index) => personObject(state, after, index))
  // What is named in one and not seen in the other: a department that is named anew below one of before adds nothing.
  const difference = (of: typeof old, from: typeof old) => ({
    departments: departments(of.departments.filter((number) => !from.seesDepartment(number))),
    users: people(Array.from(of.people).filter((index) => !from.seesPerson(index))),
    user_groups: [],
  })
  const event = { added: difference(now, old), removed: difference(old, now) }
  const isSame = [event.added, event.removed].every(
    (side) => side.departments.length === 0 && side.users.length === 0,
  )
  return isSame ? [] : [{ type: 'contact.scope.updated_v3', event }]
}
