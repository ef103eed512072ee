// Shows: sign-in from a mini program, from its code to the end of its session.
import { expect, test } from 'vitest'
import { signInByRedirect, whoAmI } from './support/sign-in.ts'
import { createVisitor } from './support/visitor.ts'
import { startWorld, type World } from './support/world.ts'

type Api = 'requestAccess' | 'login'
const apis: Api[] = ['requestAccess', 'login']

interface SignedIn {
  token: string
  user: { id: string; openId: string }
  expiresAt: number
}

/** A mini program's request: no origin, no cookies, none of a browser's headers. */
function send(world: World, path: string, options: { token?: string; body?: unknown; cookie?: string } = {}) {
  const { token, body, cookie } = options
  return fetch(new URL(path, world.url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function signIn(world: World, person = 1, api: Api = 'requestAccess'): Promise<SignedIn> {
  const code = world.feishu.miniProgram.code(person, { api })
  const response = await send(world, '/auth/mini-program', { body: { code } })
  expect(response.status).toBe(200)
  expect(response.headers.getSetCookie()).toEqual([])
  expect(response.headers.get('cache-control')).toBe('no-store')
  return (await response.json()) as SignedIn
}

const errorOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code

test.each(apis)('by tt.%s, a person is who they are in a browser', async (api) => {
  await using world = await startWorld()
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, 1)
  const { token, user } = await signIn(world, 1, api)
  expect(token).toMatch(/^lkb_[\w-]{43}$/)
  expect(user.openId).toBe(world.feishu.people.get(1)?.open_id)
  const session = await send(world, '/auth/session', { token })
  expect(session.status).toBe(200)
  const shown = ((await session.json()) as { user: { id: string } }).user
  expect(shown.id).toBe(user.id)
  expect(shown).toMatchObject((await whoAmI(visitor)) ?? {})
})

test.each([
  ['requestAccess', ['oauth.v2.token', 'user_info']],
  ['login', ['oauth.v2.token', 'mina.v2.token_login_validate', 'user_info']],
] as const)('a warm sign-in by tt.%s makes the calls it needs', async (api, operations) => {
  await using world = await startWorld()
  await signIn(world, 2, 'login')
  world.feishu.clearRequests()
  await signIn(world, 1, api)
  expect(world.feishu.requests().map(({ operation }) => operation)).toEqual(operations)
})

test('a sign-out ends this session and no other', async () => {
  await using world = await startWorld()
  const [one, two] = [await signIn(world), await signIn(world, 1, 'login')]
  expect((await send(world, '/auth/sign-out', { token: one.token, body: {} })).status).toBe(204)
  expect((await send(world, '/auth/session', { token: one.token })).status).toBe(401)
  expect((await send(world, '/auth/session', { token: two.token })).status).toBe(200)
})

test('D34 a session ends when it is not used, and in the end in any case', async () => {
  await using world = await startWorld({
    larkspur: { session: { idleSeconds: 3600, absoluteSeconds: 7200 } },
  })
  const { token, expiresAt } = await signIn(world)
  expect(Math.abs(expiresAt - (world.feishu.clock.now() + 3_600_000))).toBeLessThan(60_000)
  const idle = await signIn(world, 2)
  for (const status of [200, 200, 401]) {
    world.feishu.clock.advance('45m')
    expect((await send(world, '/auth/session', { token })).status).toBe(status)
  }
  expect((await send(world, '/auth/session', { token: idle.token })).status).toBe(401)
})

test.each(apis)('D11 a code of tt.%s serves once, however often it is sent', async (api) => {
  await using world = await startWorld()
  const code = world.feishu.miniProgram.code(1, { api })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => send(world, '/auth/mini-program', { body: { code } })),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    expect(answer.status).toBe(400)
    expect(['code_invalid', 'mini_program_code_invalid']).toContain(await errorOf(answer))
  }
})

test('D10 codes of tt.login and of web pages do not take each other’s place', async () => {
  await using world = await startWorld()
  const visitor = createVisitor(world.url)
  const { attempt } = (await (await visitor.script('/auth/attempts', {})).json()) as { attempt: string }
  const code = world.feishu.miniProgram.code(1, { api: 'login' })
  const inClient = await visitor.script('/auth/in-client', { attempt, code })
  expect([inClient.status, await errorOf(inClient)]).toEqual([400, 'code_invalid'])
  // The code of a redirect, which has a challenge.
  const start = await visitor.open('/auth/authorize')
  const back = new URL(world.feishu.login.approve(start.headers.get('location') ?? '', 1))
  const stolen = await send(world, '/auth/mini-program', { body: { code: back.searchParams.get('code') } })
  expect([stolen.status, await errorOf(stolen)]).toEqual([400, 'pkce_failed'])
})

