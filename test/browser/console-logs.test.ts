// In real Chromium: the overview, sign-ins, the audit log and tokens, as an administrator sees them.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SignInFlow } from '../../src/audit/index.ts'
import { openTestDatabase } from '../../src/storage/contracts/open-test-database.ts'
import { violations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { collectComplaints } from '../support/client-page.ts'
import { administratorContext } from '../support/console-visitor.ts'
import { contactScopes } from '../support/contact-scopes.ts'
import { picture } from '../support/picture.ts'
import { signInByRedirect } from '../support/sign-in.ts'
import { createVisitor } from '../support/visitor.ts'
import { startWorld, type World } from '../support/world.ts'

const hour = 3_600_000
const pages = {
  overview: '/console',
  'sign-ins': '/console/sign-ins?days=7',
  audit: '/console/audit',
  tokens: '/console/tokens',
}

let folder: string
let browser: Browser
let world: World
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'larkspur-logs-'))
  const database = `sqlite:${join(folder, 'a.db')}`
  browser = await launchChromium()
  world = await startWorld({
    larkspur: (feishu) => ({
      database,
      instances: {
        shanghai: {
          appId: feishu.apps.create({ name: 'shanghai' }).appId,
          appSecret: 'secret-of-the-other-app',
          host: feishu.env.FEISHU_HOST,
        },
      },
    }),
  })
  world.feishu.apps.update(world.feishu.app.appId, { scopes: [...contactScopes, 'offline_access'] })
  await world.larkspur.directory.sync()
  await fill(database)
  for (const person of [5, 6, 7]) {
    await signInByRedirect(world, createVisitor(world.url), person, '/auth/authorize?scope=offline_access')
  }
  await world.larkspur.elements.create({
    name: 'beijing',
    title: 'Beijing office',
    appId: 'cli_b',
    appSecret: 's',
  })
}, 60_000)
afterAll(async () => {
  await browser.close()
  await world[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** A week of an organisation: more in the morning, few at night, and some who fail. */
async function fill(url: string): Promise<void> {
  const database = await openTestDatabase(url)
  const now = world.feishu.clock.now()
  const ways: SignInFlow[] = ['redirect', 'in_client', 'in_client', 'qr', 'mini_program']
  for (let n = 0; n < 168; n++) {
    const at = now - n * hour - 1
    const busy = [0, 0, 0, 0, 0, 0, 1, 5, 9, 7, 4, 3, 2, 5, 4, 3, 3, 2, 1, 1, 0, 0, 0, 0]
    for (let m = 0; m < (busy[new Date(at).getUTCHours()] ?? 0); m++) {
      const isFailed = (n + m) % 13 === 0
      const { name = '' } = world.feishu.people.get((n + m) % 150) ?? {}
      await database.signIns.add({
        ...{ id: `${n}-${m}`, at: at - m * 1_000, instance: m % 4 === 3 ? 'shanghai' : 'default' },
        ...{ flow: ways[(n + m) % 5] ?? 'qr', requestId: `r${n}-${m}`.padEnd(16, 'x') },
        ...(isFailed
          ? {
              outcome: 'code_invalid',
              userId: null,
              name: null,
              platformCode: 20_003,
              platformLogId: `log-${n}`,
            }
          : { outcome: 'ok', userId: `u${(n + m) % 150}`, name, platformCode: null, platformLogId: null }),
      })
    }
  }
  const actions = [
    'element.create',
    'element.update',
    'sync.start',
    'sessions.end',
    'sign_ins.export',
  ] as const
  for (const [n, action] of actions.entries()) {
    await database.audit.add({
      ...{ id: `audit ${n}`, at: now - n * 7 * hour, action, target: 'auths.loginTypes.shanghai' },
      ...{ actorId: 'u1', actorName: world.feishu.people.get(1)?.name ?? '', requestId: `request-${n}` },
      ...{ outcome: n === 1 ? 'element_changed' : 'ok', details: { fields: 'title, scopes', count: n } },
    })
  }
  await database.close()
}

const visits: [string, Parameters<typeof administratorContext>[2]][] = [
  ['en', {}],
  ['zh', { locale: 'zh-CN' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { viewport: { width: 390, height: 844 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' }],
]

describe.each(visits)('the pages, %s', (name, options) => {
  let context: BrowserContext
  beforeAll(async () => {
    context = await administratorContext(browser, world, options)
  })
  afterAll(() => context.close())

  test.each(Object.entries(pages))(
    '%s has no finding, no complaint and nothing beside it',
    async (page, path) => {
      const tab = await context.newPage()
      const complaints = collectComplaints(tab)
      const response = await tab.goto(world.url + path)
      expect(response?.status()).toBe(200)
      await picture(tab, `console-${page}${name === 'en' ? '' : `-${name}`}`)
      expect(await violations(tab)).toEqual([])
      const sideways = await tab.evaluate('document.documentElement.scrollWidth - window.innerWidth')
      expect(sideways).toBeLessThanOrEqual(0)
      expect(complaints).toEqual([])
      await tab.close()
    },
  )
})

test('filters work by keyboard, and the export is what they leave over', async () => {
  const context = await administratorContext(browser, world, { acceptDownloads: true })
  const tab = await context.newPage()
  await tab.goto(`${world.url}/console/sign-ins`)
  await tab.getByLabel('Outcome').selectOption('failed')
  await tab.getByLabel('Method').selectOption('shanghai')
  await tab.getByLabel('Account').press('Enter')
  await tab.waitForURL(/outcome=failed/)
  expect(await tab.getByLabel('Outcome').inputValue()).toBe('failed')
  const outcomes = await tab.locator('td[data-column="Outcome"] .badge').allTextContents()
  expect(outcomes.length).toBeGreaterThan(0)
  expect(new Set(outcomes)).toEqual(new Set(['failed']))
  const [download] = await Promise.all([
    tab.waitForEvent('download'),
    tab.getByRole('link', { name: 'Export CSV' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('sign-ins.csv')
  const chunks: Buffer[] = []
  for await (const chunk of await download.createReadStream()) chunks.push(chunk)
  const lines = Buffer.concat(chunks).toString('utf8').trim().split('\r\n').slice(1)
  expect(lines).toHaveLength(outcomes.length)
  expect(lines.every((line) => /,shanghai,\w+,code_invalid,/.test(line))).toBe(true)
  // The export itself is in the audit log, with what was asked for.
  await tab.goto(`${world.url}/console/audit?action=sign_ins.export`)
  await tab.getByText('shanghai', { exact: false }).first().waitFor()
  expect(await tab.locator('tbody tr').count()).toBe(2)
  await context.close()
})

test('times stand in the reader’s own zone', async () => {
  const context = await administratorContext(browser, world, { timezoneId: 'Asia/Shanghai' })
  const tab = await context.newPage()
  await tab.goto(`${world.url}/console/audit`)
  const first = tab.locator('td[data-column="Time"] time').first()
  const utc = (await first.getAttribute('datetime')) ?? ''
  const there = new Intl.DateTimeFormat('en', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'Asia/Shanghai',
  })
  expect(await first.textContent()).toBe(there.format(Date.parse(utc)))
  await context.close()
})
