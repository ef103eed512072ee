// Finishes: the flows that come back to the callback.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { type FeishuApp, hasPkce, type Logger } from '../feishu/index.ts'
import type { Attempts } from './attempts.ts'
import { readCode, readState } from './callback.ts'
import type { SignedInNow, SignIn } from './flows.ts'
import { type CodeSource, exchangingApp } from './generations.ts'
import type { Identify } from './identify.ts'
import type { Attempt } from './ports.ts'

type Session = () => Promise<SignedInNow | undefined>

/** A login element that names no page of its own has the callback as its redirect URI. */
const kinds = ['redirect', 'qr', 'bind', 'element'] as const

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

  const sourceOf = ({ kind, prompt }: Attempt): CodeSource => {
    // The page of an app asks on either page of the platform, and with PKCE on none.
    if (kind === 'qr' || kind === 'element') return 'qr'
    return prompt === null ? 'redirect' : 'confirmed'
  }

  /** A code without its verifier would be a downgrade; a verifier without a challenge, a forgery. */
  const verifierOf = ({ codeVerifier }: Attempt, source: CodeSource): { codeVerifier?: string } => {
    const isBound = source !== 'qr' && hasPkce(exchangingApp(app, source))
    if ((codeVerifier !== null) !== isBound) refuse('pkce')
    return codeVerifier === null ? {} : { codeVerifier }
  }

  /** Between start and finish somebody else may have signed in in this browser, or nobody be left. */
  const asAccount = async (userId: string | null, session: Session | undefined): Promise<SignedInNow> => {
    const now = await session?.()
    return now === undefined || now.userId !== userId ? refuse('other_account') : now
  }

  /** Asked now, so that nobody else's code is spent; asked again at the end, because unbinding may come in between. */
  const bindingOf = async ({ kind, userId }: Attempt, session: Session | undefined) => {
    if (kind !== 'bind') return {}
    await asAccount(userId, session)
    return { bindTo: () => asAccount(userId, session) }
  }

  return {
    async finishRedirect({ browserId, query, session, onMatch, signal }) {
      const state = readState(query)
      const attempt = await attempts.take(state, browserId, {
        kinds,
        redirectUri,
        onMatch: ({ kind }) => onMatch?.(kind),
      })
      const { scopes: asked, returnTo, kind } = attempt
      const source = sourceOf(attempt)
      const { person } = await identify({
        source,
        ...verifierOf(attempt, source),
        ...(await bindingOf(attempt, session)),
        code: readCode(app, query, state, asked),
        redirectUri,
        asked,
        signal,
      })
      // A QR code confirms nothing: its page knows no prompt, and opened directly it goes on without a word.
      return { person, returnTo, bound: kind === 'bind', confirmed: source === 'confirmed' }
    },
  }
}
