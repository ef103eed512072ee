// Routes: the page of events and the forms it posts.
import { setTimeout as wait } from 'node:timers/promises'
import type { Context, Hono } from 'hono'
import type { AppSettings, Emulator } from '../types.ts'
import { createPageContext } from './context.ts'
import { readSubscriptionForm, readWeatherForm } from './event-forms.ts'
import { eventsPage } from './events-page.ts'
import type { ShowPage } from './form.ts'
import { addForm } from './posted-form.ts'

const path = '/_emulator/events'
/** So long the page waits for what was sent again, to show what became of it. */
const patienceMs = 1_500

const chosenApp = (c: Context, emulator: Emulator): Readonly<AppSettings> =>
  emulator.apps.get(c.req.query('app') ?? emulator.app.appId) ?? emulator.app

type Act = (form: URLSearchParams, app: Readonly<AppSettings>) => void | Promise<void>

/** The pages below `/_emulator/events`. */
export function addEventPages(pages: Hono, emulator: Emulator, show: ShowPage): void {
  const { events } = emulator
  pages.get(path, (c) =>
    show.send(c, eventsPage({ emulator, context: createPageContext(c), app: chosenApp(c, emulator) })),
  )

  const add = (name: string, hash: string, act: Act) =>
    addForm(pages, show, {
      path,
      name,
      async act({ c, form, context }) {
        await act(form, chosenApp(c, emulator))
        const { done: _, id: __, ...kept } = context.query
        return { query: { ...kept, done: name }, hash }
      },
      refused: ({ c, form, context }, problem) =>
        eventsPage({
          ...{ emulator, context, app: chosenApp(c, emulator) },
          failed: { form: name, problem, fields: form },
        }),
    })

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
