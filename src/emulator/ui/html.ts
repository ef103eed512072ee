// Writes: HTML from template literals; every value is escaped unless it is a fragment itself.
import { html as template } from 'hono/html'

/** A piece of HTML that is already escaped. */
export type Fragment = ReturnType<typeof template>

/** hono's `html` for synchronous values. */
export const html = template

/** The text of a fragment. All our values are there at once, so a promise would be a mistake of ours. */
export function toText(fragment: Fragment): string {
  if (fragment instanceof Promise) throw new TypeError('A page was given a value that is not there yet.')
  return fragment.toString()
}
