// Serves: sign-in inside the client, for our own page script.

import * as z from 'zod'
import { readJson } from '../body.ts'
import { ensureBrowserId, readBrowserId } from '../browser-id.ts'
import { clientAddress } from '../client-address.ts'
import type { AppContext } from '../context.ts'
import { requireSameOrigin } from '../guards.ts'
import { grantSession } from '../session-cookie.ts'
import { toUser } from '../user.ts'
import type { Route } from './table.ts'

const nothing = z.object({})
const finish = z.object({ code: z.string().min(1).max(2048), attempt: z.string().min(1).max(512) })

async function start(c: AppContext): Promise<Response> {
  const { signIn, settings, limits } = c.get('services')
  requireSameOrigin(c.req.raw.headers, settings.origin)
  await readJson(c.req.raw, nothing)
  await limits.start(clientAddress(c))
  const { attempt, appId, scopeList } = await signIn.startInClient({ browserId: ensureBrowserId(c) })
  return c.json({ attempt, appId, scopeList })
}

async function end(c: AppContext): Promise<Response> {
  const { signIn, settings, limits } = c.get('services')
  requireSameOrigin(c.req.raw.headers, settings.origin)
  const { code, attempt } = await readJson(c.req.raw, finish)
  const { person } = await limits.finish(clientAddress(c), () =>
    signIn.finishInClient({ browserId: readBrowserId(c), attempt, code, signal: c.req.raw.signal }),
  )
  await grantSession(c, person)
  return c.json({ user: toUser(person) })
}

export const inClientRoutes: Route[] = [
  { path: '/auth/attempts', POST: start },
  { path: '/auth/in-client', POST: end },
]
