// In real Chromium: the emulator under an advertised plain-http name, for which browsers send no Sec-Fetch-Site.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { launchChromium } from '../../../test/support/chromium.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { startEmulator } from '../index.ts'
import type { Emulator } from '../types.ts'
import { attachClient } from './launch.ts'

const email = 'contact:user.email:readonly'

let feishu: Emulator
let server: Server
let home: string
let advertised: string
let browser: Browser
beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end('<!doctype html><title>App</title>')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const port = await freePort()
  advertised = `http://feishu.test:${port}`
  feishu = await startEmulator({ port, advertisedUrl: advertised, app: { redirectUrls: [home] } })
  browser = await launchChromium(['--host-resolver-rules=MAP feishu.test 127.0.0.1'])
})
afterAll(async () => {
  await browser.close()
  await feishu.close()
  server.close()
})
beforeEach(() => feishu.reset())

const authorizeUrl = (extra: Record<string, string> = {}) =>
  `${advertised}/open-apis/authen/v1/authorize?${new URLSearchParams({
    ...{ client_id: feishu.app.appId, redirect_uri: home, response_type: 'code', state: 's1' },
    ...extra,
  })}`

async function landed(page: Page): Promise<URLSearchParams> {
  await page.waitForURL(`${home}?*`, { timeout: 5_000 })
  return new URL(page.url()).searchParams
}

test('a person is chosen, agrees, and comes back with a code', async () => {
  const page = await browser.newPage({ locale: 'en-US' })
  await page.goto(authorizeUrl({ scope: email }))
  await page.locator('button.person').first().click()
  await page.getByText(email).waitFor({ timeout: 5_000 })
  await page.getByRole('button', { name: 'Allow' }).click()
  const back = await landed(page)
  expect([back.get('state'), back.has('code')]).toEqual(['s1', true])
  expect(await page.evaluate('document.referrer')).toBe('')
  await page.close()
})

test('a person withdraws', async () => {
  const openId = feishu.people.get(1)?.open_id
  feishu.login.approve(authorizeUrl(), 1)
  const page = await browser.newPage({ locale: 'en-US' })
  await page.goto(`${advertised}/accounts/security/page/apply_authorization/?open_id=${openId}`)
  await page.getByRole('button', { name: 'Withdraw' }).click()
  await page.getByText('No app has access').waitFor({ timeout: 5_000 })
  expect(page.url()).toContain(advertised)
  await page.close()
})

test('way A: the page goes on as the person of the client', async () => {
  const openId = feishu.people.get(3)?.open_id ?? ''
  const profile = { openId, platform: 'phone', language: 'zh_CN' } as const
  const context = await browser.newContext()
  await attachClient(context, feishu, { ...profile, generation: 'old-client', outcome: 'accept' })
  const page = await context.newPage()
  await page.goto(authorizeUrl(), { waitUntil: 'commit' })
  expect((await landed(page)).get('state')).toBe('s1')
  await context.close()
})
