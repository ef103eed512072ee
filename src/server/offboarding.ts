// Ends: what people have here who may not use the app any more.

import type { LeftPerson } from '../directory/index.ts'
import type { FeishuApp, Logger } from '../feishu/index.ts'
import type { Sessions } from '../sessions/index.ts'
import { type IdentityStore, type Person, type SignIn, tokenOwnerOf } from '../sign-in/index.ts'
import type { UserTokens } from '../tokens/index.ts'

/** The app whose people are meant. */
interface AppOfPeople {
  app: Pick<FeishuApp, 'brand' | 'appId'>
  signIn: Pick<SignIn, 'recheck'>
  userTokens: Pick<UserTokens, 'forget'>
}

export interface Offboarding {
  /**
   * Ends every session of the person's account and forgets the tokens of this identity, whose `blocked` is noted
   * already. What was done before is not done again.
   */
  end(of: AppOfPeople, person: Person): Promise<void>
  /**
   * Blocks these people and ends what they have; of those of whom nothing certain is known, the platform is asked
   * before anything of theirs counts again. May be repeated.
   */
  left(of: AppOfPeople, people: readonly LeftPerson[]): Promise<void>
  /** Lets nothing of these people (open_ids) count until the platform has been asked about them. */
  suspect(of: AppOfPeople, openIds: readonly string[]): Promise<void>
  /** Asks the platform about those of these people who are blocked, and lets those back in whom it does. */
  restore(of: AppOfPeople, openIds: readonly string[], signal?: AbortSignal): Promise<void>
  /** Forgets doubts about people that can concern no sign-in any more. */
  sweep(): Promise<number>
}

/** Longer than any sign-in takes that has asked the platform. */
const doubtsKeptMs = 86_400_000

const blockedBy = { frozen: 'frozen', resigned: 'resigned', exited: 'resigned', gone: 'resigned' } as const

export function createOffboarding(options: {
  identities: Pick<IdentityStore, 'findByOpenId' | 'doubt' | 'block' | 'forgetDoubts'>
  sessions: Pick<Sessions, 'endAllOf'>
  clock: () => number
  logger: Logger
}): Offboarding {
  const { identities, sessions, clock, logger } = options
  const find = ({ app }: AppOfPeople, openId: string) => identities.findByOpenId(app.brand, app.appId, openId)

  const suspect = ({ app }: AppOfPeople, openIds: readonly string[]) =>
    identities.doubt(app.brand, app.appId, openIds, clock())

  async function end({ userTokens }: AppOfPeople, person: Person): Promise<void> {
    const ended = await sessions.endAllOf(person.userId)
    await userTokens.forget(tokenOwnerOf(person))
    if (ended === 0) return
    logger.info({ userId: person.userId, blocked: person.blocked, ended }, 'person left; sessions ended')
  }

  return {
    end,
    suspect,
    async left(of, people) {
      // Of everybody, and first: somebody who is signing in at this moment may have no identity yet.
      await suspect(
        of,
        people.map(({ id }) => id),
      )
      for (const { id, state } of people) {
        if (state === 'out_of_range') continue
        const blocked = blockedBy[state]
        for (const person of await find(of, id)) {
          // First: whatever fails after it, nobody gets in any more.
          if (person.blocked !== blocked) await identities.block(person.identityId, blocked, clock())
          await end(of, { ...person, blocked })
        }
      }
    },
    async restore(of, openIds, signal) {
      for (const openId of openIds) {
        const blocked = (await find(of, openId)).filter((person) => person.blocked !== null)
        // Asked anew: what was read before they were blocked must let nobody back in.
        for (const person of blocked) await of.signIn.recheck(person, signal)
      }
    },
    sweep: () => identities.forgetDoubts(clock() - doubtsKeptMs),
  }
}
