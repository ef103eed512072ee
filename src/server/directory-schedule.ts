// Starts: synchronisations at their times.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Logger } from '../feishu/index.ts'
import type { Directory } from './directory.ts'
import type { Schedule } from './schedule-pattern.ts'

export const lookEveryMs = 60_000

interface Scheduled {
  /** Name of the app. */
  name: string
  directory: Pick<Directory, 'sync'>
  /** When everything was last synchronised; null = never. */
  lastWholeAt(): Promise<number | null>
}

export interface DirectorySchedule {
  /** Starts what is due. Returns at once. */
  tick(): void
  /** Waits for what was started; whoever closes it interrupts the directories. */
  ended(): Promise<void>
}

/**
 * Synchronises everything of each app when a time of the schedule has passed since the last whole synchronisation ended,
 * whoever started that. A time that passed while nothing ran is made up for; one that failed waits for the next time.
 */
export function createDirectorySchedule(options: {
  schedule: Schedule
  /** Looked through anew at every tick: apps come and go. */
  directories: Iterable<Scheduled>
  clock: () => number
  logger: Logger
}): DirectorySchedule {
  const { schedule, directories, clock, logger } = options
  const bornAt = clock()
  const running = new Map<string, Promise<void>>()
  /** When a run was last tried. */
  const triedAt = new Map<string, number>()

  async function consider(one: Scheduled): Promise<void> {
    const now = clock()
    const since = Math.max((await one.lastWholeAt()) ?? bornAt, triedAt.get(one.name) ?? 0)
    const due = schedule.next(since)
    if (due === null || due > now) return
    triedAt.set(one.name, now)
    try {
      const { id, state, people, departments } = await one.directory.sync()
      const fields = { instance: one.name, run: id, people, departments }
      if (state === 'waiting') logger.warn(fields, 'the scheduled synchronisation waits to be confirmed')
      else logger.info(fields, 'the directory was synchronised')
    } catch (error) {
      const { code } = error instanceof LarkspurError ? error : { code: undefined }
      // An interrupted one, whose app may have been edited, goes on at the next look or start; while another one is at
      // work that may not be a whole one. When everything closes there is no further look.
      if (code === 'aborted' || code === 'sync_running') triedAt.delete(one.name)
      else logger.error({ instance: one.name, error }, 'the scheduled synchronisation failed')
    }
  }

  return {
    tick() {
      for (const one of directories) {
        if (running.has(one.name)) continue
        const work = consider(one)
          .catch((error) =>
            logger.error({ instance: one.name, error }, 'the schedule could not be looked at'),
          )
          .finally(() => running.delete(one.name))
        running.set(one.name, work)
      }
    },
    async ended() {
      await Promise.all(running.values())
    },
  }
}
