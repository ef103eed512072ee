// In real Chromium: the app opened in the simulated client signs a person in with no further click.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { appOf, clientUrl, collectComplaints } from '../support/client-page.ts'
import { picture } from '../support/picture.ts'
import { startWorld } from '../support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

test('from the console, any person opens the app in the simulated client and is signed in', async () => {
  await using world = await startWorld({ emulator: { appHomeUrl: 'http://127.0.0.1/' } })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  const complaints = collectComplaints(page)
  for (const person of [0, 57, 199]) {
    const { name } = world.feishu.people.get(person) ?? { name: '' }
    await page.goto(clientUrl(world, person))
    await appOf(page).getByText(name, { exact: true }).first().waitFor()
    expect(await appOf(page).locator('body').innerText()).toContain(name)
  }
  await picture(page, 'in-client')
  expect(complaints.filter((text) => !text.includes('401'))).toEqual([])
  await page.close()
})

test.each([
  ['old-client', 'requestAuthCode'],
  ['old-sdk', 'requestAuthCode'],
])('a %s falls back to requestAuthCode', async (generation, api) => {
  await using world = await startWorld()
  const page = await browser.newPage()
  await page.goto(clientUrl(world, 5, { generation }))
  await appOf(page)
    .getByText(world.feishu.people.get(5)?.en_name ?? '', { exact: true })
    .first()
    .waitFor()
  await expect.poll(() => page.locator('body').innerText()).toContain(api)
  await page.close()
})

test.each(['refuse', 'hang'])(
  'when the person or the client answers with %s, the page says so and offers another way',
  async (outcome) => {
    await using world = await startWorld()
    const page = await browser.newPage()
    if (outcome === 'hang') await page.clock.install()
    await page.goto(clientUrl(world, 5, { outcome }))
    const alert = appOf(page).getByRole('alert')
    if (outcome === 'hang') {
      await appOf(page).getByRole('status').first().waitFor()
      await page.clock.runFor(60_000)
    }
    await alert.waitFor()
    expect((await alert.innerText()).trim()).not.toBe('')
    await appOf(page)
      .getByRole('link', { name: /sign in/i })
      .waitFor()
    expect(await (await page.request.get(`${world.url}/auth/session`)).status()).toBe(401)
    await page.close()
  },
)

test('a page that is not in the redirect list gets no code, and the page says what to do', async () => {
  await using world = await startWorld()
  world.feishu.apps.update(world.feishu.app.appId, { redirectUrls: [`${world.url}/auth/callback`] })
  const page = await browser.newPage()
  await page.goto(clientUrl(world, 5))
  await appOf(page).getByRole('alert').waitFor()
  await page.close()
  expect(world.feishu.requests({ operation: 'oauth.v2.token' })).toEqual([])
})
