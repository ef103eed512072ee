import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Emulator, startEmulator } from '../emulator/index.ts'
import type { RunReport } from '../server/directory-types.ts'
import { optionsFromEnvironment } from '../server/environment.ts'
import { createLarkspur } from '../server/larkspur.ts'
import { run } from './run.ts'

interface Told {
  code: number
  out: string[]
  err: string[]
  /** What was written over on the terminal. */
  screen: string
}

interface Desk {
  feishu: Emulator
  environment: Record<string, string>
  /** Runs `larkspur sync` in this process, as on a terminal. */
  sync(
    words?: string[],
    terminal?: { out?: boolean; err?: boolean; language?: string; level?: string },
  ): Promise<Told>
  [Symbol.asyncDispose](): Promise<void>
}

async function desk(): Promise<Desk> {
  const feishu = await startEmulator({ seed: 12, organisation: { users: 100 } })
  const path = join(mkdtempSync(join(tmpdir(), 'larkspur-terminal-')), 'x.db')
  const environment = {
    ...feishu.env,
    SESSION_SECRET: 'qN7vXc2LmZ8pRt4WsYb6KdHf9JgTzE1a',
    DATABASE_URL: `sqlite:${path}`,
    NODE_ENV: 'development',
  }
  const url = 'http://127.0.0.1:3000'
  await (await createLarkspur({ ...optionsFromEnvironment(environment), url })).close()
  return {
    feishu,
    environment,
    async sync(words = [], { out = true, err = true, language = 'en', level = '' } = {}) {
      const told: Told = { code: -1, out: [], err: [], screen: '' }
      told.code = await run(['sync', ...words], {
        environment: { ...environment, LANG: language, LOG_LEVEL: level },
        out: (line) => void told.out.push(line),
        err: (line) => void told.err.push(line),
        isTerminal: err,
        isOutTerminal: out,
        screen: {
          columns: 80,
          write: (text) => {
            told.screen += text
          },
        },
        onStop: () => new Promise(() => {}),
      })
      return told
    },
    [Symbol.asyncDispose]: () => feishu.close(),
  }
}

test('on a terminal a person sees the bar, and at the end a summary in its place', async () => {
  await using it = await desk()
  const { code, out, err, screen } = await it.sync()
  expect([code, err]).toEqual([0, []])
  expect(screen).toMatch(/^\r\[-{30}\] {3}0% {2}0 people/)
  expect(screen.endsWith('\r\u001b[2K')).toBe(true)
  expect(out[0]).toBe('The directory is up to date.')
  expect(out[1]).toMatch(/^ {2}people {6}\d+ read, \d+ new$/)
  // Which permissions the app lacks, too.
  expect(out.join('\n')).toContain('contact:department.organize:readonly')
  const chinese = await it.sync([], { language: 'zh_CN.UTF-8' })
  expect(chinese.out[0]).toBe('通讯录已是最新。')
  expect(chinese.screen).toContain('0 个部门')
})

test.each<
  [string, string[], { out?: boolean; err?: boolean }, [bar: boolean, json: boolean, words: boolean]]
>([
  ['a terminal', [], {}, [true, false, true]],
  ['a terminal, quietly', ['--quiet'], {}, [false, false, false]],
  ['a terminal, as JSON', ['--json'], {}, [true, true, false]],
  ['a terminal, as JSON and quietly', ['--json', '--quiet'], {}, [false, true, false]],
  ['a pipe on stdout', [], { out: false }, [true, true, false]],
  ['a file on stderr', [], { err: false }, [false, false, true]],
  ['no terminal at all', [], { out: false, err: false }, [false, true, false]],
])('%s: what is written', async (_what, words, terminal, [bar, json, summary]) => {
  await using it = await desk()
  const { code, out, err, screen } = await it.sync(words, terminal)
  expect([code, err]).toEqual([0, []])
  expect(screen !== '').toBe(bar)
  expect(out.some((line) => line.startsWith('{'))).toBe(json)
  expect(out.some((line) => line.startsWith('The directory'))).toBe(summary)
  if (json) expect((JSON.parse(out.join('\n')) as RunReport).state).toBe('completed')
})

test.each<[string, string[], boolean]>([
  ['in the summary', [], true],
  ['also quietly, on stderr', ['--quiet'], false],
])('D74 a run that waits is told %s', async (_what, words, summary) => {
  await using it = await desk()
  await it.sync()
  it.feishu.apps.update(it.feishu.app.appId, { contactRange: { departments: [], people: [1, 2] } })
  const { code, out, err } = await it.sync(words)
  expect(code).toBe(3)
  const told = (summary ? out : err).join('\n')
  expect(told).toMatch(/\n {4}… and \d+ more\n[\s\S]*\n {2}larkspur sync --confirm [\w-]{43}\n/)
  expect(summary ? err : out).toEqual([])
  expect(told.includes('Nothing was removed.')).toBe(summary)
})

test('a log line of a run stands above the bar, not in it', async () => {
  await using it = await desk()
  it.feishu.faults.add({
    operation: 'contact.v3.users.find_by_department',
    times: 10_000,
    effect: { kind: 'status', status: 500 },
  })
  const { code, out, err, screen } = await it.sync([], { level: 'debug' })
  expect([code, out]).toEqual([1, []])
  expect(err.join('\n')).toMatch(/^larkspur: Feishu/)
  const lines = screen.split(/[\r\n]/).filter((line) => line.includes('{"level'))
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) expect(line.startsWith('\u001b[2K{'), line).toBe(true)
})

test('a run at work is running in the table of runs; one that was broken off is interrupted', async () => {
  await using it = await desk()
  let calls = 0
  const reached = Promise.withResolvers<void>()
  const stuck: typeof fetch = (url, init) => {
    calls += 1
    if (calls <= 8) return fetch(url, init)
    reached.resolve()
    return new Promise((_, fail) => {
      init?.signal?.addEventListener('abort', () => fail(init.signal?.reason))
    })
  }
  const url = 'http://127.0.0.1:3000'
  const app = await createLarkspur({ ...optionsFromEnvironment(it.environment), url, fetch: stuck })
  const run = app.directory.sync().catch(() => undefined)
  await reached.promise
  expect((await it.sync(['runs'])).out[0]).toMatch(/ {2}running {2}/)
  await app.close()
  await run
  expect((await it.sync(['runs'])).out[0]).toMatch(/ {2}interrupted {2}/)
  expect((await it.sync(['runs'], { language: 'zh' })).out[0]).toContain('已中断')
})

test('the last runs are a table for a person', async () => {
  await using it = await desk()
  await it.sync()
  await it.sync(['--dry-run'])
  const { out } = await it.sync(['runs'])
  expect(out).toEqual([
    expect.stringMatching(
      /^[\w-]{43} {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}completed {2}dry run {2}everything {2}\+0 ~0 -0 {2}\d+ calls in/,
    ),
    expect.stringMatching(/ {2}completed {2}everything {2}\+\d+ ~0 -0 {2}/),
  ])
})
