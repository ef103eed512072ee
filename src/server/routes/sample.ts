// Serves: the two routes of the platform's login sample, so that scripts written for it run unchanged.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { Person } from '../../sign-in/index.ts'
import { ensureBrowserId, readBrowserId } from '../browser-id.ts'
import { openChallenges, writeChallenges } from '../challenges.ts'
import { clientAddress } from '../client-address.ts'
import type { AppContext } from '../context.ts'
import { isSameOrigin, requireOwnScript } from '../guards.ts'
import { isSoleParameter } from '../parameters.ts'
import { grantSession } from '../session-cookie.ts'
import { recorded } from '../sign-in-log.ts'
import { toPlatformProfile } from '../user.ts'
import type { Route } from './table.ts'

/**
 * The App ID is no secret, so anybody may read it. The challenge comes along only for a page of ours: without it a
 * code that somebody else obtained cannot be used at GET /callback.
 */
async function appId(c: AppContext): Promise<Response> {
  const { instances, settings, limits } = c.get('services')
  if (isSameOrigin(c.req.raw.headers, settings.origin)) {
    await limits.start(clientAddress(c))
    const { attempt } = await instances.main.signIn.startInClient({ browserId: ensureBrowserId(c) })
    writeChallenges(c, [attempt, ...openChallenges(c)])
  }
  return c.json({ appid: settings.main.app.appId })
}

/** The newest challenge that is still unused: two pages of one browser share the cookie. */
async function finish(c: AppContext, code: string | undefined): Promise<Person> {
  const { signIn } = c.get('services').instances.main
  const open = openChallenges(c)
  for (;;) {
    const attempt = open.shift()
    try {
      const finished = await signIn.finishInClient({
        browserId: readBrowserId(c),
        attempt,
        code,
        signal: c.req.raw.signal,
      })
      writeChallenges(c, open)
      return finished.person
    } catch (error) {
      const isUsed = error instanceof LarkspurError && error.code === 'attempt_invalid'
      if (!isUsed || open.length === 0) throw error
    }
  }
}

async function callback(c: AppContext): Promise<Response> {
  const { settings, limits, instances } = c.get('services')
  requireOwnScript(c.req.raw.headers, settings.origin)
  const query = new URL(c.req.url).searchParams
  if (!isSoleParameter(query, 'code')) {
    throw new LarkspurError('request_invalid', { message: 'The parameter code must be there once.' })
  }
  const { person } = await recorded(c, { instance: instances.main.name, flow: 'in_client' }, async () => {
    const found = await limits.finish(clientAddress(c), () => finish(c, query.get('code') ?? undefined))
    await grantSession(c, found)
    return { person: found }
  })
  return c.json(toPlatformProfile(person))
}

export const sampleRoutes: Route[] = [
  { path: '/get_appid', GET: appId },
  { path: '/callback', GET: callback },
]
