// Serves: what the signed-in person has granted, compared with what a page needs.

import * as z from 'zod'
import { tokenOwnerOf } from '../../sign-in/index.ts'
import { readJson } from '../body.ts'
import type { AppContext } from '../context.ts'
import { readCredential } from '../credential.ts'
import { requireSameOriginOrBearer } from '../guards.ts'
import { scopeSchema } from '../options-schema.ts'
import { requireSignedIn } from '../require-signed-in.ts'
import type { Route } from './table.ts'

const question = z.object({ scopes: z.array(scopeSchema).min(1).max(50) })

async function compare(c: AppContext): Promise<Response> {
  const { cookies, settings } = c.get('services')
  const { headers } = c.req.raw
  requireSameOriginOrBearer(headers, settings.origin, readCredential(headers, cookies).kind)
  const { scopes } = await readJson(c.req.raw, question)
  const { person, instance } = await requireSignedIn(c)
  return c.json(await instance.userTokens.ensureScopes(tokenOwnerOf(person), scopes))
}

export const scopeRoutes: Route[] = [{ path: '/auth/scopes', POST: compare }]
