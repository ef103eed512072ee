// Builds: the answer that a fault puts in the place of the real one.
import type { Fault } from '../types.ts'

type StatusEffect = Extract<Fault['effect'], { kind: 'status' }>

/** Statuses that come without a body, by the rules of HTTP. */
const bodiless = new Set([204, 205, 304])
/** Headers that describe the connection: a wrong one makes a client wait instead of fail. */
const reserved = /^(?:content-length|transfer-encoding|connection)$/i

/** @throws Error when HTTP has no such answer */
export function faultResponse({ status, body, contentType, headers }: StatusEffect): Response {
  const named = Object.keys(headers ?? {}).find((name) => reserved.test(name))
  if (named !== undefined) throw new Error(`A fault cannot set ${named}`)
  const empty = bodiless.has(status)
  if (empty && (body ?? '') !== '') throw new Error(`An answer with status ${status} has no body`)
  return new Response(empty ? null : (body ?? ''), {
    status,
    headers: { ...(empty ? {} : { 'content-type': contentType ?? 'text/plain' }), ...headers },
  })
}
