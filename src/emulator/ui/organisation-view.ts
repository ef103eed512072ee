// Reads: which part of the organisation the address of the page names.
import type { Department, Emulator, Person } from '../types.ts'
import type { PageContext } from './context.ts'
import { rootId } from './find-department.ts'
import { type ListPage, pageOf } from './paging.ts'

const peoplePerPage = 20
const departmentsPerPage = 30
const mostSiblings = 20
const mostAtOnce = 1_000

export interface OrganisationView {
  /** Undefined: the root. */
  department: Department | undefined
  /** A department was named that does not exist. */
  unknown: boolean
  search: string
  people: ListPage<Person>
  /** With a search the departments found, otherwise those directly below. */
  departments: ListPage<Department>
  /** The departments above and this one, the topmost first. */
  path: Department[]
  /** What links and forms carry, so that they lead back to this view. */
  kept: Record<'department' | 'search' | 'page' | 'below', string | undefined>
}

/** Its own id first: whatever else has the text in its name. */
function exactly<T>(one: T | undefined): ListPage<T> | undefined {
  return one === undefined ? undefined : { total: 1, items: [one], page: 1, pages: 1 }
}

export function readOrganisationView(emulator: Emulator, { query }: PageContext): OrganisationView {
  const { people, organisation } = emulator
  const asked = query.department ?? rootId
  const department = organisation.departments.get(asked)
  const id = department?.open_department_id ?? rootId
  const search = (query.search ?? '').trim()
  const found = search === '' ? { department: id } : { search }
  const listPeople = (offset: number, limit: number) => people.list({ ...found, offset, limit })
  const wanted = search === '' ? { parent: id } : { search }
  const listDepartments = (offset: number, limit: number) =>
    organisation.departments.list({ ...wanted, offset, limit })

  return {
    department,
    unknown: department === undefined && asked !== rootId,
    search,
    people:
      exactly(search === '' ? undefined : people.get(search)) ??
      pageOf(listPeople, query.page, peoplePerPage),
    departments:
      exactly(search === '' ? undefined : organisation.departments.get(search)) ??
      pageOf(listDepartments, query.below, departmentsPerPage),
    path: pathOf(emulator, department),
    kept: { department: query.department, search: query.search, page: query.page, below: query.below },
  }
}

function pathOf(emulator: Emulator, department: Department | undefined): Department[] {
  const path: Department[] = []
  for (let at = department; at !== undefined; at = emulator.organisation.departments.get(at.parent))
    path.unshift(at)
  return path
}

/** Some of the departments beside one, that one among them, and how many there are beyond. */
export function siblingsOf(
  emulator: Emulator,
  department: Department,
): { items: Department[]; more: number } {
  const all = emulator.organisation.departments.list({ parent: department.parent, limit: mostAtOnce }).items
  const at = all.findIndex((each) => each.open_department_id === department.open_department_id)
  const start = Math.max(0, Math.min(at - mostSiblings / 2, all.length - mostSiblings))
  const items = all.slice(start, start + mostSiblings)
  return { items, more: all.length - items.length }
}
