// In real Chromium: every page passes axe's checks (WCAG A and AA) and fits a phone, in both themes and both languages.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { violations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { picture } from '../support/picture.ts'
import { startWorld, type World } from '../support/world.ts'

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await launchChromium()
  world = await startWorld({ emulator: { appHomeUrl: 'http://127.0.0.1/' } })
})
afterAll(async () => {
  await browser.close()
  await world[Symbol.asyncDispose]()
})

const pages: [name: string, path: (world: World) => string][] = [
  ['home', ({ url }) => `${url}/`],
  ['jsapi', ({ url }) => `${url}/jsapi`],
  ['qr', ({ url }) => `${url}/auth/qr?return_to=%2Fjsapi`],
  ['not-found', ({ url }) => `${url}/nowhere`],
  ['callback-error', ({ url }) => `${url}/auth/callback`],
  ['console', ({ feishu }) => `${feishu.url}/_emulator/`],
  ['console-empty', ({ feishu }) => `${feishu.url}/_emulator/?search=nobody-has-this-name`],
  ['console-requests', ({ feishu }) => `${feishu.url}/_emulator/requests`],
  ['console-app', ({ feishu }) => `${feishu.url}/_emulator/app`],
  ['console-clock', ({ feishu }) => `${feishu.url}/_emulator/clock`],
  [
    'client',
    ({ feishu, url }) =>
      `${feishu.url}/_emulator/client?open_id=${feishu.people.get(4)?.open_id}&url=${url}/`,
  ],
  [
    'authorize',
    ({ feishu, url }) =>
      `${feishu.url}/open-apis/authen/v1/authorize?client_id=${feishu.env.APP_ID}&response_type=code&redirect_uri=${url}/auth/callback`,
  ],
  ['withdrawal', ({ feishu }) => `${feishu.url}/accounts/security/page/apply_authorization/`],
  [
    'withdrawal-apps',
    ({ feishu, url }) => {
      const query = {
        client_id: feishu.env.APP_ID,
        redirect_uri: `${url}/auth/callback`,
        scope: 'offline_access',
      }
      feishu.login.approve(`${feishu.url}/open-apis/authen/v1/authorize?${new URLSearchParams(query)}`, 4)
      const open_id = feishu.people.get(4)?.open_id
      return `${feishu.url}/accounts/security/page/apply_authorization/?open_id=${open_id}`
    },
  ],
  [
    'refusal-20029',
    ({ feishu }) =>
      `${feishu.url}/open-apis/authen/v1/authorize?client_id=${feishu.env.APP_ID}&response_type=code&redirect_uri=https://evil.example/`,
  ],
]

test.each(pages)('page %s is accessible and fits', async (name, path) => {
  for (const [theme, locale, width] of [
    ['light', 'en-US', 1440],
    ['dark', 'zh-CN', 360],
  ] as const) {
    const context = await browser.newContext({ colorScheme: theme, locale, viewport: { width, height: 800 } })
    // The checks run in the page; our own policy forbids scripts from elsewhere, so the test steps around it.
    const page = await context.newPage()
    await page.goto(path(world))
    await page.waitForLoadState('networkidle')
    await picture(page, `page-${name}-${theme}-${width}`)
    expect(await violations(page), `${name} ${theme} ${width}`).toEqual([])
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    expect(overflow, `${name} at ${width} px scrolls sideways`).toBeLessThanOrEqual(0)
    expect(await page.title()).not.toBe('')
    expect(await page.locator('html').getAttribute('lang')).toMatch(locale.startsWith('zh') ? /^zh/ : /^en/)
    await context.close()
  }
})
