// Serves: the operations of the platform's API.
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Hono } from 'hono'
import type { Answer, Call, Operation } from '../operations/call.ts'
import { isSuccess, undocumentedFields } from '../operations/documented-fields.ts'
import { createFields, readParams } from '../operations/fields.ts'
import { Refusal } from '../operations/refusal.ts'
import type { Faults } from '../state/faults.ts'
import type { State } from '../state/state.ts'
import { readBody } from './body.ts'
import { answerWithFault } from './inject.ts'
import type { EmulatorContext, EmulatorEnv } from './record.ts'

export interface Service {
  state: State
  faults: Faults
  /** Stands in links in place of the caller's own. */
  advertisedUrl: string | undefined
  /** Ends waiting when the emulator closes. */
  signal: AbortSignal
}

function readBasic(header: string): Call['basic'] {
  if (!/^Basic /i.test(header)) return undefined
  const text = Buffer.from(header.slice(6), 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? undefined : { id: text.slice(0, colon), secret: text.slice(colon + 1) }
}

type Asked = Pick<Call, 'operation' | 'fields' | 'query'>

function readCall(c: EmulatorContext, asked: Asked, advertisedUrl: string | undefined): Call {
  const authorization = c.req.header('authorization') ?? ''
  const { base } = c.var.place
  return {
    ...asked,
    path: c.req.param(),
    bearer: authorization.startsWith('Bearer ') ? authorization.slice(7).trim() || undefined : undefined,
    basic: readBasic(authorization),
    callerAddress: (getConnInfo(c).remote.address ?? '').replace(/^::ffff:/, ''),
    base: advertisedUrl ?? base,
    logId: c.var.entry.logId,
    noteApp: (appId) => {
      c.var.entry.appId = appId
    },
  }
}

/** Runs the operation, and words a refusal in the way of its family. */
function answerOf(state: State, operation: Operation, call: Call): Answer {
  try {
    return operation.run(state, call)
  } catch (error) {
    if (error instanceof Refusal) return operation.envelope(error, call, state)
    throw error
  }
}

async function serve(service: Service, operation: Operation, c: EmulatorContext): Promise<Response> {
  const { state, faults, signal } = service
  const { entry } = c.var
  const query = createFields(readParams(new URL(c.req.url).searchParams), operation.malformed)
  const posted = operation.method === 'POST'
  const fields = posted ? createFields(await readBody(c.req.raw, operation), operation.malformed) : query
  const call = readCall(c, { operation, fields, query }, service.advertisedUrl)
  entry.operation = operation.name
  let succeeded = false
  const send = ({ status, body, headers }: Answer): Response => {
    succeeded = isSuccess(body)
    if (typeof body.code === 'number') entry.code = body.code
    entry.undocumentedFields = undocumentedFields(operation.name, body)
    return new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    })
  }
  const refuse = (code: number) => send(operation.envelope(new Refusal(code), call, state))
  const injection = { fault: faults.take(operation.name), refuse, signal }
  const response = await answerWithFault(c, injection, async () => send(answerOf(state, operation, call)))
  // A refusal ends the reading early: what it left unread says nothing.
  if (succeeded) entry.unreadFields = [...fields.unread(), ...(posted ? query.unread() : [])]
  return response
}

export function serveOperation(app: Hono<EmulatorEnv>, service: Service, operation: Operation): void {
  const { method, path, hosts, served } = operation
  app.on(method, path, async (c, next) => {
    const { kind } = c.var.place
    const here = kind === 'any' || hosts.some((host) => host === kind)
    // Hono answers HEAD by GET routes; the platform's gateway does not know it.
    if (!here || c.req.method !== method || served?.(service.state) === false) return next()
    return serve(service, operation, c)
  })
}
