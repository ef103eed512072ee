// Starts: an emulator, a database, and the methods of login elements between them, without a server.
import { createDirectorySync, type DirectorySync } from '../../src/directory/index.ts'
import { createFsInner, type FsInner, type FsInnerOptions } from '../../src/elements/index.ts'
import { type Emulator, type EmulatorOptions, type Person, startEmulator } from '../../src/emulator/index.ts'
import { createCallContext, type FeishuApp, resolvePlatform } from '../../src/feishu/index.ts'
import { createSignIn, type SignIn, type SignInPolicy } from '../../src/sign-in/index.ts'
import { openTestDatabase } from '../../src/storage/contracts/open-test-database.ts'
import { createMemoryTokenStore } from '../../src/storage/memory/token-store.ts'
import type { Database } from '../../src/storage/sql/index.ts'
import { createAppTokens, createUserTokens } from '../../src/tokens/index.ts'
import { contactScopes } from './contact-scopes.ts'
import { createEmulatorTime, type EmulatorTime } from './emulator-time.ts'

export const elementUrl = 'http://127.0.0.1:3000'
/** The page of the site that the platform sends the browser back to. */
export const elementPage = `${elementUrl}/login`

export interface FsInnerWorld extends AsyncDisposable {
  feishu: Emulator
  time: EmulatorTime
  database: Database
  app: FeishuApp
  signIn: SignIn
  sync: DirectorySync
  element: FsInner
  /** The methods once more, with something else around them. */
  make(changes?: Partial<FsInnerOptions> & { policy?: SignInPolicy }): FsInner
  /** Everything that was logged. */
  logs: string[]
  /** Somebody by their number; active unless the organisation says otherwise. */
  someone(index: number): Person
  /** What the page gets from the platform once this person has agreed there. */
  code(
    person?: number,
    options?: { redirectUri?: string; page?: 'passport' | 'current'; scope?: string },
  ): string
  /** What the client gives to a page. */
  clientCode(person?: number): string
}

/** Default: 60 people whom the app sees with every field. */
export async function startFsInner(emulator: EmulatorOptions = {}): Promise<FsInnerWorld> {
  const feishu = await startEmulator({
    seed: 23,
    organisation: { users: 60, departments: 20 },
    ...emulator,
    app: {
      scopes: [...contactScopes, 'offline_access'],
      redirectUrls: [elementPage, `${elementUrl}/auth/callback`],
      ...emulator.app,
    },
  })
  const time = createEmulatorTime(feishu)
  const database = await openTestDatabase()
  const { APP_ID: appId, APP_SECRET: appSecret, FEISHU_HOST: host } = feishu.env
  const { brand, hosts } = resolvePlatform({ host, allowInsecureHosts: true })
  const app: FeishuApp = { brand, hosts, appId, appSecret, tokenEndpoint: 'v2' }
  const logs: string[] = []
  const log = (fields: object, message: string) => void logs.push(JSON.stringify({ ...fields, message }))
  const { clock, sleep, fetch } = time
  const context = createCallContext({
    ...{ fetch, clock, sleep },
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    logger: { debug: log, info: log, warn: log, error: log },
  })
  const opened: { close(): Promise<void> }[] = []

  function parts(given: Partial<FeishuApp> = {}, policy: SignInPolicy = {}) {
    const own = { ...app, ...given }
    const tokens = createAppTokens({ app: own, context, store: createMemoryTokenStore() })
    const userTokens = createUserTokens({
      ...{ app: own, context, appTokens: tokens },
      store: database.userTokens,
      refusals: database.scopeRefusals,
      consentUrl: () => elementUrl,
    })
    const { attempts, identities } = database
    const stores = { userTokens, attempts, identities }
    const signIn = createSignIn({ app: own, context, tokens, ...stores, url: elementUrl, policy })
    const key = { brand, appId: own.appId }
    const sync = createDirectorySync({
      ...{ key, app: own, context, tokens, store: database.directory },
      onLeft: async () => undefined,
    })
    opened.push(sync, userTokens, tokens)
    return { app: own, signIn, tokens, directory: sync }
  }

  const usual = parts()
  const make: FsInnerWorld['make'] = ({ policy, ...changes } = {}) =>
    createFsInner({
      ...(changes.app === undefined && policy === undefined ? usual : parts(changes.app, policy)),
      ...{ context, details: database.identityDetails, userTokens: database.userTokens },
      redirectUri: elementPage,
      ...changes,
    })

  return {
    ...{ feishu, time, database, app, logs, make },
    signIn: usual.signIn,
    sync: usual.directory,
    element: make(),
    someone(index) {
      const found = feishu.people.get(index)
      if (found === undefined) throw new Error(`nobody has the number ${index}`)
      return found
    },
    code(person = 2, { redirectUri = elementPage, page = 'passport', scope } = {}) {
      const query = new URLSearchParams({
        client_id: appId,
        redirect_uri: redirectUri,
        response_type: 'code',
      })
      if (scope !== undefined) query.set('scope', scope)
      const path = page === 'passport' ? 'suite/passport/oauth/authorize' : 'open-apis/authen/v1/authorize'
      const back = feishu.login.approve(`${feishu.url}/${path}?${query}`, person)
      return new URL(back).searchParams.get('code') ?? ''
    },
    clientCode: (person = 2) => feishu.client.code(elementPage, person),
    async [Symbol.asyncDispose]() {
      for (const one of opened) await one.close()
      await database.close()
      await feishu.close()
    },
  }
}
