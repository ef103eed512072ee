// Checks: the options of createLarkspur, all at once, and turns them into settings.

import type * as z from 'zod'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { type FeishuApp, resolvePlatform } from '../feishu/index.ts'
import { assertSecret } from '../sessions/index.ts'
import { redirectUriOf } from '../sign-in/index.ts'
import { type LarkspurConfiguration, optionsSchema } from './options.ts'

/** What the server works with, after every check. */
export interface Settings {
  /** Public origin, without a trailing slash. */
  origin: string
  /** True when browsers reach the site by https. */
  secure: boolean
  app: FeishuApp
  /** OAuth scopes to ask people for, besides the one that the subject needs. */
  scopes: string[]
  jssdkUrl: string
  database: string
  secrets: string[]
  session: { idleMs: number; absoluteMs: number; sameSite: 'lax' | 'none' }
  subject: 'open_id' | 'union_id' | 'user_id'
  allowedTenants: 'any' | 'own' | string[]
  /** Origins whose pages are signed for JSAPIs; signatures per minute and address, 0 = any number. */
  jsapi: { origins: string[]; perMinute: number }
  frameAncestors: string[]
  trustProxy: boolean
  homePage: boolean
  recheckMs: number
  signInLimits: { perMinute: number; atOnce: number }
}

/** Environment variable that sets each option; the messages name both. */
const variables: Record<string, string> = {
  url: 'LARKSPUR_URL',
  'feishu.brand': 'FEISHU_BRAND',
  'feishu.appId': 'APP_ID',
  'feishu.appSecret': 'APP_SECRET',
  'feishu.host': 'FEISHU_HOST',
  'feishu.tokenEndpoint': 'FEISHU_TOKEN_ENDPOINT',
  'feishu.jssdkUrl': 'FEISHU_JSSDK_URL',
  'feishu.scopes': 'FEISHU_SCOPES',
  database: 'DATABASE_URL',
  sessionSecret: 'SESSION_SECRET',
  'session.idleSeconds': 'SESSION_IDLE_SECONDS',
  'session.absoluteSeconds': 'SESSION_ABSOLUTE_SECONDS',
  'session.sameSite': 'SESSION_SAME_SITE',
  subject: 'SUBJECT_TYPE',
  allowedTenants: 'ALLOWED_TENANTS',
  'jsapi.origins': 'JSAPI_ORIGINS',
  'jsapi.perMinute': 'JSAPI_PER_MINUTE',
  frameAncestors: 'FRAME_ANCESTORS',
  trustProxy: 'TRUST_PROXY',
  homePage: 'HOME_PAGE',
  recheckSeconds: 'RECHECK_SECONDS',
  signInPerMinute: 'SIGN_IN_PER_MINUTE',
  signInsAtOnce: 'SIGN_INS_AT_ONCE',
}

function label(path: readonly PropertyKey[]): string {
  const names = path.filter((part) => typeof part === 'string')
  const option = names.length === 0 ? 'The options' : names.join('.')
  const variable = variables[option]
  return variable === undefined ? option : `${option} (${variable})`
}

function sentences(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${label([...issue.path, key])} is not an option.`)
      : [`${label(issue.path)} ${issue.message}.`],
  )
}

/** A sentence that begins with a variable or an option says itself what failed; another one is told of `option`. */
function labelled(sentence: string, option: string): string {
  const own = Object.entries(variables).find(([, variable]) => sentence.startsWith(`${variable} `))
  if (own !== undefined) return label(own[0].split('.')) + sentence.slice(own[1].length)
  return /^(?:feishu\.|The hosts )/.test(sentence) ? sentence : `${label(option.split('.'))}: ${sentence}`
}

/** Runs a check of another room and keeps its sentence instead of stopping at it. */
function collect<T>(problems: string[], option: string, check: () => T): T | undefined {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof LarkspurError) || error.code !== 'configuration_invalid') throw error
    problems.push(labelled(error.message, option))
    return undefined
  }
}

function contradictions(options: LarkspurConfiguration): string[] {
  const problems: string[] = []
  const { idleSeconds, absoluteSeconds, sameSite } = options.session
  if (idleSeconds > absoluteSeconds) {
    problems.push(
      `${label(['session', 'idleSeconds'])} must not be longer than ${label(['session', 'absoluteSeconds'])}.`,
    )
  }
  if (sameSite === 'none' && options.url.startsWith('http:')) {
    problems.push(`${label(['session', 'sameSite'])} "none" needs an https ${label(['url'])}.`)
  }
  if (options.feishu.host !== undefined && options.feishu.hosts !== undefined) {
    problems.push(`${label(['feishu', 'host'])} and feishu.hosts exclude each other; set one of them.`)
  }
  return problems
}

/**
 * Validates everything before anything is opened, so that one start shows every mistake.
 * @throws LarkspurError `configuration_invalid`; its message holds one sentence per line.
 */
export function readSettings(input: unknown): Settings {
  const parsed = optionsSchema.safeParse(input)
  if (!parsed.success) throw configurationError(sentences(parsed.error))
  const options = parsed.data
  const problems = contradictions(options)
  const { appId, appSecret, tokenEndpoint, host, hosts, brand, jssdkUrl } = options.feishu
  // The same check that makes the redirect URI, before anything is opened.
  collect(problems, 'url', () => redirectUriOf(new URL(options.url).origin))
  const platform = collect(problems, 'feishu.host', () =>
    resolvePlatform({
      ...(brand === undefined ? {} : { brand }),
      ...(host === undefined ? {} : { host }),
      ...(hosts === undefined ? {} : { hosts }),
      ...(jssdkUrl === undefined ? {} : { jssdkUrl }),
      allowInsecureHosts: options.allowInsecureHosts,
    }),
  )
  const secrets = [options.sessionSecret].flat()
  for (const secret of secrets) collect(problems, 'sessionSecret', () => assertSecret(secret))
  if (platform === undefined || problems.length > 0) throw configurationError(problems)
  const url = new URL(options.url)
  return {
    origin: url.origin,
    secure: url.protocol === 'https:',
    app: { brand: platform.brand, appId, appSecret, hosts: platform.hosts, tokenEndpoint },
    scopes: options.feishu.scopes,
    jssdkUrl: platform.jssdkUrl,
    database: options.database,
    secrets,
    session: {
      idleMs: options.session.idleSeconds * 1000,
      absoluteMs: options.session.absoluteSeconds * 1000,
      sameSite: options.session.sameSite,
    },
    subject: options.subject,
    allowedTenants: options.allowedTenants,
    jsapi: { origins: options.jsapi.origins ?? [url.origin], perMinute: options.jsapi.perMinute },
    frameAncestors: options.frameAncestors,
    trustProxy: options.trustProxy,
    homePage: options.homePage,
    recheckMs: options.recheckSeconds * 1000,
    signInLimits: { perMinute: options.signInPerMinute, atOnce: options.signInsAtOnce },
  }
}

function configurationError(problems: string[]): LarkspurError {
  return new LarkspurError('configuration_invalid', { message: [...new Set(problems)].join('\n') })
}
