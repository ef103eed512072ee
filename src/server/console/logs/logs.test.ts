// Tests: the pages of sign-ins and of the audit log, and their exports, by HTTP.

import { expect, test } from 'vitest'
import type { AuditRecord, SignInRecord } from '../../../audit/index.ts'
import { openTestDatabase } from '../../../storage/contracts/open-test-database.ts'
import { jsonPost } from '../../test-server.ts'
import { openTestConsole, type TestConsole } from '../test-console.ts'

const hour = 3_600_000
const day = 24 * hour

const signIn = (id: string, at: number, changes: Partial<SignInRecord> = {}): SignInRecord => ({
  ...{ id, at, instance: 'default', flow: 'redirect', outcome: 'ok', userId: 'account-1', name: '李雷' },
  ...{ requestId: `request-${id}`, platformCode: null, platformLogId: null },
  ...changes,
})

const entry = (id: string, at: number, changes: Partial<AuditRecord> = {}): AuditRecord => ({
  ...{ id, at, actorId: 'account-1', actorName: '韩梅梅', action: 'element.create', target: `target-${id}` },
  ...{ outcome: 'ok', details: { title: 'x' }, requestId: null },
  ...changes,
})

/** Writes beside the server, as another process does. */
async function write(
  console: TestConsole,
  signIns: SignInRecord[],
  audit: AuditRecord[] = [],
): Promise<void> {
  const database = await openTestDatabase(`sqlite:${console.file}`)
  for (const record of signIns) await database.signIns.add(record)
  for (const record of audit) await database.audit.add(record)
  await database.close()
}

const requests = (page: string) => [...page.matchAll(/request-([\w-]+)/g)].map(([, id]) => id)
const targets = (page: string) => [...page.matchAll(/<code>target-([\w-]+)/g)].map(([, id]) => id)
const nextOf = (page: string) => /rel="next" href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&')

async function csvOf(console: TestConsole, path: string) {
  const response = await console.open(path)
  // Decoded without dropping the mark at its beginning.
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer())
  return { response, text, lines: text.split('\r\n') }
}

test.each(['en', 'zh'])('the page of sign-ins shows who, how and why not, in %s', async (language) => {
  await using console = await openTestConsole()
  const { now } = console.server.time
  await write(console, [
    signIn('good', now - 1),
    signIn('bad', now - 2, {
      ...{ outcome: 'code_invalid', userId: null, name: null, flow: 'qr' },
      ...{ platformCode: 20_003, platformLogId: 'log-of-the-platform' },
    }),
  ])
  const page = await console.text('/console/sign-ins', language)
  expect(requests(page)).toEqual(['good', 'bad'])
  expect(page).toContain('<code>code_invalid</code>')
  expect(page).toContain('<code>20003</code>')
  expect(page).toContain('log-of-the-platform')
  expect(page).toContain(language === 'en' ? 'not recognised' : '未识别')
  expect(page).toContain('href="/console/people/account-1">李雷</a>')
  expect(page).toMatch(/<svg [^>]*role="img"/)
})

test.each<[string, string[]]>([
  ['', ['now', 'other', 'qr', 'failed', 'week']],
  ['?days=1', ['now', 'other', 'qr', 'failed']],
  ['?days=30', ['now', 'other', 'qr', 'failed', 'week', 'month']],
  ['?days=90', ['now', 'other', 'qr', 'failed', 'week', 'month', 'quarter']],
  ['?instance=shanghai', ['other']],
  ['?flow=qr', ['qr']],
  ['?outcome=ok', ['now', 'other', 'qr', 'week']],
  ['?outcome=failed', ['failed']],
  ['?outcome=user_resigned', ['failed']],
  ['?outcome=code_invalid', []],
  ['?user=account-2', ['now']],
  ['?days=7&instance=&flow=&outcome=&user=', ['now', 'other', 'qr', 'failed', 'week']],
])('the list with %s', async (query, ids) => {
  await using console = await openTestConsole()
  const { now } = console.server.time
  console.server.time.now += 1
  await write(console, [
    signIn('now', now - 10, { userId: 'account-2' }),
    signIn('other', now - 20, { instance: 'shanghai' }),
    signIn('qr', now - 30, { flow: 'qr' }),
    signIn('failed', now - 40, { outcome: 'user_resigned' }),
    signIn('week', now - 6 * day),
    signIn('month', now - 29 * day),
    signIn('quarter', now - 89 * day),
    signIn('older', now - 91 * day),
  ])
  const page = await console.text(`/console/sign-ins${query}`)
  expect(requests(page).filter((id) => id !== undefined && !/[A-Z\d]/.test(id))).toEqual(ids)
  const { lines } = await csvOf(console, `/console/sign-ins.csv${query}`)
  expect(lines.flatMap((line) => /request-([a-z]+)/.exec(line)?.[1] ?? [])).toEqual(ids)
})

