// Declares: the options of createLarkspur, with the sentence for each mistake.

import * as z from 'zod'
import type { Logger } from '../feishu/index.ts'
import { isLoopbackHost } from './loopback.ts'

/** Name of the app that the option `feishu` describes. */
export const defaultInstance = 'default'

/** What the further apps may be called: it stands in addresses. */
const instanceName = /^[a-z][a-z0-9-]{0,31}$/

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

const visible = (what: string) =>
  z
    .string({ error: required(what) })
    .min(1, { error: required(what) })
    .max(512, 'must not be longer than 512 characters')
    .regex(/^[\x21-\x7e]*$/, 'must not hold spaces or control characters')

const seconds = (least: number, fallback: number) => {
  const error = `must be a whole number of seconds, at least ${least}`
  return z
    .int({ error })
    .min(least, { error })
    .max(10 * 365 * 86_400, 'must not be longer than ten years')
    .default(fallback)
}

const count = (fallback: number) => {
  const error = 'must be a whole number from 0 (no limit) to 1000000'
  return z.int({ error }).min(0, { error }).max(1_000_000, { error }).default(fallback)
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
const scopes = 'must be a list of scopes such as contact:user.email:readonly'
/** One OAuth scope, in an option or in a request. */
export const scopeSchema = z.string({ error: scopes }).regex(/^[A-Za-z][\w.:-]{0,127}$/, scopes)
const flag = z.boolean({ error: 'must be true or false' })
const origin = z.string({ error: 'must be an origin such as https://open.example.com' })

const generations = ['v2', 'v3', 'oidc', 'v1', 'passport'] as const

const feishuSchema = z.strictObject(
  {
    brand: choice(['feishu', 'lark']).optional(),
    appId: visible('the App ID from Developer Console > Credentials & Basic Info').regex(
      /^[A-Za-z0-9_-]*$/,
      'must look like cli_a1b2c3d4e5f60718',
    ),
    appSecret: visible('the App Secret from Developer Console > Credentials & Basic Info'),
    host: origin.optional(),
    hosts: z
      .strictObject({ open: origin.optional(), accounts: origin.optional(), passport: origin.optional() })
      .transform((hosts) =>
        Object.fromEntries(Object.entries(hosts).filter(([, value]) => value !== undefined)),
      )
      .optional(),
    tokenEndpoint: choice(generations).default('v2'),
    scopes: z.array(scopeSchema, { error: scopes }).default([]),
    jssdkUrl: z.string({ error: 'must be the address of the JSSDK script' }).optional(),
    qrScriptUrl: z.string({ error: 'must be the address of the QR code script' }).optional(),
  },
  { error: 'is missing; give at least { appId, appSecret }' },
)

/** Of the first app alone: a page loads one JSSDK, that of the client it is open in. */
const instanceSchema = feishuSchema.omit({ jssdkUrl: true })

const instanceNames =
  'must be objects { appId, appSecret, … } under names of lower-case letters, digits and "-", such as lark'
const instances = z
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
    miniProgram: flag.default(true),
    jsapi: z
      .strictObject(
        {
          origins: z.array(pageOrigin, { error: jsapiOrigins }).min(1, jsapiOrigins).optional(),
          perMinute: count(600),
        },
        { error: 'must be { origins?, perMinute? }' },
      )
      .prefault({}),
    frameAncestors: z.array(frameAncestor, { error: 'must be a list of origins' }).default([]),
    trustProxy: flag.default(false),
    allowInsecureHosts: flag.default(false),
    homePage: flag.default(true),
    recheckSeconds: seconds(0, 3600),
    reauthenticateSeconds: seconds(30, 600),
    signInPerMinute: count(120),
    signInsAtOnce: count(100),
  },
  { error: 'must be given: createLarkspur({ url, feishu, sessionSecret, … })' },
)

/** Options after defaults. */
export type LarkspurConfiguration = z.output<typeof optionsSchema>

/** Where the server's outside world comes from; tests put their own in. */
export interface Surroundings {
  /** Epoch milliseconds; default `Date.now`. */
  clock?: (() => number) | undefined
  /** Default: the global `fetch`. */
  fetch?: typeof fetch | undefined
  /** Random bytes; default: `crypto.getRandomValues`. */
  random?: ((bytes: number) => Uint8Array) | undefined
  /** Waits between retries; default: a timer. */
  sleep?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined
  /** Runs housekeeping at an interval and returns its stop; default: an interval that keeps no process alive. */
  every?: ((ms: number, work: () => void) => () => void) | undefined
  /** Receives structured entries, already redacted; default: pino, JSON lines on stderr. */
  logger?: Logger | undefined
}

