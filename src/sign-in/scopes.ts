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

export interface ScopesToAsk {
  /** @throws LarkspurError `request_invalid` for what no scope can be, and for more than the platform takes */
  inClient(asked: AskedScopes): string[]
  /**
   * For the page of `app`, which may be of another generation than the app's own. None on the pages of `v1` and
   * `passport`, which know no scopes.
   * @throws LarkspurError as `inClient`; and when scopes are wanted there all the same
   */
  onPage(app: Pick<FeishuApp, 'tokenEndpoint'>, asked: AskedScopes): string[]
}

export function createScopesToAsk(options: {
  subjectType: SubjectType
  /** Asked of everybody. */
  scopes: readonly string[]
}): ScopesToAsk {
  const always = [...options.scopes, ...(options.subjectType === 'user_id' ? [userIdScope] : [])]
  const union = ({ scopes = [], granted = [] }: AskedScopes): string[] => {
    const needed = new Set([...always, ...scopes])
    const tooMany = needed.size > Math.max(mostScopes, always.length)
    if (tooMany || !scopes.every((scope) => scopeShape.test(scope))) {
      throw new LarkspurError('request_invalid', { message: 'The scopes to ask for are not usable.' })
    }
    // Grants add up at the platform, so one that finds no room here is not lost.
    const others = granted.filter((scope) => !needed.has(scope))
    return [...needed, ...[...new Set(others)].slice(0, Math.max(0, mostScopes - needed.size))]
  }

  return {
    inClient: union,
    onPage({ tokenEndpoint }, asked) {
      if (tokenEndpoint !== 'v1' && tokenEndpoint !== 'passport') return union(asked)
      if ((asked.scopes ?? []).length === 0) return []
      // Leaving them out would send the person round in circles.
      throw new LarkspurError('request_invalid', {
        message: `The sign-in page of the generation ${tokenEndpoint} cannot ask for scopes.`,
        hint: 'Set FEISHU_TOKEN_ENDPOINT to v3 or v2.',
      })
    },
  }
}
