// Plays: administrators and other people in front of the console, for tests.

import { navigation, origin, type TestBrowser, type TestServer } from '../../test-server.ts'

const formType = 'application/x-www-form-urlencoded'

export interface ConsoleBrowser extends TestBrowser {
  /** Account of whoever is signed in. */
  account: string
  /** A page, and its status. */
  page(path: string, language?: string): Promise<{ status: number; text: string }>
  /** Sends a form of the console; without a token the one of this session. */
  send(path: string, fields?: Record<string, string>): Promise<Response>
}

async function tokenOf(browser: TestBrowser): Promise<string> {
  const page = await (await browser.request('/console/people', { headers: navigation })).text()
  return /data-console-token="([^"]+)"/.exec(page)?.[1] ?? ''
}

/** Signs this person (open_id) in. */
export async function signInTo(server: TestServer, openId: string, name = '李雷'): Promise<ConsoleBrowser> {
  const browser = server.browser()
  server.platform.profile = { open_id: openId, union_id: openId.replace('ou', 'on'), name }
  const { user } = (await (await browser.signIn()).json()) as { user: { id: string } }
  return {
    ...browser,
    account: user.id,
    async page(path, language = 'en') {
      const headers = { ...navigation, 'accept-language': language }
      const response = await browser.request(path, { headers })
      return { status: response.status, text: await response.text() }
    },
    async send(path, fields = {}) {
      const body = new URLSearchParams({ token: await tokenOf(browser), ...fields })
      const headers = { ...navigation, origin, 'sec-fetch-site': 'same-origin', 'content-type': formType }
      return browser.request(path, { method: 'POST', headers, body: body.toString() })
    },
  }
}

export async function administratorOf(server: TestServer, openId = 'ou_1', name?: string) {
  const browser = await signInTo(server, openId, name)
  await server.larkspur.accounts.grant(browser.account, 'administrator')
  return browser
}
