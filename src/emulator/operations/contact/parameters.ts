// Reads: the parameters of the contact API.
import type { Fields } from '../fields.ts'
import { GatewayRefusal, Refusal } from '../refusal.ts'

/** The gateway's word for a field that is not what the document says. */
export function invalidField(field: string, value: unknown, description: string): GatewayRefusal {
  const violation = { field, value: String(value).slice(0, 100), description }
  return new GatewayRefusal(99992402, 'field validation failed', { field_violations: [violation] })
}

/** @throws GatewayRefusal 99992402 for any other value */
export function readOneOf<Value extends string>(
  fields: Fields,
  name: string,
  allowed: readonly Value[],
  usual: Value,
): Value {
  const text = fields.text(name)
  if (text === undefined) return usual
  const value = allowed.find((each) => each === text)
  if (value === undefined) throw invalidField(name, text, `not one of ${allowed.join(', ')}`)
  return value
}

/** @throws GatewayRefusal 99992402 when it is missing */
export function readRequired(fields: Fields, name: string): string {
  const value = fields.text(name)
  if (value === undefined) throw invalidField(name, '', 'required')
  return value
}

/** `true` or `false`, as a text of a query or as a value of a body; default false. */
export function readFlag(fields: Fields, name: string): boolean {
  const value = fields.value(name) ?? ''
  if (value === '' || value === 'false' || value === false) return false
  if (value === 'true' || value === true) return true
  throw invalidField(name, value, 'not a boolean')
}

/** The ids of a batch, each once. The limit counts them as they were sent. */
export function readIds(
  fields: Fields,
  name: string,
  { most, code }: { most: number; code: number },
): string[] {
  const ids = fields.list(name)
  if (ids.length === 0) throw invalidField(name, '', 'required')
  if (ids.includes('')) throw invalidField(name, '', 'an empty id')
  if (ids.length > most) throw new Refusal(code)
  return [...new Set(ids)]
}

/** A list of texts in a body; one that is missing is empty. */
export function readBodyList(fields: Fields, name: string): string[] {
  const value = fields.value(name) ?? []
  if (!Array.isArray(value)) throw invalidField(name, value, 'not a list')
  return fields.list(name)
}
