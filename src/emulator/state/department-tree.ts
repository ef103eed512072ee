// Knows: the departments. Derives each when asked, and lays edits on top.
import { childrenOf, departmentName, deputiesOf, isEmpty, orderOf, parentOf } from './departments.ts'
import type { Identifiers } from './identifiers.ts'
import { companyName } from './names.ts'
import { type DepartmentView, rootDepartment } from './organisation-model.ts'
import type { Shape } from './placement.ts'
import { isOnStaff, statusOf } from './traits.ts'

export interface DepartmentTree {
  readonly count: number
  /** One more than the largest number that any has, or has had. */
  readonly end: number
  has(number: number): boolean
  get(number: number): DepartmentView | undefined
  find(id: string): number | undefined
  /** Also of one that is gone. */
  numberOf(openId: string): number | undefined
  openId(number: number): string
  childrenOf(number: number): readonly number[]
  below(number: number): Iterable<number>
  /** The department above; the root for those directly below it and for itself. */
  parentOf(number: number): number
  /** Which departments name this person as leader or deputy. */
  ledBy(index: number): number[]
  /** Takes over what was checked. */
  add(view: Omit<DepartmentView, 'number'>): number
  change(number: number, patch: Partial<DepartmentView>): void
  drop(number: number): void
  reset(): void
}

export interface DepartmentTreeOptions extends Shape {
  tenantKey: string
  identifiers: Identifiers
}

/** Lists of this length are not sorted anew for each question. */
const longList = 20

export function createDepartmentTree(options: DepartmentTreeOptions): DepartmentTree {
  const { size, departments, flat, tenantKey, identifiers } = options
  const edits = new Map<number, DepartmentView>()
  const gone = new Set<number>()
  const children = new Map<number, number[]>()
  const customIds = new Map<string, number>()
  const longLists = new Map<number, readonly number[]>()
  let end = departments

  const has = (number: number) =>
    number === rootDepartment ||
    (Number.isInteger(number) && number >= 0 && number < end && !gone.has(number))
  const onStaff = (index: number) => index < size && isOnStaff(statusOf(index))
  const above = (number: number) => parentOf(number, flat) ?? rootDepartment

  function derive(number: number): DepartmentView {
    const [name, enName] = departmentName(number, flat)
    return {
      number,
      name,
      enName,
      customId: `D${String(number + 1).padStart(4, '0')}`,
      parent: above(number),
      leader: onStaff(number) && !isEmpty(number) ? number : undefined,
      deputies: deputiesOf(number, departments).filter(onStaff),
      order: orderOf(number),
    }
  }

  const [name, enName] = companyName
  const root: DepartmentView = {
    number: rootDepartment,
    name,
    enName,
    customId: '0',
    parent: rootDepartment,
    leader: undefined,
    deputies: [],
    order: 0,
  }

  function get(number: number): DepartmentView | undefined {
    if (!has(number)) return undefined
    return number === rootDepartment ? root : (edits.get(number) ?? derive(number))
  }

  const parent = (number: number) =>
    number === rootDepartment ? rootDepartment : (edits.get(number)?.parent ?? above(number))
  const order = (number: number) => edits.get(number)?.order ?? orderOf(number)
  const byOrder = (a: number, b: number) => order(a) - order(b) || a - b

  function listOf(number: number): readonly number[] {
    if (!has(number)) return []
    const known = children.get(number)
    if (known !== undefined) return known
    if (number >= departments) return []
    return derivedChildren(number)
  }

  /** Those of the seed. Whoever edits one of them has had the list remembered, so that this one never changes. */
  function derivedChildren(number: number): readonly number[] {
    const before = longLists.get(number)
    if (before !== undefined) return before
    const derived = childrenOf(number === rootDepartment ? undefined : number, departments, flat).sort(
      byOrder,
    )
    if (derived.length >= longList) longLists.set(number, derived)
    return derived
  }

  /** From now on these children are remembered; callers change them. */
  function remember(number: number): number[] {
    const list = children.get(number) ?? [...listOf(number)]
    children.set(number, list)
    return list
  }

  function leaveParent(number: number): void {
    const siblings = remember(parent(number))
    siblings.splice(siblings.indexOf(number), 1)
  }

  function lay(view: DepartmentView): void {
    remember(view.parent).push(view.number)
    edits.set(view.number, view)
    customIds.set(view.customId, view.number)
    remember(view.parent).sort(byOrder)
  }

  function decode(id: string): number | undefined {
    const number = identifiers.decode('open_department_id', tenantKey, id)
    return number !== undefined && number < end ? number : undefined
  }

  function byCustomId(id: string): number | undefined {
    const digits = /^D(\d{4,6})$/.exec(id)?.[1]
    const candidates = [customIds.get(id), digits === undefined ? undefined : Number(digits) - 1]
    return candidates.find((number) => number !== undefined && get(number)?.customId === id)
  }

  function* below(number: number): Iterable<number> {
    const stack = [...listOf(number)].reverse()
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      yield next
      stack.push(...[...listOf(next)].reverse())
    }
  }

  return {
    get count() {
      return end - gone.size
    },
    get end() {
      return end
    },
    has,
    get,
    find(id) {
      if (id === '0') return rootDepartment
      const number = decode(id)
      return number !== undefined && has(number) ? number : byCustomId(id)
    },
    numberOf: decode,
    openId: (number) =>
      number === rootDepartment ? '0' : identifiers.encode('open_department_id', tenantKey, number),
    childrenOf: listOf,
    below,
    parentOf: parent,
    ledBy(index) {
      const candidates = new Set([index, index - departments, index - departments - 1, ...edits.keys()])
      return [...candidates].filter((number) => {
        const view = number < 0 ? undefined : get(number)
        return view !== undefined && (view.leader === index || view.deputies.includes(index))
      })
    },
    add(view) {
      const number = end++
      children.set(number, [])
      lay({ ...view, number })
      return number
    },
    change(number, patch) {
      const view = get(number)
      if (view === undefined) return
      leaveParent(number)
      lay({ ...view, ...patch, number })
    },
    drop(number) {
      leaveParent(number)
      gone.add(number)
      edits.delete(number)
    },
    reset() {
      end = departments
      for (const map of [edits, children, customIds]) map.clear()
      gone.clear()
    },
  }
}
