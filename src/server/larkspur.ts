// Composes: the server, from options to something that answers requests.

import type { LoginElement } from '../elements/index.ts'
import { createCallContext } from '../feishu/index.ts'
import { createJsapi, type Jsapi } from '../jsapi/index.ts'
import { createCookies, createSessions } from '../sessions/index.ts'
import type { SignIn } from '../sign-in/index.ts'
import { createSealer } from '../storage/seal.ts'
import { type Database, openDatabase } from '../storage/sql/index.ts'
import type { AppTokens, PlatformClient } from '../tokens/index.ts'
import { type Accounts, createAccounts } from './accounts.ts'
import { answerFailure, createApp } from './app.ts'
import { type Assets, loadAssets } from './assets.ts'
import { createAtOnce } from './at-once.ts'
import { boundedSignIns } from './bounded-sign-ins.ts'
import { type AsCommand, createAsCommand } from './command-audit.ts'
import { createConsoleSyncs } from './console/sync/background.ts'
import type { Services } from './context.ts'
import { readCredential } from './credential.ts'
import { createDirectories } from './directories.ts'
import type { Directory } from './directory.ts'
import { checkedId } from './door.ts'
import { openElements } from './elements/open.ts'
import type { ManagedElements } from './elements-types.ts'
import { createAppoint } from './first-administrators.ts'
import { everyInterval, startHousekeeping } from './housekeeping.ts'
import { createInstance } from './instance.ts'
import type { InstanceSettings } from './instance-settings.ts'
import { createInstances } from './instances.ts'
import { createLogger, type RedactedLogger, redactedLogger } from './log/logger.ts'
import { forgetOldLogs } from './log-life.ts'
import { createOffboarding } from './offboarding.ts'
import type { LarkspurOptions, Surroundings } from './options.ts'
import { createFindPerson, type Who } from './people.ts'
import { createPersonClient, createPersonTokens, type PersonTokens } from './person-tokens.ts'
import { createAddressLimit, createLimit } from './rate-limit.ts'
import { createRechecks } from './recheck.ts'
import { createRefusedEvents } from './refused-events.ts'
import { readSettings, type Settings } from './settings.ts'
import { createSignInLimits } from './sign-in-limits.ts'
import { createSignedIn } from './signed-in.ts'
import { sleepFor } from './sleep.ts'
import { createUnderWay } from './under-way.ts'
import type { User } from './user.ts'

/** Per account: each may wait for another run for a quarter of an hour. */
const elementSyncsAtOnce = 4

/** A session as an app sees it. */
export interface Session {
  user: User
  /** The identity that signed in, of the one or more that `user` has. */
  identityId: string
  /** Epoch milliseconds at which it ends if no further request comes. */
  expiresAt: number
}

/** A running Larkspur; mount `fetch` in any framework. */
export interface Larkspur {
  /**
   * Answers a request to one of Larkspur's routes (docs/sign-in.md). Never rejects.
   * @param env the framework's own environment; only the sender's address is read from it
   */
  fetch(request: Request, env?: unknown): Promise<Response>
  /**
   * Answers a request of your own app that failed with this error as Larkspur's routes do: a page or JSON in the
   * visitor's language, with a request id, and a line in the log. What is no LarkspurError is `internal_error`, and
   * `consent_required` becomes a page with a button that leads back. Never rejects.
   */
  errorResponse(request: Request, error: unknown): Promise<Response>
  /**
   * Who is behind this request of your own app; null when nobody is signed in. Makes no call to the platform, unless an
   * event said that the person may have left: then it asks first, for five seconds at most, and null is the answer as
   * long as the platform cannot be asked.
   * @throws LarkspurError `storage_unavailable`
   */
  session(request: Request): Promise<Session | null>
  /** The first app's own tokens, and those of people. Cached and renewed; for the server only (docs/tokens.md). */
  tokens: AppTokens & PersonTokens
  /** Calls the platform as a person (docs/tokens.md): `larkspur.feishu(session).get('/open-apis/…')`. */
  feishu(who: Who): PlatformClient
  /** Accounts, their identities, and who is expected. For administrators: nothing here asks who is calling. */
  accounts: Accounts
  /** The first app's copy of the organisation. For administrators: nothing here asks who is calling. */
  directory: Directory
  /**
   * The directory of a further app, by its name; without a name that of the first.
   * @throws LarkspurError `request_invalid`
   */
  directoryOf(name?: string): Directory
  /**
   * The login element of this full name, such as `auths.loginTypes.FSInnerExample` (docs/elements.md): exact match,
   * upper and lower case included. It may be kept: its calls go to what is configured when they are made. For the
   * server only: nothing here asks who is calling.
   * @throws LarkspurError `element_not_found`, `element_invalid` with what is wrong, `element_disabled`
   */
  getElement(fullName: string): Promise<LoginElement>
  /** All login elements, and what makes, changes and tries them. For administrators: nothing here asks who is calling. */
  elements: ManagedElements
  /** JSAPI authentication (docs/jsapi.md). Not limited in rate, as the routes are. */
  jsapi: Jsapi
  sessions: {
    /** Ends the session of this request, on the server. */
    end(request: Request): Promise<void>
    /** Ends every session of a person (`user.id`); returns how many there were. */
    endAllOf(userId: string): Promise<number>
  }
  /** Stops background work and closes the database. Call it after the last request. */
  close(): Promise<void>
}

