// Decides: what can be a code that the platform has given out.

/**
 * 1 to 512 visible characters. Real codes are far below; one guide shows `+` in a code, so the alphabet is not checked,
 * only what no code can be.
 */
export const isCode = (text: string): boolean => /^[^\p{C}\p{Z}]{1,512}$/u.test(text)
