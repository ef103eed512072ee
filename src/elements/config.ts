// Checks: the configuration of an instance.

import * as z from 'zod'
import { isOwnPage } from '../sign-in/index.ts'
import { appFields } from './app-fields.ts'
import { checkedBy, type FieldMistake, type Say } from './both-languages.ts'
import { caseTwin, misspeltKeys, unknownKeys } from './keys.ts'
import type { ElementProblem, InstanceConfig } from './model.ts'
import { isObject } from './object-text.ts'
import { platformMistake } from './platform-host.ts'
import { placeOf, problemOf } from './problem.ts'

/** What the rules for a configuration depend on. */
export interface ConfigRules {
  /** Public origin of the site; a `redirectUri` must be on it. */
  url: string
  /** Admits http and private addresses as `host`. */
  allowInsecureHosts: boolean
}

/** A checked configuration; null together with at least one problem. */
export interface ReadConfig {
  config: InstanceConfig | null
  /** Never holds the value of a field. */
  problems: readonly ElementProblem[]
}

const keys = ['appId', 'appSecret', 'brand', 'host', 'scopes', 'tokenEndpoint', 'redirectUri', 'events']
const eventKeys = ['encryptKey', 'verificationToken']

const schema = (say: Say) => {
  const app = appFields(say)
  return z.object(
    {
      appId: app.appId,
      appSecret: app.appSecret,
      brand: app.brand.optional(),
      host: app.host.optional(),
      scopes: app.scopes.optional(),
      tokenEndpoint: app.tokenEndpoint.optional(),
      redirectUri: z
        .string({ error: say('must be the address of a page of this site', '必须是本站页面的地址') })
        .max(2_048, say('must not be longer than 2,048 characters', '不能超过 2048 个字符'))
        .optional(),
      events: z
        .object(
          { encryptKey: app.encryptKey.optional(), verificationToken: app.verificationToken.optional() },
          {
            error: say(
              'must be { encryptKey?, verificationToken? }',
              '必须是 { encryptKey?, verificationToken? }',
            ),
          },
        )
        .refine(
          ({ encryptKey, verificationToken }) => encryptKey !== undefined || verificationToken !== undefined,
          app.noEventSecret,
        )
        .optional(),
    },
    { error: say('must be one object: { appId, appSecret, … }', '必须是一个对象：{ appId, appSecret, … }') },
  )
}

const check = checkedBy(schema)

/**
 * Checks a configuration that comes from elsewhere than a file, such as the database or a form: `at` of a problem is
 * the field. With `file` it is the file and the field. Never throws.
 */
export function checkConfig(fullName: string, config: unknown, rules: ConfigRules, file = ''): ReadConfig {
  const problems = isObject(config) ? wrongKeys(fullName, config, file) : []
  const { mistakes, ...checked } = check(config)
  const unfilled = file === '' ? placeholders(config) : []
  const others = mistakes ?? ('value' in checked ? wrongAddresses(checked.value, rules) : [])
  const all = [...unfilled, ...others.filter(({ field }) => !unfilled.some((one) => one.field === field))]
  problems.push(
    ...all
      .filter(({ field }) => !isTold(config, field))
      .map(({ field, en, zh }) => {
        const subject =
          field === '' ? { en: 'The configuration', zh: '配置' } : { en: field, zh: `${field} ` }
        return problemOf(fullName, placeOf(file, field), {
          en: `${subject.en} ${en}.`,
          zh: `${subject.zh}${zh}。`,
        })
      }),
  )
  return 'value' in checked && problems.length === 0
    ? { config: present(checked.value), problems }
    : { config: null, problems }
}

/** Only files are filled; a file that is made of this one would be. */
function placeholders(value: unknown, field = ''): FieldMistake[] {
  if (typeof value === 'string') {
    const en = 'must not hold {{: placeholders stand in files alone'
    return value.includes('{{') ? [{ field, en, zh: '不能含有 {{：占位符只能用在文件中' }] : []
  }
  if (typeof value !== 'object' || value === null) return []
  const found = Object.entries(value).flatMap(([key, one]) =>
    placeholders(one, Array.isArray(value) ? field : field === '' ? key : `${field}.${key}`),
  )
  return found.filter((one, index) => found.findIndex((other) => other.field === one.field) === index)
}

function wrongKeys(fullName: string, config: Record<string, unknown>, file: string): ElementProblem[] {
  const { events, authConfig } = config
  const nested = isObject(authConfig) && !Object.hasOwn(config, 'appId')
  const flat = {
    en: 'appId and appSecret stand in the file itself, not in authConfig.',
    zh: 'appId 和 appSecret 应直接写在文件中，而不是写在 authConfig 中。',
  }
  const others = nested ? without(config, 'authConfig') : config
  return [
    ...(nested ? [problemOf(fullName, placeOf(file, 'authConfig'), flat)] : []),
    ...misspeltKeys(fullName, file, config, keys),
    ...unknownKeys(fullName, file, others, keys),
    ...(isObject(events)
      ? [
          ...misspeltKeys(fullName, file, events, eventKeys, 'events.'),
          ...unknownKeys(fullName, file, events, eventKeys, 'events.'),
        ]
      : []),
  ]
}

const without = (object: object, key: string) =>
  Object.fromEntries(Object.entries(object).filter(([one]) => one !== key))

/** Of a key in the wrong case it was told already that it is not there. */
function isTold(config: unknown, field: string): boolean {
  return isObject(config) && config[field] === undefined && caseTwin(field, Object.keys(config)) !== undefined
}

function wrongAddresses(config: z.output<ReturnType<typeof schema>>, rules: ConfigRules): FieldMistake[] {
  const { brand, host, redirectUri } = config
  const chosen = { ...(brand === undefined ? {} : { brand }), ...(host === undefined ? {} : { host }) }
  const platform = platformMistake(chosen, rules.allowInsecureHosts)
  const onSite = redirectUri === undefined || isOwnPage(redirectUri, rules.url)
  return [
    ...(platform === undefined ? [] : [platform]),
    ...(onSite ? [] : [{ field: 'redirectUri', ...elsewhere(rules.url) }]),
  ]
}

const elsewhere = (url: string) => ({
  en: `must be a page of this site, such as ${url}/sign-in, without a fragment`,
  zh: `必须是本站页面的地址，例如 ${url}/sign-in，且不含 # 片段`,
})

function present(config: z.output<ReturnType<typeof schema>>): InstanceConfig {
  const { events, ...flat } = config
  const given = Object.fromEntries(Object.entries(flat).filter(([, value]) => value !== undefined))
  const secrets = Object.fromEntries(Object.entries(events ?? {}).filter(([, value]) => value !== undefined))
  return {
    ...(given as Omit<InstanceConfig, 'events'>),
    ...(events === undefined ? {} : { events: secrets }),
  }
}
