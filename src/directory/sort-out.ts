// Tells: members from those who have left, among people who were read by their ids.
import type { PersonRead } from '../feishu/index.ts'
import { createEndGuard } from './end-guard.ts'
import { stateOfLeaver } from './leavers.ts'
import { isGone, isMember, seen } from './lists.ts'
import { idsOf } from './missing.ts'
import type { Answer } from './platform.ts'
import type { RunWork } from './run-work.ts'
import type { LeftPerson } from './sync-options.ts'

/** People who were asked for by id. */
export interface SortedOut {
  members: Answer<PersonRead[]>
  left: LeftPerson[]
}

const told = ({ departmentIds }: PersonRead): string | undefined => departmentIds?.[0]

/** Those of these people who stand in the list of the department; undefined when it is not there. */
async function listedIn(
  work: RunWork,
  departmentId: string,
  people: readonly PersonRead[],
): Promise<ReadonlySet<string> | undefined> {
  const check = createEndGuard('people', work.limits.maxPagesPerList)
  const ids = new Set(people.map(({ id }) => id))
  const found = new Set<string>()
  let pageToken: string | null = null
  let pages = 0
  try {
    do {
      const { value } = await work.platform.members(departmentId, pageToken)
      for (const { id } of value.items) if (ids.has(id)) found.add(id)
      pages += 1
      pageToken = value.next ?? null
      check(pageToken, pages)
    } while (pageToken !== null && found.size < ids.size)
  } catch (error) {
    if (!isGone(error)) throw error
    // Of a department that the app may not see nobody can be missed.
    return error.code === 'user_not_visible' ? ids : undefined
  }
  return found
}

/** Without those who have moved since they were asked for: they were looked for in the wrong list. */
async function whoStayed({ platform }: RunWork, people: readonly PersonRead[]): Promise<PersonRead[]> {
  if (people.length === 0) return []
  const { value } = await seen(platform.people(idsOf(people)))
  const now = new Map(value.map((person) => [person.id, told(person)]))
  return people.filter((person) => now.get(person.id) === told(person))
}

interface Verdicts {
  /** Not in the list of the department in which the platform says they are. */
  left: ReadonlySet<string>
  /** Not in the list of the department in which they were, in none that there is, or known to have left before. */
  unknown: ReadonlySet<string>
}

/** Of people whose state is not told. Each department's list is read once for all of its people. */
async function lookFor(work: RunWork, people: readonly PersonRead[]): Promise<Verdicts> {
  const { store, key } = work
  const absent: PersonRead[] = []
  const unknown = new Set<string>()
  const departments = new Map<string, PersonRead[]>()
  // A run of a part has not read the list in which somebody may stand by now, and nothing is asked for that says so.
  const isWhole = work.progress.report().target.kind === 'all'
  for (const person of people) {
    const known = told(person) === undefined ? await store.person(key, person.id) : undefined
    // Nothing says that they are back.
    if (known?.removedReason === 'left') unknown.add(person.id)
    const departmentId = told(person) ?? (isWhole ? known?.departments[0]?.departmentId : undefined)
    if (departmentId === undefined) continue
    departments.set(departmentId, [...(departments.get(departmentId) ?? []), person])
  }
  for (const [departmentId, members] of departments) {
    const listed = await listedIn(work, departmentId, members)
    for (const person of members.filter(({ id }) => !listed?.has(id))) {
      if (listed !== undefined && told(person) !== undefined) absent.push(person)
      else if (isWhole) unknown.add(person.id)
    }
  }
  return { left: new Set(idsOf(await whoStayed(work, absent))), unknown }
}

/**
 * The platform knows leavers by their ids; without the permission for people's states it tells of them as of anybody
 * else. But no list has them. That somebody is not in the list of the department that this answer tells says that they
 * have left; that they are not where they were before says nothing: they may have moved. Whoever no list of a whole run
 * has is out of range then, which blocks nobody, and in all other cases they stay.
 */
export async function sortOut(work: RunWork, { value, readAt }: Answer<PersonRead[]>): Promise<SortedOut> {
  const verdicts = await lookFor(
    work,
    value.filter(({ state }) => state === undefined),
  )
  const left: LeftPerson[] = []
  const members: PersonRead[] = []
  for (const person of value) {
    const { id } = person
    if (!isMember(person) || verdicts.left.has(id)) left.push(stateOfLeaver(person))
    else if (verdicts.unknown.has(id)) left.push({ id, state: 'out_of_range' })
    else members.push(person)
  }
  return { members: { value: members, readAt }, left }
}
