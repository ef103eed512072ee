import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { type Command, startCommand } from '../../test/support/command.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../emulator/index.ts'
import type { RunReport } from '../server/directory-types.ts'
import { optionsFromEnvironment } from '../server/environment.ts'
import { createLarkspur } from '../server/larkspur.ts'
import { demoScopes } from './demo-scopes.ts'

type Environment = Record<string, string>

interface Company {
  feishu: Emulator
  environment: Environment
  start(words: string[], environment?: Environment): Command
  run(
    words: string[],
    environment?: Environment,
  ): Promise<{ code: number | null; stdout: string; stderr: string }>
  /** Runs `sync` with these options to its end; the report. */
  sync(...words: string[]): Promise<RunReport>
  [Symbol.asyncDispose](): Promise<void>
}

/** An emulated company and the settings of an app whose database is there. */
async function company(options: EmulatorOptions = {}): Promise<Company> {
  const feishu = await startEmulator({ seed: 11, organisation: { users: 120 }, ...options })
  const path = join(mkdtempSync(join(tmpdir(), 'larkspur-sync-')), 'x.db')
  const environment = {
    ...feishu.env,
    SESSION_SECRET: 'qN7vXc2LmZ8pRt4WsYb6KdHf9JgTzE1a',
    DATABASE_URL: `sqlite:${path}`,
    NODE_ENV: 'development',
  }
  const url = 'http://127.0.0.1:3000'
  await (await createLarkspur({ ...optionsFromEnvironment(environment), url })).close()
  const start: Company['start'] = (words, more) =>
    startCommand(['sync', ...words], { ...environment, ...more })
  const run: Company['run'] = async (words, more) => {
    await using command = start(words, more)
    const code = await command.ended
    return { code, ...command.output }
  }
  return {
    feishu,
    environment,
    start,
    run,
    async sync(...words) {
      const { code, stdout, stderr } = await run(words)
      expect([code, stderr], stderr).toEqual([0, ''])
      return JSON.parse(stdout)
    },
    [Symbol.asyncDispose]: () => feishu.close(),
  }
}

/** The contact API alone: tokens are asked for anew by every process. */
const contactCalls = (feishu: Emulator) =>
  feishu.requests().filter(({ operation }) => operation.startsWith('contact.'))

/** What the audit log says, oldest first: action, outcome and details. */
function audit({ environment }: Company) {
  const path = environment.DATABASE_URL?.replace('sqlite:', '') ?? ''
  const database = new DatabaseSync(path, { readOnly: true })
  const rows = database.prepare('select * from audit order by rowid').all()
  database.close()
  return rows.map(({ actor_name, target, action, outcome, details }) => {
    expect([actor_name, target]).toEqual(['command line', 'default'])
    return [action, outcome, JSON.parse(String(details))]
  })
}

const peopleOf = (feishu: Emulator) => [...feishu.organisation.exportFor().people]

test('off a terminal, one report is on stdout and nothing else; a second run changes nothing', async () => {
  await using world = await company()
  const first = await world.run([])
  expect([first.code, first.stderr]).toEqual([0, ''])
  expect(first.stdout.trim().split('\n')).toHaveLength(1)
  const report: RunReport = JSON.parse(first.stdout)
  const people = peopleOf(world.feishu).length
  expect(report).toMatchObject({ state: 'completed', target: { kind: 'all' }, people: { created: people } })
  const again = await world.sync()
  expect(again.people).toEqual({ read: people, created: 0, updated: 0, restored: 0, removed: 0 })
})

test('a dry run finds the differences and writes none of them', async () => {
  await using world = await company()
  await world.sync()
  world.feishu.organisation.hire({ name: '新人' })
  world.feishu.organisation.leave(5)
  for (let time = 0; time < 2; time++) {
    const report = await world.sync('--dry-run')
    expect(report).toMatchObject({ dryRun: true, people: { created: 1, removed: 1 } })
  }
  expect(await world.sync()).toMatchObject({ dryRun: false, people: { created: 1, removed: 1 } })
})

