// Draws: in which departments a person of the seed stands, without making the person.
import { departmentCount, staffed } from './departments.ts'
import { rootDepartment } from './organisation-model.ts'
import type { PeopleBytes } from './people-bytes.ts'

/** Most departments of one person of the seed. */
export const mostPlaces = 5

export interface Placement {
  /** Writes the departments, each once, the primary first; returns how many. */
  draw(index: number, into: Int32Array): number
}

export interface Shape {
  /** People of the seed. */
  size: number
  /** Departments of the seed. */
  departments: number
  flat: boolean
}

export function shapeOf({
  size,
  departments,
  flat = false,
}: {
  size: number
  departments?: number | undefined
  flat?: boolean | undefined
}): Shape {
  const usual = departmentCount(size)
  const count = departments ?? (flat ? Math.min(1_000, usual) : usual)
  if (!Number.isInteger(count) || count < 0 || count > 100_000)
    throw new Error(`An organisation has between 0 and 100,000 departments; got ${count}`)
  if (flat && count > 1_000)
    throw new Error(`At most 1,000 departments stand directly under the root; got ${count}`)
  return { size, departments: count, flat }
}

/** The first few hundreds have two people each who stand in no department but the root. */
const underRoot = (index: number) => index < 2_000 && (index % 100 === 12 || index % 100 === 50)

const two = (bytes: Buffer, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
const four = (bytes: Buffer, at: number) => ((two(bytes, at) << 16) | two(bytes, at + 2)) >>> 0

/** A number of 32 bits that has nothing to see with the one it is made of. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Where the larger comes first among the members of a department; whoever leads it is the first. */
export const userOrderOf = (index: number, department: number): number =>
  index === department ? 1_000 : (mix(index * 31 + department + 1) % 100) * 10

export function createPlacement(bytes: PeopleBytes, { departments, flat }: Shape): Placement {
  return {
    draw(index, into) {
      if (departments === 0 || (index >= departments && underRoot(index))) {
        into[0] = rootDepartment
        return 1
      }
      const chunk = bytes.chunkOf(index)
      const at = bytes.offsetOf(index)
      // Two bytes reach some departments of many more often than others.
      const first = departments > 2_000 ? four(chunk, at + 6) : two(chunk, at + 6)
      let count = 0
      const stand = (department: number) => {
        const place = staffed(department, flat)
        for (let known = 0; known < count; known++) if (into[known] === place) return
        into[count++] = place
      }
      stand(index < departments ? index : first % departments)
      if ((chunk[at + 9] ?? 0) % 10 !== 0) return count
      stand((departments > 2_000 ? mix(first) : two(chunk, at + 8)) % departments)
      const more = mix(four(chunk, at) ^ four(chunk, at + 12))
      if (more % 4 !== 0) return count
      for (let extra = 0; extra <= (more >>> 4) % 3; extra++) stand(mix(more + extra) % departments)
      return count
    },
  }
}
