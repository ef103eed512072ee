// In real Chromium, in the console's frame: every way in which h5sdk.config fails, made by a page that makes the mistake; what
// the page receives and what the console says about it; and which calls a page may make before, after and beside a config.
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Emulator, EmulatorOptions } from '../../src/emulator/index.ts'
import { configCodes } from '../../src/emulator/operations/jsapi-config.ts'
import { launchChromium } from '../support/chromium.ts'
import { picture } from '../support/picture.ts'
import { startWorld, type World, type WorldOptions } from '../support/world.ts'

/** A front end that signs for itself, as no app should: it can make every mistake. */
const fixture = (
  sdk: string,
  script = '',
) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Fixture</title>
<script src="${sdk}"></script>
<script>
${script}
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const sign = async ({ ticket, nonceStr, timestamp, url }) => hex(await crypto.subtle.digest('SHA-1', new TextEncoder().encode(
  'jsapi_ticket=' + ticket + '&noncestr=' + nonceStr + '&timestamp=' + timestamp + '&url=' + url)))
let heard
h5sdk.error((error) => { heard = error })
window.prepare = async (ticket, params, signed) => {
  const right = { nonceStr: crypto.randomUUID(), timestamp: Date.now(), ...params }
  const signature = await sign({ ticket, url: location.href.split('#')[0], ...right, ...signed })
  return { jsApiList: [], ...right, signature, ...params }
}
window.config = (options) => new Promise((done) => {
  heard = undefined
  h5sdk.config({ ...options,
    onSuccess: (result) => done({ result }),
    // The listener of h5sdk.error comes after onFail.
    onFail: (error) => setTimeout(() => done({ error, heard }), 0) })
})
window.ask = (api, options) => new Promise((done) => tt[api]({ ...options, success: (result) => done({ result }), fail: (error) => done({ error }) }))
window.askWhenReady = (api, options) => new Promise((done) => h5sdk.ready(() => ask(api, options).then(done)))
</script><p>fixture</p></html>`

interface Outcome {
  result?: Record<string, unknown>
  error?: Record<string, unknown>
  heard?: Record<string, unknown>
}
interface FixtureWindow {
  prepare(ticket: string, params: object, signed: object): Promise<Record<string, unknown>>
  config(options: object): Promise<Outcome>
  ask(api: string, options: object): Promise<Outcome>
  askWhenReady(api: string, options: object): Promise<Outcome>
}
declare const window: FixtureWindow
declare const history: { pushState(data: null, title: string, url: string): void }

let browser: Browser
let world: World

async function openWorld(emulator: EmulatorOptions = {}): Promise<World> {
  // The pages name the emulator's address, which is known once it listens.
  const pages: NonNullable<WorldOptions['pages']> = {}
  const opened = await startWorld({ emulator, pages })
  const sdk = `${opened.feishu.url}/lark/op/h5-js-sdk-1.5.44.js`
  const html = (script?: string) => ({ body: fixture(sdk, script), contentType: 'text/html; charset=utf-8' })
  for (const path of ['/app', '/app/below', '/beside']) pages[path] = html()
  // Calls while the page is still being read: before h5sdk.ready.
  pages['/early'] = html(
    'window.early = new Promise((done) => tt.closeWindow({ success: done, fail: done }))',
  )
  return opened
}

beforeAll(async () => {
  browser = await launchChromium()
  world = await openWorld()
})
afterAll(async () => {
  await browser.close()
  await world[Symbol.asyncDispose]()
})
beforeEach(() => {
  const { feishu } = world
  feishu.reset()
  feishu.clock.set(Date.now())
  feishu.apps.update(feishu.app.appId, { trustedDomains: [world.url], availability: 'all' })
})

async function openApp(
  { feishu, url }: World,
  path: string,
  query: Record<string, string> = {},
): Promise<{ page: Page; app: Frame }> {
  const page = await browser.newPage({ locale: 'en-US' })
  const openId = feishu.people.get(7)?.open_id ?? ''
  await page.goto(
    `${feishu.url}/_emulator/client?${new URLSearchParams({ open_id: openId, url: url + path, ...query })}`,
  )
  const app = page.frames().find((frame) => frame.url().startsWith(url))
  if (app === undefined) throw new Error('The app is not in the frame')
  await app.waitForLoadState()
  return { page, app }
}

async function post(url: string, body: object | undefined, token?: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await response.json()) as Record<string, unknown>
}

async function fetchTicket(feishu: Emulator, app = feishu.app): Promise<string> {
  const credentials = { app_id: app.appId, app_secret: app.appSecret }
  const token = await post(`${feishu.url}/open-apis/auth/v3/tenant_access_token/internal`, credentials)
  const path = `${feishu.url}/open-apis/jssdk/ticket/get`
  const { data } = await post(path, undefined, String(token.tenant_access_token))
  return (data as { ticket: string }).ticket
}

const prepare = (app: Frame, ticket: string, params: object = {}, signed: object = {}) =>
  app.evaluate(([given, inputs, other]) => window.prepare(given, inputs, other), [
    ticket,
    { appId: world.feishu.app.appId, ...params },
    signed,
  ] as const)
const config = (app: Frame, options: object) => app.evaluate((given) => window.config(given), options)
const ask = (app: Frame, api: string, options: object = {}) =>
  app.evaluate(([name, given]) => window.ask(name, given), [api, options] as const)

/** The last entry of the bridge log. */
const lastEntry = (page: Page) => page.locator('#bridge-log > li').last()

interface Mistake {
  code: number
  /** What the console says. */
  says: RegExp
  /** Differing characters that the console marks. */
  marks?: string[]
  make: (app: Frame) => Promise<Outcome>
  prepareWorld?: (feishu: Emulator) => void
}

const path = '/app?a=1#/route'
const ticketOf = () => fetchTicket(world.feishu)
const configWith = async (app: Frame, params: object = {}, signed: object = {}) =>
  config(app, await prepare(app, await ticketOf(), params, signed))

const mistakes: Record<string, Mistake> = {
  'an invented ticket': {
    code: 333441,
    says: /No known mistake leads to this signature/,
    make: (app) => configWith(app, {}, { ticket: 'g1nobodyhasthis' }),
  },
  'the tenant token in place of the ticket': {
    code: 333441,
    says: /An access token was signed in place of the ticket/,
    make: async (app) => {
      const { appId, appSecret } = world.feishu.app
      const url = `${world.feishu.url}/open-apis/auth/v3/tenant_access_token/internal`
      const { tenant_access_token } = await post(url, { app_id: appId, app_secret: appSecret })
      return configWith(app, {}, { ticket: tenant_access_token })
    },
  },
  'the ticket of another app': {
    code: 333442,
    says: /The ticket belongs to another app/,
    make: async (app) => {
      const ticket = await fetchTicket(world.feishu, world.feishu.apps.create())
      return configWith(app, {}, { ticket })
    },
  },
  'a ticket that expired': {
    code: 333442,
    says: /The ticket has expired/,
    make: async (app) => {
      const ticket = await ticketOf()
      world.feishu.clock.advance('2h')
      const timestamp = world.feishu.clock.now()
      return config(app, await prepare(app, ticket, { timestamp }))
    },
  },
  'the URL with its hash': {
    code: 333441,
    says: /The fragment .* was signed too/,
    marks: ['#/route'],
    make: (app) => configWith(app, {}, { url: app.url() }),
  },
  'the URL without its query': {
    code: 333441,
    says: /The query .* was left out/,
    marks: ['?a=1'],
    make: (app) => configWith(app, {}, { url: `${world.url}/app` }),
  },
  'the URL encoded': {
    code: 333441,
    says: /The encoded value was signed/,
    make: (app) => configWith(app, {}, { url: encodeURIComponent(`${world.url}/app?a=1`) }),
  },
  'a signature in capitals': {
    code: 333441,
    says: /The signature is in capital letters/,
    make: async (app) => {
      const options = await prepare(app, await ticketOf())
      return config(app, { ...options, signature: String(options.signature).toUpperCase() })
    },
  },
  'a timestamp in seconds': {
    code: 333444,
    says: /The timestamp is in seconds/,
    make: (app) => configWith(app, { timestamp: Math.floor(world.feishu.clock.now() / 1000) }),
  },
  'seconds in the signature alone': {
    code: 333441,
    says: /signed in seconds, and sent in milliseconds/,
    make: (app) => {
      const timestamp = world.feishu.clock.now()
      return configWith(app, { timestamp }, { timestamp: Math.floor(timestamp / 1000) })
    },
  },
  'a signature of eleven minutes ago': {
    code: 333444,
    says: /older than ten minutes/,
    make: async (app) => {
      const options = await prepare(app, await ticketOf(), { timestamp: world.feishu.clock.now() })
      world.feishu.clock.advance('11m')
      return config(app, options)
    },
  },
  'a signature that was used': {
    code: 333443,
    says: /was verified less than ten minutes ago/,
    make: async (app) => {
      const options = await prepare(app, await ticketOf())
      expect(await config(app, options)).toHaveProperty('result.session_key')
      return config(app, options)
    },
  },
  'a domain that is not trusted': {
    code: 333448,
    says: /are not among the app’s H5 trusted domains/,
    prepareWorld: (feishu) => void feishu.apps.update(feishu.app.appId, { trustedDomains: ['a.example'] }),
    make: configWith,
  },
  'no trusted domain': {
    code: 333447,
    says: /The app has no H5 trusted domain at all/,
    prepareWorld: (feishu) => void feishu.apps.update(feishu.app.appId, { trustedDomains: [] }),
    make: configWith,
  },
  'an unknown app': {
    code: 333440,
    says: /No app has this appId/,
    make: (app) => configWith(app, { appId: 'cli_0000000000000000' }),
  },
  'a person who may not see the app': {
    code: 333449,
    says: /outside the app’s availability/,
    prepareWorld: (feishu) => void feishu.apps.update(feishu.app.appId, { availability: [1] }),
    make: configWith,
  },
  'the openId of another person': {
    code: 333450,
    says: /not that of the person in this client/,
    make: (app) => configWith(app, { openId: world.feishu.people.get(8)?.open_id }),
  },
  'an openId that is none': {
    code: 333430,
    says: /is no open_id/,
    make: (app) => configWith(app, { openId: 'somebody' }),
  },
  'an API that does not exist': {
    code: 333446,
    says: /jsApiList names an API that does not exist[\s\S]*scanQrCode/,
    make: (app) => configWith(app, { jsApiList: ['scanCode', 'scanQrCode'] }),
  },
  'a timestamp that is a text': {
    code: 1012,
    says: /has the wrong type[\s\S]*timestamp: number \(milliseconds\) ← string/,
    make: (app) => configWith(app, { timestamp: String(Date.now()) }),
  },
  'a person who is gone': {
    code: 99991691,
    says: /Nobody is logged in to this client/,
    make: async (app) => {
      const options = await prepare(app, await ticketOf())
      world.feishu.people.remove(7)
      return config(app, options)
    },
  },
}

test.each(Object.entries(mistakes))(
  'config with %s',
  async (_what, { code, says, marks, make, prepareWorld }) => {
    prepareWorld?.(world.feishu)
    const { page, app } = await openApp(world, path)
    const { error, heard } = await make(app)
    // Both documented shapes, and the listener of h5sdk.error hears the same.
    const errno = code === 1012 ? 104 : 2601002
    expect(error).toMatchObject({ errorCode: code, errCode: code, errno })
    expect(error?.errorMessage).toEqual(expect.stringMatching(/\S/))
    expect(error?.errMsg).toEqual(expect.stringMatching(/^config:fail \S/))
    expect(heard).toEqual(error)
    expect(JSON.stringify(error)).not.toContain(await ticketOf())

    const entry = lastEntry(page)
    await entry.locator('.why').waitFor()
    expect(await entry.innerText()).toMatch(says)
    if (marks !== undefined) expect(await entry.locator('mark').allInnerTexts()).toEqual(marks)
    expect(await page.content()).not.toContain(await ticketOf())
    await page.close()
  },
)

test('every code that h5sdk.config answers here is made by a page', () => {
  const codes = new Set(Object.values(mistakes).map(({ code }) => code))
  // 333445 is not config's: a call of an API outside the list gets it, below.
  expect([...codes].sort((a, b) => a - b)).toEqual([...configCodes].sort((a, b) => a - b))
})

test('the console shows a failed config in Chinese, too', async () => {
  const { page, app } = await openApp(world, path, { lang: 'zh' })
  await configWith(app, {}, { url: app.url() })
  const why = lastEntry(page).locator('.why')
  await why.waitFor()
  expect(await why.innerText()).toContain('把 # 及其后的部分也签了进去')
  await why.scrollIntoViewIfNeeded()
  await picture(page, 'config-explained')
  await page.close()
})

test.each([
  ['errorCode', ['errorCode', 'errorMessage']],
  ['errno', ['errCode', 'errno', 'errString', 'errMsg']],
] as const)('an emulator may answer in the shape %s alone', async (configErrorShape, names) => {
  await using own = await openWorld({ switches: { configErrorShape } })
  const { page, app } = await openApp(own, path)
  const { error } = await config(app, {})
  expect(Object.keys(error ?? {})).toEqual(names)
  await page.close()
})

describe('which calls a page may make', () => {
  test('a call before h5sdk.ready fails, and the console says so', async () => {
    const { page, app } = await openApp(world, '/early')
    const error = await app.evaluate(() => (window as unknown as { early: Promise<object> }).early)
    expect(error).toMatchObject({ errno: 110, errMsg: expect.stringMatching(/^closeWindow:fail/) })
    expect(await page.locator('#bridge-log').innerText()).toContain('before h5sdk.ready')
    await page.close()
  })

  test('a call without config fails with errno 105; those that need none do not', async () => {
    const { page, app } = await openApp(world, path)
    expect((await ask(app, 'getUserInfo')).error).toMatchObject({ errno: 105 })
    expect(await lastEntry(page).innerText()).toContain('no config has succeeded in this window')
    const { appId } = world.feishu.app
    expect(await ask(app, 'requestAccess', { appID: appId, scopeList: [] })).toHaveProperty('result.code')
    await page.close()
  })

  test('calls in h5sdk.ready wait for the config before them, as the platform’s sample expects', async () => {
    const { page, app } = await openApp(world, path)
    const options = await prepare(app, await ticketOf())
    const { result } = await app.evaluate((given) => {
      void window.config(given)
      return window.askWhenReady('getUserInfo', {})
    }, options)
    expect(result).toMatchObject({ userInfo: { nickName: world.feishu.people.get(7)?.en_name } })
    await page.close()
  })

  test('only the APIs of a jsApiList that names some', async () => {
    const { page, app } = await openApp(world, path)
    await configWith(app, { jsApiList: ['getNetworkType'] })
    expect(await ask(app, 'getNetworkType')).toHaveProperty('result.networkType', 'connected')
    expect((await ask(app, 'getUserInfo')).error).toMatchObject({ errno: 105, errCode: 333445 })
    expect(await lastEntry(page).innerText()).toContain('is not in the jsApiList')
    await page.close()
  })

  test('a single-page app stays authenticated below its path, and not beside it', async () => {
    const { page, app } = await openApp(world, '/app')
    await configWith(app)
    const go = (to: string) => app.evaluate((url) => history.pushState(null, '', url), to)
    for (const [to, reached] of [
      ['/app#/hash', true],
      ['/app/below?x=1', true],
      ['/app/below/deeper', true],
      ['/appendix', false],
      ['/beside', false],
      ['/', false],
      ['/app?tab=2', false],
      ['/app', true],
    ] as const) {
      await go(to)
      const { error } = await ask(app, 'getNetworkType')
      expect(`${to} ${error?.errno}`).toBe(`${to} ${reached ? undefined : 105}`)
      expect(await page.locator('#address').inputValue()).toBe(world.url + to)
    }
    await go('/beside')
    await ask(app, 'getNetworkType')
    expect(await lastEntry(page).innerText()).toContain('call h5sdk.config again after changing the route')
    await configWith(app)
    expect(await ask(app, 'getNetworkType')).toHaveProperty('result')
    await page.close()
  })

  test('signing the address of the route before is named in the console', async () => {
    const { page, app } = await openApp(world, '/app')
    await configWith(app)
    await app.evaluate(() => history.pushState(null, '', '/beside'))
    const { error } = await configWith(app, {}, { url: `${world.url}/app` })
    expect(error).toMatchObject({ errorCode: 333441 })
    const entry = lastEntry(page)
    await entry.locator('.why').waitFor()
    expect(await entry.innerText()).toContain('The address of another page was signed')
    await page.close()
  })

  test('the window keeps what was authenticated when the page loads anew; a new window has nothing', async () => {
    const { page, app } = await openApp(world, '/app')
    await configWith(app)
    await app.goto(`${world.url}/app/below`)
    expect(await ask(app, 'getNetworkType')).toHaveProperty('result')
    await app.goto(`${world.url}/beside`)
    expect((await ask(app, 'getNetworkType')).error).toMatchObject({ errno: 105 })
    await app.goto(`${world.url}/app`)
    expect(await ask(app, 'getNetworkType')).toHaveProperty('result')
    await page.close()
    const other = await openApp(world, '/app')
    expect((await ask(other.app, 'getNetworkType')).error).toMatchObject({ errno: 105 })
    await other.page.close()
  })
})