test('the chart counts by hour for a day, and by 24 hours for a quarter', async () => {
  await using console = await openTestConsole()
  const { now } = console.server.time
  await write(console, [
    signIn('a', now - 2 * hour),
    signIn('b', now - 2 * hour + 1, { outcome: 'code_invalid' }),
    signIn('c', now - 80 * day, { instance: 'shanghai' }),
  ])
  const bars = async (query: string) => {
    const page = await console.text(`/console/sign-ins${query}`)
    const figure = /<figure.*?<\/figure>/s.exec(page)?.[0] ?? ''
    const cells = [...figure.matchAll(/<td data-column="[^"]*">(\d+)<\/td>/g)].map(([, value]) =>
      Number(value),
    )
    return { slices: cells.length / 2, sum: cells.reduce((sum, value) => sum + value, 0) }
  }
  // With the sign-in of whoever looks.
  expect(await bars('?days=1')).toEqual({ slices: 24, sum: 3 })
  expect(await bars('?days=7')).toEqual({ slices: 168, sum: 3 })
  expect(await bars('?days=30')).toEqual({ slices: 30, sum: 3 })
  expect(await bars('?days=90')).toEqual({ slices: 90, sum: 4 })
  expect(await bars('?days=90&instance=shanghai')).toEqual({ slices: 90, sum: 1 })
})

test('120 sign-ins come in pages of 50, which keep the filters', async () => {
  await using console = await openTestConsole()
  const { now } = console.server.time
  await write(
    console,
    Array.from({ length: 120 }, (_, n) => signIn(String(n), now - n, { flow: 'qr' })),
  )
  const seen: (string | undefined)[] = []
  const sizes: number[] = []
  for (
    let path: string | undefined = '/console/sign-ins?flow=qr&days=30';
    path !== undefined && sizes.length < 9;
  ) {
    const page: string = await console.text(path)
    sizes.push(requests(page).length)
    seen.push(...requests(page))
    path = nextOf(page)
    if (path !== undefined) expect(path).toMatch(/flow=qr&days=30&cursor=/)
  }
  expect(sizes).toEqual([50, 50, 20])
  expect(seen).toEqual(Array.from({ length: 120 }, (_, n) => String(n)))
})

test.each([
  '/console/sign-ins?days=2',
  '/console/sign-ins?days=7&days=7',
  '/console/sign-ins?flow=carrier-pigeon',
  '/console/sign-ins?outcome=%3Cscript%3E',
  '/console/sign-ins?cursor=abc',
  `/console/sign-ins?user=${'x'.repeat(257)}`,
  '/console/sign-ins.csv?days=2',
  '/console/audit?cursor=abc',
  '/console/audit.csv?from=yesterday',
  '/console/tokens?cursor=abc',
  '/console/tokens?instance=nowhere',
])('refuses %s', async (path) => {
  await using console = await openTestConsole()
  const response = await console.open(path)
  expect(response.status).toBe(400)
  expect(await response.text()).not.toContain('<script>')
})

