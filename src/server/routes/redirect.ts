// Serves: sign-in by redirect, for every browser.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import { safeReturnPath } from '../../sign-in/index.ts'
import { ensureBrowserId, readBrowserId } from '../browser-id.ts'
import { clientAddress } from '../client-address.ts'
import type { AppContext } from '../context.ts'
import { wantsPage } from '../errors.ts'
import { isSoleParameter } from '../parameters.ts'
import { grantSession } from '../session-cookie.ts'
import { recallStart, rememberStart } from '../start-cookie.ts'
import type { Route } from './table.ts'

async function authorize(c: AppContext): Promise<Response> {
  const { signIn, limits } = c.get('services')
  await limits.start(clientAddress(c))
  const query = new URL(c.req.url).searchParams
  const returnTo = isSoleParameter(query, 'return_to') ? safeReturnPath(query.get('return_to')) : '/'
  const isNew = readBrowserId(c) === undefined
  const { location } = await signIn.startRedirect({ browserId: ensureBrowserId(c), returnTo })
  // Only then: the start that a mismatch repeats has an id already, so nothing can go round in circles.
  if (isNew) rememberStart(c, new URL(location).searchParams.get('state') ?? '', returnTo)
  return c.redirect(location, 302)
}

/** The redirect at the end also takes the code out of the address bar. */
async function callback(c: AppContext): Promise<Response> {
  const { signIn, limits } = c.get('services')
  const query = new URL(c.req.url).searchParams
  const begun = recallStart(c, query.get('state') ?? '')
  try {
    const { person, returnTo } = await limits.finish(clientAddress(c), () =>
      signIn.finishRedirect({ browserId: readBrowserId(c), query, signal: c.req.raw.signal }),
    )
    await grantSession(c, person)
    return c.redirect(returnTo, 302)
  } catch (error) {
    const onward = wantsPage(c) && isUnmatched(error) ? await wayOn(c, begun) : undefined
    if (onward === undefined) throw plain(error)
    return c.redirect(onward, 302)
  }
}

function isUnmatched(error: unknown): boolean {
  return (
    error instanceof LarkspurError && (error.code === 'attempt_missing' || error.code === 'attempt_invalid')
  )
}

/** A person whose callback came twice is signed in already; one whose tabs took each other's id starts once more. */
async function wayOn(c: AppContext, begun: string | undefined): Promise<string | undefined> {
  if ((await c.get('services').signedIn(c.req.raw)) !== null) return begun ?? '/'
  if (begun === undefined || readBrowserId(c) === undefined) return undefined
  return `/auth/authorize?return_to=${encodeURIComponent(begun)}`
}

/** What stands after `error=` anybody can write there, so it is a refusal and not a failure of the platform. */
function plain(error: unknown): unknown {
  const { code, platform } = error instanceof LarkspurError ? error : {}
  if (code !== 'platform_refused' || platform?.operation !== 'authorize') return error
  return new LarkspurError('authorization_denied', { platform, cause: error })
}

export const redirectRoutes: Route[] = [
  { path: '/auth/authorize', GET: authorize },
  { path: '/auth/callback', GET: callback },
]
