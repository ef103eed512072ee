// Makes: contact.scope.updated_v3, when what an app's own token sees is set anew.
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'
import { departmentObject } from './department-fields.ts'
import { personObject } from './person-fields.ts'
import type { Made } from './told.ts'

/** Something that came into sight, or went out of it. Shaped only for the event that it is in. */
interface Entry {
  list: 'departments' | 'users'
  shape(): Record<string, unknown>
}

const sideOf = (entries: readonly Entry[]) => {
  const listed = (list: Entry['list']) =>
    entries.filter((entry) => entry.list === list).map((entry) => entry.shape())
  return { departments: listed('departments'), users: listed('users'), user_groups: [] }
}

/** As many events as it takes, what came into sight first. */
function cut(added: readonly Entry[], removed: readonly Entry[], most: number): Record<string, unknown>[] {
  const events: Record<string, unknown>[] = []
  for (let start = 0; start < added.length + removed.length; start += most) {
    const gone = Math.max(0, start - added.length)
    const goneEnd = Math.max(0, start + most - added.length)
    events.push({
      added: sideOf(added.slice(start, start + most)),
      removed: sideOf(removed.slice(gone, goneEnd)),
    })
  }
  return events
}

export function rangeEvents(state: State, before: AppSettings, after: AppSettings): Made[] {
  const { organisation } = state
  const [old, now] = [organisation.rangeOf(before), organisation.rangeOf(after)]
  const departments = (numbers: readonly number[]): Entry[] =>
    numbers.flatMap((number) => {
      const view = organisation.departments.get(number)
      if (view === undefined) return []
      // A text here, unlike in the events of departments.
      const shape = () => departmentObject(state, after, view, { order: `${view.order}` })
      return [{ list: 'departments', shape }]
    })
  const people = (indexes: number[]) =>
    indexes.map((index): Entry => ({ list: 'users', shape: () => personObject(state, after, index) }))
  // What is named in one and not seen in the other: a department that is named anew below one of before adds nothing.
  const difference = (of: typeof old, from: typeof old) => [
    ...departments(of.departments.filter((number) => !from.seesDepartment(number))),
    ...people(Array.from(of.people).filter((index) => !from.seesPerson(index))),
  ]
  return cut(difference(now, old), difference(old, now), state.switches.rangeEventEntries).map((event) => ({
    type: 'contact.scope.updated_v3',
    event,
  }))
}
