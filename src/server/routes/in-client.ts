// Serves: sign-in inside the client, for our own page script.

import * as z from 'zod'
import { isCode } from '../../feishu/index.ts'
import { askedScopes } from '../asked-scopes.ts'
import { readJson } from '../body.ts'
import { ensureBrowserId, readBrowserId } from '../browser-id.ts'
import { clientAddress } from '../client-address.ts'
import type { AppContext } from '../context.ts'
import { requireSameOrigin } from '../guards.ts'
import { scopeSchema } from '../options-schema.ts'
import { grantSession } from '../session-cookie.ts'
import { recorded } from '../sign-in-log.ts'
import { toUser } from '../user.ts'
import type { Route } from './table.ts'

const begin = z.object({ scopes: z.array(scopeSchema).default([]), instance: z.string().optional() })
const finish = z.object({
  code: z.string().refine(isCode),
  attempt: z.string().min(1).max(512),
  instance: z.string().optional(),
})

async function start(c: AppContext): Promise<Response> {
  const { instances, settings, limits } = c.get('services')
  requireSameOrigin(c.req.raw.headers, settings.origin)
  const body = await readJson(c.req.raw, begin)
  const instance = await instances.named(body.instance)
  await limits.start(clientAddress(c))
  const asked = await askedScopes(c, instance, body.scopes)
  const { attempt, appId, scopeList } = await instance.signIn.startInClient({
    browserId: ensureBrowserId(c),
    ...asked,
  })
  return c.json({ attempt, appId, scopeList })
}

async function end(c: AppContext): Promise<Response> {
  const { instances, settings, limits } = c.get('services')
  requireSameOrigin(c.req.raw.headers, settings.origin)
  const { code, attempt, instance } = await readJson(c.req.raw, finish)
  const { signIn, name } = await instances.named(instance)
  const { person, scopes } = await recorded(c, { instance: name, flow: 'in_client' }, async () => {
    const finished = await limits.finish(clientAddress(c), () =>
      signIn.finishInClient({ browserId: readBrowserId(c), attempt, code, signal: c.req.raw.signal }),
    )
    await grantSession(c, finished.person)
    return finished
  })
  return c.json({ user: toUser(person), scopes })
}

export const inClientRoutes: Route[] = [
  { path: '/auth/attempts', POST: start },
  { path: '/auth/in-client', POST: end },
]
