// Leaves out: fields of a person whose scope the token lacks. They are absent, not null, and there is no error.
import { type Identity, scopesOf } from './gateway.ts'

/** The old umbrella scopes, each of which opens the ordinary fields. */
export const umbrellaScopes: readonly string[] = [
  'contact:contact:access_as_app',
  'contact:contact:readonly',
  'contact:contact:readonly_as_app',
]

/** Scopes of which any one shows the field; none = always shown. */
export interface Field {
  value: unknown
  anyOf?: readonly string[]
}

/** The fields that this identity may see. */
export function visibleFields(
  identity: Identity,
  fields: Readonly<Record<string, Field>>,
): Record<string, unknown> {
  const scopes = scopesOf(identity)
  const shown = Object.entries(fields).filter(
    ([, { value, anyOf }]) =>
      value !== undefined && (anyOf === undefined || anyOf.some((scope) => scopes.has(scope))),
  )
  return Object.fromEntries(shown.map(([name, { value }]) => [name, value]))
}
