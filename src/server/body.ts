// Reads: request bodies, bounded, and JSON of a known shape.

import type * as z from 'zod'
import { LarkspurError } from '../errors/larkspur-error.ts'

/** Of everything that people and pages send. */
const usualBytes = 64 * 1024

/**
 * Reads at most `maxBytes` (default 64 KB), whether or not the sender announced a length.
 * @param admit told again and again how large it is at least, before that much is kept; throws to refuse it
 * @throws LarkspurError `payload_too_large`
 */
export async function readBody(
  request: Request,
  maxBytes = usualBytes,
  admit: (size: number) => void = () => {},
): Promise<Uint8Array> {
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > maxBytes) throw new LarkspurError('payload_too_large')
  admit(announced)
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body !== null) {
    for await (const chunk of request.body) {
      size += chunk.byteLength
      if (size > maxBytes) throw new LarkspurError('payload_too_large')
      admit(size)
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
  return shaped(parseJson(await readBody(request)), shape)
}

/**
 * Reads a JSON body, or nothing at all, which stands for `{}`.
 * @throws LarkspurError `media_type_unsupported`, `payload_too_large`, `request_invalid`
 */
export async function readJsonIfAny(request: Request): Promise<unknown> {
  const type = mediaType(request)
  if (type !== '' && type !== 'application/json') throw new LarkspurError('media_type_unsupported')
  const bytes = await readBody(request)
  if (bytes.length === 0) return {}
  if (type === '') throw new LarkspurError('media_type_unsupported')
  return parseJson(bytes)
}

/**
 * Reads a JSON body, or the fields of a form, of the given shape. For routes that ask for our own origin in any case.
 * @throws LarkspurError as `readJson`
 */
export async function readJsonOrForm<T>(request: Request, shape: z.ZodType<T>): Promise<T> {
  if (mediaType(request) !== formType) return readJson(request, shape)
  return shaped(parseForm(await readBody(request)), shape)
}

/**
 * Reads a JSON body, a form, or nothing at all: every field of the shape is optional.
 * @throws LarkspurError as `readJson`
 */
export async function readIfAny<T>(request: Request, shape: z.ZodType<T>): Promise<T> {
  const type = mediaType(request)
  if (!['', formType, 'application/json'].includes(type)) throw new LarkspurError('media_type_unsupported')
  const bytes = await readBody(request)
  if (bytes.length === 0) return shaped({}, shape)
  if (type === '') throw new LarkspurError('media_type_unsupported')
  return shaped(type === formType ? parseForm(bytes) : parseJson(bytes), shape)
}

const formType = 'application/x-www-form-urlencoded'

/** @throws LarkspurError `request_invalid` that names the fields and not their values */
export function shaped<T>(value: unknown, shape: z.ZodType<T>): T {
  const parsed = shape.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'body')
  throw new LarkspurError('request_invalid', { message: `The body does not fit at: ${fields.join(', ')}.` })
}

/** @throws LarkspurError `request_invalid`; the decoder's and parser's own messages quote the body, which may hold a code */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new LarkspurError('request_invalid', { message: 'The body is no text.' })
  }
}

function parseForm(bytes: Uint8Array): Record<string, string> {
  const fields = new URLSearchParams(decode(bytes))
  const names = [...fields.keys()]
  if (new Set(names).size < names.length) {
    throw new LarkspurError('request_invalid', { message: 'A field of the form is there twice.' })
  }
  return Object.fromEntries(fields)
}

function parseJson(bytes: Uint8Array): unknown {
  const text = decode(bytes)
  try {
    return JSON.parse(text)
  } catch {
    throw new LarkspurError('request_invalid', { message: 'The body is not JSON.' })
  }
}
