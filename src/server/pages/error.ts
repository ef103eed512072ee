// Shows: a failure in plain words, with a way on and a request id to quote.

import { html } from 'hono/html'
import type { ErrorCode } from '../../errors/catalogue.ts'
import { defaultInstance, safeReturnPath } from '../../sign-in/index.ts'
import { signInPath } from '../addresses.ts'
import type { AppContext } from '../context.ts'
import { returnPathParameter } from '../parameters.ts'
import { layout } from './layout.ts'
import { texts } from './texts.ts'

export interface ErrorView {
  code: ErrorCode
  message: string
  hint: string
  requestId: string
  /** Where the person does what is missing: agrees, or confirms who they are. */
  consentUrl?: string | undefined
}

/** Errors where starting the sign-in again is the useful next step. */
const signInPaths = /^\/auth\/(?:authorize|qr|callback(?:\/[^/]+)?)$/

/** The page itself for a stranger who wanted to open it; else as far as the address tells where it was to lead. */
function returnTo(c: AppContext, stranger: boolean): string {
  const { pathname, search, searchParams } = new URL(c.req.url)
  const own = stranger && c.req.method === 'GET' ? safeReturnPath(pathname + search) : '/'
  return own === '/' ? returnPathParameter(searchParams) : own
}

export function errorPage(c: AppContext, view: ErrorView): ReturnType<typeof html> {
  const words = texts(c.get('language'), c.get('services').settings.main.app.brand)
  const { homePage } = c.get('services').settings
  const stranger = view.code === 'session_required'
  // Whatever failed, there is a way on: where we serve no start page, the sign-in is the one address that is ours.
  const again = view.consentUrl === undefined && (stranger || signInPaths.test(c.req.path) || !homePage)
  const start = signInPath({ instance: defaultInstance, returnTo: returnTo(c, stranger) })
  const onward = view.code === 'reauthentication_required' ? words.startAgain : words.agree
  return layout(c, {
    title: words.errorTitle,
    main: html`<main data-view="error" data-code="${view.code}">
<div class="card">
<h1>${view.message}</h1>
<p>${view.hint}</p>
<p class="secondary small">${words.requestId}: <code>${view.requestId}</code></p>
<div class="actions">
${view.consentUrl === undefined ? '' : html`<a class="button primary" href="${view.consentUrl}">${onward}</a>`}
${again ? html`<a class="button primary" href="${start}">${stranger ? words.signIn : words.startAgain}</a>` : ''}
${homePage ? html`<a class="button" href="/">${words.home}</a>` : ''}
</div>
</div>
</main>`,
  })
}
