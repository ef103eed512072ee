// Signs: pages, so that they may call the client's JSAPIs.
import { type Clock, type FeishuApp, jsapiSignature, type Random } from '../feishu/index.ts'
import type { AppTokens } from '../tokens/index.ts'
import { signablePage } from './page-url.ts'

/** What a page passes to `h5sdk.config`, next to its own `jsApiList`. */
export interface JsapiConfig {
  appId: string
  /** Epoch milliseconds, a number. The client takes the signature for ten minutes. */
  timestamp: number
  nonceStr: string
  signature: string
}

/** JSAPI authentication. The ticket stays in here. */
export interface Jsapi {
  /**
   * Signs one page. Each call makes a new signature: the client takes none twice.
   *
   * @param pageUrl `location.href` of the page; what follows `#` is left out
   * @throws {LarkspurError} `page_not_allowed` for a page outside the configured origins, `request_invalid`,
   * and those of a call to the platform when there is no ticket yet, e.g. `ip_not_allowed`
   */
  config(pageUrl: string, options?: { signal?: AbortSignal | undefined }): Promise<JsapiConfig>
}

export interface JsapiOptions {
  app: Pick<FeishuApp, 'appId'>
  tokens: Pick<AppTokens, 'jsapiTicket'>
  clock: Clock
  random: Random
  /** Origins whose pages are signed. */
  origins: readonly string[]
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

export function createJsapi({ app, tokens, clock, random, origins }: JsapiOptions): Jsapi {
  return {
    async config(pageUrl, options = {}) {
      const url = signablePage(pageUrl, origins)
      const ticket = await tokens.jsapiTicket(options)
      const nonceStr = hex(random(16))
      // After the wait for the ticket: the ten minutes begin here.
      const timestamp = Math.floor(clock())
      const signature = await jsapiSignature({ ticket, nonceStr, timestamp, url })
      return { appId: app.appId, timestamp, nonceStr, signature }
    },
  }
}
