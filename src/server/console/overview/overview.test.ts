// Tests: the overview, by HTTP.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import manifest from '../../../../package.json' with { type: 'json' }
import { openTestConsole } from '../test-console.ts'

const textOf = (page: string) =>
  page
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()

test.each([
  ['en', 'Database answers', 'Living sessions 2', 'Version'],
  ['zh', '数据库 正常', '有效会话 2', '版本'],
])('it says how the server stands, in %s', async (language, database, sessions, version) => {
  await using console = await openTestConsole()
  await console.server.browser().confirm()
  const page = await console.text('/console', language)
  const text = textOf(page)
  expect(text).toContain(database)
  expect(text).toContain(sessions)
  expect(text).toContain(`${version} ${manifest.version}`)
  expect(page).toContain('aria-current="page"')
})

test('it counts the people and departments of every method, and tells of the last synchronisation', async () => {
  await using console = await openTestConsole({ instances: { shanghai: { appId: 'cli_2', appSecret: 's' } } })
  const text = textOf(await console.text('/console'))
  expect(text).toContain('Sign-in methods 2')
  expect(text).toContain('never Synchronise')
  const page = await console.text('/console')
  expect(page).toContain('href="/console/sync?instance=shanghai"')
  expect(page).toContain('href="/console/methods/shanghai"')
})

test('what is wrong with a method stands there, with the way to it', async () => {
  await using console = await openTestConsole()
  expect(textOf(await console.text('/console'))).toContain('Nothing is wrong with any sign-in method.')
  const { elements } = console.server.larkspur
  await elements.create({ name: 'broken', title: 'Broken one', appId: 'cli_9', appSecret: 's' })
  await elements.setEnabled('auths.loginTypes.broken', false)
  // Switched off is as somebody wants it.
  expect(textOf(await console.text('/console'))).toContain('Nothing is wrong with any sign-in method.')
})

test('D81 a malformed element stands there with file and field, and the page works', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'larkspur-overview-'))
  const path = join(folder, 'auths/loginTypes/Spoiled')
  await mkdir(path, { recursive: true })
  await writeFile(join(folder, 'app.json'), JSON.stringify({ appId: 'whwy.demo', version: '1.0.0' }))
  await writeFile(join(path, 'e.json'), '{"title": "Spoiled one"}')
  await using console = await openTestConsole({ elements: { directories: [folder] } })
  for (const language of ['en', 'zh']) {
    const page = await console.text('/console', language)
    const list = /<ul class="problem-list">.*/s.exec(page)?.[0] ?? ''
    expect(list).toContain('<code>Spoiled</code>')
    expect(list).toMatch(/<code>e\.json[^<]*type<\/code>/)
    expect(list).toMatch(/href="\/console\/methods(\/Spoiled)?"/)
  }
  await rm(folder, { recursive: true })
})

test('a folder that makes no element stands there, too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'larkspur-overview-'))
  const path = join(folder, 'auths/loginTypes/no name')
  await mkdir(path, { recursive: true })
  await writeFile(join(path, 'e.json'), '{"title": "A"}')
  await using console = await openTestConsole({ elements: { directories: [folder] } })
  const page = await console.text('/console', 'en')
  expect(page).toContain('<code>auths/loginTypes/no name</code> The path makes no full name')
  await rm(folder, { recursive: true })
})

test('sessions that are over are not counted', async () => {
  await using console = await openTestConsole()
  await console.server.browser().confirm()
  console.server.time.now += 5 * 3_600_000
  await console.text('/console')
  console.server.time.now += 5 * 3_600_000
  expect(textOf(await console.text('/console'))).toContain('Living sessions 1')
})

test('a database that does not answer is said', async () => {
  await using console = await openTestConsole()
  await console.server.larkspur.close()
  expect((await console.open('/console')).status).toBe(503)
})
