// Declares: the flows that sign people in, as the server uses them.

import type { Attempt, Person } from './ports.ts'
import type { Recheck } from './recheck.ts'

/** How a sign-in in a browser starts. */
export interface BrowserStart {
  /** 256 random bits in base64url that only this browser holds, in a cookie. */
  browserId: string
  /** Same-site path to return to; anything else becomes `/`. */
  returnTo?: string | undefined
}

/** What to ask the person for, besides what every sign-in asks for. */
export interface AskedScopes {
  /** At most 50. */
  scopes?: readonly string[] | undefined
  /** What this person has granted already, so that the new token covers it, too. */
  granted?: readonly string[] | undefined
}

/** An account, and the identity that signed in to it. */
export interface SignedInNow {
  userId: string
  identityId: string
}

/**
 * An attempt can be finished only by the browser that started it, only by the flow that it was started for, once. (One of
 * a login element that comes back to the callback is finished there.)
 *
 * All methods throw LarkspurError. Starting fails with `request_invalid` and `server_busy`. Finishing fails with
 * `attempt_missing`, `attempt_invalid`, `attempt_expired`, `request_invalid`, `authorization_denied`, `code_invalid`,
 * `pkce_failed`, `tenant_not_allowed`, `account_missing`, `subject_missing`, `identity_conflict`, the `user_…` codes of
 * people who may not be here, and the codes of the platform and of storage.
 */
export interface SignIn {
  /** With `prompt` the person must confirm on the platform's page, also when nothing is to be consented to. */
  startRedirect(
    options: BrowserStart & AskedScopes & { prompt?: 'consent' | undefined },
  ): Promise<{ location: string }>
  /** `goto` is for the platform's QR widget; whoever scans the code is sent to the callback with it. */
  startQr(options: BrowserStart): Promise<{ goto: string; expiresInSeconds: number }>
  /**
   * Adds an identity to the account of `userId`. Whoever is asked must confirm, also when nothing is to be consented
   * to: nobody is bound by being logged in to the platform at the moment.
   */
  startBind(options: BrowserStart & { userId: string }): Promise<{ location: string }>
  /**
   * Finishes what the three above have started. A bind is finished only while whoever started it is signed in, which is
   * asked before the platform is and once more afterwards, because its answers take their time.
   *
   * `confirmed`: the platform's page was told to make the person confirm, instead of only being logged in there.
   * @throws LarkspurError also `identity_taken` and `session_required` for a bind
   */
  finishRedirect(options: {
    browserId: string | undefined
    query: URLSearchParams
    /** Asks who is signed in in this browser at this moment, if anybody. */
    session?: (() => Promise<SignedInNow | undefined>) | undefined
    /** Told which flow it is, once this browser is known to have started it; not told when it has not. */
    onMatch?: ((kind: Attempt['kind']) => void) | undefined
    signal?: AbortSignal | undefined
  }): Promise<{ person: Person; returnTo: string; bound: boolean; confirmed: boolean }>
  /** What the page needs to ask the client for a code; `attempt` also serves as `state` there. */
  startInClient(
    options: { browserId: string } & AskedScopes,
  ): Promise<{ attempt: string; appId: string; scopeList: string[] }>
  /** `scopes` are those that the person has granted so far. */
  finishInClient(options: {
    browserId: string | undefined
    attempt: string | undefined
    code: string | undefined
    signal?: AbortSignal | undefined
  }): Promise<{ person: Person; scopes: string[] }>
  /**
   * Takes the code of a mini program: of `tt.requestAccess`, or of the older `tt.login`. There is no browser to bind it
   * to; it works once and for minutes, and the session goes to whoever sent it.
   * @throws LarkspurError also `mini_program_code_invalid`
   */
  finishMiniProgram(options: {
    code: string | undefined
    signal?: AbortSignal | undefined
  }): Promise<{ person: Person }>
  /**
   * Starts a sign-in of a login element, whose page asks the platform by itself: `state` and `redirectUri` are for its
   * authorize page. Without `browserId` the state is of no browser, and only code of the app can finish with it.
   *
   * `redirectUri`: any page of this site; default its callback, which then finishes the sign-in.
   * @throws LarkspurError `request_invalid` when it is of another site
   */
  startElement(options: {
    browserId?: string | undefined
    redirectUri?: string | undefined
  }): Promise<{ appId: string; state: string; redirectUri: string; expiresInSeconds: number }>
  /**
   * Takes a code that a login element was given. With a `state` it must be one of `startElement`, unused, of the same
   * browser, and, when a `redirectUri` is given, of that. Whoever answers requests demands state and browser by itself:
   * without a state anybody's code is taken.
   *
   * `redirectUri` is the one of the authorize page; without it the code is one of the client, or of a page of the
   * platform whose redirect URI it is not asked to compare. `scopes` are those that the person has granted so far.
   */
  finishElement(options: {
    browserId?: string | undefined
    code: string | undefined
    state?: string | undefined
    redirectUri?: string | undefined
    signal?: AbortSignal | undefined
  }): Promise<{ person: Person; scopes: string[] }>
  /**
   * Asks the contact API for the person's status, notes it, and returns the person with `blocked` set or cleared;
   * unchanged when the platform does not tell. Throws when it cannot be asked: an outage says nothing about anybody.
   */
  recheck: Recheck
  /** Deletes attempts that nobody will finish any more. */
  sweep(): Promise<void>
}
