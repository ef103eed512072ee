// Tests: events that come while somebody signs in, or while the platform is asked about somebody.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { signInByRedirect, signInInClient, whoAmI } from '../../test/support/sign-in.ts'
import { createVisitor } from '../../test/support/visitor.ts'
import type { World } from '../../test/support/world.ts'
import { type DirectoryOptions, left, post, sealed, signInAs, startDirectory } from './test-directory.ts'

interface WatchedWorld extends World {
  /** Why this person is blocked; undefined when there is no identity of theirs. */
  blocked(person: number): unknown
  count(table: 'sessions' | 'user_tokens'): unknown
  /**
   * The platform's next answer from this path says what is true then, and arrives once it is let through.
   * `answered` resolves when it is on its way.
   */
  holdAnswer(path: RegExp): { answered: Promise<void>; letThrough(): void }
}

/** As `startDirectory`; what the database holds can be seen, and nobody is asked about by the clock. */
async function startWatched(options: DirectoryOptions = {}): Promise<WatchedWorld> {
  const file = join(mkdtempSync(join(tmpdir(), 'larkspur-overtaken-')), 'x.db')
  let hold: ((path: string) => Promise<void>) | undefined
  const larkspur: DirectoryOptions['larkspur'] = {
    database: `sqlite:${file}`,
    recheckSeconds: 0,
    async fetch(input, init) {
      const response = await fetch(input, init)
      await hold?.(new URL(input instanceof Request ? input.url : input).pathname)
      return response
    },
  }
  const world = await startDirectory({ ...options, larkspur })
  const rows = new DatabaseSync(file)
  return {
    ...world,
    blocked: (person) =>
      rows
        .prepare('select blocked from identities where open_id = ?')
        .get(world.feishu.people.get(person)?.open_id ?? '')?.blocked,
    count: (table) => rows.prepare(`select count(*) as n from ${table}`).get()?.n,
    holdAnswer(wanted) {
      const answered = Promise.withResolvers<void>()
      const letThrough = Promise.withResolvers<void>()
      hold = async (path) => {
        if (!wanted.test(path)) return
        hold = undefined
        answered.resolve()
        await letThrough.promise
      }
      return { answered: answered.promise, letThrough: letThrough.resolve }
    },
    async [Symbol.asyncDispose]() {
      rows.close()
      await world[Symbol.asyncDispose]()
    },
  }
}

const userInfo = /user_info$/
const status = /contact\/v3\/users\/ou_[^/]+$/
const withTokens = '/auth/authorize?scope=contact:user.email:readonly%20offline_access'

test('D29 whoever leaves while they sign in again is not signed in', async () => {
  await using world = await startWatched()
  await signInAs(world, 3)
  const answer = world.holdAnswer(userInfo)
  const visitor = createVisitor(world.url)
  const signingIn = signInInClient(world, visitor, 3)
  await answer.answered
  world.feishu.organisation.leave(3)
  await world.feishu.events.settled()
  expect(world.blocked(3)).toBe('resigned')
  answer.letThrough()
  expect(await (await signingIn).json()).toMatchObject({ error: { code: 'user_resigned' } })
  expect(world.blocked(3)).toBe('resigned')
  expect(await whoAmI(visitor)).toBeNull()
  expect(world.count('sessions')).toBe(0)
})

test('D29 whoever leaves during their first sign-in is asked about before anything of theirs counts', async () => {
  await using world = await startWatched()
  const answer = world.holdAnswer(userInfo)
  const visitor = createVisitor(world.url)
  const signingIn = signInByRedirect(world, visitor, 3, withTokens)
  await answer.answered
  world.feishu.organisation.leave(3)
  await world.feishu.events.settled()
  expect(world.blocked(3)).toBeUndefined()
  answer.letThrough()
  await signingIn
  expect(await whoAmI(visitor)).toBeNull()
  expect(world.blocked(3)).toBe('resigned')
  expect([world.count('sessions'), world.count('user_tokens')]).toEqual([0, 0])
})

