// Draws: the simulated client: the app in a frame, the person's settings around it, and the bridge log.
import { createHmac } from 'node:crypto'
import { markerPrefix } from '../client/browser/messages.ts'
import type { ClientProfile, Emulator } from '../types.ts'
import { appAddress } from './app-address.ts'
import { personCard } from './cards.ts'
import { readProfile } from './client-profile.ts'
import type { PageContext } from './context.ts'
import { type Fragment, html } from './html.ts'
import { consolePage, emptyState } from './layout.ts'
import { avatar, badge, hiddenFields, personName } from './parts.ts'
import { personSheets } from './person-sheets.ts'

interface ClientPage {
  emulator: Emulator
  context: PageContext
  /** Origin under which the console is open. */
  origin: string
  /** Address to open; undefined when there is none. */
  url: string | undefined
  /** Whether the frame's script is built. */
  built: boolean
}

export function clientPage({ emulator, context, origin, url, built }: ClientPage): string {
  const { text, query } = context
  const address = appAddress(url)
  const profile = readProfile(emulator, query, context.language)
  const page = (stage: Fragment): string =>
    consolePage(context, {
      title: text.clientTitle,
      scripts: built ? ['/_emulator/assets/frame.js'] : [],
      body: html`<div class="client-head"><h1>${text.clientTitle}</h1><p class="lead">${text.clientLead}</p></div>
<noscript><p class="notice bad">${text.needsScript}</p></noscript>
${built ? '' : html`<p class="notice bad" role="alert">${text.notBuilt}</p>`}
${stage}`,
    })
  if (profile === undefined) {
    const choose = html`<a class="button primary" href="${context.href('/_emulator/', { url: query.url })}">${text.backToPeople}</a>`
    return page(
      html`<section class="card">${emptyState(text.noPersonTitle, text.noPersonLead, choose)}</section>`,
    )
  }
  const texts = {
    waiting: text.waiting,
    succeeded: text.succeeded,
    failed: text.failed,
    hangs: text.hangs,
    params: text.params,
    answer: text.answer,
    why: text.jsapi.why,
    signed: text.jsapi.signed,
    verified: text.jsapi.verified,
    words: JSON.stringify({ reasons: text.jsapi.reasons, variants: text.jsapi.variants }),
  }
  const dataset = Object.entries(texts).map(([name, value]) => html` data-${name}="${value}"`)
  return page(html`<div id="client" class="client" data-profile="${JSON.stringify(profile)}"${dataset}>
${frame({ emulator, context, origin, address, url, profile })}
<div class="side">
${settings(emulator, context, profile, url)}
<section class="card" aria-labelledby="log-title">
  <div class="card-head"><h2 id="log-title">${text.bridgeLog}</h2><button class="button quiet small" id="clear-log" type="button">${text.clearLog}</button></div>
  <p id="bridge-empty" class="hint">${text.bridgeEmpty}</p>
  <ol id="bridge-log" tabindex="0" aria-labelledby="log-title" aria-live="polite" aria-relevant="additions text"></ol>
</section>
</div>
</div>`)
}

interface Frame {
  emulator: Emulator
  context: PageContext
  origin: string
  address: URL | undefined
  url: string | undefined
  profile: ClientProfile
}

/** Tells one person's opening of the app from another's without telling who: a page learns that only by a code. */
function openingOf({ app }: Emulator, { openId }: ClientProfile): string {
  return createHmac('sha256', app.appSecret).update(openId).digest('base64url').slice(0, 12)
}

