// Tests: who may call the functions of login elements that are not open, and that no answer holds a secret.

import { describe, expect, test } from 'vitest'
import { collectLog } from '../../test/support/log-lines.ts'
import { createRecorder } from '../../test/support/recorder.ts'
import { createVisitor } from '../../test/support/visitor.ts'
import { startWorld, testSecret } from '../../test/support/world.ts'
import type { Fault } from '../emulator/types.ts'
import {
  base,
  call,
  clientCode,
  documentedKeys,
  element,
  logged,
  newFile,
  refusal,
  signedIn,
  withType,
} from './test-elements.ts'

describe('the other four', () => {
  const guarded: [string, object][] = [
    ['getUserInfo', { userId: 'ou_1' }],
    ['syncUserInfo', { userId: 'ou_1' }],
    ['syncDepartmentInfo', {}],
  ]

  test('element 25 nobody who is not signed in may call them', async () => {
    await using world = await startWorld()
    for (const [name, args] of guarded) {
      const visitor = createVisitor(world.url)
      expect(await refusal(visitor, name, args)).toEqual([401, 40100, 'session_required'])
    }
  })

  test.each([undefined, 'directory_reader'] as const)(
    'element 25 a person (role: %s) may call none about others',
    async (role) => {
      await using world = await startWorld()
      const { visitor } = await signedIn(world, 1, role)
      for (const [name, args] of guarded) {
        const about = 'userId' in args ? { userId: world.feishu.people.get(2)?.open_id } : {}
        expect(await refusal(visitor, name, about)).toEqual([403, 40300, 'role_required'])
      }
      // Nor are they told which elements there are.
      const nobody = '/api/auths/loginTypes/Nobody'
      expect(await refusal(visitor, 'syncDepartmentInfo', {}, nobody)).toEqual([403, 40300, 'role_required'])
    },
  )

  test('element 13 element 25 a person reads and renews what is known of themselves, by each of their ids', async () => {
    await using world = await startWorld()
    const { visitor, user } = await signedIn(world, 1)
    for (const userId of [user.openId, user.unionId]) {
      const { answer } = await call(visitor, 'getUserInfo', { userId })
      expect(answer.data).toMatchObject({ openId: user.openId })
      for (const key of [...documentedKeys, 'departments', 'joinedAt'])
        expect(answer.data).toHaveProperty(key)
      expect((await call(visitor, 'syncUserInfo', { userId, forceUpdate: true })).answer).toMatchObject({
        errcode: 0,
        data: null,
      })
    }
  })

  test('a person’s former user_id, which somebody else has now, is theirs alone to ask with', async () => {
    const asked: unknown[] = []
    await using world = await startWorld({
      ...withType(({ base }) => ({
        ...base,
        getUserInfo: async ({ userId }) => {
          asked.push(userId)
          return base.getUserInfo({ userId })
        },
      })),
    })
    const { visitor, user } = await signedIn(world, 1)
    await call(visitor, 'getUserInfo', { userId: user.unionId })
    expect(asked).toEqual([user.openId])
  })

  test('the same ids in another app are somebody else', async () => {
    await using world = await startWorld()
    const { appId, appSecret } = world.feishu.apps.create()
    const host = world.feishu.env.FEISHU_HOST
    const { fullName } = await world.larkspur.elements.create({ name: 'Second', appId, appSecret, host })
    const { visitor, user } = await signedIn(world, 1)
    const args = { userId: user.openId }
    const path = `/api/${fullName.replaceAll('.', '/')}`
    expect(await refusal(visitor, 'getUserInfo', args, path)).toEqual([403, 40300, 'role_required'])
  })

  test('element 15 element 16 element 25 an administrator calls all three, and the audit log says who did what', async () => {
    const database = newFile()
    await using world = await startWorld({ larkspur: { database } })
    const { visitor, user } = await signedIn(world, 1, 'administrator')
    const userId = world.feishu.people.get(2)?.open_id
    expect((await call(visitor, 'getUserInfo', { userId })).answer.data).toMatchObject({ openId: userId })
    expect((await call(visitor, 'syncUserInfo', { userId })).answer).toMatchObject({ errcode: 0, data: null })
    const all = await call(visitor, 'syncDepartmentInfo')
    expect(all.answer).toMatchObject({ errcode: 0, data: null })
    expect((await world.larkspur.directory.users({ limit: 1 })).items).toHaveLength(1)
    const { items } = await logged(({ audit }) => audit.list({}, { limit: 10 }), database)
    expect(items.map(({ actorId, action, target, outcome }) => [actorId, action, target, outcome])).toEqual([
      [user.id, 'element.sync_department', `${element}.syncDepartmentInfo`, 'ok'],
      [user.id, 'element.sync_user', `${element}.syncUserInfo`, 'ok'],
    ])
  })

  test('element 25 the role is asked for anew each time', async () => {
    await using world = await startWorld()
    const { visitor, user } = await signedIn(world, 1, 'administrator')
    const args = { userId: world.feishu.people.get(2)?.open_id }
    expect(await refusal(visitor, 'getUserInfo', args)).toEqual([200, 0, undefined])
    await world.larkspur.accounts.revoke(user.id, 'administrator')
    expect(await refusal(visitor, 'getUserInfo', args)).toEqual([403, 40300, 'role_required'])
  })

  test('element 25 a token leaves for nobody, an administrator included', async () => {
    await using world = await startWorld()
    const { visitor } = await signedIn(world, 1, 'administrator')
    const { visitor: person } = await signedIn(world, 2)
    for (const who of [visitor, person, createVisitor(world.url)]) {
      expect(await refusal(who, 'getAccessToken')).toEqual([403, 40300, 'function_for_server'])
    }
    expect(world.feishu.requests({ operation: 'auth.v3.tenant_access_token.internal' })).toEqual([])
  })

  test('D8 a foreign page cannot use an administrator’s cookie; a bearer needs no page', async () => {
    await using world = await startWorld({ larkspur: { miniProgram: true } })
    const { visitor } = await signedIn(world, 1, 'administrator')
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const post = (headers: Record<string, string>) =>
      fetch(`${world.url}${base}/syncDepartmentInfo`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"deptId":"0"}',
      })
    for (const headers of [{}, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }]) {
      const response = await post({ cookie, ...headers })
      expect(await response.json()).toMatchObject({ error: { code: 'origin_not_allowed' } })
    }
    const begun = await fetch(`${world.url}/auth/mini-program`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: world.feishu.miniProgram.code(1) }),
    })
    const { token } = (await begun.json()) as { token: string }
    expect((await post({ authorization: `Bearer ${token}` })).status).toBe(200)
  })

  test('an account is slowed down', async () => {
    await using world = await startWorld({ larkspur: { directory: { readsPerMinute: 2 } } })
    const { visitor, user } = await signedIn(world, 1)
    const args = { userId: user.openId }
    for (const errcode of [0, 0, 42900]) {
      expect((await call(visitor, 'getUserInfo', args)).answer.errcode).toBe(errcode)
    }
  })
})

