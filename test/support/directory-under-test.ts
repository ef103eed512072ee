// Opens: a directory in a database and its synchronisation with a platform, without a server.
import {
  createDirectorySync,
  type DirectoryDepartment,
  type DirectoryKey,
  type DirectoryPerson,
  type DirectoryStore,
  type DirectorySync,
  type DirectorySyncLimits,
  type LeftPerson,
  type Listing,
} from '../../src/directory/index.ts'
import { type CallContextParts, createCallContext, resolvePlatform } from '../../src/feishu/index.ts'
import { openTestDatabase } from '../../src/storage/contracts/open-test-database.ts'
import { createMemoryTokenStore } from '../../src/storage/memory/token-store.ts'
import { createAppTokens } from '../../src/tokens/index.ts'
import { type Facts, factsOf } from './directory-expected.ts'
import type { EmulatorTime } from './emulator-time.ts'

const quiet = () => {}

export interface DirectoryFacts {
  people: Facts[]
  departments: Facts[]
}

export interface AnotherOptions extends DirectorySyncLimits {
  context?: Partial<CallContextParts>
  store?: DirectoryStore
  onLeft?(people: readonly LeftPerson[]): Promise<void>
}

export interface DirectoryUnderTest {
  key: DirectoryKey
  store: DirectoryStore
  sync: DirectorySync
  /** Of whom was told that they have left, in order. */
  left: LeftPerson[]
  /** Another synchronisation of the same directory, as another process would have it. */
  another(options?: AnotherOptions): DirectorySync
  /** Removed ones left out unless wanted. */
  people(removed?: boolean): Promise<DirectoryPerson[]>
  departments(removed?: boolean): Promise<DirectoryDepartment[]>
  /** What the directory says, removed ones left out. */
  held(): Promise<DirectoryFacts>
  [Symbol.asyncDispose](): Promise<void>
}

export interface DirectoryUnderTestOptions {
  /** Origin of the platform, and the app there. */
  url: string
  appId: string
  appSecret: string
  time: EmulatorTime
  /** Default: in memory. */
  database?: string | undefined
  limits?: DirectorySyncLimits | undefined
}

export const byId = (a: Facts, b: Facts) => (String(a.id) < String(b.id) ? -1 : 1)

/** Every entry of a listing, page by page. */
export async function allOf<T>(page: (cursor: { cursor?: string }) => Promise<Listing<T>>): Promise<T[]> {
  const items: T[] = []
  let next: string | null = null
  do {
    const found: Listing<T> = await page(next === null ? {} : { cursor: next })
    items.push(...found.items)
    next = found.next
  } while (next !== null)
  return items
}

export async function openDirectory(options: DirectoryUnderTestOptions): Promise<DirectoryUnderTest> {
  const { url, appId, appSecret, time, limits } = options
  const database = await openTestDatabase(options.database)
  const { brand, hosts } = resolvePlatform({ host: url, allowInsecureHosts: true })
  const app = { brand, hosts, appId, appSecret, tokenEndpoint: 'v2' as const }
  const key = { brand, appId }
  const left: LeftPerson[] = []
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet }
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))
  const { clock, sleep, fetch } = time
  const store = database.directory
  const opened: { close(): Promise<void> }[] = []

  function another(given: AnotherOptions = {}): DirectorySync {
    const { context: parts, store: own = store, onLeft, ...more } = given
    const context = createCallContext({ fetch, clock, sleep, random, logger, ...parts })
    const tokens = createAppTokens({ app, context, store: createMemoryTokenStore() })
    const made = createDirectorySync({
      ...{ key, app, context, tokens, store: own, options: { ...limits, ...more } },
      onLeft:
        onLeft ??
        (async (people) => {
          left.push(...people)
        }),
    })
    opened.push(made, tokens)
    return made
  }

  const people = (removed = false) => allOf((cursor) => store.people(key, { limit: 200, removed, ...cursor }))
  const departments = (removed = false) =>
    allOf((cursor) => store.departments(key, { limit: 200, removed, ...cursor }))
  return {
    ...{ key, store, left, another, people, departments },
    sync: another(),
    async held() {
      return {
        people: (await people()).map(factsOf).sort(byId),
        departments: (await departments()).map(factsOf).sort(byId),
      }
    },
    async [Symbol.asyncDispose]() {
      for (const one of opened) await one.close()
      await database.close()
    },
  }
}