test('what was begun stands in the audit log, and what was not, with why', async () => {
  await using world = await company()
  const start = { what: 'all', dryRun: false, full: false }
  const first = await world.sync()
  const dry = await world.sync('--dry-run', '--full')
  await world.run(['--user', 'ou_nobody'])
  world.feishu.apps.update(world.feishu.app.appId, { contactRange: { departments: [], people: [1, 2] } })
  const waiting: RunReport = JSON.parse((await world.run([])).stdout)
  const { people = 0, departments = 0 } = waiting.removals ?? {}
  await world.sync('--confirm', waiting.id)
  await world.run(['--confirm', waiting.id])
  const wrong = await world.run([], { APP_SECRET: 'wrong' })
  expect(JSON.parse(wrong.stdout)).toMatchObject({ state: 'failed' })
  const noted = [
    ['sync.start', 'ok', { ...start, run: first.id }],
    ['sync.start', 'ok', { ...start, dryRun: true, full: true, run: dry.id }],
    ['sync.start', 'person_not_found', { ...start, what: 'person', id: 'ou_nobody' }],
    ['sync.start', 'ok', { ...start, run: waiting.id }],
    ['sync.confirm', 'ok', { run: waiting.id, people, departments }],
    ['sync.confirm', 'request_invalid', { run: waiting.id }],
    ['sync.start', 'app_credentials_invalid', start],
  ]
  expect(audit(world)).toEqual(noted)
  // Whoever reads alone leaves nothing.
  await world.run(['runs'])
  await world.run(['show', first.id])
  expect(audit(world)).toEqual(noted)
}, 60_000)

test('a run that is killed was begun', async () => {
  await using world = await company({ organisation: { users: 3000, departments: 200 } })
  world.feishu.faults.add({ operation: '*', times: 10_000, effect: { kind: 'delay', ms: 30 } })
  await using command = world.start([])
  const deadline = AbortSignal.timeout(20_000)
  while (audit(world).length === 0 && !deadline.aborted) {
    await new Promise((soon) => setImmediate(soon))
  }
  await command.stop('SIGKILL')
  expect(audit(world)).toMatchObject([['sync.start', 'ok', { what: 'all' }]])
  const [run = ''] = (await world.run(['runs'])).stdout.split('\n')
  expect(JSON.parse(run).state).not.toBe('completed')
}, 60_000)

test('one person, and one department', async () => {
  await using world = await company()
  await world.sync()
  const { open_id } = world.feishu.organisation.rename(4, '改名')
  world.feishu.organisation.rename(5, '也改名')
  const person = await world.sync('--user', open_id)
  expect(person).toMatchObject({ target: { kind: 'person', id: open_id }, people: { updated: 1 } })
  const [place = ''] = world.feishu.people.get(5)?.department_ids ?? []
  const department = await world.sync('--department', place)
  expect(department).toMatchObject({ target: { kind: 'department', id: place }, people: { updated: 1 } })
})

/** One company for what is refused before anything happens. */
let idle: Promise<Company> | undefined
afterAll(async () => (await idle)?.[Symbol.asyncDispose]())

test.each<[string, string[], string, string]>([
  ['a user that is none', ['--user', '张三'], 'en', '--user takes an open_id'],
  ['a department that is none', ['--department', 'D096'], 'zh_CN.UTF-8', '--department 须为以 od- 开头'],
  ['the root', ['--department', '0'], 'en', 'leave the option out'],
  ['two targets', ['--user', 'ou_1', '--department', 'od-1'], 'zh_CN', '只能使用其中一个'],
  ['a run that is none', ['--confirm', '../x'], 'en', 'larkspur sync runs lists them'],
  ['a confirmation of something else', ['--confirm', 'x', '--dry-run'], 'zh_CN', '不能与 --department'],
  ['an unknown app', ['--instance', 'none'], 'en', 'No app of this name is configured'],
  ['a limit that is none', ['runs', '--limit', '0'], 'en', '--limit must be a whole number'],
  ['an option of another spelling', ['--dryrun'], 'zh_CN', "没有选项 '--dryrun'"],
  ['a run without an id', ['show'], 'en', "missing required argument 'run'"],
])('%s is refused before any call', async (_what, words, LANG, sentence) => {
  idle ??= company()
  const world = await idle
  const { code, stdout, stderr } = await world.run(words, { LANG })
  expect([code, stdout], stderr).toEqual([2, ''])
  expect(stderr).toContain(sentence)
  expect(world.feishu.requests()).toEqual([])
})

test('an unknown run is told in both languages', async () => {
  await using world = await company()
  for (const words of [
    ['--confirm', 'x'],
    ['show', 'x'],
  ]) {
    const { code, stdout, stderr } = await world.run(words)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^larkspur: There is no such synchronisation run\./)
    expect((await world.run(words, { LANG: 'zh_CN' })).stderr).toMatch(/^larkspur: 没有这次同步记录。/)
  }
})

