// Tries: codes of mini programs, of the newer kind and of the older one.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type Flows,
  loginPath,
  personInfo,
  secret,
  startFlows,
  tokenPath,
} from '../../test/support/sign-in-flows.ts'

const userInfoPath = '/open-apis/authen/v1/user_info'

describe('sign-in from a mini program', () => {
  let flows: Flows
  beforeEach(async () => {
    flows = await startFlows()
  })
  afterEach(() => flows[Symbol.asyncDispose]())

  const paths = () => flows.platform.seen.map((request) => request.path)
  const loginCode = (info = personInfo(1)) => flows.clientCode(info, { login: true })
  const nobody = () => flows.database.identities.firstTenant('feishu', 'cli_0123456789abcdef')

  it('takes the code of tt.requestAccess in two calls', async () => {
    const { person } = await flows.make().finishMiniProgram({ code: flows.clientCode() })
    expect(person.profile.openId).toBe('ou_1')
    expect(paths()).toEqual([tokenPath, userInfoPath])
    expect(JSON.parse(flows.exchanges()[0]?.body ?? '')).not.toHaveProperty('redirect_uri')
  })

  it('takes the code of tt.login, which the token endpoint does not know', async () => {
    const { person } = await flows.make().finishMiniProgram({ code: loginCode() })
    expect(person.profile).toMatchObject({ openId: 'ou_1', name: '人1' })
    expect(paths()).toEqual([tokenPath, loginPath, userInfoPath])
    expect(flows.platform.seen[1]?.headers.authorization).toBe('Bearer a-app')
  })

  it('D25 makes the same user of a person as the web does, whichever the code', async () => {
    const signIn = flows.make()
    const { identityId } = await flows.inClient(signIn)
    for (const code of [flows.clientCode(), loginCode()]) {
      expect((await signIn.finishMiniProgram({ code })).person.identityId).toBe(identityId)
    }
  })

  it('takes the union_id from user_info alone: the one of the old endpoint is another thing', async () => {
    const signIn = flows.make({ policy: { subjectType: 'union_id' } })
    const { person } = await signIn.finishMiniProgram({ code: loginCode() })
    expect(person.identity.subject).toBe('on_1')
  })

  it.each<[string, boolean, string]>([
    ['tt.requestAccess', false, 'code_invalid'],
    ['tt.login', true, 'mini_program_code_invalid'],
  ])('D11 a code of %s serves once', async (_, login, code) => {
    const signIn = flows.make()
    const given = flows.clientCode(personInfo(1), { login })
    await signIn.finishMiniProgram({ code: given })
    await expect(signIn.finishMiniProgram({ code: given })).rejects.toMatchObject({ code, status: 400 })
  })

  it('D10 a code that no endpoint knows has its own message', async () => {
    await expect(flows.make().finishMiniProgram({ code: 'made-up' })).rejects.toMatchObject({
      code: 'mini_program_code_invalid',
      hint: expect.stringContaining('mini program'),
    })
    expect(await nobody()).toBeUndefined()
  })

  it('D10 a code of tt.login does not serve a web page, nor its state', async () => {
    const { signIn, browserId, query } = await flows.started()
    query.set('code', loginCode())
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({ code: 'code_invalid' })
    const { attempt } = await signIn.startInClient({ browserId })
    await expect(signIn.finishInClient({ browserId, attempt, code: loginCode() })).rejects.toMatchObject({
      code: 'code_invalid',
    })
    expect(paths()).not.toContain(loginPath)
  })

  it.each([
    [20002, 'app_credentials_invalid'],
    [20004, 'code_invalid'],
    [20010, 'user_not_visible'],
    [20021, 'user_resigned'],
    [20024, 'code_invalid'],
    [20049, 'pkce_failed'],
    [20065, 'code_invalid'],
  ])('a code that the token endpoint refuses with %d is not tried elsewhere', async (refusal, code) => {
    const given = flows.clientCode(personInfo(1), { refusal })
    await expect(flows.make().finishMiniProgram({ code: given })).rejects.toMatchObject({ code })
    expect(paths()).toEqual([tokenPath])
  })

  it('D12 the code of a redirect, which has a challenge, does not serve here', async () => {
    const { signIn, query } = await flows.started()
    const issued = flows.codes.get(query.get('code') ?? '')
    if (issued) issued.redirectUri = undefined
    await expect(signIn.finishMiniProgram({ code: query.get('code') ?? '' })).rejects.toMatchObject({
      code: 'pkce_failed',
    })
  })

  it.each([
    [10213, 'mini_program_code_invalid'],
    [10226, 'mini_program_code_invalid'],
    [10228, 'user_not_visible'],
  ])('the old endpoint refuses with %d: %s', async (refusal, code) => {
    const given = flows.clientCode(personInfo(1), { login: true, refusal })
    await expect(flows.make().finishMiniProgram({ code: given })).rejects.toMatchObject({ code })
    expect(await nobody()).toBeUndefined()
  })

  it.each([
    ['person', { open_id: 'ou_2' }],
    ['organisation', { tenant_key: 'tenant-2' }],
  ])('D23 a token of another %s than the code is refused', async (_, changes) => {
    flows.answers.login = (data) => ({ body: { code: 0, msg: 'success', data: { ...data, ...changes } } })
    await expect(flows.make().finishMiniProgram({ code: loginCode() })).rejects.toMatchObject({
      code: 'platform_response_invalid',
    })
    expect(await nobody()).toBeUndefined()
  })

  it.each([undefined, '', 'a b', 'a\u0000', 'a\u202eb', 'a'.repeat(513)])(
    'refuses the code %j before anything is asked',
    async (code) => {
      await expect(flows.make().finishMiniProgram({ code })).rejects.toMatchObject({
        code: 'request_invalid',
      })
      expect(flows.platform.seen).toEqual([])
    },
  )

  it.each([
    ['tt.requestAccess', false],
    ['tt.login', true],
  ])('D27 by %s, a person of an organisation that is not admitted stays out', async (_, login) => {
    const signIn = flows.make({ policy: { allowedTenants: ['tenant-2'] } })
    const code = flows.clientCode(personInfo(1), { login })
    await expect(signIn.finishMiniProgram({ code })).rejects.toMatchObject({ code: 'tenant_not_allowed' })
    expect(await nobody()).toBeUndefined()
  })

  it('D49 no failure shows the secret, a code or a token', async () => {
    for (const refusal of [undefined, 10202, 10213, 10228, 12345]) {
      const code = flows.clientCode(personInfo(1), { login: true, ...(refusal ? { refusal } : {}) })
      flows.answers.userInfo = () => ({ body: { code: 20008, msg: `no user ${secret}` } })
      const error = await flows
        .make()
        .finishMiniProgram({ code })
        .catch((thrown) => thrown)
      const told = [error, error.cause, error.stack, JSON.stringify(error), ...flows.context.logs].join('\n')
      for (const marker of [secret, code, 'eyJ.', 'a-app']) expect(told).not.toContain(marker)
    }
  })

  it('ends with aborted when the caller leaves', async () => {
    await expect(
      flows.make().finishMiniProgram({ code: loginCode(), signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'aborted' })
  })
})
