// Carries: the numbered errors that the documents of login elements promise.

import type { LarkspurError, PlatformAnswer } from '../errors/larkspur-error.ts'

/** What the platform itself said. Never holds a token or a secret. */
export type CodePlatform = Pick<PlatformAnswer, 'code' | 'msg' | 'logId'>

/**
 * A failure of a login element, by the number that its documents give it: 40013, 40014, 42001, 40029, 60020, or 50000 for
 * everything else. `message` and `String(error)` hold the number and the reason.
 */
export class Code extends Error {
  override readonly name = 'Code'
  readonly code: number
  /** What happened; `{name}` in it is a place that `formatReason` fills. */
  readonly reason: string
  /** Feishu's own code, words and log id, where the platform has refused. */
  readonly platform: CodePlatform | undefined

  /** @param options `cause`: the error underneath; a `LarkspurError` when Larkspur has found out */
  constructor(
    code: number,
    reason: string,
    options: { platform?: CodePlatform | undefined; cause?: LarkspurError | Error | undefined } = {},
  ) {
    super(`${code}: ${reason}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.reason = reason
    this.platform = options.platform
  }

  /** The reason with every `{name}` replaced by what `values` has under that name; others stay as they are. */
  formatReason(values: Readonly<Record<string, string | number>>): string {
    return this.reason.replaceAll(/\{(\w+)\}/g, (place, name: string) =>
      Object.hasOwn(values, name) ? String(values[name]) : place,
    )
  }
}
