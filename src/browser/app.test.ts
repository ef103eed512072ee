// In real Chromium: the start page's states that need a page, a frame and a network.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../../test/support/chromium.ts'
import { appOf, clientUrl } from '../../test/support/client-page.ts'
import { startWorld, type World } from '../../test/support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const exchanges = (world: World) => world.feishu.requests({ operation: 'oauth.v2.token' }).length

test('after a sign-out in the client nobody is signed in again until the person asks for it', async () => {
  await using world = await startWorld()
  const page = await browser.newPage({ locale: 'en-US' })
  await page.goto(clientUrl(world, 1))
  await appOf(page).getByRole('button', { name: 'Sign out' }).click()
  const link = appOf(page).getByRole('link', { name: 'Sign in with Feishu' })
  await link.waitFor()
  // The SDK is there before the page answers the click; only then can it have signed in by itself.
  await expect.poll(() => page.frames().at(-1)?.evaluate('typeof window.h5sdk')).toBe('object')
  // The page's own script is async, and answers the click from then on.
  await expect.poll(() => page.frames().at(-1)?.evaluate('document.readyState')).toBe('complete')
  expect(exchanges(world)).toBe(1)
  await link.click()
  await appOf(page).getByRole('button', { name: 'Sign out' }).waitFor()
  // Answered by the client: no chooser, no consent.
  expect(world.feishu.requests({ operation: 'authorize' })).toEqual([])
  await page.close()
})

test('another account in the client becomes the person of the page; the same one is asked for once', async () => {
  await using world = await startWorld()
  const page = await browser.newPage({ locale: 'zh-CN' })
  for (const person of [1, 2]) {
    await page.goto(clientUrl(world, person))
    await appOf(page)
      .getByRole('heading', { name: world.feishu.people.get(person)?.name ?? '' })
      .waitFor()
  }
  expect(exchanges(world)).toBe(2)
  await page.reload()
  await appOf(page)
    .getByRole('heading', { name: world.feishu.people.get(2)?.name ?? '' })
    .waitFor()
  await page.waitForLoadState('networkidle')
  expect(exchanges(world)).toBe(2)
  await page.close()
})

test('trying again after a refusal works', async () => {
  await using world = await startWorld()
  const page = await browser.newPage({ locale: 'en-US' })
  world.feishu.faults.add({ operation: 'user_info', times: 3, effect: { kind: 'status', status: 500 } })
  await page.goto(clientUrl(world, 1))
  const alert = appOf(page).getByRole('alert')
  await expect.poll(() => alert.innerText(), { timeout: 20_000 }).toContain('cannot be reached')
  // What to quote to an operator, who finds it in the log.
  expect(await alert.innerText()).toMatch(/Request id: [\w-]{16}/)
  world.feishu.faults.clear()
  await appOf(page).getByRole('button', { name: 'Try again' }).click()
  await appOf(page).getByRole('button', { name: 'Sign out' }).waitFor()
  await page.close()
})

test.each(['abort', 'hang'])(
  'when the platform’s script does not load (%s), the page is complete',
  async (how) => {
    await using world = await startWorld()
    const page = await browser.newPage({ locale: 'en-US' })
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.route('**/h5-js-sdk-*.js', (route) => (how === 'abort' ? route.abort() : undefined))
    await page.goto(`${world.url}/`, { waitUntil: 'commit' })
    await page.getByRole('link', { name: 'Sign in with Feishu' }).click()
    await page.waitForURL(`${world.feishu.url}/**`)
    expect(errors).toEqual([])
    await page.close()
  },
)

test('without script the redirect and the sign-out work', async () => {
  await using world = await startWorld()
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(`${world.url}/`)
  const href = await page.getByRole('link', { name: 'Sign in with Feishu' }).getAttribute('href')
  const start = await page.request.get(`${world.url}${href}`, { maxRedirects: 0 })
  await page.goto(world.feishu.login.approve(start.headers().location ?? '', 1))
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in with Feishu' }).waitFor()
  expect((await page.request.get(`${world.url}/auth/session`)).status()).toBe(401)
  await context.close()
})

test.each([
  ['10 KB without a space', 'W'.repeat(10_240)],
  ['right-to-left override', `\u202E${'evil '.repeat(20)}`],
  ['markup', '</h1></main><script>document.title="owned"</script><h1>'],
  ['one long Chinese word', '长'.repeat(500)],
])('D61 a name of %s leaves the page as it is, at 360 and 1440 pixels', async (_what, name) => {
  await using world = await startWorld()
  // Longer than the platform lets a name be: nobody has promised that.
  const { open_id, union_id, tenant_key } = world.feishu.people.get(1) ?? {}
  const body = JSON.stringify({ code: 0, data: { open_id, union_id, tenant_key, name, en_name: name } })
  for (const width of [360, 1440]) {
    const effect = { kind: 'status', status: 200, contentType: 'application/json', body } as const
    world.feishu.faults.add({ operation: 'user_info', effect })
    const page = await browser.newPage({ viewport: { width, height: 800 }, locale: 'zh-CN' })
    const start = await page.request.get(`${world.url}/auth/authorize`, { maxRedirects: 0 })
    await page.goto(world.feishu.login.approve(start.headers().location ?? '', 1))
    const out = page.getByRole('button', { name: '退出登录' })
    await out.waitFor()
    expect(await page.title()).toBe('已登录 · Larkspur')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    const box = await out.boundingBox()
    expect(box?.y).toBeLessThan(700)
    // The words after the name are not turned around by it.
    expect(await page.getByText('欢迎使用飞书').count()).toBe(1)
    await page.close()
  }
})
