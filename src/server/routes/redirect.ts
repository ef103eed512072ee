// Serves: sign-in by redirect, for every browser.

import { safeReturnPath } from '../../sign-in/index.ts'
import { ensureBrowserId, readBrowserId } from '../browser-id.ts'
import type { AppContext } from '../context.ts'
import { isSoleParameter } from '../parameters.ts'
import { grantSession } from '../session-cookie.ts'
import type { Route } from './table.ts'

async function authorize(c: AppContext): Promise<Response> {
  const { signIn } = c.get('services')
  const query = new URL(c.req.url).searchParams
  const returnTo = isSoleParameter(query, 'return_to') ? safeReturnPath(query.get('return_to')) : '/'
  const { location } = await signIn.startRedirect({ browserId: ensureBrowserId(c), returnTo })
  return c.redirect(location, 302)
}

/** The redirect at the end also takes the code out of the address bar. */
async function callback(c: AppContext): Promise<Response> {
  const { signIn } = c.get('services')
  const query = new URL(c.req.url).searchParams
  const { person, returnTo } = await signIn.finishRedirect({
    browserId: readBrowserId(c),
    query,
    signal: c.req.raw.signal,
  })
  await grantSession(c, person)
  return c.redirect(returnTo, 302)
}

export const redirectRoutes: Route[] = [
  { path: '/auth/authorize', GET: authorize },
  { path: '/auth/callback', GET: callback },
]
