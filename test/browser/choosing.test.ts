// In real Chromium: signIn() picks the way in for the place where the page is open, and ensureScopes() asks for more.
import { type Browser, type BrowserContext, devices, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ScopeReport, User } from '../../src/browser/user.ts'
import { attachClient, type ClientProfile, userAgentOf } from '../../src/emulator/index.ts'
import { html, library, startApp } from '../support/app-pages.ts'
import { launchChromium } from '../support/chromium.ts'
import { picture } from '../support/picture.ts'
import type { World } from '../support/world.ts'

const person = 8
const email = 'contact:user.email:readonly'
const phone = 'contact:user.phone:readonly'
/** The app does not have it. */
const foreign = 'task:task:read'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** An app with one page, whose client is `window.client`. */
const startShop = (): Promise<World> =>
  startApp(({ feishu }) => ({
    '/app':
      html(`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>App</title><main><h1>App</h1><div id="place"></div></main>
<script src="/library/larkspur.js"></script>
<script>window.client = Larkspur.createClient({ jssdkUrl: '${feishu.url}/lark/op/h5-js-sdk-1.5.44.js' })</script></html>`),
    '/library/larkspur.js': library('larkspur.js'),
    '/library/qr-widget.js': library('qr-widget.js'),
  }))

const profileOf = (
  { feishu }: World,
  generation: ClientProfile['generation'] = 'current',
): ClientProfile => ({
  openId: feishu.people.get(person)?.open_id ?? '',
  platform: 'desktop',
  language: 'en_US',
  generation,
  outcome: 'accept',
})

async function insideClient(world: World, generation?: ClientProfile['generation']) {
  const profile = profileOf(world, generation)
  const context = await browser.newContext({ userAgent: userAgentOf(profile), locale: 'en-US' })
  const client = await attachClient(context, world.feishu, profile)
  const called = () => client.calls.map(({ api }) => api)
  return { context, called, client }
}

/** Outside the client: nothing is ever asked of one. */
const outside = async (options: Parameters<Browser['newContext']>[0] = {}) => ({
  context: await browser.newContext({ locale: 'en-US', ...options }),
  called: (): string[] => [],
})

