// Answers: an error as JSON or as a friendly page; the only place that turns errors into responses.

import { type ErrorCode, errorCatalogue } from '../errors/catalogue.ts'
import type { LarkspurError } from '../errors/larkspur-error.ts'
import { safeReturnPath } from '../sign-in/index.ts'
import type { AppContext } from './context.ts'
import { errorPage } from './pages/error.ts'
import { detailOf } from './request-details.ts'
import { toLarkspurError } from './to-larkspur-error.ts'

/** A page for a person who navigates, JSON for everything else. */
export function wantsPage(c: AppContext): boolean {
  const destination = c.req.header('sec-fetch-dest')
  if (destination !== undefined) return ['document', 'iframe', 'frame'].includes(destination)
  return /\btext\/html\b/i.test(c.req.header('accept') ?? '')
}

/** Words of the catalogue alone: an error's own message may quote what must not be shown. */
export function publicWords(c: AppContext, code: ErrorCode): { message: string; hint: string } {
  return errorCatalogue[code][c.get('language')]
}

/** A page that a person wanted to open is where they go on afterwards; a form that they sent cannot be opened. */
function leadingBack(c: AppContext, consentUrl: string): string {
  if (c.req.method !== 'GET') return consentUrl
  const { pathname, search } = new URL(c.req.url)
  const address = new URL(consentUrl)
  address.searchParams.set('return_to', safeReturnPath(pathname + search))
  return address.href
}

/** An app may throw errors of its own making: people are led nowhere but to this site. */
function onThisSite(c: AppContext, consentUrl: string | undefined): string | undefined {
  if (consentUrl === undefined || !URL.canParse(consentUrl)) return undefined
  // Not by its origin: that of a blob: address is the site's, too.
  const own = new URL(consentUrl).href.startsWith(`${c.get('services').settings.origin}/`)
  return own ? consentUrl : undefined
}

export async function errorResponse(c: AppContext, thrown: unknown): Promise<Response> {
  const error = toLarkspurError(thrown)
  const requestId = c.get('requestId')
  report(c, error)
  if (error.retryAfterSeconds !== undefined)
    c.header('Retry-After', String(Math.ceil(error.retryAfterSeconds)))
  const words = publicWords(c, error.code)
  const status = error.status as 400
  const { code, scopes } = error
  const consentUrl = onThisSite(c, error.consentUrl)
  if (wantsPage(c)) {
    const view = { code, ...words, requestId, consentUrl: consentUrl && leadingBack(c, consentUrl) }
    return c.html(await errorPage(c, view), status)
  }
  // JSON leaves out what is undefined.
  const detail = detailOf(error, c.get('language'))
  return c.json({ error: { code, ...words, detail, requestId, scopes, consentUrl } }, status)
}

/** Logs: what a visitor is told in general words only. */
export function report(c: AppContext, error: LarkspurError): void {
  const entry = { requestId: c.get('requestId'), error }
  const { logger } = c.get('services')
  // A visitor who leaves makes no work for an operator.
  if (error.code === 'aborted') logger.info(entry, 'visitor left')
  else if (error.status >= 500) logger.error(entry, 'request failed')
  else logger.info(entry, 'request refused')
}
