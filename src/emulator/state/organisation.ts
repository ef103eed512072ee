// Knows: the people of the tenant. Derives each when asked, and lays edits on top.
import type { Emulator, Person } from '../types.ts'
import type { Identifiers } from './identifiers.ts'
import { deriveKey } from './random.ts'
import { createTraits, type Traits } from './traits.ts'

export type PersonPatch = Parameters<Emulator['people']['update']>[1]

export interface Organisation {
  readonly size: number
  readonly tenantKey: string
  /** How many people have been derived so far: nobody is, until somebody asks. */
  readonly derived: number
  /** Index of a person by index, open_id (of any of these apps), union_id or user_id. */
  find(key: number | string, appIds: readonly string[]): number | undefined
  has(index: number): boolean
  /** The tenant that a person belongs to, which an edit can change. */
  tenantOf(index: number): string
  person(index: number, appId: string): Person | undefined
  /** What only the contact API shows. */
  traits(index: number): Traits
  departmentId(department: number): string
  search(text: string, offset: number, limit: number): { total: number; indexes: number[] }
  /** The index of somebody new. */
  add(patch: PersonPatch): number
  update(index: number, patch: PersonPatch): void
  remove(index: number): void
  reset(): void
}

export interface OrganisationOptions {
  seed: number
  size: number
  identifiers: Identifiers
  /** Origin for avatar addresses. */
  origin: () => string
}

const active = {
  is_frozen: false,
  is_resigned: false,
  is_activated: true,
  is_exited: false,
  is_unjoin: false,
}

export function createOrganisation({ seed, size, identifiers, origin }: OrganisationOptions): Organisation {
  const tenantKey = deriveKey(seed, 'tenant').toString('hex').slice(0, 16)
  const source = createTraits(seed, size)
  const edits = new Map<number, PersonPatch>()
  const removed = new Set<number>()
  const editedUserIds = new Map<string, number>()

  let added = 0
  const count = () => size + added
  const has = (index: number) =>
    Number.isInteger(index) && index >= 0 && index < count() && !removed.has(index)
  const departmentId = (department: number) => identifiers.encode('open_department_id', tenantKey, department)
  const userIdOf = (index: number) =>
    edits.get(index)?.user_id ?? identifiers.encode('user_id', tenantKey, index)

  function byUserId(id: string): number | undefined {
    const index = editedUserIds.get(id) ?? identifiers.decode('user_id', tenantKey, id)
    return index !== undefined && userIdOf(index) === id ? index : undefined
  }

  function find(key: number | string, appIds: readonly string[]): number | undefined {
    if (typeof key === 'number') return has(key) ? key : undefined
    const candidates = [
      ...appIds.map((appId) => identifiers.decode('open_id', appId, key)),
      identifiers.decode('union_id', tenantKey, key),
      byUserId(key),
    ]
    return candidates.find((index) => index !== undefined && has(index))
  }

  function person(index: number, appId: string): Person | undefined {
    if (!has(index)) return undefined
    const traits = source.of(index)
    const openId = identifiers.encode('open_id', appId, index)
    const { status, ...edited } = edits.get(index) ?? {}
    return {
      index,
      open_id: openId,
      union_id: identifiers.encode('union_id', tenantKey, index),
      user_id: userIdOf(index),
      name: traits.name,
      en_name: traits.enName,
      avatar_url: `${origin()}/_emulator/avatar/${index}/72.svg`,
      email: traits.email,
      enterprise_email: traits.enterpriseEmail,
      mobile: traits.mobile,
      employee_no: traits.employeeNo,
      job_title: traits.jobTitle,
      department_ids: traits.departments.map(departmentId),
      department_name: traits.departmentName,
      tenant_key: tenantKey,
      ...edited,
      status: { ...traits.status, ...status },
    }
  }

  function matches(index: number, text: string): boolean {
    if (!has(index)) return false
    const traits = source.of(index)
    const edited = edits.get(index)
    return [
      edited?.name ?? traits.name,
      edited?.en_name ?? traits.enName,
      edited?.email ?? traits.email,
      traits.departmentName,
    ].some((value) => value.toLowerCase().includes(text))
  }

  function* everybody(): Iterable<number> {
    for (let index = 0; index < count(); index++) if (!removed.has(index)) yield index
  }

  return {
    get size() {
      return count()
    },
    tenantKey,
    get derived() {
      return source.derived
    },
    find,
    has,
    tenantOf: (index) => edits.get(index)?.tenant_key ?? tenantKey,
    person,
    traits: (index) => source.of(index),
    departmentId,
    search(text, offset, limit) {
      const wanted = text.trim().toLowerCase()
      if (wanted === '' && removed.size === 0) {
        const end = Math.max(offset, Math.min(count(), offset + limit))
        return { total: count(), indexes: Array.from({ length: end - offset }, (_, at) => offset + at) }
      }
      let total = 0
      const indexes: number[] = []
      for (const index of everybody()) {
        if (wanted !== '' && !matches(index, wanted)) continue
        if (total >= offset && indexes.length < limit) indexes.push(index)
        total++
      }
      return { total, indexes }
    },
    add(patch) {
      const index = count()
      if (patch.user_id !== undefined) checkUserId(index, patch.user_id)
      added++
      update(index, { ...patch, status: { ...active, ...patch.status } })
      return index
    },
    update,
    remove: (index) => void removed.add(index),
    reset() {
      added = 0
      edits.clear()
      removed.clear()
      editedUserIds.clear()
    },
  }

  function checkUserId(index: number, id: string): void {
    // A key of digits alone is read as an index.
    if (id === '' || /^\d+$/.test(id))
      throw new Error(`A user_id is not empty and not digits alone; got "${id}"`)
    const holder = byUserId(id)
    if (holder !== undefined && holder !== index && has(holder))
      throw new Error(`Somebody else has the user_id ${id}`)
  }

  function update(index: number, patch: PersonPatch): void {
    if (patch.user_id !== undefined) checkUserId(index, patch.user_id)
    const before = edits.get(index)
    const status = { ...before?.status, ...patch.status }
    edits.set(index, { ...before, ...patch, ...(Object.keys(status).length > 0 ? { status } : {}) })
    if (patch.user_id !== undefined) editedUserIds.set(patch.user_id, index)
  }
}
