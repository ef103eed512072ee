// Reads: what stands in the form of a sign-in method.

import * as z from 'zod'
import { officialTypeName } from '../../../elements/index.ts'
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

/** One sentence beside the field that it is about. */
export type Problems = Partial<Record<FormField, string>>

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

/** As it was typed: the registry says what is wrong with it. */
export function inputOf(fields: FormFields): ElementInput {
  const values = trimmed(fields)
  const { encryptKey, verificationToken } = values
  const scopes = scopesOf(values.scopes)
  return {
    name: values.name,
    ...(values.title === '' ? {} : { title: values.title }),
    ...(values.type === '' ? {} : { type: values.type }),
    appId: values.appId,
    appSecret: values.appSecret,
    ...(values.brand === '' ? {} : { brand: values.brand as 'feishu' | 'lark' }),
    ...(values.host === '' ? {} : { host: values.host }),
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(['', 'v2'].includes(values.tokenEndpoint)
      ? {}
      : { tokenEndpoint: values.tokenEndpoint as TokenEndpoint }),
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

/** Only what differs from what is kept; secrets only where some are typed. */
export function changesOf(fields: FormFields, kept: ElementStatus): ElementChanges {
  const values = trimmed(fields)
  const before = valuesOf(kept)
  const differs = (name: PlainField) => values[name] !== before[name]
  /** Of fields that are never empty. */
  const chosen = (name: PlainField) => differs(name) && values[name] !== ''
  const scopes = scopesOf(values.scopes)
  const orNull = <T>(value: T, isNone: boolean): T | null => (isNone ? null : value)
  return {
    ...(chosen('title') ? { title: values.title } : {}),
    ...(chosen('type') ? { type: values.type } : {}),
    ...(differs('appId') ? { appId: values.appId } : {}),
    ...(chosen('brand') ? { brand: values.brand as 'feishu' | 'lark' } : {}),
    ...(differs('host') ? { host: orNull(values.host, values.host === '') } : {}),
    ...(scopes.join(' ') === before.scopes ? {} : { scopes: orNull(scopes, scopes.length === 0) }),
    ...(chosen('tokenEndpoint')
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
