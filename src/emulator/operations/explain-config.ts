// Explains: to people, why `h5sdk.config` failed: what was expected, and what was there instead.
import type { AppToken } from '../state/app-tokens.ts'
import type { State } from '../state/state.ts'
import type { AppSettings, ClientCall, ClientExplanation, ClientReason, SignedVariant } from '../types.ts'
import { guessSignature } from './guess-signature.ts'
import { type ConfigCode, type ConfigParams, readConfigParams } from './jsapi-config.ts'
import { isJsapi } from './jsapi-names.ts'
import { signedUrl } from './jsapi-signature.ts'
import {
  digestMistakes,
  type Mistake,
  nonceMistakes,
  textMistakes,
  timestampMistakes,
  urlMistakes,
} from './signature-mistakes.ts'

/** What is known when a config fails. */
export interface ConfigFacts {
  code: ConfigCode
  params: Readonly<Record<string, unknown>>
  /** With its fragment. */
  pageUrl: string
  now: number
  /** The app of the call, when there is one. */
  app: Pick<AppSettings, 'appId' | 'trustedDomains'> | undefined
  appIds: readonly string[]
  /** JSAPI tickets of every app, expired ones included. */
  tickets: readonly AppToken[]
  /** Values that somebody may take for a ticket. */
  otherTokens: readonly string[]
  /** Addresses that were open in the same window. */
  otherPages: readonly string[]
}

const expectedTypes = {
  appId: 'string',
  timestamp: 'number (milliseconds)',
  nonceStr: 'string',
  signature: 'string',
  jsApiList: 'string[]',
} as const

function typeOf(value: unknown): string {
  if (value === undefined) return 'missing'
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

function wrongTypes(params: ConfigFacts['params']): string[] {
  const right = { appId: '', timestamp: 0, nonceStr: '', signature: '', jsApiList: [] }
  return Object.entries(expectedTypes)
    .filter(([name]) => readConfigParams({ ...right, [name]: params[name] }) === undefined)
    .map(([name, type]) => `${name}: ${type} ← ${typeOf(params[name])}`)
}

const ticketMistake = (variant: SignedVariant, ticket: string): Mistake => ({
  input: 'jsapi_ticket',
  variant,
  change: { ticket },
})

const isLive = ({ now, app }: ConfigFacts, ticket: AppToken) =>
  ticket.appId === app?.appId && now < ticket.expiresAt

function ticketMistakes(facts: ConfigFacts): Mistake[] {
  const dead = facts.tickets.filter((ticket) => !isLive(facts, ticket))
  return [
    ...dead.map(({ appId, value }) =>
      ticketMistake(appId === facts.app?.appId ? 'expired' : 'other_app', value),
    ),
    ...facts.otherTokens.map((token) => ticketMistake('access_token', token)),
    ...['', 'undefined', 'null', '[object Object]'].map((text) => ticketMistake('empty', text)),
  ]
}

function explainSignature(facts: ConfigFacts, config: ConfigParams): ClientExplanation {
  const { nonceStr, timestamp, signature } = config
  const url = signedUrl(facts.pageUrl)
  const live = facts.tickets.filter((ticket) => isLive(facts, ticket))
  const lists = [
    ticketMistakes(facts),
    nonceMistakes(nonceStr),
    timestampMistakes(timestamp),
    urlMistakes(facts.pageUrl, facts.otherPages),
    textMistakes,
    digestMistakes,
  ]
  // Any live ticket is right; without one, none is.
  for (const ticket of live.length > 0 ? live.map(({ value }) => value).reverse() : ['']) {
    const differences = guessSignature(signature, { ticket, nonceStr, timestamp, url }, lists)
    if (differences === undefined) continue
    const onlyTicket = differences.every(({ input }) => input === 'jsapi_ticket')
    return { reason: onlyTicket ? 'ticket_not_valid' : 'signature_differs', differences }
  }
  const verified = [`noncestr=${nonceStr}`, `timestamp=${timestamp}`, `url=${url}`]
  return { reason: 'signature_unknown', facts: [`jsapi_ticket: ${live.length}`, ...verified] }
}

/** Far from now by a factor of a thousand: another unit. */
function ageReason({ now }: ConfigFacts, timestamp: number): ClientReason {
  const year = 365 * 86_400_000
  if (Math.abs(timestamp * 1000 - now) < year) return 'timestamp_in_seconds'
  if (Math.abs(timestamp / 1000 - now) < year) return 'timestamp_in_microseconds'
  return timestamp < now ? 'too_old' : 'too_new'
}

const time = (at: number) => {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? `${at}` : date.toISOString()
}

/** Why a config failed with this code. Pure: the same facts, the same words. */
export function explainFacts(facts: ConfigFacts): ClientExplanation {
  const { code, params, pageUrl, app } = facts
  const config = readConfigParams(params)
  if (config === undefined) return { reason: 'wrong_types', facts: wrongTypes(params) }
  const host = URL.canParse(pageUrl) ? new URL(pageUrl).host : pageUrl
  switch (code) {
    case 333440:
      return { reason: 'unknown_app', facts: [config.appId, ...facts.appIds] }
    case 333447:
      return { reason: 'no_trusted_domain', facts: [host] }
    case 333448:
      return { reason: 'untrusted_page', facts: [host, ...(app?.trustedDomains ?? [])] }
    case 333449:
      return { reason: 'not_visible' }
    case 333430:
      return { reason: 'illegal_id', facts: [config.openId ?? ''] }
    case 333450:
      return { reason: 'other_person', facts: [config.openId ?? ''] }
    case 333444:
      return {
        reason: ageReason(facts, config.timestamp),
        facts: [`${config.timestamp} = ${time(config.timestamp)}`, `${facts.now} = ${time(facts.now)}`],
      }
    case 333443:
      return { reason: 'repeated', facts: [`noncestr=${config.nonceStr}`, `timestamp=${config.timestamp}`] }
    case 333446:
      return { reason: 'unknown_api', facts: config.jsApiList.filter((api) => !isJsapi(api)) }
    case 99991691:
      return { reason: 'no_session' }
    default:
      return explainSignature(facts, config)
  }
}

/** Why this call of `h5sdk.config` failed with this code. */
export function explainConfig(state: State, call: ClientCall, code: ConfigCode): ClientExplanation {
  const window = state.containers.of(call.container ?? '')
  const { appId } = call.params
  return explainFacts({
    code,
    params: call.params,
    pageUrl: call.pageUrl,
    now: state.clock.now(),
    app: typeof appId === 'string' ? state.apps.get(appId) : undefined,
    appIds: state.apps.list().map((app) => app.appId),
    // The newest few: nobody signs with a ticket of last year, and each costs some thousand hashes.
    tickets: [...state.jsapiTickets.all()].slice(-10),
    otherTokens: [...state.appTokens.all()].map(({ value }) => value).slice(-5),
    otherPages: window.pages.filter((page) => page !== signedUrl(call.pageUrl)).slice(-10),
  })
}
