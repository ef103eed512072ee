// Walks: the departments below one, each before those below it, from any place on.
import { type Departments, rootDepartment } from '../../state/organisation-model.ts'

/** The next one beside or above, without leaving `top`; undefined at the end. */
function behind(departments: Departments, number: number, top: number): number | undefined {
  let at = number
  while (at !== top) {
    const parent = departments.get(at)?.parent ?? rootDepartment
    const siblings = departments.childrenOf(parent) ?? []
    const next = siblings[siblings.indexOf(at) + 1]
    if (next !== undefined) return next
    at = parent
  }
  return undefined
}

/** Where a department stands in a walk: whatever is above it, each with its order. Null when it is gone. */
export function placeOf(departments: Departments, number: number): unknown {
  if (!departments.has(number)) return null
  return [number, ...departments.ancestorsOf(number)].map((at) => [at, departments.get(at)?.order])
}

/** Up to `count` departments below `top`, from behind `last` on (undefined: from the start). */
export function walkBelow(
  departments: Departments,
  top: number,
  last: number | undefined,
  count: number,
): number[] {
  const found: number[] = []
  let at = last ?? top
  while (found.length < count) {
    const next = departments.childrenOf(at)?.[0] ?? behind(departments, at, top)
    if (next === undefined) break
    found.push(next)
    at = next
  }
  return found
}
