// Of synchronisation in the console: runs are started, followed to their end, stopped, continued and confirmed.
import { expect, test } from 'vitest'
import { testSecret } from '../../../../test/support/world.ts'
import { createLarkspur } from '../../../index.ts'
import { openTestConsole } from '../test-console.ts'
import { typedNumber } from './removals.ts'
import { type ConsoleWorld, type Desk, eventsOf, lists, startConsoleWorld } from './test-sync.ts'

const hold = (world: ConsoleWorld, ms: number) =>
  world.feishu.faults.add({ operation: lists, times: 100_000, effect: { kind: 'delay', ms } })

/** Starts a run and returns the address of its page. */
async function start(desk: Desk, fields: Record<string, string> = {}): Promise<string> {
  const response = await desk.post('/console/sync', { instance: 'default', kind: 'all', ...fields })
  expect(response.status).toBe(303)
  const [address = '', query] = (response.headers.get('location') ?? '').split('?')
  expect(address).toMatch(/^\/console\/sync\/runs\/[\w-]+$/)
  expect(query).toBe('done=started')
  return address
}

async function ended(desk: Desk, address: string): Promise<unknown> {
  let state: unknown
  for await (const { name, data } of eventsOf(await desk.get(`${address}/progress`))) {
    if (name === 'end') state = (data as { state: string }).state
  }
  return state
}

async function audit(world: ConsoleWorld) {
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(world.database.replace('sqlite:', ''), { readOnly: true })
  try {
    return database
      .prepare('select action, target, outcome, details, actor_name from audit order by rowid')
      .all()
      .map((row) => ({ ...row, details: JSON.parse(String(row.details)) as Record<string, unknown> }))
  } finally {
    database.close()
  }
}

test('a run is started, followed by events to its end, and its report stands on the page', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  expect(await desk.text('/console/sync')).toContain('No run yet')
  hold(world, 60)
  const address = await start(desk)
  const page = await desk.text(address)
  expect(page).toContain(`data-follow="${address}/progress"`)
  expect(page).toContain('data-only-without-script')
  expect(page).toContain(`action="${address}/stop"`)
  expect(await desk.text('/console/sync')).toContain('a run is under way')
  const response = await desk.get(`${address}/progress`)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(response.headers.get('x-accel-buffering')).toBe('no')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const seen: { name: string; data: unknown }[] = []
  for await (const event of eventsOf(response)) seen.push(event)
  const read = seen
    .filter(({ name }) => name === 'progress')
    .map(({ data }) => Number((data as { shown: Record<string, string> }).shown['people.read']))
  expect(read.length).toBeGreaterThan(1)
  expect(read).toEqual(read.toSorted((a, b) => a - b))
  expect(seen.at(-1)).toEqual({ name: 'end', data: { state: 'completed' } })
  const { items } = await world.larkspur.directory.runs()
  expect(items).toMatchObject([{ state: 'completed', people: { read: read.at(-1) } }])
  const report = await desk.text(address)
  expect(report).not.toContain('data-follow')
  expect(report).toContain(`<span data-live="people.read">${read.at(-1)}</span>`)
  expect(report).toContain('contact:user.')
  expect(await audit(world)).toMatchObject([
    {
      action: 'sync.start',
      target: 'default',
      outcome: 'ok',
      details: { what: 'all', dryRun: false, full: false },
    },
  ])
})

