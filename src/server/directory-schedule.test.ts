import { expect, test } from 'vitest'
import type { RunReport } from '../directory/index.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { createDirectorySchedule } from './directory-schedule.ts'
import { createSchedule } from './schedule-pattern.ts'
import { startDirectory } from './test-directory.ts'

const at = (time: string) => Date.parse(`2026-01-01T${time}:00Z`)
const day = 86_400_000
const counts = { read: 0, created: 0, updated: 0, restored: 0, removed: 0 }

/** One app, of which runs are started by nobody but the schedule and the test. */
function scheduled(start: string) {
  const time = { now: at(start) }
  const started: number[] = []
  const logs: string[] = []
  let outcome: () => Promise<Partial<RunReport>> = async () => ({ state: 'completed' })
  const log = (_: object, message: string) => void logs.push(message)
  let wholeAt: number | null = null
  const ended = () => {
    wholeAt = time.now
  }
  const schedule = createDirectorySchedule({
    schedule: createSchedule('0 3 * * *', 'UTC'),
    clock: () => time.now,
    logger: { debug: log, info: log, warn: log, error: log },
    directories: [
      {
        name: 'default',
        lastWholeAt: async () => wholeAt,
        directory: {
          async sync() {
            started.push(time.now)
            const report = { people: counts, departments: counts, id: 'r', ...(await outcome()) }
            if (report.state === 'completed') ended()
            return report as RunReport
          },
        },
      },
    ],
  })
  return {
    time,
    started,
    logs,
    ended,
    fail: (next: () => Promise<Partial<RunReport>>) => {
      outcome = next
    },
    async look(now: number) {
      time.now = now
      schedule.tick()
      await schedule.ended()
      return started.length
    },
  }
}

test('a run starts when its time has come, and once for each time', async () => {
  const { look } = scheduled('02:00')
  expect(await look(at('02:59'))).toBe(0)
  expect(await look(at('03:00'))).toBe(1)
  expect(await look(at('03:01'))).toBe(1)
  expect(await look(at('02:59') + day)).toBe(1)
  expect(await look(at('03:02') + day)).toBe(2)
})

test('a time that passed while nothing ran is made up for', async () => {
  const { look, time, ended } = scheduled('12:00')
  time.now = at('02:00')
  ended()
  expect(await look(at('12:01'))).toBe(1)
  expect(await look(at('12:02'))).toBe(1)
})

test('where nothing was ever synchronised, the first time is waited for', async () => {
  const { look } = scheduled('12:00')
  expect(await look(at('12:01'))).toBe(0)
  expect(await look(at('03:00') + day)).toBe(1)
})

test('a whole run that somebody else ended after the time counts', async () => {
  const { look, time, ended } = scheduled('02:00')
  time.now = at('03:00')
  ended()
  expect(await look(at('03:01'))).toBe(0)
})

test('what fails is logged and waits for the next time; what waits for somebody is told', async () => {
  const { look, fail, logs } = scheduled('02:00')
  fail(async () => {
    throw new LarkspurError('platform_unavailable')
  })
  expect(await look(at('03:00'))).toBe(1)
  expect(await look(at('03:01'))).toBe(1)
  expect(logs).toEqual(['the scheduled synchronisation failed'])
  fail(async () => ({ state: 'waiting' }))
  expect(await look(at('03:00') + day)).toBe(2)
  expect(logs.at(-1)).toBe('the scheduled synchronisation waits to be confirmed')
})

test('while another run is at work it is looked at again, and an interrupted one is no failure', async () => {
  const { look, fail, logs, ended } = scheduled('02:00')
  fail(async () => {
    throw new LarkspurError('sync_running')
  })
  expect(await look(at('03:00'))).toBe(1)
  expect(await look(at('03:01'))).toBe(2)
  ended()
  expect(await look(at('03:02'))).toBe(2)
  fail(async () => {
    throw new LarkspurError('aborted')
  })
  expect(await look(at('03:00') + day)).toBe(3)
  expect(await look(at('03:01') + day)).toBe(4)
  fail(async () => ({ state: 'completed' }))
  expect(await look(at('03:02') + day)).toBe(5)
  expect(await look(at('03:03') + day)).toBe(5)
  expect(logs).toEqual(['the directory was synchronised'])
})

test('no second run starts while the first is under way', async () => {
  const { look, fail, started, time } = scheduled('02:00')
  let end = () => {}
  fail(
    () =>
      new Promise((resolve) => {
        end = () => resolve({ state: 'completed' })
      }),
  )
  void look(at('03:00'))
  await expect.poll(() => started.length).toBe(1)
  time.now = at('03:00') + day
  void look(time.now)
  await Promise.resolve()
  expect(started).toHaveLength(1)
  end()
})

test('a run of one person, or one that wrote nothing, does not take the place of a whole one', async () => {
  const work: (() => void)[] = []
  const every = (_ms: number, one: () => void) => {
    work.push(one)
    return () => {}
  }
  await using world = await startDirectory({ larkspur: { every, directory: { schedule: '0 3 * * *' } } })
  const { feishu, larkspur } = world
  feishu.clock.advance('25h')
  await larkspur.directory.sync({ target: { kind: 'person', id: feishu.people.get(3)?.open_id ?? '' } })
  await larkspur.directory.sync({ dryRun: true })
  const runs = async () => (await larkspur.directory.runs({ state: 'completed' })).items.length
  expect(await runs()).toBe(3)
  for (const one of work) one()
  await expect.poll(runs).toBe(4)
  for (const one of work) one()
  await larkspur.close()
  expect(feishu.requests({ operation: 'contact.v3.departments.children' })).toHaveLength(3)
})

test('a scheduled synchronisation heals what no event told of, in every app', async () => {
  const work: (() => void)[] = []
  const every = (_ms: number, one: () => void) => {
    work.push(one)
    return () => {}
  }
  await using world = await startDirectory({
    larkspur: { every, directory: { schedule: '0 3 * * *', timeZone: 'Asia/Shanghai', removalGuard: 1 } },
  })
  const { feishu, larkspur } = world
  feishu.events.weather({ lose: 1 })
  const hired = feishu.organisation.hire({ name: 'New here' })
  feishu.organisation.rename(4, 'A new name')
  const gone = feishu.organisation.leave(5)
  await feishu.events.settled()
  expect((await larkspur.directory.events()).items).toEqual([])
  feishu.clock.advance('25h')
  for (const one of work) one()
  await expect.poll(() => larkspur.directory.user(gone.open_id)).toMatchObject({ removedReason: 'left' })
  expect(await larkspur.directory.user(hired.open_id)).toMatchObject({ name: 'New here' })
  const runs = async () => (await larkspur.directory.runs({ state: 'completed' })).items.length
  await expect.poll(runs).toBe(2)
  for (const one of work) one()
  await larkspur.close()
  expect(feishu.requests({ operation: 'contact.v3.departments.children' })).toHaveLength(2)
})
