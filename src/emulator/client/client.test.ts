import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launchChromium } from '../../../test/support/chromium.ts'
import { startEmulator } from '../index.ts'
import { signedConfig } from '../testkit.ts'
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
  h5sdk: { config(options: object): void; error(callback: (error: unknown) => void): void }
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
    app: {
      redirectUrls: [home, `${home}real`],
      trustedDomains: [new URL(home).host],
      scopes: ['contact:user.email:readonly', 'contact:user.base:readonly'],
    },
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

/** Authenticates the page; what came of it. */
async function configure(app: Frame | Page, params: Record<string, unknown> = {}) {
  const config = await signedConfig(emulator, app.url(), params)
  return app.evaluate(
    (options) =>
      new Promise<Record<string, unknown>>((done) => {
        window.h5sdk.config({ ...options, onSuccess: done, onFail: done })
      }),
    config,
  )
}

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
    const names = await app.evaluate(() => Object.keys((window as unknown as { tt: object }).tt))
    expect(names).not.toContain('requestAccess')
    expect(names).toEqual(expect.arrayContaining(['requestAuthCode', 'getUserInfo', 'scanCode']))
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
    await configure(app)
    await app.evaluate(() => window.ask('showToast', { title: '<b>你好</b>', duration: 60_000 }))
    expect(await page.locator('#toast').textContent()).toBe('✓ <b>你好</b>')
    await app.evaluate(() => void window.ask('closeWindow', {}))
    await page.getByText('The app closed its window').waitFor()
    expect(page.frames()).toHaveLength(1)
  })

  test.each([
    ['授予权限', { confirm: true, cancel: false }],
    ['Cancel', { confirm: false, cancel: true }],
  ])('showModal asks the person; %s answers', async (button, expected) => {
    const { page, app } = await openInFrame()
    await configure(app)
    const asked = app.evaluate(() =>
      window.ask('showModal', { title: '<b>标题</b>', content: 'a\nb', confirmText: '授予权限' }),
    )
    const modal = page.getByRole('dialog')
    await modal.waitFor()
    expect(await modal.innerText()).toContain('<b>标题</b>')
    await modal.getByRole('button', { name: button }).click()
    expect((await asked)[0]).toMatchObject(['success', { errMsg: 'showModal:ok', ...expected }])
  })

  test('a modal without cancel cannot be escaped, and the next one has its usual words', async () => {
    const { page, app } = await openInFrame()
    await configure(app)
    const asked = app.evaluate(() =>
      window.ask('showModal', { content: 'x', showCancel: false, confirmText: 'Fine' }),
    )
    const modal = page.getByRole('dialog')
    await modal.waitFor()
    await page.keyboard.press('Escape')
    expect(await modal.getByRole('button').count()).toBe(1)
    await modal.getByRole('button', { name: 'Fine' }).click()
    expect((await asked)[0]).toMatchObject(['success', { confirm: true }])
    void app.evaluate(() => void window.ask('showModal', { content: 'y' }))
    await modal.getByRole('button', { name: 'OK' }).waitFor()
    expect(await modal.getByRole('button', { name: 'Cancel' }).isVisible()).toBe(true)
  })

  test('scanCode takes what the person types, or the cancel', async () => {
    const { page, app } = await openInFrame()
    await configure(app)
    const scanned = app.evaluate(() => window.ask('scanCode', {}))
    await page.getByLabel('Content of the code').fill('二维码 <1>')
    await page.keyboard.press('Enter')
    expect((await scanned)[0]).toMatchObject(['success', { errMsg: 'scanCode:ok', result: '二维码 <1>' }])
    await app.evaluate(() => void window.log.calls.splice(0))
    const cancelled = app.evaluate(() => window.ask('scanCode', {}))
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect((await cancelled)[0]).toMatchObject(['fail', { errno: 1505002 }])
  })

  test('chooseContact searches the organisation and keeps to the limit', async () => {
    const { page, app } = await openInFrame()
    await configure(app)
    const [first, second, third] = emulator.people.list({ limit: 3 }).items
    const chosen = app.evaluate(
      (id) => window.ask('chooseContact', { maxNum: 2, disableChosenIds: [id] }),
      first?.open_id,
    )
    const sheet = page.getByRole('dialog')
    const boxOf = (id = '') => sheet.locator(`input[value="${id}"]`)
    await boxOf(third?.open_id).check()
    expect(await boxOf(first?.open_id).isDisabled()).toBe(true)
    await sheet.getByLabel('Search people').fill(second?.open_id ?? '')
    await sheet.getByText('Nobody has this name').waitFor()
    await sheet.getByLabel('Search people').fill(second?.name ?? '')
    await boxOf(second?.open_id).check()
    expect(await sheet.locator('input[name=contact]:not(:checked):not(:disabled)').count()).toBe(0)
    await sheet.getByRole('button', { name: 'Choose' }).click()
    const [, answer] = (await chosen)[0] ?? []
    expect(answer).toMatchObject({
      errMsg: 'chooseContact:ok',
      data: [{ openId: third?.open_id }, { openId: second?.open_id, name: second?.name }],
    })
  })

  test('chooseContact of one person, and cancelled', async () => {
    const { page, app } = await openInFrame()
    await configure(app)
    const chosen = app.evaluate(() => window.ask('chooseContact', { multi: false }))
    const sheet = page.getByRole('dialog')
    expect(await sheet.getByRole('button', { name: 'Choose' }).isDisabled()).toBe(true)
    await sheet.getByRole('radio').nth(1).check()
    await sheet.getByRole('radio').nth(2).check()
    await sheet.getByRole('button', { name: 'Choose' }).click()
    expect((await chosen)[0]?.[1]).toMatchObject({ data: [{ openId: emulator.people.get(2)?.open_id }] })
    await app.evaluate(() => void window.log.calls.splice(0))
    const cancelled = app.evaluate(() => window.ask('chooseContact', {}))
    await sheet.getByRole('button', { name: 'Cancel' }).click()
    expect((await cancelled)[0]?.[0]).toBe('fail')
  })

  test('a person who refuses by the settings is not asked', async () => {
    const { page, app } = await openInFrame({ outcome: 'refuse' })
    await configure(app)
    expect((await app.evaluate(() => window.ask('scanCode', {})))[0]?.[0]).toBe('fail')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  test('files are read through their manager', async () => {
    const { app } = await openInFrame()
    await configure(app)
    const data = await app.evaluate(
      () =>
        new Promise((done) => {
          const { tt } = window as unknown as {
            tt: { getFileSystemManager(): { readFile(options: object): void } }
          }
          tt.getFileSystemManager().readFile({ success: (value: { data: string }) => done(value.data) })
        }),
    )
    expect(data).toBe('larkspur')
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

describe('way A: what the person does is up to the test', () => {
  const profile = (): ClientProfile => ({
    openId: emulator.people.list({ limit: 1 }).items[0]?.open_id ?? '',
    platform: 'phone',
    language: 'zh_CN',
    generation: 'current',
    outcome: 'accept',
  })

  test('onCall replies for the person, answers itself, or lets the call pass', async () => {
    const asked: string[] = []
    const client = await attachClient(context, emulator, profile(), {
      onCall(api, _params, next) {
        asked.push(api)
        if (api === 'scanCode') return next({ text: 'from the test' })
        if (api === 'chooseContact') return next({ openIds: [emulator.people.get(5)?.open_id ?? ''] })
        if (api === 'showModal') return next('cancel')
        if (api === 'getLocation') return { ok: false, error: { errno: 101 } }
        return undefined
      },
    })
    const page = await context.newPage()
    await page.goto(`${home}real`)
    await configure(page)
    const answerOf = async (api: string, options = {}) => {
      await page.evaluate(() => void window.log.calls.splice(0))
      const calls = await page.evaluate(([name, given]) => window.ask(name, given), [api, options] as const)
      return calls[0]
    }
    expect(await answerOf('scanCode')).toMatchObject(['success', { result: 'from the test' }])
    expect(await answerOf('chooseContact')).toMatchObject([
      'success',
      { data: [{ openId: emulator.people.get(5)?.open_id }] },
    ])
    expect(await answerOf('showModal', { title: 'x' })).toMatchObject(['success', { cancel: true }])
    expect(await answerOf('getLocation')).toMatchObject(['fail', { errno: 101 }])
    expect(await answerOf('getNetworkType')).toMatchObject(['success', { networkType: 'wifi' }])
    expect(asked).toContain('config')
    expect(client.calls.map(({ api }) => api)).toEqual(asked)
  })

  test('a reply does not get past the gate; the reason is for the test, not for the page', async () => {
    const client = await attachClient(context, emulator, profile(), {
      onCall: (_api, _params, next) => next({ text: 'x' }),
    })
    const page = await context.newPage()
    await page.goto(`${home}real`)
    const calls = await page.evaluate(() => window.ask('scanCode', {}))
    expect(calls[0]).toEqual(['fail', expect.objectContaining({ errno: 105 })])
    expect(JSON.stringify(calls)).not.toContain('no_config')
    expect(client.calls[0]?.answer).toMatchObject({ explanation: { reason: 'no_config' } })
  })

  test('each page is a window of its own', async () => {
    await attachClient(context, emulator, profile())
    const [one, other] = [await context.newPage(), await context.newPage()]
    for (const page of [one, other]) await page.goto(`${home}real`)
    await configure(one)
    const callOf = (page: Page) => page.evaluate(() => window.ask('getNetworkType', {}))
    expect((await callOf(one))[0]?.[0]).toBe('success')
    expect((await callOf(other))[0]).toMatchObject(['fail', { errno: 105 }])
  })
})

describe('launch', () => {
  test('chromium arguments need https', () => {
    expect(() => chromiumArguments({ https: undefined })).toThrow('https: true')
    const https = { url: 'https://[::1]:7443', port: 7443, spki: 'pin' }
    expect(chromiumArguments({ https })[0]).toMatch(/^--host-resolver-rules=MAP [\w.-]+:443 \[::1\]:7443, /)
  })

  test.each(['desktop', 'phone'] as const)('%s user agent looks like the client’s', (platform) => {
    const agent = userAgentOf({ platform, language: 'en_US', generation: 'current' })
    expect(agent).toMatch(/ Lark\/\d+\.\d+\.\d+ LarkLocale\/en_US .*WebApp$/)
    expect(agent.includes('Mobile')).toBe(platform === 'phone')
  })
})
