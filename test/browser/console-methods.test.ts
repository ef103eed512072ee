// In real Chromium: sign-in methods are made in the console, sign people in, and say what is wrong with them.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AppInput } from '../../src/emulator/types.ts'
import { violations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { collectComplaints } from '../support/client-page.ts'
import { administratorContext } from '../support/console-visitor.ts'
import { startWorld, type World } from '../support/world.ts'

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await launchChromium()
  world = await startWorld()
})
afterAll(async () => {
  await browser.close()
  await world[Symbol.asyncDispose]()
})

/** A further app of the emulated platform, ready for the sign-in method of this name. */
const appFor = (name: string, settings: AppInput = {}) =>
  world.feishu.apps.create({ name, redirectUrls: [`${world.url}/auth/callback/${name}`], ...settings })

const focused = (page: Page) =>
  page.evaluate(`(() => {
    const one = document.activeElement
    return one.id || one.getAttribute('href') || one.value || one.tagName.toLowerCase()
  })()`) as Promise<string>

/** Presses Tab until this has the focus, and writes into it; says over what it went. */
async function tabTo(page: Page, wanted: string, text = ''): Promise<string[]> {
  const passed: string[] = []
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press('Tab')
    const now = await focused(page)
    passed.push(now)
    if (now !== wanted) continue
    await page.keyboard.type(text)
    return passed
  }
  throw new Error(`${wanted} is not reached: ${passed.join(', ')}`)
}

test('element 26 by keyboard alone: a sign-in method is tested, made, and signs a person in', async () => {
  const app = appFor('shanghai')
  const context = await administratorContext(browser, world)
  const page = await context.newPage()
  const complaints = collectComplaints(page)
  await page.goto(`${world.url}/console/methods`)
  // Past the sections, to the one thing to do here.
  expect(await tabTo(page, '#content')).toEqual(['#content'])
  await page.keyboard.press('Enter')
  expect(await tabTo(page, '/console/methods/new')).toEqual(['/console/methods/new'])
  await page.keyboard.press('Enter')
  await page.waitForURL(/methods\/new$/)

  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const order = [
    ...(await tabTo(page, 'name', 'shanghai')),
    ...(await tabTo(page, 'title', 'Shanghai branch')),
    ...(await tabTo(page, 'appId', app.appId)),
    ...(await tabTo(page, 'appSecret', app.appSecret)),
    ...(await tabTo(page, 'brand')),
    ...(await tabTo(page, 'type')),
    ...(await tabTo(page, 'scopes')),
  ]
  expect(order).toEqual(['name', 'title', 'appId', 'appSecret', 'brand', 'type', 'scopes'])
  await page.getByText(`${world.url}/auth/callback/shanghai`).waitFor()
  await tabTo(page, 'create')
  expect(await tabTo(page, 'test')).toEqual(['test'])
  await page.keyboard.press('Enter')
  await page.locator('#diagnosis[data-ok="true"]').waitFor()
  expect(await focused(page)).toBe('diagnosis')
  // What was typed is still there; of the secret only this page knows.
  expect(await page.locator('#appSecret').inputValue()).toBe(app.appSecret)
  expect(world.larkspur.elements.list().some(({ name }) => name === 'shanghai')).toBe(false)

  await tabTo(page, 'create')
  await page.keyboard.press('Enter')
  await page.waitForURL(/methods\/shanghai\?done=created$/)
  await page.locator('#diagnosis[data-ok="true"]').waitFor()
  expect(await page.content()).not.toContain(app.appSecret)
  await page.getByRole('button', { name: 'Copy Redirect URI to register' }).waitFor()

  const person = world.feishu.people.get(9)
  const visitor = await browser.newContext({ locale: 'en-US' })
  const theirs = await visitor.newPage()
  await theirs.goto(`${world.url}/auth/authorize?instance=shanghai&return_to=%2F`)
  expect(theirs.url()).toContain(app.appId)
  await theirs.getByRole('searchbox').fill(person?.en_name ?? '')
  await theirs.keyboard.press('Enter')
  await theirs.waitForURL(/search=/)
  await theirs
    .getByRole('button', { name: person?.name ?? '' })
    .first()
    .click()
  await theirs.getByRole('button', { name: /allow/i }).click()
  await theirs.waitForURL(`${world.url}/`)
  const session = await theirs.request.get(`${world.url}/auth/session`)
  expect(await session.json()).toMatchObject({
    user: { name: person?.name, openId: world.feishu.people.get(9, app.appId)?.open_id },
  })
  await visitor.close()

  await page.goto(`${world.url}/console/methods/shanghai`)
  await page.getByText('1 succeeded · 0 failed').waitFor()
  expect(complaints).toEqual([])
  await context.close()
}, 60_000)

interface Twin {
  name: string
  settings?: AppInput
  secret?: string
  check: string
  /** What is wrong, by the language of the browser. */
  wrong: Record<'en-US' | 'zh-CN', string>
}

