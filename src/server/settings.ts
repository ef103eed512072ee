// Checks: the options of createLarkspur, all at once, and turns them into settings.

import type * as z from 'zod'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { assertSecret } from '../sessions/index.ts'
import { defaultInstance, redirectUriOf } from '../sign-in/index.ts'
import { type InstanceSettings, readInstance, repeatedApps } from './instance-settings.ts'
import { type LarkspurConfiguration, optionsSchema } from './options-schema.ts'
import { createSchedule, type Schedule } from './schedule-pattern.ts'
import { collect, label } from './setting-labels.ts'
import { isUserId } from './user-id.ts'

/** What the server works with, after every check. */
export interface Settings {
  /** Public origin, without a trailing slash. */
  origin: string
  /** True when browsers reach the site by https. */
  secure: boolean
  /** The app of the option `feishu`: whose pages are shown and signed, and whom a route without a name means. */
  main: InstanceSettings
  /** All apps, `main` first. */
  instances: readonly InstanceSettings[]
  database: string
  secrets: string[]
  /** The first one encrypts, all decrypt. */
  encryptionKeys: string[]
  session: { idleMs: number; absoluteMs: number; sameSite: 'lax' | 'none' }
  subject: 'open_id' | 'union_id' | 'user_id'
  allowedTenants: 'any' | 'own' | string[]
  /** False: only people who are expected get an account. */
  createAccounts: boolean
  binding: boolean
  miniProgram: boolean
  /** Origins whose pages are signed for JSAPIs; signatures per minute and address, 0 = any number. */
  jsapi: { origins: string[]; perMinute: number }
  directory: {
    /** Null: nothing is synchronised by itself. */
    schedule: Schedule | null
    removalGuard: number
    readers: 'role' | 'everyone'
    concurrency: number
    /** Per account; 0 = any number. */
    readsPerMinute: number
  }
  elements: LarkspurConfiguration['elements']
  /** Admits http and private addresses as the platform's hosts. */
  allowInsecureHosts: boolean
  /** Whether the console is served, and who becomes its first administrator. */
  console: boolean
  firstAdministrators: string[]
  frameAncestors: string[]
  trustProxy: boolean
  homePage: boolean
  recheckMs: number
  /** How long after a confirmed sign-in identities may be bound and unbound. */
  reauthenticateMs: number
  signInLimits: { perMinute: number; atOnce: number }
}

function sentences(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${label([...issue.path, key])} is not an option.`)
      : [`${label(issue.path)} ${issue.message}.`],
  )
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
  return [...problems, ...unaskable(options), ...choosable(options)]
}

/** A user_id is chosen by an administrator of the person's organisation, and so says something of that one alone. */
function choosable({ firstAdministrators, allowedTenants }: LarkspurConfiguration): string[] {
  const isOne = typeof allowedTenants !== 'string' && new Set(allowedTenants).size === 1
  if (isOne || !firstAdministrators.some(isUserId)) return []
  return [
    `${label(['firstAdministrators'])} may hold a user_id only when ${label(['allowedTenants'])} is the tenant key of one organisation, because every organisation chooses the user_ids of its own people; name an open_id (ou_…) or a union_id (on_…).`,
  ]
}

/** The historic sign-in pages take no scopes: what is set to be asked for would silently not be. */
function unaskable(options: LarkspurConfiguration): string[] {
  const apps = [['feishu', options.feishu] as const, ...Object.entries(options.instances)]
  return apps.flatMap(([name, { tokenEndpoint, scopes }]) => {
    if (tokenEndpoint !== 'v1' && tokenEndpoint !== 'passport') return []
    const path = name === 'feishu' ? ['feishu'] : ['instances', name]
    const endpoint = `${label([...path, 'tokenEndpoint'])} "${tokenEndpoint}"`
    return [
      ...(scopes.length > 0 ? [`${label([...path, 'scopes'])} cannot be asked for with ${endpoint}.`] : []),
      ...(options.subject === 'user_id'
        ? [`${label(['subject'])} "user_id" needs a scope, which cannot be asked for with ${endpoint}.`]
        : []),
    ]
  })
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
  // The same check that makes the redirect URIs, before anything is opened.
  collect(problems, 'url', () => redirectUriOf(new URL(options.url).origin))
  const secrets = [options.sessionSecret].flat()
  for (const secret of secrets) collect(problems, 'sessionSecret', () => assertSecret(secret))
  const encryptionKeys = [options.encryptionKeys ?? []].flat()
  for (const key of encryptionKeys)
    collect(problems, 'encryptionKeys', () => assertSecret(key, 'ENCRYPTION_KEYS'))
  const main = readInstance(problems, defaultInstance, options.feishu, options.allowInsecureHosts)
  const others = Object.entries(options.instances)
    .map(([name, given]) => readInstance(problems, name, given, options.allowInsecureHosts))
    .filter((one) => one !== undefined)
  const instances = [...(main === undefined ? [] : [main]), ...others]
  problems.push(...repeatedApps(instances))
  if (main === undefined || problems.length > 0) throw configurationError(problems)
  const url = new URL(options.url)
  return {
    origin: url.origin,
    secure: url.protocol === 'https:',
    main,
    instances,
    database: options.database,
    secrets,
    encryptionKeys: encryptionKeys.length === 0 ? secrets : encryptionKeys,
    session: {
      idleMs: options.session.idleSeconds * 1000,
      absoluteMs: options.session.absoluteSeconds * 1000,
      sameSite: options.session.sameSite,
    },
    subject: options.subject,
    allowedTenants: options.allowedTenants,
    createAccounts: options.createAccounts,
    binding: options.binding,
    miniProgram: options.miniProgram,
    jsapi: { origins: options.jsapi.origins ?? [url.origin], perMinute: options.jsapi.perMinute },
    directory: directorySettings(options.directory),
    elements: options.elements,
    allowInsecureHosts: options.allowInsecureHosts,
    console: options.console,
    firstAdministrators: options.firstAdministrators,
    frameAncestors: options.frameAncestors,
    trustProxy: options.trustProxy,
    homePage: options.homePage,
    recheckMs: options.recheckSeconds * 1000,
    reauthenticateMs: options.reauthenticateSeconds * 1000,
    signInLimits: { perMinute: options.signInPerMinute, atOnce: options.signInsAtOnce },
  }
}

function directorySettings({ schedule, timeZone, ...rest }: LarkspurConfiguration['directory']) {
  return { ...rest, schedule: schedule === false ? null : createSchedule(schedule, timeZone) }
}

function configurationError(problems: string[]): LarkspurError {
  return new LarkspurError('configuration_invalid', { message: [...new Set(problems)].join('\n') })
}
