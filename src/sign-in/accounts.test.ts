// Tries: who gets an account at the first sign-in, and whom an administrator expects.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../test/support/fake-platform.ts'
import { type Flows, newBrowser, personInfo, secret, startFlows } from '../../test/support/sign-in-flows.ts'
import type { ExpectedPerson, Person, SignInPolicy, SubjectType } from './index.ts'

const appId = 'cli_0123456789abcdef'

describe('accounts', () => {
  let flows: Flows
  beforeEach(async () => {
    flows = await startFlows()
  })
  afterEach(() => flows[Symbol.asyncDispose]())

  const invited = (policy: SignInPolicy = {}) => flows.make({ policy: { createAccounts: false, ...policy } })
  const expected = (changes: Partial<ExpectedPerson> = {}): ExpectedPerson => ({
    brand: 'feishu',
    appId,
    subjectType: 'open_id',
    subject: 'ou_1',
    tenantKey: null,
    ...changes,
  })
  const expectPerson = (changes: Partial<ExpectedPerson> = {}, userId = 'account-1') =>
    flows.database.identities.expect(expected(changes), userId, 0)
  const listExpected = async () => {
    const page = await flows.database.identities.listExpected({ brand: 'feishu', appId }, { limit: 9 })
    return page.items
  }
  const missing = { code: 'account_missing', status: 403 }

  it('are made for everybody unless told otherwise', async () => {
    expect((await flows.inClient(flows.make())).userId).toMatch(/^[\w-]{43}$/)
  })

  it('are not made for people whom nobody expects, whichever way they come', async () => {
    const signIn = invited()
    await expect(flows.inClient(signIn)).rejects.toMatchObject(missing)
    const redirected = await flows.started(signIn)
    await expect(signIn.finishRedirect(redirected)).rejects.toMatchObject(missing)
    const browserId = newBrowser()
    const { goto } = await signIn.startQr({ browserId })
    await expect(signIn.finishRedirect({ browserId, query: flows.approve(goto) })).rejects.toMatchObject(
      missing,
    )
    for (const login of [false, true]) {
      const code = flows.clientCode(personInfo(1), { login })
      await expect(signIn.finishMiniProgram({ code })).rejects.toMatchObject(missing)
    }
    expect(await flows.database.identities.firstTenant('feishu', appId)).toBeUndefined()
    expect(flows.kept).toEqual([])
  })

  it('let people in who had one before', async () => {
    const { identityId } = await flows.inClient(flows.make())
    expect((await flows.inClient(invited())).identityId).toBe(identityId)
  })

  it.each<[SubjectType, string]>([
    ['open_id', 'ou_1'],
    ['union_id', 'on_1'],
    ['user_id', 'zhang'],
  ])('are joined by people who are expected by %s, once', async (subjectType, subject) => {
    const tenantKey = subjectType === 'user_id' ? 'tenant-1' : null
    await expectPerson({ subjectType, subject, tenantKey })
    const signIn = invited()
    const person = await flows.inClient(signIn, personInfo(1, { user_id: 'zhang' }))
    // The policy decides what keys the identity; the expectation only finds it.
    expect(person).toMatchObject({
      userId: 'account-1',
      identity: { subjectType: 'open_id', subject: 'ou_1' },
    })
    expect(await listExpected()).toEqual([])
    expect((await flows.inClient(signIn)).identityId).toBe(person.identityId)
  })

  it.each<[string, Partial<ExpectedPerson>, Record<string, unknown>]>([
    ['another person', { subject: 'ou_2' }, {}],
    ['another app', { appId: 'cli_other' }, {}],
    ['another brand', { brand: 'lark' }, {}],
    ['another organisation', { tenantKey: 'tenant-2' }, {}],
    [
      'the user_id of another organisation',
      { subjectType: 'user_id', subject: 'zhang', tenantKey: 'tenant-2' },
      { user_id: 'zhang' },
    ],
    [
      'a user_id that is another one’s open_id',
      { subjectType: 'user_id', subject: 'ou_1', tenantKey: 'tenant-1' },
      {},
    ],
    ['other letters', { subject: 'OU_1' }, {}],
  ])('D28 are not joined by %s', async (_, changes, info) => {
    await expectPerson(changes)
    await expect(flows.inClient(invited(), personInfo(1, info))).rejects.toMatchObject(missing)
    expect((await flows.database.identities.list('account-1')).length).toBe(0)
  })

  it('D26 are never joined by e-mail, phone or name', async () => {
    const shared = { email: 'boss@example.com', mobile: '+8613000000000', name: 'Boss', user_id: 'boss' }
    await expectPerson({ subject: 'boss@example.com' })
    await expectPerson({ subject: '+8613000000000' }, 'account-2')
    await expectPerson({ subject: 'Boss' }, 'account-3')
    await expect(flows.inClient(invited(), personInfo(1, shared))).rejects.toMatchObject(missing)
  })

  it('D27 an expected person of an organisation that is not admitted stays out and stays expected', async () => {
    await expectPerson()
    const strict = invited({ allowedTenants: ['tenant-2'] })
    await expect(flows.inClient(strict)).rejects.toMatchObject({ code: 'tenant_not_allowed' })
    expect(await listExpected()).toHaveLength(1)
  })

  it('may wait for several people; each signs in to the same one', async () => {
    await expectPerson()
    await expectPerson({ appId: 'cli_other', subject: 'ou_x' })
    const other = flows.make({
      app: testApp(flows.platform.url, { appSecret: secret, appId: 'cli_other' }),
      instance: 'other',
      policy: { createAccounts: false },
    })
    const one = await flows.inClient(invited())
    const two = await flows.inClient(other, personInfo('x'))
    expect([one.userId, two.userId]).toEqual(['account-1', 'account-1'])
    expect(two.identityId).not.toBe(one.identityId)
  })

  it('of 20 first sign-ins at once by an expected person, all end in the one account', async () => {
    await expectPerson()
    const signIn = invited()
    const people = await Promise.all(Array.from({ length: 20 }, () => flows.inClient(signIn)))
    expect(new Set(people.map((person) => `${person.userId} ${person.identityId}`)).size).toBe(1)
    expect(people[0]?.userId).toBe('account-1')
  })

  it('D30 a bind of a person who is expected elsewhere is refused; their own account takes it', async () => {
    const signIn = flows.make()
    const [stranger, owner] = [await flows.inClient(signIn), await flows.inClient(signIn, personInfo(3))]
    await expectPerson({ subject: 'ou_2' }, owner.userId)
    const bind = async (by: Person) => {
      const browserId = newBrowser()
      const { location } = await signIn.startBind({ browserId, userId: by.userId })
      const query = flows.approve(location, personInfo(2))
      return signIn.finishRedirect({ browserId, query, session: async () => by })
    }
    await expect(bind(stranger)).rejects.toMatchObject({ code: 'identity_taken' })
    expect((await bind(owner)).person.userId).toBe(owner.userId)
  })

  it('need not be made to be bound to', async () => {
    const owner = await flows.inClient(flows.make())
    const signIn = invited()
    const browserId = newBrowser()
    const { location } = await signIn.startBind({ browserId, userId: owner.userId })
    const query = flows.approve(location, personInfo(2))
    const { person } = await signIn.finishRedirect({ browserId, query, session: async () => owner })
    expect(person.userId).toBe(owner.userId)
  })
})
