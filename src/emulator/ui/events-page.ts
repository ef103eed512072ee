// Draws: an app's subscription to events, the weather, and the deliveries.
import type { AppSettings, Emulator } from '../types.ts'
import { appTabs } from './app-tabs.ts'
import type { PageContext } from './context.ts'
import { deliveriesCard } from './delivery-list.ts'
import { weatherKinds } from './event-forms.ts'
import { type Fragment, html } from './html.ts'
import { consolePage } from './layout.ts'

export interface EventsPage {
  emulator: Emulator
  context: PageContext
  app: Readonly<AppSettings>
  /** The form that was refused: why, and what was in it. */
  failed?: { form: string; problem: string; fields: URLSearchParams }
}

export function eventsPage(page: EventsPage): string {
  const { emulator, context, app } = page
  const { text } = context
  const body = html`<h1>${text.events}</h1>
<p class="lead">${text.directory.eventsLead}</p>
${appTabs(emulator, context, '/_emulator/events', app)}
<div class="pair">
${subscriptionCard(page)}
${weatherCard(page)}
</div>
${problemOf(page, 'resend')}
${deliveriesCard(emulator, context, app)}`
  return consolePage(context, { title: text.events, body })
}

function problemOf({ context, failed }: EventsPage, ...forms: string[]): Fragment | '' {
  if (failed === undefined || !forms.includes(failed.form)) return ''
  return html`<p class="notice bad" role="alert">${context.text.directory.notDone} ${failed.problem}</p>`
}

function subscriptionCard(page: EventsPage): Fragment {
  const { context, app, failed } = page
  const { text, href, query } = context
  const own = text.directory
  const saved = app.events
  const typed = failed?.form === 'subscribe' ? failed.fields : undefined
  const types = typed?.get('types') ?? (saved.types === 'all' ? '' : saved.types.join('\n'))
  const on = saved.url !== ''
  return html`<section class="card" id="subscription" aria-labelledby="subscription-title">
  <div class="card-head"><h2 id="subscription-title">${own.subscription}</h2>
    <span class="badge ${on ? 'badge-running' : 'badge-not_activated'}">${on ? own.subscribed : own.notSubscribed}</span>
    ${on ? html`<form method="post" action="${href('/_emulator/events/unsubscribe', { app: query.app })}"><button class="button quiet" type="submit">${own.unsubscribe}</button></form>` : ''}</div>
  <form class="stack" method="post" action="${href('/_emulator/events/subscribe', { app: query.app })}">
    <label for="events-url">${own.requestUrl}</label>
    <input id="events-url" name="url" type="url" required value="${typed?.get('url') ?? saved.url}" placeholder="http://127.0.0.1:3000/auth/events" aria-describedby="events-url-hint">
    <p class="hint" id="events-url-hint">${own.subscriptionLead}</p>
    <label for="events-types">${own.types}</label>
    <textarea id="events-types" name="types" rows="2" spellcheck="false" placeholder="contact.user.updated_v3">${types}</textarea>
    <details class="more"><summary>${own.secrets}</summary><div class="stack">
      <p class="hint">${own.secretsWhy}</p>
      <label for="events-key">Encrypt Key</label>
      <input id="events-key" name="encryptKey" value="${typed?.get('encryptKey') ?? saved.encryptKey}" autocomplete="off" spellcheck="false" class="mono">
      <label for="events-token">Verification Token</label>
      <input id="events-token" name="verificationToken" value="${typed?.get('verificationToken') ?? saved.verificationToken}" autocomplete="off" spellcheck="false" class="mono">
    </div></details>
    <div class="row"><button class="button primary" type="submit">${own.verify}</button>
    ${query.done === 'subscribe' && failed === undefined && on ? html`<span role="status" class="status good">${own.verified}</span>` : ''}</div>
    ${problemOf(page, 'subscribe', 'unsubscribe')}
  </form>
</section>`
}

function weatherCard(page: EventsPage): Fragment {
  const { emulator, context } = page
  const { text, href, query } = context
  const own = text.directory
  const weather = emulator.events.weather()
  const sliders = weatherKinds.map((kind) => {
    const percent = Math.round((weather[kind] ?? 0) * 100)
    return html`<div class="slider"><label for="weather-${kind}">${own.weatherOf[kind]}</label>
  <span class="count" id="weather-${kind}-now">${own.weatherNow(percent)}</span>
  <input id="weather-${kind}" name="${kind}" type="range" min="0" max="100" step="5" list="weather-marks" value="${percent}" aria-describedby="weather-${kind}-now"></div>`
  })
  return html`<section class="card" id="weather" aria-labelledby="weather-title">
  <div class="card-head"><h2 id="weather-title">${own.weather}</h2>
    ${weatherKinds.some((kind) => weather[kind]) ? html`<form method="post" action="${href('/_emulator/events/fine-weather', { app: query.app })}"><button class="button quiet" type="submit">${own.fineWeather}</button></form>` : ''}</div>
  <p class="hint">${own.weatherLead}</p>
  <form class="stack" method="post" action="${href('/_emulator/events/weather', { app: query.app })}">
    <datalist id="weather-marks"><option value="0"></option><option value="50"></option><option value="100"></option></datalist>
    ${sliders}
    <label for="weather-seed">${own.weatherSeed}</label>
    <input id="weather-seed" name="seed" inputmode="numeric" pattern="[0-9]{0,15}" value="${weather.seed ?? ''}" placeholder="${emulator.seed}" autocomplete="off">
    <div class="row"><button class="button" type="submit">${text.save}</button>
    ${query.done === 'weather' && page.failed === undefined ? html`<span role="status" class="status good">${text.saved}</span>` : ''}</div>
    ${problemOf(page, 'weather')}
  </form>
</section>`
}
