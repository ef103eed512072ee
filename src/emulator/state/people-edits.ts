// Keeps: what has been changed of the people of the seed, who is new and who was removed.
import type { PersonInput } from '../types.ts'
import type { Identifiers } from './identifiers.ts'

/** An edit of a person. Departments by number, the primary first; people by index. */
export type PersonPatch = Omit<PersonInput, 'departments' | 'leader'> & {
  departments?: number[]
  leader?: number | null
}

export interface PeopleEdits {
  /** Of the seed and new ones, with those who were removed. */
  count(): number
  readonly removed: number
  /** Most departments that an edit has given anybody. */
  readonly mostDepartments: number
  has(index: number): boolean
  of(index: number): PersonPatch | undefined
  all(): Iterable<[number, PersonPatch]>
  userIdOf(index: number): string
  tenantOf(index: number): string
  find(key: number | string, appIds: readonly string[]): number | undefined
  /** @throws Error for a user_id that somebody else has, or that reads as an index */
  checkUserId(index: number, id: string): void
  /** @throws Error for a name that is empty or too long */
  checkNames(patch: Pick<PersonPatch, 'name' | 'en_name'>): void
  /** There is one more. */
  admit(): void
  lay(index: number, patch: PersonPatch): void
  remove(index: number): void
  reset(): void
}

export interface PeopleEditsOptions {
  size: number
  tenantKey: string
  identifiers: Identifiers
}

/** Source: https://open.feishu.cn/document/server-docs/contact-v3/user/field-overview */
const longestUserId = 64
const longestName = 255

export function createPeopleEdits({ size, tenantKey, identifiers }: PeopleEditsOptions): PeopleEdits {
  const edits = new Map<number, PersonPatch>()
  const gone = new Set<number>()
  const userIds = new Map<string, number>()
  let added = 0
  let mostDepartments = 0

  const count = () => size + added
  const has = (index: number) => Number.isInteger(index) && index >= 0 && index < count() && !gone.has(index)
  const userIdOf = (index: number) =>
    edits.get(index)?.user_id ?? identifiers.encode('user_id', tenantKey, index)

  function byUserId(id: string): number | undefined {
    const index = userIds.get(id) ?? identifiers.decode('user_id', tenantKey, id)
    return index !== undefined && userIdOf(index) === id ? index : undefined
  }

  return {
    count,
    get removed() {
      return gone.size
    },
    get mostDepartments() {
      return mostDepartments
    },
    has,
    of: (index) => edits.get(index),
    all: () => edits.entries(),
    userIdOf,
    tenantOf: (index) => edits.get(index)?.tenant_key ?? tenantKey,
    find(key, appIds) {
      if (typeof key === 'number') return has(key) ? key : undefined
      const candidates = [
        ...appIds.map((appId) => identifiers.decode('open_id', appId, key)),
        identifiers.decode('union_id', tenantKey, key),
        byUserId(key),
      ]
      return candidates.find((index) => index !== undefined && has(index))
    },
    checkUserId(index, id) {
      // A key of digits alone is read as an index.
      if (id === '' || id.length > longestUserId || /^\d+$/.test(id))
        throw new Error(
          `A user_id has 1 to ${longestUserId} characters and is not digits alone; got "${id.slice(0, 100)}"`,
        )
      const holder = byUserId(id)
      if (holder !== undefined && holder !== index && has(holder))
        throw new Error(`Somebody else has the user_id ${id}`)
    },
    checkNames({ name, en_name = '' }) {
      if (name === '' || [name, en_name].some((text = '') => text.length > longestName))
        throw new Error(`A person has a name, and no name has more than ${longestName} characters`)
    },
    admit: () => void added++,
    lay(index, patch) {
      const before = edits.get(index)
      const status = { ...before?.status, ...patch.status }
      const standing = patch.departments === undefined ? {} : { departments: [...new Set(patch.departments)] }
      edits.set(index, {
        ...before,
        ...patch,
        ...standing,
        ...(Object.keys(status).length > 0 ? { status } : {}),
      })
      mostDepartments = Math.max(mostDepartments, patch.departments?.length ?? 0)
      if (patch.user_id !== undefined) userIds.set(patch.user_id, index)
    },
    remove: (index) => void gone.add(index),
    reset() {
      added = 0
      mostDepartments = 0
      for (const map of [edits, userIds]) map.clear()
      gone.clear()
    },
  }
}
