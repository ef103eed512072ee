// Shows: that a signed-in person did not agree to more, and leads them back.

import { html } from 'hono/html'
import type { AppContext } from '../context.ts'
import { layout } from './layout.ts'
import { texts } from './texts.ts'

export function deniedPage(c: AppContext, returnTo: string): ReturnType<typeof html> {
  const words = texts(c.get('language'), c.get('services').settings.main.app.brand)
  return layout(c, {
    title: words.deniedTitle,
    main: html`<main data-view="denied">
<div class="card">
<h1 tabindex="-1">${words.deniedTitle}</h1>
<p class="secondary">${words.deniedText}</p>
<div class="actions"><a class="button primary" href="${returnTo}">${words.back}</a></div>
</div>
</main>`,
  })
}
