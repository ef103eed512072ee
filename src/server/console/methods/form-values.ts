// Reads: what stands in the form of a sign-in method, and says what is wrong with which field.

import * as z from 'zod'
import { officialTypeName } from '../../../elements/index.ts'
import { instanceName } from '../../../sign-in/index.ts'
import { isScope } from '../../../tokens/index.ts'
import type { ElementChanges, ElementInput, ElementStatus } from '../../elements-types.ts'

/** Fields whose value may be shown again. */
export const plainFields = [
  'name',
  'title',
  'appId',
  'brand',
  'type',
  'scopes',
  'host',
  'tokenEndpoint',
  'redirectUri',
] as const
/** Fields whose value never goes back into a page. */
export const secretFields = ['appSecret', 'encryptKey', 'verificationToken'] as const

export type PlainField = (typeof plainFields)[number]
export type FormField = PlainField | (typeof secretFields)[number]
export type PlainValues = Record<PlainField, string>

const text = z.string().max(4096).default('')

/** Of both forms; `do` is the button, `seen` and `noEvents` are of the form for changes. */
export const formShape = z.looseObject({
  ...(Object.fromEntries([...plainFields, ...secretFields].map((name) => [name, text])) as Record<
    FormField,
    typeof text
  >),
  do: z.enum(['create', 'test', 'save']).optional(),
  seen: z.coerce.number().int().nonnegative().optional(),
  noEvents: z.string().optional(),
})
export type FormFields = z.output<typeof formShape>

export const tokenEndpoints = ['v2', 'v3', 'oidc', 'v1', 'passport'] as const
type TokenEndpoint = (typeof tokenEndpoints)[number]

export type ProblemKey =
  | 'name'
  | 'nameTaken'
  | 'title'
  | 'appId'
  | 'appTaken'
  | 'secretMissing'
  | 'secretShape'
  | 'scopes'
  | 'scopesHistoric'
  | 'host'
  | 'redirectUri'
  | 'type'
  | 'brand'
  | 'tokenEndpoint'
export type Problems = Partial<Record<FormField, ProblemKey>>

/** Without the spaces that copying brings along. */
const trimmed = (fields: FormFields): Record<FormField, string> =>
  Object.fromEntries([...plainFields, ...secretFields].map((name) => [name, fields[name].trim()])) as Record<
    FormField,
    string
  >

export const scopesOf = (value: string): string[] => [
  ...new Set(value.split(/[\s,]+/).filter((scope) => scope !== '')),
]

/** What may be shown again. */
export function plainValues(fields: FormFields): PlainValues {
  const all = trimmed(fields)
  return Object.fromEntries(plainFields.map((name) => [name, all[name]])) as PlainValues
}

export const newValues = (host: string): PlainValues => ({
  name: '',
  title: '',
  appId: '',
  brand: 'feishu',
  type: officialTypeName,
  scopes: '',
  host,
  tokenEndpoint: 'v2',
  redirectUri: '',
})

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What is kept, as the form for changes shows it. */
export function valuesOf({ name, title, type, app, config }: ElementStatus): PlainValues {
  const scopes = Array.isArray(config.scopes) ? config.scopes.filter((one) => typeof one === 'string') : []
  return {
    name,
    title,
    appId: app?.appId ?? textOf(config.appId),
    brand: app?.brand ?? (config.brand === 'lark' ? 'lark' : 'feishu'),
    type,
    scopes: scopes.join(' '),
    host: textOf(config.host),
    tokenEndpoint: textOf(config.tokenEndpoint) || 'v2',
    redirectUri: textOf(config.redirectUri),
  }
}

const isSecret = (value: string) => /^[\x21-\x7e]{1,512}$/.test(value)
const isOrigin = (value: string) => URL.canParse(value) && new URL(value).origin === value.replace(/\/$/, '')
const isOnSite = (value: string, origin: string) =>
  URL.canParse(value) && new URL(value).href.startsWith(`${origin}/`)