test('an export comes in pages, whole, with a name, and is written down with its filters', async () => {
  await using console = await openTestConsole()
  const { now } = console.server.time
  await write(
    console,
    Array.from({ length: 1_203 }, (_, n) => signIn(String(n), now - n, { flow: 'qr' })),
  )
  const path = '/console/sign-ins.csv?flow=qr&days=30&evil=%3Cx%3E&user='
  const { response, lines } = await csvOf(console, path)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="sign-ins.csv"')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(lines[0]).toBe(
    '\uFEFFtime_utc,instance,flow,outcome,account,name,request_id,platform_code,platform_log_id',
  )
  expect(lines[1]).toBe('2026-01-01 00:00:00,default,qr,ok,account-1,李雷,request-0,,')
  expect(lines).toHaveLength(1_205)
  expect(lines.at(-1)).toBe('')
  expect(console.audit().filter(({ action }) => action === 'sign_ins.export')).toEqual([
    { action: 'sign_ins.export', target: 'sign_ins', outcome: 'ok', details: { flow: 'qr', days: '30' } },
  ])
})

test('an export of nothing is the heading alone', async () => {
  await using console = await openTestConsole()
  const { lines } = await csvOf(console, '/console/sign-ins.csv?flow=mini_program')
  expect(lines).toHaveLength(2)
})

test('a refused export is no export', async () => {
  await using console = await openTestConsole()
  await console.open('/console/sign-ins.csv?days=2')
  await console.open('/console/audit.csv?from=x')
  expect(console.audit().filter(({ action }) => action.endsWith('.export'))).toEqual([])
})

