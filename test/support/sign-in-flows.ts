// Starts: the sign-in flows on a platform that says what a test tells it, with a real database in memory.
import { createHash, randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import {
  type Attempt,
  createSignIn,
  type Person,
  type SignIn,
  type SignInOptions,
} from '../../src/sign-in/index.ts'
import { openTestDatabase } from '../../src/storage/contracts/open-test-database.ts'
import type { Database } from '../../src/storage/sql/index.ts'
import {
  type FakeAnswer,
  type FakePlatform,
  type SeenRequest,
  startFakePlatform,
  type TestContext,
  testApp,
  testContext,
} from './fake-platform.ts'

export const url = 'https://app.example'
export const secret = 'marker-app-secret-5f1e0c'
export const tokenPath = '/open-apis/authen/v2/oauth/token'
export const loginPath = '/open-apis/mina/v2/tokenLoginValidate'

/** A code that the platform of these tests has given out. */
export interface Issued {
  info: Record<string, unknown>
  redirectUri?: string | undefined
  challenge?: string | undefined
  /** Answer of the endpoint instead of a token. */
  refusal?: number
  /** Scopes of the token; none unless given. */
  scope?: string
  /** Given out by `tt.login`: the token endpoint does not know it. */
  login?: boolean
}

/** What was handed over to be kept. */
export interface Kept {
  owner: { brand: string; appId: string; tenantKey: string; openId: string }
  scopes: string[]
  asked: readonly string[]
}

export const personInfo = (n: number | string, changes: Record<string, unknown> = {}) => ({
  open_id: `ou_${n}`,
  union_id: `on_${n}`,
  tenant_key: 'tenant-1',
  name: `人${n}`,
  en_name: `Person ${n}`,
  avatar_url: `https://img.example/${n}`,
  ...changes,
})

export const newBrowser = () => randomBytes(32).toString('base64url')
export const sha256 = (value: string) => createHash('sha256').update(value).digest('hex')
const newCode = () => `code-${randomBytes(8).toString('hex')}`

/** The flows, and what surrounds them. */
export interface Flows extends AsyncDisposable {
  platform: FakePlatform
  database: Database
  context: TestContext
  codes: Map<string, Issued>
  kept: Kept[]
  /** Answers of single endpoints, which a test may change. */
  answers: {
    userInfo?: (info: Record<string, unknown>) => FakeAnswer
    status: FakeAnswer
    login?: (info: Record<string, unknown>) => FakeAnswer
  }
  make(changes?: Partial<SignInOptions>): SignIn
  /** The person agrees on the authorize page, or on the phone; returns the query that the browser brings back. */
  approve(location: string, info?: Record<string, unknown>, changes?: Partial<Issued>): URLSearchParams
  /** The client gives out a code, without redirect URI and PKCE. */
  clientCode(info?: Record<string, unknown>, changes?: Partial<Issued>): string
  inClient(signIn: SignIn, info?: Record<string, unknown>): Promise<Person>
  started(signIn?: SignIn): Promise<{
    signIn: SignIn
    browserId: string
    location: string
    query: URLSearchParams
  }>
  /** Changes a kept attempt behind the back of the flows; `state` is the value that the browser carries. */
  alter(state: string, browserId: string, changes: Partial<Attempt>): Promise<void>
  /** Requests to the token endpoint so far. */
  exchanges(): SeenRequest[]
}

export async function startFlows(): Promise<Flows> {
  const codes = new Map<string, Issued>()
  const kept: Kept[] = []
  const answers: Flows['answers'] = { status: { status: 400, body: { code: 99991672, msg: 'no scope' } } }
  const context = testContext({ random: (bytes) => randomBytes(bytes) })
  const platform = await startFakePlatform(answer)
  const database = await openTestDatabase()

  const refused = (code: number): FakeAnswer => ({
    status: 400,
    body: { code, error: 'invalid_grant', error_description: `refused ${secret}` },
  })

  function exchange(body: Record<string, string>): FakeAnswer {
    const issued = codes.get(body.code ?? '')
    if (issued === undefined || issued.login) return refused(20003)
    if (body.client_secret !== secret) return refused(20002)
    if (issued.refusal !== undefined) return refused(issued.refusal)
    if (issued.redirectUri !== body.redirect_uri) return refused(20071)
    const challenge =
      body.code_verifier && createHash('sha256').update(body.code_verifier).digest('base64url')
    if (issued.challenge !== undefined && issued.challenge !== challenge) return refused(20049)
    issued.refusal = 20065
    const { scope } = issued
    return {
      body: {
        code: 0,
        access_token: `eyJ.${body.code}`,
        expires_in: 7200,
        token_type: 'Bearer',
        ...(scope === undefined ? {} : { scope }),
      },
    }
  }

  function validateLogin(code: string): FakeAnswer {
    const issued = codes.get(code)
    if (issued?.login !== true) return { body: { code: 10226, msg: 'code invalid' } }
    if (issued.refusal !== undefined) return { body: { code: issued.refusal, msg: 'refused' } }
    issued.refusal = 10213
    const { open_id, tenant_key } = issued.info
    const expires_in = Math.floor(context.time.now / 1000) + 7200
    const data = { open_id, tenant_key, access_token: `eyJ.${code}`, expires_in, union_id: 'on_leftover' }
    return answers.login?.(data) ?? { body: { code: 0, msg: 'success', data } }
  }

  async function answer(request: SeenRequest): Promise<FakeAnswer> {
    // Answers overtake each other, as they do on a network.
    for (let turns = randomBytes(1)[0] ?? 0; turns > 0; turns -= 50) await setImmediate()
    if (request.path === tokenPath) return exchange(JSON.parse(request.body))
    if (request.path === loginPath) return validateLogin(JSON.parse(request.body).code)
    if (request.path === '/open-apis/authen/v1/user_info') {
      const info = codes.get(`${request.headers.authorization}`.replace('Bearer eyJ.', ''))?.info ?? {}
      return answers.userInfo?.(info) ?? { body: { code: 0, msg: 'success', data: info } }
    }
    if (request.path.startsWith('/open-apis/contact/v3/users/')) return answers.status
    return { status: 404, body: '404 page not found' }
  }

  const make: Flows['make'] = (changes = {}) =>
    createSignIn({
      app: testApp(platform.url, { appSecret: secret }),
      context,
      tokens: { withTenantAccessToken: (use) => use('t-tenant'), withAppAccessToken: (use) => use('a-app') },
      userTokens: {
        async keep(owner, { scopes }, asked) {
          kept.push({ owner, scopes, asked })
          return scopes
        },
        async forget({ openId }) {
          kept.splice(0, kept.length, ...kept.filter(({ owner }) => owner.openId !== openId))
        },
      },
      attempts: database.attempts,
      identities: database.identities,
      url,
      ...changes,
    })

  const approve: Flows['approve'] = (location, info = personInfo(1), changes = {}) => {
    const asked = new URL(location).searchParams
    const code = newCode()
    codes.set(code, {
      info,
      redirectUri: asked.get('redirect_uri') ?? undefined,
      challenge: asked.get('code_challenge') ?? undefined,
      ...changes,
    })
    return new URLSearchParams({ code, state: asked.get('state') ?? '' })
  }

  const clientCode: Flows['clientCode'] = (info = personInfo(1), changes = {}) => {
    const code = newCode()
    codes.set(code, { info, ...changes })
    return code
  }

  return {
    platform,
    database,
    context,
    codes,
    kept,
    answers,
    make,
    approve,
    clientCode,
    async inClient(signIn, info) {
      const browserId = newBrowser()
      const { attempt } = await signIn.startInClient({ browserId })
      return (await signIn.finishInClient({ browserId, attempt, code: clientCode(info) })).person
    },
    async started(signIn = make()) {
      const browserId = newBrowser()
      const { location } = await signIn.startRedirect({ browserId, returnTo: '/after?x=1' })
      return { signIn, browserId, location, query: approve(location) }
    },
    async alter(state, browserId, changes) {
      const taken = await database.attempts.take(sha256(state), sha256(browserId))
      if (taken.outcome !== 'taken') throw new Error(`the attempt is ${taken.outcome}`)
      await database.attempts.create({ ...taken.attempt, ...changes }, 1_000)
    },
    exchanges: () => platform.seen.filter((request) => request.path === tokenPath),
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]()
      await database.close()
    },
  }
}