const twins: Twin[] = [
  {
    ...{ name: 'bad-secret', secret: 'x'.repeat(32), check: 'credentials' },
    wrong: { 'en-US': 'The App Secret is wrong', 'zh-CN': 'App Secret 不正确' },
  },
  {
    name: 'not-registered',
    settings: { redirectUrls: ['https://elsewhere.example.com/'] },
    check: 'redirect_uri',
    wrong: {
      'en-US': "/auth/callback/not-registered is not in the app's list of redirect URLs",
      'zh-CN': '重定向 URL 列表中没有',
    },
  },
  {
    ...{ name: 'other-address', settings: { ipAllowList: ['203.0.113.7'] }, check: 'ip' },
    wrong: {
      'en-US': "IP allow-list does not hold this server's address (127.0.0.1)",
      'zh-CN': 'IP 白名单中没有本服务器的地址 (127.0.0.1)',
    },
  },
]

test.each(twins)('the wrong twin $name is diagnosed in words, before and after it is made', async (twin) => {
  const app = appFor(twin.name, twin.settings)
  for (const locale of ['en-US', 'zh-CN'] as const) {
    const context = await administratorContext(browser, world, { locale })
    const page = await context.newPage()
    await page.goto(`${world.url}/console/methods/new`)
    await page.locator('#name').fill(twin.name)
    await page.locator('#appId').fill(app.appId)
    await page.locator('#appSecret').fill(twin.secret ?? app.appSecret)
    await page.locator('button[value=test]').click()
    const check = page.locator(`#diagnosis [data-check=${twin.check}]`)
    await check.waitFor()
    expect(await check.getAttribute('data-state')).toBe('failed')
    // The sentence alone: the heading names what is checked, whatever was found.
    expect(await check.locator('> p').first().textContent()).toContain(twin.wrong[locale])
    if (locale === 'zh-CN') {
      await page.locator('button[value=create]').click()
      await page.waitForURL(/done=created$/)
      const made = page.locator(
        `#diagnosis[data-ok="false"] [data-check=${twin.check}][data-state=failed] > p`,
      )
      expect(await made.first().textContent()).toContain(twin.wrong[locale])
    }
    await context.close()
  }
})

test('without scripts the same works, but for the secret, which is typed again', async () => {
  const app = appFor('plain')
  const context = await administratorContext(browser, world, { javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(`${world.url}/console/methods/new`)
  await page.locator('#name').fill('plain')
  await page.locator('#appId').fill(app.appId)
  await page.locator('#appSecret').fill(app.appSecret)
  await page.getByRole('button', { name: 'Test without saving' }).click()
  await page.locator('#diagnosis').waitFor()
  await page.getByText('type it again').waitFor()
  expect(await page.locator('#appSecret').inputValue()).toBe('')
  await page.locator('#appSecret').fill(app.appSecret)
  await page.getByRole('button', { name: 'Create' }).click()
  await page.waitForURL(/methods\/plain\?done=created$/)
  await page.getByRole('link', { name: 'Delete' }).click()
  await page.getByLabel(/Type the name/).fill('plain')
  await page.getByRole('button', { name: 'Delete for good' }).click()
  await page.waitForURL(/methods\?done=deleted$/)
  await page.getByRole('status').filter({ hasText: 'deleted' }).waitFor()
  await context.close()
})

test.each([
  ['light', 'en-US', 1440],
  ['light', 'zh-CN', 360],
  ['dark', 'zh-CN', 1440],
  ['dark', 'en-US', 360],
] as const)(
  'every page passes axe’s checks and fits: %s, %s, %i px',
  async (colorScheme, locale, width) => {
    const name = `look-${colorScheme}-${width}`
    const app = appFor(name)
    const title = `一个名字很长很长很长的分公司 ${'x'.repeat(80)}`
    await world.larkspur.elements.create({
      ...{ name, title, appId: app.appId, appSecret: app.appSecret, host: world.feishu.url },
      events: { encryptKey: 'an encrypt key' },
    })
    const context = await administratorContext(browser, world, {
      colorScheme,
      locale,
      viewport: { width, height: 900 },
    })
    const page = await context.newPage()
    const expectSound = async (what: string) => {
      await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true')
      expect(await violations(page), what).toEqual([])
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect(overflow, `${what} scrolls sideways`).toBeLessThanOrEqual(0)
    }
    const look = async (path: string) => {
      await page.goto(`${world.url}/console/methods${path}`)
      await expectSound(path)
    }
    for (const path of ['', '/new', '/default', `/${name}/edit`, `/${name}/delete`]) await look(path)
    await page.locator('button.danger').click({ trial: true })
    await page.locator('#confirm').fill('something else')
    await page.locator('button.danger').click()
    await page.locator('#confirm-problem').waitFor()
    await expectSound('a deletion that is refused')
    await look(`/${name}`)
    await page.locator('form[action$="/test"] button').click()
    await page.locator('#diagnosis').waitFor()
    await expectSound('a diagnosis')
    await page.goto(`${world.url}/console/methods/new`)
    await page.locator('button[value=create]').click()
    await page.locator('#name-problem').waitFor()
    await expectSound('mistakes')
    await page.goto(`${world.url}/console/methods/${name}/edit`)
    await page.locator('#title').fill('mine')
    await world.larkspur.elements.setEnabled(`auths.loginTypes.${name}`, false)
    await page.locator('form.fields button[type=submit]').first().click()
    await page.locator('[role=alert]').waitFor()
    await expectSound('a conflict')
    await context.close()
  },
  60_000,
)
