// Serves: the authorize pages, from the first look to the redirect.
import type { Hono } from 'hono'
import { type Decision, openAuthorizePage, type PageAnswer } from '../operations/authorize.ts'
import { type AuthorizePage, readAuthorizeRequest } from '../operations/authorize-request.ts'
import type { HostKind } from '../operations/call.ts'
import { createFields } from '../operations/fields.ts'
import { Refusal } from '../operations/refusal.ts'
import { chooseLanguage, pageHeaders, renderChooser, renderConsent, renderRefusal } from '../ui/index.ts'
import type { Language } from '../ui/views.ts'
import type { Service } from './api.ts'
import { type Entries, readBody, readParams } from './body.ts'
import { answerWithFault } from './inject.ts'
import type { EmulatorContext, EmulatorEnv } from './record.ts'

/** The client says its language in the user agent, a browser in its header. */
function languageOf(c: EmulatorContext): Language {
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

const decisions: readonly unknown[] = ['approve', 'deny'] satisfies Decision[]

function answerPage(service: Service, page: AuthorizePage, entries: Entries, c: EmulatorContext): PageAnswer {
  const { state } = service
  const { place, entry } = c.var
  const checkedScopes = takeCheckedScopes(entries)
  const fields = createFields(entries, 20001)
  const [openId, decision] = [fields.text('open_id'), fields.text('decision')]
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
      checkedScopes,
    })
  } finally {
    entry.unreadFields = fields.unread()
  }
}

function refusalPage(c: EmulatorContext, { code, message, extra }: Refusal): Response {
  const { logId } = c.var.entry
  c.var.entry.code = code
  const logUrl = `/_emulator/requests#${logId}`
  const view = { language: languageOf(c), code, message, logId, logUrl, ...extra }
  return c.body(renderRefusal(view), 400, pageHeaders('authorize'))
}

function show(c: EmulatorContext, answer: PageAnswer): Response {
  const headers = pageHeaders('authorize')
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
  if (c.req.method === 'POST' && c.req.header('sec-fetch-site') === 'cross-site')
    return refusalPage(c, new Refusal(20001, 'A page of another site may not post here'))
  return answerWithFault(c, injection, async () => {
    try {
      const query = readParams(new URL(c.req.url).searchParams)
      const body = c.req.method === 'POST' ? await readBody(c.req.raw) : new Map()
      if (body === undefined) throw new Refusal(20001, 'The form cannot be read')
      return show(c, answerPage(service, page, new Map([...query, ...body]), c))
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
