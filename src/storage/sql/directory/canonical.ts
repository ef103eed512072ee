// Writes: values as JSON that is the same text for the same value.

/** With the keys of every object in order; those whose value is undefined are left out. Of JSON's values only. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  let text = ''
  // One text grows, and no ordered copy is made: this runs for everybody whom a synchronisation reads.
  for (const name of Object.keys(value).sort()) {
    const inner = (value as Record<string, unknown>)[name]
    if (inner === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(inner)}`
  }
  return `{${text}}`
}
