// Declares: the browser on whose behalf a method of an element runs.

import type { Person } from '../sign-in/index.ts'

/**
 * A call over HTTP. It reaches the official methods past the code of Types in between, which can neither lose nor change
 * what it says. In process there is none.
 *
 * With a visit `getLoginConfig` binds the state to this browser, and `getLoginCode` requires a state of this browser.
 */
export interface ElementVisit {
  /** Random, in a cookie. Null in a call that signs nobody in. */
  browserId: string | null
  /** Told by `getLoginCode` whom the platform has named. */
  signedIn(person: Person): void
  /** Aborts when the visitor leaves. */
  signal: AbortSignal
  /** Whether it may wait for a synchronisation that is at work. */
  waits: boolean
}

/** The visit that the running call belongs to, if any. */
export type CurrentVisit = () => ElementVisit | undefined