test('D59 D61 names stay text, on pages and in spreadsheets', async () => {
  await using console = await openTestConsole()
  const { now } = console.server.time
  const name = '=HYPERLINK("https://evil.example","x")<script>alert(1)</script>'
  await write(
    console,
    [signIn('a', now, { name, userId: '+1' })],
    [entry('a', now, { actorName: name, details: { '<b>': '@SUM(1)' }, target: '-2+3' })],
  )
  for (const path of ['/console/sign-ins', '/console/audit']) {
    const page = await console.text(path)
    expect(page).not.toContain('<script>alert')
    expect(page).not.toContain('<b>')
    expect(page).toContain('=HYPERLINK(&quot;')
    const { text } = await csvOf(console, `${path}.csv`)
    expect(text).toContain(`"'=HYPERLINK(""https://evil.example"",""x"")<script>alert(1)</script>"`)
    expect(text).toMatch(/,'(\+1|-2\+3),/)
  }
})

test.each(['en', 'zh'])('the audit log says who did what, and what came of it, in %s', async (language) => {
  await using console = await openTestConsole()
  const { now } = console.server.time
  await write(
    console,
    [],
    [
      entry('good', now - 1, { details: { title: '上海', fields: 3, dryRun: false, host: null } }),
      entry('bad', now - 2, { outcome: 'element_exists', actorId: null, actorName: 'command line' }),
    ],
  )
  const page = await console.text('/console/audit', language)
  expect(targets(page)).toEqual(['good', 'bad'])
  expect(page).toContain('<code>element_exists</code>')
  expect(page).toContain('command line')
  expect(page).toContain('<span class="secondary">title</span> 上海')
  expect(page).toContain('href="/console/audit?actor=account-1"')
})

test.each<[string, string[]]>([
  ['', ['new', 'other', 'ended', 'old']],
  ['?from=2025-12-31', ['new', 'other', 'ended']],
  ['?until=2025-12-30', ['old']],
  ['?from=2025-12-31&until=2025-12-31', ['new', 'other', 'ended']],
  ['?actor=account-2', ['other']],
  ['?action=sessions.end', ['ended']],
  ['?target=target-old', ['old']],
  ['?from=&until=&actor=&action=&target=', ['new', 'other', 'ended', 'old']],
  ['?action=%20sessions.end%20', ['ended']],
])('the audit log with %s', async (query, ids) => {
  await using console = await openTestConsole()
  const { now } = console.server.time
  await write(
    console,
    [],
    [
      entry('new', now - 1),
      entry('other', now - 2, { actorId: 'account-2' }),
      entry('ended', now - 3, { action: 'sessions.end' }),
      entry('old', now - 2 * day),
    ],
  )
  expect(targets(await console.text(`/console/audit${query}`))).toEqual(ids)
  const { lines } = await csvOf(console, `/console/audit.csv${query}`)
  expect(lines.flatMap((line) => /target-([a-z]+)/.exec(line)?.[1] ?? [])).toEqual(ids)
})

test.each(['yesterday', '2025-02-30', '2025-1-1', '1'])(
  'the day %s is refused beside its field, and stays as it was typed',
  async (typed) => {
    await using console = await openTestConsole()
    await write(console, [], [entry('one', console.server.time.now - 1)])
    const response = await console.open(`/console/audit?from=${typed}&actor=account-1`)
    expect(response.status).toBe(400)
    const page = await response.text()
    expect(page).toMatch(new RegExp(`name="from" value="${typed}"[^>]* aria-describedby="from-problem"`))
    expect(page).toContain('<p class="problem" id="from-problem">')
    expect(page).toContain('name="actor" value="account-1"')
    expect(page).toContain('role="alert"')
  },
)

test('an empty list says what to do', async () => {
  await using console = await openTestConsole()
  expect(await console.text('/console/sign-ins?user=nobody')).toMatch(
    /class="empty".*href="\/console\/sign-ins\?days=90"/s,
  )
  expect(await console.text('/console/audit')).toMatch(/class="empty".*href="\/console\/audit"/s)
})

test('the page tells how many failures were not written down, and why', async () => {
  await using console = await openTestConsole({ trustProxy: true })
  console.server.platform.answers['/open-apis/authen/v2/oauth/token'] = () => ({
    status: 400,
    body: { code: 20003, error: 'invalid_grant' },
  })
  const headers = { ...jsonPost, 'x-forwarded-for': '203.0.113.7' }
  const fail = async (from = headers['x-forwarded-for']) => {
    const of = { ...headers, 'x-forwarded-for': from }
    const visitor = console.server.browser()
    const started = await visitor.request('/auth/attempts', { method: 'POST', headers: of, body: '{}' })
    const { attempt } = (await started.json()) as { attempt: string }
    const body = JSON.stringify({ code: 'z'.repeat(64), attempt })
    await visitor.request('/auth/in-client', { method: 'POST', headers: of, body })
  }
  for (let n = 0; n < 10; n++) await fail()
  expect(await console.text('/console/sign-ins')).not.toContain('Too many to write down')
  for (let n = 0; n < 3; n++) await fail()
  expect(await console.text('/console/sign-ins')).toContain('Too many to write down: 3 failed sign-ins')
  expect(await console.text('/console/sign-ins', 'zh')).toContain('最近 24 小时有 3 次失败的登录未列入')
  await fail('198.51.100.9')
  const failures = console.rows('sign_ins').filter(({ outcome }) => outcome === 'code_invalid')
  expect(failures).toHaveLength(11)
})

test('the chart counts what the filters let through', async () => {
  await using console = await openTestConsole()
  const { now } = console.server.time
  const failed = { outcome: 'code_invalid', userId: null, name: null }
  await write(console, [
    ...[1, 2, 3].map((n) => signIn(`qr${n}`, now - n, { flow: 'qr' })),
    ...[4, 5].map((n) => signIn(`bad${n}`, now - n, failed)),
  ])
  const total = async (query: string) =>
    /<figcaption>Sign-ins <span class="secondary">in all (\d+)/.exec(
      await console.text(`/console/sign-ins?${query}`),
    )?.[1]
  // The administrator's own sign-in is one of them.
  expect(await total('')).toBe('6')
  expect(await total('flow=qr')).toBe('3')
  expect(await total('outcome=failed')).toBe('2')
  expect(await total('outcome=pkce_failed')).toBe('0')
  expect(await total('user=account-1')).toBe('3')
})
