// Shapes: what the contact API tells of a person into what the methods answer; what is not told is null.

import type { Avatar, DepartmentRead, PersonRead } from '../../feishu/index.ts'
import type { Profile } from '../../sign-in/index.ts'
import type { DetailedUserInfo, LoginDepartment, LoginUserInfo } from '../model.ts'
import type { IdentityDetails, KnownProfile } from '../ports.ts'

/** A person, and those of their departments that the app may see. */
export interface ToldPerson {
  person: PersonRead
  departments: readonly DepartmentRead[]
}

/** Names that are known beside the contact API's answer. */
export interface KnownIds {
  unionId: string | null
  tenantKey: string | null
}

/** Texts that say nothing are not told. */
const told = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text)

const pictureOf = ({ avatar240, avatar640, avatarOrigin, avatar72 }: Avatar = {}): string | null =>
  told(avatar240) ?? told(avatar640) ?? told(avatarOrigin) ?? told(avatar72)

/** The one that is marked, else the one that the person's list has in front, else the first that is told. */
function primaryOf({ orders = [], departmentIds = [] }: PersonRead): string | undefined {
  const byOrder = orders.toSorted((a, b) => b.departmentOrder - a.departmentOrder)
  return (orders.find(({ isPrimary }) => isPrimary) ?? byOrder[0])?.departmentId ?? departmentIds[0]
}

/** The primary one first. */
function departmentsOf({ person, departments }: ToldPerson): LoginDepartment[] {
  const primary = primaryOf(person)
  const ids = new Set([...(primary === undefined ? [] : [primary]), ...(person.departmentIds ?? [])])
  return [...ids].map((id) => ({
    id,
    name: told(departments.find((department) => department.id === id)?.name),
    isPrimary: id === primary,
  }))
}

const isLedBy = ({ leaderId, leaders = [] }: DepartmentRead, personId: string): boolean =>
  leaderId === personId || leaders.some((leader) => leader.personId === personId)

/** One permission tells the parent and the leaders: where there is no parent, nobody said that there is no leader. */
function leadsAny({ person, departments }: ToldPerson): boolean | null {
  if (departments.some((department) => isLedBy(department, person.id))) return true
  const ids = person.departmentIds?.filter((id) => id !== '0')
  const told = departments.filter(({ parentId }) => parentId !== undefined)
  return ids?.every((id) => told.some((department) => department.id === id)) === true ? false : null
}

const withoutNothing = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  ) as Partial<T>

/** Of the answer about the person's own token: what the contact API does not tell. */
export function withProfile(told: PersonRead, profile: Profile): PersonRead {
  const { openId: id, name, enName, avatarUrl, unionId, userId, email, mobile, employeeNo } = profile
  const avatar = pictureOf(told.avatar) === null ? { avatar240: avatarUrl } : told.avatar
  const known = withoutNothing({ unionId, userId, name, enName, email, mobile, employeeNo })
  return { id, ...known, ...withoutNothing(told), ...withoutNothing({ avatar }) }
}

/** What of the answer belongs to the identity. */
export function profileOf({ name, enName, avatar, userId, email, mobile }: PersonRead): KnownProfile {
  return withoutNothing({ name, enName, avatarUrl: pictureOf(avatar), userId, email, mobile }) as KnownProfile
}

export function detailsOf(found: ToldPerson): IdentityDetails {
  const { jobTitle, gender, state } = found.person
  return {
    department: departmentsOf(found)[0]?.name ?? null,
    position: told(jobTitle),
    gender: gender === undefined || gender === 'unknown' ? null : gender,
    status: state ?? null,
    isLeader: leadsAny(found),
  }
}

export function loginInfoOf(found: ToldPerson, ids: KnownIds): LoginUserInfo {
  const { person } = found
  return {
    userId: person.userId ?? person.id,
    name: told(person.name) ?? told(person.enName),
    mobile: told(person.mobile),
    email: told(person.email),
    avatar: pictureOf(person.avatar),
    ...detailsOf(found),
    openId: person.id,
    unionId: told(person.unionId) ?? ids.unionId,
    tenantKey: ids.tenantKey,
  }
}

export function detailedInfoOf(found: ToldPerson, ids: KnownIds): DetailedUserInfo {
  const { person } = found
  const { joinedAtSeconds } = person
  return {
    ...loginInfoOf(found, ids),
    enName: told(person.enName),
    employeeNo: told(person.employeeNo),
    departments: departmentsOf(found),
    leaderId: told(person.leaderId),
    city: told(person.city),
    country: told(person.country),
    workStation: told(person.workStation),
    joinedAt: joinedAtSeconds === undefined || joinedAtSeconds === 0 ? null : joinedAtSeconds * 1000,
  }
}
