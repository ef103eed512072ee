// In real Chromium: pages that make the calls of the documented front-end sample of login elements, in its order, sign in by
// the platform's page, by its QR code and inside the client.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { appOf, clientUrl, collectComplaints } from '../support/client-page.ts'
import { exampleName, samplePath, startSample } from '../support/element-sample.ts'
import { collectLog } from '../support/log-lines.ts'
import type { World } from '../support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** What a page of the sample leaves behind. */
interface SampleWindow {
  api: {
    getLoginConfig(fullName: string): Promise<Record<string, string>>
    loginWithCode(fullName: string, given: object): Promise<Record<string, unknown>>
  }
  person: Record<string, unknown>
  config: Record<string, string>
  failure: { name: string; errcode: number; code: string; message: string; hint: string; requestId: string }
}
declare const window: SampleWindow

const openId = (world: World, person: number) => world.feishu.people.get(person)?.open_id

/** Whom the session of this browser names. */
async function signedIn(world: World, page: Page): Promise<string | undefined> {
  const answer = await page.request.get(`${world.url}/auth/session`)
  return answer.ok() ? (await answer.json()).user.openId : undefined
}

/** A code that the client gives to the page in the workbench. */
const codeOf = ({ feishu, url }: World, person: number) =>
  feishu.client.code(`${url}/workbench`, person, { appId: feishu.app.appId })

const failureOf = async (page: Page) => {
  await page.waitForFunction('window.failure !== undefined')
  return page.evaluate(() => ({ ...window.failure, message: window.failure.message }))
}

/** The functions that the page called, in order. */
function collectCalls(page: Page): string[] {
  const calls: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/api/')) calls.push(pathname)
  })
  return calls
}
const path = `/api/${exampleName.replaceAll('.', '/')}`

test('element 21 element 22 element 23 the sample’s calls sign in by the platform’s page', async () => {
  await using world = await startSample()
  const page = await browser.newPage({ locale: 'zh-CN' })
  const complaints = collectComplaints(page)
  const calls = collectCalls(page)
  await page.goto(`${world.url}${samplePath}`)
  const link = page.getByRole('link', { name: '飞书登录' })
  const address = new URL((await link.getAttribute('href')) ?? '')
  const config = await page.evaluate(() => window.config)
  expect(config).toEqual({
    appId: world.feishu.app.appId,
    state: expect.stringMatching(/^[\w-]{43}$/),
    redirectUri: `${world.url}${samplePath}`,
  })
  expect(`${address.origin}${address.pathname}`).toBe(`${world.feishu.url}/suite/passport/oauth/authorize`)
  expect([...address.searchParams]).toEqual([
    ['client_id', config.appId],
    ['redirect_uri', config.redirectUri],
    ['response_type', 'code'],
    ['state', config.state],
  ])

  await link.click()
  const { name = '' } = world.feishu.people.get(4) ?? {}
  await page.getByRole('button', { name }).first().click()
  await page.getByRole('button', { name: '允许' }).click()
  await page.waitForURL(`${world.url}${samplePath}?**`)
  await page.getByText(name, { exact: true }).waitFor()
  const person = await page.evaluate(() => window.person)
  expect(person).toMatchObject({ name, openId: openId(world, 4) })
  for (const key of [
    ...[
      'userId',
      'name',
      'mobile',
      'email',
      'avatar',
      'department',
      'position',
      'gender',
      'status',
      'isLeader',
    ],
  ]) {
    expect(person).toHaveProperty(key)
  }
  expect(calls).toEqual([`${path}/getLoginConfig`, `${path}/getLoginConfig`, `${path}/getLoginCode`])
  expect(await signedIn(world, page)).toBe(openId(world, 4))
  expect(complaints).toEqual([])
  await page.close()
})

test('element 21 element 24 the sample’s address as the platform’s QR code: scanned, confirmed, signed in', async () => {
  await using world = await startSample()
  const page = await browser.newPage({ locale: 'zh-CN' })
  const complaints = collectComplaints(page)
  await page.goto(`${world.url}/qr-login`)
  const code = page.locator('iframe').first().contentFrame()
  const shows = (state: string) => code.locator(`main[data-current=${state}]`).waitFor()
  await shows('waiting')
  const { phone } = world.feishu
  const token = phone.codes()[0]?.token ?? ''
  phone.scan(token, 6)
  await shows('scanned')
  phone.confirm(token)
  await page.waitForURL(`${world.url}/qr-login?**`)
  await page.getByText(world.feishu.people.get(6)?.name ?? '', { exact: true }).waitFor()
  expect(await signedIn(world, page)).toBe(openId(world, 6))
  expect(complaints).toEqual([])
  await page.close()
})

test.each(['current', 'old-client', 'old-sdk'])(
  'element 24 in the workbench of a %s client the bridge’s code signs in without a click',
  async (generation) => {
    await using world = await startSample()
    const page = await browser.newPage({ locale: 'zh-CN' })
    await page.goto(
      clientUrl(world, 9, { generation, url: `${world.url}/workbench`, app_id: world.feishu.app.appId }),
    )
    await appOf(page)
      .getByText(world.feishu.people.get(9)?.name ?? '', { exact: true })
      .waitFor()
    expect(await signedIn(world, page)).toBe(openId(world, 9))
    await page.close()
  },
)

