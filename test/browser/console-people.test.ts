// In real Chromium: people, accounts and departments in the console, by keyboard, at phone width and before axe.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fillDirectory, largeCompany } from '../../src/server/console/people/test-company.ts'
import { violations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { collectComplaints } from '../support/client-page.ts'
import { administratorContext } from '../support/console-visitor.ts'
import { signInByRedirect, whoAmI } from '../support/sign-in.ts'
import { createVisitor, type Visitor } from '../support/visitor.ts'
import { startWorld, type World } from '../support/world.ts'

let browser: Browser
let world: World
let someone: Visitor
let account: string
beforeAll(async () => {
  browser = await launchChromium()
  const file = join(mkdtempSync(join(tmpdir(), 'larkspur-tree-')), 'a.db')
  world = await startWorld({ larkspur: { database: `sqlite:${file}` } })
  const { departments, people } = largeCompany()
  const { open_id = '' } = world.feishu.people.get(9) ?? {}
  const known = { id: open_id, name: '王小明', state: 'active' as const, departmentIds: ['od_5', 'od_130'] }
  const company = { departments, people: [...people.slice(0, 4_000), known] }
  const key = { brand: 'feishu', appId: world.feishu.env.APP_ID } as const
  await fillDirectory(file, company, world.feishu.clock.now(), key)
  someone = createVisitor(world.url)
  await signInByRedirect(world, someone, 9)
  const { user } = (await (await someone.script('/auth/session')).json()) as { user: { id: string } }
  account = user.id
}, 120_000)
afterAll(async () => {
  await browser.close()
  await world[Symbol.asyncDispose]()
})

async function openPage(options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await administratorContext(browser, world, options)
  const page = await context.newPage()
  return { page, complaints: collectComplaints(page) }
}

/** The name of the department that has the focus. */
const focused = (page: Page) =>
  page.evaluate(
    `(document.activeElement.querySelector('.name') ?? document.activeElement).textContent`,
  ) as Promise<string>

const item = (page: Page, name: string) => page.getByRole('treeitem', { name, exact: true })

test('the tree by keyboard alone: level by level, to the page of a department', async () => {
  const { page, complaints } = await openPage()
  const asked: string[] = []
  page.on('request', (request) => void (request.url().includes('/children') && asked.push(request.url())))
  await page.goto(`${world.url}/console/departments`)
  await item(page, 'Department 1').waitFor()
  // One stop of the Tab key for the whole tree, after the search.
  await page.getByRole('button', { name: 'Search' }).focus()
  await page.keyboard.press('Tab')
  expect(await focused(page)).toBe('Department 1')
  expect(await page.locator('[role=tree] [tabindex="0"]').count()).toBe(1)

  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
    return focused(page)
  }
  expect(await press('ArrowDown', 'ArrowDown')).toBe('Department 3')
  await press('ArrowRight')
  await item(page, 'Department 121').waitFor()
  expect(await item(page, 'Department 3').getAttribute('aria-expanded')).toBe('true')
  expect(await item(page, 'Department 121').getAttribute('aria-level')).toBe('2')
  expect(await press('ArrowRight')).toBe('Department 121')
  expect(await press('ArrowLeft')).toBe('Department 3')
  expect(await press('ArrowLeft')).toBe('Department 3')
  expect(await item(page, 'Department 121').isVisible()).toBe(false)
  expect(await press('ArrowDown')).toBe('Department 4')
  // Open once more: nothing is read twice.
  await press('ArrowUp', 'ArrowRight')
  await item(page, 'Department 121').waitFor()
  expect(asked).toHaveLength(1)

  expect(await press('End')).toBe('Show more')
  await press('Enter')
  await item(page, 'Department 51').waitFor()
  await page.waitForFunction(`document.activeElement.textContent.includes('Department 51')`)
  expect(await press('End', 'Enter', 'Home')).toBe('Department 1')
  await item(page, 'Department 120').waitFor()
  expect(await page.getByRole('treeitem', { name: 'Show more' }).count()).toBe(0)
  expect(await violations(page)).toEqual([])

  await page.keyboard.press('Enter')
  await page.waitForURL(/\/console\/departments\/od_1$/)
  await page.getByRole('heading', { level: 1, name: 'Department 1' }).waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

test('by mouse; and a level that cannot be read says so, and can be tried again', async () => {
  const { page } = await openPage()
  await page.goto(`${world.url}/console/departments`)
  await page.route('**/children**', (route) => route.abort())
  const twist = item(page, 'Department 3').locator('.twist').first()
  await twist.click()
  await page.getByText('That could not be loaded.').waitFor()
  await page.unroute('**/children**')
  await twist.click()
  await item(page, 'Department 121').waitFor()
  expect(await page.locator('[data-tree-status]').textContent()).toBe('')
  await twist.click()
  await item(page, 'Department 121').waitFor({ state: 'hidden' })
  await item(page, 'Department 2').getByText('Department 2', { exact: true }).click()
  await page.waitForURL(/od_2$/)
  await page.context().close()
})

test('without scripts the same tree opens by plain links', async () => {
  const { page } = await openPage({ javaScriptEnabled: false })
  await page.goto(`${world.url}/console/departments`)
  await page.getByRole('link', { name: 'Open Department 3', exact: true }).click()
  await page.getByRole('link', { name: 'Department 121', exact: true }).waitFor()
  await page.getByRole('link', { name: 'Close Department 3', exact: true }).click()
  await page.getByRole('link', { name: 'Department 121', exact: true }).waitFor({ state: 'detached' })
  expect(new URL(page.url()).search).toBe('?open=0')
  await page.context().close()
})

test('a session is ended after a question, and the person is out', async () => {
  const { page, complaints } = await openPage()
  await page.goto(`${world.url}/console/people?search=${encodeURIComponent('王小明')}`)
  await page
    .getByRole('row', { name: /王小明/ })
    .getByRole('link', { name: 'Account' })
    .click()
  await page.getByRole('button', { name: 'End all sessions' }).waitFor()
  page.once('dialog', (dialog) => void dialog.dismiss())
  await page.getByRole('button', { name: 'End all sessions' }).click()
  expect(await whoAmI(someone)).not.toBeNull()
  page.once('dialog', (dialog) => void dialog.accept())
  await page.getByRole('button', { name: 'End all sessions' }).click()
  await page.getByText('All sessions are ended.').waitFor()
  expect(await whoAmI(someone)).toBeNull()
  await signInByRedirect(world, someone, 9)
  expect(complaints).toEqual([])
  await page.context().close()
})

const person = () => world.feishu.people.get(9)?.open_id ?? ''

const pages: [string, () => string][] = [
  ['people', () => '/console/people'],
  ['nobody found', () => '/console/people?search=nobodyatall'],
  ['accounts', () => '/console/people/accounts?by=name&text=a'],
  ['letting in', () => '/console/people/expect'],
  ['a person', () => `/console/people/directory/${person()}`],
  ['an account', () => `/console/people/${account}`],
  ['departments', () => '/console/departments?open=od_5000'],
  ['a search for departments', () => '/console/departments?search=Department%201'],
  ['a department', () => '/console/departments/od_1'],
]

const looks: [string, BrowserContextOptions][] = [
  ['English, light, wide', {}],
  [
    'Chinese, dark, on a phone',
    { locale: 'zh-CN', colorScheme: 'dark', viewport: { width: 360, height: 740 } },
  ],
]

test.each(looks)('every page passes axe and does not scroll sideways: %s', async (_title, options) => {
  const { page, complaints } = await openPage(options)
  for (const [name, path] of pages) {
    await page.goto(`${world.url}${path()}`)
    expect(await violations(page), name).toEqual([])
    const over = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    expect(over, `${name} scrolls sideways`).toBeLessThanOrEqual(0)
    await page.screenshot({
      path: `test-results/people-${options.locale ?? 'en'}-${name.replaceAll(' ', '-')}.png`,
      fullPage: true,
    })
  }
  expect(complaints).toEqual([])
  await page.context().close()
})
