// Keeps: the page's address authenticated with the client, whatever the address becomes.

import type { Bridge } from './bridge.ts'
import { ClientError } from './error.ts'
import { pageUrl, type Routed, watchRoutes } from './routes.ts'
import { type Timer, waitFor, within } from './within.ts'

/** What our server answers; goes to `h5sdk.config` as it is. */
export interface JsapiConfig {
  appId: string
  timestamp: number
  nonceStr: string
  signature: string
}

/** 333441 wrong signature, 333443 used before, 333444 too old: a fresh signature can mend these, once. */
const stale = [333441, 333443, 333444]
/** An app that changes its address all the time is given up on, so that nothing ever goes round for ever. */
const maxRounds = 10
/** Addresses often change several times in a row; the last one counts. */
const quietMs = 50
/** A call waits no longer for a signature on its way: the client may well answer without it. */
const maxWaitMs = 5_000
/** Failures that pass by themselves, and the time they are given. */
const passing = /^(network|no_answer|not_ready|rate_limited|internal_error)$|_unavailable$/
const retryMs = 30_000
/** How `h5sdk.config` fails. */
const disliked = /^(refused|no_answer)$/

export interface Jsapi {
  configure(jsApiList: string[], signal?: AbortSignal): Promise<void>
  /** Resolves when the present address is as authenticated as it gets, or after `ms`. Rejects for the signal only. */
  settled(ms: number, signal?: AbortSignal): Promise<void>
}

export function createJsapi(parts: {
  bridge: Bridge
  window: Routed
  timer: Timer
  sign(url: string): Promise<JsapiConfig>
  /** An address has been authenticated. */
  configured(url: string): void
  /** A signature that nobody waited for has failed. */
  failed(error: ClientError): void
  /** Ends the watch. */
  life: AbortSignal
}): Jsapi {
  const { bridge, window, timer, life } = parts
  const apis = new Set<string>()
  /** The address and the calls that the client has accepted, as one text; those tried last; those that failed. */
  let done = ''
  let tried = ''
  let failed = ''
  let work: Promise<void> | undefined
  /** Whether somebody who asked for the work under way will be told of its failure. */
  let asked = false
  let watching = false
  /** False until there is something to keep authenticated. */
  let active = false
  let turn: Promise<unknown> = Promise.resolve()
  let stopQuiet = () => {}
  let stopRetry = () => {}

  const aim = () => `${pageUrl(window)}\n${[...apis]}`
  /** What failed is not tried again for a call; only a new route, or `configure`, tries it. */
  const isDue = () => active && !life.aborted && done !== aim() && failed !== aim()

  async function run(): Promise<void> {
    /** What a fresh signature has been asked for. */
    let renewed = ''
    for (let round = 0; round < maxRounds && done !== aim(); round++) {
      const goal = aim()
      tried = goal
      const url = pageUrl(window)
      try {
        const config = await parts.sign(url)
        // A signature for an address that is gone would only be refused.
        if (goal !== aim()) continue
        await bridge.config({ ...config, jsApiList: [...apis] })
        done = goal
        parts.configured(url)
        renewed = ''
      } catch (error) {
        if (goal !== aim()) continue
        const { errno, errCode } = error as ClientError
        if (renewed === goal || !stale.some((code) => code === errCode || code === errno)) throw error
        renewed = goal
      }
    }
    if (done !== aim()) throw new ClientError('not_ready')
    await bridge.ready()
  }

  function sync(): Promise<void> {
    if (!work) {
      asked = false
      failed = ''
      stopRetry()
      work = run()
      work.then(
        () => {
          work = undefined
        },
        (error: ClientError) => {
          work = undefined
          if (life.aborted) return
          failed = tried
          if (passing.test(error.code)) {
            stopRetry = timer(retryMs, () => {
              failed = ''
            })
          }
          if (!asked) parts.failed(error)
        },
      )
    }
    return work
  }

  function watch(): void {
    if (watching || life.aborted) return
    watching = true
    const stop = watchRoutes(window, () => {
      stopQuiet()
      stopQuiet = timer(quietMs, () => {
        if (isDue()) void sync()
      })
    })
    life.addEventListener('abort', () => {
      stopQuiet()
      stopRetry()
      stop()
    })
  }

  async function add(jsApiList: string[], signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return
    const added = jsApiList.filter((api) => !apis.has(api))
    for (const api of added) apis.add(api)
    active = true
    watch()
    try {
      // Twice: work that was under way may end for the calls and the address it began with.
      for (let round = 0; round < 2 && (round === 0 || done !== aim()); round++) {
        const mine = sync()
        asked = true
        await mine
      }
    } catch (error) {
      // The client may dislike a name; without it the others work. Our server never sees the names.
      if (disliked.test((error as ClientError).code)) {
        for (const api of added) apis.delete(api)
        if (done === '' && apis.size === 0) active = false
      }
      throw error
    }
  }

  return {
    configure(jsApiList, signal) {
      // One after another, so that a name that the client dislikes fails nobody else.
      const mine = turn.then(() => add(jsApiList, signal))
      turn = mine.catch(() => {})
      return waitFor(mine, signal)
    },
    async settled(ms, signal) {
      if (!isDue()) return
      await within<void>(
        timer,
        Math.min(ms, maxWaitMs),
        'no_answer',
        (resolve) => sync().then(resolve, () => resolve()),
        signal,
      ).catch((error: ClientError) => {
        if (error.code === 'aborted') throw error
      })
    },
  }
}
