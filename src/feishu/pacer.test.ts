// Tests: paced calls never exceed a window, waste no time, can be cancelled, and wait as the platform says.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testContext } from '../../test/support/fake-platform.ts'
import { createPacer, type RateLimit } from './index.ts'

interface Timer {
  at: number
  fire: () => void
}

/** Time that jumps to the next timer whenever nothing else is left to do. */
function virtualTime(start = 1_000) {
  const time = { now: start, sleeps: 0 }
  const timers = new Set<Timer>()
  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      time.sleeps += 1
      const timer: Timer = { at: time.now + ms, fire: resolve }
      timers.add(timer)
      signal?.addEventListener('abort', () => {
        timers.delete(timer)
        reject(signal.reason)
      })
    })
  const settle = () => new Promise((done) => setImmediate(done))
  async function pass(until: number) {
    await settle()
    for (;;) {
      const next = [...timers].toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > until) break
      timers.delete(next)
      time.now = Math.max(time.now, next.at)
      next.fire()
      await settle()
    }
    time.now = Math.max(time.now, until)
  }
  return { time, timers, sleep, pass, finish: () => pass(10 ** 9), clock: () => time.now }
}

const half = (bytes: number) => Uint8Array.from({ length: bytes }, (_, index) => (index === 0 ? 128 : 0))

function paced(limits: RateLimit[]) {
  const world = virtualTime()
  const { clock, sleep } = world
  return { ...world, pacer: createPacer({ clock, sleep, random: half, limits: () => limits }) }
}

const limits: RateLimit[] = [
  { calls: 3, windowMs: 100 },
  { calls: 7, windowMs: 1_000 },
]

const plans = fc.array(
  fc.record({
    after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 })),
    latency: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2_500 })),
    /** When the platform counts it, as a share of the call. */
    counted: fc.double({ min: 0, max: 1, noNaN: true }),
    fails: fc.boolean(),
  }),
  { minLength: 1, maxLength: 40 },
)

