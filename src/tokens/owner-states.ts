// Remembers: for each person what this process knows about their tokens and the store does not.
import type { TokenOwner, UserTokenPair } from './user-token-store.ts'

/** A pair on its way to the store. */
export interface UnsavedPair {
  pair: UserTokenPair
  /** The refresh token that the platform took for it. */
  spent: string
  /** Of the row that holds the spent one. */
  version: number
}

/** What is known of one person's tokens while the process lives. Losing it costs a call, never a token, but for `unsaved`. */
export interface OwnerState {
  /** The one refresh (or the late write of one) that everybody waits for. */
  refreshing?: Promise<UserTokenPair> | undefined
  /** The platform rotated, and the store did not take it: the only copy. */
  unsaved?: UnsavedPair | undefined
  /** An access token that the platform refused. */
  rejected?: string | undefined
  /** A refresh token that the platform called dead. */
  dead?: string | undefined
  /** No refresh ahead of time before this moment. */
  pauseUntil: number
  failures: number
  /** When this process last saw a new pair. */
  renewedAt: number
}

export interface OwnerStates {
  of(owner: TokenOwner): OwnerState
  /** Forgets everything, e.g. because the person authorized anew. Work under way goes on with the forgotten state. */
  clear(owner: TokenOwner): void
  all(): Iterable<{ owner: TokenOwner; state: OwnerState }>
}

const mostIdle = 10_000

/** JSON keeps the parts apart whatever they hold. */
const keyOf = ({ brand, appId, tenantKey, openId }: TokenOwner) =>
  JSON.stringify([brand, appId, tenantKey, openId])

export function createOwnerStates(): OwnerStates {
  const states = new Map<string, { owner: TokenOwner; state: OwnerState }>()

  function makeRoom(): void {
    if (states.size < mostIdle) return
    for (const [key, { state }] of states) {
      if (state.refreshing === undefined && state.unsaved === undefined) states.delete(key)
      if (states.size < mostIdle / 2) return
    }
  }

  return {
    of(owner) {
      const key = keyOf(owner)
      const known = states.get(key)
      if (known !== undefined) return known.state
      makeRoom()
      const state: OwnerState = {
        pauseUntil: Number.NEGATIVE_INFINITY,
        failures: 0,
        renewedAt: Number.NEGATIVE_INFINITY,
      }
      states.set(key, { owner, state })
      return state
    },
    clear: (owner) => void states.delete(keyOf(owner)),
    all: () => [...states.values()],
  }
}
