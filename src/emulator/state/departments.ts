// Derives: the departments of the organisation from their number alone.
import { firstLevelDepartments, lowerDepartments, type Pair } from './names.ts'

/** Departments below one department; eight stand directly under the root. */
const branching = lowerDepartments.length

export function departmentCount(people: number): number {
  return Math.max(firstLevelDepartments.length, Math.min(2_000, Math.ceil(people / 12)))
}

/** Number of the department above, or undefined below the root. */
export function parentOf(department: number): number | undefined {
  const below = department - firstLevelDepartments.length
  return below < 0 ? undefined : Math.floor(below / branching)
}

export function departmentName(department: number): Pair {
  const below = department - firstLevelDepartments.length
  const name = below < 0 ? firstLevelDepartments[department] : lowerDepartments[below % branching]
  return name ?? ['', '']
}
