// Finds: which app a request, or a person, belongs to. Apps come and go while the server runs.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { defaultInstance, type IdentityKey } from '../sign-in/index.ts'
import type { Instance } from './instance.ts'

export interface Instances {
  /** The app of the option `feishu`. */
  main: Instance
  /** Those that are switched off, too. Another array after every change. */
  readonly all: readonly Instance[]
  /**
   * The app of this name that people may sign in with; the main one without a name.
   * @throws LarkspurError `request_invalid`, `element_disabled`
   */
  named(name: string | undefined): Promise<Instance>
  /**
   * As `named`, but also one that is switched off.
   * @throws LarkspurError `request_invalid`
   */
  known(name: string | undefined): Promise<Instance>
  /** As `known`, without a refusal. Looks once for what another process has added. */
  find(name: string): Promise<Instance | undefined>
  /** The app through which this identity signs in, switched off or not; undefined when it is configured no longer. */
  of(identity: Pick<IdentityKey, 'brand' | 'appId'>): Instance | undefined
  /** As `of`, after looking for what other processes have added: for somebody who has signed in there. */
  arrived(identity: Pick<IdentityKey, 'brand' | 'appId'>): Promise<Instance | undefined>
  /** False: nobody signs in with it; sessions and tokens go on. */
  isEnabled(name: string): boolean
  /** Whether an element is there that may be of this app and cannot be used: sessions wait until it is mended. */
  isUnusable(identity: Pick<IdentityKey, 'brand' | 'appId'>): boolean
}

/** The same for whoever adds and removes apps. */
export interface ChangeableInstances extends Instances {
  /** Adds it, or puts it in the place of the one of its name. */
  put(instance: Instance, enabled: boolean): void
  remove(name: string): void
  /** Apps of elements that cannot be used; null for one that does not tell its app. */
  setUnusable(apps: readonly (Pick<IdentityKey, 'brand' | 'appId'> | null)[]): void
  /** What is done about an unknown name before it is refused, which anybody may give, and about an unknown app. */
  onUnknown(looks: { name(): Promise<unknown>; app(): Promise<unknown> }): void
}

export function createInstances(main: Instance, others: readonly Instance[]): ChangeableInstances {
  const entries = new Map([main, ...others].map((instance) => [instance.name, { instance, enabled: true }]))
  let all = [main, ...others]
  let unusable: readonly (Pick<IdentityKey, 'brand' | 'appId'> | null)[] = []
  let looks = { name: async (): Promise<unknown> => undefined, app: async (): Promise<unknown> => undefined }

  const changed = () => {
    all = [...entries.values()].map(({ instance }) => instance)
  }

  async function find(name: string): Promise<Instance | undefined> {
    if (!entries.has(name)) await looks.name()
    return entries.get(name)?.instance
  }

  async function known(name = defaultInstance): Promise<Instance> {
    const found = await find(name)
    if (found !== undefined) return found
    throw new LarkspurError('request_invalid', { message: 'There is no instance of this name.' })
  }

  const of: Instances['of'] = ({ brand, appId }) =>
    all.find(({ app }) => app.brand === brand && app.appId === appId)

  const isEnabled = (name: string) => entries.get(name)?.enabled === true

  return {
    main,
    get all() {
      return all
    },
    find,
    known,
    isEnabled,
    async named(name) {
      const found = await known(name)
      if (!isEnabled(found.name)) throw new LarkspurError('element_disabled')
      return found
    },
    of,
    async arrived(identity) {
      await looks.app()
      return of(identity)
    },
    isUnusable: ({ brand, appId }) =>
      unusable.some((app) => app === null || (app.brand === brand && app.appId === appId)),
    setUnusable(apps) {
      unusable = apps
    },
    put(instance, enabled) {
      entries.set(instance.name, { instance, enabled })
      changed()
    },
    remove(name) {
      entries.delete(name)
      changed()
    },
    onUnknown(given) {
      looks = given
    },
  }
}
