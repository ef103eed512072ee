// Shows: text of other people on a terminal, without letting it steer the terminal.

/**
 * What a terminal would obey in place of showing it: control characters of both sets, line and paragraph separators,
 * marks that turn the direction of writing, and characters without any width.
 */
const steering =
  /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u200b\ufeff\u{e0000}-\u{e007f}\p{Cs}]/gu

/** A text as one harmless piece of a line, at most `most` characters long. */
export function shown(text: string, most = 80): string {
  const letters = [...text.replace(steering, '\ufffd')]
  return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`
}

/** JSON on one line. Beyond what JSON escapes by itself, so is everything else that a terminal would obey. */
export function toJsonLine(value: unknown): string {
  return JSON.stringify(value).replace(steering, (letter) =>
    [...Array(letter.length).keys()]
      .map((at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

const wide = /[\p{Script=Han}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/gu

/** Columns that a line of our own words takes: Chinese characters take two. */
export const columnsOf = (text: string): number => [...text].length + (text.match(wide)?.length ?? 0)
