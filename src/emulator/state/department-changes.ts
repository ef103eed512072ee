// Changes: departments, as far as the platform's rules let, and tells of each change.
import { isDeepStrictEqual } from 'node:util'
import type { DepartmentTree } from './department-tree.ts'
import type { MemberIndex } from './member-index.ts'
import {
  type Departments,
  type DepartmentView,
  type OrganisationChange,
  rootDepartment,
} from './organisation-model.ts'

/** Most departments directly below one. Source: https://open.feishu.cn/document/server-docs/contact-v3/department/create (43013) */
const mostChildren = 1_000

export type DepartmentChanges = Pick<Departments, 'create' | 'update' | 'remove'>

export interface DepartmentChangesOptions {
  tree: DepartmentTree
  members: MemberIndex
  /** Somebody who can lead. */
  isListed: (index: number) => boolean
  tell: (change: OrganisationChange) => void
}

export function createDepartmentChanges(options: DepartmentChangesOptions): DepartmentChanges {
  const { tree, members, isListed, tell } = options

  function requireView(number: number): DepartmentView {
    const view = number === rootDepartment ? undefined : tree.get(number)
    if (view === undefined) throw new Error(`There is no department ${number} that can change`)
    return view
  }

  function checkTexts({ number, name, enName, customId }: DepartmentView): void {
    if (name === '' || `${name}${enName}`.includes('/'))
      throw new Error(`A department has a name without "/"; got "${name}", "${enName}"`)
    if (!/^[a-zA-Z0-9][\w\-@.]{0,63}$/.test(customId) || /^(0$|od-)/.test(customId))
      throw new Error(
        `An id of a department has up to 64 letters, digits and _-@. and begins with a letter or digit, is not 0 and begins not with od-; got "${customId}"`,
      )
    const holder = tree.find(customId)
    if (holder !== undefined && holder !== number)
      throw new Error(`Another department has the id ${customId}`)
  }

  function checkPlace({ number, name, enName, parent }: DepartmentView): void {
    if (!tree.has(parent)) throw new Error(`There is no department ${parent} to stand in`)
    for (let above = parent; above !== rootDepartment; above = tree.parentOf(above))
      if (above === number) throw new Error('A department cannot stand below itself')
    const siblings = tree.childrenOf(parent).filter((sibling) => sibling !== number)
    if (siblings.length >= mostChildren)
      throw new Error(`At most ${mostChildren} departments stand in one department`)
    const names = new Set([name, enName].filter((text) => text !== ''))
    for (const sibling of siblings) {
      const other = tree.get(sibling)
      if (other !== undefined && (names.has(other.name) || names.has(other.enName)))
        throw new Error(`A department beside it has the name ${other.name}`)
    }
  }

  function check(view: DepartmentView): void {
    checkTexts(view)
    checkPlace(view)
    if (!Number.isSafeInteger(view.order) || view.order < 0)
      throw new Error(`The order of a department is a whole number from 0; got ${view.order}`)
    for (const index of [view.leader, ...view.deputies])
      if (index !== undefined && !isListed(index)) throw new Error(`Person ${index} cannot lead a department`)
  }

  return {
    create({ name, enName = '', customId, parent = rootDepartment, leader, deputies = [], order }) {
      let free = tree.end + 1
      const idOf = (at: number) => `D${String(at).padStart(4, '0')}`
      while (tree.find(idOf(free)) !== undefined) free++
      const view = {
        number: tree.end,
        name,
        enName,
        customId: customId ?? idOf(free),
        parent,
        leader,
        deputies,
        order: order ?? 1_000 + tree.end,
      }
      check(view)
      const number = tree.add(view)
      tell({ kind: 'department.created', number })
      return number
    },
    update(number, patch) {
      const view = requireView(number)
      const next = { ...view, ...patch, number }
      const names = Object.keys(view) as (keyof DepartmentView)[]
      const changed = names.filter((name) => !isDeepStrictEqual(view[name], next[name]))
      if (changed.length === 0) return
      check(next)
      if (changed.includes('parent'))
        members.rehang([number, ...tree.below(number)], () => tree.change(number, next))
      else tree.change(number, next)
      const before = Object.fromEntries(changed.map((name) => [name, view[name]])) as Partial<DepartmentView>
      tell({ kind: 'department.updated', number, before })
    },
    remove(number) {
      const before = requireView(number)
      if (tree.childrenOf(number).length > 0) throw new Error('The department has departments below it')
      if (members.membersOf(number).length > 0) throw new Error('The department has members')
      tree.drop(number)
      tell({ kind: 'department.deleted', number, before })
    },
  }
}
