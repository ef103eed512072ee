// Reads: the fields of a body, JSON and form alike.
import { type Entries, readParams } from '../operations/fields.ts'

function readJson(text: string): Entries | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return new Map(Object.entries(value))
  } catch {
    return undefined
  }
}

/** Undefined for a body that is no JSON object and no form, or a form where none is taken. */
export async function readBody(
  request: Request,
  { jsonOnly = false }: { jsonOnly?: boolean } = {},
): Promise<Entries | undefined> {
  const text = await request.text()
  if (text.trim() === '') return new Map()
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type === 'application/x-www-form-urlencoded')
    return jsonOnly ? undefined : readParams(new URLSearchParams(text))
  if (type === 'application/json' || type === '') return readJson(text)
  return undefined
}
