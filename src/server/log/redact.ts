// Removes: secrets and tokens from log entries, by field name, by value and by shape.

import { errorCatalogue } from '../../errors/catalogue.ts'

const removed = '[redacted]'

/** Fields whose content is secret wherever they stand, whatever their spelling (`appSecret`, `app_secret`). */
const secretNames = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'code',
  'state',
  'codeverifier',
  'tmpcode',
  'clientsecret',
  'appsecret',
  'sessionsecret',
  'secret',
  'secrets',
  'encryptionkeys',
  'password',
  'token',
  'accesstoken',
  'refreshtoken',
  'useraccesstoken',
  'tenantaccesstoken',
  'ticket',
  'jsapiticket',
  'appaccesstoken',
  'attempt',
  'browserid',
  'sessionid',
])

/**
 * Tokens of the platform, wherever they stand in a text: `t-…`, `a-…`, `u-…`, `ur-…`, and JWTs; our own bearer tokens;
 * bearer headers; and query parameters that carry a code.
 */
const tokenShapes: [RegExp, string][] = [
  [/\beyJ[\w-]{8,}(?:\.[\w-]+){0,2}/g, removed],
  [/(?<![\w-])(?:t|a|u|ur)-[\w.-]{16,}/g, removed],
  [/\blkb_[\w-]{8,}/g, removed],
  [/\bBearer\s+[^\s"',;]+/gi, `Bearer ${removed}`],
  [/\b(jsapi_ticket=)[^&\s"']+/gi, `$1${removed}`],
  [
    /([?&](?:code|tmp_code|state|access_token|refresh_token|client_secret|app_secret)=)[^&\s"']+/gi,
    `$1${removed}`,
  ],
]

const maxDepth = 8
const maxText = 8 * 1024

/** `code` is also the name of an error's own code, which is worth keeping: ours, Node's, the platform's number. */
function isErrorCode(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    (typeof value === 'string' && (value in errorCatalogue || /^E[A-Z0-9_]{2,31}$/.test(value)))
  )
}

function isSecret(name: string, value: unknown): boolean {
  const plain = name.toLowerCase().replaceAll(/[^a-z]/g, '')
  if (!secretNames.has(plain)) return false
  return !(plain === 'code' && isErrorCode(value))
}

export type Redact = (entry: object) => Record<string, unknown>

/** @param secrets values that may appear nowhere, such as the App Secret */
export function createRedactor(secrets: readonly string[]): Redact {
  // Longest first, so that a secret inside another one leaves no rest.
  const values = secrets
    .filter((secret) => secret.length > 0)
    .flatMap((secret) => [
      ...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]),
    ])
    .sort((a, b) => b.length - a.length)

  function text(value: string): string {
    let clean = value
    for (const secret of values) clean = clean.replaceAll(secret, removed)
    for (const [shape, replacement] of tokenShapes) clean = clean.replace(shape, replacement)
    return clean.length > maxText ? `${clean.slice(0, maxText)}…` : clean
  }

  function errorFields(error: Error, depth: number): Record<string, unknown> {
    const own = Object.fromEntries(Object.entries(error))
    return fields(
      { type: error.name, message: error.message, stack: error.stack, ...own, cause: error.cause },
      depth,
    )
  }

  function fields(entry: object, depth: number): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(entry)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, isSecret(name, value) ? removed : clean(value, depth + 1)]),
    )
  }

  function clean(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return text(value)
    if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function')
      return text(String(value))
    if (typeof value !== 'object' || value === null) return value
    if (depth > maxDepth) return '[deep]'
    if (value instanceof Error) return errorFields(value, depth)
    if (value instanceof URL) return text(value.href)
    if (value instanceof Headers || value instanceof Map || value instanceof URLSearchParams) {
      return fields(Object.fromEntries(value as Iterable<[string, unknown]>), depth)
    }
    if (ArrayBuffer.isView(value)) return '[bytes]'
    if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1))
    return fields(value, depth)
  }

  return (entry) => (entry instanceof Error ? errorFields(entry, 0) : fields(entry, 0))
}

/** The same for a log message. */
export function createTextRedactor(secrets: readonly string[]): (message: string) => string {
  const redact = createRedactor(secrets)
  return (message) => String(redact({ message }).message)
}
