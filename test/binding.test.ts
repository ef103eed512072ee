// Shows: several identities of one account, over two apps, and who may add and remove them.
import { expect, test } from 'vitest'
import type { LarkspurOptions } from '../src/index.ts'
import { signInByRedirect, signInInClient } from './support/sign-in.ts'
import { createVisitor, type Visitor } from './support/visitor.ts'
import { startWorld, type World } from './support/world.ts'

interface Listed {
  id: string
  instance: string | null
  appId: string
  name: string
  current: boolean
}

const secondApp = { appId: 'cli_00000000000000b2', appSecret: 'second-app-secret-0123456789abcdef' }

/** A site with a second app of the same organisation, where people have other open_ids. */
const startTwoApps = (options: Partial<LarkspurOptions> = {}) =>
  startWorld({
    larkspur(feishu, url) {
      feishu.apps.create({
        ...secondApp,
        redirectUrls: [`${url}/auth/callback/second`, `${url}/`],
        scopes: ['contact:contact.base:readonly', 'contact:user.email:readonly'],
      })
      return { ...options, instances: { second: { ...secondApp, host: feishu.env.FEISHU_HOST } } }
    },
  })

/** Where a sign-in begins that the person has to confirm. */
const confirmed = '/auth/authorize?prompt=consent'

async function signedIn(world: World, person: number): Promise<Visitor> {
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, person, confirmed)
  return visitor
}

async function json<T>(response: Response): Promise<T> {
  expect(response.status).toBe(200)
  return (await response.json()) as T
}

const refusalOf = async (response: Response) => ({
  status: response.status,
  code: ((await response.json()) as { error: { code: string } }).error.code,
})

const userId = async (visitor: Visitor) =>
  (await json<{ user: { id: string } }>(await visitor.script('/auth/session'))).user.id

const identities = async (visitor: Visitor) =>
  (await json<{ identities: Listed[] }>(await visitor.script('/auth/identities'))).identities

/** Where the person goes to prove who they are. */
async function startBind(visitor: Visitor, instance: string | undefined = 'second'): Promise<string> {
  const body = { instance, return_to: '/settings' }
  return (await json<{ location: string }>(await visitor.script('/auth/identities', body))).location
}

async function bind(world: World, visitor: Visitor, person: number, instance?: string): Promise<Response> {
  return visitor.open(world.feishu.login.approve(await startBind(visitor, instance), person))
}

async function signInBySecond(world: World, person: number): Promise<Visitor> {
  const visitor = createVisitor(world.url)
  const start = await visitor.open('/auth/authorize?instance=second')
  expect(
    (await visitor.open(world.feishu.login.approve(start.headers.get('location') ?? '', person))).status,
  ).toBe(302)
  return visitor
}

test('a person who binds a second app gets into the account by either, and stays who they are', async () => {
  await using world = await startTwoApps()
  const visitor = await signedIn(world, 1)
  const account = await userId(visitor)
  const back = await bind(world, visitor, 1)
  expect([back.status, back.headers.get('location')]).toEqual([302, '/settings'])
  // The session is still the one of the first app; by the second nobody has signed in yet.
  expect(await identities(visitor)).toMatchObject([
    { instance: 'default', appId: world.feishu.app.appId, current: true },
    { instance: 'second', appId: secondApp.appId, current: false, lastSignInAt: null },
  ])
  const other = await signInBySecond(world, 1)
  expect(await userId(other)).toBe(account)
  expect((await identities(other)).find(({ current }) => current)?.instance).toBe('second')
})

test('one person may be bound to another’s account of the same app, by proving both', async () => {
  await using world = await startTwoApps()
  const visitor = await signedIn(world, 1)
  const account = await userId(visitor)
  expect((await bind(world, visitor, 2, 'default')).status).toBe(302)
  expect(await userId(await signedIn(world, 2))).toBe(account)
})

test('without binding, the same person in two apps is two accounts', async () => {
  await using world = await startTwoApps()
  const [one, two] = [await signedIn(world, 1), await signInBySecond(world, 1)]
  expect(await userId(two)).not.toBe(await userId(one))
})

