// Interrupts synchronisations everywhere, and lets two meet.
import { expect, test } from 'vitest'
import type { RunReport } from '../src/directory/index.ts'
import {
  type ScriptedCompany,
  type ScriptedContact,
  startScriptedContact,
} from './support/scripted-contact.ts'

const company = (): ScriptedCompany => ({
  departments: Object.fromEntries(
    Array.from({ length: 9 }, (_, at) => [`d${at}`, { parent: at === 0 ? '0' : `d${Math.floor(at / 2)}` }]),
  ),
  people: Object.fromEntries(
    Array.from({ length: 24 }, (_, at) => [
      `p${at}`,
      { departments: at % 7 === 0 ? [`d${at % 9}`, `d${(at + 3) % 9}`] : [`d${at % 9}`] },
    ]),
  ),
  pageSize: 3,
})

/** Some leave, some come, some move. */
function change({ company: { departments, people } }: ScriptedContact) {
  delete departments.d8
  departments.d9 = { parent: 'd1' }
  for (const [id, person] of Object.entries(people)) {
    person.departments = person.departments.map((one) => (one === 'd8' ? 'd9' : one))
    if (id === 'p3') delete people[id]
  }
  people.new = { departments: ['d9'] }
}

const rowsOf = async (world: ScriptedContact) => ({
  people: (await world.people(true)).map(({ updatedAt: _, removedAt, ...row }) => ({
    ...row,
    removed: removedAt !== null,
  })),
  departments: (await world.departments(true)).map(({ updatedAt: _, removedAt, ...row }) => ({
    ...row,
    removed: removedAt !== null,
  })),
})

/** The rows after two unbroken runs, a change between them, and how many requests each took. */
async function unbroken() {
  await using world = await startScriptedContact(company())
  await world.sync.sync()
  const first = world.asked.length
  world.forget()
  change(world)
  await world.sync.sync()
  return { first, second: world.asked.length, rows: await rowsOf(world) }
}

async function interruptedAt(world: ScriptedContact, request: number): Promise<RunReport> {
  const stop = new AbortController()
  world.forget()
  world.override = () => {
    if (world.asked.length === request) stop.abort()
    return undefined
  }
  await expect(world.sync.sync({ signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' })
  world.override = () => undefined
  return world.sync.sync()
}

test('D76 interrupted at every request and continued, the rows are those of an unbroken run', async () => {
  const expected = await unbroken()
  expect(expected.first).toBeGreaterThan(12)
  for (let request = 1; request <= expected.first; request += 1) {
    await using world = await startScriptedContact(company())
    const report = await interruptedAt(world, request)
    expect(report.state, `request ${request}`).toBe('completed')
    change(world)
    const again = await interruptedAt(world, Math.min(request, expected.second))
    expect(again.state, `request ${request} of the second`).toBe('completed')
    expect(await rowsOf(world), `request ${request}`).toEqual(expected.rows)
  }
})

/** The store, except that its n-th write fails: before it is done, or after it, when the database's answer is lost. */
function createFailingStore({ store }: ScriptedContact, failing: number, lost: boolean) {
  const writes = new Set(['beginRun', 'writePage', 'remove', 'finishRun', 'setTreeParents', 'saveRun'])
  let count = 0
  const fail = () => Promise.reject(new Error('The disk is full.'))
  const proxy = new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function' || !writes.has(String(name))) return method
      return async (...given: unknown[]) => {
        count += 1
        if (count === failing && !lost) return fail()
        const result: unknown = await method.apply(target, given)
        return count === failing && lost ? fail() : result
      }
    },
  })
  return { store: proxy, reached: () => count >= failing }
}

test.each([
  ['is not done', false],
  ['is done and seems not to be', true],
])('D76 any write that %s leaves a run that can be continued', async (_, lost) => {
  const expected = await unbroken()
  for (let failing = 1; ; failing += 1) {
    await using world = await startScriptedContact(company())
    await world.sync.sync()
    change(world)
    const { store, reached } = createFailingStore(world, failing, lost)
    const outcome = await world
      .another({ store })
      .sync()
      .catch((error) => error)
    expect(await world.sync.sync(), `write ${failing}`).toMatchObject({ state: 'completed' })
    expect(await rowsOf(world), `write ${failing}`).toEqual(expected.rows)
    if (!reached()) break
    expect(outcome, `write ${failing}`).toMatchObject({ code: 'internal_error' })
  }
})

test('D76 interrupted at its very end a run is not completed', async () => {
  const people = Object.fromEntries(
    Object.entries({ x: ['a', 'b'], y: ['b'] }).map(([id, departments]) => [
      id,
      { departments, department_ids: undefined },
    ]),
  )
  await using world = await startScriptedContact({
    ...{ departments: { a: { parent: '0' }, b: { parent: '0' } }, people },
  })
  await world.sync.sync()
  people.x = { departments: ['a'], department_ids: undefined }
  const stop = new AbortController()
  const finishRun = () => {
    stop.abort()
    return Promise.reject(new Error('busy'))
  }
  const stopped = world.another({ store: { ...world.store, finishRun } }).sync({ signal: stop.signal })
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  const [before] = (await world.store.runs(world.key, { limit: 1 })).items
  expect(before).toMatchObject({ state: 'running', finishedAt: null })
  const report = await world.sync.sync()
  expect(report).toMatchObject({ id: before?.id, state: 'completed' })
  expect((await world.store.person(world.key, 'x'))?.departments).toMatchObject([{ departmentId: 'a' }])
  // Whom the end of the run has moved counts too.
  expect(report.people.updated).toBe(1)
  expect(report).toEqual(await world.store.run(world.key, report.id))
})

