// Reads: what a caller of the control API sent, and says which field is wrong and what was expected.
import type { Context } from 'hono'
import type { z } from 'zod'
import { largestBody, readLimitedText } from '../ui/limited-body.ts'

/** What the control API answers instead of a result. */
export class ControlRefusal extends Error {
  override readonly name = 'ControlRefusal'
  readonly status: 400 | 403 | 404 | 413 | 415
  readonly problems: readonly { field: string; expected: string }[]

  constructor(
    status: ControlRefusal['status'],
    message: string,
    problems: readonly { field: string; expected: string }[] = [],
  ) {
    super(message)
    this.status = status
    this.problems = problems
  }
}

/**
 * The JSON body. The content type must say JSON: a form of a foreign page can send the text, but not the type.
 *
 * @param optional an empty body counts as `{}`
 */
export async function readBody<T>(
  c: Context,
  schema: z.ZodType<T>,
  { optional = false }: { optional?: boolean } = {},
): Promise<T> {
  const text = await readLimitedText(c)
  if (text === undefined) throw new ControlRefusal(413, `A body may have ${largestBody} bytes at most.`)
  if (text === '' && optional) return check(schema, {}, 'The body')
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new ControlRefusal(
      415,
      `Send the body as application/json, not as ${type === '' ? 'nothing named' : type}.`,
    )
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ControlRefusal(400, 'The body is not JSON.')
  }
  return check(schema, value, 'The body')
}

export function readQuery<T>(c: Context, schema: z.ZodType<T>): T {
  return check(schema, c.req.query(), 'The query')
}

function check<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const problems = result.error.issues.flatMap((issue) => {
    const path = issue.path.map(String)
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        field: [...path, key].join('.'),
        expected: 'There is no such field',
      }))
    return { field: path.join('.') || '(all)', expected: issue.message }
  })
  throw new ControlRefusal(
    400,
    `${what} is not as expected: ${problems.map(({ field, expected }) => `${field}: ${expected}`).join('; ')}`,
    problems,
  )
}
