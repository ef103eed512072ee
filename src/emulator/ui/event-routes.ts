// Routes: the page of events and the forms it posts.
import { setTimeout as wait } from 'node:timers/promises'
import type { Context, Hono } from 'hono'
import type { AppSettings, Emulator } from '../types.ts'
import { createPageContext } from './context.ts'
import { readSubscriptionForm, readWeatherForm } from './event-forms.ts'
import { eventsPage } from './events-page.ts'
import { readForm, reasonOf, type ShowPage } from './form.ts'

const path = '/_emulator/events'
/** So long the page waits for what was sent again, to show what became of it. */
const patienceMs = 1_500

const chosenApp = (c: Context, emulator: Emulator): Readonly<AppSettings> =>
  emulator.apps.get(c.req.query('app') ?? emulator.app.appId) ?? emulator.app

type Act = (form: URLSearchParams, app: Readonly<AppSettings>, c: Context) => void | Promise<void>

/** The pages below `/_emulator/events`. */
export function addEventPages(pages: Hono, emulator: Emulator, { send, tooLarge }: ShowPage): void {
  const { events } = emulator
  pages.get(path, (c) =>
    send(c, eventsPage({ emulator, context: createPageContext(c), app: chosenApp(c, emulator) })),
  )

  const add = (name: string, hash: string, act: Act) => {
    // The page of a refused form stands at the form's address: its reload and its other language lead back.
    pages.get(`${path}/${name}`, (c) => {
      const { href, query } = createPageContext(c)
      return c.redirect(href(path, query), 303)
    })
    pages.post(`${path}/${name}`, async (c) => {
      const form = await readForm(c)
      if (form === undefined) return tooLarge(c)
      const context = createPageContext(c)
      const app = chosenApp(c, emulator)
      try {
        await act(form, app, c)
      } catch (error) {
        const failed = { form: name, problem: reasonOf(error), fields: form }
        return send(c, eventsPage({ emulator, context: { ...context, path }, app, failed }), 400)
      }
      const { done: _, id: __, ...kept } = context.query
      return c.redirect(context.href(path, { ...kept, done: name }, hash), 303)
    })
  }

  add('subscribe', 'subscription', (form, app) =>
    events.subscribe({ appId: app.appId, ...readSubscriptionForm(form) }),
  )
  add('unsubscribe', 'subscription', (_form, app) => events.unsubscribe(app.appId))
  add('weather', 'weather', (form) => void events.weather(readWeatherForm(form)))
  add('fine-weather', 'weather', () => void events.weather({}))
  add('resend', 'deliveries', async (form) => {
    events.resend(Number(form.get('id')))
    await Promise.race([events.settled(), wait(patienceMs, undefined, { ref: false })])
  })
}
