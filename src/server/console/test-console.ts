// Makes: a server with an administrator who has the console open, for tests.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { LarkspurOptions } from '../options.ts'
import { createTestServer, navigation, origin, type TestBrowser, type TestServer } from '../test-server.ts'

export interface AuditRow {
  action: string
  target: string
  outcome: string
  details: Record<string, unknown>
}

export interface TestConsole {
  server: TestServer
  browser: TestBrowser
  /** Path of the database. */
  file: string
  /** Account of the administrator. */
  userId: string
  open(path: string, language?: string): Promise<Response>
  text(path: string, language?: string): Promise<string>
  /** Sends a form with the token of the session. */
  post(path: string, fields?: Record<string, string>): Promise<Response>
  /** What was written down so far, oldest first. */
  audit(): AuditRow[]
  /** Every row of a table of the database. */
  rows(table: string): Record<string, unknown>[]
  [Symbol.asyncDispose](): Promise<void>
}

/** The headers of a form that a page of the site sends. */
export const formPost = {
  ...navigation,
  origin,
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/x-www-form-urlencoded',
}

export async function openTestConsole(options: Partial<LarkspurOptions> = {}): Promise<TestConsole> {
  const file = join(mkdtempSync(join(tmpdir(), 'larkspur-console-')), 'a.db')
  const server = await createTestServer({ database: `sqlite:${file}`, ...options })
  const browser = server.browser()
  const { user } = (await (await browser.signIn()).json()) as { user: { id: string } }
  await server.larkspur.accounts.grant(user.id, 'administrator')
  const open: TestConsole['open'] = (path, language = 'en') =>
    browser.request(path, { headers: { ...navigation, 'accept-language': language } })
  const text: TestConsole['text'] = async (path, language) => (await open(path, language)).text()
  const token = /data-console-token="([^"]+)"/.exec(await text('/console/methods'))?.[1] ?? ''
  const rows: TestConsole['rows'] = (table) => {
    const database = new DatabaseSync(file, { readOnly: true })
    try {
      return database.prepare(`select * from "${table}" order by rowid`).all()
    } finally {
      database.close()
    }
  }
  return {
    ...{ server, browser, file, userId: user.id, open, text, rows },
    post: (path, fields = {}) =>
      browser.request(path, {
        method: 'POST',
        headers: formPost,
        body: new URLSearchParams({ token, ...fields }).toString(),
      }),
    audit: () =>
      rows('audit').map(({ action, target, outcome, details }) => ({
        action: String(action),
        target: String(target),
        outcome: String(outcome),
        details: JSON.parse(String(details)) as Record<string, unknown>,
      })),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
