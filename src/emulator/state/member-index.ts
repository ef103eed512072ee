// Keeps: who stands in which department, and how many below each, from the first question on.
import { rootDepartment } from './organisation-model.ts'

export interface MemberIndex {
  /** Indexes of the direct members, ascending. */
  membersOf(department: number): ArrayLike<number>
  /** Members with those of the departments below, each once. */
  count(department: number): number
  /** Direct members whose primary department it is. */
  primaryCount(department: number): number
  /** Somebody stood in `before` and stands in `after`; each the primary first, none when not listed. */
  move(index: number, before: readonly number[], after: readonly number[]): void
  /** `change` hangs a department elsewhere; `below` has it and all below it. */
  rehang(below: Iterable<number>, change: () => void): void
  /** Forgets; the next question builds it anew. */
  reset(): void
}

export interface MemberIndexOptions {
  /** Most departments of one person. */
  most: () => number
  people: () => number
  /** Numbers of departments lie below. */
  departments: () => number
  parentOf: (department: number) => number
  /** Writes the departments that list a person, the primary first; returns how many. */
  draw: (index: number, into: Int32Array) => number
}

interface Built {
  /** Where the members of each department begin in `members`; the root has place 0. */
  starts: Uint32Array
  members: Uint32Array
  /** Lists that differ from those. */
  changed: Map<number, number[]>
  counts: number[]
  primary: number[]
}

const slotOf = (department: number) => department - rootDepartment

/** Where `index` stands in an ascending list, or would. */
function positionIn(list: readonly number[], index: number): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] ?? 0) < index) low = middle + 1
    else high = middle
  }
  return low
}

export function createMemberIndex(options: MemberIndexOptions): MemberIndex {
  const { most, people, departments, parentOf, draw } = options
  let built: Built | undefined
  let marks: number[] = []
  let turn = 0

  /** Each department that counts somebody who stands in the first `count` of these, once. */
  function addTo(counts: number[], places: ArrayLike<number>, count: number, by: number): void {
    turn++
    for (let at = 0; at < count; at++) {
      let department = places[at] ?? rootDepartment
      for (;;) {
        const slot = slotOf(department)
        if (marks[slot] === turn) break
        marks[slot] = turn
        counts[slot] = (counts[slot] ?? 0) + by
        if (department === rootDepartment) break
        department = parentOf(department)
      }
    }
  }

  /** Counting sort: once to know how long each list is, once to fill them. */
  function build(): Built {
    const slots = slotOf(departments())
    const into = new Int32Array(most())
    const starts = new Uint32Array(slots + 1)
    const primary = new Array<number>(slots).fill(0)
    const counts = new Array<number>(slots).fill(0)
    const alone = new Uint32Array(slots)
    marks = new Array<number>(slots).fill(0)
    const end = people()
    for (let index = 0; index < end; index++) {
      const count = draw(index, into)
      for (let at = 0; at < count; at++) {
        const slot = slotOf(into[at] ?? rootDepartment)
        starts[slot + 1] = (starts[slot + 1] ?? 0) + 1
        if (at === 0) primary[slot] = (primary[slot] ?? 0) + 1
        if (count === 1) alone[slot] = (alone[slot] ?? 0) + 1
      }
      if (count > 1) addTo(counts, into, count, 1)
    }
    // Who stands in one department counts in those above; there is nobody to count twice.
    for (let slot = 0; slot < slots; slot++)
      if ((alone[slot] ?? 0) > 0) addTo(counts, [slot + rootDepartment], 1, alone[slot] ?? 0)
    for (let slot = 0; slot < slots; slot++) starts[slot + 1] = (starts[slot + 1] ?? 0) + (starts[slot] ?? 0)
    const members = new Uint32Array(starts[slots] ?? 0)
    const next = starts.slice()
    for (let index = 0; index < end; index++) {
      const count = draw(index, into)
      for (let at = 0; at < count; at++) {
        const slot = slotOf(into[at] ?? rootDepartment)
        const place = next[slot] ?? 0
        members[place] = index
        next[slot] = place + 1
      }
    }
    return { starts, members, changed: new Map(), counts, primary }
  }

  function known(): Built {
    built ??= build()
    return built
  }

  function listOf({ starts, members, changed }: Built, department: number): ArrayLike<number> {
    const slot = slotOf(department)
    return changed.get(slot) ?? members.subarray(starts[slot] ?? members.length, starts[slot + 1])
  }

  /** Only the lists that somebody enters or leaves are copied. */
  function editable(index: Built, department: number): number[] {
    const list = index.changed.get(slotOf(department)) ?? Array.from(listOf(index, department))
    index.changed.set(slotOf(department), list)
    return list
  }

  return {
    membersOf: (department) => listOf(known(), department),
    count: (department) => known().counts[slotOf(department)] ?? 0,
    primaryCount: (department) => known().primary[slotOf(department)] ?? 0,
    move(index, before, after) {
      if (built === undefined) return
      const { counts, primary } = built
      for (const department of before) {
        const list = editable(built, department)
        list.splice(positionIn(list, index), 1)
      }
      for (const department of after) {
        const list = editable(built, department)
        list.splice(positionIn(list, index), 0, index)
      }
      addTo(counts, before, before.length, -1)
      addTo(counts, after, after.length, 1)
      for (const [[main], by] of [[before, -1] as const, [after, 1] as const])
        if (main !== undefined) primary[slotOf(main)] = (primary[slotOf(main)] ?? 0) + by
    },
    rehang(below, change) {
      if (built === undefined) return change()
      const { counts } = built
      const moved = new Set<number>()
      for (const department of below)
        for (const index of Array.from(listOf(built, department))) moved.add(index)
      const into = new Int32Array(most())
      // Neighbours share what they are drawn from.
      const inOrder = Uint32Array.from(moved).sort()
      for (const index of inOrder) addTo(counts, into, draw(index, into), -1)
      change()
      for (const index of inOrder) addTo(counts, into, draw(index, into), 1)
    },
    reset() {
      built = undefined
    },
  }
}
