// Declares: departments, who sees what of the organisation, and what is told when something changes.
import type { PersonStatus } from '../types.ts'

/** Number of the root in place of a department's. */
export const rootDepartment = -1

/** A department with its edits. Departments are numbered; those of the seed come first. */
export interface DepartmentView {
  number: number
  /** Chinese. */
  name: string
  enName: string
  /** The organisation's own id of it. */
  customId: string
  /** `rootDepartment` below the root. */
  parent: number
  /** Index of the main leader. */
  leader: number | undefined
  deputies: readonly number[]
  order: number
}

/** A person's place in a department. Of both orders the larger comes first. */
export interface PlaceView {
  department: number
  userOrder: number
  departmentOrder: number
  isPrimary: boolean
}

/** The departments side of the organisation. */
export interface Departments {
  /** How many exist, without the root. */
  readonly count: number
  has(number: number): boolean
  /** The root is one, its own parent, with the company's name. */
  get(number: number): DepartmentView | undefined
  /** By open_department_id, custom id, or `0` for the root. */
  find(id: string): number | undefined
  openId(number: number): string
  /** Directly below, by their order; none for an unknown department. */
  childrenOf(number: number): readonly number[]
  /** All below, in a fixed order. Walks: nothing is built for departments that nobody asks for. */
  below(number: number): Iterable<number>
  /** From the department above up to the topmost; the root is left out. */
  ancestorsOf(number: number): number[]
  /** Indexes of the direct members who are listed: not those who have left. In a fixed order, also at any offset. */
  membersOf(number: number): ArrayLike<number>
  /** Members with those of the departments below, each once. */
  memberCount(number: number): number
  /** Direct members whose primary department it is. */
  primaryMemberCount(number: number): number
  create(given: {
    name: string
    enName?: string
    customId?: string
    parent?: number
    leader?: number | undefined
    deputies?: readonly number[]
    order?: number
  }): number
  /** Throws for a name that a sibling has, a parent below itself, more than 1000 siblings. */
  update(
    number: number,
    patch: Partial<Pick<DepartmentView, 'name' | 'enName' | 'customId' | 'parent' | 'leader' | 'order'>> & {
      deputies?: readonly number[]
    },
  ): void
  /** Throws while it has members or departments below. */
  remove(number: number): void
}

/** What has changed, told after the change. `before` holds what differs, as it was. */
export type OrganisationChange =
  | { kind: 'person.created'; index: number }
  | { kind: 'person.updated'; index: number; before: PersonBefore }
  | { kind: 'person.deleted'; index: number; before: PersonBefore & { departments: number[] } }
  | { kind: 'department.created'; number: number }
  | { kind: 'department.updated'; number: number; before: Partial<DepartmentView> }
  | { kind: 'department.deleted'; number: number; before: DepartmentView }

export interface PersonBefore {
  name?: string
  en_name?: string
  avatar_url?: string
  email?: string
  enterprise_email?: string
  mobile?: string
  user_id?: string
  job_title?: string
  status?: PersonStatus
  leader?: number | undefined
  places?: PlaceView[]
}

/** What one app's own token sees. */
export interface ContactRange {
  /** Everybody and everything, the root included. */
  readonly everything: boolean
  seesDepartment(number: number): boolean
  seesPerson(index: number): boolean
  /**
   * As configured, with what is gone by now; or what the platform lists in place of everything: first-level departments
   * and members of the root.
   */
  readonly departments: readonly number[]
  readonly people: ArrayLike<number>
}
