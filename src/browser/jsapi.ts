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
  signal: AbortSignal | undefined
}): Jsapi {
  const { bridge, window, timer } = parts
  const apis = new Set<string>()
  /** The address and the calls that the client has accepted, as one text. */
  let done = ''
  let work: Promise<void> | undefined
  let watching = false
  let stopQuiet = () => {}

  const aim = () => `${pageUrl(window)}\n${[...apis]}`

  async function run(): Promise<void> {
    let fresh = false
    for (let round = 0; round < maxRounds && done !== aim(); round++) {
      const goal = aim()
      const url = pageUrl(window)
      try {
        const config = await parts.sign(url)
        // A signature for an address that is gone would only be refused.
        if (goal !== aim()) continue
        await bridge.config({ ...config, jsApiList: [...apis] })
        done = goal
        parts.configured(url)
        fresh = false
      } catch (error) {
        if (goal !== aim()) continue
        const { errno, errCode } = error as ClientError
        if (fresh || !stale.some((code) => code === errCode || code === errno)) throw error
        fresh = true
      }
    }
    if (done !== aim()) throw new ClientError('not_ready')
    await bridge.ready()
  }

  function sync(): Promise<void> {
    if (work === undefined) {
      const mine = run()
      work = mine
      const end = () => {
        work = undefined
      }
      mine.then(end, end)
    }
    return work
  }

  /** For those who did not ask: whoever listens for errors hears of it. */
  const quietly = () => sync().catch(parts.failed)

  function watch(): void {
    if (watching || parts.signal?.aborted) return
    watching = true
    const stop = watchRoutes(window, () => {
      stopQuiet()
      stopQuiet = timer(quietMs, () => {
        if (done !== aim()) void quietly()
      })
    })
    parts.signal?.addEventListener('abort', () => {
      stopQuiet()
      stop()
    })
  }

  return {
    async configure(jsApiList, signal) {
      for (const api of jsApiList) apis.add(api)
      watch()
      await waitFor(sync(), signal)
      // Work that was under way may have ended for the calls and the address it began with.
      if (done !== aim()) await waitFor(sync(), signal)
    },
    async settled(ms, signal) {
      if (!watching || done === aim()) return
      await within<void>(
        timer,
        Math.min(ms, maxWaitMs),
        'no_answer',
        (resolve) => quietly().then(resolve),
        signal,
      ).catch((error: ClientError) => {
        if (error.code === 'aborted') throw error
      })
    },
  }
}
