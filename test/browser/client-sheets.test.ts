// In real Chromium: what the simulated client draws over and beside the page passes axe's checks and fits a phone.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signedConfig } from '../../src/emulator/testkit.ts'
import { violations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { picture } from '../support/picture.ts'
import { startWorld, type World, type WorldOptions } from '../support/world.ts'

interface ClientWindow {
  h5sdk: { config(options: object): void }
  tt: Record<string, (options: object) => void>
}
declare const window: ClientWindow

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await launchChromium()
  const pages: NonNullable<WorldOptions['pages']> = {}
  world = await startWorld({ pages })
  pages['/app'] = {
    body: `<!doctype html><html lang="en"><title>App</title><script src="${world.feishu.url}/lark/op/h5-js-sdk-1.5.44.js"></script>`,
    contentType: 'text/html; charset=utf-8',
  }
})
afterAll(async () => {
  await browser.close()
  await world[Symbol.asyncDispose]()
})

test.each([
  ['light', 'en-US', 1280],
  ['dark', 'zh-CN', 360],
] as const)(
  'explanations and sheets are accessible and fit (%s, %s, %i px)',
  async (theme, locale, width) => {
    const { feishu, url } = world
    const context = await browser.newContext({ colorScheme: theme, locale, viewport: { width, height: 900 } })
    const page = await context.newPage()
    const open_id = feishu.people.get(7)?.open_id ?? ''
    await page.goto(
      `${feishu.url}/_emulator/client?${new URLSearchParams({ open_id, url: `${url}/app#/route` })}`,
    )
    const app = page.frames().find((frame) => frame.url().startsWith(url))
    if (app === undefined) throw new Error('The app is not in the frame')
    await app.waitForLoadState()
    const check = async (name: string) => {
      await picture(page, `client-${name}-${theme}-${width}`)
      expect(await violations(page), name).toEqual([])
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
      expect(await page.evaluate(overflow), name).toBeLessThanOrEqual(0)
    }
    const config = (options: object) =>
      app.evaluate(
        (given) =>
          new Promise<void>((done) =>
            window.h5sdk.config({ ...given, onSuccess: () => done(), onFail: () => done() }),
          ),
        options,
      )

    await config(await signedConfig(feishu, app.url(), {}, { url: app.url() }))
    await page.locator('.why mark').waitFor()
    await check('explained')
    await config(await signedConfig(feishu, app.url()))
    for (const api of ['showModal', 'scanCode', 'chooseContact']) {
      const words = { title: '请求获得定位权限', content: '获得你的地理位置能够更好的为你推荐本地信息' }
      await app.evaluate(([name, options]) => window.tt[name]?.(options), [api, words] as const)
      const sheet = page.getByRole('dialog')
      await sheet.waitFor()
      if (api === 'chooseContact') await sheet.locator('input[name=contact]').first().waitFor()
      await check(api)
      await sheet.locator('[id$=-refuse]').click()
    }
    await context.close()
  },
)
