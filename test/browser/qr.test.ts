// In real Chromium: sign-in by QR code with the simulated phone, on the page of its own and in a page of an app.
import type { Browser, Frame, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { html, library, startApp } from '../support/app-pages.ts'
import { violations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { collectComplaints } from '../support/client-page.ts'
import { picture } from '../support/picture.ts'
import { startWorld, type World } from '../support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** The frame with the code. */
const codeOf = (page: Page): FrameLocator => page.locator('iframe').first().contentFrame()
const stateOf = (page: Page) => codeOf(page).locator('main').getAttribute('data-current')
const shows = (page: Page, state: string) => codeOf(page).locator(`main[data-current=${state}]`).waitFor()

/** The code that is on the screen now. */
const current = (world: World): string => world.feishu.phone.codes()[0]?.token ?? ''
const openId = (world: World, person: number) => world.feishu.people.get(person)?.open_id

/** Whom the session of this browser names. */
async function signedIn(world: World, page: Page): Promise<string | undefined> {
  const answer = await page.request.get(`${world.url}/auth/session`)
  return answer.ok() ? (await answer.json()).user.openId : undefined
}

/** How often a browser was sent to the platform with the temporary code. */
const redeemed = ({ feishu }: World) => feishu.requests({ operation: 'passport.oauth.authorize' }).length

function scanAndConfirm({ feishu }: World, person: number, code: string): void {
  feishu.phone.scan(code, person)
  feishu.phone.confirm(code)
}

test('a person scans the code with the phone, confirms there, and is signed in', async () => {
  await using world = await startWorld()
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
  const complaints = collectComplaints(page)
  const addresses: string[] = []
  page.on('framenavigated', (frame) => void (frame === page.mainFrame() && addresses.push(frame.url())))
  await page.goto(`${world.url}/`)
  await page.getByRole('link', { name: 'Scan a QR code' }).click()
  await shows(page, 'waiting')
  await picture(page, 'qr-sign-in')
  expect(await violations(page)).toEqual([])

  const phone = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'en-US' })
  const [code] = world.feishu.phone.codes()
  await phone.goto(`${code?.text}&open_id=${openId(world, 6)}`)
  const screen = phone.getByRole('region', { name: 'The phone' })
  await screen.getByRole('button', { name: 'Scan', exact: true }).click()
  await shows(page, 'scanned')
  await codeOf(page)
    .getByText(world.feishu.people.get(6)?.name ?? '')
    .waitFor()
  const confirm = screen.getByRole('button', { name: 'Sign in', exact: true })
  await confirm.waitFor()
  await picture(phone, 'phone')
  await confirm.click()

  await page.getByRole('button', { name: 'Sign out' }).waitFor()
  expect(page.url()).toBe(`${world.url}/`)
  expect(await signedIn(world, page)).toBe(openId(world, 6))
  // Straight there: the code and the temporary code are in no address that stays.
  expect(addresses.at(-1)).toBe(`${world.url}/`)
  expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
  await page.close()
  await phone.close()
})

test('an app that mounts /auth alone has the page complete, and is led back to', async () => {
  const app = html('<h1>Reports</h1>')
  await using world = await startWorld({ larkspur: { homePage: false }, pages: { '/reports': app } })
  const page = await browser.newPage({ viewport: { width: 360, height: 700 }, locale: 'en-US' })
  const paths: string[] = []
  page.on('request', (request) => {
    const { origin, pathname } = new URL(request.url())
    if (origin === world.url) paths.push(pathname)
  })
  await page.goto(`${world.url}/auth/qr?return_to=/reports`)
  await shows(page, 'waiting')
  expect(paths.filter((path) => !path.startsWith('/auth/'))).toEqual([])
  expect(paths.some((path) => path.endsWith('.css'))).toBe(true)
  expect(await page.evaluate('getComputedStyle(document.querySelector(".card")).display')).toBe('flex')
  expect(await violations(page)).toEqual([])
  scanAndConfirm(world, 6, current(world))
  await page.waitForURL(`${world.url}/reports`)
  expect(await signedIn(world, page)).toBe(openId(world, 6))
  await page.close()
})

