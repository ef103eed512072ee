// Begins: a run, by finding out what the app may see and what has to be read for it.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { leaverOf } from './leavers.ts'
import { askPage, isGone, type ListPage, peoplePage } from './lists.ts'
import { departmentTasks, everything, type NewTask, rangeTasks } from './plan.ts'
import type { Platform } from './platform.ts'
import { type FirstPages, taskName } from './read-list.ts'
import { removePerson } from './removal.ts'
import type { RunReport, SyncTarget, SyncWarning } from './report.ts'
import { finish } from './run.ts'
import { type RunWork, writeFound } from './run-work.ts'
import { sortOut } from './sort-out.ts'
import type { LeftPerson } from './sync-options.ts'

const nothing = { read: 0, created: 0, updated: 0, restored: 0, removed: 0 }

export const newReport = (id: string, target: SyncTarget, dryRun: boolean, now: number): RunReport => ({
  id,
  target,
  dryRun,
  state: 'running',
  startedAt: now,
  finishedAt: null,
  workedMs: 0,
  calls: 0,
  rateLimited: 0,
  resumed: 0,
  people: { ...nothing },
  departments: { ...nothing },
  pending: { departments: 0, calls: 0 },
  missingPermissions: [],
  warnings: [],
  removals: null,
  error: null,
})

interface Plan {
  tasks: readonly NewTask[]
  warnings: SyncWarning[]
  first: FirstPages
}

/** The configured range, to its end. */
async function configuredRange(platform: Platform, maxPages: number): Promise<Plan> {
  const departmentIds: string[] = []
  const personIds: string[] = []
  let groups = 0
  let pageToken: string | null = null
  for (let pages = 1; ; pages += 1) {
    const { value } = await platform.scopes(pageToken)
    departmentIds.push(...value.departmentIds)
    personIds.push(...value.personIds)
    groups += value.groupIds.length
    if (value.next === undefined) break
    if (pages >= maxPages) {
      throw new LarkspurError('platform_response_invalid', {
        message: 'The contact range of the app does not end.',
      })
    }
    pageToken = value.next
  }
  const warnings: SyncWarning[] = groups > 0 ? [{ kind: 'groups_not_read', count: groups }] : []
  return { tasks: rangeTasks(departmentIds, personIds), warnings, first: new Map() }
}

/** The first page of a list of the root, which only an app that sees everybody gets; undefined for the others. */
async function firstOfRoot(asking: Promise<ListPage>): Promise<ListPage | undefined> {
  try {
    return await asking
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

const holdsAny = (page: ListPage | undefined) =>
  page !== undefined && (page.departments.length > 0 || page.people.length > 0 || page.next !== null)

/** Of everything that the app may see: all, or what its range says. The pages that tell which are not read again. */
async function planEverything(platform: Platform, maxPages: number): Promise<Plan> {
  const [tree, people] = everything
  const below = await firstOfRoot(askPage(platform, tree, null))
  if (below === undefined) return configuredRange(platform, maxPages)
  const first: FirstPages = new Map([[taskName(tree), below]])
  if (holdsAny(below)) return { tasks: everything, warnings: [], first }
  // No departments may be the truth of a small company, or of an app that sees only some and is not told so. Nobody but
  // an app that sees everybody is told of the root's own members.
  const members = await firstOfRoot(askPage(platform, people, null))
  if (members !== undefined) first.set(taskName(people), members)
  if (holdsAny(members)) return { tasks: everything, warnings: [], first }
  const configured = await configuredRange(platform, maxPages)
  return { ...configured, tasks: [...everything, ...configured.tasks], first }
}

/** What has to be read for this target. */
async function plan({ platform, store, key, limits }: RunWork, target: SyncTarget): Promise<Plan> {
  if (target.kind === 'department') {
    // One that the directory does not know either is a mistake of the caller, not a department that was deleted.
    if ((await store.department(key, target.id)) === undefined) await platform.department(target.id)
    return { tasks: departmentTasks([target.id]), warnings: [], first: new Map() }
  }
  if (target.kind !== 'all') return { tasks: [], warnings: [], first: new Map() }
  return planEverything(platform, limits.maxPagesPerList)
}

/** Begins a run of lists; they are read by `continueRun`. */
export async function beginRun(work: RunWork, target: SyncTarget): Promise<FirstPages> {
  const { tasks, warnings, first } = await plan(work, target)
  work.progress.note({ warnings })
  await work.held.keep()
  // What the plan has cost is added with the first page.
  await work.store.beginRun(
    work.held.lease,
    { ...work.progress.report(), calls: 0, rateLimited: 0, workedMs: 0 },
    tasks,
  )
  return first
}

/** Reads one person anew: a whole run. */
export async function syncPerson(work: RunWork, id: string): Promise<RunReport> {
  const { platform, store, key } = work
  let page: ListPage | undefined
  let left: LeftPerson | undefined
  try {
    const answer = await platform.person(id)
    const found = await sortOut(work, { ...answer, value: [answer.value] })
    left = found.left[0]
    if (left === undefined) page = peoplePage(found.members, null)
  } catch (error) {
    left = leaverOf(id, error)
    if ((await store.person(key, id)) === undefined) {
      throw left.state === 'gone' ? new LarkspurError('person_not_found', { cause: error }) : error
    }
  }
  await beginRun(work, { kind: 'person', id })
  if (page !== undefined) await writeFound(work, page)
  if (left !== undefined) await removePerson(work, left)
  return finish(work)
}
