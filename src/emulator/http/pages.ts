// Serves: the authorize pages, from the first look to the redirect.
import type { Hono } from 'hono'
import { type Decision, openAuthorizePage, type PageAnswer } from '../operations/authorize.ts'
import { type AuthorizePage, readAuthorizeRequest } from '../operations/authorize-request.ts'
import type { HostKind } from '../operations/call.ts'
import { createFields, type Entries, readParams } from '../operations/fields.ts'
import { readPeopleQuery } from '../operations/people-page.ts'
import { Refusal } from '../operations/refusal.ts'
import { chooseLanguage, pageHeaders, renderChooser, renderConsent, renderRefusal } from '../ui/index.ts'
import type { Language } from '../ui/views.ts'
import type { Service } from './api.ts'
import { readBody } from './body.ts'
import { answerWithFault } from './inject.ts'
import { isOwnForm, refuseForeignHost } from './own-page.ts'
import type { EmulatorContext, EmulatorEnv } from './record.ts'

/** The client says its language in the user agent, a browser in its header. */
export function languageOf(c: EmulatorContext): Language {
  const inClient = /LarkLocale\/(\w+)/.exec(c.req.header('user-agent') ?? '')?.[1]
  return chooseLanguage(undefined, inClient?.replace('_', '-') ?? c.req.header('accept-language')).language
}

const texts = (value: unknown): string[] => [value].flat().filter((item) => typeof item === 'string')

/**
 * A consent form has its check boxes under `scope` and carries the asked-for scopes apart; a script may post the
 * authorize parameters and a decision alone, and means all of them. In an address the name means nothing.
 */
function takeCheckedScopes(body: Entries): string[] | undefined {
  const asked = body.get('requested_scope')
  if (asked === undefined) return undefined
  const checked = texts(body.get('scope'))
  body.set('scope', asked)
  body.delete('requested_scope')
  return checked
}

const decisions: readonly unknown[] = ['approve', 'deny'] satisfies Decision[]

function answerPage(
  service: Service,
  page: AuthorizePage,
  { query, body }: { query: Entries; body: Entries },
  c: EmulatorContext,
): PageAnswer {
  const { state } = service
  const { place, entry } = c.var
  const checkedScopes = takeCheckedScopes(body)
  const fields = createFields(new Map([...query, ...body]), 20001)
  const openId = fields.text('open_id')
  // Only what a person sent from our own form counts: a link or an image of another page can carry a query.
  const decision = body.has('decision') ? fields.text('decision') : undefined
  const insideClient = fields.text('inside_client') !== undefined
  const people = readPeopleQuery(fields.text('search'), fields.text('page'))
  try {
    const request = readAuthorizeRequest(state, page, fields)
    entry.appId = request.app.appId
    if (decision !== undefined && !decisions.includes(decision))
      throw new Refusal(20001, 'decision is not valid')
    return openAuthorizePage(state, request, {
      language: languageOf(c),
      action: place.prefix + place.path,
      people,
      openId,
      decision: decision as Decision | undefined,
      confirmed: body.has('open_id'),
      insideClient,
      checkedScopes,
    })
  } finally {
    entry.unreadFields = fields.unread()
  }
}

/** The console may be open under the other loopback name than the one that the app was given, or without a proxy. */
function authorizeHeaders(c: EmulatorContext): Record<string, string> {
  const ports = new Set([new URL(c.req.url).port, `${c.env.incoming.socket.localPort ?? ''}`])
  const origins = [...ports].flatMap((port) =>
    ['127.0.0.1', 'localhost'].map((name) => `http://${name}${port === '' ? '' : `:${port}`}`),
  )
  return pageHeaders('authorize', origins)
}

export function refusalPage(c: EmulatorContext, { code, message, extra }: Refusal): Response {
  const { logId } = c.var.entry
  c.var.entry.code = code
  const logUrl = `/_emulator/requests?log=${logId}#${logId}`
  const view = { language: languageOf(c), code, message, logId, logUrl, ...extra }
  return c.body(renderRefusal(view), 400, authorizeHeaders(c))
}

function show(c: EmulatorContext, answer: PageAnswer): Response {
  const headers = authorizeHeaders(c)
  if (answer.kind === 'chooser') return c.body(renderChooser(answer.view), 200, headers)
  if (answer.kind === 'consent') return c.body(renderConsent(answer.view), 200, headers)
  const kept = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', location: answer.location }
  return c.body(null, 302, kept)
}

async function serve(
  service: Service,
  name: string,
  page: AuthorizePage,
  c: EmulatorContext,
): Promise<Response> {
  c.var.entry.operation = name
  const refuse = (code: number) =>
    refusalPage(c, new Refusal(code, 'Refused by a fault that a test has ordered'))
  const injection = { fault: service.faults.take(name), refuse, signal: service.signal }
  // A page of another site must not agree in somebody's name.
  if (c.req.method === 'POST' && !isOwnForm(c, service.advertisedUrl))
    return refusalPage(c, new Refusal(20001, 'A page of another site may not post here'))
  return answerWithFault(c, injection, async () => {
    try {
      const query = readParams(new URL(c.req.url).searchParams)
      const body: Entries | undefined = c.req.method === 'POST' ? await readBody(c.req.raw) : new Map()
      if (body === undefined) throw new Refusal(20001, 'The form cannot be read')
      return show(c, answerPage(service, page, { query, body }, c))
    } catch (error) {
      if (error instanceof Refusal) return refusalPage(c, error)
      throw error
    }
  })
}

export function servePage(
  app: Hono<EmulatorEnv>,
  service: Service,
  o: { name: string; page: AuthorizePage; path: string; hosts: readonly HostKind[] },
): void {
  app.on(['GET', 'POST'], o.path, async (c, next) => {
    const { kind } = c.var.place
    if (kind !== 'any' && !o.hosts.some((host) => host === kind)) return next()
    const refused = refuseForeignHost(c, service.advertisedUrl)
    if (refused !== undefined) return refused
    // Who asks only for the headers must not spend what the address carries.
    if (c.req.method === 'HEAD') return c.body(null, 200, authorizeHeaders(c))
    return serve(service, o.name, o.page, c)
  })
}
