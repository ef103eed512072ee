// Finds: which app a request, or a person, belongs to.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { IdentityKey } from '../sign-in/index.ts'
import type { Instance } from './instance.ts'

export interface Instances {
  /** The app of the option `feishu`. */
  main: Instance
  all: readonly Instance[]
  /**
   * The app of this name; the main one without a name.
   * @throws LarkspurError `request_invalid`
   */
  named(name: string | undefined): Instance
  /** The app through which this identity signs in; undefined when it is configured no longer. */
  of(identity: Pick<IdentityKey, 'brand' | 'appId'>): Instance | undefined
}

export function createInstances(main: Instance, others: readonly Instance[]): Instances {
  const all = [main, ...others]
  return {
    main,
    all,
    named(name) {
      const found = name === undefined ? main : all.find((one) => one.name === name)
      if (found !== undefined) return found
      throw new LarkspurError('request_invalid', { message: 'There is no instance of this name.' })
    },
    of: ({ brand, appId }) => all.find(({ app }) => app.brand === brand && app.appId === appId),
  }
}
