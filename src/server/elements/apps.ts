// Runs: the apps of elements. They come, change and go while the server serves.

import type { Logger } from '../../feishu/index.ts'
import type { Directories } from '../directories.ts'
import type { Instance } from '../instance.ts'
import type { InstanceSettings } from '../instance-settings.ts'
import type { ChangeableInstances } from '../instances.ts'
import type { UnderWay } from '../under-way.ts'

export interface WantedApp {
  settings: InstanceSettings
  enabled: boolean
}

export interface Apps {
  /**
   * Starts what is new, replaces what has changed, and lets go of what is wanted no longer. Answers the names of those
   * that could not be started; they stop no other.
   */
  arrange(wanted: readonly WantedApp[]): ReadonlySet<string>
  /** Undefined when it does not run. */
  running(name: string): Instance | undefined
  /** Waits for those that were let go of. */
  close(): Promise<void>
}

export function createApps(options: {
  make: (settings: InstanceSettings) => Instance
  instances: ChangeableInstances
  directories: Pick<Directories, 'put' | 'remove'>
  /** What is not closed before it has ended. */
  underWay: Pick<UnderWay, 'ended'>
  /** Told of every secret before anything is done with it. */
  hide: (secrets: readonly string[]) => void
  logger: Logger
}): Apps {
  const { make, instances, directories, underWay, hide, logger } = options
  const apps = new Map<string, { instance: Instance; fingerprint: string }>()
  const leaving = new Map<Instance, Promise<void>>()

  const end = async (instance: Instance) => {
    try {
      await instance.close()
    } catch (error) {
      logger.warn({ instance: instance.name, error }, 'an app did not end well')
    }
  }

  /** Requests that have begun with it go on to their end; what it does by itself in the background, too. */
  function letGo(instance: Instance): void {
    const left = underWay
      .ended()
      .then(() => end(instance))
      .finally(() => leaving.delete(instance))
    leaving.set(instance, left)
  }

  function start(settings: InstanceSettings, enabled: boolean): void {
    const { name } = settings
    const fingerprint = JSON.stringify(settings)
    const before = apps.get(name)
    if (before?.fingerprint === fingerprint) {
      if (instances.isEnabled(name) !== enabled) instances.put(before.instance, enabled)
      return
    }
    const { app, events } = settings
    hide([app.appSecret, events?.encryptKey ?? '', events?.verificationToken ?? ''])
    const instance = make(settings)
    apps.set(name, { instance, fingerprint })
    instances.put(instance, enabled)
    directories.put(instance)
    if (before !== undefined) letGo(before.instance)
  }

  function stop(name: string, instance: Instance): void {
    apps.delete(name)
    instances.remove(name)
    directories.remove(name)
    letGo(instance)
  }

  return {
    arrange(wanted) {
      const names = new Set(wanted.map(({ settings }) => settings.name))
      // First, so that no app is there twice.
      for (const [name, { instance }] of [...apps]) if (!names.has(name)) stop(name, instance)
      const failed = new Set<string>()
      for (const { settings, enabled } of wanted) {
        try {
          start(settings, enabled)
        } catch (error) {
          logger.error({ instance: settings.name, error }, 'an app could not be started')
          failed.add(settings.name)
        }
      }
      return failed
    },
    running: (name) => apps.get(name)?.instance,
    async close() {
      await Promise.all([...leaving.keys()].map(end))
    },
  }
}
