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
  /** The app of these settings, running or ready to. Undefined when it cannot be made; the log says why. */
  prepare(settings: InstanceSettings): Instance | undefined
  /**
   * Starts what is new, replaces what has changed, and lets go of what is wanted no longer. What was prepared and is not
   * wanted is let go of, too.
   */
  arrange(wanted: readonly WantedApp[]): void
  /** Lets go of what was prepared. */
  discard(): void
  /** Waits for those that were let go of. */
  close(): Promise<void>
}

interface App {
  instance: Instance
  fingerprint: string
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
  const apps = new Map<string, App>()
  const ready = new Map<string, App>()
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

  function discard(): void {
    for (const { instance } of ready.values()) letGo(instance)
    ready.clear()
  }

  function prepare(settings: InstanceSettings): Instance | undefined {
    const { name, app, events } = settings
    const fingerprint = JSON.stringify(settings)
    const same = [apps.get(name), ready.get(name)].find((one) => one?.fingerprint === fingerprint)
    if (same !== undefined) return same.instance
    hide([app.appSecret, events?.encryptKey ?? '', events?.verificationToken ?? ''])
    try {
      const instance = make(settings)
      const before = ready.get(name)
      if (before !== undefined) letGo(before.instance)
      ready.set(name, { instance, fingerprint })
      return instance
    } catch (error) {
      logger.error({ instance: name, error }, 'an app could not be started')
      return undefined
    }
  }

  function start(settings: InstanceSettings, enabled: boolean): void {
    const { name } = settings
    const instance = prepare(settings)
    const before = apps.get(name)
    if (instance === undefined) return
    if (before?.instance === instance) {
      if (instances.isEnabled(name) !== enabled) instances.put(instance, enabled)
      return
    }
    ready.delete(name)
    apps.set(name, { instance, fingerprint: JSON.stringify(settings) })
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
    prepare,
    discard,
    arrange(wanted) {
      const names = new Set(wanted.map(({ settings }) => settings.name))
      // First, so that no app is there twice.
      for (const [name, { instance }] of [...apps]) if (!names.has(name)) stop(name, instance)
      for (const { settings, enabled } of wanted) start(settings, enabled)
      discard()
    },
    async close() {
      discard()
      await Promise.all([...leaving.keys()].map(end))
    },
  }
}
