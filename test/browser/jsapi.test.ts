// In real Chromium: pages authenticate themselves and call the simulated client, by hand as the platform's sample does,
// with the browser library, and in the reference app.
import { readFileSync } from 'node:fs'
import type { Browser, Frame, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { appOf, collectComplaints } from '../support/client-page.ts'
import { jsapiSamplePage, jsapiSampleScript } from '../support/jsapi-sample.ts'
import { picture } from '../support/picture.ts'
import { startWorld, type World, type WorldOptions } from '../support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const html = (body: string) => ({ body, contentType: 'text/html; charset=utf-8' })
const script = (body: string) => ({ body, contentType: 'text/javascript; charset=utf-8' })
const library = (name: string) => script(readFileSync(`dist/browser/${name}`, 'utf8'))
const jssdkOf = (world: World) =>
  `${world.feishu.url}/lf1-cdn-tos.bytegoofy.com/goofy/lark/op/h5-js-sdk-1.5.16.js`

/** An app with pages of its own. They may name the emulator's port, which is known only once it has started. */
async function startApp(make: (world: World) => NonNullable<WorldOptions['pages']>): Promise<World> {
  const pages: NonNullable<WorldOptions['pages']> = {}
  const world = await startWorld({ pages, emulator: { appHomeUrl: 'http://127.0.0.1/' } })
  Object.assign(pages, make(world))
  return world
}

/** Opens a page of the app in the simulated client. */
async function openInClient(world: World, page: Page, person: number, path: string): Promise<void> {
  const open_id = world.feishu.people.get(person)?.open_id ?? ''
  const query = new URLSearchParams({ open_id, url: world.url + path })
  await page.goto(`${world.feishu.url}/_emulator/client?${query}`)
}

const frameOf = async (page: Page): Promise<Frame> => {
  await page.waitForSelector('iframe')
  await expect.poll(() => page.frames().length).toBe(2)
  return page.frames()[1] as Frame
}
const namesOf = (world: World, person: number) => {
  const { name, en_name } = world.feishu.people.get(person) ?? { name: '?', en_name: '?' }
  return new RegExp(`${name}|${en_name}`)
}

/** Takes from the app's own pages what web views as old as Chrome 75 lack. The console is for the developer's browser. */
const makeOld = (page: Page) =>
  page.addInitScript('if (window !== top) delete Element.prototype.replaceChildren')

test('a page that makes the calls of the platform’s JSAPI sample is authenticated, named and toasted', async () => {
  await using world = await startApp((app) => ({
    '/app': html(jsapiSamplePage(jssdkOf(app))),
    '/jsapi-sample.js': script(jsapiSampleScript),
  }))
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  const complaints = collectComplaints(page)
  await openInClient(world, page, 12, '/app?from=chat#/route')
  const log = appOf(page).locator('#log')
  await expect.poll(() => log.innerText()).toMatch(/config ok;.*getUserInfo:ok;/)
  expect(await appOf(page).locator('#name').innerText()).toMatch(namesOf(world, 12))
  await page.getByText('鉴权成功').first().waitFor()
  await picture(page, 'jsapi')
  expect(await log.innerText()).toContain('showToast:ok')
  expect(await log.innerText()).not.toContain('fail')
  expect(complaints).toEqual([])
  await page.close()
})

const spaPage = (jssdkUrl: string) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>SPA</title>
<script src="${jssdkUrl}"></script><script type="module" src="/spa.js"></script></html>`

const spaScript = `
import { ClientError, createClient } from '/larkspur/index.js'
const events = []
window.spa = { client: createClient(), events, ClientError }
spa.client.on('error', (error) => events.push(error.code))
spa.client.on('jsapi-configured', ({ url }) => events.push(new URL(url).pathname + new URL(url).search))
`

test('a single-page app changes its route ten times, and every authenticated call succeeds', async () => {
  await using world = await startApp((app) => ({
    '/app': html(spaPage(jssdkOf(app))),
    '/spa.js': script(spaScript),
    '/larkspur/index.js': library('index.js'),
  }))
  const page = await browser.newPage()
  await openInClient(world, page, 3, '/app')
  const frame = await frameOf(page)
  await frame.waitForFunction('window.spa !== undefined')
  await frame.evaluate(
    `spa.client.configureJsapi({ jsApiList: ['getUserInfo', 'showToast', 'getNetworkType'] })`,
  )
  // What the library saves one from: the client knows nothing of the new address yet.
  const unaided = await frame.evaluate(`new Promise((resolve) => {
    history.pushState(null, '', '/unaided')
    tt.getUserInfo({ success: () => resolve('success'), fail: ({ errno }) => resolve(errno) })
  })`)
  expect(unaided).toBe(105)

  const names = (await frame.evaluate(`(async () => {
    const names = []
    for (let route = 0; route < 10; route++) {
      if (route % 3 === 2) history.replaceState(null, '', '/route-' + route + '?step=' + route)
      else history.pushState(null, '', '/route-' + route + '?step=' + route)
      location.hash = 'part'
      const { userInfo } = await spa.client.tt.getUserInfo()
      await spa.client.tt.getNetworkType()
      names.push(userInfo.nickName)
    }
    const gone = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }))
    history.go(-4)
    await gone
    names.push((await spa.client.tt.getUserInfo()).userInfo.nickName)
    return names
  })()`)) as string[]
  expect(names).toHaveLength(11)
  for (const name of names) expect(name).toMatch(namesOf(world, 3))
  const events = (await frame.evaluate('spa.events')) as string[]
  const routes = Array.from({ length: 10 }, (_, route) => `/route-${route}?step=${route}`)
  expect(events.filter((event) => routes.includes(event)).slice(0, 10)).toEqual(routes)
  // The hash alone is no new address, so nothing was signed twice in a row.
  expect(events.filter((event, index) => event === events[index - 1])).toEqual([])
  await page.close()
})

test('the classic script offers the same client as the module', async () => {
  await using world = await startApp((app) => ({
    '/app': html(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Classic</title>
<script src="${jssdkOf(app)}"></script><script src="/larkspur.js"></script></html>`),
    '/larkspur.js': library('larkspur.js'),
  }))
  const page = await browser.newPage()
  await openInClient(world, page, 4, '/app')
  const frame = await frameOf(page)
  await frame.waitForFunction('window.Larkspur !== undefined')
  const result = await frame.evaluate(`(async () => {
    const client = Larkspur.createClient()
    const user = await client.signIn()
    await client.configureJsapi({ jsApiList: ['getUserInfo'] })
    const { userInfo } = await client.tt.getUserInfo()
    const session = await client.session()
    await client.signOut()
    return [await client.environment(), user.openId, session.user.openId, await client.session(), userInfo.nickName]
  })()`)
  const { open_id } = world.feishu.people.get(4) ?? {}
  expect(result).toEqual(['feishu-client', open_id, open_id, null, expect.stringMatching(namesOf(world, 4))])
  await page.close()
})