test('a run that is continued asks for nothing that it has read, and says that it was continued', async () => {
  const { first } = await unbroken()
  await using world = await startScriptedContact(company(), { concurrency: 1 })
  const stop = new AbortController()
  world.override = () => {
    if (world.asked.length === 12) stop.abort()
    return undefined
  }
  const reports: RunReport[] = []
  const interrupted = world.sync.sync({
    signal: stop.signal,
    onProgress: (report) => {
      reports.push(report)
    },
  })
  await expect(interrupted).rejects.toMatchObject({ code: 'aborted' })
  const [before] = (await world.store.runs(world.key, { limit: 5 })).items
  expect(before).toMatchObject({ state: 'running', finishedAt: null, error: null, resumed: 0 })
  expect(reports.at(-1)?.id).toBe(before?.id)
  const report = await world.sync.sync()
  expect(report).toMatchObject({ id: before?.id, resumed: 1, state: 'completed' })
  // The probe of the range, the request that was cut off, and that is all.
  expect(world.asked.length).toBeLessThanOrEqual(first + 1)
  expect(report.people).toMatchObject({ read: 24, created: 24 })
})

test('a run begins afresh when that is wanted, or when the interruption is a day old', async () => {
  await using world = await startScriptedContact(company())
  const interrupt = async () => {
    const stop = new AbortController()
    world.forget()
    world.override = () => {
      if (world.asked.length === 6) stop.abort()
      return undefined
    }
    await world.sync.sync({ signal: stop.signal }).catch(() => undefined)
    world.override = () => undefined
    return (await world.store.runs(world.key, { limit: 1 })).items[0]
  }
  const one = await interrupt()
  expect(await world.sync.sync({ full: true })).toMatchObject({ resumed: 0, state: 'completed' })
  expect((await world.store.run(world.key, one?.id ?? ''))?.state).toBe('superseded')
  const two = await interrupt()
  await world.time.sleep(24 * 60 * 60_000)
  const after = await world.sync.sync()
  expect(after).toMatchObject({ resumed: 0, state: 'completed' })
  expect(after.id).not.toBe(two?.id)
})

test('D76 an interrupted run is continued, also after one that was refused in between', async () => {
  await using world = await startScriptedContact(company())
  const stop = new AbortController()
  world.override = () => {
    if (world.asked.length === 12) stop.abort()
    return undefined
  }
  await expect(world.sync.sync({ signal: stop.signal })).rejects.toMatchObject({ code: 'aborted' })
  const [before] = (await world.store.runs(world.key, { limit: 1 })).items
  world.override = () => ({ status: 400, body: { code: 99991672, msg: 'Access denied.' } })
  await expect(world.sync.sync({ full: true })).rejects.toMatchObject({ code: 'scope_not_allowed' })
  world.override = () => undefined
  expect(await world.sync.sync()).toMatchObject({ id: before?.id, resumed: 1, state: 'completed' })
  const [refused] = (await world.store.runs(world.key, { limit: 1 })).items
  expect(refused).toMatchObject({ state: 'failed', error: { code: 'scope_not_allowed', early: true } })
})

test('D77 of two at once one runs, and the other says so', async () => {
  await using world = await startScriptedContact(company())
  const other = world.another()
  const results = await Promise.allSettled([world.sync.sync(), other.sync(), world.sync.sync()])
  const states = results.map((result) =>
    result.status === 'fulfilled' ? result.value.state : result.reason.code,
  )
  expect(states.toSorted()).toEqual(['completed', 'sync_running', 'sync_running'])
  expect((await other.sync()).state).toBe('completed')
})

test('D77 whoever was taken over writes nothing any more', async () => {
  await using world = await startScriptedContact(company(), { concurrency: 1 })
  const reached = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  world.override = async () => {
    if (world.asked.length === 8) {
      reached.resolve()
      await goOn.promise
    }
    return undefined
  }
  const slow = world.sync.sync()
  await reached.promise
  // It stood still for longer than its lease.
  world.advance(91_000)
  const report = await world.another().sync()
  expect(report).toMatchObject({ state: 'completed', resumed: 1 })
  const rows = await rowsOf(world)
  goOn.resolve()
  await expect(slow).rejects.toMatchObject({ code: 'sync_lost' })
  expect(await rowsOf(world)).toEqual(rows)
  expect(await world.store.run(world.key, report.id)).toMatchObject({ state: 'completed', error: null })
})

test('closing interrupts what is under way, waits for it, and lets nothing begin', async () => {
  await using world = await startScriptedContact(company())
  const sync = world.another()
  const running = sync.sync({
    onProgress: () => {
      void sync.close()
    },
  })
  await expect(running).rejects.toMatchObject({ code: 'aborted' })
  await expect(sync.sync()).rejects.toMatchObject({ code: 'aborted' })
  expect(await world.sync.sync()).toMatchObject({ state: 'completed', resumed: 1 })
})

test.each([
  [{ concurrency: 0 }],
  [{ concurrency: 1.5 }],
  [{ removalGuard: 1.1 }],
  [{ removalGuard: Number.NaN }],
  [{ maxPagesPerList: 0 }],
])('limits that make no sense are refused: %j', async (limits) => {
  await expect(startScriptedContact(company(), limits)).rejects.toMatchObject({
    code: 'configuration_invalid',
  })
})
