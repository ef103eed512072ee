// Decides: which scopes a person is asked for.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { FeishuApp } from '../feishu/index.ts'
import type { AskedScopes } from './flows.ts'
import type { SubjectType } from './ports.ts'

/** Without it the platform leaves user_id out. */
const userIdScope = 'contact:user.employee_id:readonly'

/** What the older of the platform's documents allow in one request; newer ones say 200. */
const mostScopes = 50

/** A scope-token of RFC 6749: visible ASCII without quotation mark and backslash. */
const scopeShape = /^[!#-[\]-~]{1,128}$/

/** @throws LarkspurError `request_invalid` for what no scope can be, and for more than the platform takes */
export type ScopesToAsk = (asked: AskedScopes) => string[]

export function createScopesToAsk(options: {
  app: FeishuApp
  subjectType: SubjectType
  /** Asked of everybody. */
  scopes: readonly string[]
}): ScopesToAsk {
  const always = [...options.scopes, ...(options.subjectType === 'user_id' ? [userIdScope] : [])]
  const { tokenEndpoint } = options.app
  // Their authorize pages know no scopes, and their tokens tell of none.
  if (tokenEndpoint === 'v1' || tokenEndpoint === 'passport') return () => []
  return ({ scopes = [], granted = [] }) => {
    const needed = new Set([...always, ...scopes])
    if (
      !scopes.every((scope) => scopeShape.test(scope)) ||
      needed.size > Math.max(mostScopes, always.length)
    ) {
      throw new LarkspurError('request_invalid', { message: 'The scopes to ask for are not usable.' })
    }
    // Grants add up at the platform, so one that finds no room here is not lost.
    const others = granted
      .filter((scope) => !needed.has(scope))
      .slice(0, Math.max(0, mostScopes - needed.size))
    return [...needed, ...new Set(others)]
  }
}
