// Describes: whoever has just signed in, by what the contact API adds, and keeps it.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { CallContext, FeishuApp } from '../../feishu/index.ts'
import type { Person } from '../../sign-in/index.ts'
import type { LoginUserInfo } from '../model.ts'
import type { IdentityDetails, IdentityDetailsStore } from '../ports.ts'
import type { AskContacts } from './ask.ts'
import { detailsOf, loginInfoOf, profileOf, type ToldPerson, withProfile } from './describe.ts'

/** The app may not read the person: nothing is told, and what it was told before is no longer its to keep. */
const notForTheApp: readonly string[] = ['scope_not_allowed', 'user_not_visible']

const detailNames = ['department', 'position', 'gender', 'status', 'isLeader'] as const

const pick = (from: IdentityDetails): IdentityDetails =>
  Object.fromEntries(detailNames.map((name) => [name, from[name]])) as unknown as IdentityDetails

export function createDescribeLogin(options: {
  app: FeishuApp
  context: Pick<CallContext, 'clock' | 'logger'>
  ask: Pick<AskContacts, 'person'>
  details: Pick<IdentityDetailsStore, 'save' | 'find'>
}) {
  const { app, context, ask, details } = options

  /** Undefined when the platform could not be asked. The person is signed in all the same. */
  async function contactsOf(
    openId: string,
    signal: AbortSignal | undefined,
  ): Promise<ToldPerson | undefined> {
    try {
      return await ask.person(openId, signal)
    } catch (error) {
      if (!(error instanceof LarkspurError) || signal?.aborted) throw error
      if (notForTheApp.includes(error.code)) return { person: { id: openId }, departments: [] }
      context.logger.warn({ error }, 'somebody has signed in of whom the contact API could not be asked')
      return undefined
    }
  }

  return async (person: Person, signal: AbortSignal | undefined): Promise<LoginUserInfo> => {
    const { profile, identity, identityId } = person
    const { openId, unionId } = profile
    const ids = { unionId, tenantKey: identity.tenantKey }
    const told = await contactsOf(openId, signal)
    const complete = {
      person: withProfile(told?.person ?? { id: openId }, profile),
      departments: told?.departments ?? [],
    }
    if (told === undefined) {
      const known = await details.find(app.brand, app.appId, openId)
      return { ...loginInfoOf(complete, ids), ...(known && pick(known)) }
    }
    const kept = { ...detailsOf(complete), profile: profileOf(complete.person) }
    await details.save(identityId, kept, context.clock())
    return loginInfoOf(complete, ids)
  }
}
