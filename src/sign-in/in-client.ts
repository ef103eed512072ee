// Signs in: with a code that the bridge inside the client gave to the page.

import type { FeishuApp } from '../feishu/index.ts'
import type { Attempts } from './attempts.ts'
import { assertCode } from './callback.ts'
import type { SignIn } from './flows.ts'
import type { Identify } from './identify.ts'
import type { ScopesToAsk } from './scopes.ts'

export function createInClient(options: {
  app: FeishuApp
  attempts: Attempts
  identify: Identify
  scopesToAsk: ScopesToAsk
}): Pick<SignIn, 'startInClient' | 'finishInClient'> {
  const { app, attempts, identify, scopesToAsk } = options
  return {
    async startInClient({ browserId, scopes: wanted, granted }) {
      const scopes = scopesToAsk.inClient({ scopes: wanted, granted })
      const attempt = await attempts.issue(browserId, {
        kind: 'in_client',
        prompt: null,
        userId: null,
        scopes,
        redirectUri: null,
        codeVerifier: null,
        returnTo: '/',
      })
      return { attempt, appId: app.appId, scopeList: [...scopes] }
    },

    async finishInClient({ browserId, attempt, code, signal }) {
      assertCode(code)
      const { scopes: asked } = await attempts.take(attempt, browserId, {
        kinds: ['in_client'],
        redirectUri: null,
      })
      return identify({ source: 'in_client', code, asked, signal })
    },
  }
}
