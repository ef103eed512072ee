import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchChromium } from '../../../test/support/chromium.ts'
import { startEmulator } from '../index.ts'
import type { ClientProfile, Emulator } from '../types.ts'
import { attachClient, chromiumArguments, userAgentOf } from './launch.ts'

const realAddress = 'https://lf1-cdn-tos.bytegoofy.com/goofy/lark/op/h5-js-sdk-1.5.26.js'

/** A page that asks the client, and keeps what the globals were while its own script ran. */
const pageOf = (sdk: string, appId: string) => `<!doctype html><title>App</title>
<script src="${sdk}"></script>
<script>
const log = window.log = { h5sdk: typeof window.h5sdk, tt: typeof window.tt, calls: [] }
const note = (name) => (value) => log.calls.push([name, value])
window.ask = (api, options) => new Promise((done) => {
  window.h5sdk.ready(() => window.tt[api]({ ...options,
    success: note('success'), fail: note('fail'), complete: (value) => { note('complete')(value); done(log.calls) } }))
})
window.appId = '${appId}'
</script>`

interface PageWindow {
  name: string
  parent: PageWindow
  postMessage(data: unknown, target: string): void
  log: { h5sdk: string; tt: string; calls: [string, Record<string, unknown>][] }
  ask(api: string, options: object): Promise<[string, Record<string, unknown>][]>
  appId: string
}
declare const window: PageWindow

let emulator: Emulator
let server: Server
let home: string
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  server = createServer((request, response) => {
    const sdk = request.url?.startsWith('/real') ? realAddress : `${emulator.url}/lark/op/h5-js-sdk-1.5.44.js`
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(pageOf(sdk, emulator.app.appId))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  emulator = await startEmulator({
    https: true,
    appHomeUrl: home,
    app: { redirectUrls: [home, `${home}real`], scopes: ['contact:user.email:readonly'] },
  })
  browser = await launchChromium(chromiumArguments(emulator))
})
afterAll(async () => {
  await browser.close()
  await emulator.close()
  server.close()
})
beforeEach(async () => {
  context = await browser.newContext({ locale: 'en-US' })
})
afterEach(() => context.close())

async function openInFrame(query: Record<string, string> = {}): Promise<{ page: Page; app: Frame }> {
  const page = await context.newPage()
  await page.goto(`${emulator.url}/_emulator/client?${new URLSearchParams({ url: home, ...query })}`)
  const app = page.frames().find((frame) => frame.url().startsWith(home))
  if (!app) throw new Error('The app is not in the frame.')
  await app.waitForLoadState()
  return { page, app }
}

const requestAccess = (app: Frame | Page, scopeList: string[] = []) =>
  app.evaluate(
    (scopes) => window.ask('requestAccess', { appID: window.appId, scopeList: scopes, state: 's1' }),
    scopeList,
  )

describe('in an ordinary browser', () => {
  test('the script sets nothing', async () => {
    const page = await context.newPage()
    await page.goto(home)
    expect(await page.evaluate(() => window.log)).toMatchObject({ h5sdk: 'undefined', tt: 'undefined' })
  })

  test('a page that only carries the name of the frame gets nothing', async () => {
    const page = await context.newPage()
    await page.addInitScript(() => {
      window.name = 'larkspur-client:{"generation":"current","origin":"http://evil.example"}'
    })
    await page.goto(home)
    expect(await page.evaluate(() => window.log.h5sdk)).toBe('undefined')
  })
})

