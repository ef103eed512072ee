// Shows: a page on which a person tries the calls that the client offers to web apps.

import { html } from 'hono/html'
import type { AppContext } from '../context.ts'
import { layout } from './layout.ts'
import { texts } from './texts.ts'

/** The page's script fills the list of calls and keeps the record of what was called. */
export function jsapiPage(c: AppContext): ReturnType<typeof html> {
  const { settings, assets } = c.get('services')
  const words = texts(c.get('language'), settings.main.app.brand)
  return layout(c, {
    title: words.jsapiTitle,
    head: html`<script defer src="${settings.main.jssdkUrl}"></script>`,
    scripts: html`<script type="module" async src="${assets.jsapiScript.path}"></script>`,
    main: html`<main class="wide" data-view="jsapi">
<div class="card">
<h1 tabindex="-1">${words.jsapiTitle}</h1>
<p class="secondary">${words.jsapiText}</p>
<noscript><p class="notice">${words.jsapiNoScript}</p></noscript>
<p class="notice" data-part="outside" hidden>${words.jsapiOutside}</p>
<p class="secondary small" data-part="state" role="status" aria-live="polite"></p>
<form class="form">
<label class="field">${words.jsapiChoice}<select name="api"></select></label>
<label class="field">${words.jsapiParams}<textarea name="params" rows="6" spellcheck="false" autocomplete="off" autocapitalize="off" dir="ltr" aria-describedby="problem"></textarea></label>
<div class="failure" role="alert" id="problem"></div>
<div class="actions">
<button type="submit" class="button primary">${words.jsapiCall}</button>
<a class="button" href="/">${words.home}</a>
</div>
</form>
<h2 id="calls">${words.jsapiCalls}</h2>
<ol class="calls" aria-labelledby="calls" aria-live="polite"></ol>
</div>
</main>`,
  })
}