/** The same for the command line. */
export interface OpenLarkspur extends Larkspur {
  /** Notes in the audit log what a command does. */
  asCommand: AsCommand
}

interface Outside extends Required<{ [K in keyof Surroundings]: NonNullable<Surroundings[K]> }> {}

function surroundings(options: Surroundings): Outside {
  return {
    clock: options.clock ?? Date.now,
    fetch: options.fetch ?? fetch,
    random: options.random ?? ((bytes) => crypto.getRandomValues(new Uint8Array(bytes))),
    sleep: options.sleep ?? sleepFor,
    every: options.every ?? everyInterval,
    logger: options.logger ?? createLogger(),
  }
}

/**
 * Checks the options, opens the database, brings its schema up to date and returns a server.
 * Calls nothing on the platform: the first sign-in, or the first use of `tokens`, does.
 * @throws LarkspurError `configuration_invalid` with one sentence per mistake, `storage_unavailable`
 */
export async function createLarkspur(options: LarkspurOptions): Promise<Larkspur> {
  return openLarkspur(options, { besideOthers: false, mustExist: false })
}

/**
 * As `createLarkspur`, for work on a database that is there: a mistyped path must not become an empty one.
 * @throws LarkspurError `configuration_invalid` when there is none
 */
export async function openExisting(options: LarkspurOptions): Promise<OpenLarkspur> {
  return openLarkspur(options, { besideOthers: true, mustExist: true })
}

/**
 * As `openExisting`, but makes the database where none is.
 * @throws LarkspurError `configuration_invalid`, `storage_unavailable`
 */
export async function openOrMake(options: LarkspurOptions): Promise<OpenLarkspur> {
  return openLarkspur(options, { besideOthers: true, mustExist: false })
}

interface Opening {
  /** Another process may be serving the database: nothing is done unasked. */
  besideOthers: boolean
  mustExist: boolean
}

async function openLarkspur(options: LarkspurOptions, opening: Opening): Promise<OpenLarkspur> {
  const { clock, fetch, random, sleep, every, logger, ...configuration } = options
  const settings = readSettings(configuration)
  const outside = surroundings({ clock, fetch, random, sleep, every, logger })
  return open(settings, outside, redactedLogger(outside.logger, secretsOf(settings)), opening)
}

/** What may stand in no log line. */
function secretsOf({ instances, secrets, encryptionKeys }: Settings): string[] {
  const ofInstances = instances.flatMap(({ app, events }) => [
    app.appSecret,
    events?.encryptKey,
    events?.verificationToken,
  ])
  return [...ofInstances, ...secrets, ...encryptionKeys].filter((secret) => secret !== undefined)
}

/** Whatever fails once the database is open closes it again. */
async function open(
  settings: Settings,
  outside: Outside,
  logger: RedactedLogger,
  { besideOthers, mustExist }: Opening,
): Promise<OpenLarkspur> {
  const assets = await loadAssets()
  const database = await openDatabase(settings.database, {
    sealer: createSealer(settings.encryptionKeys),
    mustExist,
  })
  try {
    await database.migrate()
    return await compose(settings, outside, logger, assets, database, besideOthers)
  } catch (error) {
    await database.close()
    throw error
  }
}