test.each(['requestAccess', 'login'] as const)(
  'D29 D32 so is whoever leaves while they sign in with a mini program, by tt.%s',
  async (api) => {
    await using world = await startWatched()
    const answer = world.holdAnswer(userInfo)
    const code = world.feishu.miniProgram.code(3, { api })
    const signingIn = fetch(new URL('/auth/mini-program', world.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    })
    await answer.answered
    world.feishu.organisation.leave(3)
    await world.feishu.events.settled()
    answer.letThrough()
    const { token } = (await (await signingIn).json()) as { token: string }
    const session = await fetch(new URL('/auth/session', world.url), {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(session.status).toBe(401)
    expect(world.blocked(3)).toBe('resigned')
  },
)

test('D29 whoever stays is signed in though an event has put them in doubt meanwhile', async () => {
  await using world = await startWatched({ live: false })
  const answer = world.holdAnswer(userInfo)
  const visitor = createVisitor(world.url)
  const signingIn = signInInClient(world, visitor, 3)
  await answer.answered
  expect((await post(world, sealed(world, left(world, 3)))).status).toBe(200)
  answer.letThrough()
  await signingIn
  expect(await whoAmI(visitor)).not.toBeNull()
  expect(world.feishu.requests({ operation: 'contact.v3.users.get' })).toHaveLength(1)
  expect(await whoAmI(visitor)).not.toBeNull()
  expect(world.feishu.requests({ operation: 'contact.v3.users.get' })).toHaveLength(1)
})

test('D73 an answer from before somebody left does not let them back in', async () => {
  await using world = await startWatched()
  await signInAs(world, 3)
  world.feishu.organisation.freeze(3)
  await world.feishu.events.settled()
  expect(world.blocked(3)).toBe('frozen')
  world.feishu.events.weather({ lose: 1 })
  world.feishu.organisation.unfreeze(3)
  world.feishu.events.weather({})
  const answer = world.holdAnswer(status)
  const syncing = world.larkspur.directory.sync({ full: true })
  await answer.answered
  world.feishu.organisation.leave(3)
  await world.feishu.events.settled()
  expect(world.blocked(3)).toBe('resigned')
  answer.letThrough()
  await syncing
  expect(world.blocked(3)).toBe('resigned')
})

test('D29 nothing is done in the name of somebody in doubt before the platform was asked', async () => {
  await using world = await startWatched({ live: false })
  const { feishu, larkspur } = world
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, 3, withTokens)
  const { user } = (await (await visitor.script('/auth/session')).json()) as { user: { id: string } }
  const { tokens } = larkspur
  const token = await tokens.userAccessToken(user.id)
  // The application of the event finds nobody out; whoever asks about one person does.
  const batch = { operation: 'contact.v3.users.batch', times: 10_000 } as const
  feishu.faults.add({ ...batch, effect: { kind: 'status', status: 503 } })
  await post(world, sealed(world, left(world, 3)))
  const asked = () => feishu.requests({ operation: 'contact.v3.users.get' }).length
  expect([await tokens.userAccessToken(user.id), asked()]).toEqual([token, 1])
  expect([await tokens.userAccessToken(user.id), asked()]).toEqual([token, 1])
  await post(world, sealed(world, left(world, 3)))
  feishu.faults.add({ operation: 'contact.v3.users.get', times: 9, effect: { kind: 'status', status: 503 } })
  const unasked = { code: 'platform_unavailable' }
  await expect(tokens.userAccessToken(user.id)).rejects.toMatchObject(unasked)
  await expect(tokens.ensureScopes(user.id, [])).rejects.toMatchObject(unasked)
  await expect(larkspur.feishu(user.id).get('/open-apis/x')).rejects.toMatchObject(unasked)
  feishu.faults.clear()
  feishu.faults.add({ ...batch, effect: { kind: 'status', status: 503 } })
  feishu.clock.advance('1m')
  feishu.organisation.leave(3)
  await expect(tokens.userAccessToken(user.id)).rejects.toMatchObject({ code: 'user_resigned' })
  expect(world.count('user_tokens')).toBe(0)
})

test('D29 where the platform does not tell, somebody in doubt has to sign in again', async () => {
  const scopes = ['contact:contact.base:readonly', 'contact:user.base:readonly']
  await using world = await startWatched({ live: false, emulator: { app: { scopes } } })
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, 3)
  const { user } = (await (await visitor.script('/auth/session')).json()) as { user: { id: string } }
  const token = () => world.larkspur.tokens.userAccessToken(user.id).catch((error) => error.code)
  await post(world, sealed(world, left(world, 3)))
  expect(await token()).toBe('session_required')
  expect(await whoAmI(visitor)).toBeNull()
  await signInByRedirect(world, visitor, 3)
  expect(await whoAmI(visitor)).not.toBeNull()
  expect(await token()).toBe('consent_required')
})
