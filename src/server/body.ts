// Reads: request bodies, bounded, and JSON of a known shape.

import type * as z from 'zod'
import { LarkspurError } from '../errors/larkspur-error.ts'

const maxBytes = 64 * 1024

/**
 * Reads at most 64 KB, whether or not the sender announced a length.
 * @throws LarkspurError `payload_too_large`
 */
export async function readBody(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes)
    throw new LarkspurError('payload_too_large')
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body !== null) {
    for await (const chunk of request.body) {
      size += chunk.byteLength
      if (size > maxBytes) throw new LarkspurError('payload_too_large')
      chunks.push(chunk)
    }
  }
  return Buffer.concat(chunks)
}

export function mediaType(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

/**
 * Reads a JSON body of the given shape.
 * @throws LarkspurError `media_type_unsupported`, `payload_too_large`, `request_invalid`
 */
export async function readJson<T>(request: Request, shape: z.ZodType<T>): Promise<T> {
  // Only JSON: a form of a foreign page can send every type that a form can have, and JSON is none of them.
  if (mediaType(request) !== 'application/json') throw new LarkspurError('media_type_unsupported')
  const bytes = await readBody(request)
  const parsed = shape.safeParse(parseJson(bytes))
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'body')
    throw new LarkspurError('request_invalid', { message: `The body does not fit at: ${fields.join(', ')}.` })
  }
  return parsed.data
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    // The parser's own message quotes the body, which may hold a code.
    throw new LarkspurError('request_invalid', { message: 'The body is not JSON.' })
  }
}
