// Checks: what the platform's gateway checks before an endpoint sees the request, in its order.
import type { AppToken } from '../state/app-tokens.ts'
import type { State } from '../state/state.ts'
import type { UserToken } from '../state/user-tokens.ts'
import type { AppSettings } from '../types.ts'
import type { Call } from './call.ts'
import { mayHoldTokens } from './person-status.ts'
import { gatewayMessages } from './platform-codes.ts'
import { GatewayRefusal } from './refusal.ts'

/** `tenant` stands for the app's own token of either name: for a custom app the two are one value. */
export type TokenKind = 'tenant' | 'user'

export interface Identity {
  app: AppSettings
  /** Undefined for the app's own token. */
  user: UserToken | undefined
}

/** True when the token may not be used any more. The only place that looks at a token's end. */
export function isExpired(state: State, token: AppToken | UserToken): boolean {
  return state.clock.now() >= token.expiresAt
}

function readAppToken(state: State, value: string, { tokens, namesInstallation }: Needs): Identity {
  const accepted = tokens.includes('tenant')
  const code = value.startsWith('a-') ? 99991664 : 99991663
  const token = accepted ? state.appTokens.find(value) : undefined
  if (token === undefined || isExpired(state, token)) throw new GatewayRefusal(code)
  const app = appOf(state, token.appId)
  if (!app.installed && namesInstallation !== true) throw new GatewayRefusal(state.switches.notInstalled)
  return { app, user: undefined }
}

/** What an endpoint asks of the token. */
interface Needs {
  tokens: readonly TokenKind[]
  /** It has codes of its own for whoever is frozen, has left or is gone. */
  namesHolder?: boolean
  /** It has a code of its own for an app that is not installed. */
  namesInstallation?: boolean
}

/** A restriction takes the tokens of a person, and lifting it gives none back. */
function checkHolder(state: State, token: UserToken, namesHolder = false): void {
  const fit = mayHoldTokens(state, token.person)
  if (fit && !token.restricted) return
  const isOwn = state.organisation.tenantOf(token.person) === state.organisation.tenantKey
  if (fit || !namesHolder || !isOwn) throw new GatewayRefusal(state.switches.restrictedUserToken)
}

function readUserToken(state: State, value: string, { tokens, namesHolder }: Needs): Identity {
  const accepted = tokens.includes('user')
  const token = accepted ? state.userTokens.find(value) : undefined
  if (token === undefined || token.kind !== 'access' || token.revoked) throw new GatewayRefusal(99991668)
  // Passport tokens have a user information endpoint of their own.
  if (token.generation === 'passport') throw new GatewayRefusal(99991668)
  if (isExpired(state, token)) throw new GatewayRefusal(99991677)
  checkHolder(state, token, namesHolder)
  return { app: appOf(state, token.appId), user: token }
}

function appOf(state: State, appId: string): AppSettings {
  const app = state.apps.get(appId)
  if (app === undefined || !app.enabled) throw new GatewayRefusal(99991662)
  return app
}

function readToken(state: State, value: string | undefined, needs: Needs): Identity {
  if (value === undefined) throw new GatewayRefusal(99991661)
  if (/^[ta]-/.test(value)) return readAppToken(state, value, needs)
  if (/^(eyJ|u-)/.test(value)) return readUserToken(state, value, needs)
  throw new GatewayRefusal(99991671)
}

/** The scopes that a token really has: enabled for the app now and, for a person's, those it was issued with. */
export function scopesOf({ app, user }: Identity): Set<string> {
  const enabled = new Set(app.scopes)
  if (user === undefined) return enabled
  return new Set(user.scopes.filter((scope) => enabled.has(scope)))
}

/** Refuses a token that has none of these scopes: 99991672 when the app lacks them, 99991679 when the person has not granted them. */
export function checkScopes(identity: Identity, anyOf: readonly string[], call: Call): void {
  const { app } = identity
  if (anyOf.some((scope) => scopesOf(identity).has(scope))) return
  const missing = anyOf.some((scope) => app.scopes.includes(scope)) ? 99991679 : 99991672
  const type = missing === 99991672 ? 'action_scope_required' : 'action_privilege_required'
  const query = new URLSearchParams({ q: anyOf.join(','), op_from: 'openapi' })
  const text = gatewayMessages[missing] ?? ''
  throw new GatewayRefusal(missing, text.replace('%s', `[${anyOf.join(', ')}]`), {
    permission_violations: anyOf.map((subject) => ({ type, subject })),
    helps: [
      {
        url: `${call.base}/app/${app.appId}/auth?${query}`,
        description: 'Open the console to add the scope',
      },
    ],
  })
}

/** After the scopes: a caller who may not call at all spends nothing. */
function checkRate(state: State, { appId }: AppSettings, { operation: { name, tier } }: Call): void {
  if (tier === undefined) return
  const call = { appId, operation: name, tier, window: state.switches.rateWindow }
  const exceeded = state.rateLimits.count(call, state.clock.now())
  if (exceeded !== undefined) throw new GatewayRefusal(99991400, undefined, {}, exceeded)
}

/** Passes the request, or refuses it as the gateway would. */
export function passGateway(
  state: State,
  call: Call,
  needs: Needs & { scopes?: readonly string[]; ipChecked?: boolean },
): Identity {
  const identity = readToken(state, call.bearer, needs)
  call.noteApp(identity.app.appId)
  if (needs.scopes !== undefined) checkScopes(identity, needs.scopes, call)
  checkRate(state, identity.app, call)
  const { ipAllowList } = identity.app
  if (needs.ipChecked !== false && ipAllowList.length > 0 && !ipAllowList.includes(call.callerAddress))
    throw new GatewayRefusal(99991401, `ip ${call.callerAddress} is denied by app setting`)
  return identity
}
