// Draws: what one person of the organisation is like, from the seed and the person's number alone.
import type { PersonStatus } from '../types.ts'
import { type CustomValue, customValuesOf } from './custom-attributes.ts'
import { parentOf, staffed } from './departments.ts'
import { cities, foreignNames, givenNames, jobTitles, surnames } from './names.ts'
import { rootDepartment } from './organisation-model.ts'
import type { PeopleBytes } from './people-bytes.ts'
import { mostPlaces, type Placement, type Shape } from './placement.ts'

/** Everything about a person that does not depend on who asks. */
export interface Traits {
  index: number
  name: string
  enName: string
  email: string
  enterpriseEmail: string
  mobile: string
  employeeNo: string
  jobTitle: string
  city: string
  gender: number
  joinedAt: number
  /** 1 regular, 2 intern, 3 outsourced, 4 contractor, 5 consultant. */
  employeeType: number
  customValues: CustomValue[]
  /** Has a name, and reads texts, in English. */
  foreign: boolean
  /** Numbers, the primary one first; `rootDepartment` for whoever stands directly under the root. */
  departments: number[]
  leader: number | undefined
  status: PersonStatus
}

/** Of most members. */
export const activeStatus: PersonStatus = {
  is_frozen: false,
  is_resigned: false,
  is_activated: true,
  is_exited: false,
  is_unjoin: false,
}

const special: ReadonlyMap<number, PersonStatus> = new Map([
  [17, { ...activeStatus, is_frozen: true }],
  [29, { ...activeStatus, is_resigned: true, is_activated: false }],
  [41, { ...activeStatus, is_activated: false, is_unjoin: true }],
  [67, { ...activeStatus, is_exited: true }],
])

/**
 * The same places in every organisation, so that a test can name them: of every hundred people, number 17 is
 * frozen, 29 has resigned, 41 was never activated, 67 has left by himself.
 */
export const statusOf = (index: number): PersonStatus => special.get(index % 100) ?? activeStatus

/** Whether somebody of this status stands in the lists of departments. */
export const isOnStaff = ({ is_resigned, is_exited }: PersonStatus): boolean => !is_resigned && !is_exited

/** Most are regular; whose title says intern is one. The first ten are regular, as they have every field. */
function employeeTypeOf(index: number, title: number, draw: number): number {
  if (index < 10) return 1
  if (title === jobTitles.length - 1) return 2
  if (draw % 16 === 0) return 3
  if (draw % 61 === 1) return 4
  return draw % 83 === 2 ? 5 : 1
}

export interface TraitSource {
  of(index: number): Traits
  /** The name alone. */
  nameOf(index: number): string
  /** How many people have been derived so far. */
  readonly derived: number
}

export function createTraits(
  source: PeopleBytes,
  placement: Placement,
  { size, departments, flat }: Shape,
): TraitSource {
  let derived = 0
  const places = new Int32Array(mostPlaces)

  /** Whom a person of this primary department reports to: its leader, or the one above for the leader. */
  function leaderOf(index: number, main: number): number | undefined {
    if (main === rootDepartment) return undefined
    const above = parentOf(main, flat)
    const department = index !== main ? main : above === undefined ? undefined : staffed(above, flat)
    return department !== undefined && department < size ? department : undefined
  }

  /** What is drawn of one person: a value of a list, and whether something is missing. */
  function drawOf(index: number) {
    const start = source.offsetOf(index)
    const bytes = source.chunkOf(index).subarray(start, start + 16)
    const pick = <T>(list: readonly T[], at: number) => list[bytes.readUInt16BE(at) % list.length] as T
    // The first ten people have every field, so that a first look is not at an exception.
    const lacks = (at: number, oneIn: number) => index >= 10 && (bytes[at] ?? 0) % oneIn === 0
    const foreign = lacks(4, 12)
    const name = () => (foreign ? pick(foreignNames, 2) : pick(surnames, 0)[0] + pick(givenNames, 2)[0])
    return { bytes, pick, lacks, foreign, name }
  }

  return {
    get derived() {
      return derived
    },
    nameOf: (index) => drawOf(index).name(),
    of(index) {
      derived++
      const { bytes, pick, lacks, foreign, name: draw } = drawOf(index)
      const [, familyEn] = pick(surnames, 0)
      const [, givenEn] = pick(givenNames, 2)
      const name = draw()
      const enName = foreign ? name : lacks(5, 19) ? '' : `${givenEn} ${familyEn}`
      const handle = `${givenEn}.${familyEn}${index}`.toLowerCase()
      const standing = Array.from(places.subarray(0, placement.draw(index, places)))
      return {
        index,
        name,
        enName,
        email: lacks(10, 13) ? '' : `${handle}@mail.example.com`,
        enterpriseEmail: lacks(11, 9) ? '' : `${handle}@larkspur.example`,
        // No operator in China has numbers that begin with 100.
        mobile: lacks(12, 11) ? '' : `+86100${String(index).padStart(8, '0')}`,
        employeeNo: lacks(13, 17) ? '' : `E${String(index + 1).padStart(6, '0')}`,
        jobTitle: lacks(14, 23) ? '' : pick(jobTitles, 12)[foreign ? 1 : 0],
        city: pick(cities, 8)[foreign ? 1 : 0],
        gender: (bytes[15] ?? 0) % 3,
        joinedAt: 1_500_000_000 + (bytes.readUInt32BE(4) % 200_000_000),
        employeeType: employeeTypeOf(
          index,
          bytes.readUInt16BE(12) % jobTitles.length,
          index < departments ? 3 : bytes.readUInt16BE(1),
        ),
        customValues: customValuesOf(index, bytes.readUInt16BE(3), size),
        foreign,
        departments: standing,
        leader: leaderOf(index, standing[0] ?? rootDepartment),
        status: statusOf(index),
      }
    },
  }
}
