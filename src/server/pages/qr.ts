// Shows: the platform's QR code, which a person scans with their phone to sign in here.

import { html } from 'hono/html'
import type { AppContext } from '../context.ts'
import type { Instance } from '../instance.ts'
import { layout } from './layout.ts'
import { texts } from './texts.ts'

/** The page's script asks for an attempt, puts the code into the empty part and watches it. */
export function qrPage(
  c: AppContext,
  view: { instance: Instance; returnTo: string; redirect: string },
): ReturnType<typeof html> {
  const { instance, returnTo, redirect } = view
  const { brand } = instance.app
  const words = texts(c.get('language'), brand)
  return layout(c, {
    title: words.qrTitle,
    scripts: html`<script type="module" async src="${c.get('services').assets.qrScript.path}"></script>`,
    main: html`<main id="qr" data-view="qr" data-return-to="${returnTo}" data-instance="${instance.name}" data-brand="${brand}">
<div class="card">
<h1 tabindex="-1">${words.qrTitle}</h1>
<p class="secondary">${words.qrText}</p>
<noscript><p class="notice">${words.qrNoScript}</p></noscript>
<p class="status" role="status" aria-live="polite"></p>
<div class="failure" role="alert"></div>
<div class="qr" data-part="widget"></div>
<div class="actions">
<button type="button" class="button primary" data-action="retry" hidden>${words.retry}</button>
<a class="button" data-action="redirect" href="${redirect}">${words.qrInstead}</a>
</div>
</div>
</main>`,
  })
}