function frame({ emulator, context, origin, address, url, profile }: Frame): Fragment {
  const { text } = context
  const person = emulator.people.get(profile.openId)
  const card = person && personCard(person)
  const { generation } = profile
  const marker = markerPrefix + JSON.stringify({ generation, origin, opening: openingOf(emulator, profile) })
  const refusal = url ? [text.badUrlTitle, text.badUrlLead] : [text.noUrlTitle, text.noUrlLead]
  return html`<section class="device ${profile.platform}" aria-label="${text.clientTitle}">
  <div class="title-bar">
    ${card ? html`${avatar(card)}<span class="person-line">${personName(card)}${badge(card.badge, text)}</span>` : ''}
    <span class="client-name">${text.clientTitle}</span>
  </div>
  <form class="address-bar" method="get" action="/_emulator/client">
    ${hiddenFields({ lang: context.lang, open_id: profile.openId, ...choices(profile) })}
    <button class="button quiet small" id="reload" type="button">${text.reload}</button>
    <label class="visually-hidden" for="address">${text.appAddress}</label>
    <input id="address" name="url" type="url" required value="${url ?? ''}" placeholder="http://127.0.0.1:3000/" autocomplete="off" spellcheck="false">
    <button class="button quiet small" type="submit">${text.go}</button>
  </form>
  <div class="screen">
    ${
      address
        ? html`<iframe id="app" name="${marker}" src="${address.href}" title="${text.appFrame}"></iframe>`
        : emptyState(refusal[0] ?? '', refusal[1] ?? '')
    }
    <div id="closed" class="closed" hidden>${emptyState(text.closedTitle, text.closedLead)}</div>
    <div id="toast" class="toast" role="status" hidden></div>
    <dialog id="sheet" class="sheet" aria-labelledby="sheet-title">
      <h2 id="sheet-title">${text.sheetTitle(emulator.app.name)}</h2>
      <p>${text.sheetLead}</p>
      <ul id="sheet-scopes"></ul>
      <div class="decision">
        <button class="button primary" id="sheet-accept" type="button">${text.allow}</button>
        <button class="button" id="sheet-refuse" type="button">${text.refuse}</button>
      </div>
    </dialog>
    ${personSheets(text)}
  </div>
</section>`
}

const choices = ({ platform, language, generation, outcome }: ClientProfile): Record<string, string> => ({
  platform,
  language,
  generation,
  outcome,
})

function settings(
  emulator: Emulator,
  context: PageContext,
  profile: ClientProfile,
  url: string | undefined,
): Fragment {
  const { text } = context
  const select = (name: string, label: string, current: string, options: [string, string][]): Fragment =>
    html`<label for="${name}">${label}</label>
<select id="${name}" name="${name}">${options.map(
      ([value, words]) =>
        html`<option value="${value}" ${value === current ? html`selected` : ''}>${words}</option>`,
    )}</select>`
  return html`<section class="card" aria-labelledby="settings-title">
  <h2 id="settings-title">${text.settings}</h2>
  <form id="settings" class="stack" method="get" action="/_emulator/client">
    ${hiddenFields({ lang: context.lang, url })}
    ${select('open_id', text.person, profile.openId, nearbyPeople(emulator, profile.openId))}
    <a class="hint" href="${context.href('/_emulator/', { url })}">${text.otherPerson}</a>
    ${select('platform', text.platform, profile.platform, [
      ['desktop', text.desktop],
      ['phone', text.phone],
    ])}
    ${select('generation', text.generation, profile.generation, Object.entries(text.generations))}
    ${select('outcome', text.outcome, profile.outcome, Object.entries(text.outcomes))}
    ${select('language', text.clientLanguage, profile.language, [
      ['zh_CN', '简体中文'],
      ['en_US', 'English'],
    ])}
    <button class="button" type="submit">${text.apply}</button>
  </form>
</section>`
}

/** A list for the organisation of any size: this person, and those around them. */
function nearbyPeople(emulator: Emulator, openId: string): [string, string][] {
  const index = emulator.people.get(openId)?.index ?? 0
  const { items } = emulator.people.list({ offset: Math.max(0, index - 5), limit: 25 })
  const people = items.some((person) => person.open_id === openId)
    ? items
    : [...items, ...[emulator.people.get(openId)].filter((person) => person !== undefined)]
  return people.map((person) => [person.open_id, `${person.name} · ${person.department_name}`])
}
