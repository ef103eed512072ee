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

interface Order {
  /** What the ids begin with, as numbers of 40 bits. */
  beginnings(numbers: readonly number[]): readonly number[]
  idOf(number: number): string
}

/** Above any number of a person or department. */
const bitsOfNumbers = 24n
const numberMask = (1n << bitsOfNumbers) - 1n
const atOnce = 4_096

/** What each id begins with, and its number behind it: sorted as they are, a million in a fraction of a second. */
function sortedKeys(numbers: Iterable<number>, { beginnings }: Order): BigUint64Array {
  let keys = new BigUint64Array(atOnce)
  let count = 0
  function add(some: readonly number[]): void {
    if (count + some.length > keys.length) {
      const longer = new BigUint64Array(keys.length * 2)
      longer.set(keys)
      keys = longer
    }
    const heads = beginnings(some)
    for (const [at, number] of some.entries())
      keys[count++] = (BigInt(heads[at] ?? 0) << bitsOfNumbers) | BigInt(number)
  }
  let some: number[] = []
  for (const number of numbers) {
    some.push(number)
    if (some.length < atOnce) continue
    add(some)
    some = []
  }
  add(some)
  return keys.subarray(0, count).sort()
}

/** Ids that begin alike stand beside each other; their ends decide. */
function* byId(keys: BigUint64Array, idOf: (number: number) => string): Iterable<number> {
  let alike: number[] = []
  let head = -1n
  const sorted = () => (alike.length < 2 ? alike : alike.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)))
  for (const key of keys) {
    if (key >> bitsOfNumbers !== head) {
      yield* sorted()
      alike = []
      head = key >> bitsOfNumbers
    }
    alike.push(Number(key & numberMask))
  }
  yield* sorted()
}

/** Numbers in the order of their ids, found anew each time somebody iterates. No object is made before its turn. */
export function inIdOrder(
  numbers: () => Iterable<number>,
  order: Order,
  shape: (number: number) => Record<string, unknown> | undefined,
): Iterable<Record<string, unknown>> {
  return {
    *[Symbol.iterator]() {
      for (const number of byId(sortedKeys(numbers(), order), order.idOf)) {
        const object = shape(number)
        if (object !== undefined) yield object
      }
    },
  }
}

/** Every department and every person in the app's contact range, each once: without the root, and without who has left. */
export function exportFor(state: State, app: AppSettings): Export {
  const { organisation, identifiers } = state
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
      {
        beginnings: (numbers) =>
          identifiers.beginnings('open_department_id', organisation.tenantKey, numbers),
        idOf: (number) => departmentId(state, number, 'open_department_id'),
      },
      (number) => departmentObject(viewer, number),
    ),
    people: inIdOrder(
      people,
      {
        beginnings: (indexes) => identifiers.beginnings('open_id', app.appId, indexes),
        idOf: (index) => personId(state, app.appId, index, 'open_id'),
      },
      (index) => userObject(viewer, index),
    ),
  }
}
