// Injects: the faults that a test has ordered, around one request.
import { setTimeout as sleep } from 'node:timers/promises'
import { faultResponse } from '../operations/fault-response.ts'
import type { Fault } from '../types.ts'
import type { EmulatorContext } from './record.ts'

type Answer = () => Promise<Response>

const html = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

function withoutField(value: unknown, field: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const kept = Object.entries(value).filter(([name]) => name !== field)
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutField(inner, field)]))
}

async function changeText(response: Response, change: (text: string) => string): Promise<Response> {
  const { status, headers } = response
  return new Response(change(await response.text()), { status, headers })
}

/** A page that a fault for any operation meets has no fields. */
const omit = (response: Response, field: string) =>
  response.headers.get('content-type')?.startsWith('application/json') === true
    ? changeText(response, (text) => JSON.stringify(withoutField(JSON.parse(text), field)))
    : response

/** Ends the connection without a word. */
function drop(c: EmulatorContext): Response {
  c.env.outgoing.destroy()
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } })
}

/** The answer in place of the real one; undefined when the real one goes out after all. */
function substitute(
  c: EmulatorContext,
  { effect }: Fault,
  refuse: (code: number) => Response,
): Response | undefined {
  switch (effect.kind) {
    case 'error':
      return refuse(effect.code)
    case 'status':
      return faultResponse(effect)
    case 'html':
      return new Response(html, { status: 502, headers: { 'content-type': 'text/html' } })
    case 'drop':
      return drop(c)
    default:
      return undefined
  }
}

export interface Injection {
  fault: Fault | undefined
  refuse: (code: number) => Response
  /** Ends waiting when the emulator closes. */
  signal: AbortSignal
}

export async function answerWithFault(
  c: EmulatorContext,
  { fault, refuse, signal }: Injection,
  answer: Answer,
): Promise<Response> {
  if (fault === undefined) return answer()
  const { effect, phase = 'before' } = fault
  if (effect.kind === 'truncate')
    return changeText(await answer(), (text) => text.slice(0, Math.floor(text.length / 2)))
  if (effect.kind === 'omit') return omit(await answer(), effect.field)
  const real = phase === 'after' ? await answer() : undefined
  if (effect.kind === 'delay') await sleep(effect.ms, undefined, { signal, ref: false }).catch(() => {})
  return substitute(c, fault, refuse) ?? real ?? answer()
}
