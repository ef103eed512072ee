// Draws: the page of the simulated phone: the phone itself, whose it is, and a field for the text of a picture.
import type { Emulator, Person } from '../types.ts'
import { personCard } from './cards.ts'
import type { PageContext } from './context.ts'
import { type Fragment, html, toText } from './html.ts'
import { consolePage } from './layout.ts'
import { avatar, badge, hiddenFields, personName, personPlace } from './parts.ts'
import { phoneScreen, readPhone } from './phone-screen.ts'

interface PhonePage {
  emulator: Emulator
  context: PageContext
  /** Whether the page's script is built; without it the page is as good, but has to be reloaded. */
  built: boolean
}

export function phonePage({ emulator, context, built }: PhonePage): string {
  const { phoneText } = context.text
  const screen = readPhone(emulator, context)
  const body = html`<h1>${phoneText.title}</h1>
<p class="lead">${phoneText.lead}</p>
${
  screen === undefined
    ? ''
    : html`<div class="handset">
<section class="device phone" aria-label="${phoneText.screen}">
  <div class="title-bar">${title(context, screen.owner)}</div>
  ${phoneScreen(screen)}
</section>
<div class="side">
${owners(emulator, context, screen.owner)}
${paste(context, screen.owner, screen.unknown.includes('code') ? context.query.code : undefined)}
</div>
</div>`
}`
  return consolePage(context, { title: phoneText.title, body, scripts: built ? [script] : [] })
}

/** The part of the page that its script asks for again and again: no people are searched for it. */
export function phoneScreenOf(emulator: Emulator, context: PageContext): string {
  const screen = readPhone(emulator, context)
  return screen === undefined ? '' : toText(phoneScreen(screen))
}

const script = '/_emulator/assets/phone.js'

function title({ text }: PageContext, owner: Person): Fragment {
  const card = personCard(owner)
  return html`${avatar(card)}<span class="person-line">${personName(card)}${badge(card.badge, text)}</span>`
}

const shown = 6

/** People to choose from: those found, or those around the owner. */
function owners(emulator: Emulator, context: PageContext, owner: Person): Fragment {
  const { text, query, href, lang } = context
  const { phoneText } = text
  const search = (query.search ?? '').trim()
  // The organisation searches names and departments; an ID names one person exactly.
  const exact = search === '' ? undefined : emulator.people.get(search)
  const offset = search === '' ? Math.max(0, owner.index - 2) : 0
  const found = exact ? [exact] : emulator.people.list({ search, offset, limit: shown }).items
  return html`<section class="card" aria-labelledby="owner-title">
  <h2 id="owner-title">${phoneText.owner}</h2>
  <p class="hint">${phoneText.ownerLead}</p>
  <form class="search" role="search" method="get" action="/_emulator/phone">
    ${hiddenFields({ lang, open_id: owner.open_id, code: query.code })}
    <label class="visually-hidden" for="search">${text.searchPeople}</label>
    <input id="search" name="search" type="search" value="${search}" placeholder="${phoneText.findOwner}" autocomplete="off">
    <button class="button" type="submit">${text.search}</button>
  </form>
  ${
    found.length === 0
      ? html`<p class="empty">${phoneText.nobody}</p>`
      : html`<ul class="people-choice">${found.map((person) => {
          const card = personCard(person)
          const address = href('/_emulator/phone', { open_id: card.openId, code: query.code })
          const current = person.index === owner.index ? html` aria-current="true"` : ''
          return html`<li><a class="person" href="${address}"${current}>${avatar(card)}<span class="person-text"><span class="person-line">${personName(card)}${badge(card.badge, text)}</span>${personPlace(card)}</span></a></li>`
        })}</ul>`
  }
  <p class="hint"><a href="/accounts/security/page/apply_authorization/?${new URLSearchParams({ open_id: owner.open_id })}">${phoneText.granted}</a></p>
</section>`
}

function paste({ text, href }: PageContext, owner: Person, typed = ''): Fragment {
  const { phoneText } = text
  return html`<section class="card" aria-labelledby="paste-title">
  <h2 id="paste-title">${phoneText.paste}</h2>
  <p class="hint">${phoneText.pasteLead}</p>
  <form class="stack" method="post" action="${href('/_emulator/phone/scan')}">
    ${hiddenFields({ open_id: owner.open_id })}
    <label for="text">${phoneText.pasteLabel}</label>
    <input id="text" name="code" required value="${typed}" autocomplete="off" spellcheck="false" placeholder="http://127.0.0.1:7070/_emulator/phone?code=…">
    <button class="button" type="submit">${phoneText.scan}</button>
  </form>
</section>`
}