test.each(['1.0.1', '1.0.2', '1.0.3'])(
  'script %s signs the same person in, and leads back',
  async (version) => {
    await using world = await startWorld()
    const script = (await (await fetchQr(world)).json()) as { scriptUrl: string }
    const scriptUrl = script.scriptUrl.replace(/1\.0\.\d/, version)
    const { feishu, url } = world
    await using older = await startWorld({
      larkspur: {
        feishu: { ...feishuOf(world), qrScriptUrl: scriptUrl },
      },
    })
    // The app of this world talks to the platform of the other one, whose script it loads.
    feishu.apps.update(feishu.app.appId, {
      redirectUrls: [`${older.url}/auth/callback`, `${url}/auth/callback`],
    })
    const page = await browser.newPage()
    await page.goto(`${older.url}/auth/qr?return_to=/jsapi`)
    await shows(page, 'waiting')
    scanAndConfirm(world, 6, current(world))
    await page.waitForURL(`${older.url}/jsapi`)
    expect(await signedIn(older, page)).toBe(openId(world, 6))
    await page.close()
  },
)

const feishuOf = ({ feishu }: World) => ({
  appId: feishu.env.APP_ID,
  appSecret: feishu.env.APP_SECRET,
  host: feishu.env.FEISHU_HOST,
})
const fetchQr = (world: World) =>
  fetch(`${world.url}/auth/qr`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: world.url },
    body: '{}',
  })

test('a person who cancels on the phone stays out, and may take a new code', async () => {
  await using world = await startWorld()
  const page = await browser.newPage({
    viewport: { width: 360, height: 740 },
    locale: 'zh-CN',
    colorScheme: 'dark',
  })
  await page.goto(`${world.url}/auth/qr`)
  await shows(page, 'waiting')
  const first = current(world)
  world.feishu.phone.scan(first, 6)
  await shows(page, 'scanned')
  world.feishu.phone.cancel(first)
  await shows(page, 'cancelled')
  await picture(page, 'qr-page-cancelled')
  expect(await violations(page)).toEqual([])
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
  expect(redeemed(world)).toBe(0)
  expect(await signedIn(world, page)).toBe(undefined)

  await codeOf(page).locator('[data-state=cancelled] a').click()
  await shows(page, 'waiting')
  expect(current(world)).not.toBe(first)
  scanAndConfirm(world, 7, current(world))
  await page.waitForURL(`${world.url}/`)
  expect(await signedIn(world, page)).toBe(openId(world, 7))
  await page.close()
})

test('a code that nobody scans expires, and a new one takes its place', async () => {
  await using world = await startWorld()
  const page = await browser.newPage({ locale: 'en-US' })
  await page.goto(`${world.url}/auth/qr`)
  await shows(page, 'waiting')
  const first = current(world)
  world.feishu.clock.advance('181s')
  await shows(page, 'expired')
  await picture(page, 'qr-page-expired')
  expect(() => world.feishu.phone.scan(first, 6)).toThrow()
  await codeOf(page).locator('[data-state=expired]').getByRole('link', { name: 'New code' }).click()
  await shows(page, 'waiting')
  scanAndConfirm(world, 6, current(world))
  await page.waitForURL(`${world.url}/`)
  expect(await signedIn(world, page)).toBe(openId(world, 6))
  await page.close()
})

test('a page that stays open gets a new attempt before the old one ends', async () => {
  await using world = await startWorld()
  const page = await browser.newPage({ locale: 'en-US' })
  await page.clock.install()
  await page.goto(`${world.url}/auth/qr`)
  await shows(page, 'waiting')
  const first = current(world)
  for (let renewal = 0; renewal < 2; renewal++) {
    const before = world.feishu.phone.codes().length
    world.feishu.clock.advance('570s')
    await page.clock.runFor(570_000)
    await expect.poll(() => world.feishu.phone.codes().length).toBeGreaterThan(before)
    await shows(page, 'waiting')
  }
  expect(await page.locator('iframe').count()).toBe(1)
  expect(current(world)).not.toBe(first)
  scanAndConfirm(world, 6, current(world))
  await page.clock.runFor(1_000)
  await page.waitForURL(`${world.url}/`)
  expect(await signedIn(world, page)).toBe(openId(world, 6))
  await page.close()
})

