// Refuses: whoever is no administrator, and writes that do not come from a page of the console.

import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import { readJsonOrForm, shaped } from '../body.ts'
import type { AppContext } from '../context.ts'
import { readCookieId } from '../credential.ts'
import { requireSameOrigin } from '../guards.ts'
import type { SignedIn } from '../user.ts'

/** Whoever looks at the console. */
export interface Administrator extends Pick<SignedIn, 'person' | 'user'> {
  /** Proves that a form was made for this session; goes into every form as `token`. */
  formToken: string
}

/** Of the session's id, under a secret of the server: whoever sees it learns neither. */
const tokenOf = (secret: string, sessionId: string) =>
  createHmac('sha256', secret).update(`console form ${sessionId}`).digest('base64url')

function sessionId(c: AppContext): string {
  const id = readCookieId(c.req.raw.headers, c.get('services').cookies)
  if (id === undefined) throw new LarkspurError('session_required')
  return id
}

/**
 * By cookie alone: the console is for browsers. The role is asked for anew at every request.
 * @throws LarkspurError `session_required`, `role_required`
 */
export async function requireAdministrator(c: AppContext): Promise<Administrator> {
  const { accounts, signedIn, settings } = c.get('services')
  const id = sessionId(c)
  const found = await signedIn(new Request(c.req.url, { headers: { cookie: c.req.header('cookie') ?? '' } }))
  if (found === null) throw new LarkspurError('session_required')
  if (!(await accounts.roles(found.person.userId)).includes('administrator')) {
    throw new LarkspurError('role_required')
  }
  return { person: found.person, user: found.user, formToken: tokenOf(settings.secrets[0] ?? '', id) }
}

const anyFields = z.looseObject({ token: z.string().optional() })

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/**
 * Reads what a form of the console, or its script, sends: from a page of this site, by an administrator, with the token
 * of this session in the field `token` or the header `X-Console-Token`.
 * @throws LarkspurError `origin_not_allowed`, `session_required`, `role_required`, `console_token_invalid`, and as
 * `readJsonOrForm`
 */
export async function readWrite<T>(
  c: AppContext,
  shape: z.ZodType<T>,
): Promise<{ administrator: Administrator; fields: T }> {
  const { settings } = c.get('services')
  requireSameOrigin(c.req.raw.headers, settings.origin)
  const administrator = await requireAdministrator(c)
  const { token, ...fields } = await readJsonOrForm(c.req.raw, anyFields)
  const given = c.req.header('x-console-token') ?? token ?? ''
  // All secrets: a form that was made before a rotation still counts.
  const fits = settings.secrets.some((secret) => same(given, tokenOf(secret, sessionId(c))))
  if (!fits) throw new LarkspurError('console_token_invalid')
  return { administrator, fields: shaped(fields, shape) }
}
