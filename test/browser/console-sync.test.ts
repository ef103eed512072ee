// In real Chromium: a run is started, watched and stopped, and a removal confirmed, by keyboard alone.
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type ConsoleWorld,
  type Desk,
  lists,
  startConsoleWorld,
} from '../../src/server/console/sync/test-sync.ts'
import { encryptKey, left, post, sealed, signed, verificationToken } from '../../src/server/test-directory.ts'
import { violations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { picture } from '../support/picture.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

interface Options {
  locale?: string
  javaScriptEnabled?: boolean
  colorScheme?: 'light' | 'dark'
}

async function openAs(world: ConsoleWorld, { cookie }: Desk, options: Options = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale: 'en-US',
    viewport: { width: 1280, height: 900 },
    ...options,
  })
  const cookies = cookie.split('; ').map((pair) => {
    const at = pair.indexOf('=')
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: world.url }
  })
  await context.addCookies(cookies)
  return context
}

/** Axe is content, and nothing sticks out, on a desk and on a phone. */
async function expectSound(page: Page, name: string): Promise<void> {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 })
    expect(await violations(page), `${name} at ${width}`).toEqual([])
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    expect(overflow, `${name} scrolls sideways at ${width}`).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize({ width: 1280, height: 900 })
}

const hold = (world: ConsoleWorld, ms: number) =>
  world.feishu.faults.add({ operation: lists, times: 100_000, effect: { kind: 'delay', ms } })

const read = async (page: Page) => Number(await page.locator('[data-live="people.read"]').textContent())

