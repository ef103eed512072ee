import { expect, test } from 'vitest'
import {
  appToken,
  askToken,
  codeFor,
  get,
  post,
  redirectUri,
  signIn,
  startFrozen,
  type TokenVersion,
} from '../testkit.ts'
import type { Emulator, EmulatorOptions } from '../types.ts'

const email = 'contact:user.email:readonly'
const path = '/open-apis/mina/v2/tokenLoginValidate'

async function validate(feishu: Emulator, code: unknown, app = feishu.app) {
  return post(feishu, path, { code }, { authorization: `Bearer ${await appToken(feishu, app)}` })
}
const login = (feishu: Emulator, person = 1) => feishu.miniProgram.code(person, { api: 'login' })
const other = (feishu: Emulator) => feishu.apps.create({ redirectUrls: [redirectUri] })

test('a code of tt.login becomes the person, with an end that is a time', async () => {
  await using feishu = await startFrozen()
  const reply = await validate(feishu, login(feishu))
  const person = feishu.people.get(1)
  expect(reply.status).toBe(200)
  expect(reply.body).toEqual({
    code: 0,
    msg: 'success',
    data: {
      open_id: person?.open_id,
      employee_id: person?.user_id,
      session_key: expect.stringMatching(/^[0-9a-f]{32}$/),
      tenant_key: person?.tenant_key,
      access_token: expect.stringMatching(/^u-/),
      expires_in: Math.floor(feishu.clock.now() / 1000) + 7200,
      refresh_token: expect.stringMatching(/^ur-/),
      union_id: expect.stringMatching(/^on_/),
    },
  })
  const { access_token, refresh_token, union_id } = reply.body.data
  expect(union_id).not.toBe(person?.union_id)
  const info = await get(feishu, '/open-apis/authen/v1/user_info', access_token)
  expect(info.body.data.union_id).toBe(person?.union_id)
  const renewed = await post(
    feishu,
    '/open-apis/authen/v1/refresh_access_token',
    { grant_type: 'refresh_token', refresh_token },
    { authorization: `Bearer ${await appToken(feishu)}` },
  )
  expect(renewed.body.code).toBe(0)
  expect(feishu.requests().flatMap((entry) => [...entry.unreadFields, ...entry.undocumentedFields])).toEqual(
    [],
  )
})

test('without its scope the employee_id is absent', async () => {
  await using feishu = await startFrozen({ app: { scopes: [] } })
  expect(Object.keys((await validate(feishu, login(feishu))).body.data)).not.toContain('employee_id')
})

interface Row {
  code: number
  when: string
  run(feishu: Emulator): Promise<{ status: number; body: Record<string, unknown> }>
}
const after = (change: (feishu: Emulator) => void): Row['run'] => {
  return (feishu) => {
    const code = login(feishu)
    change(feishu)
    return validate(feishu, code)
  }
}
const rows: Row[] = [
  { code: 10226, when: 'code is missing', run: (f) => validate(f, undefined) },
  { code: 10226, when: 'code is a number', run: (f) => validate(f, 7) },
  { code: 10226, when: 'the code was never issued', run: (f) => validate(f, 'x') },
  { code: 10226, when: 'the code is of an authorize page', run: (f) => validate(f, codeFor(f, 1)) },
  {
    code: 10226,
    when: 'the code is of requestAccess in a mini program',
    run: (f) => validate(f, f.miniProgram.code(1)),
  },
  {
    code: 10226,
    when: 'the code is of requestAccess in a page',
    run: (f) => validate(f, f.client.code(redirectUri, 1)),
  },
  {
    code: 10213,
    when: 'the code was used',
    async run(feishu) {
      const code = login(feishu)
      await validate(feishu, code)
      return validate(feishu, code)
    },
  },
  { code: 10213, when: 'the code expired', run: after((f) => f.clock.advance('5m')) },
  { code: 10213, when: 'the code is of another app', run: (f) => validate(f, login(f), other(f)) },
  {
    code: 10228,
    when: 'the person is not in the range',
    run: after((f) => f.apps.update(f.app.appId, { availability: [2] })),
  },
  {
    code: 10228,
    when: 'the person resigned',
    run: after((f) => f.people.update(1, { status: { is_resigned: true } })),
  },
  {
    code: 10228,
    when: 'the app is not installed',
    run: after((f) => f.apps.update(f.app.appId, { installed: false })),
  },
  {
    code: 10202,
    when: 'the app token is wrong',
    run: (f) => post(f, path, { code: login(f) }, { authorization: 'Bearer t-x' }),
  },
  { code: 10202, when: 'there is no app token', run: (f) => post(f, path, { code: login(f) }) },
  {
    code: 10202,
    when: 'the token is a person’s',
    run: async (f) =>
      post(f, path, { code: login(f) }, { authorization: `Bearer ${(await signIn(f, 1)).access_token}` }),
  },
]

