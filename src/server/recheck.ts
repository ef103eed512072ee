// Asks again: is this signed-in person still a member? In the background, or before the person is served.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Logger } from '../feishu/index.ts'
import type { Sessions } from '../sessions/index.ts'
import type { Person, SignIn } from '../sign-in/index.ts'

/** A session whose check may be due. */
interface CheckedSession {
  id: string
  checkedAt: number
}

/** `unsaid`: the platform does not tell. `unasked`: it could not be asked, or not in time, or must be asked once more. */
export type Standing = 'member' | 'left' | 'unsaid' | 'unasked'

export interface Rechecks {
  /** Starts a check when the last one is too old. Returns at once; no request waits for the platform. */
  consider(person: Person, session: CheckedSession): void
  /**
   * Asks at once, and waits for the answer: one question for all who want to know it of the same person. When there is
   * none, that stays so for some seconds, or for as long as the platform wants to be left alone.
   */
  demand(person: Person): Promise<Standing>
  /** Forgets people whose next check is due anyway. */
  prune(): void
  /** Cancels what runs and waits for it. */
  close(): Promise<void>
}

/** After a failed check, how long the same person is left alone. */
const pauseAfterFailureMs = 60_000

/** The same when somebody waits for the answer, unless the platform names a time. */
const pauseAfterDemandMs = 3_000

function pauseAfter(error: unknown): number {
  const seconds = error instanceof LarkspurError ? (error.retryAfterSeconds ?? 0) : 0
  return Math.min(Math.max(seconds * 1_000, pauseAfterDemandMs), pauseAfterFailureMs)
}

export function createRechecks(options: {
  signIn: Pick<SignIn, 'recheck'>
  sessions: Pick<Sessions, 'markChecked'>
  /** Ends the sessions of somebody who has left, and forgets their tokens. */
  end: (person: Person) => Promise<void>
  clock: () => number
  logger: Logger
  /** 0 turns checks in the background off. */
  everyMs: number
  /** How long a request waits for a check that was demanded. Default 5,000 ms. */
  demandMs?: number
}): Rechecks {
  const { signIn, sessions, end, clock, logger, everyMs, demandMs = 5_000 } = options
  const checks = new Map<string, Promise<void>>()
  const demands = new Map<string, Promise<Standing>>()
  const notBefore = new Map<string, number>()
  const answers = new Map<string, { standing: Standing; until: number }>()
  const closing = new AbortController()

  async function ask(person: Person, signal: AbortSignal): Promise<Standing> {
    const { person: now, told } = await signIn.recheck(person, signal)
    if (now.blocked !== null) {
      await end(now)
      return 'left'
    }
    if (!told) return 'unsaid'
    // It came into doubt again meanwhile: what was asked may have been answered too early.
    return now.doubt === null ? 'member' : 'unasked'
  }

  function report({ userId }: Person, error: unknown): void {
    if (!closing.signal.aborted) logger.warn({ userId, error }, 'status check failed; will retry')
  }

  async function check(person: Person, session: CheckedSession): Promise<void> {
    try {
      const standing = await ask(person, closing.signal)
      if (standing === 'member' || standing === 'unsaid') await sessions.markChecked(session.id)
      if (standing !== 'left') notBefore.set(person.identityId, clock() + everyMs)
    } catch (error) {
      report(person, error)
      notBefore.set(person.identityId, clock() + Math.min(pauseAfterFailureMs, everyMs))
    }
  }

  async function answerNow(person: Person): Promise<Standing> {
    const { identityId } = person
    const keep = (standing: Standing, pauseMs: number) => {
      answers.set(identityId, { standing, until: clock() + pauseMs })
      return standing
    }
    try {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(demandMs)])
      const standing = await ask(person, signal)
      return standing === 'unsaid' ? keep(standing, pauseAfterDemandMs) : standing
    } catch (error) {
      report(person, error)
      return keep('unasked', pauseAfter(error))
    }
  }

  return {
    consider(person, session) {
      const now = clock()
      if (everyMs === 0 || closing.signal.aborted || now - session.checkedAt < everyMs) return
      if (now < (notBefore.get(person.identityId) ?? 0)) return
      void once(checks, person.identityId, () => check(person, session))
    },
    demand(person) {
      if (closing.signal.aborted) return Promise.resolve('unasked')
      const kept = answers.get(person.identityId)
      if (kept !== undefined && clock() < kept.until) return Promise.resolve(kept.standing)
      return once(demands, person.identityId, () => answerNow(person))
    },
    prune() {
      const now = clock()
      for (const [identityId, at] of notBefore) if (at <= now) notBefore.delete(identityId)
      for (const [identityId, { until }] of answers) if (until <= now) answers.delete(identityId)
    },
    async close() {
      closing.abort()
      await Promise.all([...checks.values(), ...demands.values()])
    },
  }
}

/** One at a time for each key; whoever comes meanwhile gets the same answer. */
function once<T>(running: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  const known = running.get(key)
  if (known !== undefined) return known
  const started = work().finally(() => running.delete(key))
  running.set(key, started)
  return started
}
