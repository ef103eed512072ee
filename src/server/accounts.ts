// Manages: accounts and the identities that belong to them.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { type Clock, isIdentifier, isPlatformIdentifier, type Random, randomId } from '../feishu/index.ts'
import {
  admittedTenants,
  type ExpectedAccount,
  type ExpectedPerson,
  type IdentityStore,
  type Person,
  type Role,
  type RoleStore,
  type SubjectType,
  type TenantPolicy,
  tokenOwnerOf,
} from '../sign-in/index.ts'
import type { TokenOptions } from '../tokens/index.ts'
import {
  checkedCancelled,
  checkedExpectedList,
  checkedId,
  checkedInstance,
  checkedNewcomer,
  checkedRole,
  checkedTokenOptions,
  checkedWanted,
} from './door.ts'
import type { Instances } from './instances.ts'

/** One way into an account. */
export interface Identity {
  /** Ours, random. */
  id: string
  /** Name of the app it signs in with; null when that is configured no longer. */
  instance: string | null
  brand: 'feishu' | 'lark'
  appId: string
  tenantKey: string
  openId: string
  name: string
  avatarUrl: string
  /** Why the person may not use the app at present. */
  blocked: Person['blocked']
  /** Epoch milliseconds; null when it was bound and has not signed in since. */
  lastSignInAt: number | null
}

/** Names a person by exactly one identifier that the platform gave. Never by e-mail or phone. */
export interface ExpectedName {
  openId?: string | undefined
  unionId?: string | undefined
  /** Unique in its tenant only, so it needs `tenantKey`. */
  userId?: string | undefined
  tenantKey?: string | undefined
  /** Name of the app whose identifier it is. Default: the first app. */
  instance?: string | undefined
}

/** Names somebody to be found, by exactly one of the identifiers or a part of the name. */
export interface WantedPerson extends ExpectedName {
  /** A part of the name, as the platform told it at the last sign-in. */
  name?: string | undefined
}

/** Somebody who has an account and has not signed in yet. */
export interface Expected extends ExpectedName {
  /** Whose app expects them, whether it is configured or not: `instance` is missing when it is no longer. */
  brand: 'feishu' | 'lark'
  appId: string
  /** The account, as `user.id` once they have signed in. */
  account: string
  /** Epoch milliseconds. */
  createdAt: number
}

/** Whose list, and which page of it. */
export interface ExpectedList {
  /** Name of the app. Default: the first one. */
  instance?: string | undefined
  /** An account instead, in whichever app it expects somebody. */
  account?: string | undefined
  /** The `next` of the page before. */
  cursor?: string | undefined
  /** 1 to 1,000. Default 1,000. */
  limit?: number | undefined
}

/** What an administrator may do with accounts. */
export interface Accounts {
  /** All identities of a `user.id`, the one that signed in last first. */
  identities(userId: string): Promise<Identity[]>
  /**
   * Those who have signed in and are named so, with their accounts (`user.id`), who signed in last first; 100 at most.
   * @throws LarkspurError `request_invalid` for anything but one identifier or name
   */
  find(person: WantedPerson): Promise<(Identity & { account: string })[]>
  /**
   * Lets a person into an account at their first sign-in: a new one, or `account`.
   * @throws LarkspurError `identity_taken` when they have signed in already, or another account expects them;
   * `request_invalid` for anything but one identifier
   */
  expect(person: ExpectedName & { account?: string | undefined }): Promise<{ userId: string }>
  /** All who have not come yet, in the order in which they were entered. Where they may be many: `listExpected`. */
  expected(instance?: string): Promise<Expected[]>
  /** The same by the page, of an app or of an account. */
  listExpected(of?: ExpectedList): Promise<{ items: Expected[]; next: string | null }>
  /**
   * The account that expected them until now; null when nobody of this name was expected. An app that is configured no
   * longer is named by its brand and App ID instead of `instance`, as `listExpected` tells them.
   * @throws LarkspurError `request_invalid` for one of the two alone, or beside `instance`
   */
  cancelExpected(
    person: ExpectedName & { brand?: 'feishu' | 'lark' | undefined; appId?: string | undefined },
  ): Promise<string | null>
  /**
   * Takes an identity from an account: its tokens are revoked, its sessions end. `revoked` is false when the platform did
   * not confirm that it revoked them; null when there were none.
   * @throws LarkspurError `identity_last` for the only one that still lets in, `request_invalid` for an unknown one
   */
  unbind(userId: string, identityId: string, options?: TokenOptions): Promise<{ revoked: boolean | null }>
  /**
   * Gives an account (`user.id`) a role: `directory_reader` may read the directory by HTTP, `administrator` may see all
   * of it. It counts from the next request on. Granting it again changes nothing.
   * @throws LarkspurError `account_missing` for an unknown account
   */
  grant(userId: string, role: Role): Promise<void>
  /** Takes the role at once; false when the account had it not. */
  revoke(userId: string, role: Role): Promise<boolean>
  /** None for an unknown account. */
  roles(userId: string): Promise<Role[]>
  /** The accounts that have the role. */
  holders(role: Role): Promise<string[]>
}

