// Tests: what the contact API says about a person, and what its silence means.
import { describe, expect, test } from 'vitest'
import { startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import type { PersonStatus } from './contact-status.ts'
import { getPersonStatus } from './contact-user.ts'

const active = {
  is_frozen: false,
  is_resigned: false,
  is_activated: true,
  is_exited: false,
  is_unjoin: false,
}

async function ask(status: number, body: object, openId = 'ou_1') {
  await using platform = await startFakePlatform(() => ({ status, body }))
  const result: { value?: PersonStatus | undefined; error?: unknown } = await getPersonStatus(
    testContext(),
    testApp(platform.url),
    't-token',
    openId,
  ).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  return { ...result, seen: platform.seen }
}

const user = (status: unknown) => ({ code: 0, data: { user: { open_id: 'ou_1', status } } })

describe('getPersonStatus', () => {
  test('asks by open_id with the tenant token', async () => {
    const { value, seen } = await ask(200, user(active))
    expect(value).toEqual({
      isFrozen: false,
      isResigned: false,
      isActivated: true,
      isExited: false,
      isUnjoin: false,
    })
    expect(seen[0]).toMatchObject({
      method: 'GET',
      path: '/open-apis/contact/v3/users/ou_1?user_id_type=open_id&department_id_type=open_department_id',
    })
    expect(seen[0]?.headers.authorization).toBe('Bearer t-token')
  })

  test.each([
    ['is_frozen', 'isFrozen'],
    ['is_resigned', 'isResigned'],
    ['is_exited', 'isExited'],
    ['is_unjoin', 'isUnjoin'],
  ])('D29 %s is told', async (wire, ours) => {
    expect((await ask(200, user({ ...active, [wire]: true }))).value).toHaveProperty(ours, true)
  })

  test.each<[string, number, object]>([
    ['the status field is absent', 200, user(undefined)],
    ['the app lacks the scope', 400, { code: 99991672, msg: 'x' }],
    ['the person is outside the contact range', 400, { code: 41050, msg: 'x' }],
  ])('nothing is known when %s', async (_why, status, body) => {
    expect(await ask(status, body)).toMatchObject({ value: undefined, seen: [{}] })
  })

  test.each([
    [41012, 400, 'user_not_found'],
    [99991663, 400, 'token_rejected'],
    [99991401, 400, 'ip_not_allowed'],
  ])('%i is an error', async (code, status, ours) => {
    expect((await ask(status, { code })).error).toMatchObject({ code: ours })
  })

  test.each<unknown>(['active', 5, [], { ...active, is_frozen: 'false' }, { ...active, is_resigned: 1 }])(
    'a status of %j is not understood',
    async (status) => {
      expect((await ask(200, user(status))).error).toMatchObject({ code: 'platform_response_invalid' })
    },
  )

  test.each(['ou_2', '', undefined])('a status of %j is not that of who was asked for', async (open_id) => {
    const { error } = await ask(200, { code: 0, data: { user: { open_id, status: active } } })
    expect(error).toMatchObject({ code: 'platform_response_invalid' })
  })

  test.each(['..', '.', '', 'ou_1/../x', 'ou_1?a=b', 'ou_1#', 'ou 1', '%2e%2e'])(
    '%j is no open_id',
    async (openId) => {
      const { error, seen } = await ask(200, user(active), openId)
      expect(error).toMatchObject({ code: 'request_invalid' })
      expect(seen).toHaveLength(0)
    },
  )
})
