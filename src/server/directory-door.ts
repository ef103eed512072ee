// Checks: what the code of an app asks of a directory, before anything is looked up.

import * as z from 'zod'
import { LarkspurError } from '../errors/larkspur-error.ts'

/** Longer than every id of the platform. */
const id = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{C}\s]+$/u)

/** True when nothing is seen of a text. A search for it would be one for nothing, and find everybody. */
export const isBlank = (text: string) => !/[^\s\p{Cf}]/u.test(text)

const text = z
  .string()
  .max(128)
  .regex(/^\P{Cc}+$/u)
  .refine((given) => !isBlank(given))
const limit = z.int().min(1).max(200).default(50)
const page = { cursor: z.string().min(1).max(2048).optional(), limit }
const listing = { ...page, search: text.optional(), removed: z.boolean().optional() }
const states = ['active', 'frozen', 'resigned', 'exited', 'unjoined', 'unactivated'] as const
const runStates = ['running', 'waiting', 'completed', 'failed', 'superseded'] as const
const some = z.array(id).max(100_000)

const queries = {
  users: z.strictObject({
    ...listing,
    departmentId: id.optional(),
    below: z.boolean().optional(),
    namesOnly: z.boolean().optional(),
    state: z.enum(states).optional(),
  }),
  departments: z.strictObject({ ...listing, parentId: id.optional() }),
  search: z.strictObject({ limit, namesOnly: z.boolean().optional() }),
  runs: z.strictObject({ ...page, state: z.enum(runStates).optional() }),
  page: z.strictObject(page),
  events: z.strictObject({ ...page, state: z.enum(['waiting', 'done', 'failed']).optional() }),
  sync: z.strictObject({
    target: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('all') }),
        z.strictObject({ kind: z.literal('department'), id }),
        z.strictObject({ kind: z.literal('person'), id }),
        z.strictObject({ kind: z.literal('range'), departmentIds: some, personIds: some }),
      ])
      .optional(),
    dryRun: z.boolean().optional(),
    full: z.boolean().optional(),
    signal: z.instanceof(AbortSignal).optional(),
    onProgress: z.custom<(report: never) => void>((value) => typeof value === 'function').optional(),
  }),
}

type Queries = typeof queries
type Query<K extends keyof Queries> = z.output<Queries[K]>

/** Without members that are undefined: a store takes absent ones only. */
type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/**
 * A query after defaults.
 * @throws LarkspurError `request_invalid`; it names what does not fit and repeats nothing of it
 */
export function checkedQuery<K extends keyof Queries>(kind: K, query: unknown): Given<Query<K>> {
  const parsed = queries[kind].safeParse(query ?? {})
  if (!parsed.success) {
    const names = parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.') || 'the query'],
    )
    const message = `What was asked of the directory does not fit at: ${[...new Set(names)].join(', ')}.`
    throw new LarkspurError('request_invalid', { message })
  }
  const given = Object.entries(parsed.data).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as Given<Query<K>>
}

const check =
  (shape: z.ZodType<string>, message: string) =>
  (value: unknown): string => {
    const parsed = shape.safeParse(value)
    if (parsed.success) return parsed.data
    throw new LarkspurError('request_invalid', { message })
  }

/** The id of a person, department or run. */
export const checkedDirectoryId = check(id, 'This is no id of a person, department or run.')
export const checkedSearch = check(text, 'A search needs 1 to 128 characters, and not spaces alone.')
export const checkedEntityKind = (value: unknown): 'person' | 'department' => {
  if (value === 'person' || value === 'department') return value
  throw new LarkspurError('request_invalid', { message: 'What is missing is a "person" or a "department".' })
}
