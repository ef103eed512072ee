// Compares: scopes that are needed with those that a person has granted, and says who must act.
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Clock } from '../feishu/index.ts'
import { without } from './user-token-pair.ts'

/** What came of asking for scopes. */
export interface ScopeReport {
  /** Everything the person has granted, whether asked for here or not. */
  granted: string[]
  /** Of the scopes asked for, those that are not granted. */
  missing: string[]
  /** Of the missing ones, those that the person was asked for in the last 30 days and did not grant. */
  refused: string[]
  /** Of the missing ones, those that the platform said are not enabled for the app: the app's owner must act first. */
  notEnabled: string[]
  satisfied: boolean
  /** Where the person can grant what is missing; absent when nothing is, or when only the app's owner can help. */
  consentUrl?: string
}

/** @throws LarkspurError `request_invalid` */
export function checkScopes(scopes: readonly string[]): void {
  const sound = Array.isArray(scopes) && scopes.length <= 200 && scopes.every(isScope)
  if (!sound) {
    throw new LarkspurError('request_invalid', {
      message: 'Scopes are at most 200 names such as contact:user.email:readonly.',
    })
  }
}

export const isScope = (scope: unknown) => typeof scope === 'string' && /^[A-Za-z][\w.:-]{0,127}$/.test(scope)

/** Long enough to report it, short enough to notice that the owner has acted. */
const memoryMs = 600_000

/** Scopes that the platform called not enabled for the app (99991672). Only a call can find that out. */
export interface NotEnabled {
  note(scopes: readonly string[]): void
  among(scopes: readonly string[]): string[]
}

export function createNotEnabled(clock: Clock): NotEnabled {
  const seen = new Map<string, number>()
  return {
    note(scopes) {
      const now = clock()
      for (const [scope, at] of seen) if (Math.abs(now - at) >= memoryMs) seen.delete(scope)
      for (const scope of scopes) if (seen.size < 1_000) seen.set(scope, now)
    },
    among: (scopes) =>
      scopes.filter((scope) => {
        const at = seen.get(scope)
        return at !== undefined && Math.abs(clock() - at) < memoryMs
      }),
  }
}

export function reportScopes(options: {
  needed: readonly string[]
  granted: readonly string[]
  refused: readonly string[]
  notEnabled: NotEnabled
  consentUrl: (missing: readonly string[]) => string | undefined
}): ScopeReport {
  const needed = [...new Set(options.needed)]
  const missing = without(needed, options.granted)
  const notEnabled = options.notEnabled.among(missing)
  const grantable = without(missing, notEnabled)
  const consentUrl = grantable.length === 0 ? undefined : options.consentUrl(grantable)
  return {
    granted: [...options.granted],
    missing,
    refused: missing.filter((scope) => options.refused.includes(scope)),
    notEnabled,
    satisfied: missing.length === 0,
    ...(consentUrl === undefined ? {} : { consentUrl }),
  }
}
