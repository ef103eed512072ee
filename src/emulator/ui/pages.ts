// Routes: the console's pages and the forms they post.
import { setTimeout as wait } from 'node:timers/promises'
import { type Context, Hono } from 'hono'
import { isBuilt } from '../client/assets.ts'
import type { ClockControl, Emulator } from '../types.ts'
import { appAddress, guessHome, sameName } from './app-address.ts'
import { readAppForm, readRateLimitsForm } from './app-form.ts'
import { appPage, type SaveResult } from './app-page.ts'
import { clientPage } from './client-page.ts'
import { clockPage } from './clock-page.ts'
import { createPageContext } from './context.ts'
import { addEventPages } from './event-routes.ts'
import { readFaultForm } from './fault-form.ts'
import { readForm, reasonOf, type ShowPage } from './form.ts'
import { guardPages } from './guard.ts'
import { type PageKind, pageHeaders } from './headers.ts'
import { html } from './html.ts'
import { consolePage, emptyState } from './layout.ts'
import { addOrganisationPages } from './organisation-routes.ts'
import { peoplePage } from './people-page.ts'
import { addPhonePages } from './phone-routes.ts'
import { requestsPage } from './requests-page.ts'

export interface UiOptions {
  /** Address of the web app to open in the simulated client; default: the root of the first redirect URL. */
  appHomeUrl?: string | undefined
}

/** A path with a star matches the path itself, too. */
const guarded = [
  '/_emulator',
  '/_emulator/',
  '/_emulator/client',
  '/_emulator/requests/*',
  '/_emulator/app',
  '/_emulator/clock/*',
  '/_emulator/phone/*',
  '/_emulator/organisation/*',
  '/_emulator/events/*',
]

const send = (
  c: Context,
  page: string,
  status: 200 | 400 | 403 | 404 | 413 = 200,
  kind: PageKind = 'console',
) => c.body(page, status, pageHeaders(kind))

/** The console; its routes are full paths below `/_emulator`. */
export function createPages(emulator: Emulator, options: UiOptions): Hono {
  const pages = new Hono()
  const home = () => options.appHomeUrl ?? guessHome(emulator)

  // Only for these paths: the server around this mounts the platform's own routes, which have other rules.
  for (const path of guarded) {
    pages.use(
      path,
      guardPages((c, reason) => send(c, refusedPage(c, reason), 403)),
    )
  }

  pages.get('/_emulator', (c) => c.redirect('/_emulator/'))
  pages.get('/_emulator/', (c) => send(c, peoplePage(emulator, createPageContext(c), home())))

  pages.get('/_emulator/client', async (c) => {
    const url = c.req.query('url') ?? home()
    const here = new URL(c.req.url)
    const address = appAddress(url)
    const moved = address && sameName(here, address)
    if (moved) return c.redirect(moved.href)
    const built = await isBuilt('frame.js')
    return send(
      c,
      clientPage({ emulator, context: createPageContext(c), origin: here.origin, url, built }),
      200,
      'client',
    )
  })

  pages.get('/_emulator/requests', (c) => send(c, requestsPage(emulator, createPageContext(c))))
  pages.post('/_emulator/requests/clear', (c) => {
    emulator.clearRequests()
    return c.redirect(createPageContext(c).href('/_emulator/requests'), 303)
  })

  pages.get('/_emulator/app', (c) => showApp(c, emulator))
  pages.post('/_emulator/app', async (c) => {
    const app = chosenApp(c, emulator)
    const form = await readForm(c)
    if (form === undefined) return tooLarge(c)
    const setting = form.get('setting') ?? ''
    try {
      if (setting === 'rateLimits') emulator.rateLimits(readRateLimitsForm(form))
      else emulator.apps.update(app.appId, readAppForm(form, emulator, app.appId, createPageContext(c).text))
    } catch (error) {
      return showApp(c, emulator, { setting, problem: reasonOf(error) })
    }
    const context = createPageContext(c)
    return c.redirect(
      context.href('/_emulator/app', { app: app.appId, saved: setting }, `form-${setting}`),
      303,
    )
  })

  pages.get('/_emulator/clock', (c) => showClock(c, emulator))
  const act = (path: string, change: (form: URLSearchParams) => void) =>
    pages.post(`/_emulator/clock/${path}`, async (c) => {
      const form = await readForm(c)
      if (form === undefined) return tooLarge(c)
      try {
        change(form)
      } catch (error) {
        return showClock(c, emulator, reasonOf(error))
      }
      return c.redirect(createPageContext(c).href('/_emulator/clock'), 303)
    })
  act('advance', (form) => emulator.clock.advance((form.get('by') ?? '').trim()))
  act('freeze', () => emulator.clock.freeze())
  act('resume', () => emulator.clock.resume())
  act('faults', (form) => emulator.faults.add(readFaultForm(form)))
  act('clear-faults', () => emulator.faults.clear())

  addPhonePages(pages, emulator)
  const show: ShowPage = { send, tooLarge }
  addOrganisationPages(pages, emulator, show)
  addEventPages(pages, emulator, show)

  return pages
}

const tooLarge = (c: Context): Response =>
  send(c, messagePage(c, 'tooLargeTitle', createPageContext(c).text.tooLargeLead), 413)

const chosenApp = (c: Context, emulator: Emulator) =>
  emulator.apps.get(c.req.query('app') ?? emulator.app.appId) ?? emulator.app

function showApp(c: Context, emulator: Emulator, failed?: SaveResult): Response {
  const saved = c.req.query('saved')
  const result = failed ?? (saved === undefined ? undefined : { setting: saved })
  const page = appPage(emulator, createPageContext(c), chosenApp(c, emulator), result)
  return send(c, page, failed ? 400 : 200)
}

async function showClock(c: Context, emulator: Emulator, problem?: string): Promise<Response> {
  const running = await isRunning(emulator.clock)
  const context = createPageContext(c)
  return send(c, clockPage({ emulator, context, running, ...(problem && { problem }) }), problem ? 400 : 200)
}

/** A clock does not say whether it is frozen, but one that runs moves. */
async function isRunning(clock: ClockControl): Promise<boolean> {
  const before = clock.now()
  await wait(5)
  return clock.now() !== before
}

function messagePage(
  c: Context,
  title: 'forbiddenTitle' | 'notFoundTitle' | 'tooLargeTitle',
  lead: string,
): string {
  const context = createPageContext(c)
  const { text } = context
  const back = html`<a class="button" href="${context.href('/_emulator/')}">${text.backHome}</a>`
  const body = html`<h1>${text[title]}</h1><section class="card">${emptyState(text[title], lead, back)}</section>`
  return consolePage(context, { title: text[title], body })
}

function refusedPage(c: Context, reason: string): string {
  return messagePage(c, 'forbiddenTitle', `${createPageContext(c).text.forbiddenLead} ${reason}`)
}

/** For a path below `/_emulator/` that is no page. */
export function notFoundPage(c: Context): Response {
  return send(c, messagePage(c, 'notFoundTitle', createPageContext(c).text.notFoundLead), 404)
}
