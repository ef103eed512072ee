// Draws: the app's settings, each with the refusal it causes.
import type { AppSettings, Emulator } from '../types.ts'
import { contactRangeFields, rateLimitFields } from './app-range.ts'
import { appTabs } from './app-tabs.ts'
import type { PageContext } from './context.ts'
import { type Fragment, html } from './html.ts'
import { consolePage } from './layout.ts'

/** What became of the last save: shown beside the setting. */
export interface SaveResult {
  setting: string
  /** Why it was not saved; undefined when it was. */
  problem?: string
}

export function appPage(
  emulator: Emulator,
  context: PageContext,
  app: Readonly<AppSettings>,
  result?: SaveResult,
): string {
  const { text } = context
  const block = (setting: string, title: string, why: string, fields: Fragment): Fragment =>
    settingForm(context, app, { setting, title, why, fields }, result)
  const lines = (setting: string, title: string, why: string, values: readonly string[]): Fragment =>
    block(
      setting,
      title,
      why,
      html`<label for="${setting}">${text.onePerLine}</label>
<textarea id="${setting}" name="value" rows="${Math.min(10, Math.max(3, values.length + 1))}" spellcheck="false">${values.join('\n')}</textarea>`,
    )

  const body = html`<h1>${text.app}</h1>
<p class="lead">${text.appSettingsLead}</p>
${appTabs(emulator, context, '/_emulator/app', app)}
<section class="card" aria-labelledby="credentials"><h2 id="credentials">${text.credentials}</h2>
  <dl class="facts"><div><dt>${text.appName}</dt><dd><bdi>${app.name}</bdi></dd></div><div><dt>App ID</dt><dd><code>${app.appId}</code></dd></div></dl>
</section>
<div class="pair">
${lines('redirectUrls', text.redirectUrls, text.redirectUrlsWhy, app.redirectUrls)}
${lines('trustedDomains', text.trustedDomains, text.trustedDomainsWhy, app.trustedDomains)}
${lines('scopes', text.scopes, text.scopesWhy, app.scopes)}
${block('availability', text.availability, text.availabilityWhy, availability(emulator, context, app))}
${block('contactRange', text.directory.contactRange, text.directory.contactRangeWhy, contactRangeFields(emulator, context, app))}
${block(
  'switches',
  text.switches,
  '',
  html`${checkBox('enabled', text.enabled, text.enabledWhy, app.enabled)}
${checkBox('installed', text.installed, text.installedWhy, app.installed)}
${checkBox('refreshEnabled', text.refreshEnabled, text.refreshEnabledWhy, app.refreshEnabled)}
${checkBox('qrLogin', text.phoneText.qrLogin, text.phoneText.qrLoginWhy, app.qrLogin)}`,
)}
${lines('ipAllowList', text.ipAllowList, text.ipAllowListWhy, app.ipAllowList)}
${block('rateLimits', text.directory.rateLimits, text.directory.rateLimitsWhy, rateLimitFields(emulator, context))}
</div>`
  return consolePage(context, { title: text.app, body })
}

interface Block {
  setting: string
  title: string
  why: string
  fields: Fragment
}

function settingForm(
  { text, href }: PageContext,
  app: Readonly<AppSettings>,
  { setting, title, why, fields }: Block,
  result: SaveResult | undefined,
): Fragment {
  const mine = result?.setting === setting ? result : undefined
  return html`<form class="card stack setting" id="form-${setting}" method="post" action="${href('/_emulator/app', { app: app.appId })}" aria-labelledby="title-${setting}">
  <h2 id="title-${setting}">${title}</h2>
  ${why ? html`<p class="hint">${why}</p>` : ''}
  <input type="hidden" name="setting" value="${setting}">
  ${fields}
  <div class="row"><button class="button" type="submit">${text.save}</button>
  ${mine ? html`<span role="status" class="${mine.problem ? 'status bad' : 'status good'}">${mine.problem ? `${text.notSaved} ${mine.problem}` : text.saved}</span>` : ''}</div>
</form>`
}

function availability(emulator: Emulator, { text }: PageContext, app: Readonly<AppSettings>): Fragment {
  const chosen = app.availability === 'all' ? [] : app.availability
  const ids = chosen.map((index) => emulator.people.get(index, app.appId)?.open_id ?? String(index))
  return html`<label class="choice"><input type="radio" name="who" value="all" ${app.availability === 'all' ? html`checked` : ''}> <span>${text.everybody}</span></label>
<label class="choice"><input type="radio" name="who" value="some" ${app.availability === 'all' ? '' : html`checked`}> <span>${text.chosenPeople}</span></label>
<label for="availability">${text.peopleIndexes}</label>
<textarea id="availability" name="value" rows="3" spellcheck="false">${ids.join('\n')}</textarea>`
}

function checkBox(name: string, label: string, why: string, checked: boolean): Fragment {
  return html`<label class="choice"><input type="checkbox" name="${name}" ${checked ? html`checked` : ''} aria-describedby="why-${name}"> <span>${label}<span class="hint" id="why-${name}">${why}</span></span></label>`
}
