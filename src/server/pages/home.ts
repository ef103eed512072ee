// Shows: the reference web app, signed out or signed in.

import { html } from 'hono/html'
import { defaultInstance } from '../../sign-in/index.ts'
import { signInPath } from '../addresses.ts'
import type { AppContext } from '../context.ts'
import type { User } from '../user.ts'
import { layout } from './layout.ts'
import { displayName, initial, safeAvatarUrl } from './person.ts'
import { texts } from './texts.ts'

type Markup = ReturnType<typeof html>

/** Where the sign-in link leads; works without any script. */
const signIn = signInPath({ instance: defaultInstance, returnTo: '/' })

function pageScripts(c: AppContext): { head: Markup; scripts: Markup } {
  const { settings, assets } = c.get('services')
  return {
    // Deferred: a page that cannot reach the platform's script is complete without it.
    head: html`<script defer src="${settings.main.jssdkUrl}"></script>`,
    // Async: it must not wait for the platform's script, which may never come.
    scripts: html`<script type="module" async src="${assets.script.path}"></script>`,
  }
}

/** @param auto false right after a sign-out, so that the client does not sign the person in again at once */
export function signedOutPage(c: AppContext, auto: boolean): Markup {
  const { settings } = c.get('services')
  const words = texts(c.get('language'), settings.main.app.brand)
  return layout(c, {
    title: words.signedOutTitle,
    ...pageScripts(c),
    main: html`<main data-view="signed-out" data-auto="${auto ? 'on' : 'off'}" data-brand="${settings.main.app.brand}">
<div class="card">
<h1 tabindex="-1">${words.signedOutTitle}</h1>
<p class="secondary">${words.signedOutText}</p>
<p class="status" role="status" aria-live="polite"></p>
<div class="failure" role="alert"></div>
<div class="actions">
<button type="button" class="button primary" data-action="retry" hidden>${words.retry}</button>
<a class="button primary" data-action="redirect" href="${signIn}">${words.signIn}</a>
<a class="button" data-action="qr" href="/auth/qr?return_to=%2F">${words.qrLink}</a>
</div>
</div>
</main>`,
  })
}

function avatar(url: string, name: string): Markup {
  return url === ''
    ? html`<span class="avatar" aria-hidden="true">${initial(name)}</span>`
    : html`<img class="avatar" src="${url}" alt="" width="72" height="72" referrerpolicy="no-referrer">`
}

function details(c: AppContext, user: User, shownName: string): Markup[] {
  const words = texts(c.get('language'), c.get('services').settings.main.app.brand)
  const otherName = [user.name, user.enName].find((name) => name.trim() !== '' && name.trim() !== shownName)
  const rows: [string, string | undefined, boolean][] = [
    [words.otherName, otherName, false],
    [words.organisation, user.tenantKey, true],
    ['Open ID', user.openId, true],
    ['Union ID', user.unionId, true],
    [words.userId, user.userId, true],
    [words.employeeNo, user.employeeNo, true],
    [words.email, user.email, false],
    [words.enterpriseEmail, user.enterpriseEmail, false],
    [words.mobile, user.mobile, false],
  ]
  return rows
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([term, value, isId]) =>
      isId
        ? html`<dt>${term}</dt><dd><code class="foreign">${value}</code></dd>`
        : html`<dt>${term}</dt><dd class="foreign">${value}</dd>`,
    )
}

export function signedInPage(c: AppContext, user: User): Markup {
  const { settings } = c.get('services')
  const language = c.get('language')
  const words = texts(language, settings.main.app.brand)
  const name = displayName(user, language) || words.nameless
  return layout(c, {
    title: words.signedInTitle,
    ...pageScripts(c),
    main: html`<main data-view="signed-in" data-person="${user.id}">
<div class="card">
<div class="person">
${avatar(safeAvatarUrl(user.avatarUrl, settings.main.app.hosts.open), name)}
<div>
<h1 class="foreign" tabindex="-1" dir="auto">${name}</h1>
<p class="secondary">${words.welcome}</p>
</div>
</div>
<dl aria-label="${words.detailsLabel}">
${details(c, user, name)}
</dl>
<p class="secondary small client-line" data-part="client" hidden></p>
<div class="actions">
<a class="button" href="/jsapi">${words.jsapiLink}</a>
<form method="post" action="/auth/sign-out"><button type="submit" class="button">${words.signOut}</button></form>
</div>
</div>
</main>`,
  })
}
