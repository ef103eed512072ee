// Makes: what `getElement` answers, from the official methods and the Types of an instance.

import {
  type AuthModel,
  composeType,
  type ElementInfo,
  type ElementProblem,
  type FsInner,
  type LoginElement,
  type LoginMethods,
} from '../../elements/index.ts'
import type { Sleep } from '../../feishu/index.ts'
import type { Instance } from '../instance.ts'
import type { UnderWay } from '../under-way.ts'
import type { Entry } from './plan.ts'

/** What runs of an instance. */
export interface Made {
  info: ElementInfo
  methods: LoginMethods
  model: AuthModel
}

/** What came of the Types of one instance. */
export interface Composition {
  instance: Instance
  /** Of all that it was made from. */
  fingerprint: string
  /** `updatedAt` of what is kept; null for what no database keeps. */
  of: number | null
  /** Null for an instance without a Type that can be used, and together with problems. */
  made: Made | null
  problems: readonly ElementProblem[]
}

export interface LoginElements {
  /** Runs the loaders of its Types, unless they have run for this app already. Changes nothing that is given out. */
  compose(entry: Entry, instance: Instance): Promise<Composition>
  /** What failed for the very same element before: a loader that fails is not run again and again. */
  failed(entry: Entry): Composition | undefined
  /** From now on these count, by full name, and no others. */
  keep(compositions: ReadonlyMap<string, Composition>): void
  /** Drops what was composed and is not kept. */
  discard(): void
  made(fullName: string): Made | undefined
  /** Lets its loaders run again. False when none has failed. */
  forgetFailure(fullName: string): boolean
}

function fingerprintOf({ resolved, config, settings }: Entry): string {
  const loaders = resolved.loaders.map(({ fullName, at }) => [fullName, at])
  return JSON.stringify([resolved.info, loaders, config, settings])
}

export function createLoginElements(options: {
  /** What an instance can do before any Type changes it. */
  official: (instance: Instance, redirectUri: string | undefined) => FsInner
  sleep: Sleep
}): LoginElements {
  const { official, sleep } = options
  let kept: ReadonlyMap<string, Composition> = new Map()
  const tried = new Map<string, Composition>()
  return {
    async compose(entry, instance) {
      const { resolved, config, stored } = entry
      const { fullName, info, loaders } = resolved
      const fingerprint = fingerprintOf(entry)
      const before = [kept.get(fullName), tried.get(fullName)].find(
        (one) => one?.problems.length === 0 && one.instance === instance && one.fingerprint === fingerprint,
      )
      if (before !== undefined) return before
      const one: Composition = {
        ...{ instance, fingerprint },
        of: stored?.updatedAt ?? null,
        made: null,
        problems: [],
      }
      if (info === null) return one
      const base = official(instance, config?.redirectUri)
      const { methods, problems } = await composeType({ element: info, loaders, official: base, sleep })
      const made = methods === null ? null : { info, methods, model: base.FSInnerAuthModel }
      const composed = { ...one, made, problems }
      tried.set(fullName, composed)
      return composed
    },
    failed(entry) {
      const before = kept.get(entry.resolved.fullName)
      if (before === undefined || before.problems.length === 0) return undefined
      const isSame = before.of === (entry.stored?.updatedAt ?? null)
      return isSame && before.fingerprint === fingerprintOf(entry) ? before : undefined
    },
    keep(compositions) {
      kept = compositions
      tried.clear()
    },
    discard: () => tried.clear(),
    made: (fullName) => kept.get(fullName)?.made ?? undefined,
    forgetFailure(fullName) {
      if ((kept.get(fullName)?.problems.length ?? 0) === 0) return false
      kept = new Map([...kept].filter(([one]) => one !== fullName))
      return true
    },
  }
}

/**
 * An element that may be held for as long as one likes: each call goes to what runs then, so that a change of the
 * configuration reaches whoever holds it.
 */
export function liveElement(
  info: ElementInfo,
  current: () => Promise<Made>,
  underWay: Pick<UnderWay, 'run'>,
): LoginElement {
  const on = <T>(use: (made: Made) => Promise<T>): Promise<T> =>
    underWay.run(async () => use(await current()))
  return {
    ...info,
    // All that was given: what is too much is refused by the method, not dropped here.
    getLoginConfig: (...args) => on(({ methods }) => methods.getLoginConfig(...args)),
    getLoginCode: (...args) => on(({ methods }) => methods.getLoginCode(...args)),
    getUserInfo: (...args) => on(({ methods }) => methods.getUserInfo(...args)),
    getAccessToken: (...args) => on(({ methods }) => methods.getAccessToken(...args)),
    syncUserInfo: (...args) => on(({ methods }) => methods.syncUserInfo(...args)),
    syncDepartmentInfo: (...args) => on(({ methods }) => methods.syncDepartmentInfo(...args)),
    FSInnerAuthModel: {
      get: (...args) => on(({ model }) => model.get(...args)),
      query: (...args) => on(({ model }) => model.query(...args)),
    },
  }
}
