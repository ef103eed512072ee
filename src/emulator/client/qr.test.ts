import { mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import jsqr from 'jsqr'
import type { Browser, BrowserContext, Frame, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { violations } from '../../../test/support/axe.ts'
import { launchChromium } from '../../../test/support/chromium.ts'
import { startEmulator } from '../index.ts'
import type { Emulator, QrCode } from '../types.ts'
import { chromiumArguments } from './launch.ts'

const scriptFolder = '/obj/feishu-static/lark/passport/qrcode'
const scriptPath = (version: string) => `${scriptFolder}/LarkSSOSDKWebQRCode-${version}.js`

/** A page as the platform's guide has it: it draws the code, believes the script about messages, and goes on. */
const pageOf = (
  script: string,
) => `<!doctype html><html lang="en"><title>App</title><h1>App</h1><div id="box"></div>
<script src="${script}"></script>
<script>
window.got = []
window.show = (goto, options = {}) => {
  const qr = window.qr = QRLogin({ id: 'box', goto, width: '300', height: '300', style: 'border:0', ...options })
  window.addEventListener('message', ({ origin, data }) => {
    window.got.push({ origin, data })
    if (!qr.matchOrigin(origin) || (qr.matchData && !qr.matchData(data))) return
    location.href = goto + '&tmp_code=' + (typeof data === 'string' ? data : data.tmp_code)
  })
}
</script>`

interface PageWindow {
  got: { origin: string; data: unknown }[]
  qr: { matchOrigin(origin: unknown): boolean; matchData?(data: unknown): boolean }
  show(goto: string, options?: object): void
}
declare const window: PageWindow
declare const document: { activeElement: unknown }

/** The types of this module and what Node makes of it disagree. */
const readQr = jsqr as unknown as typeof jsqr.default

const isDrawn = (image: unknown) => (image as { decode(): Promise<void> }).decode().then(() => true)

const hasFocus = (element: Locator) => element.evaluate((it) => it === document.activeElement)

/** Saves what the page shows. The frame asks all the time, so nobody waits for silence. */
async function picture(page: Page, name: string): Promise<void> {
  mkdirSync('test-results', { recursive: true })
  await page.screenshot({ path: `test-results/${name}.png` })
}

let feishu: Emulator
let server: Server
let home: string
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://app')
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(pathname === '/back' ? '<title>Back</title>' : pageOf(searchParams.get('script') ?? ''))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  feishu = await startEmulator({ seed: 7, https: true, app: { redirectUrls: [`${home}back`] } })
  browser = await launchChromium(chromiumArguments(feishu))
})
afterAll(async () => {
  await browser.close()
  await feishu.close()
  server.close()
})
beforeEach(async () => {
  context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } })
})
afterEach(async () => {
  await context.close()
  feishu.reset()
  feishu.apps.update(feishu.app.appId, { qrLogin: true, availability: 'all', redirectUrls: [`${home}back`] })
})

const gotoUrl = (base = feishu.url, extra: Record<string, string> = {}) =>
  `${base}/suite/passport/oauth/authorize?${new URLSearchParams({
    client_id: feishu.app.appId,
    redirect_uri: `${home}back`,
    response_type: 'code',
    state: 's 1',
    ...extra,
  })}`

/** Opens the app's page with this version of the script. */
async function openApp(version = '1.0.3', base = feishu.url): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${home}?${new URLSearchParams({ script: base + scriptPath(version) })}`)
  return page
}

async function frameIn(page: Page): Promise<Frame> {
  const handle = await page.waitForSelector('#box iframe')
  const frame = await handle.contentFrame()
  if (frame === null) throw new Error('The frame is not there.')
  await frame.waitForSelector('main')
  return frame
}

async function showCode(version?: string): Promise<{ page: Page; frame: Frame }> {
  const page = await openApp(version)
  await page.evaluate((goto) => window.show(goto), gotoUrl())
  return { page, frame: await frameIn(page) }
}

const reaches = (frame: Frame, state: QrCode['status']) =>
  frame.waitForSelector(`#frame[data-current=${state}]`, { timeout: 5_000 })

const newest = (): QrCode => {
  const [code] = feishu.phone.codes()
  if (code === undefined) throw new Error('There is no code.')
  return code
}

