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
  const changed: string[] = []
  for (const [name, value] of Object.entries(told)) {
    if (value === undefined) continue
    if (canonicalJson(value) === canonicalJson(before[name])) continue
    fields[name] = value
    changed.push(name)
  }
  return {
    fields,
    text: changed.length === 0 && known !== undefined ? known : canonicalJson(fields),
    changed,
  }
}
