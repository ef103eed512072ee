// Checks: what the code of an app hands over, so that a slip is told in our words before anything is looked up.

import * as z from 'zod'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Role } from '../sign-in/index.ts'

/** @throws LarkspurError `request_invalid`; it never repeats what was given */
const check =
  <T>(shape: z.ZodType<T>, message: string) =>
  (value: unknown): T => {
    const parsed = shape.safeParse(value)
    if (parsed.success) return parsed.data
    throw new LarkspurError('request_invalid', { message })
  }

const id = z.string().regex(/^[\w-]{1,128}$/)
const text = z.string().optional()
const name = { openId: text, unionId: text, userId: text, tenantKey: text, instance: text }

/** The id of an account or identity. */
export const checkedId = check(id, 'This is no id of an account or identity.')
export const checkedInstance = check(text, 'The name of an instance must be a text.')

const roles = ['administrator', 'directory_reader'] as const satisfies readonly Role[]
export const checkedRole = check(z.enum(roles), 'There is no role of this name.')

const naming = 'A person is named by texts: one of openId, unionId, userId; tenantKey; instance.'
export const checkedNewcomer = check(z.strictObject({ ...name, account: text }), naming)

/** Somebody who is expected no longer, maybe in an app that is not there any more. */
export const checkedCancelled = check(
  z.strictObject({ ...name, brand: z.enum(['feishu', 'lark']).optional(), appId: text }),
  `${naming} Of an app that is not configured: brand and appId.`,
)

export const checkedExpectedList = check(
  z.strictObject({
    instance: text,
    account: id.optional(),
    cursor: text,
    limit: z.int().min(1).max(1_000).optional(),
  }),
  'A list of the expected is asked for by instance or account, cursor, and a limit from 1 to 1000.',
)

/** Somebody to be found. */
export const checkedWanted = check(
  z.strictObject({ ...name, name: text }),
  'A person is found by texts: one of openId, unionId, userId, name; tenantKey; instance.',
)

/** Scopes are the business of the tokens, which check them everywhere. */
export const checkedTokenOptions = check(
  z.looseObject({ signal: z.instanceof(AbortSignal).optional() }),
  'The options must be an object; its signal, if any, an AbortSignal.',
)

const who = check(
  z.union([id, z.object({ identityId: id })]),
  'Name a person by a session, { identityId }, or user.id.',
)

/** @throws LarkspurError `session_required` for nobody, which is what `larkspur.session` answers then */
export function checkedWho(value: unknown): string | { identityId: string } {
  if (value === null || value === undefined) throw new LarkspurError('session_required')
  return who(value)
}
