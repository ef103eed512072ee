// Draws: what one person of the organisation is like, from the seed and the person's number alone.
import { createCipheriv } from 'node:crypto'
import type { PersonStatus } from '../types.ts'
import { departmentCount, departmentName, parentOf } from './departments.ts'
import { cities, foreignNames, givenNames, jobTitles, surnames } from './names.ts'
import { deriveKey } from './random.ts'

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
  departments: number[]
  departmentName: string
  leader: number | undefined
  status: PersonStatus
}

const active: PersonStatus = {
  is_frozen: false,
  is_resigned: false,
  is_activated: true,
  is_exited: false,
  is_unjoin: false,
}

/**
 * The same places in every organisation, so that a test can name them: of every hundred people, number 17 is
 * frozen, 29 has resigned, 41 was never activated, 67 has left by himself.
 */
function statusOf(index: number): PersonStatus {
  switch (index % 100) {
    case 17:
      return { ...active, is_frozen: true }
    case 29:
      return { ...active, is_resigned: true, is_activated: false }
    case 41:
      return { ...active, is_activated: false, is_unjoin: true }
    case 67:
      return { ...active, is_exited: true }
    default:
      return active
  }
}

const bytesEach = 16
const chunk = 256

export interface TraitSource {
  of(index: number): Traits
  /** How many people have been derived so far. */
  readonly derived: number
}

export function createTraits(seed: number, size: number): TraitSource {
  const key = deriveKey(seed, 'people')
  const departments = departmentCount(size)
  let derived = 0
  let cached = { number: -1, bytes: Buffer.alloc(0) }

  // A chunk of key stream serves neighbours, so that a search through all people does not make a cipher for each.
  function bytesOf(index: number): Buffer {
    const number = Math.floor(index / chunk)
    if (cached.number !== number) {
      const iv = Buffer.alloc(16)
      iv.writeUInt32BE(number, 4)
      cached = {
        number,
        bytes: createCipheriv('aes-256-ctr', key, iv).update(Buffer.alloc(bytesEach * chunk)),
      }
    }
    const start = (index % chunk) * bytesEach
    return cached.bytes.subarray(start, start + bytesEach)
  }

  return {
    get derived() {
      return derived
    },
    of(index) {
      derived++
      const bytes = bytesOf(index)
      const pick = <T>(list: readonly T[], at: number) => list[bytes.readUInt16BE(at) % list.length] as T
      // The first ten people have every field, so that a first look is not at an exception.
      const lacks = (at: number, oneIn: number) => index >= 10 && (bytes[at] ?? 0) % oneIn === 0
      const [family, familyEn] = pick(surnames, 0)
      const [given, givenEn] = pick(givenNames, 2)
      const foreign = lacks(4, 12)
      const name = foreign ? pick(foreignNames, 2) : family + given
      const enName = foreign ? name : lacks(5, 19) ? '' : `${givenEn} ${familyEn}`
      const handle = `${givenEn}.${familyEn}${index}`.toLowerCase()
      const main = index < departments ? index : bytes.readUInt16BE(6) % departments
      const second = bytes.readUInt16BE(8) % departments
      const leader = index === main ? parentOf(main) : main
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
        departments: (bytes[9] ?? 0) % 10 === 0 && second !== main ? [main, second] : [main],
        departmentName: departmentName(main)[foreign ? 1 : 0],
        leader: leader !== undefined && leader < size ? leader : undefined,
        status: statusOf(index),
      }
    },
  }
}
