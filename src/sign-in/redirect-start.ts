// Starts: the flows that bring a browser back to the callback.

import { authorizeUrl, createPkce, type FeishuApp, hasPkce, qrGoto, type Random } from '../feishu/index.ts'
import type { AttemptDetails, Attempts } from './attempts.ts'
import type { AskedScopes, SignIn } from './flows.ts'
import { exchangingApp } from './generations.ts'
import { safeReturnPath } from './return-path.ts'
import type { ScopesToAsk } from './scopes.ts'

type Started = Pick<AttemptDetails, 'kind' | 'userId' | 'prompt'>

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
    asked: AskedScopes,
  ): Promise<{ location: string }> {
    const { prompt } = started
    const page = exchangingApp(app, prompt === null ? 'redirect' : 'confirmed')
    const scopes = scopesToAsk.onPage(page, asked)
    const pkce = hasPkce(page) ? await createPkce(random) : undefined
    const state = await attempts.issue(browserId, {
      ...started,
      scopes,
      redirectUri,
      codeVerifier: pkce?.codeVerifier ?? null,
      returnTo: safeReturnPath(returnTo),
    })
    const query = { redirectUri, state, codeChallenge: pkce?.codeChallenge, scopes }
    return { location: authorizeUrl(page, { ...query, prompt: prompt ?? undefined }).href }
  }

  return {
    async startRedirect({ browserId, returnTo, prompt = null, scopes, granted }) {
      return authorize(browserId, returnTo, { kind: 'redirect', userId: null, prompt }, { scopes, granted })
    },

    async startBind({ browserId, userId, returnTo }) {
      return authorize(browserId, returnTo, { kind: 'bind', userId, prompt: 'consent' }, {})
    },

    async startQr({ browserId, returnTo }) {
      // The widget takes the passport page alone, which knows neither PKCE nor scopes.
      const state = await attempts.issue(browserId, {
        kind: 'qr',
        userId: null,
        prompt: null,
        scopes: [],
        redirectUri,
        codeVerifier: null,
        returnTo: safeReturnPath(returnTo),
      })
      return { goto: qrGoto(app, { redirectUri, state }), expiresInSeconds: Math.floor(lifeMs / 1000) }
    },
  }
}