test('a run is stopped, nothing is lost, and it is continued to its end', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  hold(world, 60_000)
  const address = await start(desk)
  const stopped = await desk.post(`${address}/stop`)
  expect([stopped.status, stopped.headers.get('location')]).toEqual([303, `${address}?done=stopped`])
  expect(await ended(desk, address)).toBe('interrupted')
  const page = await desk.text(`${address}?done=stopped`)
  expect(page).toContain('The run was stopped.')
  expect(page).toContain(`action="${address}/continue"`)
  world.feishu.faults.clear()
  const again = await desk.post(`${address}/continue`)
  // The same run goes on.
  expect([again.status, again.headers.get('location')]).toEqual([303, `${address}?done=started`])
  expect(await ended(desk, address)).toBe('completed')
  expect((await world.larkspur.directory.runs()).items).toMatchObject([{ state: 'completed', resumed: 1 }])
  const id = address.split('/').at(-1)
  expect(await audit(world)).toMatchObject([
    { action: 'sync.start' },
    { action: 'sync.stop', outcome: 'ok', details: { run: id } },
    { action: 'sync.start', outcome: 'ok', details: { continues: id } },
  ])
  expect((await desk.post(`${address}/stop`)).status).toBe(409)
})

test('a run that began more than a day ago is not continued', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  hold(world, 60_000)
  const address = await start(desk)
  await desk.post(`${address}/stop`)
  expect(await desk.text(address)).toContain(`action="${address}/continue"`)
  world.feishu.clock.advance(24 * 3_600_000)
  const later = await world.desk(1)
  expect(await later.text(address)).toContain('interrupted')
  expect(await later.text(address)).not.toContain(`action="${address}/continue"`)
})

test('one run at a time: a second one is told, and nothing of the first is lost', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  hold(world, 60_000)
  const address = await start(desk)
  const second = await desk.post('/console/sync', { instance: 'default', kind: 'all' })
  expect(second.status).toBe(409)
  const page = await second.text()
  expect(page).toContain('being synchronised already')
  expect(page).toContain(address)
  expect((await audit(world)).at(-1)).toMatchObject({ action: 'sync.start', outcome: 'sync_running' })
})

test('closing the server interrupts the run and ends those who watch; the next server goes on', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  hold(world, 60_000)
  const address = await start(desk)
  const watching = ended(desk, address).catch(() => 'cut')
  await world.larkspur.close()
  expect(['cut', undefined, 'interrupted']).toContain(await watching)
  world.feishu.faults.clear()
  const { env } = world.feishu
  const later = await createLarkspur({
    url: world.url,
    feishu: { appId: env.APP_ID, appSecret: env.APP_SECRET, host: env.FEISHU_HOST },
    database: world.database,
    sessionSecret: testSecret,
    allowInsecureHosts: true,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  })
  const report = await later.directory.sync()
  expect(report).toMatchObject({ id: address.split('/').at(-1), state: 'completed', resumed: 1 })
  await later.close()
})

/** A second server on the same database, as another process is. */
async function beside(world: ConsoleWorld) {
  const { env } = world.feishu
  return createLarkspur({
    url: world.url,
    feishu: { appId: env.APP_ID, appSecret: env.APP_SECRET, host: env.FEISHU_HOST },
    database: world.database,
    sessionSecret: testSecret,
    allowInsecureHosts: true,
    directory: { concurrency: 1 },
    clock: () => world.feishu.clock.now(),
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  })
}

test('a run of another process is followed through the database, and cannot be stopped here', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  const other = await beside(world)
  hold(world, 250)
  const begun = Promise.withResolvers<string>()
  const running = other.directory.sync({ onProgress: ({ id }) => begun.resolve(id) })
  const address = `/console/sync/runs/${await begun.promise}`
  const page = await desk.text(address)
  expect(page).toContain('data-follow')
  expect(page).not.toContain(`action="${address}/stop"`)
  const refused = await desk.post(`${address}/stop`)
  expect(refused.status).toBe(409)
  expect(await refused.text()).toContain('in another process')
  expect((await desk.post('/console/sync', { instance: 'default' })).status).toBe(409)
  expect(await ended(desk, address)).toBe('completed')
  await running
  await other.close()
})

