// Lays out: the frame that every page shares.

import { html, raw } from 'hono/html'
import type { AppContext } from '../context.ts'
import { flower } from './mark.ts'
import { texts } from './texts.ts'

type Markup = ReturnType<typeof html>

/**
 * @param title says where one is; comes before the app's name in the tab
 * @param scripts script elements for the end of the page; loaded by address only, as the policy demands
 */
export function layout(
  c: AppContext,
  page: { title: string; main: Markup; head?: Markup; scripts?: Markup },
): Markup {
  const { settings, assets } = c.get('services')
  const words = texts(c.get('language'), settings.main.app.brand)
  // Without a start page of ours `/` is the app's, or nobody's.
  const mark = html`${raw(flower)}<span>${words.appName}</span>`
  return html`<!doctype html>
<html lang="${words.htmlLanguage}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · ${words.appName}</title>
<link rel="icon" type="image/svg+xml" href="${assets.icon.path}">
<link rel="stylesheet" href="${assets.styles.path}">
${page.head ?? ''}
</head>
<body>
<header class="bar">${settings.homePage ? html`<a href="/">${mark}</a>` : mark}</header>
${page.main}
${page.scripts ?? ''}
</body>
</html>`
}
