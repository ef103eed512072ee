import { expect, test } from 'vitest'
import { signInByRedirect } from '../../test/support/sign-in.ts'
import { createVisitor } from '../../test/support/visitor.ts'
import type { World } from '../../test/support/world.ts'
import { type DirectoryOptions, envelope, post, sealed, startDirectory } from './test-directory.ts'

const type = 'auth.user_access_token.revoked_v4'
const email = 'contact:user.email:readonly'
const scopes = ['auth:user_access_token:read', 'contact:contact.base:readonly', email, 'offline_access']

/** Somebody who has signed in and granted these. */
async function start(granted = `${email} offline_access`, options: DirectoryOptions = {}) {
  const world = await startDirectory({
    emulator: { organisation: { users: 60 }, app: { scopes } },
    ...options,
  })
  world.feishu.clock.freeze()
  const visitor = createVisitor(world.url)
  const signIn = () =>
    signInByRedirect(world, visitor, 3, `/auth/authorize?scope=${encodeURIComponent(granted)}`)
  await signIn()
  const { user } = (await (await visitor.script('/auth/session')).json()) as { user: { id: string } }
  world.feishu.clearRequests()
  return {
    world,
    signIn,
    /** The token, or why there is none. */
    token: (): Promise<string> =>
      world.larkspur.tokens.userAccessToken(user.id).catch((error: { code: string }) => error.code),
    refreshes: () =>
      world.feishu.requests().filter(({ operation }) => /oauth|refresh/.test(operation)).length,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

/** An event that comes a minute after the sign-in, whatever really happened at the platform. */
function revoked(world: World, event: object = {}, header: object = {}, afterMs = 60_000) {
  const open_id = world.feishu.people.get(3)?.open_id
  const told = { revoke_token_type: 'user_access_token', revoke_reason: 'Revoked by user action.', open_id }
  const at = { create_time: String(world.feishu.clock.now() + afterMs) }
  return post(world, sealed(world, envelope(world, type, { ...told, ...event }, { ...at, ...header })))
}

test.each([`${email} offline_access`, email])(
  'whoever takes back %s is asked to agree anew, long before the token’s end',
  async (granted) => {
    await using one = await start(granted)
    const { feishu } = one.world
    expect(await one.token()).toMatch(/^eyJ/)
    feishu.clock.advance('1m')
    feishu.login.withdraw(3)
    await feishu.events.settled()
    expect(feishu.events.deliveries().at(-1)).toMatchObject({ type, state: 'delivered' })
    expect(await one.token()).toBe('consent_required')
    await one.signIn()
    expect(await one.token()).toMatch(/^eyJ/)
  },
)

test('whether it is so the platform says: a refresh that it takes gives a new token, once', async () => {
  await using one = await start()
  const before = await one.token()
  expect((await revoked(one.world)).status).toBe(200)
  const after = await one.token()
  expect(after).toMatch(/^eyJ/)
  expect(after).not.toBe(before)
  expect([await one.token(), one.refreshes()]).toEqual([after, 1])
})

test.each<[string, object, object, number]>([
  ['a refresh token alone', { revoke_token_type: 'refresh_token' }, {}, 60_000],
  ['somebody else', { open_id: 'ou_another' }, {}, 60_000],
  ['another organisation', {}, { tenant_key: 'another' }, 60_000],
  ['what was before the last sign-in', {}, {}, -1],
])('an event about %s changes nothing', async (_what, event, header, afterMs) => {
  await using one = await start()
  const before = await one.token()
  expect((await revoked(one.world, event, header, afterMs)).status).toBe(200)
  expect([await one.token(), one.refreshes()]).toEqual([before, 0])
})

test('for another app it is refused', async () => {
  await using one = await start()
  const before = await one.token()
  expect((await revoked(one.world, {}, { app_id: 'cli_another' })).status).toBe(401)
  expect([await one.token(), one.refreshes()]).toEqual([before, 0])
})

test.each<[string, object, object]>([
  ['no person', { open_id: undefined }, {}],
  ['a person who is none', { open_id: 'a MARKER' }, {}],
  ['no kind', { revoke_token_type: undefined }, {}],
  ['kinds in a list', { revoke_token_type: ['user_access_token'] }, {}],
  ['no organisation', {}, { tenant_key: '' }],
])(
  'an event with %s is answered, ignored, and told to the operator without its words',
  async (_what, event, header) => {
    const warned: string[] = []
    const quiet = () => {}
    const warn = (fields: object, message: string) => void warned.push(JSON.stringify({ fields, message }))
    await using one = await start(undefined, {
      larkspur: { logger: { debug: quiet, info: quiet, error: quiet, warn } },
    })
    const before = await one.token()
    warned.length = 0
    expect((await revoked(one.world, event, header)).status).toBe(200)
    expect(warned).toEqual([expect.stringContaining('was not understood')])
    expect(warned.join()).not.toContain('MARKER')
    expect([await one.token(), one.refreshes()]).toEqual([before, 0])
  },
)
