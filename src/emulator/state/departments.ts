// Derives: the departments of the organisation from their number alone.
import { firstLevelDepartments, lowerDepartments, type Pair } from './names.ts'

/** Departments below one department; eight stand directly under the root. */
const branching = lowerDepartments.length
const firstLevel = firstLevelDepartments.length

/** How many there are for so many people, when nobody says. */
export function departmentCount(people: number): number {
  return Math.max(firstLevel, Math.min(2_000, Math.ceil(people / 12)))
}

/** Number of the department above, or undefined below the root. */
export function parentOf(department: number, flat = false): number | undefined {
  const below = department - firstLevel
  return flat || below < 0 ? undefined : Math.floor(below / branching)
}

/** Numbers of the departments directly below; `undefined`: of the root. */
export function childrenOf(department: number | undefined, count: number, flat = false): number[] {
  const start = department === undefined ? 0 : firstLevel + department * branching
  const most = department !== undefined ? (flat ? 0 : branching) : flat ? count : firstLevel
  return Array.from({ length: Math.max(0, Math.min(most, count - start)) }, (_, at) => start + at)
}

/** Different from those of all siblings, in both languages. */
export function departmentName(department: number, flat = false): Pair {
  const below = department - firstLevel
  const name = below < 0 ? firstLevelDepartments[department] : lowerDepartments[below % branching]
  const [zh, en] = name ?? ['', '']
  return flat && below >= 0 ? [`${zh} ${department + 1}`, `${en} ${department + 1}`] : [zh, en]
}

/** Some departments have nobody of their own. The first one is number 13. */
export const isEmpty = (department: number): boolean => department % 29 === 13

/** The nearest department that has people of its own: this one, or one above. */
export function staffed(department: number, flat = false): number {
  let at = department
  while (isEmpty(at)) at = parentOf(at, flat) ?? at - 1
  return at
}

/** Deputies of every fourth department: the person as far behind the departments as its number, or two. */
export function deputiesOf(department: number, count: number): number[] {
  if (department % 4 !== 1 || isEmpty(department)) return []
  const first = count + department
  return department % 12 === 1 ? [first, first + 1] : [first]
}

/** Where it stands among its siblings: not in the order of numbers. */
export const orderOf = (department: number): number => (Math.imul(department + 1, 7_919) >>> 0) % 1_000
