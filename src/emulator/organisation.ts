// Offers: the organisation's people and departments to programs, by the ids that they know.
import { exportFor } from './operations/export.ts'
import { createDepartmentsApi } from './organisation-departments.ts'
import type { PersonPatch } from './state/people-edits.ts'
import type { State } from './state/state.ts'
import type { Emulator, Person, PersonInput } from './types.ts'

type Offered = Pick<Emulator, 'people' | 'organisation'>

export function createOrganisationApi(state: State): Offered {
  const { organisation, apps } = state
  const find = (key: number | string, appId?: string) =>
    organisation.find(key, appId === undefined ? apps.list().map((app) => app.appId) : [appId])
  const person = (index: number, appId = apps.first.appId) => organisation.person(index, appId)

  function requirePerson(key: number | string): number {
    const index = find(key)
    if (index === undefined) throw new Error(`There is no person ${key}`)
    return index
  }

  function requireDepartment(id: string): number {
    const number = organisation.departments.find(id)
    if (number === undefined) throw new Error(`There is no department ${id}`)
    return number
  }

  /** A copy, so that nobody changes the emulator by changing what it was given. */
  function patchOf({ departments, leader, ...fields }: PersonInput): PersonPatch {
    return {
      ...structuredClone(fields),
      ...(departments === undefined ? {} : { departments: departments.map(requireDepartment) }),
      ...(leader === undefined ? {} : { leader: leader === null ? null : requirePerson(leader) }),
    }
  }

  function known(index: number): Person {
    const found = person(index)
    if (found === undefined) throw new Error(`There is no person ${index}`)
    return found
  }

  function membersOf(department: number, search: string, offset: number, limit: number) {
    const members = organisation.departments.membersOf(department)
    const wanted = search.trim().toLowerCase()
    if (wanted === '') {
      const length = Math.max(0, Math.min(limit, members.length - offset))
      return { total: members.length, indexes: Array.from({ length }, (_, at) => members[offset + at] ?? 0) }
    }
    const found = Array.from(members).filter((index) => {
      const { name = '', en_name = '', email = '' } = person(index) ?? {}
      return `${name}\n${en_name}\n${email}`.toLowerCase().includes(wanted)
    })
    return { total: found.length, indexes: found.slice(offset, offset + limit) }
  }

  const add = (given: PersonInput = {}) => known(organisation.add(patchOf(given)))
  function update(key: number | string, patch: PersonInput): Person {
    const index = requirePerson(key)
    organisation.update(index, patchOf(patch))
    return known(index)
  }

  return {
    people: {
      get size() {
        return organisation.size
      },
      get(key, appId) {
        const index = find(key, appId)
        return index === undefined ? undefined : person(index, appId)
      },
      list({ search = '', department, offset = 0, limit = 50, appId } = {}) {
        const { total, indexes } =
          department === undefined
            ? organisation.search(search, offset, limit)
            : membersOf(requireDepartment(department), search, offset, limit)
        return { total, items: indexes.flatMap((index) => person(index, appId) ?? []) }
      },
      update,
      add,
      remove: (key) => organisation.remove(requirePerson(key)),
    },
    organisation: {
      hire: add,
      leave: (key) => update(key, { status: { is_resigned: true } }),
      freeze: (key) => update(key, { status: { is_frozen: true } }),
      unfreeze: (key) => update(key, { status: { is_frozen: false } }),
      move: (key, departments) => update(key, { departments }),
      rename: (key, name) => update(key, { name }),
      update,
      departments: createDepartmentsApi(state, { requirePerson, requireDepartment }),
      exportFor(appId = apps.first.appId) {
        const app = apps.get(appId)
        if (app === undefined) throw new Error(`There is no app ${appId}`)
        return exportFor(state, app)
      },
    },
  }
}
