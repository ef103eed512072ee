// Declares: what travels with a request through the server.

import type { Context } from 'hono'
import type { AuditLog } from '../audit/index.ts'
import type { Clock, Logger, Random, Sleep } from '../feishu/index.ts'
import type { Jsapi } from '../jsapi/index.ts'
import type { Cookies, Sessions } from '../sessions/index.ts'
import type { Accounts } from './accounts.ts'
import type { Assets } from './assets.ts'
import type { AtOnce } from './at-once.ts'
import type { BoundedSignIns } from './bounded-sign-ins.ts'
import type { ConsoleSyncs } from './console/sync/background.ts'
import type { Directories } from './directories.ts'
import type { Elements } from './elements-types.ts'
import type { Appoint } from './first-administrators.ts'
import type { Instances } from './instances.ts'
import type { Language } from './language.ts'
import type { AddressLimit, Limit } from './rate-limit.ts'
import type { RefusedEvents } from './refused-events.ts'
import type { Settings } from './settings.ts'
import type { SignInLimits } from './sign-in-limits.ts'
import type { SignedIn } from './user.ts'

/** Everything that routes work with; made once by the composition root. */
export interface Services {
  settings: Settings
  instances: Instances
  accounts: Accounts
  directories: Directories
  /** Synchronisations that were begun in the console. */
  syncs: ConsoleSyncs
  refusedEvents: RefusedEvents
  elements: Elements
  /** Sign-ins, and what administrators did. */
  logs: { signIns: BoundedSignIns; audit: AuditLog }
  jsapi: Jsapi
  /** Counts the signatures that one address asks for. */
  jsapiLimit: AddressLimit
  /** Counts what one account reads of the directory. */
  directoryLimit: Limit
  /** Bounds the synchronisations that one account asks of login elements at a time. */
  elementSyncs: AtOnce
  limits: SignInLimits
  sessions: Sessions
  cookies: Cookies
  assets: Assets
  logger: Logger
  clock: Clock
  random: Random
  sleep: Sleep
  /** Makes whom the settings name the first administrator; called with everybody who signs in. */
  appoint: Appoint
  /** Who is behind a request; null when nobody is signed in. */
  signedIn(request: Request): Promise<SignedIn | null>
  /** Resolves when the database answers. */
  ping(): Promise<void>
}

export interface AppEnvironment {
  Variables: { requestId: string; language: Language; services: Services }
  /** Node's request, when the listener of larkspur/node is in front. */
  Bindings: { incoming?: { socket?: { remoteAddress?: string } } }
}

export type AppContext = Context<AppEnvironment>
