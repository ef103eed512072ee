// Remembers: which scopes a person was asked for and did not grant, so that nobody asks again by itself.
import type { CallContext } from '../feishu/index.ts'
import { isScope } from './scope-report.ts'
import { unique, without } from './user-token-pair.ts'
import type { TokenOwner } from './user-token-store.ts'

/** What a person did not grant, and when that was noted last (epoch milliseconds). */
export interface ScopeRefusals {
  scopes: string[]
  at: number
}

/** Keeps refusals apart from tokens: who refuses everything has none, and noting a refusal must not touch a pair. */
export interface ScopeRefusalStore {
  find(owner: TokenOwner): Promise<ScopeRefusals | undefined>
  /** Reads, changes and writes in one; undefined is no row. */
  update(
    owner: TokenOwner,
    change: (known: ScopeRefusals | undefined) => ScopeRefusals | undefined,
  ): Promise<void>
  /** Deletes what was noted before this moment; returns how many people it concerned. */
  deleteBefore(at: number): Promise<number>
}

export interface Refusals {
  among(owner: TokenOwner): Promise<string[]>
  /** What was asked and not granted joins what is known; what was granted leaves it. */
  note(owner: TokenOwner, asked: readonly string[], granted: readonly string[]): Promise<void>
  sweep(): Promise<number>
}

/** People change their minds; and an old refusal is no reason never to ask again. */
const memoryMs = 30 * 24 * 3_600_000

/** Of what one person refuses; the newest stay. */
const mostScopes = 200

export function createRefusals({
  store,
  clock,
}: { store: ScopeRefusalStore } & Pick<CallContext, 'clock'>): Refusals {
  // Also after a clock that went back: what seems to come is not believed for longer.
  const isCurrent = ({ at }: ScopeRefusals) => Math.abs(clock() - at) < memoryMs
  const current = (known: ScopeRefusals | undefined) => (known && isCurrent(known) ? known.scopes : [])

  return {
    async among(owner) {
      return current(await store.find(owner))
    },
    async note(owner, asked, granted) {
      const refused = without(unique(asked).filter(isScope), granted)
      // An ordinary sign-in has nothing to write.
      if (refused.length === 0 && !current(await store.find(owner)).some((one) => granted.includes(one)))
        return
      await store.update(owner, (known) => {
        const scopes = [...without(current(known), [...granted, ...refused]), ...refused].slice(-mostScopes)
        // The time is that of the last refusal: agreeing to one thing makes no refusal of another younger.
        const at = refused.length > 0 || known === undefined ? clock() : known.at
        return scopes.length === 0 ? undefined : { scopes, at }
      })
    },
    sweep: () => store.deleteBefore(clock() - memoryMs),
  }
}
