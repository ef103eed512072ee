// Remembers: for each person what this process knows about their tokens and the store does not.
import { ownerName } from './owner-name.ts'
import type { TokenOwner, UserTokenPair } from './user-token-store.ts'

/** A pair on its way to the store. */
export interface UnsavedPair {
  pair: UserTokenPair
  /** The refresh token that the platform took for it. */
  spent: string
  /** Of the row that holds the spent one. */
  version: number
  /** Keeps others from sending the spent one; it goes on until the pair is stored. */
  lock: string
}

/** What is known of one person's tokens while the process lives. Losing it costs a call, never a token, but for `unsaved`. */
export interface OwnerState {
  /** The one refresh (or the late write of one) that everybody waits for. */
  refreshing?: Promise<UserTokenPair> | undefined
  /** The platform rotated, and the store did not take it: the only copy. */
  unsaved?: UnsavedPair | undefined
  /** What the last refresh has come to, stored or not. */
  newest?: UserTokenPair | undefined
  /** An access token that the platform refused. */
  rejected?: string | undefined
  /** A refresh token that the platform called dead. */
  dead?: string | undefined
  /** No refresh in this time; before it begins (the clock went back) and after it, there is none. */
  pause?: { from: number; until: number } | undefined
  /** Why the last try failed, until one succeeds. */
  failure?: unknown
  failures: number
  /** When this process last saw a new pair. */
  renewedAt: number
}

export interface OwnerStates {
  of(owner: TokenOwner): OwnerState
  /** Forgets everything, e.g. because the person authorized anew. Work under way goes on with the forgotten state. */
  clear(owner: TokenOwner): void
}

const mostIdle = 10_000

export function createOwnerStates(): OwnerStates {
  const states = new Map<string, OwnerState>()

  function makeRoom(): void {
    if (states.size < mostIdle) return
    for (const [key, state] of states) {
      if (state.refreshing === undefined && state.unsaved === undefined) states.delete(key)
      if (states.size < mostIdle / 2) return
    }
  }

  return {
    of(owner) {
      const key = ownerName(owner)
      const known = states.get(key)
      if (known !== undefined) return known
      makeRoom()
      const state: OwnerState = {
        failures: 0,
        renewedAt: Number.NEGATIVE_INFINITY,
      }
      states.set(key, state)
      return state
    },
    clear: (owner) => void states.delete(ownerName(owner)),
  }
}
