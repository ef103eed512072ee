// Calls: the contact API within the app's rate limits, again where that makes sense, and counts.
import { LarkspurError } from '../errors/larkspur-error.ts'
import {
  type CallContext,
  type ContactScopes,
  type DepartmentRead,
  type FeishuApp,
  getDepartment,
  getDepartments,
  getPeople,
  getPerson,
  listContactScopes,
  listDepartmentMembers,
  listDepartmentsBelow,
  type Pacer,
  type Page,
  type PersonRead,
  type Sleep,
} from '../feishu/index.ts'
import type { AppTokens } from '../tokens/index.ts'
import { completeDepartment, completePerson } from './nobody.ts'

/** What the platform said, and when it was asked. */
export interface Answer<T> {
  value: T
  /** Epoch milliseconds just before the request: what is known from later is newer. */
  readAt: number
}

/** The calls that a synchronisation makes. `pageToken` null = the first page. */
export interface Platform {
  scopes(pageToken: string | null): Promise<Answer<ContactScopes>>
  /** All departments below one. */
  below(departmentId: string, pageToken: string | null): Promise<Answer<Page<DepartmentRead>>>
  members(departmentId: string, pageToken: string | null): Promise<Answer<Page<PersonRead>>>
  departments(ids: readonly string[]): Promise<Answer<DepartmentRead[]>>
  department(id: string): Promise<Answer<DepartmentRead>>
  people(ids: readonly string[]): Promise<Answer<PersonRead[]>>
  person(id: string): Promise<Answer<PersonRead>>
}

export interface PlatformParts {
  app: FeishuApp
  context: CallContext
  tokens: AppTokens
  pacer: Pacer
  /** Waits between tries; keeps the lease meanwhile. */
  sleep: Sleep
  signal: AbortSignal
  /** Told of each answer, refusals included. */
  answered(limited: boolean): void
}

/** A call gives up when the limit refuses it so often in a row, or for so long. */
const mostRefusals = 30
const longestRefusalMs = 600_000

const isLimit = (error: unknown): error is LarkspurError =>
  error instanceof LarkspurError && error.code === 'rate_limited'

// The quota of the month does not come back within a run.
const isQuota = (error: LarkspurError) => error.platform?.code === 99991403

// A page that is cut off or comes from a proxy is often whole the next time; reading twice harms nothing.
const isPassing = (error: unknown) =>
  error instanceof LarkspurError &&
  (error.code === 'platform_unavailable' || error.code === 'platform_response_invalid')

const wasAnswered = (error: unknown) => error instanceof LarkspurError && error.platform?.status !== undefined

/** Doubles from 500 ms to 8 s. */
const waitMs = (failures: number) => Math.min(500 * 2 ** (failures - 1), 8_000)

export function createPlatform(parts: PlatformParts): Platform {
  const { app, tokens, pacer, sleep, signal, answered } = parts
  const { clock, maxTries } = parts.context
  // Each try is a call of its own to the pacer: no window is exceeded by tries that it does not see.
  const context: CallContext = { ...parts.context, maxTries: 1 }

  async function once<T>(work: (token: string) => Promise<T>, token: string): Promise<Answer<T>> {
    const readAt = clock()
    try {
      const value = await work(token)
      answered(false)
      return { value, readAt }
    } catch (error) {
      if (wasAnswered(error)) answered(isLimit(error))
      throw error
    }
  }

  /** Throws unless another try is allowed, and has waited when it returns. */
  async function beforeNext(operation: string, error: unknown, tries: Tries): Promise<void> {
    if (signal.aborted) throw error
    if (isLimit(error) && !isQuota(error)) {
      tries.refusals += 1
      tries.refusedSince ??= clock()
      const { retryAfterSeconds } = error
      const askedMs = retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1000
      // Nobody waits in vain, holding the lease: a longer wait than that is for whoever tries again later.
      const tooLong = clock() + (askedMs ?? 0) >= tries.refusedSince + longestRefusalMs
      if (tries.refusals >= mostRefusals || tooLong) throw error
      pacer.pause(operation, askedMs)
      return
    }
    tries.failures += 1
    if (!isPassing(error) || tries.failures >= maxTries) throw error
    await sleep(waitMs(tries.failures), signal)
  }

  async function call<T>(operation: string, work: (token: string) => Promise<T>): Promise<Answer<T>> {
    const tries: Tries = { failures: 0, refusals: 0, refusedSince: undefined }
    for (;;) {
      try {
        // The token is taken first: the second try with a fresh one waits for its turn as well.
        return await tokens.withTenantAccessToken(
          (token) => pacer.run(operation, () => once(work, token), signal),
          { signal },
        )
      } catch (error) {
        await beforeNext(operation, error, tries)
      }
    }
  }

  const from = (pageToken: string | null) => ({ signal, ...(pageToken === null ? {} : { pageToken }) })
  return {
    scopes: (page) =>
      call('contact.scopes.list', (token) => listContactScopes(context, app, token, from(page))),
    below: (id, page) =>
      call('contact.departments.children', async (token) =>
        completePage(await listDepartmentsBelow(context, app, token, id, from(page)), completeDepartment),
      ),
    members: (id, page) =>
      call('contact.users.find_by_department', async (token) =>
        completePage(await listDepartmentMembers(context, app, token, id, from(page)), completePerson),
      ),
    departments: (ids) =>
      call('contact.departments.batch', async (token) =>
        (await getDepartments(context, app, token, ids, signal)).map(completeDepartment),
      ),
    department: (id) =>
      call('contact.departments.get', async (token) =>
        completeDepartment(await getDepartment(context, app, token, id, signal)),
      ),
    people: (ids) =>
      call('contact.users.batch', async (token) =>
        (await getPeople(context, app, token, ids, signal)).map(completePerson),
      ),
    person: (id) =>
      call('contact.users.get', async (token) =>
        completePerson(await getPerson(context, app, token, id, signal)),
      ),
  }
}

const completePage = <T>(page: Page<T>, complete: (item: T) => T): Page<T> => ({
  ...page,
  items: page.items.map(complete),
})

interface Tries {
  failures: number
  refusals: number
  refusedSince: number | undefined
}