/** @param known every element, for what is taken and which Types there are; `own` is the one that is changed */
export function problemsOf(
  fields: FormFields,
  known: readonly ElementStatus[],
  options: { origin: string; own?: ElementStatus | undefined },
): Problems {
  const values = trimmed(fields)
  const { own, origin } = options
  const others = known.filter(({ fullName }) => fullName !== own?.fullName)
  const problems: Problems = {}
  const refuse = (field: FormField, problem: ProblemKey, wrong: boolean) => {
    if (wrong && problems[field] === undefined) problems[field] = problem
  }
  if (own === undefined) {
    refuse('name', 'name', !instanceName.test(values.name))
    const lower = values.name.toLowerCase()
    refuse(
      'name',
      'nameTaken',
      others.some(({ name }) => name.toLowerCase() === lower),
    )
    refuse('appSecret', 'secretMissing', values.appSecret === '')
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a title must not hold
  refuse('title', 'title', values.title.length > 128 || /[\x00-\x1f\x7f]/.test(values.title))
  refuse('appId', 'appId', !/^[A-Za-z0-9_-]{1,512}$/.test(values.appId))
  const sameApp = ({ app, state }: ElementStatus) =>
    state !== 'overridden' && app?.appId === values.appId && app.brand === values.brand
  refuse('appId', 'appTaken', others.some(sameApp))
  for (const name of secretFields) refuse(name, 'secretShape', fields[name] !== '' && !isSecret(values[name]))
  refuse('brand', 'brand', values.brand !== 'feishu' && values.brand !== 'lark')
  refuse('type', 'type', !known.some(({ kind, fullName }) => kind === 'type' && fullName === values.type))
  const scopes = scopesOf(values.scopes)
  refuse('scopes', 'scopes', !scopes.every(isScope))
  refuse('scopes', 'scopesHistoric', scopes.length > 0 && ['v1', 'passport'].includes(values.tokenEndpoint))
  refuse('host', 'host', values.host !== '' && !isOrigin(values.host))
  refuse('tokenEndpoint', 'tokenEndpoint', !tokenEndpoints.some((one) => one === values.tokenEndpoint))
  refuse('redirectUri', 'redirectUri', values.redirectUri !== '' && !isOnSite(values.redirectUri, origin))
  return problems
}

/** Of fields without problems. */
export function inputOf(fields: FormFields): ElementInput {
  const values = trimmed(fields)
  const { encryptKey, verificationToken } = values
  const scopes = scopesOf(values.scopes)
  return {
    name: values.name,
    ...(values.title === '' ? {} : { title: values.title }),
    type: values.type,
    appId: values.appId,
    appSecret: values.appSecret,
    brand: values.brand as 'feishu' | 'lark',
    ...(values.host === '' ? {} : { host: values.host }),
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(values.tokenEndpoint === 'v2' ? {} : { tokenEndpoint: values.tokenEndpoint as TokenEndpoint }),
    ...(values.redirectUri === '' ? {} : { redirectUri: values.redirectUri }),
    ...(encryptKey === '' && verificationToken === '' ? {} : { events: eventsOf(values) }),
  }
}

function eventsOf({ encryptKey, verificationToken }: Record<FormField, string>) {
  return {
    ...(encryptKey === '' ? {} : { encryptKey }),
    ...(verificationToken === '' ? {} : { verificationToken }),
  }
}

/** Only what differs from what is kept; secrets only where some are typed. Of fields without problems. */
export function changesOf(fields: FormFields, kept: ElementStatus): ElementChanges {
  const values = trimmed(fields)
  const before = valuesOf(kept)
  const differs = (name: PlainField) => values[name] !== before[name]
  const scopes = scopesOf(values.scopes)
  const orNull = <T>(value: T, isNone: boolean): T | null => (isNone ? null : value)
  return {
    ...(differs('title') && values.title !== '' ? { title: values.title } : {}),
    ...(differs('type') ? { type: values.type } : {}),
    ...(differs('appId') ? { appId: values.appId } : {}),
    ...(differs('brand') ? { brand: values.brand as 'feishu' | 'lark' } : {}),
    ...(differs('host') ? { host: orNull(values.host, values.host === '') } : {}),
    ...(scopes.join(' ') === before.scopes ? {} : { scopes: orNull(scopes, scopes.length === 0) }),
    ...(differs('tokenEndpoint')
      ? { tokenEndpoint: orNull(values.tokenEndpoint as TokenEndpoint, values.tokenEndpoint === 'v2') }
      : {}),
    ...(differs('redirectUri') ? { redirectUri: orNull(values.redirectUri, values.redirectUri === '') } : {}),
    ...(values.appSecret === '' ? {} : { appSecret: values.appSecret }),
    ...eventChanges(fields, values),
  }
}

function eventChanges(
  { noEvents }: FormFields,
  values: Record<FormField, string>,
): Pick<ElementChanges, 'events'> {
  if (noEvents !== undefined) return { events: null }
  return values.encryptKey === '' && values.verificationToken === '' ? {} : { events: eventsOf(values) }
}

/** For the audit log: names alone. */
export const namesOf = (changes: ElementChanges): string => Object.keys(changes).toSorted().join(', ')

/** A form that says nothing but that it was sent. */
export const tokenOnly = z.looseObject({})
