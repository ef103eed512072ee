import { expect, test } from 'vitest'
import { startEventWorld } from '../events/test-world.ts'
import { ask, get, refresh, signIn, startFrozen } from '../testkit.ts'
import type { Emulator } from '../types.ts'

const scopes = [
  'contact:contact.base:readonly',
  'contact:contact:readonly',
  'contact:user:search',
  'contact:user.employee_id:readonly',
  'offline_access',
  'auth:user_access_token:read',
]
const app = { scopes }
const elsewhere = { tenant_key: 'another-tenant' }

const restrictions: [string, number, (feishu: Emulator) => void][] = [
  ['frozen', 20022, (feishu) => feishu.organisation.freeze(4)],
  ['resigned', 20021, (feishu) => feishu.organisation.leave(4)],
  ['exited', 20021, (feishu) => feishu.people.update(4, { status: { is_exited: true } })],
  ['removed', 20008, (feishu) => feishu.people.remove(4)],
  ['of another tenant', 99991668, (feishu) => feishu.people.update(4, elsewhere)],
]
const paths = ['contact/v3/users/ou_x', 'contact/v3/departments/0/children', 'search/v1/user?query=a']

test.each(restrictions)('the token of a person who is %s opens nothing', async (_how, code, restrict) => {
  await using feishu = await startFrozen({ app })
  const { access_token } = await signIn(feishu, 4, scopes.join(' '))
  const ask = async (path: string) => (await get(feishu, `/open-apis/${path}`, access_token)).body.code
  expect(await ask('contact/v3/departments/0/children')).toBe(0)
  restrict(feishu)
  for (const path of paths) expect([path, await ask(path)]).toEqual([path, 99991668])
  feishu.switches.update({ restrictedUserToken: 99991677 })
  expect(await ask(paths[1] ?? '')).toBe(99991677)
  feishu.switches.update({ restrictedUserToken: 99991668 })
  expect(await ask('authen/v1/user_info')).toBe(code)
})

test('a thaw gives no token back: access and refresh token stay revoked, a new sign-in works', async () => {
  await using feishu = await startFrozen({ app })
  const { access_token, refresh_token } = await signIn(feishu, 4, 'offline_access')
  const other = await signIn(feishu, 5)
  feishu.organisation.freeze(4)
  expect((await refresh(feishu, refresh_token)).body.code).toBe(20066)
  feishu.organisation.unfreeze(4)
  const userInfo = async (token: string) => (await get(feishu, '/open-apis/authen/v1/user_info', token)).body
  expect((await userInfo(access_token)).code).toBe(99991668)
  expect((await refresh(feishu, refresh_token)).body.code).toBe(20064)
  expect((await userInfo((await signIn(feishu, 4)).access_token)).code).toBe(0)
  expect((await userInfo(other.access_token)).code).toBe(0)
})

test('a passport token of somebody who was frozen is revoked after the thaw, too', async () => {
  await using feishu = await startFrozen({ app })
  const { appId, appSecret } = feishu.app
  const [redirect_uri = ''] = feishu.app.redirectUrls
  const query = new URLSearchParams({ client_id: appId, response_type: 'code', redirect_uri })
  const back = feishu.login.approve(`${feishu.url}/suite/passport/oauth/authorize?${query}`, 4)
  const form = {
    ...{ grant_type: 'authorization_code', client_id: appId, client_secret: appSecret, redirect_uri },
    code: new URL(back).searchParams.get('code') ?? '',
  }
  const { body } = await ask(feishu, '/suite/passport/oauth/token', {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  const who = async () => (await get(feishu, '/suite/passport/oauth/userinfo', body.access_token)).body
  expect((await who()).sub).toBe(feishu.people.get(4)?.open_id)
  feishu.organisation.freeze(4)
  feishu.organisation.unfreeze(4)
  expect((await who()).error).toBe('invalid_token')
})

test.each(restrictions)(
  'an app is told once that the tokens of a person who is %s died',
  async (_how, _code, restrict) => {
    await using world = await startEventWorld({ emulator: { app } })
    const { feishu, receiver } = world
    const person = feishu.people.get(4)
    await signIn(feishu, 4, scopes.join(' '))
    await signIn(feishu, 4, scopes.join(' '))
    restrict(feishu)
    feishu.organisation.freeze(5)
    await feishu.events.settled()
    const told = receiver.received.filter(({ body }) => body.header.event_type.startsWith('auth.'))
    expect(told.map(({ body }) => body.event)).toEqual([
      {
        revoke_token_type: 'user_access_token refresh_token',
        revoke_reason: 'Revoked by restriction action.',
        open_id: person?.open_id,
        union_id: person?.union_id,
        user_id: person?.user_id,
      },
    ])
  },
)

test('a change of another kind takes no token, and without its scope an app is not told', async () => {
  await using world = await startEventWorld({
    emulator: { app: { scopes: ['contact:contact.base:readonly', 'offline_access'] } },
  })
  const { feishu, receiver } = world
  const { access_token } = await signIn(feishu, 4)
  feishu.organisation.rename(4, 'Somebody')
  expect((await get(feishu, '/open-apis/authen/v1/user_info', access_token)).body.code).toBe(0)
  feishu.organisation.freeze(4)
  await feishu.events.settled()
  expect(receiver.received.map(({ body }) => body.header.event_type)).not.toContain(
    'auth.user_access_token.revoked_v4',
  )
})
