import { expect, test } from 'vitest'
import { createTestServer, navigation, type TestBrowser, type TestServer } from './test-server.ts'

const attributes = (page: string) =>
  [...page.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, at]) => at ?? '')

// An app that hands Larkspur what is below /auth, and has pages of its own under everything else.

/** Where the links of a page lead. */
const links = (page: string) => [...page.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, at]) => at ?? '')

async function startAt(browser: TestBrowser, path: string): Promise<string> {
  return (await browser.request(path, { headers: navigation })).headers.get('location') ?? ''
}

const failures: [string, (server: TestServer, browser: TestBrowser) => Promise<Response>, string[]][] = [
  [
    'the QR code',
    (_server, browser) => browser.request('/auth/qr?return_to=/reports', { headers: navigation }),
    ['/auth/authorize?return_to=%2Freports'],
  ],
  [
    'a sign-in that was refused',
    async (_server, browser) =>
      browser.comeBack(await startAt(browser, '/auth/authorize?return_to=/reports'), 'error=access_denied'),
    ['/auth/authorize?return_to=%2F'],
  ],
  [
    'a start that failed',
    (_server, browser) =>
      browser.request('/auth/authorize?return_to=/reports&instance=none', { headers: navigation }),
    ['/auth/authorize?return_to=%2Freports'],
  ],
  [
    'more that was not agreed to',
    async (_server, browser) => {
      await browser.signIn()
      const begun = await startAt(browser, '/auth/authorize?scope=a:b&return_to=/reports')
      return browser.comeBack(begun, 'error=access_denied')
    },
    ['/reports'],
  ],
  [
    'an address that is not there',
    (_server, browser) => browser.request('/auth/nowhere', { headers: navigation }),
    ['/auth/authorize?return_to=%2F'],
  ],
]

test.each(failures)(
  'with /auth alone mounted, the page of %s is complete and leads on',
  async (_what, open, on) => {
    await using server = await createTestServer({ homePage: false })
    const page = await (await open(server, server.browser())).text()
    expect(links(page)).toEqual(on)
    const own = attributes(page).filter((at) => at.startsWith('/') && !links(page).includes(at))
    expect(own.length).toBeGreaterThanOrEqual(2)
    for (const at of own) {
      expect(at).toMatch(/^\/auth\//)
      expect((await server.request(at)).status).toBe(200)
    }
  },
)

test('with a start page of ours every failure leads there, too', async () => {
  await using server = await createTestServer()
  const page = await (await server.request('/auth/nowhere', { headers: navigation })).text()
  expect(links(page)).toEqual(['/', '/'])
})
