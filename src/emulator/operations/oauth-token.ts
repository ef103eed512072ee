// Answers: the v2 and v3 token endpoints; the whole error table of both, in the order the platform shows.
import type { State } from '../state/state.ts'
import type { Generation } from '../state/user-tokens.ts'
import type { Answer, Call, Operation } from './call.ts'
import { authenticateClient, readCredentials } from './client-check.ts'
import { isLoginCode, pkceFails } from './codes.ts'
import { oauthEnvelope } from './envelopes.ts'
import { requiredText } from './fields.ts'
import { requireFitCode } from './fit-code.ts'
import { requireMember } from './person-status.ts'
import { oauthErrors } from './platform-codes.ts'
import { judgeRefreshToken, refreshRefusal, spendRefreshToken } from './refresh.ts'
import { Refusal } from './refusal.ts'
import { grantedScopes, issuePair, type TokenPair } from './user-grants.ts'

type OAuthGeneration = Extract<Generation, 'v2' | 'v3'>

const lives = { accessMs: 7_200_000, refreshMs: 7 * 24 * 3_600_000 }

/** The scopes of the new token: all that were granted, or the subset that was asked for. */
function narrow(granted: readonly string[], asked: string | undefined): readonly string[] {
  if (asked === undefined) return granted
  const scopes = asked.split(' ').filter((scope) => scope !== '')
  if (new Set(scopes).size !== scopes.length) throw new Refusal(20067)
  if (scopes.some((scope) => !granted.includes(scope))) throw new Refusal(20068)
  return scopes
}

function answer({ access, refresh }: TokenPair): Answer {
  const offline = access.scopes.includes('offline_access')
  const refreshFields = {
    refresh_token: refresh.value,
    refresh_token_expires_in: lives.refreshMs / 1000,
  }
  return {
    status: 200,
    body: {
      code: 0,
      access_token: access.value,
      expires_in: lives.accessMs / 1000,
      ...(offline ? refreshFields : {}),
      token_type: 'Bearer',
      scope: access.scopes.join(' '),
    },
  }
}

function exchange(state: State, call: Call, generation: OAuthGeneration): Answer {
  const credentials = readCredentials(call)
  // Seen on the platform: an unknown code is told before an unknown client.
  const code = state.codes.find(requiredText(call.fields, 'code'))
  const redirectUri = call.fields.text('redirect_uri')
  const verifier = call.fields.text('code_verifier')
  const scope = call.fields.text('scope')
  if (code === undefined || isLoginCode(code)) throw new Refusal(20003)
  const app = authenticateClient(state, call, credentials)
  requireFitCode(state, code, { appId: app.appId, redirectUri })
  if (pkceFails(state, code, verifier, generation)) {
    code.used = state.switches.failedPkceConsumesCode
    throw new Refusal(20049)
  }
  const scopes = narrow(grantedScopes(state, app, code), scope)
  requireMember(state, app, code.person, 'single')
  code.used = true
  const { person, withoutConsent } = code
  return answer(issuePair(state, { app, person, scopes, generation, lives, withoutConsent }))
}

function refresh(state: State, call: Call, generation: OAuthGeneration): Answer {
  const credentials = readCredentials(call)
  const token = state.userTokens.find(requiredText(call.fields, 'refresh_token'))
  const scope = call.fields.text('scope')
  const app = authenticateClient(state, call, credentials)
  const verdict = judgeRefreshToken(state, token, app.appId, generation)
  if (verdict !== 'fit') throw refreshRefusal(state, verdict)
  if (token === undefined) throw new Refusal(20026)
  if (!app.refreshEnabled) throw new Refusal(20074)
  const scopes = narrow(grantedScopes(state, app, token), scope)
  requireMember(state, app, token.person, 'single')
  spendRefreshToken(state, token)
  const { person, withoutConsent } = token
  return answer(issuePair(state, { app, person, scopes, generation, lives, withoutConsent, from: token }))
}

/** The app's own token by the OAuth way. */
function clientCredentials(state: State, call: Call): Answer {
  const app = authenticateClient(state, call, readCredentials(call))
  const now = state.clock.now()
  const { value, expiresAt } = state.appTokens.current(app.appId, now)
  const expires = Math.floor((expiresAt - now) / 1000)
  return { status: 200, body: { code: 0, access_token: value, token_type: 'Bearer', expires_in: expires } }
}

/** Grants that the platform documents and that are not built. */
const laterGrants: Readonly<Record<string, string>> = {
  'urn:ietf:params:oauth:grant-type:device_code': 'oauth.v3.token (device code)',
  'urn:ietf:params:oauth:grant-type:jwt-bearer': 'oauth.v3.token (client assertion)',
}

function tokenOperation(
  generation: OAuthGeneration,
): Pick<Operation, 'run' | 'codes' | 'malformed' | 'envelope'> {
  return {
    codes: Object.keys(oauthErrors).map(Number),
    malformed: 20063,
    envelope: oauthEnvelope,
    run(state, call) {
      const grantType = requiredText(call.fields, 'grant_type')
      if (grantType === 'authorization_code') return exchange(state, call, generation)
      if (grantType === 'refresh_token') return refresh(state, call, generation)
      if (generation === 'v3' && grantType === 'client_credentials') return clientCredentials(state, call)
      const later = generation === 'v3' ? laterGrants[grantType] : undefined
      if (later === undefined) throw new Refusal(20036)
      return {
        status: 501,
        body: { error: 'not_implemented', error_description: `Not emulated yet: ${later}` },
      }
    },
  }
}

export const oauthTokenOperations: readonly Operation[] = [
  {
    ...tokenOperation('v2'),
    name: 'oauth.v2.token',
    method: 'POST',
    path: '/open-apis/authen/v2/oauth/token',
    hosts: ['open'],
  },
  {
    ...tokenOperation('v3'),
    name: 'oauth.v3.token',
    method: 'POST',
    path: '/oauth/v3/token',
    hosts: ['accounts'],
  },
]
