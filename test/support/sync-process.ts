// Synchronises in a process of its own, which a test may kill: node sync-process.ts '{"url":…,"database":…}'
import { setTimeout as wait } from 'node:timers/promises'
import { LarkspurError } from '../../src/errors/larkspur-error.ts'
import { type DirectoryUnderTestOptions, openDirectory } from './directory-under-test.ts'

/** What the process is told, as JSON. */
export interface SyncProcessOptions extends Omit<DirectoryUnderTestOptions, 'time'> {
  full?: boolean
  /** Time passes so many times faster since `since` (epoch milliseconds), the same for all processes. Default 1. */
  speed?: number
  since?: number
}

const {
  full = false,
  speed = 1,
  since = 0,
  ...given
}: SyncProcessOptions = JSON.parse(process.argv[2] ?? '{}')
const clock = () => Math.floor(since + (Date.now() - since) * speed)
const sleep = async (ms: number, signal?: AbortSignal) => {
  await wait(ms / speed, undefined, signal === undefined ? {} : { signal })
}
await using directory = await openDirectory({ ...given, time: { clock, sleep, fetch, passed: clock } })

/** Waits for the lease of a process that was killed to run out. */
async function sync() {
  for (;;) {
    try {
      return await directory.sync.sync({ full })
    } catch (error) {
      if (!(error instanceof LarkspurError) || error.code !== 'sync_running') throw error
      await sleep(5_000)
    }
  }
}

const report = await sync()
// The report, and the most memory that the process had.
process.stdout.write(JSON.stringify({ report, peakBytes: process.resourceUsage().maxRSS * 1024 }))
