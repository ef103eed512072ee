// Converts: full names of elements and their paths.

/** A valid full name: segments of letters, digits, `_` and `-` that begin with a letter, joined by dots. */
export function isFullName(text: string): boolean {
  return text.length <= 200 && /^[A-Za-z][\w-]{0,63}(\.[A-Za-z][\w-]{0,63}){1,7}$/.test(text)
}

/** The last segment: `FSInnerExample`. */
export const nameOf = (fullName: string) => fullName.slice(fullName.lastIndexOf('.') + 1)

/** `auths/loginTypes/FSInnerExample`. */
export const pathOf = (fullName: string) => fullName.replaceAll('.', '/')