test.each([
  [
    'module',
    `<script type="module">import * as Larkspur from '/larkspur/index.js'; window.Larkspur = Larkspur</script>`,
  ],
  ['classic script', '<script src="/larkspur.js"></script>'],
])('outside the client every call of the %s rejects at once', async (_what, tag) => {
  await using world = await startApp((app) => ({
    '/app': html(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Outside</title>${tag}
<script>window.jssdk = '${jssdkOf(app)}'</script></html>`),
    '/larkspur.js': library('larkspur.js'),
    '/larkspur/index.js': library('index.js'),
  }))
  const page = await browser.newPage()
  await page.goto(`${world.url}/app`)
  await page.waitForFunction('window.Larkspur !== undefined')
  const codes = (await page.evaluate(`(async () => {
    const client = Larkspur.createClient({ jssdkUrl: window.jssdk })
    const codeOf = (promise) => promise.then(() => 'success', (error) => error instanceof Larkspur.ClientError && error.code)
    const before = performance.now()
    const codes = [
      await codeOf(client.tt.getUserInfo()),
      await codeOf(client.tt.showToast({ title: 'x' })),
      await codeOf(client.call('anything')),
    ]
    if (performance.now() - before > 500) codes.push('slow')
    return [...codes, await client.environment(), await codeOf(client.configureJsapi({ jsApiList: [] })),
      document.querySelectorAll('script[src*=h5-js-sdk]').length]
  })()`)) as unknown[]
  expect(codes).toEqual(['not_in_client', 'not_in_client', 'not_in_client', 'browser', 'not_in_client', 1])
  await page.close()
})

test('inside the client the start page shows the nickname and a toast, and says why when it cannot', async () => {
  await using world = await startWorld({ emulator: { appHomeUrl: 'http://127.0.0.1/' } })
  const page = await browser.newPage({ locale: 'en-US', viewport: { width: 1280, height: 800 } })
  const complaints = collectComplaints(page)
  await makeOld(page)
  await openInClient(world, page, 6, '/')
  const line = appOf(page).locator('[data-part=client]')
  await expect.poll(() => line.innerText()).toMatch(namesOf(world, 6))
  await expect
    .poll(() => line.locator('img').evaluate((image) => Reflect.get(image, 'naturalWidth') as number))
    .toBeGreaterThan(0)
  await page.getByText('Page authenticated').first().waitFor()
  expect(complaints.filter((text) => !text.includes('401'))).toEqual([])

  world.feishu.apps.update(world.feishu.app.appId, { trustedDomains: [] })
  await page.reload()
  await expect.poll(() => line.innerText()).toMatch(/no profile.*3334(47|48)/)
  await appOf(page).getByRole('button', { name: 'Sign out' }).waitFor()
  await page.close()
})

test('on /jsapi a person tries calls and sees their answers, with the keyboard alone', async () => {
  await using world = await startWorld({ emulator: { appHomeUrl: 'http://127.0.0.1/' } })
  const page = await browser.newPage({ locale: 'en-US', viewport: { width: 1280, height: 900 } })
  const complaints = collectComplaints(page)
  await makeOld(page)
  await openInClient(world, page, 6, '/jsapi')
  const app = appOf(page)
  await app.getByText('This page is authenticated.').waitFor()
  const choice = app.getByRole('combobox', { name: 'Call' })
  await choice.focus()
  await choice.press('End')
  await choice.press('Home')
  expect(await choice.inputValue()).toBe('getUserInfo')
  await app.getByRole('button', { name: 'Make the call' }).press('Enter')
  const first = app.getByRole('listitem').first()
  await expect.poll(() => first.innerText()).toMatch(namesOf(world, 6))

  await choice.press('ArrowDown')
  await app.getByRole('textbox', { name: 'Parameters' }).fill('{ "title": "from the page" }')
  await app.getByRole('button', { name: 'Make the call' }).press('Enter')
  await page.getByText('✓ from the page').waitFor()
  await expect.poll(() => first.innerText()).toContain('showToast:ok')

  await app.getByRole('textbox', { name: 'Parameters' }).fill('[1]')
  await app.getByRole('button', { name: 'Make the call' }).press('Enter')
  await app.getByText('must be a JSON object').waitFor()
  expect(await app.getByRole('listitem').count()).toBe(2)
  await picture(page, 'jsapi-page')
  expect(complaints).toEqual([])
  await page.close()
})

test('outside the client /jsapi says what to do, and a call says where one is', async () => {
  await using world = await startWorld()
  const page = await browser.newPage({ locale: 'zh-CN' })
  await page.goto(`${world.url}/jsapi`)
  await page.getByText('本页面未在飞书中打开').waitFor()
  await page.getByRole('button', { name: '调用' }).click()
  await expect.poll(() => page.getByRole('listitem').innerText()).toContain('not_in_client')
  await page.close()
})

test('every call that docs/browser.md shows is configured first', () => {
  const snippets = readFileSync('docs/browser.md', 'utf8').match(/```ts\n.*?```/gs) ?? []
  const calls = snippets.flatMap((code) =>
    [...code.matchAll(/client\.(?:tt\.|call\(')(\w+)/g)].map(({ 1: name = '', index }) => {
      const configured = /configureJsapi\(\{ jsApiList: \[(.*?)\]/.exec(code.slice(0, index))?.[1] ?? ''
      return { name, configured: configured.includes(`'${name}'`) }
    }),
  )
  expect(calls.length).toBeGreaterThan(3)
  expect(calls.filter(({ configured }) => !configured)).toEqual([])
})
