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

interface Known {
  instance: Instance
  fingerprint: string
  made: Made
}

export interface LoginElements {
  /** Runs the loaders of its Types, unless they have run for this app already. Answers what is wrong with them. */
  compose(entry: Entry, instance: Instance): Promise<readonly ElementProblem[]>
  made(fullName: string): Made | undefined
  forget(names: { has(fullName: string): boolean }): void
}

export function createLoginElements(options: {
  /** What an instance can do before any Type changes it. */
  official: (instance: Instance, redirectUri: string | undefined) => FsInner
  sleep: Sleep
}): LoginElements {
  const { official, sleep } = options
  const known = new Map<string, Known>()
  return {
    async compose({ resolved, config }, instance) {
      const { fullName, info, loaders } = resolved
      if (info === null) return []
      const fingerprint = JSON.stringify([info, loaders.map(({ fullName, at }) => [fullName, at]), config])
      const before = known.get(fullName)
      if (before?.instance === instance && before.fingerprint === fingerprint) return []
      known.delete(fullName)
      const base = official(instance, config?.redirectUri)
      const { methods, problems } = await composeType({
        element: info,
        loaders,
        official: base,
        sleep,
      })
      const model = base.FSInnerAuthModel
      if (methods !== null) known.set(fullName, { instance, fingerprint, made: { info, methods, model } })
      return problems
    },
    made: (fullName) => known.get(fullName)?.made,
    forget(names) {
      for (const fullName of [...known.keys()]) if (!names.has(fullName)) known.delete(fullName)
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
