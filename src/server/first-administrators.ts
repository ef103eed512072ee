// Appoints: the first administrator, who is named in the settings and signs in.

import type { AuditLog } from '../audit/index.ts'
import { type Clock, type Logger, type Random, randomId } from '../feishu/index.ts'
import type { Person, RoleStore } from '../sign-in/index.ts'
import type { Instance } from './instance.ts'
import { isUserId } from './user-id.ts'

/** Makes the person an administrator if the settings name them and nobody is one. Never rejects. */
export type Appoint = (person: Person, requestId: string) => Promise<void>

export function createAppoint(options: {
  /**
   * open_ids or union_ids, as the first app sees them; user_ids only where one organisation alone is let in, which
   * chooses them (settings.ts).
   */
  named: readonly string[]
  main: Pick<Instance, 'app'>
  roles: Pick<RoleStore, 'grant' | 'holders'>
  audit: Pick<AuditLog, 'add'>
  clock: Clock
  random: Random
  logger: Logger
}): Appoint {
  const { named, main, roles, audit, clock, random, logger } = options
  const names = new Set(named)

  function isNamed({ identity, profile }: Person): boolean {
    const { brand, appId } = main.app
    // Another app has other open_ids, and its people may be of another organisation.
    if (identity.brand !== brand || identity.appId !== appId) return false
    if (names.has(profile.openId) || names.has(profile.unionId)) return true
    const { userId } = profile
    // Whoever chooses a user_id can make it look like an open_id of somebody else.
    return userId !== undefined && isUserId(userId) && names.has(userId)
  }

  async function appoint(person: Person, requestId: string): Promise<void> {
    if (!isNamed(person) || (await roles.holders('administrator')).length > 0) return
    await roles.grant(person.userId, 'administrator', clock())
    logger.info({ userId: person.userId }, 'the first administrator signed in')
    await audit.add({
      id: randomId(random),
      at: clock(),
      actorId: null,
      actorName: 'server',
      action: 'role.grant',
      target: person.userId,
      outcome: 'ok',
      details: { role: 'administrator', name: person.profile.name, reason: 'firstAdministrators' },
      requestId,
    })
  }

  return async (person, requestId) => {
    if (names.size === 0) return
    try {
      await appoint(person, requestId)
    } catch (error) {
      // The sign-in is none the worse for it; the next one tries again.
      logger.error({ error }, 'the first administrator could not be made one')
    }
  }
}
