// Merges: what was told just now into what is known, and names the differences.

import { canonicalJson } from './canonical.ts'

export type Fields = Record<string, unknown>

export interface Merged {
  fields: Fields
  /** `fields` as they are stored. */
  text: string
  /** Names of those that differ from what was known. */
  changed: string[]
}

/** A field that is absent was not told, and stays as it is known. */
export function mergeFields(known: string | undefined, told: object): Merged {
  const before = known === undefined ? {} : (JSON.parse(known) as Fields)
  const fields = { ...before }
  for (const [name, value] of Object.entries(told)) if (value !== undefined) fields[name] = value
  const text = canonicalJson(fields)
  // Most people are as they were, and so is their text.
  return { fields, text, changed: text === known ? [] : changedNames(before, fields) }
}

function changedNames(before: Fields, after: Fields): string[] {
  return Object.keys(after).filter(
    (name) => !Object.hasOwn(before, name) || canonicalJson(before[name]) !== canonicalJson(after[name]),
  )
}
