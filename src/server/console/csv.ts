// Writes: CSV (RFC 4180) that a spreadsheet opens safely.

/** A cell that begins so would be run as a formula (OWASP, CSV injection). */
const formula = /^[=+\-@\t\r]/

function cell(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value)
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One line, with its end. */
export const csvLine = (values: readonly (string | number | boolean | null)[]): string =>
  `${values.map(cell).join(',')}\r\n`

/** Tells spreadsheets that it is UTF-8. */
export const csvStart = '\uFEFF'
