// Tries: who a person becomes here, and who may not be here.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeAnswer, testApp } from '../../test/support/fake-platform.ts'
import { type Flows, newBrowser, personInfo, secret, startFlows } from '../../test/support/sign-in-flows.ts'
import type { TenantPolicy } from './index.ts'

describe('identity', () => {
  let flows: Flows
  beforeEach(async () => {
    flows = await startFlows()
  })
  afterEach(() => flows[Symbol.asyncDispose]())

  it.each<[string, FakeAnswer, string]>([
    ['a code other than 0', { body: { code: 20008, msg: 'user not exist' } }, 'user_not_found'],
    ['an unknown code', { body: { code: 12345, msg: 'x', data: personInfo(1) } }, 'platform_refused'],
    ['no data', { body: { code: 0, msg: 'success' } }, 'platform_response_invalid'],
    ['HTML', { body: '<html></html>' }, 'platform_response_invalid'],
  ])('D23 user_info that answers 200 with %s makes no user', async (_, given, code) => {
    flows.answers.userInfo = () => given
    await expect(flows.inClient(flows.make())).rejects.toMatchObject({ code })
    expect(await flows.database.identities.firstTenant('feishu', 'cli_0123456789abcdef')).toBeUndefined()
  })

  it.each([undefined, null, '', '   ', 'null', 'undefined', 'NULL', ' null '])(
    'D24 the subject %j is nobody',
    async (value) => {
      for (const [field, subjectType, code] of [
        ['user_id', 'user_id', 'subject_missing'],
        ['open_id', 'open_id', 'platform_response_invalid'],
        ['union_id', 'union_id', 'platform_response_invalid'],
        ['tenant_key', 'open_id', 'platform_response_invalid'],
      ] as const) {
        const signIn = flows.make({ policy: { subjectType } })
        await expect(flows.inClient(signIn, personInfo(1, { [field]: value }))).rejects.toMatchObject({
          code,
        })
      }
      expect(await flows.database.identities.firstTenant('feishu', 'cli_0123456789abcdef')).toBeUndefined()
    },
  )

  it.each(['a\u0000b', 'a b', 'x'.repeat(257), 7, {}, ['ou_1']])(
    'D24 a subject that is no identifier is refused: %j',
    async (value) => {
      await expect(flows.inClient(flows.make(), personInfo(1, { open_id: value }))).rejects.toMatchObject({
        code: 'platform_response_invalid',
      })
    },
  )

  it.each([' zhang', 'zhang ', '\u00a0zhang', 'zhang\ufeff', '\tzhang'])(
    'D24 %j is not taken for zhang',
    async (user_id) => {
      const signIn = flows.make({ policy: { subjectType: 'user_id' } })
      await flows.inClient(signIn, personInfo(1, { user_id: 'zhang' }))
      await expect(flows.inClient(signIn, personInfo(2, { user_id }))).rejects.toMatchObject({
        code: 'platform_response_invalid',
      })
    },
  )

  it('D25 a user_id that was given to somebody else does not open the former account', async () => {
    const signIn = flows.make({ policy: { subjectType: 'user_id' } })
    const former = await flows.inClient(signIn, personInfo(1, { user_id: 'zhang' }))
    await expect(flows.inClient(signIn, personInfo(2, { user_id: 'zhang' }))).rejects.toMatchObject({
      code: 'identity_conflict',
      status: 409,
    })
    expect(await flows.database.identities.get(former.identityId)).toEqual(former)
  })

  it('D27 of the first two people, of two organisations and at once, only one is the first', async () => {
    // Both are asked about before either is stored.
    const store = { ...flows.database.identities, firstTenant: async () => undefined }
    const signIn = flows.make({ policy: { allowedTenants: 'own' }, identities: store })
    const outcomes = await Promise.allSettled(
      [1, 2].map((n) => flows.inClient(signIn, personInfo(n, { tenant_key: `tenant-${n}` }))),
    )
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const one of outcomes) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'tenant_not_allowed' })
    }
  })

  it.each(['open_id', 'union_id', 'user_id'] as const)(
    'keys people by %s when told to',
    async (subjectType) => {
      const info = personInfo(1, { user_id: 'u1' })
      const person = await flows.inClient(flows.make({ policy: { subjectType } }), info)
      expect(person.identity).toMatchObject({ subjectType, subject: info[subjectType as 'open_id'] })
    },
  )

  it('D25 a person is the same before and after user_id appears', async () => {
    const before = await flows.inClient(flows.make())
    const after = await flows.inClient(flows.make(), personInfo(1, { user_id: 'u1' }))
    expect(after.userId).toBe(before.userId)
    expect(after.profile.userId).toBe('u1')
    expect((await flows.inClient(flows.make())).userId).toBe(before.userId)
  })

  it('D26 the same e-mail and phone do not make one user of two people', async () => {
    const shared = {
      email: 'boss@example.com',
      enterprise_email: 'boss@corp.example',
      mobile: '+8613000000000',
    }
    const one = await flows.inClient(flows.make(), personInfo(1, shared))
    const two = await flows.inClient(flows.make(), personInfo(2, shared))
    expect(two.userId).not.toBe(one.userId)
    expect(two.profile).toMatchObject({ email: 'boss@example.com', emailVerified: false })
    expect((await flows.database.identities.get(one.identityId))?.profile.openId).toBe('ou_1')
  })

  it.each<[TenantPolicy, string, boolean]>([
    ['any', 'tenant-2', true],
    [['tenant-1'], 'tenant-2', false],
    [['tenant-1', 'tenant-2'], 'tenant-2', true],
    [['tenant-22', 'TENANT-2'], 'tenant-2', false],
    ['own', 'tenant-2', false],
    ['own', 'tenant-1', true],
  ])('D27 policy %j and a person of %s: admitted %s', async (allowedTenants, tenant_key, admitted) => {
    await flows.inClient(flows.make())
    const guest = flows.inClient(flows.make({ policy: { allowedTenants } }), personInfo(2, { tenant_key }))
    if (admitted) expect((await guest).identity.tenantKey).toBe(tenant_key)
    else {
      await expect(guest).rejects.toMatchObject({ code: 'tenant_not_allowed', status: 403 })
      expect(flows.context.logs.filter((line) => line.includes('signed in'))).toHaveLength(1)
    }
  })

  it('D28 one open_id under two apps is two people', async () => {
    const one = await flows.inClient(flows.make())
    const two = await flows.inClient(
      flows.make({ app: testApp(flows.platform.url, { appSecret: secret, appId: 'cli_other' }) }),
    )
    expect(two.userId).not.toBe(one.userId)
  })

  it.each([
    [20021, 'user_resigned'],
    [20022, 'user_frozen'],
    [20023, 'user_not_activated'],
  ])('D29 a person whom the platform refuses with %d does not get in', async (number, code) => {
    const signIn = flows.make()
    flows.answers.userInfo = () => ({ body: { code: number, msg: 'status' } })
    // At the token endpoint, then at user_info.
    for (const refusal of [{ refusal: number }, {}]) {
      const browserId = newBrowser()
      const { attempt } = await signIn.startInClient({ browserId })
      await expect(
        signIn.finishInClient({ browserId, attempt, code: flows.clientCode(personInfo(1), refusal) }),
      ).rejects.toMatchObject({ code, status: 403 })
    }
    expect(await flows.database.identities.firstTenant('feishu', 'cli_0123456789abcdef')).toBeUndefined()
  })

  it('takes the newest profile and drops what the platform no longer sends', async () => {
    await flows.inClient(flows.make(), personInfo(1, { email: 'old@example.com' }))
    const { profile } = await flows.inClient(flows.make(), personInfo(1, { name: '新名' }))
    expect(profile.name).toBe('新名')
    expect(profile.email).toBeUndefined()
  })

  it('D61 a name of 10 KB and hostile names are kept as text, cut at 1,024 characters', async () => {
    const { profile } = await flows.inClient(
      flows.make(),
      personInfo(1, { name: '😀'.repeat(5_000), en_name: '</script>\u202e"\'`', mobile: 'x\u0000y' }),
    )
    expect(profile.name).toBe('😀'.repeat(1_024))
    expect(profile.enName).toBe('</script>\u202e"\'`')
    expect(profile.mobile).toBe('xy')
  })

  it.each(['javascript:alert(1)', 'data:image/png;base64,x', 'http://img.example/1', 'x" onerror='])(
    'D62 the avatar %j is none',
    async (avatar_url) => {
      expect((await flows.inClient(flows.make(), personInfo(1, { avatar_url }))).profile.avatarUrl).toBe('')
    },
  )

  it('D37 200 people who sign in at once each end as themselves', async () => {
    const signIn = flows.make()
    const people = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => {
        const browserId = newBrowser()
        const { location } = await signIn.startRedirect({ browserId })
        const query = flows.approve(location, personInfo(n))
        return (await signIn.finishRedirect({ browserId, query })).person
      }),
    )
    expect(people.map((person) => person.profile.openId)).toEqual(people.map((_, n) => `ou_${n}`))
    expect(new Set(people.map((person) => person.userId)).size).toBe(200)
  })
})
