// Makes: time that passes only while everybody waits and no request is under way; an hour takes no second.
import type { Emulator } from '../../src/emulator/index.ts'
import type { Clock, Sleep } from '../../src/feishu/index.ts'

export interface EmulatorTime {
  clock: Clock
  sleep: Sleep
  fetch: typeof fetch
  /** Milliseconds that were slept through. */
  passed(): number
}

interface Sleeper {
  at: number
  resolve(): void
}

/** A clock of the emulator; `advance` may take a while when the emulator is in another process. */
interface MovedClock extends Pick<Emulator['clock'], 'now' | 'freeze'> {
  advance(ms: number): void | Promise<void>
}

/** Time of the emulator's clock, which is stopped for it. */
export function createEmulatorTime(feishu: { clock: MovedClock }): EmulatorTime {
  feishu.clock.freeze()
  const started = feishu.clock.now()
  const sleepers = new Set<Sleeper>()
  let underWay = 0
  let scheduled = false

  async function passOn() {
    scheduled = false
    if (underWay > 0 || sleepers.size === 0) return
    const next = Math.min(...Array.from(sleepers, ({ at }) => at))
    const ms = next - feishu.clock.now()
    if (ms > 0) {
      const moved = feishu.clock.advance(ms)
      if (moved !== undefined) await moved
    }
    for (const sleeper of sleepers) if (sleeper.at <= next) sleeper.resolve()
    schedule()
  }

  // Two turns of the loop: whoever has something left to do does it before time passes.
  function schedule() {
    if (scheduled) return
    scheduled = true
    setImmediate(() => setImmediate(passOn))
  }

  return {
    clock: () => feishu.clock.now(),
    passed: () => feishu.clock.now() - started,
    sleep: (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const sleeper: Sleeper = {
          at: feishu.clock.now() + ms,
          resolve() {
            sleepers.delete(sleeper)
            signal?.removeEventListener('abort', leave)
            resolve()
          },
        }
        function leave() {
          sleepers.delete(sleeper)
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', leave, { once: true })
        sleepers.add(sleeper)
        schedule()
      }),
    fetch: async (input, init) => {
      underWay += 1
      try {
        const response = await fetch(input, init)
        const body = await response.arrayBuffer()
        const { status, headers } = response
        return new Response(body, { status, headers })
      } finally {
        underWay -= 1
        schedule()
      }
    },
  }
}