async function open(world: World, context: BrowserContext): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${world.url}/app`)
  await page.waitForFunction('window.client !== undefined')
  return page
}

/** Starts a sign-in; a page that is left takes the answer with it. */
const signIn = (page: Page, options: object = {}, place = ''): Promise<User | null> =>
  page
    .evaluate(`client.signIn(Object.assign(${JSON.stringify(options)}, { ${place} }))`)
    .then((user) => user as User | null)

const sessionOf = async ({ url }: World, page: Page): Promise<User | undefined> => {
  const answer = await page.request.get(`${url}/auth/session`)
  return answer.ok() ? (await answer.json()).user : undefined
}

/** On the platform's pages: chooses the person, and agrees where that is asked. */
async function chooseAndAgree(world: World, page: Page, back: string): Promise<void> {
  const { name = '', en_name = '' } = world.feishu.people.get(person) ?? {}
  await page.getByRole('searchbox').fill(en_name)
  await page.keyboard.press('Enter')
  await page.waitForURL(/search=/)
  await page.getByRole('button', { name }).first().click()
  const agree = page.getByRole('button', { name: 'Allow' })
  const asked = await Promise.race([
    agree.waitFor().then(
      () => true,
      () => false,
    ),
    page.waitForURL(back).then(() => false),
  ])
  if (asked) await agree.click()
  await page.waitForURL(back)
}

describe('the same person gets the same session', () => {
  let world: World
  let id: string | undefined
  beforeAll(async () => {
    world = await startShop()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const back = () => `${world.url}/app?back`
  const returnTo = '/app?back'
  const wish = { browser: 'qr', returnTo }
  const element = `element: document.querySelector('#place')`

  async function expectSignedIn(page: Page): Promise<void> {
    const user = await sessionOf(world, page)
    expect(user?.openId).toBe(world.feishu.people.get(person)?.open_id)
    id ??= user?.id
    expect(user?.id).toBe(id)
  }
  /** What the platform was asked for by pages since the last look: which way it was. */
  function waysSince(start: number): string[] {
    const pages = ['authorize', 'passport.oauth.authorize', 'passport.sso.qr']
    const operations = world.feishu.requests().map(({ operation }) => operation)
    return [...new Set(operations.slice(start).filter((operation) => pages.includes(operation)))]
  }
  const now = () => world.feishu.requests().length

  test.each([
    ['a current client', 'current', ['requestAccess']],
    ['an old client', 'old-client', ['requestAccess', 'requestAuthCode']],
    ['an old SDK', 'old-sdk', ['requestAuthCode']],
  ] as const)('in %s, by the client itself', async (_where, generation, calls) => {
    const start = now()
    const { context, called } = await insideClient(world, generation)
    const page = await open(world, context)
    const user = await signIn(page, wish, element)
    expect(user?.openId).toBe(world.feishu.people.get(person)?.open_id)
    expect(called()).toEqual(calls)
    expect(page.url()).toBe(`${world.url}/app`)
    await expectSignedIn(page)
    expect(waysSince(start)).toEqual([])
    await context.close()
  })

  test('in a client where no JSSDK loads, by the redirect, which knows the person', async () => {
    const start = now()
    const { context } = await insideClient(world)
    await context.route('**/h5-js-sdk-*.js', (route) => route.abort())
    const page = await open(world, context)
    await Promise.all([page.waitForURL(back()), signIn(page, wish, element).catch(() => null)])
    await expectSignedIn(page)
    expect(waysSince(start)).toEqual(['authorize'])
    await page.goto(world.url)
    await picture(page, 'in-client-redirect')
    await context.close()
  })

  test('in a browser on a phone, by the redirect, even where a QR code is wanted', async () => {
    const start = now()
    const { context } = await outside(devices['iPhone 15'])
    const page = await open(world, context)
    await Promise.all([
      page.waitForURL(`${world.feishu.url}/**`),
      signIn(page, wish, element).catch(() => null),
    ])
    await chooseAndAgree(world, page, back())
    await expectSignedIn(page)
    expect(waysSince(start)).toEqual(['authorize'])
    await context.close()
  })

  test('in a browser on a desktop, by the redirect', async () => {
    const start = now()
    const { context } = await outside()
    const page = await open(world, context)
    await Promise.all([
      page.waitForURL(`${world.feishu.url}/**`),
      signIn(page, { returnTo }).catch(() => null),
    ])
    await chooseAndAgree(world, page, back())
    await expectSignedIn(page)
    expect(waysSince(start)).toEqual(['authorize'])
    await context.close()
  })

  test.each([
    ['in the page', element, '/app'],
    ['on a page of its own', '', '/auth/qr?return_to=%2Fapp%3Fback'],
  ])('in a browser on a desktop, by a QR code %s', async (_where, place, path) => {
    const start = now()
    const { context } = await outside()
    const page = await open(world, context)
    await Promise.all([page.waitForURL(world.url + path), signIn(page, wish, place).catch(() => null)])
    await page.locator('iframe').contentFrame().locator('main[data-current=waiting]').waitFor()
    const { token = '' } = world.feishu.phone.codes()[0] ?? {}
    world.feishu.phone.scan(token, person)
    world.feishu.phone.confirm(token)
    await page.waitForURL(back())
    await expectSignedIn(page)
    expect(waysSince(start)).toContain('passport.oauth.authorize')
    expect(waysSince(start)).not.toContain('authorize')
    await context.close()
  })
})

const ensure = (page: Page, scopes: string[], options: object = {}) =>
  page.evaluate(
    `client.ensureScopes(${JSON.stringify(scopes)}, ${JSON.stringify(options)})
      .catch((error) => ({ code: error.code, errno: error.errno, scopes: error.scopes }))`,
  ) as Promise<ScopeReport & { code?: string }>

test('in the client a scope is added, the earlier ones stay, and the two refusals differ', async () => {
  await using world = await startShop()
  const { context, client } = await insideClient(world)
  const page = await open(world, context)
  await signIn(page)
  const asked = () =>
    client.calls.filter(({ api }) => api === 'requestAccess').map(({ params }) => params.scopeList)

  expect(await ensure(page, [email])).toMatchObject({ satisfied: true, missing: [] })
  expect(await ensure(page, [phone])).toMatchObject({
    satisfied: true,
    granted: expect.arrayContaining([email, phone]),
  })
  expect(
    asked()
      .slice(1)
      .map((scopes) => [...(scopes as string[])].sort()),
  ).toEqual([[email], [email, phone]])
  const before = client.calls.length
  expect(await ensure(page, [email, phone])).toMatchObject({ satisfied: true })
  expect(client.calls).toHaveLength(before)

  // The app's owner must act.
  expect(await ensure(page, [foreign])).toMatchObject({ code: 'scope_not_allowed', errno: 2700002 })
  // The person must act.
  client.update({ outcome: 'refuse' })
  expect(await ensure(page, ['contact:user.base:readonly'])).toMatchObject({
    code: 'refused',
    errno: 2700002,
  })
  // Neither took anything away.
  expect(await ensure(page, [email, phone])).toMatchObject({ satisfied: true })
  expect((await sessionOf(world, page))?.openId).toBe(world.feishu.people.get(person)?.open_id)
  await context.close()
})

test('in a browser a scope is added, the earlier ones stay, and the two refusals differ', async () => {
  await using world = await startShop()
  const { context } = await outside()
  const page = await open(world, context)
  const back = `${world.url}/app?back`
  const returnTo = '/app?back'
  const leave = (scopes: string[]) =>
    Promise.all([
      page.waitForURL(`${world.feishu.url}/**`),
      ensure(page, scopes, { returnTo }).catch(() => null),
    ])
  await Promise.all([page.waitForURL(`${world.feishu.url}/**`), signIn(page, { returnTo }).catch(() => null)])
  await chooseAndAgree(world, page, back)

  await leave([email])
  await chooseAndAgree(world, page, back)
  expect(await ensure(page, [email])).toMatchObject({ satisfied: true, missing: [] })

  // The person agrees to nothing new: back in the app, nobody is sent there again by itself.
  await leave([phone])
  const { name = '', en_name = '' } = world.feishu.people.get(person) ?? {}
  await page.getByRole('searchbox').fill(en_name)
  await page.keyboard.press('Enter')
  await page.waitForURL(/search=/)
  await page.getByRole('button', { name }).first().click()
  await page.locator(`input[name=scope][value="${phone}"]`).uncheck()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.waitForURL(back)
  expect(await ensure(page, [email, phone])).toMatchObject({
    satisfied: false,
    granted: expect.arrayContaining([email]),
    missing: [phone],
    refused: [phone],
    notEnabled: [],
  })
  expect(page.url()).toBe(back)

  // The app's owner must act. The platform says so on its page …
  await leave([foreign])
  await page.getByText('20027').first().waitFor()
  await page.goto(back)
  const user = await sessionOf(world, page)
  expect(user?.openId).toBe(world.feishu.people.get(person)?.open_id)
  // … and to a call in the person's name; from then on the page is told at once.
  const { feishu, larkspur } = world
  feishu.apps.update(feishu.app.appId, { scopes: [email, phone] })
  const path = `/open-apis/contact/v3/users/${user?.openId}`
  const refusal = larkspur.feishu(user?.id ?? '').get(path, { query: { user_id_type: 'open_id' } })
  const error = (await refusal.catch((thrown: unknown) => thrown)) as { code: string; scopes: string[] }
  expect(error.code).toBe('scope_not_allowed')
  expect(await ensure(page, [email, ...error.scopes])).toMatchObject({
    satisfied: false,
    missing: error.scopes,
    refused: [],
    notEnabled: error.scopes,
  })
  expect(page.url()).toBe(back)
  await context.close()
})
