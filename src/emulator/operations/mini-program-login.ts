// Answers: mina/v2/tokenLoginValidate, which redeems a mini program's code of tt.login.
import { createHash } from 'node:crypto'
import type { State } from '../state/state.ts'
import type { AppSettings, Person } from '../types.ts'
import type { Call, Operation } from './call.ts'
import { isLate, isLoginCode, isOtherApps, isUsed } from './codes.ts'
import { authenEnvelope } from './envelopes.ts'
import { passGateway, scopesOf } from './gateway.ts'
import { isAvailable, requirePerson } from './person-status.ts'
import { GatewayRefusal, Refusal } from './refusal.ts'
import { grantedScopes, issuePair } from './user-grants.ts'

const employeeId = 'contact:user.employee_id:readonly'
const lives = { accessMs: 7_200_000, refreshMs: 30 * 24 * 3_600_000 }

/** The app by its token. The endpoint's own table has a code for a bad one; the gateway may have been faster. */
function readApp(state: State, call: Call): AppSettings {
  try {
    return passGateway(state, call, { tokens: ['tenant'], ipChecked: false, namesInstallation: true }).app
  } catch (error) {
    const isTokens = error instanceof GatewayRefusal && error.code !== 99991662
    if (isTokens && state.switches.miniProgramBadToken === 'service') throw new Refusal(10202)
    throw error
  }
}

/** Who is not admitted is told so in the one way that this endpoint has. */
function readPerson(state: State, app: AppSettings, index: number): Person {
  if (!app.installed || !isAvailable(state, app, index)) throw new Refusal(10228)
  try {
    return requirePerson(state, app, index, 'single')
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(10228)
    throw error
  }
}

/** A left-over that is nobody's union_id: it must not be taken for one. */
const leftOver = ({ open_id }: Person): string =>
  `on_${createHash('sha256').update(`mini program ${open_id}`).digest('hex').slice(0, 32)}`

export const miniProgramLoginOperation: Operation = {
  name: 'mina.v2.token_login_validate',
  method: 'POST',
  path: '/open-apis/mina/v2/tokenLoginValidate',
  hosts: ['open'],
  codes: [10202, 10213, 10226, 10228],
  malformed: 10226,
  envelope: authenEnvelope,
  run(state, call) {
    const app = readApp(state, call)
    const code = state.codes.find(call.fields.text('code') ?? '')
    if (code === undefined || !isLoginCode(code)) throw new Refusal(10226)
    if (isOtherApps(code, app.appId) || isUsed(code) || isLate(state, code)) throw new Refusal(10213)
    const person = readPerson(state, app, code.person)
    code.used = true
    const scopes = grantedScopes(state, app, code)
    const issued = {
      app,
      person: code.person,
      scopes,
      generation: 'v1',
      lives,
      withoutConsent: true,
    } as const
    const { access, refresh } = issuePair(state, issued)
    const seesId = scopesOf({ app, user: access }).has(employeeId)
    const data = {
      open_id: person.open_id,
      ...(seesId ? { employee_id: person.user_id } : {}),
      session_key: state.random.bytes(16).toString('hex'),
      tenant_key: person.tenant_key,
      access_token: access.value,
      // A time, not a duration: this endpoint alone counts so.
      expires_in: Math.floor(access.expiresAt / 1000),
      refresh_token: refresh.value,
      union_id: leftOver(person),
    }
    return { status: 200, body: { code: 0, msg: 'success', data } }
  },
}
