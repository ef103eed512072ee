// In real Chromium: what a newcomer does after `npm run dev`, from the first page on.
import { expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { startCommand } from '../support/command.ts'
import { freePort } from '../support/free-port.ts'
import { picture } from '../support/picture.ts'

test('npm run dev brings both servers up, and a newcomer opens the app as anybody', async () => {
  const ports = { EMULATOR_PORT: String(await freePort()), PORT: String(await freePort()) }
  const consoleUrl = `http://127.0.0.1:${ports.EMULATOR_PORT}/_emulator/`
  const appUrl = `http://127.0.0.1:${ports.PORT}/`
  await using dev = startCommand(['dev'], ports)
  await dev.printed(new RegExp(appUrl.replaceAll('.', '\\.')))
  await dev.printed(new RegExp(consoleUrl.replaceAll('.', '\\.')))

  const browser = await launchChromium()
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-US' })
  await page.goto(consoleUrl)
  await picture(page, 'console')
  expect(await page.locator('body').innerText()).toContain('208')
  await page.getByRole('searchbox').fill('9')
  await page.keyboard.press('Enter')
  await page.waitForURL(/search=/)
  const open = page
    .getByRole('link', { name: /open app as/i })
    .or(page.getByRole('button', { name: /open app as/i }))
    .first()
  const name = ((await open.getAttribute('aria-label')) ?? (await open.innerText()))
    .replace(/open app as/i, '')
    .trim()
  await open.click()
  const app = page.frameLocator('iframe')
  await app.getByRole('button', { name: /sign out/i }).waitFor()
  await picture(page, 'client')
  const shown = await app.locator('body').innerText()
  expect(
    name.split(/[\s·]+/).some((part) => shown.includes(part)),
    `${name} in ${shown}`,
  ).toBe(true)
  await browser.close()
  expect(await dev.stop('SIGINT')).toBe(0)
})

test('a port in use is one clear sentence', async () => {
  const ports = { EMULATOR_PORT: String(await freePort()), PORT: String(await freePort()) }
  await using first = startCommand(['dev'], ports)
  await first.printed(new RegExp(`:${ports.PORT}/`))
  await using second = startCommand(['dev'], ports)
  expect(await second.ended).toBe(2)
  expect(second.output.stderr).toMatch(/EMULATOR_PORT|PORT/)
  expect(second.output.stderr).not.toMatch(/\n\s+at /)
})
