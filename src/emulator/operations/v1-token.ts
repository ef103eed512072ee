// Answers: the historic token endpoints, authen/v1/(refresh_)access_token and authen/v1/oidc/(refresh_)access_token.
import type { State } from '../state/state.ts'
import type { AppSettings, Person } from '../types.ts'
import type { Answer, Call, Operation } from './call.ts'
import { isLate, isLoginCode, isOtherApps, isUsed, pkceFails } from './codes.ts'
import { authenEnvelope } from './envelopes.ts'
import { passGateway } from './gateway.ts'
import { requireMember } from './person-status.ts'
import { judgeRefreshToken, type RefreshState, spendRefreshToken } from './refresh.ts'
import { Refusal } from './refusal.ts'
import { grantedScopes, issuePair, type Lives, type TokenPair } from './user-grants.ts'
import { personFields } from './user-info.ts'

/** What the two families do differently: the same facts, other codes and other fields. */
interface Family {
  /** Takes the app's token as `app_access_token` of the body, too. */
  tokenInBody: boolean
  lives: Lives
  wrongGrantType: number
  unknownCode: number
  usedCode: number
  lateCode: number
  refusals: Record<Exclude<RefreshState, 'fit'>, number>
  data(
    state: State,
    call: Call,
    o: { app: AppSettings; person: Person; pair: TokenPair },
  ): Record<string, unknown>
}

const day = 24 * 3_600_000

function pairFields({ access, refresh }: TokenPair, lives: Lives): Record<string, unknown> {
  return {
    access_token: access.value,
    refresh_token: refresh.value,
    token_type: 'Bearer',
    expires_in: lives.accessMs / 1000,
    refresh_expires_in: lives.refreshMs / 1000,
  }
}

const v1: Family = {
  tokenInBody: true,
  lives: { accessMs: 7_140_000, refreshMs: 30 * day - 60_000 },
  wrongGrantType: 20001,
  unknownCode: 20007,
  usedCode: 20007,
  lateCode: 20007,
  refusals: { unknown: 20007, 'other-app': 20024, revoked: 20007, used: 20007, expired: 20007 },
  data(state, call, { app, person, pair }) {
    const { employee_no: _notHere, ...fields } = personFields({ app, user: pair.access }, person, call)
    return { ...pairFields(pair, v1.lives), ...fields, sid: state.random.bytes(16).toString('hex') }
  },
}

const oidc: Family = {
  tokenInBody: false,
  lives: { accessMs: 7_199_000, refreshMs: 30 * day - 1_000 },
  wrongGrantType: 20036,
  unknownCode: 20003,
  usedCode: 20007,
  lateCode: 20004,
  refusals: { unknown: 20026, 'other-app': 20024, revoked: 20038, used: 20038, expired: 20037 },
  data: (_state, _call, { pair }) => ({
    ...pairFields(pair, oidc.lives),
    scope: pair.access.scopes.join(' '),
  }),
}

type Outcome = Parameters<Family['data']>[2]

function finish(state: State, call: Call, family: Family, outcome: Outcome): Answer {
  return { status: 200, body: { code: 0, msg: 'success', data: family.data(state, call, outcome) } }
}

/** The fields, read together so that the request log knows which were understood. */
function read(call: Call, family: Family, grantType: string, name: string): string {
  const [type, value] = [call.fields.text('grant_type'), call.fields.text(name)]
  if (type !== undefined && type !== grantType) throw new Refusal(family.wrongGrantType)
  if (type === undefined || value === undefined) throw new Refusal(20001)
  return value
}

/** The app, by its token in the header or, in the older form of the v1 endpoints, in the body. */
function readApp(state: State, call: Call, family: Family): AppSettings {
  const inBody = family.tokenInBody ? call.fields.text('app_access_token') : undefined
  const needs = { tokens: ['tenant'], ipChecked: false, namesInstallation: true } as const
  return passGateway(state, { ...call, bearer: call.bearer ?? inBody }, needs).app
}

const exchange = (family: Family) => (state: State, call: Call) => {
  const app = readApp(state, call, family)
  const code = state.codes.find(read(call, family, 'authorization_code', 'code'))
  if (code === undefined) throw new Refusal(family.unknownCode)
  if (isLoginCode(code)) throw new Refusal(20007)
  if (isOtherApps(code, app.appId)) throw new Refusal(20024)
  if (isUsed(code)) throw new Refusal(family.usedCode)
  if (isLate(state, code)) throw new Refusal(family.lateCode)
  // These endpoints take no verifier. A code that asks for one would lose its protection here.
  if (pkceFails(state, code, undefined, 'v1')) throw new Refusal(family.unknownCode)
  const person = requireMember(state, app, code.person, 'named')
  code.used = true
  const { lives } = family
  const scopes = grantedScopes(state, app, code)
  const { withoutConsent } = code
  const pair = issuePair(state, {
    app,
    person: code.person,
    scopes,
    generation: 'v1',
    lives,
    withoutConsent,
  })
  return finish(state, call, family, { app, person, pair })
}

const refresh = (family: Family) => (state: State, call: Call) => {
  const app = readApp(state, call, family)
  const token = state.userTokens.find(read(call, family, 'refresh_token', 'refresh_token'))
  const verdict = judgeRefreshToken(state, token, app.appId, 'v1')
  if (verdict !== 'fit') throw new Refusal(family.refusals[verdict])
  if (token === undefined) throw new Refusal(family.refusals.unknown)
  const person = requireMember(state, app, token.person, 'named')
  spendRefreshToken(state, token)
  const { lives } = family
  const next = {
    app,
    person: token.person,
    scopes: grantedScopes(state, app, token),
    generation: 'v1',
    lives,
    withoutConsent: token.withoutConsent,
    from: token,
  } as const
  return finish(state, call, family, { app, person, pair: issuePair(state, next) })
}

const shared = { method: 'POST', hosts: ['open'], malformed: 20001, envelope: authenEnvelope } as const

const v1Codes = [20001, 20007, 20008, 20009, 20010, 20021, 20022, 20023, 20024, 20025, 20028, 20050]
const oidcCodes = [
  ...[20001, 20002, 20003, 20004, 20007, 20008, 20009, 20010, 20013, 20014, 20021, 20022, 20023, 20024],
  ...[20025, 20028, 20029, 20035, 20036, 20039, 20042, 20046],
]

export const v1TokenOperations: readonly Operation[] = [
  {
    ...shared,
    name: 'authen.v1.access_token',
    path: '/open-apis/authen/v1/access_token',
    codes: v1Codes,
    run: exchange(v1),
  },
  {
    ...shared,
    name: 'authen.v1.refresh_access_token',
    path: '/open-apis/authen/v1/refresh_access_token',
    codes: v1Codes,
    run: refresh(v1),
  },
  {
    ...shared,
    name: 'authen.v1.oidc.access_token',
    path: '/open-apis/authen/v1/oidc/access_token',
    codes: oidcCodes,
    run: exchange(oidc),
  },
  {
    ...shared,
    name: 'authen.v1.oidc.refresh_access_token',
    path: '/open-apis/authen/v1/oidc/refresh_access_token',
    codes: [...oidcCodes, 20026, 20037, 20038],
    run: refresh(oidc),
  },
]
