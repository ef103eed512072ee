// Signs in: with a code that a page of the site, or code of the app, hands to a login element.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { FeishuApp } from '../feishu/index.ts'
import { type Attempts, inProcess } from './attempts.ts'
import { assertCode } from './callback.ts'
import type { SignIn } from './flows.ts'
import type { Identify } from './identify.ts'
import { isOwnPage } from './redirect-uri.ts'

export function createElementFlow(options: {
  app: FeishuApp
  attempts: Attempts
  /** Public origin of the site. */
  url: string
  /** The redirect URI of the app instance. */
  callback: string
  identify: Identify
  lifeMs: number
}): Pick<SignIn, 'startElement' | 'finishElement'> {
  const { app, attempts, url, callback, identify, lifeMs } = options

  function assertOwnPage(redirectUri: string): void {
    if (isOwnPage(redirectUri, url)) return
    throw new LarkspurError('request_invalid', {
      message: `redirectUri must be the address of a page of this site (${url}), without a fragment. redirectUri 必须是本站（${url}）的页面地址，且不含片段。`,
    })
  }

  return {
    async startElement({ browserId, redirectUri = callback }) {
      assertOwnPage(redirectUri)
      const state = await attempts.issue(browserId ?? inProcess, {
        kind: 'element',
        prompt: null,
        userId: null,
        scopes: [],
        redirectUri,
        codeVerifier: null,
        returnTo: '/',
      })
      return { appId: app.appId, state, redirectUri, expiresInSeconds: Math.floor(lifeMs / 1000) }
    },

    async finishElement({ browserId, code, state, redirectUri, signal }) {
      assertCode(code)
      const page = redirectUri === undefined ? {} : { redirectUri }
      if (redirectUri !== undefined) assertOwnPage(redirectUri)
      if (state !== undefined) {
        await attempts.take(state, browserId ?? inProcess, { kinds: ['element'], ...page })
      }
      const source = redirectUri === undefined ? 'in_client' : 'qr'
      // The page has asked the platform by itself; which scopes it asked for, nobody here knows.
      return identify({ source, code, ...page, asked: [], signal })
    },
  }
}
