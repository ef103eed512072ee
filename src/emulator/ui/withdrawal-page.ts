// Draws: the page on which a person sees which apps they have let in, and puts one out.
import { textOf } from './context.ts'
import { html } from './html.ts'
import { emptyState, platformPage } from './layout.ts'
import { avatar, badge, hiddenFields, personName, personPlace } from './parts.ts'
import { peopleChoice, personRow } from './people-choice.ts'
import type { Language, PeopleView, PersonCard } from './views.ts'
import { withdrawalTexts } from './withdrawal-text.ts'

/** First step: whose page is it? The platform knows; here anybody can be chosen. */
export function renderWhose(view: PeopleView): string {
  const [text, own] = [textOf(view.language), withdrawalTexts[view.language]]
  const choose = (person: PersonCard) => {
    const address = `${view.action}?${new URLSearchParams({ open_id: person.openId })}`
    return html`<a class="person" href="${address}">${personRow(text, person)}</a>`
  }
  const body = html`<h1>${own.title}</h1>
<p class="lead">${own.whose}</p>
${peopleChoice(text, view, {}, choose)}`
  return platformPage(view.language, { title: own.title, body })
}

export interface WithdrawalView {
  language: Language
  person: PersonCard
  action: string
  apps: { appId: string; name: string; scopes: { name: string; description: string }[] }[]
}

/** Second step: each app that was let in, with what it may do, and one button. */
export function renderWithdrawal({ language, person, action, apps }: WithdrawalView): string {
  const [text, own] = [textOf(language), withdrawalTexts[language]]
  const items = apps.map(
    ({ appId, name, scopes }) => html`<section class="granted">
  <h2>${name}</h2>
  <ul class="scopes"><li class="fixed"><span><span class="scope-what">${text.consentIdentity}</span></span></li>${scopes.map(
    (scope) =>
      html`<li class="fixed"><span><span class="scope-what">${scope.description || scope.name}</span>${
        scope.description ? html`<code>${scope.name}</code>` : ''
      }</span></li>`,
  )}</ul>
  <form class="decision" method="post" action="${action}">
    ${hiddenFields({ open_id: person.openId, app_id: appId })}
    <button class="button" type="submit">${own.withdraw(name)}</button>
  </form>
</section>`,
  )
  const body = html`<h1>${own.title}</h1>
<div class="person still">${avatar(person)}
  <span class="person-text"><span class="person-line">${personName(person)}${badge(person.badge, text)}</span>${personPlace(person)}</span>
</div>
${items.length === 0 ? emptyState(own.noneTitle, own.noneLead) : items}
<p class="hint">${own.effect}</p>
<p><a class="button" href="${action}">${own.another}</a></p>`
  return platformPage(language, { title: own.title, body })
}
