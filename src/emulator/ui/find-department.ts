// Finds: the department that somebody typed, by either id or by its whole name.
import type { Emulator } from '../types.ts'
import type { Text } from './text-en.ts'

/** Id of the root, which is no department. */
export const rootId = '0'

/**
 * The `open_department_id`, or `0`.
 *
 * @throws Error with a sentence for the person
 */
export function findDepartmentId(
  { organisation: { departments } }: Emulator,
  text: Text,
  typed: string,
): string {
  if (typed === rootId) return rootId
  const known = departments.get(typed)
  if (known !== undefined) return known.open_department_id
  if (typed === '') return typed
  const named = departments
    .list({ search: typed, limit: 100_000 })
    .items.filter(({ name, en_name }) => name === typed || en_name === typed)
  if (named.length > 1) throw new Error(text.directory.ambiguous(typed))
  // An unknown one is refused by the organisation, in its words.
  return named[0]?.open_department_id ?? typed
}
