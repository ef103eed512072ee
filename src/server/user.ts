// Shapes: what an app, a page and the platform's sample script may know about a person. Never a token.

import type { Person } from '../sign-in/index.ts'
import type { Instance } from './instance.ts'

/** The person who is signed in. */
export interface User {
  /** Our own stable id of the person; random, says nothing. */
  id: string
  name: string
  enName: string
  /** An https address, or empty. */
  avatarUrl: string
  openId: string
  unionId: string
  tenantKey: string
  /** Only with field scope `contact:user.employee_id:readonly`. */
  userId?: string
  /** Only with field scope `contact:user.email:readonly`. */
  email?: string
  /** Only with field scope `contact:user.employee:readonly`. */
  enterpriseEmail?: string
  /** Only with field scope `contact:user.phone:readonly`. */
  mobile?: string
  /** Only with field scope `contact:user.employee:readonly`. */
  employeeNo?: string
  /** Always false: administrators import addresses and nobody proves them; never join accounts by them. */
  emailVerified: false
}

/** A live session with its person. */
export interface SignedIn {
  person: Person
  /** The app that they sign in through. */
  instance: Instance
  user: User
  /** Epoch milliseconds at which the session ends if no further request comes. */
  expiresAt: number
  /** Epoch milliseconds; null when nobody had to confirm this sign-in. */
  confirmedAt: number | null
}

const given = <K extends string>(key: K, value: string | undefined) =>
  (value === undefined || value === '' ? {} : { [key]: value }) as { [P in K]?: string }

export function toUser(person: Person): User {
  const { profile, identity } = person
  return {
    id: person.userId,
    name: profile.name,
    enName: profile.enName,
    avatarUrl: profile.avatarUrl,
    openId: profile.openId,
    unionId: profile.unionId,
    tenantKey: identity.tenantKey,
    ...given('userId', profile.userId),
    ...given('email', profile.email),
    ...given('enterpriseEmail', profile.enterpriseEmail),
    ...given('mobile', profile.mobile),
    ...given('employeeNo', profile.employeeNo),
    emailVerified: false,
  }
}

/** The same person under the field names of the platform's `user_info`, for scripts written against it. */
export function toPlatformProfile(person: Person): Record<string, string> {
  const { profile, identity } = person
  return {
    name: profile.name,
    en_name: profile.enName,
    avatar_url: profile.avatarUrl,
    avatar_thumb: profile.avatarUrl,
    avatar_middle: profile.avatarUrl,
    avatar_big: profile.avatarUrl,
    open_id: profile.openId,
    union_id: profile.unionId,
    tenant_key: identity.tenantKey,
    ...given('user_id', profile.userId),
    ...given('email', profile.email),
    ...given('enterprise_email', profile.enterpriseEmail),
    ...given('mobile', profile.mobile),
    ...given('employee_no', profile.employeeNo),
  }
}