const subjects = { openId: 'open_id', unionId: 'union_id', userId: 'user_id' } as const

const invalid = (message: string) => new LarkspurError('request_invalid', { message })

const unknownIdentity = () => invalid('The account has no identity of this id.')

function subjectOf(name: ExpectedName): { subjectType: SubjectType; subject: string } {
  const given = (Object.keys(subjects) as (keyof typeof subjects)[]).flatMap((key) => {
    const subject = name[key]
    return subject === undefined ? [] : [{ subjectType: subjects[key], subject }]
  })
  const [only, ...more] = given
  if (only === undefined || more.length > 0)
    throw invalid('Name the person by one of openId, unionId, userId.')
  // By the rule by which the platform's answers are read: whom it may name may be expected.
  const isSubject = only.subjectType === 'user_id' ? isIdentifier : isPlatformIdentifier
  if (!isSubject(only.subject)) throw invalid('This is no identifier of the platform.')
  if (name.tenantKey !== undefined && !isPlatformIdentifier(name.tenantKey)) {
    throw invalid('This is no key of an organisation.')
  }
  if (only.subjectType === 'user_id' && name.tenantKey === undefined) {
    throw invalid('A userId is unique in its tenant only; name the tenantKey, too.')
  }
  return only
}

const mostExpected = 1_000

/** More of one name are told apart by an identifier. */
const mostFound = 100

function wantedOf({ name, ...ids }: WantedPerson): { by: 'name' | keyof typeof subjects; text: string } {
  const given = Object.entries({ ...ids, name }).flatMap(([by, text]) =>
    text === undefined || (by !== 'name' && !(by in subjects)) ? [] : [{ by, text }],
  )
  const [only, ...more] = given
  if (only === undefined || more.length > 0) {
    throw invalid('Find the person by one of openId, unionId, userId, name.')
  }
  if (only.text.trim() === '') throw invalid('A person is not found by spaces alone.')
  return only as { by: 'name' | keyof typeof subjects; text: string }
}

