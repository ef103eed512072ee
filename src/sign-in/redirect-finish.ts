// Finishes: the flows that come back to the callback.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { type FeishuApp, hasPkce, type Logger } from '../feishu/index.ts'
import type { Attempts } from './attempts.ts'
import { readCode, readState } from './callback.ts'
import type { SignIn } from './flows.ts'
import type { Identify } from './identify.ts'
import type { Attempt } from './ports.ts'

const kinds = ['redirect', 'qr', 'bind'] as const

export function createRedirectFinish(options: {
  app: FeishuApp
  attempts: Attempts
  redirectUri: string
  identify: Identify
  logger: Logger
}): Pick<SignIn, 'finishRedirect'> {
  const { app, attempts, redirectUri, identify, logger } = options

  const refuse = (reason: string): never => {
    logger.warn({ reason }, 'sign-in attempt refused')
    throw new LarkspurError('attempt_invalid')
  }

  /** A code without its verifier would be a downgrade; a verifier without a challenge, a forgery. */
  const verifierOf = ({ kind, codeVerifier }: Attempt): { codeVerifier?: string } => {
    if ((codeVerifier !== null) !== (kind !== 'qr' && hasPkce(app))) refuse('pkce')
    return codeVerifier === null ? {} : { codeVerifier }
  }

  /** Between start and finish somebody else may have signed in in this browser, or nobody be left. */
  const accountOf = ({ kind, userId }: Attempt, signedIn: string | undefined): { bindTo?: string } => {
    if (kind !== 'bind') return {}
    if (userId === null || userId !== signedIn) return refuse('other_account')
    return { bindTo: userId }
  }

  return {
    async finishRedirect({ browserId, query, userId, signal }) {
      const state = readState(query)
      const attempt = await attempts.take(state, browserId, { kinds, redirectUri })
      const { scopes: asked, returnTo, kind } = attempt
      const { person } = await identify({
        source: kind === 'qr' ? 'qr' : 'redirect',
        ...verifierOf(attempt),
        ...accountOf(attempt, userId),
        code: readCode(app, query, state),
        redirectUri,
        asked,
        signal,
      })
      return { person, returnTo, bound: kind === 'bind' }
    },
  }
}
