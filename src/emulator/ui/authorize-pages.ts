// Draws: the pages of the authorize endpoint: who are you, do you agree, and why it cannot go on.
import { textOf } from './context.ts'
import { type Fragment, html } from './html.ts'
import { platformPage } from './layout.ts'
import { avatar, badge, hiddenFields, personName, personPlace } from './parts.ts'
import { peopleChoice, personRow } from './people-choice.ts'
import { refusalReason } from './refusal-text.ts'
import type { ChooserView, ConsentView, PersonCard, RefusalView } from './views.ts'

/** First step: one form per person, so that a plain POST of it works without a script. */
export function renderChooser(view: ChooserView): string {
  const text = textOf(view.language)
  const choose = (person: PersonCard) => html`<form method="post" action="${view.action}">
  ${hiddenFields({ ...view.fields, open_id: person.openId })}
  <button class="person" type="submit">
    <span class="visually-hidden">${text.continueAs(person.name)}:</span>
    ${personRow(text, person)}
  </button>
</form>`
  const body = html`<h1>${text.chooseTitle}</h1>
<p class="lead">${text.chooseLead(view.appName)}</p>
${peopleChoice(text, view, view.fields, choose)}
<form id="in-client" method="post" action="${view.action}" hidden>${hiddenFields(view.fields)}</form>`
  const scripts = ['/_emulator/assets/authorize.js']
  return platformPage(view.language, { title: text.chooseTitle, body, scripts })
}

/** Second step: what the app learns, and one box for each scope it asks for. */
export function renderConsent(view: ConsentView): string {
  const text = textOf(view.language)
  const title = text.consentTitle(view.appName)
  const scopes = view.scopes.map(
    (scope, index) => html`<li><label for="scope-${index}">
  <input id="scope-${index}" type="checkbox" name="scope" value="${scope.name}" checked>
  <span><span class="scope-what">${scope.description || scope.name}</span>${
    scope.description ? html`<code>${scope.name}</code>` : ''
  }</span>
</label></li>`,
  )
  const body = html`<h1>${title}</h1>
<div class="person still">${avatar(view.person)}
  <span class="person-text"><span class="person-line">${personName(view.person)}${badge(view.person.badge, text)}</span>${personPlace(view.person)}</span>
</div>
<form method="post" action="${view.action}">
  ${hiddenFields({ ...view.fields, open_id: view.person.openId })}
  <ul class="scopes"><li class="fixed"><span><span class="scope-what">${text.consentIdentity}</span><span class="hint">${text.consentAlways}</span></span></li></ul>
  ${
    view.scopes.length > 0
      ? html`<fieldset class="plain"><legend>${text.consentScopes}</legend><ul class="scopes">${scopes}</ul></fieldset>`
      : ''
  }
  <div class="decision">
    <button class="button primary" type="submit" name="decision" value="approve">${text.allow}</button>
    <button class="button" type="submit" name="decision" value="deny">${text.refuse}</button>
  </div>
</form>`
  return platformPage(view.language, { title, body })
}

/** The platform's error page, with what a developer needs to see why. */
export function renderRefusal(view: RefusalView): string {
  const text = textOf(view.language)
  const list = (items: readonly string[], none: string): Fragment =>
    items.length === 0
      ? html`<p class="hint">${none}</p>`
      : html`<ul class="urls">${items.map((item) => html`<li><code>${item}</code></li>`)}</ul>`
  const comparison =
    view.registered || view.received !== undefined
      ? html`<div class="compare">
  <section><h2>${text.received}</h2>${list(view.received ? [view.received] : [], text.nothingReceived)}</section>
  <section><h2>${text.registered}</h2>${list(view.registered ?? [], text.nothingRegistered)}</section>
</div>`
      : ''
  const scopes =
    view.scopes && view.scopes.length > 0
      ? html`<section><h2>${text.notEnabledScopes}</h2>${list(view.scopes, '')}</section>`
      : ''
  const body = html`<h1>${text.refusalTitle}</h1>
<p class="lead">${text.refusalLead}</p>
<div class="notice bad" role="alert"><p><strong>${text.errorCode} ${view.code}</strong></p><p>${refusalReason(view.language, view.message)}</p></div>
${comparison}${scopes}
<p class="hint">${text.logId} <a href="${view.logUrl}" title="${text.openLog}"><code>${view.logId}</code></a></p>
<p><a class="button" href="/_emulator/app">${text.changeApp}</a></p>`
  return platformPage(view.language, { title: `${view.code} ${text.refusalTitle}`, body })
}