test('D30 what another account holds is refused with 409, and stays there', async () => {
  await using world = await startTwoApps()
  const holder = await signInBySecond(world, 2)
  const held = await userId(holder)
  const visitor = await signedIn(world, 1)
  const response = await visitor.plain(new URL(world.feishu.login.approve(await startBind(visitor), 2)).href)
  expect(await refusalOf(response)).toEqual({ status: 409, code: 'identity_taken' })
  expect(await identities(visitor)).toHaveLength(1)
  expect(await userId(await signInBySecond(world, 2))).toBe(held)
})

test('D30 a bind that nobody of this site asked for is refused', async () => {
  await using world = await startTwoApps()
  const visitor = await signedIn(world, 1)
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const send = (path: string, headers: Record<string, string>, body: string) =>
    fetch(new URL(path, world.url), { method: 'POST', headers: { cookie, ...headers }, body })
  const json = { 'content-type': 'application/json' }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const [{ id } = { id: '' }] = await identities(visitor)
  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    {},
  ]) {
    const answers = [
      await send('/auth/identities', { ...json, ...headers }, '{"instance":"second"}'),
      await send('/auth/identities', { ...form, ...headers }, 'instance=second'),
      await send('/auth/identities/unbind', { ...json, ...headers }, JSON.stringify({ id })),
    ]
    for (const answer of answers) {
      expect(await refusalOf(answer)).toEqual({ status: 403, code: 'origin_not_allowed' })
    }
  }
  expect(await identities(visitor)).toHaveLength(1)
})

test('D30 a browser that is still signed in is not enough: the person must have confirmed it lately', async () => {
  await using world = await startTwoApps()
  const visitor = await signedIn(world, 1)
  await bind(world, visitor, 1)
  const [{ id } = { id: '' }] = await identities(visitor)
  world.feishu.clock.advance('11m')
  const refused = { status: 403, code: 'reauthentication_required' }
  expect(await refusalOf(await visitor.script('/auth/identities', { instance: 'second' }))).toEqual(refused)
  expect(await refusalOf(await visitor.script('/auth/identities/unbind', { id }))).toEqual(refused)
  // The platform's own session signs in without a word; only what its page asks for counts.
  await signInByRedirect(world, visitor, 1)
  await signInInClient(world, visitor, 1)
  const response = await visitor.script('/auth/identities/unbind', { id })
  const { error } = (await response.json()) as { error: { code: string; consentUrl: string } }
  expect(error.code).toBe('reauthentication_required')
  const { pathname, search } = new URL(error.consentUrl)
  await signInByRedirect(world, visitor, 1, pathname + search)
  expect((await visitor.script('/auth/identities/unbind', { id })).status).toBe(204)
})

test('D30 a QR code that no phone has scanned adds nobody to an account', async () => {
  await using world = await startTwoApps()
  const victim = createVisitor(world.url)
  await signInInClient(world, victim, 1)
  const { goto } = await json<{ goto: string }>(await victim.script('/auth/qr', {}))
  // Opened directly where somebody is logged in, that page goes on by itself.
  const page = new URL(goto)
  const { open_id: openId = '' } = world.feishu.people.get(1) ?? {}
  const body = new URLSearchParams([...page.searchParams, ['open_id', openId], ['inside_client', '1']])
  const silent = await fetch(page.origin + page.pathname, { method: 'POST', body, redirect: 'manual' })
  expect((await victim.open(silent.headers.get('location') ?? '')).status).toBe(302)
  expect(world.feishu.phone.codes()).toEqual([])
  const refused = { status: 403, code: 'reauthentication_required' }
  expect(await refusalOf(await victim.script('/auth/identities', {}))).toEqual(refused)
})

test('D30 a script cannot finish what only the platform’s page may', async () => {
  await using world = await startTwoApps()
  const visitor = await signedIn(world, 1)
  const back = world.feishu.login.approve(await startBind(visitor), 2)
  const refused = { status: 403, code: 'origin_not_allowed' }
  expect(await refusalOf(await visitor.script(back))).toEqual(refused)
  expect(await identities(visitor)).toHaveLength(1)
  // Nothing is used up by it.
  expect((await visitor.open(back)).status).toBe(302)
  expect(await identities(visitor)).toHaveLength(2)
})

