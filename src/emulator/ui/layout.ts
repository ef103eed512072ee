// Lays out: the band that marks every page as the emulator's, the console's heading and links, and the page itself.
import type { PageContext } from './context.ts'
import { textOf } from './context.ts'
import { type Fragment, html, toText } from './html.ts'
import type { Text } from './text-en.ts'
import type { Language } from './views.ts'

/** In both languages whatever the page speaks: nobody may take these pages for Feishu's. */
export const band = html`<aside class="band" aria-label="Emulator"><span lang="en">Emulator · not Feishu</span
  ><span class="band-gap" aria-hidden="true">/</span><span lang="zh-CN">模拟器 · 并非飞书</span></aside>`

const mark = html`<svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
  <g fill="currentColor">
    <ellipse cx="12" cy="5.6" rx="3.1" ry="4.4" />
    <ellipse cx="12" cy="5.6" rx="3.1" ry="4.4" transform="rotate(72 12 12)" />
    <ellipse cx="12" cy="5.6" rx="3.1" ry="4.4" transform="rotate(144 12 12)" />
    <ellipse cx="12" cy="5.6" rx="3.1" ry="4.4" transform="rotate(216 12 12)" />
    <ellipse cx="12" cy="5.6" rx="3.1" ry="4.4" transform="rotate(288 12 12)" />
  </g>
  <circle class="mark-eye" cx="12" cy="12" r="2.4" />
</svg>`

interface Page {
  title: string
  body: Fragment
  /** Addresses of classic scripts, loaded before the body is read. */
  scripts?: readonly string[]
}

function shell(text: Text, page: Page, bodyClass: string, content: Fragment): string {
  return toText(html`<!doctype html>
<html lang="${text.htmlLang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${page.title} · ${text.console}</title>
<link rel="icon" href="/_emulator/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/_emulator/assets/emulator.css">
${(page.scripts ?? []).map((source) => html`<script src="${source}"></script>`)}
</head>
<body class="${bodyClass}">
${content}
</body>
</html>
`)
}

const places = [
  ['/_emulator/', 'people'],
  ['/_emulator/organisation', 'organisation'],
  ['/_emulator/events', 'events'],
  ['/_emulator/requests', 'requests'],
  ['/_emulator/app', 'app'],
  ['/_emulator/clock', 'clock'],
  ['/_emulator/phone', 'phone'],
] as const

/** A page of the console. */
export function consolePage(context: PageContext, page: Page): string {
  const { text } = context
  const links = places.map(
    ([path, name]) =>
      html`<a href="${context.href(path)}" ${path === context.path ? html`aria-current="page"` : ''}>${text[name]}</a>`,
  )
  return shell(
    text,
    page,
    'console',
    html`<a class="skip" href="#main">${text.skip}</a>
${band}
<header class="top">
  <a class="brand" href="${context.href('/_emulator/')}">${mark}<span>Larkspur</span></a>
  <nav aria-label="${text.navigation}">${links}</nav>
  <a class="language" href="${context.otherLanguageHref}" lang="${text.otherLanguageCode}" hreflang="${text.otherLanguageCode}">${text.otherLanguage}</a>
</header>
<main id="main">
${page.body}
</main>`,
  )
}

/** A page of the platform's own, which the emulator shows in its place: one card in the middle. */
export function platformPage(language: Language, page: Page): string {
  return shell(
    textOf(language),
    page,
    'platform',
    html`${band}
<main id="main" class="sheet-page">
${page.body}
</main>`,
  )
}

/** What a page shows when there is nothing to list: what that means and what to do. */
export function emptyState(title: string, lead: string, action?: Fragment): Fragment {
  return html`<div class="empty"><p class="empty-title">${title}</p><p>${lead}</p>${action ?? ''}</div>`
}
