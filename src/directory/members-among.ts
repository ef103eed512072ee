// Tells: members from those who have left, among people who were read by their ids.
import type { PersonRead } from '../feishu/index.ts'
import { createEndGuard } from './end-guard.ts'
import { isGone, isMember } from './lists.ts'
import type { Answer } from './platform.ts'
import type { RunWork } from './run-work.ts'

/** In whose list the person would stand. */
async function departmentOf({ store, key }: RunWork, { id, departmentIds }: PersonRead) {
  return departmentIds?.[0] ?? (await store.person(key, id))?.departments[0]?.departmentId
}

/** Those of these people who stand in the list of the department; all of them when the app may not see it. */
async function listedIn(work: RunWork, departmentId: string, ids: ReadonlySet<string>): Promise<Set<string>> {
  const check = createEndGuard('people', work.limits.maxPagesPerList)
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
    if (error.code === 'user_not_visible') return new Set(ids)
  }
  return found
}

/**
 * Of people who were asked for by id, those who have not left. The platform knows leavers by their ids; without the
 * permission for people's states it tells of them as of anybody else. But no list has them: so their department's is
 * read, once for all of its people.
 */
export async function membersAmong(
  work: RunWork,
  { value, readAt }: Answer<PersonRead[]>,
): Promise<Answer<PersonRead[]>> {
  const uncertain = new Map<string, Set<string>>()
  for (const person of value.filter(({ state }) => state === undefined)) {
    const departmentId = await departmentOf(work, person)
    if (departmentId === undefined) continue
    uncertain.set(departmentId, (uncertain.get(departmentId) ?? new Set()).add(person.id))
  }
  const listed = new Set<string>()
  for (const [departmentId, ids] of uncertain) {
    for (const id of await listedIn(work, departmentId, ids)) listed.add(id)
  }
  const isThere = (person: PersonRead) =>
    person.state === undefined ? listed.has(person.id) : isMember(person)
  return { value: value.filter(isThere), readAt }
}
