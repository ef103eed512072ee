// In real Chromium: the same app in a plain tab signs in by redirect, through chooser and consent.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { picture } from '../support/picture.ts'
import { startWorld } from '../support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

test('redirect sign-in through chooser and consent, then sign-out', async () => {
  await using world = await startWorld()
  const person = world.feishu.people.get(8)
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
  const urls: string[] = []
  page.on('framenavigated', (frame) => urls.push(frame.url()))

  await page.goto(`${world.url}/`)
  await picture(page, 'home')
  await page.getByRole('link', { name: /sign in/i }).click()
  await page.getByRole('searchbox').fill(person?.en_name ?? '')
  await page.keyboard.press('Enter')
  await page.waitForURL(/search=/)
  await picture(page, 'chooser')
  await page
    .getByRole('button', { name: person?.name ?? '' })
    .first()
    .click()
  await picture(page, 'consent')
  await page.getByRole('button', { name: /allow/i }).click()

  await page.waitForURL(`${world.url}/`)
  await page
    .getByText(person?.en_name ?? '', { exact: true })
    .first()
    .waitFor()
  await picture(page, 'signed-in')
  expect(urls.at(-1)).toBe(`${world.url}/`)

  await page.getByRole('button', { name: /sign out/i }).click()
  await page.getByRole('link', { name: /sign in/i }).waitFor()
  expect(await (await page.request.get(`${world.url}/auth/session`)).status()).toBe(401)
  await page.close()
})

test('a refusal ends on a friendly page with a way back', async () => {
  await using world = await startWorld()
  const page = await browser.newPage({ locale: 'en-US' })
  await page.goto(`${world.url}/auth/authorize`)
  await page
    .getByRole('button', { name: world.feishu.people.get(0)?.name ?? '' })
    .first()
    .click()
  await page.getByRole('button', { name: /refuse/i }).click()
  await page.getByText('refused').first().waitFor()
  await picture(page, 'refused')
  expect(await page.getByRole('link').count()).toBeGreaterThan(0)
  await page.close()
})

test('both loopback names work without a login loop', async () => {
  await using world = await startWorld()
  const page = await browser.newPage({ locale: 'en-US' })
  await page.goto(`${world.url.replace('127.0.0.1', 'localhost')}/`)
  await page.getByRole('link', { name: /sign in/i }).click()
  await page
    .getByRole('button', { name: world.feishu.people.get(0)?.name ?? '' })
    .first()
    .click()
  await page.getByRole('button', { name: /allow/i }).click()
  await page.getByRole('button', { name: /sign out/i }).waitFor()
  expect(new URL(page.url()).hostname).toBe('127.0.0.1')
  await page.close()
})
