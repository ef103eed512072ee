// Answers: the historic passport token endpoint, suite/passport/oauth/token.
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'
import type { Answer, Call, Operation } from './call.ts'
import { authenticateClient } from './client-check.ts'
import { isLoginCode, pkceFails } from './codes.ts'
import { requiredText } from './fields.ts'
import { requireFitCode } from './fit-code.ts'
import { passportCodes, passportEnvelope } from './passport-envelope.ts'
import { requireMember } from './person-status.ts'
import { judgeRefreshToken, refreshRefusal, spendRefreshToken } from './refresh.ts'
import { Refusal } from './refusal.ts'
import { grantedScopes, issuePair, type Lives, type TokenPair } from './user-grants.ts'

const livesOf = ({ switches }: State): Lives => ({
  accessMs: 3_600_000,
  refreshMs: switches.passportRefreshSeconds * 1000,
})

/** No `code`: this family predates the platform's envelopes. */
function answer(state: State, { access, refresh }: TokenPair): Answer {
  const { accessMs, refreshMs } = livesOf(state)
  return {
    status: 200,
    body: {
      access_token: access.value,
      token_type: 'Bearer',
      expires_in: accessMs / 1000,
      refresh_token: refresh.value,
      refresh_expires_in: refreshMs / 1000,
    },
  }
}

function exchange(state: State, call: Call): Answer {
  const credentials = {
    id: requiredText(call.fields, 'client_id'),
    secret: requiredText(call.fields, 'client_secret'),
  }
  const [value, redirectUri] = [requiredText(call.fields, 'code'), requiredText(call.fields, 'redirect_uri')]
  const code = state.codes.find(value)
  if (code === undefined || isLoginCode(code)) throw new Refusal(20003)
  const app = authenticateClient(state, call, credentials)
  requireFitCode(state, code, { appId: app.appId, redirectUri })
  // No verifier can come along here. A code that asks for one would lose its protection.
  if (pkceFails(state, code, undefined, 'passport')) throw new Refusal(20049)
  requireMember(state, app, code.person, 'single')
  code.used = true
  const { person, withoutConsent } = code
  const scopes = grantedScopes(state, app, code)
  const lives = livesOf(state)
  return answer(
    state,
    issuePair(state, { app, person, scopes, generation: 'passport', lives, withoutConsent }),
  )
}

/** The documents show a renewal without credentials; those that come along must be right. */
function readRefreshingApp(state: State, call: Call): AppSettings | undefined {
  const [id, secret] = [call.fields.text('client_id'), call.fields.text('client_secret')]
  if (secret !== undefined) return authenticateClient(state, call, { id: id ?? '', secret })
  if (id === undefined) return undefined
  const app = state.apps.get(id)
  if (app === undefined) throw new Refusal(20048)
  return app
}

function refresh(state: State, call: Call): Answer {
  const token = state.userTokens.find(requiredText(call.fields, 'refresh_token'))
  const asked = readRefreshingApp(state, call)
  const app = asked ?? state.apps.get(token?.appId ?? '')
  if (token === undefined || app === undefined) throw new Refusal(20026)
  call.noteApp(app.appId)
  if (!app.enabled) throw new Refusal(20069)
  const verdict = judgeRefreshToken(state, token, app.appId, 'passport')
  if (verdict !== 'fit') throw refreshRefusal(state, verdict)
  requireMember(state, app, token.person, 'single')
  spendRefreshToken(state, token)
  const { person, withoutConsent } = token
  const scopes = grantedScopes(state, app, token)
  const next = { app, person, scopes, generation: 'passport', lives: livesOf(state), withoutConsent } as const
  return answer(state, issuePair(state, { ...next, from: token }))
}

export const passportTokenOperation: Operation = {
  name: 'passport.oauth.token',
  method: 'POST',
  path: '/suite/passport/oauth/token',
  hosts: ['passport'],
  codes: passportCodes,
  malformed: 20063,
  envelope: passportEnvelope,
  run(state, call) {
    const grantType = requiredText(call.fields, 'grant_type')
    if (grantType === 'authorization_code') return exchange(state, call)
    if (grantType === 'refresh_token') return refresh(state, call)
    throw new Refusal(20036)
  },
}
