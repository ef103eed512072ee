// Asks: the contact API about one person or department, by whichever id a caller has.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import {
  type CallContext,
  type DepartmentRead,
  type FeishuApp,
  findDepartmentId,
  findPersonId,
  getDepartments,
  getPerson,
} from '../../feishu/index.ts'
import type { AppTokens } from '../../tokens/index.ts'
import type { IdentityDetailsStore } from '../ports.ts'
import type { ToldPerson } from './describe.ts'

/** So many departments are asked for at once. */
const batch = 50

export interface AskContacts {
  /** A person by open_id, with their departments as far as the app may see them. */
  person(openId: string, signal?: AbortSignal): Promise<ToldPerson>
  /** The open_id of whoever has this `user_id`, open_id or union_id now. */
  openId(userId: string, signal?: AbortSignal): Promise<string>
  /** The open_department_id of a department by that or by the organisation's own id. */
  departmentId(deptId: string, signal?: AbortSignal): Promise<string>
}

const isAbout = (error: unknown, ...codes: LarkspurError['code'][]): error is LarkspurError =>
  error instanceof LarkspurError && codes.includes(error.code)

export function createAskContacts(options: {
  app: FeishuApp
  context: CallContext
  tokens: Pick<AppTokens, 'withTenantAccessToken'>
  details: Pick<IdentityDetailsStore, 'find'>
}): AskContacts {
  const { app, context, tokens, details } = options
  const withToken = <T>(use: (token: string) => Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
    tokens.withTenantAccessToken(use, { signal })

  async function departments(
    ids: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<DepartmentRead[]> {
    const found: DepartmentRead[] = []
    try {
      for (let at = 0; at < ids.length; at += batch) {
        const some = ids.slice(at, at + batch)
        found.push(...(await withToken((token) => getDepartments(context, app, token, some, signal), signal)))
      }
    } catch (error) {
      if (!isAbout(error, 'scope_not_allowed', 'user_not_visible')) throw error
    }
    return found
  }

  return {
    async person(openId, signal) {
      const person = await withToken((token) => getPerson(context, app, token, openId, signal), signal)
      // The root is no department: the platform has no name for it.
      const ids = new Set([
        ...(person.departmentIds ?? []),
        ...(person.orders ?? []).map(({ departmentId }) => departmentId),
      ])
      ids.delete('0')
      return { person, departments: await departments([...ids], signal) }
    },

    async openId(userId, signal) {
      if (userId.startsWith('ou_')) return userId
      const by = userId.startsWith('on_') ? 'union_id' : 'user_id'
      try {
        return await withToken(
          (token) => findPersonId(context, app, token, { by, id: userId }, signal),
          signal,
        )
      } catch (error) {
        // Without the permission for ids of this kind, and of people who are gone, those are known who have signed in.
        if (!isAbout(error, 'scope_not_allowed', 'user_not_found')) throw error
        const known = await details.find(app.brand, app.appId, userId)
        if (known === undefined) throw error
        return known.openId
      }
    },

    async departmentId(deptId, signal) {
      if (deptId === '0' || deptId.startsWith('od-')) return deptId
      return withToken((token) => findDepartmentId(context, app, token, deptId, signal), signal)
    },
  }
}
