// Names: each option together with the environment variable that sets it, in what is told of a mistake.

import { LarkspurError } from '../errors/larkspur-error.ts'

/** Environment variable that sets each option; the messages name both. */
const variables: Record<string, string> = {
  url: 'LARKSPUR_URL',
  'feishu.brand': 'FEISHU_BRAND',
  'feishu.appId': 'APP_ID',
  'feishu.appSecret': 'APP_SECRET',
  'feishu.host': 'FEISHU_HOST',
  'feishu.tokenEndpoint': 'FEISHU_TOKEN_ENDPOINT',
  'feishu.jssdkUrl': 'FEISHU_JSSDK_URL',
  'feishu.qrScriptUrl': 'FEISHU_QR_SCRIPT_URL',
  'feishu.scopes': 'FEISHU_SCOPES',
  'feishu.events': 'EVENTS_ENCRYPT_KEY',
  'feishu.events.encryptKey': 'EVENTS_ENCRYPT_KEY',
  'feishu.events.verificationToken': 'EVENTS_VERIFICATION_TOKEN',
  'feishu.events.toleranceSeconds': 'EVENTS_TOLERANCE_SECONDS',
  instances: 'FEISHU_INSTANCES',
  database: 'DATABASE_URL',
  sessionSecret: 'SESSION_SECRET',
  encryptionKeys: 'ENCRYPTION_KEYS',
  'session.idleSeconds': 'SESSION_IDLE_SECONDS',
  'session.absoluteSeconds': 'SESSION_ABSOLUTE_SECONDS',
  'session.sameSite': 'SESSION_SAME_SITE',
  subject: 'SUBJECT_TYPE',
  allowedTenants: 'ALLOWED_TENANTS',
  createAccounts: 'CREATE_ACCOUNTS',
  binding: 'BINDING',
  miniProgram: 'MINI_PROGRAM',
  'jsapi.origins': 'JSAPI_ORIGINS',
  'jsapi.perMinute': 'JSAPI_PER_MINUTE',
  'directory.schedule': 'DIRECTORY_SCHEDULE',
  'directory.timeZone': 'DIRECTORY_TIME_ZONE',
  'directory.removalGuard': 'DIRECTORY_REMOVAL_GUARD',
  'directory.readers': 'DIRECTORY_READERS',
  'directory.concurrency': 'DIRECTORY_CONCURRENCY',
  'directory.readsPerMinute': 'DIRECTORY_READS_PER_MINUTE',
  'elements.directories': 'ELEMENTS',
  console: 'CONSOLE',
  firstAdministrators: 'FIRST_ADMINISTRATORS',
  frameAncestors: 'FRAME_ANCESTORS',
  trustProxy: 'TRUST_PROXY',
  homePage: 'HOME_PAGE',
  recheckSeconds: 'RECHECK_SECONDS',
  reauthenticateSeconds: 'REAUTHENTICATE_SECONDS',
  signInPerMinute: 'SIGN_IN_PER_MINUTE',
  signInsAtOnce: 'SIGN_INS_AT_ONCE',
}

/** An option as a person knows it: `feishu.appId (APP_ID)`. */
export function label(path: readonly PropertyKey[]): string {
  const names = path.filter((part) => typeof part === 'string')
  const option = names.length === 0 ? 'The options' : names.join('.')
  const variable = variables[names[0] === 'instances' ? 'instances' : option]
  return variable === undefined ? option : `${option} (${variable})`
}

/**
 * A sentence of another room that begins with a variable, or with an option below `feishu`, says itself what failed;
 * one about another app than the first is told of that app. Any other sentence is told of `option`.
 */
function labelled(sentence: string, option: string): string {
  const app = option.startsWith('instances.') ? option.split('.').slice(0, 2).join('.') : 'feishu'
  const ofApp = (name: string) => label(name.replace(/^feishu(?=\.)/, app).split('.'))
  const own = Object.entries(variables).find(([, variable]) => sentence.startsWith(`${variable} `))
  if (own !== undefined) return ofApp(own[0]) + sentence.slice(own[1].length)
  if (sentence.startsWith('feishu.')) return sentence.replace('feishu', app)
  return sentence.startsWith('The hosts ') && app === 'feishu'
    ? sentence
    : `${label(option.split('.'))}: ${sentence}`
}

/** Runs a check of another room and keeps its sentence instead of stopping at it. */
export function collect<T>(problems: string[], option: string, check: () => T): T | undefined {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof LarkspurError) || error.code !== 'configuration_invalid') throw error
    problems.push(labelled(error.message, option))
    return undefined
  }
}