/** What a script of ours, or the policy of the page, complains about. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
  page.on('pageerror', (error) => void complaints.push(error.message))
  return complaints
}

test('a run is watched while it goes on, and a removal is confirmed, by keyboard', async () => {
  await using world = await startConsoleWorld({ emulator: { organisation: { users: 120 } } })
  const desk = await world.desk(0)
  const context = await openAs(world, desk)
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  hold(world, 120)

  await page.goto(`${world.url}/console/sync`)
  await expectSound(page, 'no run yet')
  await page.getByRole('button', { name: 'Start' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/console\/sync\/runs\/[\w-]+\?done=started$/)
  await page.getByRole('progressbar').waitFor()
  expect(await violations(page)).toEqual([])
  // The numbers move, and the page is not loaded again.
  await page.evaluate('globalThis.isStillHere = true')
  const first = await read(page)
  await expect.poll(() => read(page)).toBeGreaterThan(first)
  expect(await page.locator('[data-spoken]').textContent()).toMatch(/people and .* departments read/)
  await picture(page, 'console-sync-progress')
  await page.getByText('completed', { exact: true }).waitFor({ timeout: 20_000 })
  expect(await page.evaluate('globalThis.isStillHere')).toBe(true)
  expect(await page.locator('[data-follow]').count()).toBe(0)
  await page.getByRole('heading', { name: 'Permissions that are missing' }).waitFor()
  await expectSound(page, 'a report')

  world.feishu.faults.clear()
  world.feishu.apps.update(world.feishu.app.appId, { contactRange: { departments: [], people: [0] } })
  await page.goto(`${world.url}/console/sync`)
  await page.getByRole('button', { name: 'Start' }).press('Enter')
  await page.getByRole('heading', { name: 'The run waits for your decision' }).waitFor({ timeout: 20_000 })
  await expectSound(page, 'a decision')
  await page.getByRole('link', { name: 'See who and what would go' }).press('Enter')
  const field = page.getByLabel(/^Type \d+, the number/)
  await field.waitFor()
  await expectSound(page, 'removals')
  const number = /\d+/.exec((await page.locator('label[for="number"]').textContent()) ?? '')?.[0] ?? ''
  await field.focus()
  await page.keyboard.type('1')
  await page.keyboard.press('Enter')
  await page.getByText(`This is not the number. It is ${number}.`).waitFor()
  expect(await field.getAttribute('aria-invalid')).toBe('true')
  await expectSound(page, 'a wrong number')
  await field.fill('')
  await field.focus()
  await page.keyboard.type(number)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL(/done=confirmed/)
  await page.getByText('completed', { exact: true }).waitFor({ timeout: 20_000 })
  expect((await world.larkspur.directory.users({ limit: 200 })).items).toHaveLength(1)

  await page.goto(`${world.url}/console/sync`)
  await expectSound(page, 'runs')
  // The refused number is the one thing that the browser notes by itself.
  expect(complaints.filter((line) => !line.includes('400 (Bad Request)'))).toEqual([])
  await context.close()
})

test('a run is stopped and continued; without script the page says to reload', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  const context = await openAs(world, desk, { locale: 'zh-CN', colorScheme: 'dark' })
  const page = await context.newPage()
  const complaints = complaintsOf(page)
  hold(world, 60_000)
  await page.goto(`${world.url}/console/sync`)
  await page.getByRole('button', { name: '开始同步' }).press('Enter')
  await page.getByRole('progressbar').waitFor()

  const plain = await openAs(world, desk, { javaScriptEnabled: false })
  const other = await plain.newPage()
  await other.goto(page.url())
  await other.getByText('Reload this page to see how it goes on.').waitFor()
  expect(await page.getByText('请刷新页面查看最新进度。').count()).toBe(0)
  await plain.close()

  await page.getByRole('button', { name: '停止' }).press('Enter')
  await page.getByText('同步已停止。').waitFor()
  world.feishu.faults.clear()
  await page.getByRole('button', { name: '继续' }).press('Enter')
  await page.getByText('已完成', { exact: true }).waitFor({ timeout: 20_000 })
  expect(await violations(page)).toEqual([])
  expect(complaints).toEqual([])
  await context.close()
})

test('events are shown with their settings, and those that were refused', async () => {
  const events = { encryptKey, verificationToken }
  await using world = await startConsoleWorld({ events })
  const desk = await world.desk(0)
  await world.larkspur.directory.sync()
  await world.feishu.events.subscribe({ url: `${world.url}/auth/events`, ...events })
  const context = await openAs(world, desk)
  const page = await context.newPage()
  await page.goto(`${world.url}/console/events`)
  await page.getByRole('heading', { name: 'No event has come yet' }).waitFor()
  await expectSound(page, 'no event yet')
  world.feishu.people.update(3, { name: '韩梅梅' })
  world.feishu.people.update(4, { status: { is_frozen: true } })
  await world.feishu.events.settled()
  const { body } = sealed(world, left(world, 5))
  await post(world, signed(body, world.feishu.clock.now(), 'another encrypt key'))
  await page.reload()
  await page.getByRole('link', { name: '韩梅梅' }).waitFor()
  await page.getByText('The signature does not fit the Encrypt Key').waitFor()
  await expectSound(page, 'events')
  await context.close()
})

test('pages of a run leave connections for others, and hidden ones hold none', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  hold(world, 60_000)
  const begun = await desk.post('/console/sync', { instance: 'default' })
  const address = new URL(begun.headers.get('location') ?? '', world.url).href
  const context = await openAs(world, desk)
  const progress = (page: Page) =>
    page.waitForResponse((response) => response.url().endsWith('/progress'), { timeout: 10_000 })
  const open = async () => {
    const page = await context.newPage()
    const [response] = await Promise.all([progress(page), page.goto(address)])
    return { page, status: response.status() }
  }
  const pages = []
  for (let n = 0; n < 6; n++) pages.push(await open())
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429, 429])
  await pages[5]?.page.getByText('Reload', { exact: true }).waitFor()
  // A seventh page is there at once, as no stream is in its way.
  const other = await context.newPage()
  await other.goto(`${world.url}/console`, { timeout: 5_000 })
  const see = (page: Page, state: 'hidden' | 'visible') =>
    page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))`)
  const [first] = pages
  if (first === undefined) throw new Error('no page')
  await see(first.page, 'hidden')
  await expect.poll(async () => (await desk.get(`${new URL(address).pathname}/progress`)).status).toBe(200)
  await context.close()
})
