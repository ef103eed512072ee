// Keeps: one queue of calls that share a rate limit, and starts each when its turn has come.
import type { Clock, Sleep } from './context.ts'
import type { RateLimit } from './rate-tiers.ts'

interface LaneParts {
  clock: Clock
  sleep: Sleep
  limits: readonly RateLimit[]
}

interface Call {
  startedAt: number
  /** Undefined while it runs. */
  endedAt?: number
}

interface Waiter {
  begin: (call: Call) => void
  fail: (error: unknown) => void
}

export interface Lane {
  run<T>(work: () => Promise<T>, cancelled: () => Error, signal: AbortSignal | undefined): Promise<T>
  /** `wait` gets the number of pauses since the last success, from 1, and says how many milliseconds. */
  pause(wait: (strikes: number) => number): number
}

/** A clock that stands still while the one behind it goes back: else a correction of the time would stop everything. */
function steady(clock: Clock): Clock {
  let last = Number.NEGATIVE_INFINITY
  let lag = 0
  return () => {
    const now = clock()
    if (now < last) lag += last - now
    last = now
    return now + lag
  }
}

export function createLane({ clock, sleep, limits }: LaneParts): Lane {
  const time = steady(clock)
  const remembered = Math.max(...limits.map(({ calls }) => calls))
  /** The newest calls, in the order of their starts; no more than a limit counts. */
  const started: Call[] = []
  const waiting = new Set<Waiter>()
  let pumping = false
  let pausedAt = Number.NEGATIVE_INFINITY
  let pausedUntil = Number.NEGATIVE_INFINITY
  let strikes = 0
  /** Ends the pump's wait for a running call. */
  let noticeEnd = () => {}
  /** Ends the pump's wait for a time. */
  let stopSleep = () => {}

  /** When the next call may start; undefined while a call that it has to follow is running. */
  function nextStart(): number | undefined {
    let at = pausedUntil
    for (const { calls, windowMs } of limits) {
      const before = started.at(-calls)
      if (before === undefined) continue
      if (before.endedAt === undefined) return undefined
      // A clock of whole milliseconds can be almost one behind at the end of a call, hence one more.
      at = Math.max(at, before.endedAt + windowMs + 1)
    }
    return at
  }

  function begin(waiter: Waiter) {
    const call: Call = { startedAt: time() }
    started.push(call)
    if (started.length > remembered) started.shift()
    waiting.delete(waiter)
    waiter.begin(call)
  }

  async function rest(ms: number): Promise<boolean> {
    const stop = new AbortController()
    stopSleep = () => stop.abort()
    try {
      await sleep(ms, stop.signal)
    } catch (error) {
      if (!stop.signal.aborted) throw error
    }
    return !stop.signal.aborted
  }

  async function startNext(first: Waiter) {
    let sleptUntil: number | undefined
    for (let at = nextStart(); waiting.has(first); at = nextStart()) {
      if (at === undefined) {
        await new Promise<void>((resolve) => {
          noticeEnd = resolve
        })
      } else if (at > time() && at !== sleptUntil) {
        // What was slept until counts as come even if the clock says otherwise: an early timer, or a clock that stands
        // still, must not turn the wait into a busy loop.
        if (await rest(at - time())) sleptUntil = at
      } else begin(first)
    }
  }

  async function pump() {
    if (pumping) return
    pumping = true
    try {
      // Whoever comes during the loop is still part of it.
      for (const first of waiting) await startNext(first)
    } catch (error) {
      for (const waiter of waiting) waiter.fail(error)
      waiting.clear()
    } finally {
      pumping = false
    }
  }

  function turn(cancelled: () => Error, signal: AbortSignal | undefined): Promise<Call> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        begin(call) {
          signal?.removeEventListener('abort', leave)
          resolve(call)
        },
        fail: reject,
      }
      function leave() {
        waiting.delete(waiter)
        reject(cancelled())
        // Nobody is left to wait for: the timer must not keep the process alive.
        if (waiting.size > 0) return
        noticeEnd()
        stopSleep()
      }
      signal?.addEventListener('abort', leave, { once: true })
      waiting.add(waiter)
      void pump()
    })
  }

  return {
    async run(work, cancelled, signal) {
      if (signal?.aborted) throw cancelled()
      const call = await turn(cancelled, signal)
      try {
        const value = await work()
        // A success that began before the refusal says nothing about the time after it.
        if (call.startedAt > pausedAt) strikes = 0
        return value
      } finally {
        call.endedAt = time()
        noticeEnd()
      }
    },
    pause(wait) {
      const now = time()
      if (now >= pausedUntil) {
        strikes += 1
        pausedAt = now
      }
      pausedUntil = Math.max(pausedUntil, now + wait(strikes))
      return pausedUntil - now
    },
  }
}