describe('windows', () => {
  test('no window of the platform is ever exceeded, and no call starts later than it must', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const { pacer, sleep, pass, finish, clock } = paced(limits)
        const calls: { came: number; start: number; end: number; counted: number }[] = []
        const results: Promise<unknown>[] = []
        for (const { after, latency, counted, fails } of plan) {
          await pass(clock() + after)
          const came = clock()
          const work = async () => {
            const start = clock()
            calls.push({ came, start, end: start + latency, counted: start + counted * latency })
            if (latency > 0) await sleep(latency)
            if (fails) throw new Error('refused')
          }
          results.push(pacer.run('x', work).catch(() => undefined))
        }
        await finish()
        await Promise.all(results)
        expect(calls).toHaveLength(plan.length)
        const counted = calls.map((call) => call.counted).toSorted((a, b) => a - b)
        for (const { calls: most, windowMs } of limits) {
          for (const [index, at] of counted.entries()) {
            // One more than the limit does not fit into any window, wherever it begins.
            expect((counted[index + most] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThan(windowMs)
          }
        }
        for (const [index, call] of calls.entries()) {
          const earliest = limits.map(({ calls: most, windowMs }) => {
            const before = calls[index - most]
            return before === undefined ? 0 : before.end + windowMs + 1
          })
          expect(call.start).toBe(Math.max(call.came, calls[index - 1]?.start ?? 0, ...earliest))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('operations do not wait for each other', async () => {
    const { pacer, clock, finish } = paced([{ calls: 1, windowMs: 1_000 }])
    const starts: [string, number][] = []
    const run = (name: string) => pacer.run(name, async () => void starts.push([name, clock()]))
    const all = Promise.all([run('a'), run('b'), run('a')])
    await finish()
    await all
    expect(starts).toEqual([
      ['a', 1_000],
      ['b', 1_000],
      ['a', 2_001],
    ])
  })

  test('hands on what the work gives and throws, also when it throws at once', async () => {
    const { pacer } = paced(limits)
    const broken = () => {
      throw new Error('at once')
    }
    expect(await pacer.run('x', async () => 5)).toBe(5)
    await expect(pacer.run('x', broken)).rejects.toThrow('at once')
    await expect(pacer.run('x', () => Promise.reject(new Error('later')))).rejects.toThrow('later')
  })

  test('waits by timers only: a full window costs one sleep, not a loop', async () => {
    const { pacer, time, finish } = paced([{ calls: 1, windowMs: 60_000 }])
    const all = Promise.all([1, 2, 3].map(() => pacer.run('x', async () => undefined)))
    await finish()
    await all
    expect(time.sleeps).toBe(2)
  })

  test('a clock that stands still or goes back neither stops the calls nor lets them loop', async () => {
    const still = testContext()
    const pacer = createPacer({ ...still, limits: () => [{ calls: 1, windowMs: 50 }] })
    for (let call = 0; call < 5; call += 1) await pacer.run('x', async () => undefined)
    expect(still.waits).toEqual([51, 51, 51, 51])

    const world = paced([{ calls: 1, windowMs: 50 }])
    await world.pacer.run('x', async () => undefined)
    world.time.now -= 900
    const next = world.pacer.run('x', async () => world.clock())
    await world.finish()
    expect(await next).toBe(151)
  })

  test('a sleep that fails fails those who wait, and nobody after them', async () => {
    const { clock, sleep, finish } = virtualTime()
    let broken = true
    const failing = async (ms: number, signal?: AbortSignal) => {
      if (broken) throw new Error('no timers')
      await sleep(ms, signal)
    }
    const pacer = createPacer({
      clock,
      sleep: failing,
      random: half,
      limits: () => [{ calls: 1, windowMs: 9 }],
    })
    const [first, second, third] = [1, 2, 3].map((value) => pacer.run('x', async () => value))
    await first
    await expect(second).rejects.toThrow('no timers')
    await expect(third).rejects.toThrow('no timers')
    broken = false
    const last = pacer.run('x', async () => 4)
    await finish()
    expect(await last).toBe(4)
  })
})

describe('cancelling', () => {
  test('whoever leaves the queue is aborted at once, does not run, and holds nobody up', async () => {
    const { pacer, clock, finish } = paced([{ calls: 1, windowMs: 1_000 }])
    const leaving = new AbortController()
    const ran: number[] = []
    const run = (value: number, signal?: AbortSignal) =>
      pacer.run('x', async () => void ran.push(value), signal)
    const first = run(1)
    const second = run(2, leaving.signal)
    const third = run(3)
    await first
    leaving.abort()
    await expect(second).rejects.toMatchObject({ code: 'aborted' })
    await finish()
    await third
    expect(ran).toEqual([1, 3])
    expect(clock()).toBe(10 ** 9)
  })

  test('when nobody is left to wait, no timer stays', async () => {
    const { pacer, timers, finish } = paced([{ calls: 1, windowMs: 1_000 }])
    const leaving = new AbortController()
    await pacer.run('x', async () => undefined)
    const second = pacer.run('x', async () => undefined, leaving.signal)
    await new Promise((done) => setImmediate(done))
    expect(timers.size).toBe(1)
    leaving.abort()
    await expect(second).rejects.toMatchObject({ code: 'aborted' })
    expect(timers.size).toBe(0)
    const third = pacer.run('x', async () => 'runs')
    await finish()
    expect(await third).toBe('runs')
  })

  test('whoever comes cancelled never waits; whoever runs is not stopped here', async () => {
    const { pacer } = paced(limits)
    const ran = pacer.run('x', async () => 'ran', AbortSignal.abort())
    await expect(ran).rejects.toMatchObject({ code: 'aborted' })
    const late = new AbortController()
    const work = async () => {
      late.abort()
      return 'ran'
    }
    expect(await pacer.run('x', work, late.signal)).toBe('ran')
  })
})

describe('D78 pausing', () => {
  const wide: RateLimit[] = [{ calls: 1_000, windowMs: 1 }]

  async function startAfter(world: ReturnType<typeof paced>) {
    const started = world.pacer.run('x', async () => world.clock())
    await world.finish()
    return started
  }

  test('waits as long as the platform says, and only that operation', async () => {
    const world = paced(wide)
    expect(world.pacer.pause('x', 7_000)).toBe(7_000)
    expect(await world.pacer.run('y', async () => world.clock())).toBe(1_000)
    expect(await startAfter(world)).toBe(8_000)
  })

  test('a pause that comes while others wait holds them too, and a shorter one ends none', async () => {
    const world = paced([{ calls: 1, windowMs: 100 }])
    await world.pacer.run('x', async () => undefined)
    const waiting = world.pacer.run('x', async () => world.clock())
    await world.pass(1_050)
    world.pacer.pause('x', 5_000)
    expect(world.pacer.pause('x', 10)).toBe(5_000)
    await world.finish()
    expect(await waiting).toBe(6_050)
  })

  test('without a time it waits longer every time, to a minute, until a call succeeds', async () => {
    const world = paced(wide)
    const refused = async () => {
      const ms = world.pacer.pause('x')
      await world.pass(world.clock() + ms)
      return ms
    }
    const waits: number[] = []
    for (let time = 0; time < 8; time += 1) waits.push(await refused())
    expect(waits).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 45_000, 45_000, 45_000])
    await expect(world.pacer.run('x', () => Promise.reject(new Error('refused')))).rejects.toThrow()
    expect(await refused()).toBe(45_000)
    await world.pacer.run('x', async () => undefined)
    expect(await refused()).toBe(1_500)
  })

  test('by chance between one second and one minute', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 4, maxLength: 4 }),
        fc.integer({ min: 1, max: 40 }),
        (dice, n) => {
          const time = { now: 0 }
          const { sleep } = virtualTime()
          const pacer = createPacer({ clock: () => time.now, sleep, random: () => dice })
          for (let pause = 0; pause < n; pause += 1) {
            const ms = pacer.pause('x')
            expect(ms).toBeGreaterThanOrEqual(1_000)
            expect(ms).toBeLessThanOrEqual(60_000)
            time.now += ms
          }
        },
      ),
    )
  })

  test('calls that were refused together count once; one that began before says nothing by its success', async () => {
    const world = paced(wide)
    const slow = world.pacer.run('x', () => world.sleep(10))
    const together = [world.pacer.pause('x'), world.pacer.pause('x'), world.pacer.pause('x')]
    expect(together).toEqual([1_500, 1_500, 1_500])
    await world.pass(2_500)
    await slow
    expect(world.pacer.pause('x')).toBe(3_000)
  })

  test.each([0, -1, Number.NaN])('a time of %d is none', (ms) => {
    expect(paced(wide).pacer.pause('x', ms)).toBe(1_500)
  })

  test('nobody waits longer than a day', () => {
    expect(paced(wide).pacer.pause('x', Number.POSITIVE_INFINITY)).toBe(86_400_000)
  })
})