/** A page of the user's own app with the code in it, and a page of somebody else's origin. */
function startShop(
  tag = `<script type="module">import * as Larkspur from '/library/index.js'; window.Larkspur = Larkspur</script>`,
) {
  return startApp(() => ({
    '/shop': html(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>${tag}
<main><h1>Shop</h1><div id="place"></div></main>
<script>window.heard = 0; addEventListener('message', () => { window.heard++ })</script></html>`),
    '/evil': html('<!doctype html><html lang="en"><meta charset="utf-8"><title>Evil</title></html>'),
    '/library/index.js': library('index.js'),
    '/library/larkspur.js': library('larkspur.js'),
    '/library/qr-widget.js': library('qr-widget.js'),
  }))
}
/** The same server under its other name is another origin. */
const evilUrl = ({ url }: World) => `${url.replace('127.0.0.1', 'localhost')}/evil`

async function showCode(page: Page): Promise<void> {
  await page.waitForFunction('window.Larkspur !== undefined')
  await page.evaluate(`(async () => {
    window.client = Larkspur.createClient({ jssdkUrl: '' })
    window.widget = await client.qr(document.querySelector('#place'), { returnTo: '/shop?welcome' })
  })()`)
  await shows(page, 'waiting')
}

/** Messages arrive; only afterwards can it be said that nothing came of them. */
async function expectIgnored(world: World, page: Page, heard: number): Promise<void> {
  await page.waitForFunction(`window.heard === ${heard}`)
  await page.evaluate('new Promise((done) => setTimeout(done))')
  expect(page.url()).toBe(`${world.url}/shop`)
  expect(await stateOf(page)).toBe('waiting')
  expect(redeemed(world)).toBe(0)
}

test('D20 forged messages are ignored, whoever sends them, and the true one still counts', async () => {
  await using world = await startShop()
  const { feishu } = world
  const page = await browser.newPage()
  await page.goto(`${world.url}/shop`)
  await showCode(page)
  // A temporary code that would be accepted: the attacker's own, who wants the visitor in the attacker's account.
  const data = `{ source: 'qrcode', tmp_code: 'attackers' }`

  await page.evaluate(`window.postMessage(${data}, '*')`)
  await expectIgnored(world, page, 1)

  const other = `${feishu.url}/other`
  await page.context().route(other, (route) => route.fulfill({ contentType: 'text/html', body: 'Other' }))
  // Somebody else's page, and one of the platform's own origin in another window than the frame.
  for (const [index, address] of [evilUrl(world), other].entries()) {
    const [popup] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate(`void window.open(${JSON.stringify(address)})`),
    ])
    await popup.waitForLoadState()
    for (const message of [data, `'attackers'`]) await popup.evaluate(`opener.postMessage(${message}, '*')`)
    await expectIgnored(world, page, 3 + 2 * index)
    await popup.close()
  }

  for (const address of [evilUrl(world), `${feishu.url}/suite/passport/sso/qr?goto=x`]) {
    await page.evaluate(`new Promise((done) => {
      const frame = document.createElement('iframe')
      frame.id = 'forger'
      frame.onload = done
      frame.src = ${JSON.stringify(address)}
      document.body.append(frame)
    })`)
    const forger = await (await page.$('#forger'))?.contentFrame()
    await forger?.evaluate(`parent.postMessage(${data}, '*')`)
    await expectIgnored(world, page, address === evilUrl(world) ? 6 : 7)
    await page.evaluate(`document.querySelector('#forger').remove()`)
  }

  // The frame of the code, led to a page of somebody else.
  const lead = async (address: string): Promise<Frame | null | undefined> => {
    await page.evaluate(`new Promise((done) => {
      const frame = document.querySelector('#place iframe')
      frame.onload = done
      frame.src = ${JSON.stringify(address)}
    })`)
    return (await page.$('#place iframe'))?.contentFrame()
  }
  const itself = (await page.locator('#place iframe').getAttribute('src')) ?? ''
  const place = await lead(evilUrl(world))
  await place?.evaluate(`parent.postMessage(${data}, '*')`)
  await page.waitForFunction('window.heard === 8')
  expect(page.url()).toBe(`${world.url}/shop`)
  expect(redeemed(world)).toBe(0)

  await lead(itself)
  await shows(page, 'waiting')
  scanAndConfirm(world, 9, current(world))
  await page.waitForURL(`${world.url}/shop?welcome`)
  expect(await signedIn(world, page)).toBe(openId(world, 9))
  await page.close()
})

test.each([
  ['close()', 'widget.close()'],
  ['the removal of its element', `document.querySelector('#place').remove()`],
])('D20 after %s the confirmation of the code leads nowhere', async (_what, end) => {
  await using world = await startShop()
  const page = await browser.newPage()
  await page.goto(`${world.url}/shop`)
  await showCode(page)
  await page.evaluate(end)
  await page.waitForFunction(`document.querySelector('iframe') === null`)
  // Nothing that looks like the frame's message is listened to any more.
  await page.evaluate(`window.postMessage({ source: 'qrcode', tmp_code: 'late' }, '*')`)
  await page.waitForFunction('window.heard === 1')
  scanAndConfirm(world, 9, current(world))
  expect(page.url()).toBe(`${world.url}/shop`)
  expect(redeemed(world)).toBe(0)
  await page.close()
})

test('two codes on one page: either signs in', async () => {
  await using world = await startShop()
  const page = await browser.newPage()
  await page.goto(`${world.url}/shop`)
  await showCode(page)
  const first = current(world)
  await page.evaluate(`(async () => {
    const second = document.querySelector('main').appendChild(document.createElement('div'))
    await client.qr(second)
  })()`)
  await expect.poll(() => current(world)).not.toBe(first)
  expect(await page.locator('iframe').count()).toBe(2)
  scanAndConfirm(world, 9, first)
  await page.waitForURL(`${world.url}/shop?welcome`)
  expect(await signedIn(world, page)).toBe(openId(world, 9))
  await page.close()
})

test('the classic script loads the code’s file from beside itself, and says when it is missing', async () => {
  await using world = await startShop('<script src="/library/larkspur.js"></script>')
  const page = await browser.newPage()
  await page.goto(`${world.url}/shop`)
  const codes = await page
    .route('**/qr-widget.js', (route) => route.abort())
    .then(() =>
      page.evaluate(`Larkspur.createClient({ jssdkUrl: '' }).qr(document.querySelector('#place'))
      .catch((error) => [error instanceof Larkspur.ClientError, error.code])`),
    )
  expect(codes).toEqual([true, 'qr_unavailable'])
  await page.unroute('**/qr-widget.js')
  await page.reload()
  await showCode(page)
  scanAndConfirm(world, 9, current(world))
  await page.waitForURL(`${world.url}/shop?welcome`)
  expect(await signedIn(world, page)).toBe(openId(world, 9))
  await page.close()
})

test.each(['abort', 'hang'])(
  'when the platform’s script does not come (%s), the page says so and offers the redirect',
  async (how) => {
    await using world = await startWorld()
    const page = await browser.newPage({ locale: 'en-US' })
    if (how === 'hang') await page.clock.install()
    await page.route('**/LarkSSOSDKWebQRCode-*.js', (route) => (how === 'abort' ? route.abort() : undefined))
    await page.goto(`${world.url}/auth/qr`)
    if (how === 'hang') {
      await page.getByRole('status').getByText('Getting a code').waitFor()
      await page.clock.runFor(60_000)
    }
    await page.getByRole('alert').getByText('The QR code could not be shown.').waitFor()
    expect(await violations(page)).toEqual([])
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await page.getByRole('button', { name: 'Try again' }).click()
    await shows(page, 'waiting')
    await page.locator('[data-action=redirect]').click()
    await page.waitForURL(`${world.feishu.url}/**`)
    await page.close()
  },
)
