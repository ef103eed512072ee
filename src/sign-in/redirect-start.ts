// Starts: the flows that bring a browser back to the callback.

import { authorizeUrl, createPkce, type FeishuApp, hasPkce, qrGoto, type Random } from '../feishu/index.ts'
import type { AttemptDetails, Attempts } from './attempts.ts'
import type { SignIn } from './flows.ts'
import { safeReturnPath } from './return-path.ts'
import type { ScopesToAsk } from './scopes.ts'

type Started = Pick<AttemptDetails, 'kind' | 'userId' | 'scopes'>

export function createRedirectStart(options: {
  app: FeishuApp
  random: Random
  attempts: Attempts
  redirectUri: string
  scopesToAsk: ScopesToAsk
  lifeMs: number
}): Pick<SignIn, 'startRedirect' | 'startBind' | 'startQr'> {
  const { app, random, attempts, redirectUri, scopesToAsk, lifeMs } = options

  async function authorize(
    browserId: string,
    returnTo: string | undefined,
    started: Started,
    prompt?: 'consent',
  ): Promise<{ location: string }> {
    const pkce = hasPkce(app) ? await createPkce(random) : undefined
    const state = await attempts.issue(browserId, {
      ...started,
      redirectUri,
      codeVerifier: pkce?.codeVerifier ?? null,
      returnTo: safeReturnPath(returnTo),
    })
    const { scopes } = started
    const codeChallenge = pkce?.codeChallenge
    return { location: authorizeUrl(app, { redirectUri, state, codeChallenge, scopes, prompt }).href }
  }

  return {
    async startRedirect({ browserId, returnTo, scopes, granted }) {
      const asked = scopesToAsk.onPage({ scopes, granted })
      return authorize(browserId, returnTo, { kind: 'redirect', userId: null, scopes: asked })
    },

    async startBind({ browserId, userId, returnTo }) {
      return authorize(
        browserId,
        returnTo,
        { kind: 'bind', userId, scopes: scopesToAsk.onPage({}) },
        'consent',
      )
    },

    async startQr({ browserId, returnTo }) {
      // The widget takes the passport page alone, which knows neither PKCE nor scopes.
      const state = await attempts.issue(browserId, {
        kind: 'qr',
        userId: null,
        scopes: [],
        redirectUri,
        codeVerifier: null,
        returnTo: safeReturnPath(returnTo),
      })
      return { goto: qrGoto(app, { redirectUri, state }), expiresInSeconds: Math.floor(lifeMs / 1000) }
    },
  }
}
