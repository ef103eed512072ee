// Answers: the historic passport endpoint that says who a token stands for, suite/passport/oauth/userinfo.
import type { State } from '../state/state.ts'
import type { AppSettings, Person } from '../types.ts'
import type { Call, Operation } from './call.ts'
import { isExpired } from './gateway.ts'
import { passportEnvelope, passportUserCodes } from './passport-envelope.ts'
import { mayHoldTokens, requireMember } from './person-status.ts'
import { Refusal } from './refusal.ts'
import { personFields } from './user-info.ts'

/** This endpoint takes the passport's own tokens and no other. */
function readToken(state: State, call: Call) {
  const token = call.bearer === undefined ? undefined : state.userTokens.find(call.bearer)
  if (token?.kind !== 'access' || token.generation !== 'passport' || token.revoked) throw new Refusal(20005)
  if (token.restricted && mayHoldTokens(state, token.person)) throw new Refusal(20005)
  if (isExpired(state, token)) throw new Refusal(20006)
  return token
}

function readApp(state: State, appId: string): AppSettings {
  const app = state.apps.get(appId)
  if (app === undefined || !app.enabled) throw new Refusal(20069)
  return app
}

/** The facts of user_info under the names of OpenID Connect, without an envelope. */
function passportFields(all: Record<string, unknown>, { open_id, name }: Person): Record<string, unknown> {
  const { enterprise_email: _notHere, ...fields } = all
  return { sub: open_id, name, picture: fields.avatar_url, ...fields }
}

export const passportUserInfoOperation: Operation = {
  name: 'passport.oauth.userinfo',
  method: 'GET',
  path: '/suite/passport/oauth/userinfo',
  hosts: ['passport'],
  codes: passportUserCodes,
  malformed: 20005,
  envelope: passportEnvelope,
  run(state, call) {
    const user = readToken(state, call)
    call.noteApp(user.appId)
    const app = readApp(state, user.appId)
    const person = requireMember(state, app, user.person, 'single')
    return { status: 200, body: passportFields(personFields({ app, user }, person, call), person) }
  },
}
