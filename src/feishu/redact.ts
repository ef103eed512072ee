// Removes: secrets, tokens and control characters from a text that somebody may read.

const maxLength = 200

/** Bounds the work of the patterns below, whatever arrives. */
const maxScanned = 4_096

const mark = '[redacted]'

/** Shorter values would blank out ordinary words, and no real secret is that short. */
const minSecretLength = 4

// C0, C1, the zero-width and bidirectional controls, and line separators: nothing that could forge a log line.
const controls = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

const shapes: [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[^\s"'<>,;]+/gi, `$1 ${mark}`],
  [/\beyJ[\w-]+(?:\.[\w-]*)*/g, mark],
  [/\b(?:ur|[atug])-[\w.-]{8,}/g, mark],
  [
    /((?:app_|client_)?secret|(?:\w+_)?token|password|ticket|code_verifier)(["']?\s*[:=]\s*["']?)[^\s"'<>&,;}]+/gi,
    `$1$2${mark}`,
  ],
  // "code: 20003" is the platform's own number and stays; an authorization code goes.
  [/\b(code)(["']?\s*[:=]\s*["']?)(?!\d{1,9}(?![\w-]))[^\s"'<>&,;}]+/gi, `$1$2${mark}`],
]

// A long run of letters and digits is opaque: a code, a key. App and person ids are not secrets and help support.
const opaque = /\b(?!(?:cli|ou|on|od)_)(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{24,}/g

const escapeRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text))).replace(/=+$/, '')
}

/** The ways in which an answer may echo a value: as it is, in a URL, in a form, in JSON, in HTML, in base64. */
function spellings(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
    base64(secret),
    base64(secret).replaceAll('+', '-').replaceAll('/', '_'),
  ]
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const known = secrets
    .map((secret) => secret.replace(controls, ''))
    .filter((s) => s.length >= minSecretLength)
  if (known.length === 0) return text
  // Longest first, so that no spelling leaves the tail of a longer one behind.
  const all = [...new Set(known.flatMap(spellings))].sort((a, b) => b.length - a.length)
  return text.replace(new RegExp(all.map(escapeRegExp).join('|'), 'gi'), mark)
}

/**
 * Makes a foreign text fit for a log or an error: the given secrets and everything that looks like a token,
 * a secret or a code are replaced, control characters removed, and the rest cut to 200 characters.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = withoutSecrets(text.replace(/\s+/g, ' ').replace(controls, ''), secrets)
  // The word at the cut goes too: it may be the first half of a secret that then matches nothing.
  if (clean.length > maxScanned) clean = clean.slice(0, maxScanned).replace(/\S+$/, '')
  for (const [shape, replacement] of shapes) clean = clean.replace(shape, replacement)
  clean = clean.replace(opaque, mark).trim()
  const characters = [...clean]
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : clean
}

/** A log id as the platform writes it, or undefined when it is something else, e.g. an echoed secret. */
export function safeLogId(value: unknown, secrets: readonly string[] = []): string | undefined {
  if (typeof value !== 'string' || !/^[0-9A-Za-z][\w.-]{0,79}$/.test(value)) return undefined
  if (withoutSecrets(value, secrets) !== value) return undefined
  return shapes.some(([shape]) => value.search(shape) >= 0) ? undefined : value
}
