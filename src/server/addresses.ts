// Builds: the addresses at which sign-ins of this site begin.

import { defaultInstance } from '../sign-in/index.ts'

export interface SignInStart {
  /** Name of the app. */
  instance: string
  /** Path to go to afterwards. */
  returnTo: string
  scopes?: readonly string[] | undefined
  /** The person confirms on the platform's page, also when nothing is to be consented to. */
  prompt?: 'consent' | undefined
}

/** Path and query; put the public origin before it where the address is shown elsewhere. */
export function signInPath({ instance, returnTo, scopes, prompt }: SignInStart): string {
  const query = new URLSearchParams({
    ...(scopes === undefined ? {} : { scope: scopes.join(' ') }),
    ...(prompt === undefined ? {} : { prompt }),
    return_to: returnTo,
    ...(instance === defaultInstance ? {} : { instance }),
  })
  return `/auth/authorize?${query.toString().replaceAll('+', '%20')}`
}
