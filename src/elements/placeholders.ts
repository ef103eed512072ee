// Fills: `{{NAME}}` in the texts of a configuration.

/** A placeholder that could not be filled. */
export interface Unfilled {
  /** Path of the field, without positions in lists: `events.encryptKey`. */
  field: string
  /** Null when what stands between the braces is no name. */
  variable: string | null
}

const placeholder = /\{\{([^{}]*)\}\}/g
const name = /^[A-Za-z_][\w.-]{0,127}$/

/**
 * The same value with every placeholder in it replaced. What a variable holds is taken as it is: placeholders in there
 * are ordinary text. Inherited properties are no variables.
 */
export function fillPlaceholders(
  value: unknown,
  variables: Readonly<Record<string, string>>,
): { value: unknown; unfilled: readonly Unfilled[] } {
  const unfilled: Unfilled[] = []

  function fill(one: unknown, field: string): unknown {
    if (typeof one === 'string') {
      return one.replace(placeholder, (whole, inner: string) => {
        const variable = inner.trim()
        const known = name.test(variable) && Object.hasOwn(variables, variable)
        const filled = known ? variables[variable] : undefined
        if (filled !== undefined) return filled
        unfilled.push({ field, variable: name.test(variable) ? variable : null })
        return whole
      })
    }
    if (Array.isArray(one)) return one.map((item) => fill(item, field))
    if (typeof one !== 'object' || one === null) return one
    const within = field === '' ? '' : `${field}.`
    return Object.fromEntries(Object.entries(one).map(([key, item]) => [key, fill(item, within + key)]))
  }

  return { value: fill(value, ''), unfilled }
}
