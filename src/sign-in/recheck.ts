// Asks: the platform whether a person may still use the app.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { type CallContext, type FeishuApp, getPersonStatus, type PersonStatus } from '../feishu/index.ts'
import type { AppTokens } from '../tokens/index.ts'
import type { Blocked, IdentityStore, Person } from './ports.ts'

/** What the platform says: the person as it is from now on, and whether anything was said at all. */
export interface Rechecked {
  person: Person
  /** False when the platform does not tell (missing scope, outside the contact range): `person` is as it was. */
  told: boolean
}

export type Recheck = (person: Person, signal?: AbortSignal) => Promise<Rechecked>

export function createRecheck(options: {
  app: FeishuApp
  context: CallContext
  tokens: Pick<AppTokens, 'withTenantAccessToken'>
  identities: Pick<IdentityStore, 'vouch' | 'block'>
}): Recheck {
  const { app, context, tokens, identities } = options
  let warned = false

  const ask = async (person: Person, signal: AbortSignal | undefined): Promise<Blocked | undefined> => {
    try {
      const status = await tokens.withTenantAccessToken(
        (token) => getPersonStatus(context, app, token, person.profile.openId, signal),
        { signal },
      )
      return status && blockedBy(status)
    } catch (error) {
      // The platform gave out this open_id itself; when it no longer knows it, the person is gone.
      if (error instanceof LarkspurError && error.code === 'user_not_found') return 'resigned'
      throw error
    }
  }

  return async (person, signal) => {
    // What came up after the person was read is not answered.
    const knownDoubt = person.doubt ?? 0
    const blocked = await ask(person, signal)
    if (blocked === undefined) {
      if (!warned) {
        const scopes = ['contact:contact.base:readonly', 'contact:user.employee:readonly']
        context.logger.warn(
          { scopes },
          'the platform does not tell the status of a person; is a scope missing?',
        )
      }
      warned = true
      return { person, told: false }
    }
    if (blocked === person.blocked && person.doubt === null) return { person, told: true }
    const { identityId } = person
    const now = await (blocked === null
      ? identities.vouch(identityId, knownDoubt, context.clock())
      : identities.block(identityId, blocked, context.clock()))
    return { person: now ?? { ...person, blocked }, told: true }
  }
}

function blockedBy(status: PersonStatus): Blocked {
  if (status.isResigned || status.isExited) return 'resigned'
  if (status.isFrozen) return 'frozen'
  return status.isActivated ? null : 'not_activated'
}
