// In real Chromium: a front end written like the platform's login sample works unchanged against our routes,
// in the console's frame (the page loads our script) and in a launched client (the page loads the real address).
import type { Browser } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'
import { attachClient, chromiumArguments, userAgentOf } from '../../src/emulator/index.ts'
import type { ClientProfile } from '../../src/emulator/types.ts'
import { launchChromium } from '../support/chromium.ts'
import { samplePage, sampleScript } from '../support/login-sample.ts'
import { startWorld } from '../support/world.ts'

let browser: Browser | undefined
afterEach(async () => {
  await browser?.close()
  browser = undefined
})

const pagesFor = (jssdkUrl: string) => ({
  '/app': { body: samplePage(jssdkUrl), contentType: 'text/html; charset=utf-8' },
  '/sample.js': { body: sampleScript, contentType: 'text/javascript; charset=utf-8' },
})

test.each([
  ['zh-CN', 'name', '欢迎使用飞书'],
  ['en-US', 'en_name', 'welcome to Feishu'],
] as const)(
  'the login sample shows the person in the simulated client (%s)',
  async (locale, field, welcome) => {
    // The page must know the script's address before the emulator has a port: it asks by a relative path of the frame.
    const pages: ReturnType<typeof pagesFor> = pagesFor('')
    await using world = await startWorld({ pages })
    pages['/app'].body = samplePage(
      `${world.feishu.url}/lf1-cdn-tos.bytegoofy.com/goofy/lark/op/h5-js-sdk-1.5.26.js`,
    )
    browser = await launchChromium()
    const page = await browser.newPage({ locale })
    const person = world.feishu.people.get(12)
    const query = new URLSearchParams({ open_id: person?.open_id ?? '', url: `${world.url}/app` })
    await page.goto(`${world.feishu.url}/_emulator/client?${query}`)
    const app = page.frameLocator('iframe')
    await app.getByText(welcome).waitFor()
    expect(await app.locator('#name').innerText()).toBe(person?.[field])
  },
)

test('the login sample works in a launched client, loading the SDK from its real address', async () => {
  const address = 'https://lf1-cdn-tos.bytegoofy.com/goofy/lark/op/h5-js-sdk-1.5.26.js'
  await using world = await startWorld({ emulator: { https: true }, pages: pagesFor(address) })
  const person = world.feishu.people.get(3)
  const profile: ClientProfile = {
    openId: person?.open_id ?? '',
    platform: 'desktop',
    language: 'zh_CN',
    generation: 'current',
    outcome: 'accept',
  }
  browser = await launchChromium(chromiumArguments(world.feishu))
  const context = await browser.newContext({ userAgent: userAgentOf(profile), locale: 'zh-CN' })
  await attachClient(context, world.feishu, profile)
  const page = await context.newPage()
  await page.goto(`${world.url}/app`)
  await page.getByText('欢迎使用飞书').waitFor()
  expect(await page.locator('#name').innerText()).toBe(person?.name)
})

test('outside the client the SDK exposes nothing', async () => {
  const pages = pagesFor('')
  await using world = await startWorld({ pages })
  pages['/app'].body = samplePage(
    `${world.feishu.url}/lf1-cdn-tos.bytegoofy.com/goofy/lark/op/h5-js-sdk-1.5.26.js`,
  )
  browser = await launchChromium()
  const page = await browser.newPage()
  await page.goto(`${world.url}/app`)
  await page.getByText('open me in the client').waitFor()
  expect(await page.evaluate('typeof window.h5sdk + typeof window.tt')).toBe('undefinedundefined')
})