describe('secrets', () => {
  const marker = 'MARKERsecretMARKERsecretMARKER01'
  const echo: Fault['effect'] = {
    kind: 'status',
    status: 400,
    body: `{"code":10003,"error":"invalid_request","msg":"bad secret ${marker}","error_description":"${marker}"}`,
    contentType: 'application/json',
  }

  test.each([
    ['nothing', []],
    ['the token endpoint', ['oauth.v2.token']],
    ['user_info', ['user_info']],
    ['the app’s tokens', ['auth.v3.tenant_access_token.internal']],
  ] as const)('D22 D39 element 10 no answer holds one, with an echo from %s', async (_what, operations) => {
    const { secrets, fetch: record } = createRecorder(marker, testSecret)
    const { lines, logger } = collectLog()
    await using world = await startWorld({
      emulator: { app: { appSecret: marker } },
      larkspur: { fetch: record, logger, sleep: async () => {} },
    })
    const { visitor, user } = await signedIn(world, 1, 'administrator')
    for (const operation of operations) world.feishu.faults.add({ operation, times: 20, effect: echo })
    const answers: string[] = []
    const keep = async (name: string, args: object) => {
      const { answer, headers } = await call(visitor, name, args)
      answers.push(JSON.stringify(answer) + JSON.stringify([...headers]))
      return answer
    }
    const config = (await keep('getLoginConfig', {})).data as { state: string }
    const given = { authCode: clientCode(world, 1), state: config.state }
    const ended = await keep('getLoginCode', given)
    await keep('getLoginCode', given)
    await keep('getUserInfo', { userId: user.openId })
    await keep('syncUserInfo', { userId: user.openId })
    await keep('syncDepartmentInfo', {})
    await keep('getAccessToken', {})
    if (operations.length === 0) expect(ended.errcode).toBe(0)
    secrets.add(given.authCode)
    const found = [...secrets].filter((secret) => secret.length > 8)
    expect(found.length).toBeGreaterThan(4)
    for (const secret of found) {
      expect(answers.filter((text) => text.includes(secret))).toEqual([])
      expect(lines.filter((text) => text.includes(secret))).toEqual([])
    }
    // What the platform has said is for the log: its number and log id are in none of the answers.
    expect(answers.join('')).not.toMatch(/10003|logId|log_id|platform"/)
  })
})
