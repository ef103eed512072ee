// Brings together: everything one emulator knows. Two states share nothing.
import type { AppInput, EmulatorSwitches, OrganisationSize, RateLimitSettings } from '../types.ts'
import { type AppTokens, createAppTokens } from './app-tokens.ts'
import { type Apps, createApps } from './apps.ts'
import { type CallCounts, createCallCounts } from './call-counts.ts'
import { type Clock, createClock } from './clock.ts'
import { type Codes, createCodes } from './codes.ts'
import { type Containers, createContainers } from './containers.ts'
import { createGrants, type Grants } from './grants.ts'
import { createIdentifiers, type Identifiers } from './identifiers.ts'
import { createListeners, type Listeners } from './listeners.ts'
import { createLogIds } from './log-ids.ts'
import { createOrganisation, type Organisation } from './organisation.ts'
import { createQrCodes, type QrCodes } from './qr-codes.ts'
import { createRandomStream, deriveKey, type RandomStream } from './random.ts'
import { createRateLimits, type RateLimits } from './rate-limits.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'
import { createSignatures, type Signatures } from './signatures.ts'
import { checkSwitches } from './switches.ts'
import { createUserTokens, type UserTokens } from './user-tokens.ts'

export const defaultSwitches: Readonly<EmulatorSwitches> = {
  usedCode: 20065,
  usedRefreshToken: 20073,
  oldTokenSurvivesRefresh: true,
  gatewayStatus: 400,
  wrongSecretStatus: 200,
  allowGet: false,
  maxScopes: 200,
  redirectMismatch: 20029,
  pkceOnV3: true,
  strictQuery: false,
  pageNotListedErrno: 2700002,
  failedPkceConsumesCode: true,
  notAvailableAt: 'token',
  ticketQuota: 1000,
  configErrorShape: 'both',
  emptyJsApiList: 'all',
  callBeforeReady: 'fail',
  queryChangeKeepsAuthentication: false,
  passportErrorShape: 'oauth',
  passportErrorStatus: 400,
  passportRefreshSeconds: 864_000,
  miniProgramBadToken: 'service',
  qrCodeSeconds: 180,
  tmpCodeSeconds: 300,
  eventDepartmentIds: 'empty',
  retryTimestamp: 'new',
  rateWindow: 'sliding',
  badPageSize: 40011,
  missingDepartment: 'own',
  scopeUsersNeedEmployeeId: false,
  emptyLists: true,
  restrictedUserToken: 99991668,
  customFieldsOpen: true,
  notInstalled: 11210,
  rangeEventEntries: 100,
  eventsOutOfRange: 'none',
}

/** Tokens of a person that died before their time. */
export interface Revocation {
  appId: string
  /** Index. */
  person: number
  /** Kinds of which at least one was good; none, when there was nothing left to revoke. */
  kinds: readonly ('user_access_token' | 'refresh_token')[]
  /** Who or what took them: the person, or a restriction of the account. */
  by: 'user' | 'restriction'
}

export interface State {
  readonly seed: number
  /** The origin that callers are told. */
  origin(): string
  readonly switches: EmulatorSwitches
  readonly clock: Clock
  readonly identifiers: Identifiers
  readonly organisation: Organisation
  readonly apps: Apps
  readonly grants: Grants
  readonly codes: Codes
  readonly qrCodes: QrCodes
  readonly appTokens: AppTokens
  readonly userTokens: UserTokens
  readonly jsapiTickets: AppTokens
  readonly ticketCalls: CallCounts
  readonly rateLimits: RateLimits
  /** Signatures that `h5sdk.config` has accepted. */
  readonly signatures: Signatures
  readonly containers: Containers
  /** Told when tokens of a person die before their time. */
  readonly revocations: Listeners<Revocation>
  readonly requests: RequestLog
  /** For values that nothing has to find again, such as a session key. */
  readonly random: RandomStream
  newLogId(): string
  /** Forgets what happened; the people and the apps stay. */
  reset(): void
}

export interface StateOptions {
  seed: number
  organisation: OrganisationSize & { users: number }
  app?: AppInput
  switches?: Partial<EmulatorSwitches>
  rateLimits?: RateLimitSettings
  now: () => number
  /** The origin that callers are told. */
  origin: () => string
}

export function createState(options: StateOptions): State {
  const { seed } = options
  const stream = (purpose: string) => createRandomStream(deriveKey(seed, purpose))
  const clock = createClock(options.now)
  const identifiers = createIdentifiers(seed)
  const organisation = createOrganisation({
    seed,
    ...options.organisation,
    size: options.organisation.users,
    identifiers,
    origin: options.origin,
  })
  const state: State = {
    seed,
    origin: options.origin,
    switches: checkSwitches({ ...defaultSwitches, ...options.switches }),
    clock,
    identifiers,
    organisation,
    apps: createApps(seed, organisation, options.app),
    grants: createGrants(),
    codes: createCodes(stream('codes')),
    qrCodes: createQrCodes(stream('QR codes')),
    appTokens: createAppTokens(stream('app tokens'), 't-emulated-'),
    userTokens: createUserTokens(stream('user tokens')),
    jsapiTickets: createAppTokens(stream('jsapi tickets'), 'g1emulated'),
    ticketCalls: createCallCounts(),
    rateLimits: createRateLimits(options.rateLimits),
    signatures: createSignatures(),
    containers: createContainers(),
    revocations: createListeners(),
    requests: createRequestLog(),
    random: stream('other'),
    newLogId: createLogIds(clock.now, stream('log ids')),
    reset() {
      const { organisation, grants, codes, appTokens, userTokens, requests } = state
      const { jsapiTickets, ticketCalls, signatures, containers, qrCodes } = state
      organisation.reset()
      for (const part of [grants, codes, appTokens, userTokens, requests]) part.clear()
      for (const part of [jsapiTickets, ticketCalls, signatures, containers, qrCodes]) part.clear()
      state.rateLimits.clear()
    },
  }
  return state
}
