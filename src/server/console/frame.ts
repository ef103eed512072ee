// Lays out: the frame of every console page.

import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { AppContext } from '../context.ts'
import { flower } from '../pages/mark.ts'
import type { Administrator } from './administrator.ts'
import { frameWords, words } from './texts.ts'

export type Markup = ReturnType<typeof html>

/** Anything that may stand in a template. */
export type Piece = Markup | HtmlEscapedString | string | Piece[]

export const sections = [
  ['overview', '/console'],
  ['methods', '/console/methods'],
  ['people', '/console/people'],
  ['departments', '/console/departments'],
  ['sync', '/console/sync'],
  ['events', '/console/events'],
  ['signIns', '/console/sign-ins'],
  ['audit', '/console/audit'],
  ['tokens', '/console/tokens'],
] as const

export type Section = (typeof sections)[number][0]

/**
 * @param page.title says where one is; stands as `h1` as well
 * @param page.actions buttons and links beside the title
 * @param page.notice what has just been done, or what is wrong; read out by screen readers
 */
export function consolePage(
  c: AppContext,
  administrator: Administrator,
  page: {
    section: Section
    title: string
    main: Piece
    actions?: Piece
    notice?: { text: string; kind: 'done' | 'wrong' } | undefined
  },
): Markup {
  const { assets } = c.get('services')
  const text = words(c, frameWords)
  const { notice } = page
  return html`<!doctype html>
<html lang="${text.htmlLanguage}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · ${text.console}</title>
<link rel="icon" type="image/svg+xml" href="${assets.icon.path}">
<link rel="stylesheet" href="${assets.consoleStyles.path}">
<script type="module" src="${assets.consoleScript.path}"></script>
</head>
<body data-console-token="${administrator.formToken}">
<a class="skip" href="#content">${text.skip}</a>
<header class="top">
<a class="mark" href="/console">${raw(flower)}${text.console}</a>
<div class="who"><span class="secondary">${text.signedInAs}</span> <span class="foreign">${administrator.user.name}</span>
<form method="post" action="/auth/sign-out"><button type="submit" class="button small">${text.signOut}</button></form></div>
</header>
<div class="frame">
<nav aria-label="${text.sections}">
<ul>
${sections.map(
  ([section, path]) =>
    html`<li><a href="${path}"${section === page.section ? html` aria-current="page"` : ''}>${text[section]}</a></li>`,
)}
</ul>
</nav>
<main id="content" tabindex="-1" data-section="${page.section}">
<div class="head"><h1>${page.title}</h1><div class="actions">${page.actions ?? ''}</div></div>
${notice === undefined ? '' : html`<p class="notice ${notice.kind}" role="${notice.kind === 'wrong' ? 'alert' : 'status'}">${notice.text}</p>`}
${page.main}
</main>
</div>
</body>
</html>`
}

/** The hidden field that every form of the console needs. */
export const tokenField = (administrator: Administrator): Markup =>
  html`<input type="hidden" name="token" value="${administrator.formToken}">`
