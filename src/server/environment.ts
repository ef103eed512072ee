// Reads: the options from environment variables.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { InstanceOptions, LarkspurOptions } from './options.ts'

/** Variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

const trueWords = ['1', 'true', 'yes', 'on']
const falseWords = ['0', 'false', 'no', 'off']

function list(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** Only commas: a secret may be a sentence. */
function secrets(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}

/** Only commas: a path may hold spaces. */
function paths(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** The variables are what `{{NAME}}` in the folders' files stands for. */
function elements(text: string, environment: Environment): LarkspurOptions['elements'] {
  const given = Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return { directories: paths(text), variables: Object.fromEntries(given) }
}

/** A word that means neither stays as it is, and the check of the options names it. */
function flag(text: string): boolean {
  const word = text.toLowerCase()
  if (trueWords.includes(word)) return true
  return (falseWords.includes(word) ? false : text) as boolean
}

function tenants(text: string): 'any' | 'own' | string[] {
  return text === 'any' || text === 'own' ? text : list(text)
}

/** Runs `read` on a variable that is set and not empty: an empty line in a .env file means "not set". */
function set<K extends string, T>(
  key: K,
  text: string | undefined,
  read: (text: string) => T,
): { [P in K]?: T } {
  const trimmed = text?.trim()
  return (trimmed === undefined || trimmed === '' ? {} : { [key]: read(trimmed) }) as { [P in K]?: T }
}

/** The first name that sound JSON has twice in one object, below those of the objects around it: a parser keeps one. */
function repeatedName(json: string): string | undefined {
  const around: { path: string; names: Set<string> }[] = []
  let path = ''
  for (const [token, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[[\]{}]/g)) {
    const inside = around.at(-1)
    if (token === '{' || token === '[') around.push({ path, names: new Set() })
    else if (token === '}' || token === ']') around.pop()
    else if (colon !== undefined && inside !== undefined) {
      const name: string = JSON.parse(token.slice(0, -colon.length))
      path = inside.path === '' ? name : `${inside.path}.${name}`
      if (inside.names.has(name)) return path
      inside.names.add(name)
    }
  }
  return undefined
}

/** @throws LarkspurError `configuration_invalid`; the text holds secrets, so nothing but a name is repeated */
function instances(text: string): LarkspurOptions['instances'] {
  const refuse = (message: string) => new LarkspurError('configuration_invalid', { message })
  let read: LarkspurOptions['instances']
  try {
    read = JSON.parse(text)
  } catch {
    throw refuse(
      'FEISHU_INSTANCES is not JSON, such as {"lark":{"brand":"lark","appId":"…","appSecret":"…"}}.',
    )
  }
  const repeated = repeatedName(text)
  if (repeated !== undefined) throw refuse(`FEISHU_INSTANCES has the name ${repeated} twice.`)
  return read
}

/** A pattern, or a word that means none. */
function schedule(text: string): string | false {
  return flag(text) === false ? false : text
}

/** Nothing at all when no variable is set: events are then not taken. */
function events(environment: Environment): InstanceOptions['events'] {
  const read = {
    ...set('encryptKey', environment.EVENTS_ENCRYPT_KEY, asIs),
    ...set('verificationToken', environment.EVENTS_VERIFICATION_TOKEN, asIs),
    ...set('toleranceSeconds', environment.EVENTS_TOLERANCE_SECONDS, Number),
  }
  return Object.keys(read).length === 0 ? undefined : read
}

const asIs = <T extends string>(text: string) => text as T

function hostOf(environment: Environment): string | undefined {
  const feishu = environment.FEISHU_HOST?.trim() || undefined
  const lark = environment.LARK_HOST?.trim() || undefined
  if (feishu !== undefined && lark !== undefined && feishu !== lark) {
    throw new LarkspurError('configuration_invalid', {
      message: 'FEISHU_HOST and LARK_HOST name different hosts; set one of them.',
    })
  }
  return feishu ?? lark
}

/**
 * Options from the variables that docs/configuration.md explains. Nothing is checked here that
 * `createLarkspur` checks; a missing variable is simply absent.
 *
 * Plain http and private addresses as Feishu hosts are allowed when `NODE_ENV` is `development`.
 *
 * @throws LarkspurError `configuration_invalid` when FEISHU_HOST and LARK_HOST differ, or FEISHU_INSTANCES is no JSON
 * or repeats a name
 */
export function optionsFromEnvironment(environment: Environment): LarkspurOptions {
  const eventOptions = events(environment)
  return {
    ...set('url', environment.LARKSPUR_URL, asIs),
    feishu: {
      ...set('brand', environment.FEISHU_BRAND, asIs<'feishu' | 'lark'>),
      ...set('appId', environment.APP_ID, asIs),
      ...set('appSecret', environment.APP_SECRET, asIs),
      ...set('host', hostOf(environment), asIs),
      ...set('tokenEndpoint', environment.FEISHU_TOKEN_ENDPOINT, asIs<'v2'>),
      ...set('jssdkUrl', environment.FEISHU_JSSDK_URL, asIs),
      ...set('qrScriptUrl', environment.FEISHU_QR_SCRIPT_URL, asIs),
      ...set('scopes', environment.FEISHU_SCOPES, list),
      ...(eventOptions === undefined ? {} : { events: eventOptions }),
    },
    ...set('instances', environment.FEISHU_INSTANCES, instances),
    ...set('database', environment.DATABASE_URL, asIs),
    ...set('sessionSecret', environment.SESSION_SECRET, secrets),
    ...set('encryptionKeys', environment.ENCRYPTION_KEYS, secrets),
    session: {
      ...set('idleSeconds', environment.SESSION_IDLE_SECONDS, Number),
      ...set('absoluteSeconds', environment.SESSION_ABSOLUTE_SECONDS, Number),
      ...set('sameSite', environment.SESSION_SAME_SITE, asIs<'lax' | 'none'>),
    },
    ...set('subject', environment.SUBJECT_TYPE, asIs<'open_id' | 'union_id' | 'user_id'>),
    ...set('allowedTenants', environment.ALLOWED_TENANTS, tenants),
    ...set('createAccounts', environment.CREATE_ACCOUNTS, flag),
    ...set('binding', environment.BINDING, flag),
    ...set('miniProgram', environment.MINI_PROGRAM, flag),
    jsapi: {
      ...set('origins', environment.JSAPI_ORIGINS, list),
      ...set('perMinute', environment.JSAPI_PER_MINUTE, Number),
    },
    directory: {
      ...set('schedule', environment.DIRECTORY_SCHEDULE, schedule),
      ...set('timeZone', environment.DIRECTORY_TIME_ZONE, asIs),
      ...set('removalGuard', environment.DIRECTORY_REMOVAL_GUARD, Number),
      ...set('readers', environment.DIRECTORY_READERS, asIs<'role' | 'everyone'>),
      ...set('concurrency', environment.DIRECTORY_CONCURRENCY, Number),
      ...set('readsPerMinute', environment.DIRECTORY_READS_PER_MINUTE, Number),
    },
    ...set('elements', environment.ELEMENTS, (text) => elements(text, environment)),
    ...set('console', environment.CONSOLE, flag),
    ...set('firstAdministrators', environment.FIRST_ADMINISTRATORS, list),
    ...set('frameAncestors', environment.FRAME_ANCESTORS, list),
    ...set('trustProxy', environment.TRUST_PROXY, flag),
    ...set('homePage', environment.HOME_PAGE, flag),
    ...set('recheckSeconds', environment.RECHECK_SECONDS, Number),
    ...set('reauthenticateSeconds', environment.REAUTHENTICATE_SECONDS, Number),
    ...set('signInPerMinute', environment.SIGN_IN_PER_MINUTE, Number),
    ...set('signInsAtOnce', environment.SIGN_INS_AT_ONCE, Number),
    allowInsecureHosts: environment.NODE_ENV === 'development',
  } as LarkspurOptions
}
