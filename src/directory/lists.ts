// Reads: one page of a list, whatever it lists, and leaves out who is no member any more.
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { DepartmentRead, PersonRead } from '../feishu/index.ts'
import { leftStates } from './model.ts'
import { idsOf, type NewTask } from './plan.ts'
import type { Answer, Platform } from './platform.ts'

/** What one answer brought. */
export interface ListPage {
  people: PersonRead[]
  departments: DepartmentRead[]
  /** The department whose members these are. */
  listedIn: string | null
  /** Token of the page after it; null at the end. */
  next: string | null
  /** When it was asked for; 0 when it never was. */
  readAt: number
}

export const emptyPage: ListPage = { people: [], departments: [], listedIn: null, next: null, readAt: 0 }

/** Whoever has left is no member, though the platform may still tell of them. */
export const isMember = ({ state }: PersonRead): boolean => state === undefined || !leftStates.includes(state)

export const exists = ({ isDeleted }: DepartmentRead): boolean => isDeleted !== true

/** Deleted, or out of the app's range since it was found: the list is empty for us. */
export const isGone = (error: unknown): error is LarkspurError =>
  error instanceof LarkspurError &&
  ['department_not_found', 'user_not_found', 'user_not_visible'].includes(error.code)

/**
 * What the platform tells of these. When the app may see none of them it refuses them as a whole: then nothing, as if
 * asked for at `readAt`.
 */
export async function seen<T>(asking: Promise<Answer<T[]>>, readAt = 0): Promise<Answer<T[]>> {
  try {
    return await asking
  } catch (error) {
    if (isGone(error)) return { value: [], readAt }
    throw error
  }
}

export function peoplePage(
  { value, readAt }: Answer<PersonRead[]>,
  listedIn: string | null,
  next: string | null = null,
): ListPage {
  return { ...emptyPage, people: value.filter(isMember), listedIn, next, readAt }
}

export function departmentsPage(
  { value, readAt }: Answer<DepartmentRead[]>,
  next: string | null = null,
): ListPage {
  return { ...emptyPage, departments: value.filter(exists), next, readAt }
}

/** One page; fails with what the platform says. */
export async function askPage(
  platform: Platform,
  { kind, target }: NewTask,
  pageToken: string | null,
): Promise<ListPage> {
  switch (kind) {
    case 'tree': {
      const { value, readAt } = await platform.below(target, pageToken)
      return departmentsPage({ value: value.items, readAt }, value.next ?? null)
    }
    case 'people': {
      const { value, readAt } = await platform.members(target, pageToken)
      return peoplePage({ value: value.items, readAt }, target, value.next ?? null)
    }
    case 'departments':
      return departmentsPage(await platform.departments(idsOf({ kind, target })))
    case 'persons':
      return peoplePage(await platform.people(idsOf({ kind, target })), null)
  }
}

/**
 * One page. A list that has gone since it was found is empty: whoever was in it is looked for one by one before
 * anything is removed.
 */
export async function readPage(
  platform: Platform,
  task: NewTask,
  pageToken: string | null,
): Promise<ListPage> {
  try {
    return await askPage(platform, task, pageToken)
  } catch (error) {
    if (isGone(error)) return emptyPage
    throw error
  }
}