test('more than the guard lets through waits, is listed, and goes when its number is typed', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  expect(await ended(desk, await start(desk))).toBe('completed')
  const before = (await world.larkspur.directory.users({ limit: 200 })).items.length
  world.feishu.apps.update(world.feishu.app.appId, { contactRange: { departments: [], people: [0] } })
  // A dry run tells of it and waits for nobody.
  const dry = await start(desk, { dryRun: 'yes', full: 'yes' })
  expect(await ended(desk, dry)).toBe('completed')
  expect(await desk.text(dry)).toContain('A real run would wait for a confirmation')
  expect((await world.larkspur.directory.users({ limit: 200 })).items.length).toBe(before)

  const address = await start(desk)
  expect(await ended(desk, address)).toBe('waiting')
  const page = await desk.text(address)
  expect(page).toContain('waits for your decision')
  expect(page).toContain(`${address}/removals`)
  const run = await world.larkspur.directory.run(address.split('/').at(-1) ?? '')
  const total = (run.removals?.people ?? 0) + (run.removals?.departments ?? 0)
  const list = await desk.text(`${address}/removals`)
  const { items } = await world.larkspur.directory.missing(run.id, 'person', { limit: 50 })
  expect(items.length).toBeGreaterThan(20)
  for (const { id } of items) expect(list).toContain(id)
  expect(list).toContain(`Type ${total}, the number`)
  const departments = await desk.text(`${address}/removals?of=department`)
  for (const { id } of (await world.larkspur.directory.missing(run.id, 'department')).items) {
    expect(departments).toContain(id)
  }

  for (const number of ['', 'yes', String(total + 1), String(run.removals?.people)]) {
    const refused = await desk.post(`${address}/removals`, { number })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain(`This is not the number. It is ${total}.`)
  }
  expect((await world.larkspur.directory.users({ limit: 200 })).items.length).toBe(before)
  const confirmed = await desk.post(`${address}/removals`, { number: ` ${total} ` })
  expect([confirmed.status, confirmed.headers.get('location')]).toEqual([303, `${address}?done=confirmed`])
  expect(await ended(desk, address)).toBe('completed')
  expect((await world.larkspur.directory.users({ limit: 200 })).items.length).toBeLessThan(before - 20)
  expect((await audit(world)).at(-1)).toMatchObject({
    action: 'sync.confirm',
    outcome: 'ok',
    details: { run: run.id, people: run.removals?.people, departments: run.removals?.departments },
  })
  const late = await desk.post(`${address}/removals`, { number: String(total) })
  expect(late.status).toBe(409)
  expect(await late.text()).toContain('does not wait for a confirmation any more')
  expect(await desk.text(address)).toContain('out of the contact range')
})

test('a department or a person is found by name or id; what is not found is said beside the field', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  expect(await ended(desk, await start(desk))).toBe('completed')
  const { items } = await world.larkspur.directory.users({ limit: 200 })
  const alone = items.find(
    ({ name }) => name !== undefined && items.filter((one) => one.name?.includes(name)).length === 1,
  )
  const address = await start(desk, { kind: 'person', which: alone?.name ?? '' })
  expect(await world.larkspur.directory.run(address.split('/').at(-1) ?? '')).toMatchObject({
    target: { kind: 'person', id: alone?.id },
  })
  for (const [fields, words] of [
    [{ kind: 'person', which: '' }, 'Name the department or the person.'],
    [{ kind: 'department', which: 'no such <b>thing</b>' }, 'of this name is in the directory'],
    [{ kind: 'department', which: 'ou_1' }, 'begins with od-'],
    [{ kind: 'person', which: 'od-1' }, 'begins with ou_'],
    [{ kind: 'person', which: 'ou_00000000000000000000000000000000' }, 'The platform knows none of this id'],
  ] as const) {
    const refused = await desk.post('/console/sync', { instance: 'default', ...fields })
    const page = await refused.text()
    expect([refused.status, fields, page.includes(words)]).toEqual([400, fields, true])
    expect(page).toContain('aria-describedby="which-problem which-hint"')
    expect(page).not.toContain('<b>thing')
    expect(page).toMatch(new RegExp(`id="kind-${fields.kind}"[^>]* checked`))
  }
})

