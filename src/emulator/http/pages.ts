// Serves: the authorize pages, from the first look to the redirect.
import type { Hono } from 'hono'
import { type Decision, openAuthorizePage, type PageAnswer } from '../operations/authorize.ts'
import { type AuthorizePage, readAuthorizeRequest } from '../operations/authorize-request.ts'
import type { HostKind } from '../operations/call.ts'
import { createFields, type Entries, readParams } from '../operations/fields.ts'
import { Refusal } from '../operations/refusal.ts'
import { chooseLanguage, pageHeaders, renderChooser, renderConsent, renderRefusal } from '../ui/index.ts'
import type { Language } from '../ui/views.ts'
import type { Service } from './api.ts'
import { readBody } from './body.ts'
import { answerWithFault } from './inject.ts'
import type { EmulatorContext, EmulatorEnv } from './record.ts'

/** The client says its language in the user agent, a browser in its header. */
export function languageOf(c: EmulatorContext): Language {
  const inClient = /LarkLocale\/(\w+)/.exec(c.req.header('user-agent') ?? '')?.[1]
  return chooseLanguage(undefined, inClient?.replace('_', '-') ?? c.req.header('accept-language')).language
}

const texts = (value: unknown): string[] => [value].flat().filter((item) => typeof item === 'string')

/**
 * A consent form has its check boxes under `scope` and carries the asked-for scopes apart; a script may post the
 * authorize parameters and a decision alone, and means all of them.
 */
function takeCheckedScopes(entries: Entries): string[] | undefined {
  const asked = entries.get('requested_scope')
  if (asked === undefined) return undefined
  const checked = texts(entries.get('scope'))
  entries.set('scope', asked)
  entries.delete('requested_scope')
  return checked
}

/** Posted by a page of this origin, or by a script, which names no origin at all. */
export function isOwnForm(c: EmulatorContext): boolean {
  const [site, origin] = [c.req.header('sec-fetch-site'), c.req.header('origin')]
  // Our pages send no referrer, and a browser then names the origin `null` even to its own.
  if (site !== undefined) return site === 'same-origin'
  return origin === undefined || origin === new URL(c.req.url).origin
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
  const entries = new Map([...query, ...body])
  const checkedScopes = takeCheckedScopes(entries)
  const fields = createFields(entries, 20001)
  const openId = fields.text('open_id')
  // Only what a person sent from our own form counts: a link or an image of another page can carry a query.
  const decision = body.has('decision') ? fields.text('decision') : undefined
  const insideClient = fields.text('inside_client') !== undefined
  const [search = '', number = '1'] = [fields.text('search'), fields.text('page')]
  try {
    const request = readAuthorizeRequest(state, page, fields)
    entry.appId = request.app.appId
    if (decision !== undefined && !decisions.includes(decision))
      throw new Refusal(20001, 'decision is not valid')
    return openAuthorizePage(state, request, {
      language: languageOf(c),
      action: place.prefix + place.path,
      search: search.slice(0, 100),
      page: /^[1-9]\d{0,6}$/.test(number) ? Number(number) : 1,
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
  if (c.req.method === 'POST' && !isOwnForm(c))
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
    return serve(service, o.name, o.page, c)
  })
}