test('D30 a bind is not finished once the person has signed out', async () => {
  await using world = await startTwoApps()
  const visitor = await signedIn(world, 1)
  const back = world.feishu.login.approve(await startBind(visitor), 1)
  expect((await visitor.script('/auth/sign-out', {})).status).toBe(204)
  expect(await refusalOf(await visitor.plain(back))).toEqual({ status: 400, code: 'attempt_invalid' })
  expect(await identities(await signedIn(world, 1))).toHaveLength(1)
})

test('D30 a bind is not finished for whoever has signed in meanwhile', async () => {
  await using world = await startTwoApps()
  const visitor = await signedIn(world, 1)
  const back = world.feishu.login.approve(await startBind(visitor), 1)
  await signInByRedirect(world, visitor, 2)
  expect(await refusalOf(await visitor.plain(back))).toEqual({ status: 400, code: 'attempt_invalid' })
  expect(await identities(visitor)).toHaveLength(1)
})

test('D3 D30 a bind that an attacker began does not bind in a victim’s browser', async () => {
  await using world = await startTwoApps()
  const [attacker, victim] = [await signedIn(world, 1), await signedIn(world, 2)]
  // Either side's callback in the other's browser.
  const back = world.feishu.login.approve(await startBind(attacker), 1)
  expect((await refusalOf(await victim.plain(back))).status).toBe(400)
  expect(await identities(victim)).toHaveLength(1)
  expect((await attacker.open(back)).status).toBe(302)
})

test('D4 D30 a callback binds once of ten times', async () => {
  await using world = await startTwoApps()
  const visitor = await signedIn(world, 1)
  const back = world.feishu.login.approve(await startBind(visitor), 1)
  world.feishu.clearRequests()
  await Promise.all(Array.from({ length: 10 }, () => visitor.open(back)))
  expect(world.feishu.requests({ operation: 'oauth.v2.token' })).toHaveLength(1)
  expect(await identities(visitor)).toHaveLength(2)
})

test('D16 a code of the one app does not serve the callback of the other', async () => {
  await using world = await startTwoApps()
  const visitor = await signedIn(world, 1)
  const back = new URL(world.feishu.login.approve(await startBind(visitor), 1))
  back.pathname = '/auth/callback'
  world.feishu.clearRequests()
  expect(await refusalOf(await visitor.plain(back.href))).toEqual({ status: 400, code: 'attempt_invalid' })
  const own = new URL(
    world.feishu.login.approve((await visitor.open('/auth/authorize')).headers.get('location') ?? '', 1),
  )
  own.pathname = '/auth/callback/second'
  expect(await refusalOf(await visitor.plain(own.href))).toEqual({ status: 400, code: 'attempt_invalid' })
  expect(world.feishu.requests()).toEqual([])
})

test('an identity that is taken away signs in to an account of its own, and its sessions end', async () => {
  await using world = await startTwoApps()
  const visitor = await signedIn(world, 1)
  await bind(world, visitor, 1)
  const other = await signInBySecond(world, 1)
  const gone = (await identities(visitor)).find(({ current }) => !current)?.id ?? ''
  expect((await visitor.script('/auth/identities/unbind', { id: gone })).status).toBe(204)
  expect((await other.script('/auth/session')).status).toBe(401)
  expect((await visitor.script('/auth/session')).status).toBe(200)
  expect(await userId(await signInBySecond(world, 1))).not.toBe(await userId(visitor))
})

