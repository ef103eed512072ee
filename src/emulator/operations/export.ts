// Exports: all that an app's own token may read of the organisation, as the contact API tells it.
import { rootDepartment } from '../state/organisation-model.ts'
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'
import { departmentObject } from './contact/department-object.ts'
import { departmentId, personId } from './contact/ids.ts'
import { reachOf } from './contact/reach.ts'
import { userObject } from './contact/user-object.ts'
import type { Viewer } from './contact/viewer.ts'

export interface Export {
  departments: Iterable<Record<string, unknown>>
  people: Iterable<Record<string, unknown>>
}

/** Numbers in the order of their ids, found anew each time somebody iterates. */
function inIdOrder(
  numbers: () => Iterable<number>,
  idOf: (number: number) => string,
  shape: (number: number) => Record<string, unknown> | undefined,
): Iterable<Record<string, unknown>> {
  return {
    *[Symbol.iterator]() {
      const known = Array.from(numbers(), (number) => ({ number, id: idOf(number) }))
      known.sort((a, b) => (a.id < b.id ? -1 : 1))
      for (const { number } of known) {
        const object = shape(number)
        if (object !== undefined) yield object
      }
    },
  }
}

/** Every department and every person in the app's contact range, each once: without the root, and without who has left. */
export function exportFor(state: State, app: AppSettings): Export {
  const { organisation } = state
  const identity = { app, user: undefined }
  const viewer: Viewer = {
    state,
    identity,
    personIds: 'open_id',
    departmentIds: 'open_department_id',
    base: state.origin(),
  }
  function* departments() {
    const reach = reachOf(state, identity)
    for (const number of organisation.departments.below(rootDepartment))
      if (reach.seesDepartment(number)) yield number
  }
  function* people() {
    const reach = reachOf(state, identity)
    for (let index = 0; index < organisation.size; index++)
      if (reach.seesPerson(index) && organisation.isListed(index)) yield index
  }
  return {
    departments: inIdOrder(
      departments,
      (number) => departmentId(state, number, 'open_department_id'),
      (number) => departmentObject(viewer, number),
    ),
    people: inIdOrder(
      people,
      (index) => personId(state, app.appId, index, 'open_id'),
      (index) => userObject(viewer, index),
    ),
  }
}