/** What a camera reads: the pixels of the picture, not its source. */
async function readPicture(place: Locator): Promise<string | undefined> {
  const png = (await place.screenshot()).toString('base64')
  const blank = await context.newPage()
  const { width, height, pixels } = (await blank.evaluate(`(async () => {
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,${png}')).blob())
    const canvas = new OffscreenCanvas(image.width, image.height)
    const drawing = canvas.getContext('2d')
    drawing.drawImage(image, 0, 0)
    const { data, width, height } = drawing.getImageData(0, 0, image.width, image.height)
    return { width, height, pixels: Array.from(data) }
  })()`)) as { width: number; height: number; pixels: number[] }
  await blank.close()
  return readQr(new Uint8ClampedArray(pixels), width, height)?.data
}

/** Where the page has gone with the code. */
async function arrived(page: Page): Promise<URLSearchParams> {
  await page.waitForURL(`${home}back?*`)
  return new URL(page.url()).searchParams
}

describe('the script', () => {
  test('the picture is a QR code: a camera reads the address of the phone', async () => {
    const { frame } = await showCode()
    expect(await readPicture(frame.locator('.picture'))).toBe(newest().text)
    await context.close()
    // As small as a phone's screen shows it, and in dark mode.
    context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 360, height: 640 } })
    const { frame: dark } = await showCode()
    expect(await readPicture(dark.locator('.picture'))).toBe(newest().text)
  })

  test.each([
    ['1.0.1', false],
    ['1.0.2', false],
    ['1.0.3', true],
  ])('version %s: matchData %s, and its own kind of message', async (version, hasMatchData) => {
    const { page, frame } = await showCode(version)
    expect(frame.url().endsWith('&sdk_version=1.0.3')).toBe(hasMatchData)
    expect(await page.evaluate(() => Object.keys(window.qr).sort())).toEqual(
      hasMatchData ? ['matchData', 'matchOrigin'] : ['matchOrigin'],
    )
    // Stops the page from going on, so that the message can be looked at.
    await page.evaluate(() => {
      window.qr.matchOrigin = () => false
    })
    feishu.phone.scan(newest().token, 4)
    await reaches(frame, 'scanned')
    feishu.phone.confirm(newest().token)
    await page.waitForFunction(() => window.got.length > 0)
    const code = expect.stringMatching(/^emulated-[\w-]+$/)
    expect(await page.evaluate(() => window.got)).toEqual([
      { origin: feishu.url, data: hasMatchData ? { source: 'qrcode', tmp_code: code } : code },
    ])
  })

  test.each(['1.0.1', '1.0.2', '1.0.3'])('version %s signs in', async (version) => {
    const { page } = await showCode(version)
    feishu.phone.scan(newest().token, 4)
    feishu.phone.confirm(newest().token)
    const back = await arrived(page)
    expect(back.get('state')).toBe('s 1')
    expect(back.get('code')).toMatch(/^emulated-/)
  })

  test('there is no other version', async () => {
    for (const version of ['1.0.0', '1.0.4', '1.1.0'])
      expect((await fetch(feishu.url + scriptPath(version))).status).toBe(404)
    const prefixed = await fetch(`${feishu.url}/sf3-cn.feishucdn.com${scriptPath('1.0.2')}`)
    expect(prefixed.headers.get('content-type')).toContain('javascript')
  })

  test('goto may name the emulator by the other loopback name', async () => {
    const page = await openApp()
    const other = feishu.url.replace('127.0.0.1', 'localhost')
    await page.evaluate((goto) => window.show(goto), gotoUrl(other))
    const frame = await frameIn(page)
    expect(new URL(frame.url()).origin).toBe(other)
    const matches = (origin: string) => page.evaluate((from) => window.qr.matchOrigin(from), origin)
    expect([await matches(other), await matches(feishu.url)]).toEqual([true, false])
    await reaches(frame, 'waiting')
    feishu.phone.scan(newest().token, 4)
    feishu.phone.confirm(newest().token)
    expect((await arrived(page)).get('state')).toBe('s 1')
  })

  test('D20 matchOrigin and matchData know the frame and its message alone', async () => {
    const { page } = await showCode()
    const origins = [
      feishu.url,
      'https://evil.example',
      `${feishu.url}.evil.example`,
      'https://passport.feishu.cn',
      '',
      'null',
    ]
    expect(await page.evaluate((all) => all.filter((one) => window.qr.matchOrigin(one)), origins)).toEqual([
      feishu.url,
    ])
    const data = [{ tmp_code: 'x' }, { tmp_code: '' }, { tmp_code: 1 }, {}, 'x', null, undefined]
    expect(await page.evaluate((all) => all.map((one) => window.qr.matchData?.(one)), data)).toEqual([
      true,
      ...data.slice(1).map(() => false),
    ])
  })

  test.each([
    'https://evil.example/suite/passport/oauth/authorize?client_id=x',
    'https://passport.feishu.cn.evil.example/suite/passport/oauth/authorize',
    'https://evil.example/https://passport.feishu.cn/suite/passport/oauth/authorize',
    'http://passport.feishu.cn/suite/passport/oauth/authorize',
    'javascript:alert(1)',
    'nothing',
    '',
  ])('goto %s is refused, and no frame is made', async (goto) => {
    const page = await openApp()
    await expect(page.evaluate((address) => window.show(address), goto)).rejects.toThrow(
      '"goto" is not valid',
    )
    expect(await page.locator('iframe').count()).toBe(0)
  })

  test('an untouched page, with the platform’s own addresses, signs in in a launched Chromium', async () => {
    const page = await openApp('1.0.3', 'https://lf-package-cn.feishucdn.com')
    await page.evaluate((goto) => window.show(goto), gotoUrl('https://passport.feishu.cn'))
    const frame = await frameIn(page)
    expect(new URL(frame.url()).origin).toBe('https://passport.feishu.cn')
    expect(await page.evaluate(() => window.qr.matchOrigin('https://passport.feishu.cn'))).toBe(true)
    feishu.phone.scan(newest().token, 4)
    await reaches(frame, 'scanned')
    feishu.phone.confirm(newest().token)
    expect((await arrived(page)).get('state')).toBe('s 1')
  })
})