export function createAccounts(options: {
  instances: Instances
  identities: IdentityStore
  roles: RoleStore
  allowedTenants: TenantPolicy
  clock: Clock
  random: Random
}): Accounts {
  const { instances, identities, roles, allowedTenants, clock, random } = options

  const inApp = ({ brand, appId }: Pick<ExpectedPerson, 'brand' | 'appId'>, name: ExpectedName) => ({
    ...{ brand, appId, ...subjectOf(name), tenantKey: name.tenantKey ?? null },
  })

  const named = async (name: ExpectedName): Promise<ExpectedPerson> =>
    inApp((await instances.known(name.instance)).app, name)

  /** Where a sign-in would be let in at present. */
  const waysIn = () =>
    Promise.all(
      instances.all
        .filter(({ name }) => instances.isEnabled(name))
        .map(async ({ app }) => {
          const { brand, appId } = app
          return { brand, appId, tenants: await admittedTenants(allowedTenants, app, identities) }
        }),
    )

  /** Somebody has it, or is expected in it; a mistyped one would be an account of its own that nobody meant. */
  async function isAccount(userId: string): Promise<boolean> {
    if ((await identities.list(userId)).length > 0) return true
    return (await identities.listExpected({ userId }, { limit: 1 })).items.length > 0
  }

  async function listExpected({ instance, account, cursor, limit = mostExpected }: ExpectedList) {
    const of = account === undefined ? (await instances.known(instance)).app : { userId: account }
    const { items, next } = await identities.listExpected(of, { cursor, limit })
    return { items: items.map((one) => toExpected(one, instances)), next }
  }

  return {
    async identities(userId) {
      const people = await identities.list(checkedId(userId))
      return people.map((person) => toIdentity(person, instances))
    },

    async find(given) {
      const { tenantKey, instance, ...person } = checkedWanted(given)
      const { brand, appId } = (await instances.known(instance)).app
      const wanted = { ...wantedOf(person), tenantKey }
      const people = await identities.findBy(brand, appId, wanted, mostFound)
      return people.map((one) => ({ account: one.userId, ...toIdentity(one, instances) }))
    },

    async expect(given) {
      const { account, ...name } = checkedNewcomer(given)
      const expected = await named(name)
      if (account !== undefined && !(await isAccount(checkedId(account))))
        throw invalid('There is no such account.')
      const userId = account ?? randomId(random)
      await identities.expect(expected, userId, clock())
      return { userId }
    },

    async expected(instance) {
      const name = checkedInstance(instance)
      const all: Expected[] = []
      let cursor: string | null = null
      do {
        const page = await listExpected({ instance: name, limit: mostExpected, ...(cursor && { cursor }) })
        all.push(...page.items)
        cursor = page.next
      } while (cursor !== null)
      return all
    },
    listExpected: async (of = {}) => listExpected(checkedExpectedList(of)),

    async cancelExpected(given) {
      const { brand, appId, ...name } = checkedCancelled(given)
      if (brand === undefined && appId === undefined) return identities.cancelExpected(await named(name))
      if (brand === undefined || appId === undefined || name.instance !== undefined) {
        throw invalid('Name the app by its instance, or by brand and appId together.')
      }
      return identities.cancelExpected(inApp({ brand, appId }, name))
    },

    async unbind(userId, identityId, options = {}) {
      const { signal } = checkedTokenOptions(options)
      checkedId(identityId)
      const all = await identities.list(checkedId(userId))
      const person = all.find((one) => one.identityId === identityId)
      if (person === undefined) throw unknownIdentity()
      // Read while they are there, revoked once the store has let the identity go: whoever may not unbind loses nothing.
      const revoke = await instances.of(person.identity)?.userTokens.prepareWithdrawal(tokenOwnerOf(person))
      const outcome = await identities.unbind(userId, identityId, await waysIn())
      if (outcome === 'last') throw new LarkspurError('identity_last')
      // Somebody else was faster.
      if (outcome === 'unknown') throw unknownIdentity()
      // Without its app nobody can revoke them.
      return revoke === undefined ? { revoked: false } : revoke(signal)
    },

    grant: async (userId, role) => roles.grant(checkedId(userId), checkedRole(role), clock()),
    revoke: async (userId, role) => roles.revoke(checkedId(userId), checkedRole(role)),
    roles: async (userId) => roles.of(checkedId(userId)),
    holders: async (role) => roles.holders(checkedRole(role)),
  }
}

function toIdentity({ identityId, identity, profile, blocked, lastSignInAt }: Person, instances: Instances) {
  const { brand, appId, tenantKey } = identity
  return {
    id: identityId,
    instance: instances.of(identity)?.name ?? null,
    brand,
    appId,
    tenantKey,
    openId: profile.openId,
    name: profile.name,
    avatarUrl: profile.avatarUrl,
    blocked,
    lastSignInAt,
  }
}

const identifiers = { open_id: 'openId', union_id: 'unionId', user_id: 'userId' } as const

function toExpected(one: ExpectedAccount, instances: Instances): Expected {
  const { brand, appId, subjectType, subject, tenantKey, userId, createdAt } = one
  const instance = instances.of({ brand, appId })?.name
  return {
    ...{ [identifiers[subjectType]]: subject, brand, appId },
    ...(tenantKey === null ? {} : { tenantKey }),
    ...(instance === undefined ? {} : { instance }),
    account: userId,
    createdAt,
  }
}