test('D30 the last identity stays, also when two are taken away at once', async () => {
  await using world = await startTwoApps()
  const visitor = await signedIn(world, 1)
  const [only] = await identities(visitor)
  expect(await refusalOf(await visitor.script('/auth/identities/unbind', { id: only?.id }))).toEqual({
    status: 409,
    code: 'identity_last',
  })
  await bind(world, visitor, 1)
  const all = await identities(visitor)
  const account = await userId(visitor)
  const [one, two] = await Promise.allSettled(
    all.map(({ id }) => world.larkspur.accounts.unbind(account, id)),
  )
  expect([one?.status, two?.status].sort()).toEqual(['fulfilled', 'rejected'])
  expect(await world.larkspur.accounts.identities(account)).toHaveLength(1)
})

test('D30 an identity of another account cannot be taken away', async () => {
  await using world = await startTwoApps()
  const [one, two] = [await signedIn(world, 1), await signedIn(world, 2)]
  const [theirs] = await identities(two)
  await bind(world, one, 1)
  expect(await refusalOf(await one.script('/auth/identities/unbind', { id: theirs?.id }))).toMatchObject({
    status: 400,
  })
  expect((await two.script('/auth/session')).status).toBe(200)
})

test('D26 the same e-mail joins nobody, at a sign-in or at a bind', async () => {
  await using world = await startTwoApps()
  const email = 'boss@example.com'
  for (const person of [1, 2]) world.feishu.people.update(person, { email })
  const visitors = await Promise.all(
    [1, 2].map(async (person) => {
      const visitor = createVisitor(world.url)
      const start = await visitor.open(`${confirmed}&scope=contact:user.email:readonly`)
      await visitor.open(world.feishu.login.approve(start.headers.get('location') ?? '', person))
      return visitor
    }),
  )
  const [one, two] = visitors as [Visitor, Visitor]
  for (const visitor of visitors) {
    const { user } = await json<{ user: object }>(await visitor.script('/auth/session'))
    expect(user).toMatchObject({ email, emailVerified: false })
  }
  expect(await userId(one)).not.toBe(await userId(two))
  await bind(world, one, 1)
  expect(await identities(two)).toHaveLength(1)
})

test('only people who are expected come in, by whichever identifier, and never by e-mail', async () => {
  await using world = await startTwoApps({ createAccounts: false })
  const { accounts } = world.larkspur
  const person = (index: number) => {
    const found = world.feishu.people.get(index)
    if (found === undefined) throw new Error(`There is no person ${index}`)
    return found
  }
  const stranger = createVisitor(world.url)
  const start = await stranger.open('/auth/authorize')
  const back = world.feishu.login.approve(start.headers.get('location') ?? '', 4)
  expect(await refusalOf(await stranger.plain(back))).toEqual({ status: 403, code: 'account_missing' })
  await expect(accounts.expect({ openId: 'boss @example.com' })).rejects.toMatchObject({
    code: 'request_invalid',
  })

  const one = await accounts.expect({ openId: person(1).open_id })
  const two = await accounts.expect({ unionId: person(2).union_id })
  // A second way into the first account, through the other app.
  const { open_id: openId = '' } = world.feishu.people.get(3, secondApp.appId) ?? {}
  await accounts.expect({ openId, instance: 'second', account: one.userId })
  expect(await userId(await signedIn(world, 1))).toBe(one.userId)
  expect(await userId(await signedIn(world, 2))).toBe(two.userId)
  expect(await userId(await signInBySecond(world, 3))).toBe(one.userId)
  expect([...(await accounts.expected()), ...(await accounts.expected('second'))]).toEqual([])
  await expect(accounts.expect({ openId: person(1).open_id })).rejects.toMatchObject({
    code: 'identity_taken',
    status: 409,
  })
})

test('D30 a person whom somebody else’s account expects cannot be bound first', async () => {
  await using world = await startTwoApps()
  const { open_id: openId = '' } = world.feishu.people.get(2, secondApp.appId) ?? {}
  const { userId: account } = await world.larkspur.accounts.expect({ openId, instance: 'second' })
  const visitor = await signedIn(world, 1)
  const back = world.feishu.login.approve(await startBind(visitor), 2)
  expect(await refusalOf(await visitor.plain(back))).toEqual({ status: 409, code: 'identity_taken' })
  expect(await userId(await signInBySecond(world, 2))).toBe(account)
})