/** Codes of one person that were not asked for with PKCE, and what anybody's own attempt makes of them. */
const unbound: [string, (world: World) => Promise<{ code: string; own: () => Promise<Response> }>][] = [
  [
    'a page in the client',
    async (world) => {
      const code = world.feishu.client.code(`${world.url}/`, 1)
      const thief = createVisitor(world.url)
      const { attempt } = (await (await thief.script('/auth/attempts', {})).json()) as { attempt: string }
      return { code, own: () => thief.script('/auth/in-client', { attempt, code }) }
    },
  ],
  [
    'a QR code',
    async (world) => {
      const start = async () => {
        const visitor = createVisitor(world.url)
        return {
          visitor,
          goto: ((await (await visitor.script('/auth/qr', {})).json()) as { goto: string }).goto,
        }
      }
      const [victim, thief] = [await start(), await start()]
      const code = new URL(world.feishu.login.approve(victim.goto, 1)).searchParams.get('code') ?? ''
      const state = new URL(thief.goto).searchParams.get('state')
      return { code, own: () => thief.visitor.open(`/auth/callback?code=${code}&state=${state}`) }
    },
  ],
]
test.each(unbound)(
  'D10 the code of %s serves here as it would in an attempt of one’s own',
  async (_from, get) => {
    await using world = await startWorld()
    const here = await get(world)
    const { user } = (await (
      await send(world, '/auth/mini-program', { body: { code: here.code } })
    ).json()) as SignedIn
    expect(user.openId).toBe(world.feishu.people.get(1)?.open_id)
    const there = await get(world)
    expect([200, 302]).toContain((await there.own()).status)
  },
)

test('D10 a code of another app is refused, with a message of its own for each kind', async () => {
  await using world = await startWorld()
  const { appId } = world.feishu.apps.create()
  const codes = apis.map((api) => world.feishu.miniProgram.code(1, { api, appId }))
  const answers = await Promise.all(
    codes.map((code) => send(world, '/auth/mini-program', { body: { code } })),
  )
  expect(await Promise.all(answers.map(errorOf))).toEqual(['code_invalid', 'mini_program_code_invalid'])
})

test('D29 a person who has left is refused, and a session of theirs ends with the next check', async () => {
  await using world = await startWorld({ larkspur: { recheckSeconds: 60 } })
  const scopes = ['contact:contact.base:readonly', 'contact:user.employee:readonly']
  world.feishu.apps.update(world.feishu.app.appId, { scopes })
  const { token } = await signIn(world)
  const codes = apis.map((api) => world.feishu.miniProgram.code(1, { api }))
  world.feishu.people.update(1, { status: { is_resigned: true } })
  for (const code of codes) {
    const refused = await send(world, '/auth/mini-program', { body: { code } })
    expect(refused.status).toBe(403)
    expect(await errorOf(refused)).toMatch(/^user_/)
  }
  world.feishu.clock.advance('2m')
  await expect
    .poll(async () => (await send(world, '/auth/session', { token })).status, { timeout: 10_000 })
    .toBe(401)
})

test('D9 a code that somebody posts from a victim’s browser changes nothing there', async () => {
  await using world = await startWorld()
  const victim = createVisitor(world.url)
  await signInByRedirect(world, victim, 1)
  const cookie = [...victim.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const code = world.feishu.miniProgram.code(2)
  const response = await send(world, '/auth/mini-program', { body: { code }, cookie })
  expect(response.headers.getSetCookie()).toEqual([])
  expect((await whoAmI(victim))?.openId).toBe(world.feishu.people.get(1)?.open_id)
})

test('D39 no answer holds a token or a code of the platform', async () => {
  await using world = await startWorld()
  for (const api of apis) {
    const code = world.feishu.miniProgram.code(1, { api })
    const texts = [await (await send(world, '/auth/mini-program', { body: { code } })).text()]
    const { token } = JSON.parse(texts[0] ?? '') as SignedIn
    texts.push(await (await send(world, '/auth/session', { token })).text())
    texts.push(await (await send(world, '/auth/mini-program', { body: { code } })).text())
    for (const text of texts) {
      expect(text).not.toContain(code)
      expect(text).not.toMatch(/eyJ|"u-|"t-|"ur-/)
      expect(text).not.toContain(world.feishu.env.APP_SECRET)
    }
  }
})

test('a platform that is out of order is not taken for a code that is', async () => {
  await using world = await startWorld()
  const code = world.feishu.miniProgram.code(1, { api: 'login' })
  world.feishu.faults.add({ operation: 'oauth.v2.token', effect: { kind: 'status', status: 500 } })
  const response = await send(world, '/auth/mini-program', { body: { code } })
  expect([response.status, await errorOf(response)]).toEqual([503, 'platform_unavailable'])
  expect(world.feishu.requests({ operation: 'mina.v2.token_login_validate' })).toEqual([])
  world.feishu.faults.clear()
  expect((await send(world, '/auth/mini-program', { body: { code } })).status).toBe(200)
})