/** One Feishu or Lark app. */
export interface InstanceOptions {
  /** Which cloud the organisation is on. Default `feishu`, or what `host` implies. */
  brand?: 'feishu' | 'lark' | undefined
  /** From Developer Console > Credentials & Basic Info. */
  appId: string
  appSecret: string
  /** One origin for everything, such as an emulator's. A known open host only selects the brand. */
  host?: string | undefined
  /** Single origins that differ from the brand's. */
  hosts?:
    | { open?: string | undefined; accounts?: string | undefined; passport?: string | undefined }
    | undefined
  /**
   * Generation of the token endpoint. Default `v2`. `v3` is its successor; `oidc`, `v1` and `passport` are historic,
   * know no PKCE, and are for platforms of an older date.
   */
  tokenEndpoint?: (typeof generations)[number] | undefined
  /**
   * OAuth scopes to ask people for, such as `contact:user.email:readonly`; each must be enabled for the app. Default
   * none: the identity only. `contact:user.employee_id:readonly` is added when `subject` is `user_id`.
   */
  scopes?: string[] | undefined
  /** Address of the script that shows the platform's QR code; default: the platform's own. */
  qrScriptUrl?: string | undefined
}

/** Options of `createLarkspur`. Examples and the environment variable of each: docs/configuration.md. */
export interface LarkspurOptions extends Surroundings {
  /** Public origin of the site, such as `https://app.example.com`. Redirect URIs derive from it, never from a request. */
  url: string
  feishu: InstanceOptions & {
    /** Address of the JSSDK script; default: the brand's own. */
    jssdkUrl?: string | undefined
  }
  /**
   * Further apps that people may sign in with, by name: lower-case letters, digits and `-`. Each has its own redirect
   * URI `<url>/auth/callback/<name>`. Who may sign in is one policy for all of them.
   */
  instances?: Record<string, InstanceOptions> | undefined
  /** Default `sqlite:./data/larkspur.db`. `sqlite::memory:` forgets everything at the end. */
  database?: string | undefined
  /** Keys the hashes of session ids, at least 32 characters. In a list the first one writes and all are read, for rotation. */
  sessionSecret: string | string[]
  /**
   * Keys that encrypt people's tokens in the database, at least 32 characters each. In a list the first one writes and
   * all are read; `larkspur keys rotate` brings what is stored to the first. Default: the session secrets.
   */
  encryptionKeys?: string | string[] | undefined
  session?:
    | {
        /** Seconds without a request after which a session ends. Default 28,800 (8 hours). */
        idleSeconds?: number | undefined
        /** Seconds after which a session ends in any case. Default 604,800 (7 days). */
        absoluteSeconds?: number | undefined
        /** Default `lax`. `none` (with Partitioned) only for a site inside a frame of a foreign one. */
        sameSite?: 'lax' | 'none' | undefined
      }
    | undefined
  /** What a person is keyed by; choose once. Default `open_id`. */
  subject?: 'open_id' | 'union_id' | 'user_id' | undefined
  /** Which organisations may sign in. Default `any` that the app itself admits. */
  allowedTenants?: 'any' | 'own' | string[] | undefined
  /** Give whoever may sign in an account at the first sign-in. Default true; else only people who are expected. */
  createAccounts?: boolean | undefined
  /** Let mini programs sign people in. Default true. */
  miniProgram?: boolean | undefined
  jsapi?:
    | {
        /** Origins whose pages are signed for JSAPIs, and may read the answer. Default: that of `url` alone. */
        origins?: string[] | undefined
        /** Signatures that one address may ask for per minute. Default 600; 0 = any number. */
        perMinute?: number | undefined
      }
    | undefined
  /** Origins that may show the site in a frame. Default: none. */
  frameAncestors?: string[] | undefined
  /** Believe `X-Forwarded-For` and `X-Request-Id`. Addresses of the site never come from headers. Default false. */
  trustProxy?: boolean | undefined
  /** Allow plain http and private addresses as Feishu hosts: for an emulator, never in production. Default false. */
  allowInsecureHosts?: boolean | undefined
  /** Serve the reference web app at `/`. Default true. */
  homePage?: boolean | undefined
  /** Age in seconds after which a signed-in person's status is asked for again. Default 3,600; 0 = never. */
  recheckSeconds?: number | undefined
  /** Age in seconds of a sign-in up to which identities may be bound and unbound. Default 600. */
  reauthenticateSeconds?: number | undefined
  /** Sign-ins that one address may start, and finish, per minute. Default 120; 0 = any number. */
  signInPerMinute?: number | undefined
  /** Sign-ins that may wait for the platform at one time. Default 100; 0 = any number. */
  signInsAtOnce?: number | undefined
}
