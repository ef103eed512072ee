// Reads: what the client sent, and remembers what nobody read.
import { Refusal } from './refusal.ts'

/** Field by name; a name that came twice has a list. */
export type Entries = Map<string, unknown>

export function readParams(params: URLSearchParams): Entries {
  const entries: Entries = new Map()
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name)
    entries.set(name, values.length === 1 ? values[0] : values)
  }
  return entries
}

export interface Fields {
  /** A text that is there and not empty. Refuses a value of another type, or one that was sent twice. */
  text(name: string): string | undefined
  /** The texts of a field that may come several times. Refuses values of another type. */
  list(name: string): string[]
  /** Whatever was sent. */
  value(name: string): unknown
  /** Names that nothing read. */
  unread(): string[]
}

/**
 * @param entries the fields, or undefined when the body could not be read: every question is then refused
 * @param malformed code of the refusal
 */
export function createFields(entries: ReadonlyMap<string, unknown> | undefined, malformed: number): Fields {
  const read = new Set<string>()
  function value(name: string): unknown {
    if (entries === undefined) throw new Refusal(malformed)
    read.add(name)
    return entries.get(name)
  }
  return {
    value,
    list(name) {
      const given = value(name) ?? []
      const values: unknown[] = Array.isArray(given) ? given : [given]
      return values.map((text) => {
        if (typeof text !== 'string') throw new Refusal(malformed)
        return text
      })
    },
    text(name) {
      const given = value(name)
      if (given === undefined || given === null || given === '') return undefined
      if (typeof given !== 'string') throw new Refusal(malformed)
      return given
    },
    unread: () => [...(entries?.keys() ?? [])].filter((name) => !read.has(name)),
  }
}

/** The text of a field that must be there: 20001. */
export function requiredText(fields: Fields, name: string): string {
  const value = fields.text(name)
  if (value === undefined) throw new Refusal(20001)
  return value
}