test('D74 what would remove too much waits; the counts and the command are told, and confirming removes', async () => {
  await using world = await company()
  await world.sync()
  const all = peopleOf(world.feishu).length
  world.feishu.apps.update(world.feishu.app.appId, { contactRange: { departments: [], people: [1, 2] } })
  const { code, stdout, stderr } = await world.run([])
  expect(code).toBe(3)
  const report: RunReport = JSON.parse(stdout)
  expect(report).toMatchObject({ state: 'waiting', people: { removed: 0 }, removals: { people: all - 2 } })
  // A job's log is no place for names.
  expect(stderr).not.toMatch(/ou_|… and/)
  expect(stderr).toContain(`  ${all - 2} of ${all} people\n`)
  expect(stderr).toContain(`\n  larkspur sync --confirm ${report.id}\n`)
  // Nothing was removed, and what would be is there in full.
  const shown = (await world.run(['show', report.id])).stdout.trim().split('\n')
  const lines = shown.map((line) => JSON.parse(line))
  expect(lines[0].report).toMatchObject({ id: report.id, state: 'waiting' })
  expect(lines.filter(({ missing }) => missing?.of === 'person')).toHaveLength(all - 2)
  const confirmed = await world.sync('--confirm', report.id)
  expect(confirmed).toMatchObject({ id: report.id, state: 'completed', people: { removed: all - 2 } })
  const twice = await world.run(['--confirm', report.id])
  expect([twice.code, twice.stdout]).toEqual([2, ''])
  expect(twice.stderr).toMatch(/^larkspur: This run does not wait/)
})

test('Ctrl-C stops at the next page and leaves a run that the next one goes on with', async () => {
  await using world = await company({ organisation: { users: 3000, departments: 200 } })
  world.feishu.faults.add({ operation: '*', times: 10_000, effect: { kind: 'delay', ms: 30 } })
  await using command = world.start([])
  const deadline = AbortSignal.timeout(20_000)
  while (contactCalls(world.feishu).length < 20 && !deadline.aborted) {
    await new Promise((soon) => setImmediate(soon))
  }
  expect(await command.stop('SIGINT')).toBe(130)
  expect(command.output.stderr).toMatch(
    /^larkspur: Stopping after the pages .*\nlarkspur: Interrupted\. The next run/,
  )
  const stopped: RunReport = JSON.parse(command.output.stdout)
  expect(stopped).toMatchObject({ state: 'running' })
  world.feishu.faults.clear()
  const report = await world.sync()
  expect(report).toMatchObject({ id: stopped.id, resumed: 1, state: 'completed' })
  expect(report.people.read).toBe(peopleOf(world.feishu).length)
}, 60_000)

test('a run that fails ends with 1, its report, and what to do', async () => {
  await using world = await company()
  world.feishu.faults.add({
    operation: 'contact.v3.users.find_by_department',
    times: 10_000,
    effect: { kind: 'html' },
  })
  const { code, stdout, stderr } = await world.run([])
  expect(code, stderr).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ state: 'failed', error: { code: expect.any(String) } })
  expect(stderr).toMatch(
    /^larkspur: Feishu[^\n]*\nlarkspur: The next run of the same command goes on [^\n]*\n$/,
  )
})

test('D77 a second synchronisation at the same time says so', async () => {
  await using world = await company()
  const reached = Promise.withResolvers<void>()
  const gate = Promise.withResolvers<void>()
  const held: typeof fetch = async (...call) => {
    reached.resolve()
    await gate.promise
    return fetch(...call)
  }
  const url = 'http://127.0.0.1:3000'
  const app = await createLarkspur({ ...optionsFromEnvironment(world.environment), url, fetch: held })
  const first = app.directory.sync()
  await reached.promise
  const second = await world.run([])
  expect([second.code, second.stdout]).toEqual([1, ''])
  expect(second.stderr).toMatch(/^larkspur: The directory of this app is being synchronised already\./)
  expect(second.stderr).toContain('If its process has died, this passes within 90 seconds.')
  gate.resolve()
  expect(await first).toMatchObject({ state: 'completed' })
  await app.close()
})

test('a synchronisation that was killed is named, and since when, in both languages', async () => {
  await using world = await company({ organisation: { users: 3000, departments: 200 } })
  world.feishu.faults.add({ operation: '*', times: 10_000, effect: { kind: 'delay', ms: 30 } })
  await using command = world.start([])
  const deadline = AbortSignal.timeout(20_000)
  while (contactCalls(world.feishu).length < 20 && !deadline.aborted) {
    await new Promise((soon) => setImmediate(soon))
  }
  await command.stop('SIGKILL')
  const [run] = (await world.run(['runs'])).stdout.split('\n').map((line) => JSON.parse(line || '{}'))
  for (const [LANG, words] of [
    ['en', ['It is run ', ', begun 20', 'within 90 seconds']],
    ['zh_CN.UTF-8', ['正在进行的同步为 ', '，开始于 20', '90 秒内']],
  ] as const) {
    const { code, stderr } = await world.run([], { LANG })
    expect(code).toBe(1)
    for (const word of [run.id, ...words]) expect(stderr).toContain(word)
  }
}, 60_000)

