// Answers: oauth/v1/revoke.
import type { State } from '../state/state.ts'
import type { UserToken } from '../state/user-tokens.ts'
import type { Operation } from './call.ts'
import { authenticateClient, readCredentials } from './client-check.ts'
import { oauthEnvelope } from './envelopes.ts'
import { Refusal } from './refusal.ts'

/** An access token goes alone; with a refresh token goes all that came from the same authorization (RFC 7009). */
function revoke(state: State, token: UserToken): void {
  const all = token.kind === 'refresh' ? state.userTokens.ofFamily(token.family) : [token]
  for (const one of all) one.revoked = true
}

export const revokeOperation: Operation = {
  name: 'oauth.v1.revoke',
  method: 'POST',
  path: '/oauth/v1/revoke',
  hosts: ['accounts'],
  codes: [20001, 20002, 20048, 20050, 20063, 20069, 20070, 20072],
  malformed: 20063,
  envelope: oauthEnvelope,
  run(state, call) {
    const credentials = readCredentials(call)
    const value = call.fields.text('token')
    // Only a hint: the token says by itself what it is.
    call.fields.text('token_type_hint')
    const app = authenticateClient(state, call, credentials)
    if (value === undefined) throw new Refusal(20001)
    const token = state.userTokens.find(value)
    // An unknown token is no error: the client wanted it gone, and it is.
    if (token?.appId === app.appId) revoke(state, token)
    return { status: 200, body: { code: 0 } }
  },
}
