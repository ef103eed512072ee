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
  /** Names that nothing read. */
  unread(): string[]
}

/**
 * @param entries the fields, or undefined when the body could not be read: every question is then refused
 * @param malformed code of the refusal
 */
export function createFields(entries: ReadonlyMap<string, unknown> | undefined, malformed: number): Fields {
  const read = new Set<string>()
  return {
    text(name) {
      if (entries === undefined) throw new Refusal(malformed)
      read.add(name)
      const value = entries.get(name)
      if (value === undefined || value === null || value === '') return undefined
      if (typeof value !== 'string') throw new Refusal(malformed)
      return value
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
