// Reads: the query of a directory route, strictly: a misspelt parameter must not silently widen a list.

import * as z from 'zod'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { isBlank } from './directory-door.ts'

const text = z
  .string()
  .max(128)
  .regex(/^\P{Cc}+$/u)
const search = text.refine((given) => !isBlank(given))
const cursor = z.string().min(1).max(2048)
const limit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/)
  .transform(Number)
  .pipe(z.int().max(200))

/** The one app of several. */
const common = { instance: text.optional() }
const listing = { ...common, search: search.optional(), cursor: cursor.optional(), limit: limit.default(50) }
const flag = z.enum(['true', 'false']).transform((word) => word === 'true')

export const usersQuery = z
  .strictObject({ ...listing, department: text.optional(), below: flag.optional() })
  .refine(({ department, below }) => below === undefined || department !== undefined, { path: ['below'] })
export const departmentsQuery = z.strictObject({ ...listing, parent: text.optional() })
export const searchQuery = z.strictObject({ ...common, q: search, limit: limit.default(20) })
export const oneQuery = z.strictObject(common)

const words: Record<string, string> = {
  limit: 'The parameter limit must be a whole number from 1 to 200.',
  below: 'The parameter below must be true or false, and needs department.',
  q: 'The parameter q must hold 1 to 128 characters, and not spaces alone.',
  search: 'The parameter search must hold 1 to 128 characters, and not spaces alone.',
}

/** @throws LarkspurError `request_invalid`; it names a parameter of ours and repeats nothing that was given */
export function readQuery<T>(address: string, shape: z.ZodType<T>): T {
  const query = [...new URL(address).searchParams]
  const given = Object.fromEntries(query)
  if (Object.keys(given).length !== query.length) {
    throw new LarkspurError('request_invalid', { message: 'Each parameter may be there once.' })
  }
  const parsed = shape.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const name = String(issue?.path[0] ?? '')
  const message =
    issue?.code === 'unrecognized_keys'
      ? 'There is a parameter that this address does not know.'
      : (words[name] ?? `The parameter ${name} is not valid.`)
  throw new LarkspurError('request_invalid', { message })
}
