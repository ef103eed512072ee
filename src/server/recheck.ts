// Asks again, in the background: is this signed-in person still a member?

import type { Logger } from '../feishu/index.ts'
import type { Sessions } from '../sessions/index.ts'
import type { Person, SignIn } from '../sign-in/index.ts'

export interface Rechecks {
  /** Starts a check when the last one is too old. Returns at once; no request waits for the platform. */
  consider(person: Person, session: { id: string; checkedAt: number }): void
  /** Forgets people whose next check is due anyway. */
  prune(): void
  /** Cancels what runs and waits for it. */
  close(): Promise<void>
}

/** After a failed check, how long the same person is left alone. */
const pauseAfterFailureMs = 60_000

export function createRechecks(options: {
  signIn: Pick<SignIn, 'recheck'>
  sessions: Pick<Sessions, 'endAllOf' | 'markChecked'>
  /** Forgets the tokens of somebody who has left. */
  forget: (person: Person) => Promise<void>
  clock: () => number
  logger: Logger
  /** 0 turns checks off. */
  everyMs: number
}): Rechecks {
  const { signIn, sessions, forget, clock, logger, everyMs } = options
  const running = new Map<string, Promise<void>>()
  const notBefore = new Map<string, number>()
  const closing = new AbortController()

  async function check(person: Person, sessionId: string): Promise<void> {
    try {
      const now = await signIn.recheck(person, closing.signal)
      if (now.blocked === null) {
        notBefore.set(person.identityId, clock() + everyMs)
        await sessions.markChecked(sessionId)
      } else {
        const ended = await sessions.endAllOf(person.userId)
        await forget(person)
        logger.info({ userId: person.userId, blocked: now.blocked, ended }, 'person left; sessions ended')
      }
    } catch (error) {
      notBefore.set(person.identityId, clock() + Math.min(pauseAfterFailureMs, everyMs))
      if (!closing.signal.aborted)
        logger.warn({ userId: person.userId, error }, 'status check failed; will retry')
    }
  }

  return {
    consider(person, session) {
      const now = clock()
      if (everyMs === 0 || closing.signal.aborted || now - session.checkedAt < everyMs) return
      if (running.has(person.identityId) || now < (notBefore.get(person.identityId) ?? 0)) return
      const work = check(person, session.id).finally(() => running.delete(person.identityId))
      running.set(person.identityId, work)
    },
    prune() {
      for (const [identityId, at] of notBefore) if (at <= clock()) notBefore.delete(identityId)
    },
    async close() {
      closing.abort()
      await Promise.all(running.values())
    },
  }
}
