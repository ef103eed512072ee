// Works out: what the own token of an app sees of the organisation.
import type { AppSettings } from '../types.ts'
import { type ContactRange, type Departments, rootDepartment } from './organisation-model.ts'

/** What a range is about. */
export interface Ranged {
  departments: Departments
  /** Number of a department, also of one that is gone. */
  numberOf(openId: string): number | undefined
  /** Somebody of the own tenant who is known by id. */
  isKnown(index: number): boolean
  /** Departments of a person, listed or not. */
  standsIn(index: number): readonly number[]
}

type Configured = { departments: readonly number[]; people: readonly number[] }

function configured({ contactRange, availability }: AppSettings, { numberOf }: Ranged): Configured | 'all' {
  if (contactRange === 'all') return 'all'
  if (contactRange === 'availability')
    return availability === 'all' ? 'all' : { departments: [], people: [...new Set(availability)] }
  const numbers = contactRange.departments.flatMap((id) => numberOf(id) ?? [])
  return { departments: [...new Set(numbers)], people: [...new Set(contactRange.people)] }
}

/** Holds until the next change of the organisation. */
export function rangeOf(app: AppSettings, ranged: Ranged): ContactRange {
  const { departments, isKnown, standsIn } = ranged
  const entries = configured(app, ranged)
  if (entries === 'all')
    return {
      everything: true,
      seesDepartment: departments.has,
      seesPerson: isKnown,
      get departments() {
        return departments.childrenOf(rootDepartment)
      },
      get people() {
        return departments.membersOf(rootDepartment)
      },
    }
  const [named, single] = [new Set(entries.departments), new Set(entries.people)]
  /** What was worked out for departments above serves all below. */
  const seen = new Map<number, boolean>()
  function seesDepartment(number: number): boolean {
    const view = seen.get(number) === undefined ? departments.get(number) : undefined
    if (view === undefined) return seen.get(number) ?? false
    const sees = number !== rootDepartment && (named.has(number) || seesDepartment(view.parent))
    seen.set(number, sees)
    return sees
  }
  return {
    everything: false,
    seesDepartment,
    seesPerson: (index) => isKnown(index) && (single.has(index) || standsIn(index).some(seesDepartment)),
    departments: entries.departments,
    people: entries.people,
  }
}