async function compose(
  settings: Settings,
  outside: Outside,
  logger: RedactedLogger,
  assets: Assets,
  database: Database,
  isBesideOthers: boolean,
): Promise<OpenLarkspur> {
  const { clock, random, fetch, sleep, every } = outside
  const context = createCallContext({ fetch, clock, sleep, random, logger })
  const { identities } = database
  const make = (instance: InstanceSettings) => createInstance({ settings, instance, context, database })
  const main = make(settings.main)
  const instances = createInstances(main, settings.instances.slice(1).map(make))
  const { app, tokens } = main
  const jsapi = createJsapi({ app, tokens, clock, random, origins: settings.jsapi.origins })
  const accounts = createAccounts({
    instances,
    identities,
    roles: database.roles,
    allowedTenants: settings.allowedTenants,
    clock,
    random,
  })
  const sessions = createSessions({
    store: database.sessions,
    secrets: settings.secrets,
    clock,
    random,
    idleMs: settings.session.idleMs,
    absoluteMs: settings.session.absoluteMs,
  })
  const offboarding = createOffboarding({ identities, sessions, clock, logger })
  const recheck: SignIn['recheck'] = async (person, signal) =>
    (await instances.of(person.identity)?.signIn.recheck(person, signal)) ?? { person, told: false }
  const rechecks = createRechecks({
    signIn: { recheck },
    sessions,
    async end(person) {
      const instance = instances.of(person.identity)
      if (instance !== undefined) await offboarding.end(instance, person)
    },
    clock,
    logger,
    everyMs: settings.recheckMs,
  })
  const find = createFindPerson(instances, identities, rechecks)
  const cookies = createCookies({ url: settings.origin, sameSite: settings.session.sameSite })
  const signedIn = createSignedIn({ settings, instances, sessions, identities, cookies, rechecks })
  const directories = createDirectories({
    ...{ settings, context, database, offboarding },
    instances: instances.all,
  })
  const underWay = createUnderWay()
  const elements = await openElements({
    ...{ settings, context, database, instances, directories, underWay, make },
    hide: (secrets) => logger.hide(secrets.filter((secret) => secret !== '')),
  })
  const logs = { signIns: boundedSignIns(database.signIns, { clock, logger }), audit: database.audit }
  const housekeeping = startHousekeeping({
    every,
    sweeps: [
      () => sessions.sweep(),
      () => main.signIn.sweep(),
      () => rechecks.prune(),
      () => main.userTokens.sweep(),
      () => directories.sweep(),
      () => offboarding.sweep(),
      () => forgetOldLogs(logs, clock),
    ],
    logger,
  })
  const services: Services = {
    settings,
    instances,
    accounts,
    directories,
    syncs: createConsoleSyncs({ logger, sleep, clock }),
    refusedEvents: createRefusedEvents({ clock, logger }),
    elements,
    logs,
    jsapi,
    jsapiLimit: createAddressLimit(settings.jsapi.perMinute),
    directoryLimit: createLimit(settings.directory.readsPerMinute),
    elementSyncs: createAtOnce(elementSyncsAtOnce),
    limits: createSignInLimits(settings.signInLimits),
    sessions,
    cookies,
    assets,
    logger,
    clock,
    random,
    sleep,
    appoint: createAppoint({
      ...{ main, clock, random, logger },
      named: settings.firstAdministrators,
      roles: database.roles,
      audit: database.audit,
    }),
    signedIn,
    ping: () => database.ping(),
  }
  const server = createApp(services)
  if (!isBesideOthers) {
    directories.start(every)
    elements.start(every)
  }
  return {
    fetch: (request, env) => underWay.run(async () => server.fetch(request, env as never)),
    errorResponse: (request, error) => answerFailure(services, request, error),
    async session(request) {
      const found = await signedIn(request)
      if (found === null) return null
      return { user: found.user, identityId: found.person.identityId, expiresAt: found.expiresAt }
    },
    tokens: { ...tokens, ...createPersonTokens(find) },
    feishu: (who) => createPersonClient(find, who),
    accounts,
    directory: directories.of(),
    directoryOf: (name) => directories.live(name),
    getElement: (fullName) => elements.get(fullName),
    elements,
    asCommand: createAsCommand({ audit: database.audit, clock, random, logger }),
    jsapi,
    sessions: {
      end: (request) => sessions.end(readCredential(request.headers, cookies).id),
      endAllOf: async (userId) => sessions.endAllOf(checkedId(userId)),
    },
    async close() {
      await housekeeping.close()
      await rechecks.close()
      await services.syncs.close()
      await directories.close()
      await elements.close()
      await Promise.all(instances.all.map((instance) => instance.close()))
      await database.close()
    },
  }
}