describe('way B: in the frame of the console', () => {
  test('the globals are there while the page’s own script runs, and requestAccess gives a code', async () => {
    const { page, app } = await openInFrame()
    expect(await app.evaluate(() => window.log)).toMatchObject({ h5sdk: 'object', tt: 'object' })
    const calls = await requestAccess(app)
    expect(calls.map(([name]) => name)).toEqual(['success', 'complete'])
    expect(calls[0]?.[1]).toMatchObject({
      errMsg: 'requestAccess:ok',
      code: expect.any(String),
      state: 's1',
    })
    await page.getByText('succeeded').waitFor()
    expect(await page.locator('#bridge-log').textContent()).toContain('requestAccess')
  })

  test('the code is that of the chosen person', async () => {
    const person = emulator.people.list({ offset: 3, limit: 1 }).items[0]
    const { page } = await openInFrame({ open_id: person?.open_id ?? '' })
    expect(await page.locator('.title-bar').textContent()).toContain(person?.name)
    expect(await page.locator('#settings [name=open_id]').inputValue()).toBe(person?.open_id)
  })

  test('an old client answers errno 103 and takes requestAuthCode', async () => {
    const { app } = await openInFrame({ generation: 'old-client' })
    const failed = await requestAccess(app)
    expect(failed[0]).toMatchObject([
      'fail',
      { errno: 103, errMsg: expect.stringMatching(/^requestAccess:fail/) },
    ])
    const calls = await app.evaluate(() => window.ask('requestAuthCode', { appId: window.appId }))
    expect(calls.at(-1)?.[1]).toMatchObject({ code: expect.any(String) })
  })

  test('an old SDK has no requestAccess', async () => {
    const { app } = await openInFrame({ generation: 'old-sdk' })
    expect(await app.evaluate(() => Object.keys((window as unknown as { tt: object }).tt))).toEqual([
      'requestAuthCode',
      'getUserInfo',
      'showToast',
      'closeWindow',
    ])
  })

  test('a refusal fails, and a client that hangs never answers', async () => {
    const refused = await openInFrame({ outcome: 'refuse' })
    expect((await requestAccess(refused.app))[0]).toMatchObject(['fail', { errno: 2700002 }])
    const hanging = await openInFrame({ outcome: 'hang' })
    void requestAccess(hanging.app).catch(() => undefined)
    await hanging.page.getByText('no answer').waitFor()
    expect(await hanging.app.evaluate(() => window.log.calls)).toEqual([])
  })

  test.each([
    ['Allow', 'success'],
    ['Refuse', 'fail'],
  ])('scopes open the consent sheet; %s ends in %s', async (button, callback) => {
    const { page, app } = await openInFrame()
    const asked = requestAccess(app, ['contact:user.email:readonly'])
    const sheet = page.getByRole('dialog')
    await sheet.waitFor()
    expect(await sheet.textContent()).toContain('contact:user.email:readonly')
    await sheet.getByRole('button', { name: button }).click()
    expect((await asked)[0]?.[0]).toBe(callback)
    expect(await sheet.isVisible()).toBe(false)
  })

  test('Escape refuses', async () => {
    const { page, app } = await openInFrame()
    const asked = requestAccess(app, ['contact:user.email:readonly'])
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    expect((await asked)[0]?.[0]).toBe('fail')
  })

  test('the frame draws toasts and closes windows', async () => {
    const { page, app } = await openInFrame()
    await app.evaluate(() => window.ask('showToast', { title: '<b>你好</b>', duration: 60_000 }))
    expect(await page.locator('#toast').textContent()).toBe('✓ <b>你好</b>')
    await app.evaluate(() => void window.ask('closeWindow', {}))
    await page.getByText('The app closed its window').waitFor()
    expect(page.frames()).toHaveLength(1)
  })

  test('the other loopback name works: the page moves to the app’s name', async () => {
    const page = await context.newPage()
    const other = emulator.url.replace('127.0.0.1', 'localhost')
    await page.goto(`${other}/_emulator/client?${new URLSearchParams({ url: home })}`)
    expect(new URL(page.url()).hostname).toBe('127.0.0.1')
  })

  test('a script from the other loopback name still finds the frame', async () => {
    const page = await context.newPage()
    const localhost = home.replace('127.0.0.1', 'localhost')
    const console = emulator.url.replace('127.0.0.1', 'localhost')
    await page.goto(`${console}/_emulator/client?${new URLSearchParams({ url: localhost })}`)
    const app = page.frames().find((frame) => frame.url().startsWith(localhost))
    await app?.waitForLoadState()
    const calls = app && (await requestAccess(app))
    // The page is not on the list, and the platform says so: the bridge carried the call.
    expect(calls?.[0]).toMatchObject(['fail', { errno: 2700002 }])
  })

  test('a message from another window, or for another page, is not answered', async () => {
    const { page, app } = await openInFrame()
    const message = (pageUrl: string) => ({
      type: 'larkspur-client-call',
      id: 99,
      api: 'requestAccess',
      params: { appID: emulator.app.appId, scopeList: [] },
      pageUrl,
    })
    // From the console itself, which is not the app's window.
    await page.evaluate((data) => (globalThis as unknown as PageWindow).postMessage(data, '*'), message(home))
    // From the app, in the name of another origin.
    await app.evaluate(
      (data) => (globalThis as unknown as PageWindow).parent.postMessage(data, '*'),
      message('http://evil.example/'),
    )
    await requestAccess(app)
    expect(await page.locator('#bridge-log > li').count()).toBe(1)
  })
})

