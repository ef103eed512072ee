// Checks: the form of every option of createLarkspur, with the sentence for each mistake.

import * as z from 'zod'
import { appFields, inEnglish, type LoadLoginType } from '../elements/index.ts'
import { defaultInstance, instanceName } from '../sign-in/index.ts'
import { directorySchema, eventsSchema } from './directory-options.ts'
import { limitOption } from './limit-option.ts'
import { isLoopbackHost } from './loopback.ts'

const required = (what: string) => (issue: { input: unknown }) =>
  issue.input === undefined || issue.input === '' ? `is missing; set it to ${what}` : `must be ${what}`

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

/** The public origin: what browsers show in the address bar, nothing after the port. */
const publicUrl = z
  .string({ error: required('the public address of the site, such as https://app.example.com') })
  .superRefine((text, context) => {
    const url = parseUrl(text)
    const problem =
      url === undefined || !['http:', 'https:'].includes(url.protocol)
        ? 'must be an address such as https://app.example.com'
        : url.username !== '' || url.password !== ''
          ? 'must not hold a user name or password'
          : url.pathname !== '/' || url.search !== '' || url.hash !== '' || /[?#]/.test(text)
            ? 'must end after the host and port: no path, query or fragment'
            : url.protocol === 'http:' && !isLoopbackHost(url.hostname)
              ? 'must be https; plain http is for 127.0.0.1, [::1] and localhost only'
              : undefined
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  })

const seconds = (least: number, fallback: number) => {
  const error = `must be a whole number of seconds, at least ${least}`
  return z
    .int({ error })
    .min(least, { error })
    .max(10 * 365 * 86_400, 'must not be longer than ten years')
    .default(fallback)
}

/** One source of `frame-ancestors`; quotes and semicolons would let a value change the policy. */
const frameAncestor = z
  .string({ error: 'must be a list of origins such as https://portal.example.com' })
  .refine(
    (text) => text === "'self'" || (parseUrl(text)?.origin === text && /^https?:/.test(text)),
    "must be a list of origins such as https://portal.example.com, or 'self'",
  )

const jsapiOrigins = 'must be a list of origins such as https://shop.example.com, without path or final slash'
/** In the one spelling that browsers use: it is compared as text. */
const pageOrigin = z
  .string({ error: jsapiOrigins })
  .refine((text) => parseUrl(text)?.origin === text && /^https?:/.test(text), jsapiOrigins)

const tenants = 'must be "any", "own", or a list of tenant keys'
const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be ${values.map((value) => `"${value}"`).join(' or ')}` })
/** The fields that an app has in options, in files and in forms alike. */
const fields = appFields(inEnglish)
/** One OAuth scope, in an option or in a request. */
export const scopeSchema = fields.scope
const flag = z.boolean({ error: 'must be true or false' })
const origin = z.string({ error: 'must be an origin such as https://open.example.com' })

const administrators =
  'must be a list of open_ids, union_ids or user_ids, such as ou_7d8a6e6df7621556ce0d21922b676706'

/** Loaders are functions, which no schema describes; what they return is checked when it is used. */
const elementsSchema = z
  .strictObject(
    {
      directories: z.array(z.string().min(1), { error: 'must be a list of folders' }).default([]),
      variables: z.record(z.string(), z.string(), { error: 'must be texts by name' }).default({}),
      types: z
        .record(
          z.string(),
          z.custom<LoadLoginType>((value) => typeof value === 'function', 'must be a function'),
          { error: 'must be functions by full name' },
        )
        .default({}),
    },
    { error: 'must be { directories?, variables?, types? }' },
  )
  .prefault({})

const feishuSchema = z.strictObject(
  {
    brand: fields.brand.optional(),
    appId: fields.appId,
    appSecret: fields.appSecret,
    host: fields.host.optional(),
    hosts: z
      .strictObject({ open: origin.optional(), accounts: origin.optional(), passport: origin.optional() })
      .transform((hosts) =>
        Object.fromEntries(Object.entries(hosts).filter(([, value]) => value !== undefined)),
      )
      .optional(),
    tokenEndpoint: fields.tokenEndpoint.default('v2'),
    scopes: fields.scopes.default([]),
    jssdkUrl: z.string({ error: 'must be the address of the JSSDK script' }).optional(),
    qrScriptUrl: z.string({ error: 'must be the address of the QR code script' }).optional(),
    events: eventsSchema.optional(),
  },
  { error: 'is missing; give at least { appId, appSecret }' },
)

/** Of the first app alone: a page loads one JSSDK, that of the client it is open in. */
const instanceSchema = feishuSchema.omit({ jssdkUrl: true })

const instanceNames =
  'must be objects { appId, appSecret, … } under names of letters, digits, "-" and "_", such as lark'
const instanceRecord = z
  .record(z.string(), instanceSchema, { error: instanceNames })
  .superRefine((all, context) => {
    for (const name of Object.keys(all)) {
      const path = [name]
      if (!instanceName.test(name)) context.addIssue({ code: 'custom', path, message: instanceNames })
      if (name === defaultInstance)
        context.addIssue({
          code: 'custom',
          path,
          message: 'is the name of the app in feishu; choose another',
        })
    }
  })

/** A record would pass over the one name that objects keep for themselves, and its app would be missing silently. */
const instances = z
  .unknown()
  .refine((all) => typeof all !== 'object' || all === null || !Object.hasOwn(all, '__proto__'), instanceNames)
  .pipe(instanceRecord)

export const optionsSchema = z.strictObject(
  {
    url: publicUrl,
    feishu: feishuSchema,
    instances: instances.default({}),
    database: z
      .string({ error: 'must be an address such as sqlite:./data/larkspur.db' })
      .regex(/^sqlite:./, 'must be an address such as sqlite:./data/larkspur.db; only SQLite is supported')
      .default('sqlite:./data/larkspur.db'),
    sessionSecret: z.union([z.string(), z.array(z.string()).min(1)], {
      error: required('a random text of at least 32 characters (for example: openssl rand -base64 48)'),
    }),
    encryptionKeys: z
      .union([z.string(), z.array(z.string()).min(1)], {
        error: 'must be random texts of at least 32 characters (for example: openssl rand -base64 48)',
      })
      .optional(),
    session: z
      .strictObject({
        idleSeconds: seconds(60, 8 * 3600),
        absoluteSeconds: seconds(60, 7 * 86_400),
        sameSite: choice(['lax', 'none']).default('lax'),
      })
      .prefault({}),
    subject: choice(['open_id', 'union_id', 'user_id']).default('open_id'),
    allowedTenants: z
      .union([z.literal(['any', 'own']), z.array(z.string().min(1)).min(1)], { error: tenants })
      .default('any'),
    createAccounts: flag.default(true),
    binding: flag.default(true),
    miniProgram: flag.default(true),
    jsapi: z
      .strictObject(
        {
          origins: z.array(pageOrigin, { error: jsapiOrigins }).min(1, jsapiOrigins).optional(),
          perMinute: limitOption(600),
        },
        { error: 'must be { origins?, perMinute? }' },
      )
      .prefault({}),
    directory: directorySchema,
    elements: elementsSchema,
    console: flag.default(true),
    firstAdministrators: z
      .array(z.string({ error: administrators }).regex(/^[\w@.-]{1,128}$/, administrators), {
        error: administrators,
      })
      .default([]),
    frameAncestors: z.array(frameAncestor, { error: 'must be a list of origins' }).default([]),
    trustProxy: flag.default(false),
    allowInsecureHosts: flag.default(false),
    homePage: flag.default(true),
    recheckSeconds: seconds(0, 3600),
    reauthenticateSeconds: seconds(30, 600),
    signInPerMinute: limitOption(120),
    signInsAtOnce: limitOption(100),
  },
  { error: 'must be given: createLarkspur({ url, feishu, sessionSecret, … })' },
)

/** Options after defaults. */
export type LarkspurConfiguration = z.output<typeof optionsSchema>
