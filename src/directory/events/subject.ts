// Reads: what an event is about, and nothing else of it.
import { LarkspurError } from '../../errors/larkspur-error.ts'
import { isPlatformIdentifier, type PlatformEvent } from '../../feishu/index.ts'
import type { EventSubject } from '../ports.ts'

type Members = Record<string, unknown>

const invalid = (what: string) =>
  new LarkspurError('request_invalid', { message: `The event has no usable ${what}.` })

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An absent member is an empty object; anything else that is none is refused. */
function part(of: Members, name: string): Members {
  const value = of[name] ?? {}
  if (!isObject(value)) throw invalid(name)
  return value
}

function id(of: Members, name: string): string {
  const value = of[name]
  // It becomes part of a path, and ids stand side by side with spaces between them.
  if (typeof value !== 'string' || !isPlatformIdentifier(value)) throw invalid(name)
  return value
}

function ids(of: Members, list: string, name: string): string[] {
  const entries = of[list] ?? []
  if (!Array.isArray(entries)) throw invalid(list)
  return entries.map((entry) => id(isObject(entry) ? entry : {}, name))
}

/** A deleted object may be told by its former self alone. */
function idOfObject(event: Members, name: string): string {
  const object = part(event, 'object')
  return id(object[name] === undefined ? part(event, 'old_object') : object, name)
}

function range(event: Members, name: string) {
  const of = part(event, name)
  const groups = of.user_groups ?? []
  if (!Array.isArray(groups)) throw invalid('user_groups')
  return {
    departmentIds: ids(of, 'departments', 'open_department_id'),
    personIds: ids(of, 'users', 'open_id'),
    groups: groups.length,
  }
}

/**
 * What an event is about. The names are those of
 * https://open.feishu.cn/document/server-docs/contact-v3/event-list; of others nothing is read: they are not about the
 * directory.
 *
 * @throws {LarkspurError} `request_invalid` for an event of the directory that does not say whom it is about
 */
export function readSubject({
  type,
  event,
}: Pick<PlatformEvent, 'type' | 'event'>): EventSubject | undefined {
  if (/^contact\.user\.(?:created|updated|deleted)_v3$/.test(type)) {
    return { kind: 'person', id: idOfObject(event, 'open_id') }
  }
  if (/^contact\.department\.(?:created|updated|deleted)_v3$/.test(type)) {
    return { kind: 'department', id: idOfObject(event, 'open_department_id') }
  }
  if (type === 'contact.scope.updated_v3') {
    return { kind: 'scope', added: range(event, 'added'), removed: range(event, 'removed') }
  }
  return undefined
}

/** Says of its person that they have left. */
export const leaving = 'contact.user.deleted_v3'

/** Says of its person that they have come. */
export const coming = 'contact.user.created_v3'

/** Whether this kind of event says of its person that they have left. */
export const tellsOfLeaving = (type: string): boolean => type === leaving

/** Whether this kind of event says of its department that it is new. */
export const tellsOfNewDepartment = (type: string): boolean => type === 'contact.department.created_v3'

/** Whether this kind of event says of its person that they have come. */
export const tellsOfComing = (type: string): boolean => type === coming

/**
 * Whether somebody may not use anything any more, by this event: they are gone, their status has changed, or it is none
 * of a member. Whether it is so is asked at the platform.
 */
export function mayHaveLeft({ type, event }: Pick<PlatformEvent, 'type' | 'event'>): boolean {
  if (tellsOfLeaving(type)) return true
  if (type !== 'contact.user.updated_v3') return false
  const { status } = part(event, 'object')
  const isBarred =
    isObject(status) && ['is_frozen', 'is_resigned', 'is_exited'].some((flag) => status[flag] === true)
  return isBarred || part(event, 'old_object').status !== undefined
}
