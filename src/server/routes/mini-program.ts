// Serves: sign-in from a mini program, which has no cookies and gets a bearer token.

import * as z from 'zod'
import { isCode } from '../../feishu/index.ts'
import { readJson } from '../body.ts'
import { clientAddress } from '../client-address.ts'
import type { AppContext } from '../context.ts'
import { recorded } from '../sign-in-log.ts'
import { expiryOf } from '../signed-in.ts'
import { toUser } from '../user.ts'
import type { Route } from './table.ts'

const finish = z.object({ code: z.string().refine(isCode), instance: z.string().optional() })

/**
 * Sets and reads no cookie, so a page that makes a browser post here changes nothing in that browser. The session
 * belongs to whoever reads the answer, and JSON alone is taken, so no foreign page can even ask.
 */
async function signIn(c: AppContext): Promise<Response> {
  const { instances, limits, sessions, appoint } = c.get('services')
  const { code, instance } = await readJson(c.req.raw, finish)
  const { signal } = c.req.raw
  const { signIn, name } = await instances.named(instance)
  const { person, id, record } = await recorded(c, { instance: name, flow: 'mini_program' }, async () => {
    const finished = await limits.finish(clientAddress(c), () => signIn.finishMiniProgram({ code, signal }))
    const { userId, identityId } = finished.person
    await appoint(finished.person, c.get('requestId'))
    return { ...finished, ...(await sessions.start({ userId, identityId, bearer: true })) }
  })
  return c.json({ token: id, user: toUser(person), expiresAt: expiryOf(record) })
}

export const miniProgramRoutes: Route[] = [{ path: '/auth/mini-program', POST: signIn }]
