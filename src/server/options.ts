// Declares: the options of createLarkspur.

import type { LoadLoginType } from '../elements/index.ts'
import type { Logger, TokenGeneration } from '../feishu/index.ts'

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
  tokenEndpoint?: TokenGeneration | undefined
  /**
   * OAuth scopes to ask people for, such as `contact:user.email:readonly`; each must be enabled for the app. Default
   * none: the identity only. `contact:user.employee_id:readonly` is added when `subject` is `user_id`.
   */
  scopes?: string[] | undefined
  /** Address of the script that shows the platform's QR code; default: the platform's own. */
  qrScriptUrl?: string | undefined
  /**
   * Takes events at `POST /auth/events`, or `/auth/events/<name>` for a further app. Default: no such address. At least
   * one of the two secrets, as Developer Console > Events & Callbacks shows them; with an Encrypt Key events are
   * encrypted and signed, so prefer it.
   */
  events?:
    | {
        encryptKey?: string | undefined
        verificationToken?: string | undefined
        /** How old, in seconds, an event may be, by the time it was sent. Default 28,800 (covers the platform's last try). */
        toleranceSeconds?: number | undefined
      }
    | undefined
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
   * Further apps that people may sign in with, by name: letters, digits, `_` and `-`. Each has its own redirect
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
  /** Let people bind further identities to their account, and unbind them. Default true; administrators always may. */
  binding?: boolean | undefined
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
  directory?:
    | {
        /** Cron pattern of full synchronisations of every app, such as `0 3 * * *`. Default false: none by itself. */
        schedule?: string | false | undefined
        /** Time zone of `schedule`. Default `UTC`. */
        timeZone?: string | undefined
        /** Share of people, or of departments, above which a synchronisation asks before it removes them. Default 0.1. */
        removalGuard?: number | undefined
        /** Who may read the directory by HTTP: those with a role for it (default), or everyone of its organisation. */
        readers?: 'role' | 'everyone' | undefined
        /** Lists of the platform that are read at one time. Default 5: enough for the platform's limit when it answers within 300 ms. */
        concurrency?: number | undefined
        /** Requests to the directory's routes that one account may make per minute. Default 600; 0 = any number. */
        readsPerMinute?: number | undefined
      }
    | undefined
  /** Login elements (docs/elements.md). */
  elements?:
    | {
        /** Folders of applications with `auths/loginTypes/…` in them; a child comes before those that it extends. */
        directories?: string[] | undefined
        /** What `{{NAME}}` stands for in their files. */
        variables?: Record<string, string> | undefined
        /** Loaders of Types by full name, for Types without a folder. */
        types?: Record<string, LoadLoginType> | undefined
      }
    | undefined
  /** Serve the console at `/console` to administrators. Default true. */
  console?: boolean | undefined
  /**
   * Who becomes an administrator by signing in as long as nobody is one: open_ids or union_ids of the first app, and
   * user_ids where `allowedTenants` names one organisation. Never an e-mail address or a phone number.
   */
  firstAdministrators?: string[] | undefined
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
  /** How many seconds after a sign-in that the person confirmed identities may be bound and unbound. Default 600. */
  reauthenticateSeconds?: number | undefined
  /** Sign-ins that one address may start, and finish, per minute. Default 120; 0 = any number. */
  signInPerMinute?: number | undefined
  /** Sign-ins that may wait for the platform at one time. Default 100; 0 = any number. */
  signInsAtOnce?: number | undefined
}
