// In real Chromium: authorize pages inside the simulated client go on by themselves, without any JSSDK.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchChromium } from '../../../test/support/chromium.ts'
import { startEmulator } from '../index.ts'
import { askToken, get } from '../testkit.ts'
import type { ClientProfile, Emulator } from '../types.ts'
import { attachClient, userAgentOf } from './launch.ts'

const email = 'contact:user.email:readonly'
const person = 3

interface AppWindow {
  parent: { postMessage(data: unknown, target: string): void }
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  __larkspurClient__(call: string): Promise<unknown>
}
declare const window: AppWindow

let feishu: Emulator
let server: Server
let home: string
let browser: Browser
beforeAll(async () => {
  // The app: no script at all. It shows where it was led to.
  server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><title>App</title><p>${request.url?.replaceAll('&', '&amp;')}</p>`)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  server.close()
})
beforeEach(async () => {
  feishu = await startEmulator({ appHomeUrl: home, app: { redirectUrls: [home, `${home}callback`] } })
})
afterEach(() => feishu.close())

const paths = {
  authorize: '/open-apis/authen/v1/authorize',
  index: '/open-apis/authen/v1/index',
  passport: '/passport.feishu.cn/suite/passport/oauth/authorize',
}
function authorizeUrl(extra: Record<string, string> = {}, page: keyof typeof paths = 'authorize'): string {
  const { appId } = feishu.app
  const query = { redirect_uri: `${home}callback`, response_type: 'code', state: 's1', ...extra }
  const ids = page === 'index' ? { app_id: appId } : { client_id: appId }
  return `${feishu.url}${paths[page]}?${new URLSearchParams({ ...ids, ...query })}`
}

const profile = (change: Partial<ClientProfile> = {}): ClientProfile => ({
  openId: feishu.people.get(person)?.open_id ?? '',
  platform: 'phone',
  language: 'zh_CN',
  generation: 'old-client',
  outcome: 'accept',
  ...change,
})

/** What the two ways have in common: a place where the app's page is open, and whose address leads on. */
interface Place {
  page: Page
  open(url: string): Promise<void>
  /** Address of the page that is open in the client. */
  address(): string
  text(): Promise<string>
  click(name: string): Promise<void>
}

async function wayA(change: Partial<ClientProfile> = {}): Promise<Place> {
  const chosen = profile(change)
  const context = await browser.newContext({ userAgent: userAgentOf(chosen) })
  await attachClient(context, feishu, chosen)
  const page = await context.newPage()
  await page.goto(home)
  return {
    page,
    open: (url) => page.goto(url).then(() => undefined),
    address: () => page.url(),
    text: () => page.locator('main').innerText(),
    click: (name) => page.getByRole('button', { name }).click(),
  }
}

async function wayB(change: Partial<ClientProfile> = {}, host?: string): Promise<Place> {
  const context = await browser.newContext({ locale: 'zh-CN' })
  const page = await context.newPage()
  const { openId: open_id, ...rest } = profile(change)
  const consoleUrl = host === undefined ? feishu.url : feishu.url.replace('127.0.0.1', host)
  const url = host === undefined ? home : home.replace('127.0.0.1', host)
  await page.goto(`${consoleUrl}/_emulator/client?${new URLSearchParams({ open_id, url, ...rest })}`)
  const app = () => page.frames().find((frame) => frame.parentFrame() === page.mainFrame())
  await app()?.waitForLoadState()
  return {
    page,
    // As a link in the app does.
    open: async (to) => void (await app()?.goto(to, { waitUntil: 'commit' })),
    address: () => app()?.url() ?? '',
    text: () => page.frameLocator('#app').locator('main').innerText(),
    click: (name) => page.frameLocator('#app').getByRole('button', { name }).click(),
  }
}

const landed = async (place: Place): Promise<URLSearchParams> => {
  await expect.poll(() => place.address(), { timeout: 5_000 }).toContain(`${home}callback?`)
  return new URL(place.address()).searchParams
}

async function whoHas(code: string | null): Promise<string> {
  const { body } = await askToken(feishu, { code })
  return (await get(feishu, '/open-apis/authen/v1/user_info', body.access_token)).body.data.open_id
}

describe.each([
  ['way A: in a launched Chromium', wayA],
  ['way B: in the frame of the console', wayB],
])('%s', (_way, enter) => {
  test.each(['authorize', 'index', 'passport'] as const)(
    'the page %s goes on as the person of the client, without a click, the first time, too',
    async (page) => {
      const place = await enter()
      await place.open(authorizeUrl({}, page))
      const back = await landed(place)
      expect(back.get('state')).toBe('s1')
      expect(await whoHas(back.get('code'))).toBe(profile().openId)
      await place.page.context().close()
    },
  )

  test('scopes that are new ask that person, and nobody else; what is granted is not asked again', async () => {
    const place = await enter()
    await place.open(authorizeUrl({ scope: email }))
    await expect.poll(() => place.text(), { timeout: 5_000 }).toContain(email)
    expect(await place.text()).toContain(feishu.people.get(person)?.name)
    await place.click('允许')
    await landed(place)
    await place.open(authorizeUrl({ scope: email, state: 's2' }))
    await expect.poll(() => place.address(), { timeout: 5_000 }).toContain('state=s2')
    await place.page.context().close()
  })

  test('prompt=consent asks even when nothing is new', async () => {
    const place = await enter()
    await place.open(authorizeUrl({ prompt: 'consent' }))
    await expect.poll(() => place.text(), { timeout: 5_000 }).toContain('允许')
    await place.page.context().close()
  })

  test('a person who refuses leads back with access_denied', async () => {
    const place = await enter({ outcome: 'refuse' })
    await place.open(authorizeUrl())
    expect([...(await landed(place))]).toEqual([
      ['error', 'access_denied'],
      ['state', 's1'],
    ])
    await place.page.context().close()
  })

  test('a second app, which knows the person by another open_id, is confirmed, too', async () => {
    const second = feishu.apps.create({ redirectUrls: [`${home}callback`] })
    const place = await enter()
    await place.open(authorizeUrl({ client_id: second.appId }))
    const code = (await landed(place)).get('code')
    const { body } = await askToken(feishu, { code }, 'v2', second)
    const info = await get(feishu, '/open-apis/authen/v1/user_info', body.access_token)
    expect(info.body.data.open_id).toBe(feishu.people.get(person, second.appId)?.open_id)
    await place.page.context().close()
  })

  test('a refused request is refused before anybody is told who is there', async () => {
    const place = await enter()
    await place.open(authorizeUrl({ redirect_uri: 'https://evil.example/' }))
    await expect.poll(() => place.text(), { timeout: 5_000 }).toContain('20029')
    await place.page.context().close()
  })
})

test('way B works when the app came by the other loopback name than the console', async () => {
  const place = await wayB({}, 'localhost')
  expect(place.page.url()).toContain('//localhost:')
  await place.open(authorizeUrl())
  await landed(place)
  // The bridge log says that the page asked, and nothing of who was told.
  const log = await place.page.locator('#bridge-log').innerText()
  expect(log).toContain(paths.authorize)
  expect(log).not.toContain(profile().openId)
  await place.page.context().close()
})

test('a client that hangs leaves the page as in a browser', async () => {
  const place = await wayA({ outcome: 'hang' })
  await place.open(authorizeUrl())
  await place.page.getByRole('searchbox').waitFor()
  expect(place.address()).toContain(paths.authorize)
  await place.page.context().close()
})

test('in an ordinary browser the page asks who it is, and a name that looks like the frame’s changes nothing', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.addInitScript(`window.name = 'larkspur-client:{"origin":${JSON.stringify(feishu.url)}}'`)
  await page.goto(authorizeUrl())
  await page.getByRole('searchbox').waitFor()
  expect(page.url()).toContain(paths.authorize)
  await context.close()
})

const question = JSON.stringify({ api: 'larkspur-client-who', params: {}, ready: true })

test('way A: a page of an app that asks who is there is told nothing', async () => {
  const { page } = await wayA()
  for (const path of ['', 'open-apis/authen/v1/authorize?client_id=x']) {
    await page.goto(home + path)
    const answer = await page.evaluate((call) => window.__larkspurClient__(call), question)
    expect(JSON.stringify(answer)).not.toContain(profile().openId)
    expect(answer).toMatchObject({ ok: false })
  }
  await page.context().close()
})

test('way B: a page of an app that asks who is there is told nothing, whatever it says of itself', async () => {
  const { page } = await wayB()
  const app = page.frames().find((frame) => frame.url().startsWith(home))
  const heard = await app?.evaluate(async (own) => {
    const heard: unknown[] = []
    window.addEventListener('message', (event) => heard.push(event.data))
    for (const pageUrl of [own, 'http://127.0.0.1/', 'x'])
      window.parent.postMessage({ type: 'larkspur-client-who', pageUrl }, '*')
    // An ordinary call is answered after them: what they would get has come by then.
    const call = { type: 'larkspur-client-call', id: 1, api: 'requestAuthCode', params: {}, ready: true }
    window.parent.postMessage({ ...call, pageUrl: `${own}` }, '*')
    while (heard.length === 0) await new Promise((done) => setTimeout(done, 10))
    return heard
  }, home)
  expect(heard).toEqual([expect.objectContaining({ type: 'larkspur-client-answer', id: 1 })])
  await page.context().close()
})

test('no page but the console may frame an authorize page', async () => {
  const reply = await fetch(authorizeUrl())
  const policy = reply.headers.get('content-security-policy') ?? ''
  const { port } = new URL(feishu.url)
  expect(/frame-ancestors ([^;]*)/.exec(policy)?.[1]).toBe(
    `'self' http://127.0.0.1:${port} http://localhost:${port}`,
  )
})

test.each([
  ['an app', () => home],
  ['the emulator’s console', () => `${feishu.url}/_emulator/`],
  ['another port of the path', () => `${home}open-apis/authen/v1/authorize`],
  ['the host behind credentials', () => authorizeUrl().replace('//', '//evil.example@x')],
  ['no address', () => 'about:blank'],
])('the address of %s is told nobody', (_what, address) => {
  expect(feishu.client.personFor(address(), profile())).toBeUndefined()
})
