// Reads: the address that a request comes from.

import type { AppContext } from './context.ts'

/** Some proxies write the port along: `192.0.2.1:5000`, `[2001:db8::1]:5000`. */
function withoutPort(entry: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([^:]+):\d+$/.exec(entry)?.[1] ?? entry
}

/**
 * The socket's, or behind a trusted proxy the last entry of X-Forwarded-For: that one our own proxy wrote, earlier
 * ones are the sender's claim. Undefined where the framework in front does not tell.
 */
export function clientAddress(c: AppContext): string | undefined {
  const forwarded = c.req.header('x-forwarded-for')
  if (c.get('services').settings.trustProxy && forwarded !== undefined)
    return withoutPort(forwarded.split(',').at(-1)?.trim() ?? '')
  return c.env?.incoming?.socket?.remoteAddress
}