test('a run that the platform refuses is kept, and says why in words', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  world.feishu.apps.update(world.feishu.app.appId, { scopes: [] })
  const address = await start(desk)
  const page = await desk.text(address)
  const run = await world.larkspur.directory.run(address.split('/').at(-1) ?? '')
  expect(run).toMatchObject({ state: 'failed', error: { early: true } })
  expect(page).toContain(`<code>${run.error?.code}</code>`)
  expect(page).not.toContain(`action="${address}/continue"`)
  expect(await desk.text('/console/sync?state=failed')).toContain(address)
  expect(await desk.text('/console/sync?state=waiting')).toContain('No run is in this state')
})

test('D81 pages, events and writes of a run are for administrators, also while one watches', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  hold(world, 60_000)
  const address = await start(desk)
  const other = await world.desk(1, false)
  for (const path of ['/console/sync', address, `${address}/progress`, `${address}/removals`]) {
    expect([path, (await other.get(path)).status]).toEqual([path, 403])
  }
  for (const path of ['/console/sync', `${address}/stop`, `${address}/continue`, `${address}/removals`]) {
    expect([path, (await other.post(path)).status]).toEqual([path, 403])
  }
  // Whoever loses the role learns nothing more after the next beat.
  const reader = eventsOf(await desk.get(`${address}/progress`))
  await reader.next()
  await reader.next()
  await world.larkspur.accounts.revoke(desk.userId, 'administrator')
  world.feishu.clock.advance(20_000)
  expect(await reader.next()).toEqual({ done: true, value: undefined })
  expect((await desk.get(`${address}/progress`)).status).toBe(403)
})

test('so many may watch and no more; whoever leaves makes room', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  hold(world, 60_000)
  const address = await start(desk)
  const leaving = Array.from({ length: 3 }, () => new AbortController())
  for (const { signal } of leaving) {
    const response = await fetch(new URL(`${address}/progress`, world.url), {
      headers: { cookie: desk.cookie },
      signal,
    })
    expect(response.status).toBe(200)
  }
  const refused = await desk.get(`${address}/progress`)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10'])
  leaving[0]?.abort()
  await expect
    .poll(async () => {
      const response = await desk.get(`${address}/progress`)
      await response.body?.cancel()
      return response.status
    })
    .toBe(200)
  for (const one of leaving) one.abort()
})

test.each([
  ['12', 12],
  [' 1,234 ', 1234],
  ['1.234', 1234],
  ['１２', 12],
  ['', Number.NaN],
  ['12x', Number.NaN],
  ['-12', Number.NaN],
  ['1e3', Number.NaN],
])('%j is the number %d', (text, number) => {
  expect(typedNumber(text)).toBe(number)
})

test('a run that is refused when nobody waits any longer is told on the page, until the next one', async () => {
  // Nobody waits here: its sleep is over at once. Of a run about a person whom the platform does not know nothing is kept.
  await using console = await openTestConsole()
  console.server.platform.answers['/open-apis/contact/v3/users/ou_none'] = () => ({
    status: 400,
    body: { code: 41012, msg: 'user id invalid' },
  })
  const begun = await console.post('/console/sync', {
    ...{ instance: 'default', kind: 'person', which: 'ou_none' },
  })
  const address = begun.headers.get('location') ?? ''
  expect(address).toContain('done=started')
  await expect.poll(() => console.text(address)).toContain('The last run came to nothing')
  const page = await console.text(address)
  expect(page).not.toContain('It appears among the runs below')
  expect(await console.text('/console/sync', 'zh')).toContain('上一次同步未能进行')
})

test('people of several runs are the same people, and are not added up', async () => {
  await using world = await startConsoleWorld()
  const desk = await world.desk(0)
  for (let n = 0; n < 2; n++) expect(await ended(desk, await start(desk))).toBe('completed')
  const page = await desk.text('/console/sync')
  expect(page).toContain('<figcaption>People read by whole runs</figcaption>')
  expect(page).toMatch(/<figcaption>Calls of whole runs <span class="secondary">in all \d/)
})
