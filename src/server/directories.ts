// Composes: the directories of all apps, and what keeps them true by itself.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { CallContext } from '../feishu/index.ts'
import { defaultInstance } from '../sign-in/index.ts'
import type { Database } from '../storage/sql/index.ts'
import { createInstanceDirectory, type Directory, type EventDoor } from './directory.ts'
import { createDirectorySchedule, lookEveryMs } from './directory-schedule.ts'
import type { Instance } from './instance.ts'
import type { Offboarding } from './offboarding.ts'
import type { Settings } from './settings.ts'

/** How often events that could not be applied are looked at again. */
const applyEveryMs = 15_000

/** Longer than any delivery can come again, so that none counts twice. */
const eventsKeptMs = 30 * 86_400_000

export interface Directories {
  /**
   * The directory of the app of this name; that of the first app without a name.
   * @throws LarkspurError `request_invalid`
   */
  of(name?: string): Directory
  /** Whether the directory of the app of this name is that of this organisation. */
  holdsTenant(name: string, tenantKey: string): Promise<boolean>
  /**
   * Where events of the app of this name arrive.
   * @throws LarkspurError `not_found` when it takes none
   */
  door(name: string): EventDoor
  /** Applies the events that were accepted before the last end, and keeps looking for what is due. */
  start(every: (ms: number, work: () => void) => () => void): void
  /** Forgets old events and old runs. */
  sweep(): Promise<void>
  /** Interrupts what runs, and waits for it. */
  close(): Promise<void>
}

export function createDirectories(options: {
  settings: Pick<Settings, 'directory' | 'allowedTenants'>
  instances: readonly Instance[]
  context: CallContext
  database: Pick<Database, 'directory' | 'events' | 'identities'>
  offboarding: Offboarding
}): Directories {
  const { settings, instances, context, database, offboarding } = options
  const { clock, logger } = context
  const all = instances.map((instance) =>
    createInstanceDirectory({ settings, instance, context, database, offboarding }),
  )
  const doors = new Map(all.flatMap(({ name, events }) => (events === null ? [] : [[name, events] as const])))
  const stops: (() => void)[] = []

  const { schedule } = settings.directory
  const scheduled =
    schedule === null ? undefined : createDirectorySchedule({ schedule, directories: all, clock, logger })

  const apply = () => {
    for (const door of doors.values()) void door.apply()
  }

  return {
    of(name = defaultInstance) {
      const found = all.find((one) => one.name === name)
      if (found !== undefined) return found.directory
      throw new LarkspurError('request_invalid', { message: 'There is no instance of this name.' })
    },
    holdsTenant: async (name, tenantKey) =>
      (await all.find((one) => one.name === name)?.holdsTenant(tenantKey)) === true,
    door(name) {
      const door = doors.get(name)
      if (door === undefined) throw new LarkspurError('not_found')
      return door
    },
    start(every) {
      if (doors.size > 0) stops.push(every(applyEveryMs, apply))
      if (scheduled !== undefined) stops.push(every(lookEveryMs, () => scheduled.tick()))
      apply()
    },
    async sweep() {
      await database.events.deleteSettled(clock() - eventsKeptMs)
      for (const one of all) await one.deleteOldRuns()
    },
    async close() {
      for (const stop of stops) stop()
      await Promise.all(all.map((one) => one.close()))
      await scheduled?.ended()
    },
  }
}
