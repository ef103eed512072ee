// Answers: auth/v3 app_access_token/internal and tenant_access_token/internal.
import type { State } from '../state/state.ts'
import type { Answer, Call, Operation } from './call.ts'
import { secretFits } from './client-check.ts'
import { appTokenEnvelope } from './envelopes.ts'
import { Refusal } from './refusal.ts'

function issue(state: State, call: Call): { token: string; expire: number } {
  const [appId, secret] = [call.fields.text('app_id'), call.fields.text('app_secret')]
  const app = appId === undefined ? undefined : state.apps.get(appId)
  if (app === undefined || secret === undefined) throw new Refusal(10003)
  call.noteApp(app.appId)
  if (!secretFits(app, secret)) throw new Refusal(10014)
  if (!app.enabled) throw new Refusal(10014, 'app status unavailable')
  const now = state.clock.now()
  const token = state.appTokens.current(app.appId, now)
  return { token: token.value, expire: Math.floor((token.expiresAt - now) / 1000) }
}

const shared = {
  hosts: ['open'],
  codes: [10003, 10005, 10012, 10013, 10014, 10015],
  malformed: 10003,
  envelope: appTokenEnvelope,
} as const

function appAccessToken(state: State, call: Call): Answer {
  const { token, expire } = issue(state, call)
  const body = { code: 0, msg: 'ok', app_access_token: token, tenant_access_token: token, expire }
  return { status: 200, body }
}

const appPath = '/open-apis/auth/v3/app_access_token/internal'

export const appTokenOperations: readonly Operation[] = [
  {
    ...shared,
    name: 'auth.v3.tenant_access_token.internal',
    method: 'POST',
    path: '/open-apis/auth/v3/tenant_access_token/internal',
    run(state, call) {
      const { token, expire } = issue(state, call)
      return { status: 200, body: { code: 0, msg: 'ok', tenant_access_token: token, expire } }
    },
  },
  {
    ...shared,
    name: 'auth.v3.app_access_token.internal',
    method: 'POST',
    path: appPath,
    run: appAccessToken,
  },
  {
    ...shared,
    // An official sample calls it by GET, the probe got a 404: hence the switch.
    name: 'auth.v3.app_access_token.internal',
    method: 'GET',
    path: appPath,
    served: (state) => state.switches.allowGet,
    run: appAccessToken,
  },
]
