// Verifies: `h5sdk.config`: the app, the page, the person, the signature and its age, in this order.
import type { State } from '../state/state.ts'
import type { AppSettings, ClientCall, EmulatorSwitches } from '../types.ts'
import { isJsapi } from './jsapi-names.ts'
import { signatureOf, signedUrl } from './jsapi-signature.ts'
import { isAvailable } from './person-status.ts'
import { isTrustedPage } from './trusted-domains.ts'

/** What a page passes to `h5sdk.config`, when its types are right. */
export interface ConfigParams {
  appId: string
  timestamp: number
  nonceStr: string
  signature: string
  jsApiList: string[]
  /** Whom the page takes for the person in front of it; optional. */
  openId?: string
}

const messages = {
  1012: 'parameter type error',
  333430: 'user id or app id is illegal',
  333440: 'app does not exist',
  333441: 'invalid signature',
  333442: 'no valid jsapi ticket for this app',
  333443: 'the signature was used within 10 minutes',
  333444: 'the signature is older than 10 minutes',
  333446: 'no such jsapi',
  333447: 'no trusted domain is configured',
  333448: 'the page is not in a trusted domain',
  333449: 'the app is not visible to the user',
  333450: 'wrong user open_id',
  99991691: 'invalid session',
} as const

/** Code of a failed `h5sdk.config`. */
export type ConfigCode = keyof typeof messages

/** Every code that a failed `h5sdk.config` can have here. */
export const configCodes: readonly number[] = Object.keys(messages).map(Number)

const lifeMs = 10 * 60_000
const authenticationFailed = 2601002
const invalidParameter = 104

/** A failed config, in one documented shape or in both. */
function errorOf(
  shape: EmulatorSwitches['configErrorShape'],
  code: ConfigCode,
  message: string,
): Record<string, unknown> {
  const errno = code === 1012 ? invalidParameter : authenticationFailed
  const older = { errorCode: code, errorMessage: message }
  const newer = { errCode: code, errno, errString: message, errMsg: `config:fail ${message}` }
  return { ...(shape === 'errno' ? {} : older), ...(shape === 'errorCode' ? {} : newer) }
}

/** Undefined when a type is wrong or a field is missing. */
export function readConfigParams(params: Readonly<Record<string, unknown>>): ConfigParams | undefined {
  const { appId, timestamp, nonceStr, signature, jsApiList, openId } = params
  if (typeof appId !== 'string' || typeof nonceStr !== 'string' || typeof signature !== 'string')
    return undefined
  if (typeof timestamp !== 'number' || !Number.isSafeInteger(timestamp)) return undefined
  if (!Array.isArray(jsApiList) || !jsApiList.every((api) => typeof api === 'string')) return undefined
  if (openId !== undefined && typeof openId !== 'string') return undefined
  const config = { appId, timestamp, nonceStr, signature, jsApiList }
  return openId === undefined ? config : { ...config, openId }
}

/** True when a ticket that is not a live one of this app made the signature: one that expired, or another app's. */
function isSignedWithDeadTicket(state: State, app: AppSettings, sign: (ticket: string) => boolean): boolean {
  return [...state.jsapiTickets.all()].some((ticket) => !isLive(state, app, ticket) && sign(ticket.value))
}

const isLive = (state: State, app: AppSettings, ticket: { appId: string; expiresAt: number }): boolean =>
  ticket.appId === app.appId && state.clock.now() < ticket.expiresAt

function signatureProblem(
  state: State,
  app: AppSettings,
  { timestamp, nonceStr, signature }: ConfigParams,
  url: string,
): ConfigCode | undefined {
  const sign = (ticket: string) => signatureOf({ ticket, nonceStr, timestamp, url }) === signature
  const live = [...state.jsapiTickets.all()].filter((ticket) => isLive(state, app, ticket))
  if (!live.some((ticket) => sign(ticket.value)))
    return isSignedWithDeadTicket(state, app, sign) ? 333442 : 333441
  const now = state.clock.now()
  // Ahead of us by as much is as wrong; by a little, the clocks of two machines differ.
  if (Math.abs(now - timestamp) > lifeMs) return 333444
  if (state.signatures.isRepeated(signature, now, lifeMs)) return 333443
  state.signatures.remember(signature, now)
  return undefined
}

/** No document says what leads to these two codes; an `openId` that the page passes along is the likely place. */
function personProblem(
  state: State,
  { appId, openId }: ConfigParams,
  person: number,
): 333430 | 333450 | undefined {
  if (openId === undefined) return undefined
  if (!/^ou_[0-9a-zA-Z]+$/.test(openId)) return 333430
  return openId === state.organisation.person(person, appId)?.open_id ? undefined : 333450
}

/** Which check fails, in the order of this file's head; undefined when none does. */
export function findConfigProblem(
  state: State,
  { params, pageUrl }: Pick<ClientCall, 'params' | 'pageUrl'>,
  person: number | undefined,
): ConfigCode | undefined {
  const config = readConfigParams(params)
  if (config === undefined) return 1012
  const app = state.apps.get(config.appId)
  if (app === undefined) return 333440
  if (app.trustedDomains.length === 0) return 333447
  if (!isTrustedPage(app, pageUrl)) return 333448
  if (person === undefined) return 99991691
  if (!isAvailable(state, app, person)) return 333449
  const wrongPerson = personProblem(state, config, person)
  if (wrongPerson !== undefined) return wrongPerson
  return (
    signatureProblem(state, app, config, signedUrl(pageUrl)) ??
    (config.jsApiList.every(isJsapi) ? undefined : 333446)
  )
}

/** The text of 333441 shows what was verified. The ticket stays unsaid: a page must not learn it. */
function signatureMessage({ params, pageUrl }: ClientCall): string {
  const { signature, nonceStr, timestamp } = params
  return (
    `invalid signature: signature: ${signature}, jsticket: ***, nonce_str: ${nonceStr}, ` +
    `url: ${signedUrl(pageUrl)}, timestamp: ${timestamp}`
  )
}

/** The error a page gets for this problem. */
export function configError(state: State, call: ClientCall, problem: ConfigCode): Record<string, unknown> {
  const message = problem === 333441 ? signatureMessage(call) : messages[problem]
  return errorOf(state.switches.configErrorShape, problem, message)
}