test.each<[string, string[], string, string]>([
  [
    'nobody',
    ['--user', 'ou_nobody'],
    'Feishu knows no such person in this app',
    '飞书在此应用中没有这个成员',
  ],
  ['no department', ['--department', 'od-nothing'], 'department', '部门'],
])('%s is told in words of its own, in both languages', async (_what, words, en, zh) => {
  await using world = await company()
  for (const [LANG, sentence] of [
    ['en', en],
    ['zh_CN.UTF-8', zh],
  ] as const) {
    const { code, stderr } = await world.run(words, { LANG })
    expect([code, stderr]).toEqual([1, expect.stringContaining(sentence)])
    expect(stderr).toMatch(/HTTP \d+/)
  }
})

test('a department and a person out of range are told so, not of the availability', async () => {
  await using world = await company()
  const [place = ''] = world.feishu.people.get(5)?.department_ids ?? []
  const { open_id } = world.feishu.organisation.rename(6, '范围外')
  world.feishu.apps.update(world.feishu.app.appId, { contactRange: { departments: [], people: [1] } })
  for (const [words, en, zh] of [
    [['--department', place], 'The app may not see this department', '应用无权查看此部门'],
    [['--user', open_id], 'The app may not see this person', '应用无权查看此成员'],
  ] as const) {
    const { code, stderr } = await world.run([...words])
    expect([code, stderr]).toEqual([1, expect.stringContaining(en)])
    expect(stderr).toContain('contact range')
    expect(stderr).not.toContain('vailability')
    expect((await world.run([...words], { LANG: 'zh' })).stderr).toContain(zh)
  }
})

test('the last runs are listed, the newest first', async () => {
  await using world = await company()
  const first = await world.sync()
  const second = await world.sync('--dry-run')
  const lines = (await world.run(['runs'])).stdout.trim().split('\n')
  const { workedMs: _, ...newest } = second
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([newest, { id: first.id, state: 'completed' }])
  expect((await world.run(['runs', '--limit', '1'])).stdout.trim()).toBe(lines[0])
})

test('the app of larkspur emulator lacks no permission of the directory', async () => {
  await using emulator = startCommand(['emulator', '--port', '0', '--users', '150'])
  await emulator.printed(/Ctrl-C/)
  const lines = emulator.output.stdout.trim().split('\n')
  const env = Object.fromEntries(lines.map((line) => line.split('=', 2)))
  idle ??= company()
  const world = await idle
  const { code, stdout } = await world.run([], { ...env, DATABASE_URL: `sqlite:${nowhere()}` })
  const report: RunReport = JSON.parse(stdout)
  expect([code, report.missingPermissions]).toEqual([0, []])
})

test('a run that is refused before it begins leaves its report, and is not gone on with', async () => {
  await using world = await company()
  await world.sync()
  world.feishu.faults.add({
    operation: 'contact.v3.departments.children',
    times: 10_000,
    effect: { kind: 'error', code: 99991672 },
  })
  const refused = await world.run([])
  const report: RunReport = JSON.parse(refused.stdout)
  expect([refused.code, report]).toMatchObject([1, { state: 'failed', error: { early: true } }])
  expect(refused.stderr).not.toContain('goes on')
  const [last = ''] = (await world.run(['runs'])).stdout.split('\n')
  expect(JSON.parse(last)).toMatchObject({ id: report.id, state: 'failed', error: report.error })
  world.feishu.faults.clear()
  const next = await world.sync()
  expect(next).toMatchObject({ resumed: 0, people: { removed: 0, read: peopleOf(world.feishu).length } })
  expect(next.id).not.toBe(report.id)
})

test('D74 what waits to be confirmed still does after a run that was refused', async () => {
  await using world = await company()
  await world.sync()
  world.feishu.apps.update(world.feishu.app.appId, { contactRange: { departments: [], people: [1, 2] } })
  const waiting: RunReport = JSON.parse((await world.run([])).stdout)
  const wrong = await world.run([], { APP_SECRET: 'wrong' })
  expect([wrong.code, JSON.parse(wrong.stdout)]).toMatchObject([1, { state: 'failed' }])
  expect(await world.sync('--confirm', waiting.id)).toMatchObject({ id: waiting.id, state: 'completed' })
})

