// Converts: full names of elements and their paths.

/** Folders that divide an element's files by where they run; they do not count in full names. */
const transparent = ['frontend', 'backend']

const form = /^[A-Za-z][\w-]{0,63}(\.[A-Za-z][\w-]{0,63}){1,7}$/

/**
 * Two to eight segments of letters, digits, `_` and `-` that begin with a letter, joined by dots; none of them is
 * `frontend` or `backend`.
 */
export function isFullName(text: string): boolean {
  return form.test(text) && !text.split('.').some((segment) => transparent.includes(segment))
}

/** The last segment: `FSInnerExample`. */
export const nameOf = (fullName: string) => fullName.slice(fullName.lastIndexOf('.') + 1)

/** `auths/loginTypes/FSInnerExample`. */
export const pathOf = (fullName: string) => fullName.replaceAll('.', '/')

/**
 * Of the folder that holds an `e.json`, relative to its application. Undefined for a path that stands for no element:
 * absolute, with `..`, a backslash, a dot or any other character that a full name lacks.
 */
export function fullNameOf(path: string): string | undefined {
  const segments = path.split('/').filter((segment) => !transparent.includes(segment))
  if (segments.some((segment) => segment.includes('.'))) return undefined
  const fullName = segments.join('.')
  return isFullName(fullName) ? fullName : undefined
}

/** What the full names of all elements below a folder begin with. Undefined when no element can be there. */
export function prefixOf(path: string): string | undefined {
  // Any name will do for an element in it.
  const below = fullNameOf(`${path}/any`)
  return below?.slice(0, -'.any'.length)
}
