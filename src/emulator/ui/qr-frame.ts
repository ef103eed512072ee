// Draws: the frame with a QR code, one panel for each state that its script shows, and the frame's refusal of an address.
import { textOf } from './context.ts'
import { type Fragment, html, toText } from './html.ts'
import { band } from './layout.ts'
import { qrPicture } from './qr-picture.ts'
import { refusalReason } from './refusal-text.ts'
import type { Text } from './text-en.ts'
import type { Language } from './views.ts'

interface FrameShell {
  language: Language
  /** Address of this frame: asking again gives a new code. */
  self: string
}

/** A code on the screen. */
export interface QrFrameView extends FrameShell {
  /** Text of the picture: address of the phone's page. */
  phoneUrl: string
  /** What the script asks after the code's state with. */
  watch: string
  /** Where a page that shows the frame as a window of its own goes on. */
  goto: string
  /** Shape of the message to the page: of version 1.0.3, or of those before. */
  message: 'object' | 'text'
  /** Whether the script is built. */
  built: boolean
}

/** An address that the authorize page would refuse. */
export interface QrRefusalView extends FrameShell {
  code: number
  message: string
  registered?: readonly string[]
  received?: string
}

function page({ language }: FrameShell, attributes: Fragment, body: Fragment, script: Fragment | ''): string {
  const { htmlLang, phoneText: phone } = textOf(language)
  return toText(html`<!doctype html>
<html lang="${htmlLang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${phone.frameTitle} · ${textOf(language).console}</title>
<link rel="icon" href="/_emulator/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/_emulator/assets/qr-frame.css">
${script}
</head>
<body>
${band}
<main${attributes}>
${body}
</main>
</body>
</html>
`)
}

const refreshLink = ({ self }: FrameShell, { phoneText: phone }: Text): Fragment =>
  html`<a class="button" href="${self}">${phone.refresh}</a>`

/** The frame of a new code. */
export function renderQrFrame(view: QrFrameView): string {
  const text = textOf(view.language)
  const { phoneText: phone } = text
  const panel = (state: string, title: string, lead: string, rest: Fragment | '' = ''): Fragment =>
    html`<section class="panel" data-state="${state}" hidden><h1>${title}</h1><p>${lead}</p>${rest}</section>`
  const refresh = refreshLink(view, text)
  const body = html`<div class="stage">
${qrPicture(view.phoneUrl, phone.picture)}
<div role="status">
<section class="panel" data-state="scanned" hidden><span class="who" id="who-picture"></span><p class="name"><bdi id="who"></bdi></p><h1>${phone.scanned}</h1><p>${phone.scannedLead}</p></section>
${panel('confirmed', phone.confirmed, phone.confirmedLead)}
${panel('cancelled', phone.cancelled, phone.cancelledLead, refresh)}
${panel('expired', phone.expired, phone.expiredLead, refresh)}
<section class="panel" data-state="refused" hidden><h1>${phone.refused}</h1><p id="refusal"></p><p class="code">${phone.errorCode} <span id="refusal-code"></span></p>${refresh}</section>
${panel('stranded', phone.confirmed, phone.strandedLead)}
${panel('unreachable', phone.unreachable, phone.unreachableLead, refresh)}
</div>
</div>
<p class="hint">${phone.hint}<a href="${view.phoneUrl}" target="_blank" rel="noopener">${phone.hintLink}</a></p>
<noscript><p class="notice">${phone.needsScript}</p></noscript>
${view.built ? '' : html`<p class="notice" role="alert">${phone.notBuilt}</p>`}`
  const { watch, goto, message } = view
  const attributes = html` id="frame" data-watch="${watch}" data-goto="${goto}" data-message="${message}" data-current="waiting"`
  const script = view.built ? html`<script src="/_emulator/assets/qr-frame.js" defer></script>` : ''
  return page(view, attributes, body, script)
}

/** What the frame shows instead of a code. */
export function renderQrRefusal(view: QrRefusalView): string {
  const text = textOf(view.language)
  const { phoneText: phone } = text
  const urls = (title: string, list: readonly string[]): Fragment =>
    html`<h2>${title}</h2><ul>${
      list.length === 0 ? html`<li>${phone.none}</li>` : list.map((url) => html`<li><code>${url}</code></li>`)
    }</ul>`
  const body = html`<div class="refusal">
<h1>${phone.cannotShow}</h1>
<p>${phone.cannotShowLead}</p>
<p class="code">${phone.errorCode} ${view.code}</p>
<p class="reason">${refusalReason(view.language, view.message)}</p>
${view.received === undefined ? '' : urls(phone.received, view.received === '' ? [] : [view.received])}
${view.registered === undefined ? '' : urls(phone.registered, view.registered)}
${refreshLink(view, text)}
</div>`
  return page(view, html` data-current="cannot-show"`, body, '')
}
