// Offers: the departments to programs, by the ids that they know.
import { type DepartmentView, rootDepartment } from './state/organisation-model.ts'
import type { State } from './state/state.ts'
import type { Department, DepartmentInput, Emulator } from './types.ts'

/** Turns what a program names into numbers; throws for what is unknown. */
export interface Finders {
  requirePerson(key: number | string): number
  requireDepartment(id: string): number
}

type Patch = Partial<Pick<DepartmentView, 'name' | 'enName' | 'customId' | 'parent' | 'leader' | 'order'>> & {
  deputies?: number[]
}

export function createDepartmentsApi(
  { organisation: { departments } }: State,
  { requirePerson, requireDepartment }: Finders,
): Emulator['organisation']['departments'] {
  function describe({ number, name, enName, customId, parent, leader, deputies, order }: DepartmentView) {
    const department: Department = {
      open_department_id: departments.openId(number),
      department_id: customId,
      name,
      en_name: enName,
      parent: departments.openId(parent),
      leader,
      deputies: [...deputies],
      order,
      member_count: departments.memberCount(number),
    }
    return department
  }

  function get(id: string): Department | undefined {
    const number = departments.find(id)
    const view = number === undefined || number === rootDepartment ? undefined : departments.get(number)
    return view === undefined ? undefined : describe(view)
  }

  function known(number: number): Department {
    const view = departments.get(number)
    if (view === undefined) throw new Error(`There is no department ${number}`)
    return describe(view)
  }

  function patchOf({ parent, leader, deputies, ...fields }: DepartmentInput): Patch {
    return {
      ...fields,
      ...(parent === undefined ? {} : { parent: requireDepartment(parent) }),
      ...(leader === undefined ? {} : { leader: leader === null ? undefined : requirePerson(leader) }),
      ...(deputies === undefined ? {} : { deputies: deputies.map(requirePerson) }),
    }
  }

  function update(id: string, given: DepartmentInput): Department {
    const number = requireDepartment(id)
    departments.update(number, patchOf(given))
    return known(number)
  }

  function* found(parent: string | undefined, wanted: string): Iterable<DepartmentView> {
    const numbers =
      parent === undefined
        ? departments.below(rootDepartment)
        : departments.childrenOf(requireDepartment(parent))
    for (const number of numbers) {
      const view = departments.get(number)
      if (view !== undefined && `${view.name}\n${view.enName}`.toLowerCase().includes(wanted)) yield view
    }
  }

  return {
    list({ parent, search = '', offset = 0, limit = 50 } = {}) {
      const views = [...found(parent, search.trim().toLowerCase())]
      return { total: views.length, items: views.slice(offset, offset + limit).map(describe) }
    },
    get,
    create({ name, ...rest }) {
      const number = departments.create({ ...patchOf(rest), name })
      return known(number)
    },
    update,
    move: (id, parent) => update(id, { parent }),
    remove: (id) => departments.remove(requireDepartment(id)),
  }
}
