// Composes: the directories of all apps, and what keeps them true by itself. Apps come and go while the server runs.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { CallContext } from '../feishu/index.ts'
import { defaultInstance } from '../sign-in/index.ts'
import type { Database } from '../storage/sql/index.ts'
import {
  createInstanceDirectory,
  type Directory,
  type EventDoor,
  type InstanceDirectory,
} from './directory.ts'
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
  /**
   * As `of`, for as long as one likes: each call goes to the directory that the app of this name has then.
   * @throws LarkspurError `request_invalid`; its methods, too, once the app is gone
   */
  live(name?: string): Directory
  /** Whether the directory of the app of this name is that of this organisation. */
  holdsTenant(name: string, tenantKey: string): Promise<boolean>
  /**
   * Where events of the app of this name arrive.
   * @throws LarkspurError `not_found` when it takes none
   */
  door(name: string): EventDoor
  /** Adds the directory of this app, or puts it in the place of the one of its name, which is closed. */
  put(instance: Instance): void
  /** Interrupts what runs of it. */
  remove(name: string): void
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
  const all = new Map<string, InstanceDirectory>()
  const leaving = new Set<Promise<void>>()
  const stops: (() => void)[] = []
  let isStarted = false

  const { schedule } = settings.directory
  const directories = { [Symbol.iterator]: () => all.values() }
  const scheduled =
    schedule === null ? undefined : createDirectorySchedule({ schedule, directories, clock, logger })

  const apply = () => {
    for (const { events } of all.values()) void events?.apply()
  }

  function leave(name: string): void {
    const gone = all.get(name)
    if (gone === undefined) return
    all.delete(name)
    const closed = gone
      .close()
      .catch((error) => logger.warn({ instance: name, error }, 'a directory did not end well'))
      .finally(() => leaving.delete(closed))
    leaving.add(closed)
  }

  function put(instance: Instance): void {
    leave(instance.name)
    const made = createInstanceDirectory({ settings, instance, context, database, offboarding })
    all.set(instance.name, made)
    if (isStarted) void made.events?.apply()
  }

  for (const instance of instances) put(instance)

  function of(name = defaultInstance): Directory {
    const found = all.get(name)
    if (found !== undefined) return found.directory
    throw new LarkspurError('request_invalid', { message: 'There is no instance of this name.' })
  }

  return {
    of,
    live: (name) => liveDirectory(of(name), () => of(name)),
    holdsTenant: async (name, tenantKey) => (await all.get(name)?.holdsTenant(tenantKey)) === true,
    door(name) {
      const door = all.get(name)?.events ?? null
      if (door === null) throw new LarkspurError('not_found')
      return door
    },
    put,
    remove: leave,
    start(every) {
      isStarted = true
      stops.push(every(applyEveryMs, apply))
      if (scheduled !== undefined) stops.push(every(lookEveryMs, () => scheduled.tick()))
      apply()
    },
    async sweep() {
      await database.events.deleteSettled(clock() - eventsKeptMs)
      for (const one of all.values()) await one.deleteOldRuns()
    },
    async close() {
      for (const stop of stops) stop()
      await Promise.all([...[...all.values()].map((one) => one.close()), ...leaving])
      await scheduled?.ended()
    },
  }
}

/** All methods of a directory are asynchronous. */
function liveDirectory(shape: Directory, current: () => Directory): Directory {
  const method =
    (key: string) =>
    async (...args: unknown[]): Promise<unknown> =>
      Reflect.get(current(), key)(...args)
  return Object.fromEntries(Object.keys(shape).map((key) => [key, method(key)])) as unknown as Directory
}