test.each(rows)('tokenLoginValidate answers $code with HTTP 200 when $when', async ({ code, run }) => {
  await using feishu = await startFrozen()
  const { status, body } = await run(feishu)
  expect([status, body.code, body.data]).toEqual([200, code, undefined])
})

test.each([
  ['Bearer t-x', 99991663],
  [undefined, 99991661],
])('with the switch the gateway refuses the app token %s with %i', async (authorization, code) => {
  await using feishu = await startFrozen({ switches: { miniProgramBadToken: 'gateway' } })
  const headers = authorization === undefined ? undefined : { authorization }
  const reply = await post(feishu, path, { code: login(feishu) }, headers)
  expect([reply.status, reply.body.code]).toEqual([400, code])
})

test('an app that is not enabled is refused by the gateway, whose word for it stays', async () => {
  await using feishu = await startFrozen()
  const [code, token] = [login(feishu), await appToken(feishu)]
  feishu.apps.update(feishu.app.appId, { enabled: false })
  const reply = await post(feishu, path, { code }, { authorization: `Bearer ${token}` })
  expect([reply.status, reply.body.code]).toEqual([400, 99991662])
})

test('the tokens of tt.login carry all that the app has, though the person was asked for nothing', async () => {
  await using feishu = await startFrozen({ app: { scopes: [email] } })
  const { access_token } = (await validate(feishu, login(feishu))).body.data
  const info = await get(feishu, '/open-apis/authen/v1/user_info', access_token)
  expect(info.body.data.email).toBe(feishu.people.get(1)?.email)
})

test('a code of tt.login is unknown to every other endpoint', async () => {
  await using feishu = await startFrozen()
  const bearer = { authorization: `Bearer ${await appToken(feishu)}` }
  for (const version of ['v2', 'v3'] as TokenVersion[]) {
    const reply = await askToken(feishu, { code: login(feishu) }, version)
    expect([reply.status, reply.body.code, reply.body.error]).toEqual([400, 20003, 'invalid_grant'])
  }
  for (const family of ['', 'oidc/']) {
    const body = { grant_type: 'authorization_code', code: login(feishu) }
    const reply = await post(feishu, `/open-apis/authen/v1/${family}access_token`, body, bearer)
    expect([reply.status, reply.body.code]).toEqual([200, 20007])
  }
})

test('a code of requestAccess goes to the token endpoint, lives three minutes and carries its scopes', async () => {
  await using feishu = await startFrozen()
  const reply = await askToken(feishu, { code: feishu.miniProgram.code(1, { scopeList: [email] }) }, 'v3')
  expect([reply.status, reply.body.scope]).toEqual([200, email])
  const late = feishu.miniProgram.code(1)
  feishu.clock.advance('3m')
  expect((await askToken(feishu, { code: late })).body.code).toBe(20004)
})

interface Refused {
  says: string
  ask: Parameters<Emulator['miniProgram']['code']>[1]
  options?: EmulatorOptions
}
const refused: Refused[] = [
  { says: '20027', ask: { scopeList: ['task:task:read'] } },
  { says: '20048', ask: { appId: 'cli_0000000000000000' } },
  { says: '20069', ask: {}, options: { app: { enabled: false } } },
  { says: '20001', ask: { api: 'login', scopeList: [email] } },
  { says: '20010', ask: {}, options: { app: { availability: [2] }, switches: { notAvailableAt: 'page' } } },
]

test.each(refused)('no code is given where the client refuses with $says', async ({ says, ask, options }) => {
  await using feishu = await startFrozen(options)
  expect(() => feishu.miniProgram.code(1, ask)).toThrow(says)
})

test('the control API gives both kinds of code', async () => {
  await using feishu = await startFrozen()
  const take = async (body: object) =>
    (await post(feishu, '/_emulator/api/mini-program/code', body)).body.code as string
  expect((await validate(feishu, await take({ person: 1, api: 'login' }))).body.code).toBe(0)
  expect((await askToken(feishu, { code: await take({ person: 1 }) })).body.code).toBe(0)
  expect((await post(feishu, '/_emulator/api/mini-program/code', { person: 1, api: 'x' })).status).toBe(400)
})
