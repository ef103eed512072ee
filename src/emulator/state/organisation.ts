// Knows: the people of the tenant. Derives each when asked, and lays edits on top.
import type { AppSettings, Person, PersonStatus } from '../types.ts'
import { rangeOf } from './contact-range.ts'
import { createDepartmentChanges } from './department-changes.ts'
import { createDepartmentTree } from './department-tree.ts'
import type { Identifiers } from './identifiers.ts'
import { createListeners } from './listeners.ts'
import { createMemberIndex } from './member-index.ts'
import {
  type ContactRange,
  type Departments,
  type OrganisationChange,
  type PlaceView,
  rootDepartment,
} from './organisation-model.ts'
import { createPeopleBytes } from './people-bytes.ts'
import { createPeopleEdits, type PersonPatch } from './people-edits.ts'
import { differences, type PersonFacts } from './person-facts.ts'
import { createPlacement, mostPlaces, shapeOf } from './placement.ts'
import { deriveKey } from './random.ts'
import { peopleReachedAt } from './reached-at.ts'
import { createRoster } from './roster.ts'
import { activeStatus, createTraits, statusOf, type Traits } from './traits.ts'

export interface Organisation {
  /** How many there are or were: an index is below. */
  readonly size: number
  readonly tenantKey: string
  /** How many people have been derived so far: nobody is, until somebody asks. */
  readonly derived: number
  /** Another after each change. */
  readonly version: number
  readonly departments: Departments
  /** Index of a person by index, open_id (of any of these apps), union_id or user_id. */
  find(key: number | string, appIds: readonly string[]): number | undefined
  has(index: number): boolean
  /** Somebody of this tenant whose account exists, whatever its status. */
  isKnown(index: number): boolean
  /** A member of this tenant who has neither resigned nor exited: who stands in lists. */
  isListed(index: number): boolean
  /** Whether there is, or was, a department of this open id: a contact range may name it. */
  knewDepartment(openId: string): boolean
  /** The tenant that a person belongs to, which an edit can change. */
  tenantOf(index: number): string
  person(index: number, appId: string): Person | undefined
  /** Undefined for somebody who is gone. */
  statusOf(index: number): PersonStatus | undefined
  /** As they were before they were removed, or as they are. */
  whoWas(index: number, appId: string): Person | undefined
  /** Without making the rest. */
  nameOf(index: number): string | undefined
  /** What only the contact API shows, without edits. */
  traits(index: number): Traits
  /** In departments that exist, the primary first; also of whoever has left or is gone. */
  placesOf(index: number): PlaceView[]
  /** Whom they report to, as long as that person is known. */
  leaderOf(index: number): number | undefined
  /** Who may have this e-mail address or mobile number; callers compare. */
  maybeReachedAt(value: string): number[]
  rangeOf(app: AppSettings): ContactRange
  /** Told after each change. Returns how to stop listening. `reset` is not told. */
  onChange(listener: (change: OrganisationChange) => void): () => void
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
  departments?: number | undefined
  flat?: boolean | undefined
  identifiers: Identifiers
  /** Origin for avatar addresses. */
  origin: () => string
}

