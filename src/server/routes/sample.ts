// Serves: the two routes of the platform's login sample, so that scripts written for it run unchanged.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import { ensureBrowserId, readBrowserId } from '../browser-id.ts'
import type { AppContext } from '../context.ts'
import { challengeCookieSeconds } from '../cookies.ts'
import { isSameOrigin, requireOwnScript } from '../guards.ts'
import { isSoleParameter } from '../parameters.ts'
import { grantSession } from '../session-cookie.ts'
import { toPlatformProfile } from '../user.ts'
import type { Route } from './table.ts'

/**
 * The App ID is no secret, so anybody may read it. The challenge comes along only for a page of ours: without it a
 * code that somebody else obtained cannot be used at GET /callback.
 */
async function appId(c: AppContext): Promise<Response> {
  const { signIn, settings, cookies } = c.get('services')
  if (isSameOrigin(c.req.raw.headers, settings.origin)) {
    const { attempt } = await signIn.startInClient({ browserId: ensureBrowserId(c) })
    c.header('Set-Cookie', cookies.challenge.set(attempt, challengeCookieSeconds), { append: true })
  }
  return c.json({ appid: settings.app.appId })
}

async function callback(c: AppContext): Promise<Response> {
  const { signIn, settings, cookies } = c.get('services')
  requireOwnScript(c.req.raw.headers, settings.origin)
  const query = new URL(c.req.url).searchParams
  if (!isSoleParameter(query, 'code')) {
    throw new LarkspurError('request_invalid', { message: 'The parameter code must be there once.' })
  }
  const attempt = cookies.challenge.read(c.req.header('cookie'))
  c.header('Set-Cookie', cookies.challenge.clear(), { append: true })
  const { person } = await signIn.finishInClient({
    browserId: readBrowserId(c),
    attempt,
    code: query.get('code') ?? undefined,
    signal: c.req.raw.signal,
  })
  await grantSession(c, person)
  return c.json(toPlatformProfile(person))
}

export const sampleRoutes: Route[] = [
  { path: '/get_appid', GET: appId },
  { path: '/callback', GET: callback },
]
