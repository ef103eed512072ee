// Shows: what a person sees of `larkspur sync` on a terminal, out of the very bytes that it writes.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { startEmulator } from '../../src/emulator/index.ts'
import { createLarkspur } from '../../src/index.ts'
import { launchChromium } from '../support/chromium.ts'
import { contactScopes } from '../support/contact-scopes.ts'
import { picture } from '../support/picture.ts'
import { testSecret } from '../support/world.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const columns = 100

/** What stands in the last line of a terminal after these bytes: `\r` goes back, ESC `[K` and `[2K` clear. */
function lastLine(bytes: string): string {
  let line = ''
  let at = 0
  for (const [part] of bytes.replaceAll('\u001b', '␛').matchAll(/\r|␛\[2?K|[^\r␛]+/g)) {
    if (part === '\r') at = 0
    else if (part === '␛[K') line = line.slice(0, at)
    else if (part === '␛[2K') line = ''
    else {
      line = line.slice(0, at).padEnd(at) + part + line.slice(at + part.length)
      at += part.length
    }
  }
  return line.trimEnd()
}

test('the bar counts people, departments, calls, and says how long it takes', async () => {
  await using feishu = await startEmulator({
    seed: 7,
    organisation: { users: 2_600, departments: 120 },
    app: { scopes: contactScopes },
    rateLimits: true,
  })
  const environment = {
    ...feishu.env,
    SESSION_SECRET: testSecret,
    DATABASE_URL: `sqlite:${join(mkdtempSync(join(tmpdir(), 'larkspur-picture-')), 'a.db')}`,
    NODE_ENV: 'development',
    LANG: 'en_US.UTF-8',
  }
  const options = { appId: feishu.env.APP_ID, appSecret: feishu.env.APP_SECRET, host: feishu.env.FEISHU_HOST }
  await (
    await createLarkspur({
      url: 'http://127.0.0.1:3000',
      feishu: options,
      database: environment.DATABASE_URL,
      sessionSecret: testSecret,
      allowInsecureHosts: true,
    })
  ).close()
  let bytes = ''
  const bars: string[] = []
  const lines: string[] = []
  const code = await run(['sync'], {
    environment,
    out: (line) => void lines.push(line),
    err: (line) => void lines.push(line),
    isTerminal: true,
    isOutTerminal: true,
    screen: {
      columns,
      write(text) {
        bytes += text
        const line = lastLine(bytes)
        if (line !== '' && line !== bars.at(-1)) bars.push(line)
      },
    },
    onStop: () => new Promise(() => {}),
  })
  expect([code, lastLine(bytes)]).toEqual([0, ''])
  const half = bars.find((line) => /\b[5-7]\d%/.test(line)) ?? bars.at(-1) ?? ''
  expect(half).toMatch(/\d people.*\d departments.*\d calls.*\/s/)
  for (const line of bars) expect(line.length).toBeLessThan(columns)

  const page = await browser.newPage({ viewport: { width: 940, height: 260 } })
  await page.setContent('<pre></pre>')
  await page.addStyleTag({
    content: `body { margin: 0; background: #1f2329; color: #ebebeb }
      pre { margin: 20px 24px; font: 14px/1.7 ui-monospace, 'DejaVu Sans Mono', monospace; white-space: pre-wrap }`,
  })
  const shown = ['$ npx larkspur sync', half, '', '…', '', ...lines].join('\n')
  await page.locator('pre').evaluate((pre, text) => {
    pre.textContent = text
  }, shown)
  await picture(page, 'sync')
  await page.close()
}, 60_000)