describe('the frame', () => {
  test('waiting, scanned by somebody with a name and a picture, confirmed', async () => {
    const { page, frame } = await showCode()
    await reaches(frame, 'waiting')
    await picture(page, 'qr-waiting')
    await page.evaluate(() => {
      window.qr.matchOrigin = () => false
    })
    feishu.phone.scan(newest().token, 4)
    await reaches(frame, 'scanned')
    expect(await frame.locator('#who').textContent()).toBe(feishu.people.get(4)?.name)
    expect(await frame.locator('#who-picture img').evaluate(isDrawn)).toBe(true)
    await picture(page, 'qr-scanned')
    feishu.phone.confirm(newest().token)
    await reaches(frame, 'confirmed')
    await picture(page, 'qr-confirmed')
  })

  test('cancelled, expired by the clock, refused: each says so and offers a new code', async () => {
    const { page, frame } = await showCode()
    const ends: [QrCode['status'], () => void, string][] = [
      [
        'cancelled',
        () => {
          feishu.phone.scan(newest().token, 4)
          feishu.phone.cancel(newest().token)
        },
        'Cancelled on the phone',
      ],
      ['expired', () => feishu.clock.advance('3m'), 'The code has expired'],
      [
        'refused',
        () => {
          feishu.people.update(4, { tenant_key: 'of another one' })
          feishu.phone.scan(newest().token, 4)
        },
        'Error code 20010',
      ],
    ]
    for (const [state, act, words] of ends) {
      await reaches(frame, 'waiting')
      const old = newest().token
      act()
      await reaches(frame, state)
      expect(await frame.locator('main').innerText()).toContain(words)
      expect(await violations(await alone(frame)), state).toEqual([])
      await picture(page, `qr-${state}`)
      await frame.getByRole('link', { name: 'New code' }).click()
      await reaches(frame, 'waiting')
      expect(newest()).toMatchObject({ status: 'waiting' })
      expect(newest().token).not.toBe(old)
    }
    feishu.phone.scan(newest().token, 5)
    feishu.phone.confirm(newest().token)
    expect((await arrived(page)).get('code')).toMatch(/^emulated-/)
  })

  test('a goto that authorize would refuse: code, registered and received address in the frame', async () => {
    const page = await openApp()
    await page.evaluate(
      (goto) => window.show(goto),
      gotoUrl(feishu.url, { redirect_uri: 'https://evil.example/' }),
    )
    const text = await (await frameIn(page)).locator('main').innerText()
    expect(text).toContain('Error code 20029')
    expect(text).toContain('https://evil.example/')
    expect(text).toContain(`${home}back`)
    expect(feishu.phone.codes()).toEqual([])
    await picture(page, 'qr-20029')
  })

  test('says when the emulator does not answer', async () => {
    const { page, frame } = await showCode()
    await reaches(frame, 'waiting')
    await page.route('**/_emulator/qr/status*', (route) => route.abort())
    await frame.waitForSelector('#frame[data-current=unreachable]', { timeout: 10_000 })
    expect(await frame.locator('main').innerText()).toContain('The emulator does not answer')
    await page.unroute('**/_emulator/qr/status*')
    await frame.getByRole('link', { name: 'New code' }).click()
    await reaches(frame, 'waiting')
  })

  test('asks less and less often when nobody answers, and then no more', async () => {
    const page = await context.newPage()
    await page.clock.install()
    await page.goto(`${feishu.url}/suite/passport/sso/qr?${new URLSearchParams({ goto: gotoUrl() })}`)
    await reaches(page.mainFrame(), 'waiting')
    const misses: number[] = []
    await page.route('**/_emulator/qr/status*', (route) => {
      misses.push(misses.length)
      return route.abort()
    })
    for (let step = 0; step < 30 && misses.length < 4; step++) await page.clock.runFor(500)
    await page.waitForSelector('#frame[data-current=unreachable]', { timeout: 5_000 })
    // Step by step: each question needs its answer before the next pause begins.
    for (let step = 0; step < 20; step++) {
      await page.clock.runFor(3_000)
      await page.evaluate('new Promise((done) => queueMicrotask(done))')
    }
    expect(misses).toHaveLength(4)
  })

  test('opened as a page of its own it goes on by itself', async () => {
    const page = await context.newPage()
    await page.goto(`${feishu.url}/suite/passport/sso/qr?${new URLSearchParams({ goto: gotoUrl() })}`)
    await reaches(page.mainFrame(), 'waiting')
    feishu.phone.scan(newest().token, 4)
    feishu.phone.confirm(newest().token)
    expect((await arrived(page)).get('state')).toBe('s 1')
  })

  test('opened as a page of its own it leads to no other address than its own', async () => {
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).origin))
    const goto = gotoUrl('https://passport.feishu.cn')
    await page.goto(`${feishu.url}/suite/passport/sso/qr?${new URLSearchParams({ goto })}`)
    await reaches(page.mainFrame(), 'waiting')
    feishu.phone.scan(newest().token, 4)
    feishu.phone.confirm(newest().token)
    await page.getByText('only at its own address').waitFor({ timeout: 5_000 })
    expect(new Set(asked)).toEqual(new Set([feishu.url]))
  })

  test('is accessible and fits 300 by 300 pixels, in both languages', async () => {
    for (const locale of ['en-US', 'zh-CN']) {
      const small = await browser.newContext({ locale, viewport: { width: 300, height: 300 } })
      const page = await small.newPage()
      await page.goto(`${feishu.url}/suite/passport/sso/qr?${new URLSearchParams({ goto: gotoUrl() })}`)
      await picture(page, `qr-frame-${locale}`)
      expect(await violations(page)).toEqual([])
      expect(await overflow(page)).toEqual([0, 0])
      await small.close()
    }
  })
})

