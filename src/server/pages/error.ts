// Shows: a failure in plain words, with a way on and a request id to quote.

import { html } from 'hono/html'
import type { ErrorCode } from '../../errors/catalogue.ts'
import type { AppContext } from '../context.ts'
import { layout } from './layout.ts'
import { texts } from './texts.ts'

export interface ErrorView {
  code: ErrorCode
  message: string
  hint: string
  requestId: string
  /** Where the person can agree to what is missing. */
  consentUrl?: string | undefined
}

/** Errors where starting the sign-in again is the useful next step. */
const signInPaths = /^\/auth\/(?:authorize|qr|callback(?:\/[^/]+)?)$/

export function errorPage(c: AppContext, view: ErrorView): ReturnType<typeof html> {
  const words = texts(c.get('language'), c.get('services').settings.main.app.brand)
  const again = signInPaths.test(c.req.path)
  return layout(c, {
    title: words.errorTitle,
    main: html`<main data-view="error" data-code="${view.code}">
<div class="card">
<h1>${view.message}</h1>
<p>${view.hint}</p>
<p class="secondary small">${words.requestId}: <code>${view.requestId}</code></p>
<div class="actions">
${view.consentUrl === undefined ? '' : html`<a class="button primary" href="${view.consentUrl}">${words.agree}</a>`}
${again ? html`<a class="button primary" href="/auth/authorize?return_to=%2F">${words.startAgain}</a>` : ''}
<a class="button" href="/">${words.home}</a>
</div>
</div>
</main>`,
  })
}