test('an empty contact range is warned of', async () => {
  await using world = await company({ app: { contactRange: { departments: [], people: [] } } })
  expect(await world.sync()).toMatchObject({ state: 'completed', warnings: [{ kind: 'empty_range' }] })
})

test('D74 a dry run says that the real one would wait', async () => {
  await using world = await company()
  await world.sync()
  const all = peopleOf(world.feishu).length
  world.feishu.apps.update(world.feishu.app.appId, { contactRange: { departments: [], people: [1, 2] } })
  const report = await world.sync('--dry-run')
  expect(report).toMatchObject({ state: 'completed', removals: { people: all - 2, ofPeople: all } })
  expect((await world.run([])).code).toBe(3)
})

test('D79 a department that the range names is no orphan, in a dry run and in a real one', async () => {
  await using world = await company({
    app: { scopes: [...demoScopes], contactRange: { departments: [], people: [] } },
  })
  const { departments } = world.feishu.organisation
  const top = departments.create({ name: '上级' })
  const child = departments.create({ name: '下级', parent: top.open_department_id })
  const contactRange = { departments: [child.open_department_id], people: [] }
  world.feishu.apps.update(world.feishu.app.appId, { contactRange })
  for (const words of [['--dry-run'], []]) {
    const report = await world.sync(...words)
    expect([report.warnings, report.departments.read]).toEqual([[], 1])
  }
})

test('what changed is shown, and no name steers the terminal', async () => {
  await using world = await company()
  await world.sync()
  world.feishu.organisation.hire({ name: '\u001b[2J\u009b31m\u202e坏人\u007f' })
  const report = await world.sync()
  const { code, stdout } = await world.run(['show', report.id])
  expect(code).toBe(0)
  expect(stdout).toContain('坏人')
  expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
  const [, change] = stdout.trim().split('\n')
  expect(JSON.parse(change ?? '')).toMatchObject({ change: { of: 'person', change: 'created', fields: [] } })
})

test('the help is in both languages, without an English sentence in Chinese', async () => {
  await using world = await company()
  for (const words of [['--help'], ['runs', '--help'], ['show', '--help']]) {
    const english = await world.run(words)
    expect([english.code, english.stderr]).toEqual([0, ''])
    expect(english.stdout).toContain('--config <file>')
    const chinese = await world.run(words, { LANG: 'zh_CN.UTF-8' })
    expect(chinese.stdout).toContain('用法：')
    expect(chinese.stdout).not.toMatch(/[a-z]+ [a-z]+ [a-z]+ [a-z]+/)
  }
})

const nowhere = () => join(mkdtempSync(join(tmpdir(), 'larkspur-sync-')), 'data', 'none.db')

test.each([
  ['en', 'it has been made'],
  ['zh_CN.UTF-8', '已新建'],
])('the first synchronisation makes the database, and says so (%s)', async (LANG, words) => {
  await using world = await company()
  const path = nowhere()
  const environment = { DATABASE_URL: `sqlite:${path}`, LANG }
  const { code, stdout, stderr } = await world.run([], environment)
  expect([code, JSON.parse(stdout).state]).toEqual([0, 'completed'])
  expect(stderr).toMatch(new RegExp(`^larkspur: [^\\n]*${path}[^\\n]*${words}[^\\n]*\\n$`))
  expect(await world.run([], environment)).toMatchObject({ code: 0, stderr: '' })
})

test.each([['runs'], ['show', 'x'], ['--confirm', 'x']])(
  'sync %s %s makes nothing where no database is',
  async (...words) => {
    idle ??= company()
    const path = nowhere()
    const { code, stderr } = await (await idle).run(words, { DATABASE_URL: `sqlite:${path}` })
    expect([code, existsSync(path)]).toEqual([2, false])
    expect(stderr).toContain('There is no database at ')
  },
)

test('a database in memory is refused, and a folder that cannot be made is told', async () => {
  idle ??= company()
  for (const words of [[], ['runs']]) {
    const memory = await (await idle).run(words, { DATABASE_URL: 'sqlite::memory:' })
    expect([memory.code, memory.stderr]).toEqual([2, expect.stringContaining('ends with the command')])
  }
  const unusable = await (await idle).run([], { DATABASE_URL: 'sqlite:/dev/null/x.db' })
  expect([unusable.code, unusable.stderr]).toEqual([1, expect.stringContaining('cannot be opened')])
  expect((await idle).feishu.requests()).toEqual([])
})