describe('way A: a launched Chromium', () => {
  const profile = (): ClientProfile => ({
    openId: emulator.people.list({ limit: 1 }).items[0]?.open_id ?? '',
    platform: 'desktop',
    language: 'zh_CN',
    generation: 'current',
    outcome: 'accept',
  })

  test('an untouched page loads the SDK from the platform’s address and gets a code', async () => {
    const client = await attachClient(context, emulator, profile())
    const page = await context.newPage()
    await page.goto(`${home}real`)
    expect(await page.evaluate(() => window.log)).toMatchObject({ h5sdk: 'object', tt: 'object' })
    expect((await requestAccess(page))[0]).toMatchObject(['success', { code: expect.any(String) }])
    expect(client.calls).toMatchObject([
      { api: 'requestAccess', pageUrl: `${home}real`, answer: { ok: true } },
    ])
  })

  test('the bridge takes the page’s address from the browser, not from the page', async () => {
    const client = await attachClient(context, emulator, profile())
    const page = await context.newPage()
    await page.goto(`${home}unlisted?real`)
    await page.evaluate(() => {
      const binding = (globalThis as unknown as { __larkspurClient__: (call: string) => Promise<unknown> })
        .__larkspurClient__
      return binding(
        JSON.stringify({
          api: 'requestAccess',
          params: { appID: window.appId, scopeList: [] },
          pageUrl: 'http://127.0.0.1/',
        }),
      )
    })
    expect(client.calls[0]).toMatchObject({ pageUrl: `${home}unlisted?real`, answer: { ok: false } })
  })

  test('the profile may change, and an old SDK has no requestAccess', async () => {
    const client = await attachClient(context, emulator, { ...profile(), generation: 'old-sdk' })
    const page = await context.newPage()
    await page.goto(`${home}real`)
    expect(await page.evaluate(() => 'requestAccess' in (window as unknown as { tt: object }).tt)).toBe(false)
    client.update({ outcome: 'hang' })
    await page.evaluate(() => void window.ask('requestAuthCode', { appId: window.appId }))
    await expect.poll(() => client.calls.at(-1)?.answer).toEqual({ ok: 'hang' })
  })
})

describe('launch', () => {
  test('chromium arguments need https', () => {
    expect(() => chromiumArguments({ https: undefined })).toThrow('https: true')
  })

  test.each(['desktop', 'phone'] as const)('%s user agent looks like the client’s', (platform) => {
    const agent = userAgentOf({ platform, language: 'en_US', generation: 'current' })
    expect(agent).toMatch(/ Lark\/\d+\.\d+\.\d+ LarkLocale\/en_US .*WebApp$/)
    expect(agent.includes('Mobile')).toBe(platform === 'phone')
  })
})