export function createOrganisation(options: OrganisationOptions): Organisation {
  const { seed, size, identifiers, origin } = options
  const tenantKey = deriveKey(seed, 'tenant').toString('hex').slice(0, 16)
  const shape = shapeOf(options)
  const bytes = createPeopleBytes(seed)
  const placement = createPlacement(bytes, shape)
  const source = createTraits(bytes, placement, shape)
  const edits = createPeopleEdits({ size, tenantKey, identifiers })
  const { count, has } = edits
  const tree = createDepartmentTree({ ...shape, tenantKey, identifiers })
  const roster = createRoster({ placement, tree, tenantKey, has, editOf: edits.of })
  const { isListed, listedIn } = roster
  const members = createMemberIndex({
    most: () => Math.max(mostPlaces, edits.mostDepartments),
    people: count,
    departments: () => tree.end,
    parentOf: tree.parentOf,
    draw: roster.draw,
  })
  const listeners = createListeners<OrganisationChange>()
  let version = 0
  let ranges = new WeakMap<AppSettings, ContactRange>()

  function changed(): void {
    version++
    ranges = new WeakMap()
  }
  function tell(change: OrganisationChange): void {
    changed()
    listeners.tell(change)
  }

  const changes = createDepartmentChanges({ tree, members, isListed, tell })
  const departments: Departments = {
    get count() {
      return tree.count
    },
    has: tree.has,
    get: tree.get,
    find: tree.find,
    openId: tree.openId,
    childrenOf: tree.childrenOf,
    below: tree.below,
    ancestorsOf(number) {
      const above: number[] = []
      if (!tree.has(number) || number === rootDepartment) return above
      for (let at = tree.parentOf(number); at !== rootDepartment; at = tree.parentOf(at)) above.push(at)
      return above
    },
    membersOf: (number) => (tree.has(number) ? members.membersOf(number) : []),
    memberCount: (number) => (tree.has(number) ? members.count(number) : 0),
    primaryMemberCount: (number) => (tree.has(number) ? members.primaryCount(number) : 0),
    ...changes,
  }

  function leaderOf(index: number): number | undefined {
    const edited = edits.of(index)?.leader
    const leader = edited === undefined ? source.of(index).leader : (edited ?? undefined)
    return leader !== undefined && has(leader) ? leader : undefined
  }

  function departmentNameOf(index: number, { foreign }: Traits): string {
    const primary = tree.get(roster.standsIn(index)[0] ?? rootDepartment)
    return (foreign ? primary?.enName || primary?.name : primary?.name) ?? ''
  }

  function factsOf(index: number, traits = source.of(index)): PersonFacts {
    const { status, departments: _, leader: __, tenant_key: ___, ...edited } = edits.of(index) ?? {}
    return {
      user_id: edits.userIdOf(index),
      name: traits.name,
      en_name: traits.enName,
      avatar_url: `${origin()}/_emulator/avatar/${index}/72.svg`,
      email: traits.email,
      enterprise_email: traits.enterpriseEmail,
      mobile: traits.mobile,
      job_title: traits.jobTitle,
      ...edited,
      status: { ...traits.status, ...status },
    }
  }

  const isPlace = (index: number) => Number.isInteger(index) && index >= 0 && index < count()

  function whoWas(index: number, appId: string): Person | undefined {
    if (!isPlace(index)) return undefined
    const traits = source.of(index)
    return {
      index,
      open_id: identifiers.encode('open_id', appId, index),
      union_id: identifiers.encode('union_id', tenantKey, index),
      employee_no: traits.employeeNo,
      department_ids: roster.standsIn(index).map(tree.openId),
      department_name: departmentNameOf(index, traits),
      tenant_key: edits.of(index)?.tenant_key ?? tenantKey,
      ...factsOf(index, traits),
    }
  }

  const person = (index: number, appId: string) => (has(index) ? whoWas(index, appId) : undefined)

  function matches(index: number, text: string): boolean {
    const traits = source.of(index)
    const edited = edits.of(index)
    return [
      edited?.name ?? traits.name,
      edited?.en_name ?? traits.enName,
      edited?.email ?? traits.email,
      departmentNameOf(index, traits),
    ].some((value) => value.toLowerCase().includes(text))
  }

  /** Whoever leaves leads nothing any more. */
  function stepDown(index: number): void {
    for (const number of tree.ledBy(index)) {
      const { leader, deputies } = tree.get(number) ?? { leader: undefined, deputies: [] }
      changes.update(number, {
        leader: leader === index ? undefined : leader,
        deputies: deputies.filter((deputy) => deputy !== index),
      })
    }
  }

  /** A member, or one who exited but has not resigned: known to the tenant. */
  const isKnown = (index: number) => has(index) && edits.tenantOf(index) === tenantKey
  const isMember = (index: number) => isKnown(index) && !factsOf(index).status.is_resigned

  function stateOf(index: number) {
    const known = has(index)
    return {
      member: isMember(index),
      listed: listedIn(index),
      facts: known ? factsOf(index) : undefined,
      places: known ? roster.placesOf(index) : [],
      leader: known ? leaderOf(index) : undefined,
    }
  }

  function alter(index: number, edit: () => void): void {
    const before = stateOf(index)
    edit()
    const after = stateOf(index)
    members.move(index, before.listed, after.listed)
    const differing = differences(before, after)
    if (before.member && !after.member) {
      const standing = before.places.map(({ department }) => department)
      tell({ kind: 'person.deleted', index, before: { ...differing, departments: standing } })
    } else if (!before.member && after.member) tell({ kind: 'person.created', index })
    else if (after.member && Object.keys(differing).length > 0)
      tell({ kind: 'person.updated', index, before: differing })
    else changed()
    if (before.listed.length > 0 && after.listed.length === 0) stepDown(index)
  }

  function check(index: number, patch: PersonPatch): void {
    const { user_id, departments: standing, leader } = patch
    edits.checkNames(patch)
    if (user_id !== undefined) edits.checkUserId(index, user_id)
    const unknown = standing?.find((number) => !tree.has(number))
    if (unknown !== undefined) throw new Error(`There is no department ${unknown}`)
    if (typeof leader === 'number' && (leader === index || !isListed(leader)))
      throw new Error(`Person ${leader} cannot be the leader of person ${index}`)
  }

  return {
    get size() {
      return count()
    },
    tenantKey,
    get derived() {
      return source.derived
    },
    get version() {
      return version
    },
    departments,
    find: edits.find,
    has,
    isKnown,
    isListed,
    knewDepartment: (openId) => tree.numberOf(openId) !== undefined,
    tenantOf: edits.tenantOf,
    person,
    statusOf: (index) => (has(index) ? { ...statusOf(index), ...edits.of(index)?.status } : undefined),
    whoWas,
    nameOf: (index) => (has(index) ? (edits.of(index)?.name ?? source.nameOf(index)) : undefined),
    traits: source.of,
    placesOf: (index) => (isPlace(index) ? roster.placesOf(index) : []),
    leaderOf,
    maybeReachedAt: (value) => peopleReachedAt(value, edits).filter(has),
    rangeOf(app) {
      const known = ranges.get(app)
      if (known !== undefined) return known
      const { standsIn } = roster
      const range = rangeOf(app, { departments, numberOf: tree.numberOf, isKnown, standsIn })
      ranges.set(app, range)
      return range
    },
    onChange: listeners.add,
    search(text, offset, limit) {
      const wanted = text.trim().toLowerCase()
      if (wanted === '' && edits.removed === 0) {
        const end = Math.max(offset, Math.min(count(), offset + limit))
        return { total: count(), indexes: Array.from({ length: end - offset }, (_, at) => offset + at) }
      }
      let total = 0
      const indexes: number[] = []
      for (let index = 0; index < count(); index++) {
        if (!has(index) || (wanted !== '' && !matches(index, wanted))) continue
        if (total >= offset && indexes.length < limit) indexes.push(index)
        total++
      }
      return { total, indexes }
    },
    add(patch) {
      const index = count()
      check(index, patch)
      alter(index, () => {
        edits.admit()
        edits.lay(index, { ...patch, status: { ...activeStatus, ...patch.status } })
      })
      return index
    },
    update(index, patch) {
      check(index, patch)
      alter(index, () => edits.lay(index, patch))
    },
    remove: (index) => alter(index, () => edits.remove(index)),
    reset() {
      edits.reset()
      tree.reset()
      members.reset()
      changed()
    },
  }
}
