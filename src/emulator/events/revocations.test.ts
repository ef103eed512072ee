import { expect, test } from 'vitest'
import { codeFor, signIn } from '../testkit.ts'
import { startEventWorld } from './test-world.ts'

const scope = 'auth:user_access_token:read'
const start = (scopes: string[]) => startEventWorld({ emulator: { app: { scopes } } })
const scopes = [scope, 'offline_access', 'contact:user.employee_id:readonly']

test.each([
  [['offline_access'], 'user_access_token refresh_token'],
  [[], 'user_access_token'],
])('a withdrawal from an app with %j tells %s', async (more, kinds) => {
  await using world = await start([scope, 'contact:user.employee_id:readonly', ...more])
  const { feishu, receiver } = world
  const person = feishu.people.get(3)
  await signIn(feishu, 3, more.join())
  feishu.login.withdraw(3)
  await feishu.events.settled()
  expect(receiver.received.map(({ body }) => [body.header.event_type, body.event])).toEqual([
    [
      'auth.user_access_token.revoked_v4',
      {
        revoke_token_type: kinds,
        revoke_reason: 'Revoked by user action.',
        open_id: person?.open_id,
        union_id: person?.union_id,
        user_id: person?.user_id,
      },
    ],
  ])
})

test('only live tokens count: none, expired ones and a second withdrawal tell nothing', async () => {
  await using world = await start(scopes)
  const { feishu, receiver } = world
  codeFor(feishu, 3)
  feishu.login.withdraw(3)
  await signIn(feishu, 3, 'offline_access')
  feishu.clock.advance('3h')
  feishu.login.withdraw(3)
  feishu.login.withdraw(3)
  await feishu.events.settled()
  expect(receiver.received.map(({ body }) => body.event.revoke_token_type)).toEqual(['refresh_token'])
})

test('without its scope an app is not told, and user_id needs its own', async () => {
  await using none = await start(['offline_access', 'contact:contact.base:readonly'])
  await signIn(none.feishu, 3)
  none.feishu.login.withdraw(3)
  await none.feishu.events.settled()
  expect(none.receiver.received).toEqual([])

  await using less = await start([scope, 'offline_access'])
  await signIn(less.feishu, 3)
  less.feishu.login.withdraw(3)
  await less.feishu.events.settled()
  expect(less.receiver.received[0]?.body.event).not.toHaveProperty('user_id')
})
