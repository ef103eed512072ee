// In real Chromium: the console's pages of the organisation and of events, from a frozen person to the delivery.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startReceiver } from '../../src/emulator/events/test-receiver.ts'
import { startEmulator } from '../../src/emulator/index.ts'
import { violations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { picture } from '../support/picture.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const start = () => startEmulator({ seed: 7, organisation: { users: 200 } })

/** Axe is content and nothing sticks out, also with everything open that can be opened. */
async function expectSound(page: Page, name: string): Promise<void> {
  for (const opened of [false, true]) {
    if (opened)
      await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true')
    expect(await violations(page), name).toEqual([])
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    expect(overflow, `${name} scrolls sideways`).toBeLessThanOrEqual(0)
  }
}

test('a person is frozen in the console, and the delivery appears', async () => {
  await using feishu = await start()
  await using receiver = await startReceiver(() => feishu.app.events.encryptKey)
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())))
  page.on('pageerror', (error) => void complaints.push(error.message))

  await page.goto(`${feishu.url}/_emulator/events`)
  await page.getByText('No deliveries yet').waitFor()
  await page.getByLabel('Request URL').fill(receiver.url)
  await page.getByRole('button', { name: 'Verify and save' }).click()
  await page.getByText('the address answered the challenge').waitFor()

  await page.getByRole('link', { name: 'Organisation', exact: true }).click()
  await page.getByRole('link', { name: /^Marketing/ }).click()
  const row = page.locator('.member').first()
  const name = (await row.locator('.name').textContent()) ?? ''
  await row.getByRole('button', { name: `Freeze ${name}` }).click()
  await page
    .getByRole('status')
    .filter({ hasText: `${name} is frozen.` })
    .waitFor()
  await page.locator('.member:target').getByText('Frozen').waitFor()
  await feishu.events.settled()

  await page.getByRole('link', { name: 'See the events' }).click()
  const delivery = page.locator('.delivery').filter({ hasText: name })
  await delivery.getByText('Delivered').waitFor()
  // By keyboard: the event opens, and is sent again.
  await delivery.locator('summary').focus()
  await page.keyboard.press('Enter')
  await delivery.getByText('"is_frozen": true').waitFor()
  await picture(page, 'emulator-events')
  await delivery.getByRole('button', { name: 'Send again' }).press('Enter')
  await page.waitForURL(/done=resend/)
  await expect.poll(() => page.locator('.delivery').filter({ hasText: 'Delivered' }).count()).toBe(2)
  expect(receiver.received.map(({ body }) => body.event.object.name)).toEqual([name, name])
  expect(new Set(receiver.received.map(({ body }) => body.header.event_id)).size).toBe(1)
  expect(complaints).toEqual([])
  await context.close()
})

test('the reason of a refused request URL is shown, and the sliders make the weather', async () => {
  await using feishu = await start()
  const page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1280, height: 900 } })
  await page.goto(`${feishu.url}/_emulator/events`)
  await page.getByLabel('请求地址').fill(`${feishu.url}/nothing/here`)
  await page.getByRole('button', { name: '验证并保存' }).click()
  await page.getByRole('alert').filter({ hasText: 'HTTP 404' }).waitFor()
  expect(await page.getByLabel('请求地址').inputValue()).toBe(`${feishu.url}/nothing/here`)
  const slider = page.getByLabel('从不发送')
  await slider.focus()
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByText('已保存。').waitFor()
  expect(feishu.events.weather()).toEqual({ lose: 0.15 })
  await page.close()
})

test.each([
  ['light', 'zh-CN', 1280],
  ['dark', 'en-US', 360],
] as const)('the pages pass axe’s checks and fit: %s, %s, %i px', async (colorScheme, locale, width) => {
  await using feishu = await start()
  await using receiver = await startReceiver(() => feishu.app.events.encryptKey)
  const context = await browser.newContext({ colorScheme, locale, viewport: { width, height: 900 } })
  const page = await context.newPage()
  const look = async (name: string, path: string) => {
    await page.goto(`${feishu.url}/_emulator/${path}`)
    await picture(page, `console-${name}-${colorScheme}-${width}`)
    await expectSound(page, `${name} ${width}`)
  }
  const { departments } = feishu.organisation
  const lab = departments.create({
    name: '一个名字很长很长很长很长很长的部门'.repeat(3),
    enName: 'Long'.repeat(40),
  })
  const deep = departments.create({ name: '下级', parent: lab.open_department_id })
  await look('events-empty', 'events')
  await feishu.events.subscribe({ url: receiver.url })
  feishu.organisation.freeze(3)
  await feishu.events.settled()
  receiver.answer = 500
  const longName = 'x'.repeat(120)
  feishu.organisation.hire({ name: longName, departments: [deep.department_id] })
  await feishu.events.settled()
  await look('events', 'events')
  await look('organisation', 'organisation')
  await look(
    'department',
    `organisation?department=${deep.department_id}&done=hire&who=${feishu.people.list({ search: longName }).items[0]?.open_id}`,
  )
  await look('organisation-search', 'organisation?search=a')
  await look('organisation-nothing', 'organisation?search=nobody-has-this-name')
  await look('app-range', 'app')
  await context.close()
})