/** The frame's page by itself, as it looks now: axe looks at one document. */
async function alone(frame: Frame): Promise<Page> {
  const page = await context.newPage()
  const [content, style] = await Promise.all([
    frame.content(),
    fetch(`${feishu.url}/_emulator/assets/qr-frame.css`).then((response) => response.text()),
  ])
  await page.setContent(content.replaceAll(/<(script|link)\b[^>]*>/g, ''))
  await page.addStyleTag({ content: style })
  return page
}

const overflow = (page: Page) =>
  page.evaluate(`(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement
    return [scrollWidth - clientWidth, scrollHeight - clientHeight]
  })()`) as Promise<[number, number]>

describe('the phone', () => {
  const openId = (person: number) => feishu.people.get(person)?.open_id ?? ''
  const phoneUrl = (query: Record<string, string> = {}) =>
    `${feishu.url}/_emulator/phone?${new URLSearchParams({ open_id: openId(4), ...query })}`

  async function openPhone(query: Record<string, string> = {}): Promise<Page> {
    const page = await context.newPage()
    await page.goto(phoneUrl(query))
    return page
  }

  test('by the link in the frame: scan, confirm, signed in', async () => {
    const { page, frame } = await showCode()
    const opening = context.waitForEvent('page')
    await frame.getByRole('link', { name: 'simulated phone' }).click()
    const phone = await opening
    await phone.getByRole('link', { name: feishu.people.get(2)?.name ?? '' }).click()
    await phone.getByRole('button', { name: 'Scan' }).first().click()
    await reaches(frame, 'scanned')
    expect(await frame.locator('#who').textContent()).toBe(feishu.people.get(2)?.name)
    await phone.getByRole('button', { name: 'Sign in' }).click()
    expect((await arrived(page)).get('state')).toBe('s 1')
    expect(await phone.getByRole('heading', { name: 'Confirmed' }).count()).toBe(1)
  })

  test('by the keyboard alone: a code appears by itself, is scanned and cancelled', async () => {
    const phone = await openPhone()
    expect(await phone.getByText('No QR code on a screen').count()).toBe(1)
    const { frame } = await showCode()
    const scan = phone.getByRole('button', { name: 'Scan' }).first()
    await phone.waitForSelector('.on-screen')
    expect(await phone.getByRole('status').textContent()).toContain('1')
    await phone.bringToFront()
    for (let presses = 0; !(await hasFocus(scan)); presses++) {
      if (presses > 40) throw new Error('The button cannot be reached.')
      await phone.keyboard.press('Tab')
    }
    // Time goes on under the focus: nothing is taken away.
    await new Promise((done) => phone.once('response', () => done(undefined)))
    expect(await hasFocus(scan)).toBe(true)
    await phone.keyboard.press('Enter')
    await phone.getByRole('button', { name: 'Cancel' }).focus()
    await phone.keyboard.press('Space')
    await reaches(frame, 'cancelled')
    await phone.getByRole('heading', { name: 'Cancelled' }).waitFor()
    expect(newest().status).toBe('cancelled')
  })

  test('by the text of the picture', async () => {
    await showCode()
    const phone = await openPhone()
    const field = phone.getByLabel('Text of the QR code')
    await field.fill('no code')
    await field.press('Enter')
    expect(await phone.getByRole('alert').textContent()).toContain('There is no such QR code.')
    expect(await phone.getByLabel('Text of the QR code').inputValue()).toBe('no code')
    // The address is that of the phone: it can be opened again.
    expect(new URL(phone.url()).pathname).toBe('/_emulator/phone')
    await phone.reload()
    expect(await phone.getByRole('alert').count()).toBe(1)
    await phone.getByLabel('Text of the QR code').fill(newest().text)
    await phone.getByLabel('Text of the QR code').press('Enter')
    await phone.getByRole('button', { name: 'Sign in' }).waitFor()
    expect(newest()).toMatchObject({ status: 'scanned', openId: openId(4) })
  })

  test.each<[string, () => unknown, string]>([
    ['a person of another tenant', () => feishu.people.update(4, { tenant_key: 'another' }), '(20010)'],
    [
      'an app without the capability',
      () => feishu.apps.update(feishu.app.appId, { qrLogin: false }),
      '(4401)',
    ],
  ])('%s is refused, on the phone and on the screen', async (_, arrange, code) => {
    arrange()
    const { frame } = await showCode()
    const phone = await openPhone({ code: newest().token })
    await phone.getByRole('button', { name: 'Scan' }).first().click()
    expect(await phone.locator('.prompt').innerText()).toContain(code)
    await reaches(frame, 'refused')
  })

  test('says in its language when it does not know a code or a person any more', async () => {
    const chinese = await browser.newContext({ locale: 'zh-CN' })
    const phone = await chinese.newPage()
    await phone.goto(phoneUrl({ code: 'stale' }))
    expect(await phone.getByRole('alert').textContent()).toContain('没有这个二维码')
    await phone.goto(phoneUrl({ open_id: 'ou_gone' }))
    expect(await phone.getByRole('alert').textContent()).toContain('已不存在')
    await phone.goto(phoneUrl())
    expect(await phone.getByRole('alert').count()).toBe(0)
    await phone.getByRole('link', { name: '此人授权的应用' }).click()
    await phone.getByText(feishu.people.get(4)?.name ?? '').waitFor()
    expect(new URL(phone.url()).pathname).toBe('/accounts/security/page/apply_authorization/')
    await chinese.close()
  })

  test('asks for its screen alone, searches nobody, and rests while nobody sees it', async () => {
    const phone = await context.newPage()
    await phone.clock.install()
    const asked: string[] = []
    phone.on('request', (request) => {
      if (request.resourceType() === 'fetch') asked.push(request.url())
    })
    await phone.goto(`${phoneUrl({ code: 'x' })}&search=somebody&lang=en`)
    const answer = phone.waitForResponse('**/_emulator/phone/screen?*', { timeout: 5_000 })
    await phone.clock.runFor(1_000)
    const text = await (await answer).text()
    expect(text).toContain('id="phone-screen"')
    expect(text).not.toMatch(/<html|class="people-choice"/)
    const query = new URL(asked[0] ?? '').searchParams
    expect([query.get('code'), query.get('lang'), query.has('search')]).toEqual(['x', 'en', false])
    await phone.evaluate(`Object.defineProperty(document, 'hidden', { value: true, configurable: true })`)
    asked.length = 0
    await phone.clock.runFor(10_000)
    expect(asked).toEqual([])
    await phone.evaluate(`delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))`)
    await expect.poll(() => asked.length).toBe(1)
    await phone.close()
  })

  test('lists the newest twenty codes, and says how many there are', async () => {
    for (let code = 0; code < 23; code++)
      await fetch(`${feishu.url}/suite/passport/sso/qr?${new URLSearchParams({ goto: gotoUrl() })}`)
    const phone = await openPhone()
    expect(await phone.locator('.on-screen li').count()).toBe(20)
    expect(await phone.getByText('3 older ones').count()).toBe(1)
    expect(await phone.getByRole('status').textContent()).toContain('23')
  })

  test('lets a code expire', async () => {
    const { frame } = await showCode()
    const phone = await openPhone()
    await phone.getByRole('button', { name: 'Let expire' }).click()
    await reaches(frame, 'expired')
    await phone.getByRole('heading', { name: 'The code has expired' }).waitFor()
    expect(newest().status).toBe('expired')
  })

  test('nobody confirms on somebody else’s phone, nor from another site', async () => {
    await showCode()
    const { token } = newest()
    feishu.phone.scan(token, 4)
    const post = (headers: Record<string, string>, person: number) =>
      fetch(`${feishu.url}/_emulator/phone/confirm`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams({ open_id: openId(person), code: token }),
      })
    expect((await post({}, 5)).status).toBe(303)
    expect((await post({ 'sec-fetch-site': 'cross-site', origin: home.slice(0, -1) }, 4)).status).toBe(403)
    expect((await post({ origin: 'null' }, 4)).status).toBe(403)
    expect(newest().status).toBe('scanned')
    expect((await post({}, 4)).status).toBe(303)
    expect(newest().status).toBe('confirmed')
  })

  test('works without its script', async () => {
    await showCode()
    const plain = await browser.newContext({ locale: 'zh-CN', javaScriptEnabled: false })
    const phone = await plain.newPage()
    await phone.goto(phoneUrl({ code: newest().token }))
    await phone.getByRole('button', { name: '扫码' }).first().click()
    await phone.getByRole('button', { name: '确认登录' }).click()
    expect(newest().status).toBe('confirmed')
    await plain.close()
  })

  test.each([
    ['light', 'en-US', 1280],
    ['dark', 'zh-CN', 390],
    ['light', 'zh-CN', 360],
  ] as const)('is accessible and fits in each state: %s, %s, %i px', async (colorScheme, locale, width) => {
    await context.close()
    context = await browser.newContext({ colorScheme, locale, viewport: { width, height: 844 } })
    const phone = await openPhone()
    const check = async (name: string, code?: string) => {
      await phone.goto(phoneUrl(code === undefined ? {} : { code }))
      await picture(phone, `phone-${name}-${colorScheme}-${width}`)
      expect(await violations(phone), name).toEqual([])
      expect((await overflow(phone))[0], name).toBe(0)
    }
    await check('empty')
    await showCode()
    await showCode()
    const { token } = newest()
    await check('codes')
    await check('scan', token)
    feishu.phone.scan(token, 4)
    await check('confirm', token)
    feishu.phone.confirm(token)
    await check('confirmed', token)
    feishu.apps.update(feishu.app.appId, { availability: [1] })
    const refused = feishu.phone.scan(feishu.phone.codes()[1]?.token ?? '', 4)
    await check('refused', refused.token)
    await phone.goto(`${phoneUrl()}&search=nobody-has-this-name`)
    expect(await violations(phone)).toEqual([])
  })
})