test('element 12 a link of an attacker’s sign-in, opened by somebody else, signs nobody in and says why', async () => {
  await using world = await startSample()
  const attacker = await browser.newContext()
  const theirs = await attacker.newPage()
  await theirs.goto(`${world.url}${samplePath}`)
  const address = await theirs.getByRole('link', { name: '飞书登录' }).getAttribute('href')
  const back = world.feishu.login.approve(address ?? '', 2)

  const context = await browser.newContext({ locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(back)
  expect(await failureOf(page)).toEqual({
    name: 'ApiError',
    errcode: 40029,
    code: 'attempt_invalid',
    message: '该登录链接已被使用，或属于其他浏览器。',
    hint: '请从应用中重新开始登录。',
    requestId: expect.stringMatching(/./),
  })
  expect(await signedIn(world, page)).toBe(undefined)
  // The attempt was not spoilt: whoever began it can still finish it.
  await theirs.goto(back)
  await theirs.waitForFunction('window.person !== undefined')
  expect(await signedIn(world, theirs)).toBe(openId(world, 2))
  // Once: a reload sends code and state again.
  await theirs.reload()
  expect(await failureOf(theirs)).toMatchObject({ errcode: 40029, code: 'attempt_invalid' })
  await attacker.close()
  await context.close()
})

test.each([
  // The same server under its other name; and another port, to which a browser sends the site's cookies.
  ['another site', (world: World) => `${world.url.replace('127.0.0.1', 'localhost')}/empty`],
  ['another origin of the site', (world: World) => `${world.feishu.url}/lark/op/h5-js-sdk-1.5.44.js`],
])('a page of %s can neither begin nor end a sign-in', async (_who, addressOf) => {
  const { lines, logger } = collectLog()
  await using world = await startSample({ logger })
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${world.url}${samplePath}`)
  await page.waitForFunction('window.config !== undefined')
  const { state } = await page.evaluate(() => window.config)
  const foreign = await context.newPage()
  await foreign.goto(addressOf(world))
  lines.length = 0
  const authCode = codeOf(world, 3)
  for (const [name, args] of [
    ['getLoginConfig', {}],
    ['getLoginCode', { authCode, state }],
  ] as const) {
    const read = await foreign.evaluate(
      async ([address, body]) => {
        const send = (mode: 'cors' | 'no-cors', type: string) =>
          fetch(address, {
            method: 'POST',
            credentials: 'include',
            mode,
            headers: { 'content-type': type },
            body,
          }).then(
            () => 'answered',
            () => 'blocked',
          )
        return [
          await send('cors', 'application/json'),
          await send('cors', 'text/plain'),
          await send('no-cors', 'text/plain'),
        ]
      },
      [`${world.url}${path}/${name}`, JSON.stringify(args)] as const,
    )
    expect(read).toEqual(['blocked', 'blocked', 'blocked'])
  }
  // What may be sent without asking first did arrive, and was refused.
  const arrived = lines.map((line) => JSON.parse(line)).filter(({ method }) => method === 'POST')
  expect(arrived.length).toBeGreaterThan(0)
  expect(new Set(arrived.map(({ status }) => status))).toEqual(new Set([403]))
  expect(await signedIn(world, page)).toBe(undefined)
  // Neither the state nor the code was used up.
  const person = await page.evaluate(
    ([name, authCode, state]) => window.api.loginWithCode(name, { authCode, state }),
    [exampleName, authCode, state] as const,
  )
  expect(person.openId).toBe(openId(world, 3))
  await context.close()
})

test('what fails is an ApiError with number and words, also when the server does not answer', async () => {
  await using world = await startSample()
  const page = await browser.newPage({ locale: 'zh-CN' })
  await page.goto(`${world.url}/empty`)
  const tell = (name: string) =>
    page.evaluate(
      (fullName) =>
        window.api.getLoginConfig(fullName).then(
          () => undefined,
          (error) => ({ ...error, isError: error instanceof Error, message: error.message }),
        ),
      name,
    )
  expect(await tell('auths.loginTypes.Nobody')).toMatchObject({
    ...{ name: 'ApiError', isError: true, errcode: 40400, code: 'element_not_found' },
    message: '没有此名称的登录元素。',
  })
  expect(await tell('auths.loginTypes.FSInner/Example')).toMatchObject({ errcode: 40400 })
  await page.route('**/api/**', (route) => route.fulfill({ status: 502, body: '<h1>Bad Gateway</h1>' }))
  expect(await tell(exampleName)).toEqual({
    ...{ name: 'ApiError', isError: true, errcode: -1, code: 'network', message: 'network' },
    ...{ hint: '', requestId: '' },
  })
  await page.unrouteAll()
  await page.route('**/api/**', (route) => route.abort())
  expect(await tell(exampleName)).toMatchObject({ errcode: -1, code: 'network' })
  // A failure does not hold up the next call.
  await page.unrouteAll()
  expect(await page.evaluate((name) => window.api.getLoginConfig(name), exampleName)).toHaveProperty('state')
  await page.close()
})

test('two first calls at once share one browser id, so that both states work', async () => {
  await using world = await startSample()
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${world.url}/empty`)
  const states = await page.evaluate(
    async (name) =>
      (await Promise.all([window.api.getLoginConfig(name), window.api.getLoginConfig(name)])).map(
        ({ state }) => state,
      ),
    exampleName,
  )
  expect(new Set(states).size).toBe(2)
  for (const state of states) {
    const authCode = codeOf(world, 3)
    const person = await page.evaluate(
      ([name, authCode, state]) => window.api.loginWithCode(name, { authCode, state }),
      [exampleName, authCode, state] as const,
    )
    expect(person).toHaveProperty('openId', openId(world, 3))
  }
  await context.close()
})
