// Tests: people who are expected before they sign in, in every IdentityStore.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExpectedPerson, IdentityStore } from '../../sign-in/index.ts'
import { full, type IdentityStoreUnderTest, ids, key, named, profile, turns } from './identity-samples.ts'

const app = { brand: 'feishu', appId: 'cli_1' } as const
const listed = async (store: IdentityStore) => (await store.listExpected(app, { limit: 100 })).items

const expected: ExpectedPerson = {
  brand: 'feishu',
  appId: 'cli_1',
  subjectType: 'open_id',
  subject: 'ou_1',
  tenantKey: null,
}

export function testExpectations(name: string, make: () => Promise<IdentityStoreUnderTest>): void {
  describe(`IdentityStore, expected people: ${name}`, () => {
    let under: IdentityStoreUnderTest
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under.close())

    const save = (openId: string, name: string) => {
      const person = named(openId)
      return under.store.save(person.key, person.profile, 1, ids(name))
    }

    it.each<[string, Partial<ExpectedPerson>]>([
      ['open_id', {}],
      ['open_id and tenant', { tenantKey: 't1' }],
      ['union_id', { subjectType: 'union_id', subject: 'on_1' }],
      ['user_id and tenant', { subjectType: 'user_id', subject: 'u1', tenantKey: 't1' }],
    ])('lets a person join who is expected by %s, once', async (_, change) => {
      const person = { ...expected, ...change }
      await under.store.expect(person, 'waiting', 5)
      expect(await listed(under.second)).toEqual([{ ...person, userId: 'waiting', createdAt: 5 }])
      const joined = await under.store.save(key, full, 6, ids('new'), { createAccount: false })
      expect(joined).toMatchObject({ userId: 'waiting', identityId: 'identity of new' })
      expect(await listed(under.store)).toEqual([])
      expect((await under.store.save(key, full, 7, ids('newer'))).userId).toBe('waiting')
    })

    it.each<[string, Partial<ExpectedPerson>]>([
      ['brand', { brand: 'lark' }],
      ['app', { appId: 'cli_2' }],
      ['tenant', { tenantKey: 't2' }],
      ['subject', { subject: 'OU_1' }],
      ['kind of identifier', { subjectType: 'union_id', subject: 'ou_1' }],
    ])('D26 lets nobody join who differs by %s', async (_, change) => {
      await under.store.expect({ ...expected, ...change }, 'waiting', 5)
      const joining = under.store.save(key, full, 6, ids('new'), { createAccount: false })
      await expect(joining).rejects.toMatchObject({ code: 'account_missing' })
    })

    it('lets a person without a user_id join by nothing but what the person has', async () => {
      await under.store.expect(
        { ...expected, subjectType: 'user_id', subject: 'u1', tenantKey: 't1' },
        'w',
        5,
      )
      expect((await under.store.save(key, profile, 6, ids('new'))).userId).toBe('new')
    })

    it('lets people join an account that is there', async () => {
      await save('ou_2', 'one')
      await under.store.expect(expected, 'one', 5)
      await under.store.save(key, profile, 6, ids('new'))
      expect(await under.store.list('one')).toHaveLength(2)
    })

    it('whoever has come is expected by no account any more; the first that expected gets the person', async () => {
      const byUnion = { ...expected, subjectType: 'union_id', subject: 'on_1' } as const
      const byTenant = { ...expected, tenantKey: 't1' }
      await under.store.expect(expected, 'waiting', 5)
      await under.store.expect(byTenant, 'waiting', 6)
      await under.store.expect(byUnion, 'other', 7)
      const told: unknown[] = []
      const joined = await under.store.save(key, profile, 8, ids('new'), {
        onForgotten: (others) => told.push(...others),
      })
      expect(joined.userId).toBe('waiting')
      expect(told).toEqual([{ ...byUnion, userId: 'other', createdAt: 7 }])
      expect(await listed(under.store)).toEqual([])
    })

    it.each<[string, boolean]>([
      ['signs in again', false],
      ['is bound again', true],
    ])('D25 nobody else comes into an account by the user_id of somebody who %s', async (_, byBind) => {
      await under.store.save(key, profile, 1, ids('one'))
      const byUserId = { ...expected, subjectType: 'user_id', subject: 'u1', tenantKey: 't1' } as const
      await under.store.expect(byUserId, 'admins', 2)
      const told: unknown[] = []
      const onForgotten = (others: readonly unknown[]) => void told.push(...others)
      if (byBind) {
        const again = { userId: 'one', identityId: 'unused', by: 'identity of one' }
        await under.store.bind(key, full, 3, again, { onForgotten })
      } else {
        await under.store.save(key, full, 3, ids('unused'), { onForgotten })
      }
      expect(told).toEqual([{ ...byUserId, userId: 'admins', createdAt: 2 }])
      // The organisation gives the user_id to somebody else.
      const next = { ...named('ou_2').profile, userId: 'u1' }
      expect((await under.store.save(named('ou_2').key, next, 4, ids('two'))).userId).toBe('two')
      // Nobody can come into that account any more, so it is gone.
      await under.store.expect({ ...expected, subject: 'ou_3' }, 'admins', 5)
      expect(await under.store.list('admins')).toEqual([])
    })

    it('an account that still expects somebody else stays when it loses a person to another one', async () => {
      const byUnion = { ...expected, subjectType: 'union_id', subject: 'on_1' } as const
      await under.store.expect(expected, 'waiting', 5)
      await under.store.expect(byUnion, 'other', 6)
      await under.store.expect({ ...expected, subject: 'ou_2' }, 'other', 7)
      await under.store.save(key, profile, 8, ids('new'))
      expect(await listed(under.store)).toMatchObject([{ userId: 'other', subject: 'ou_2' }])
    })

    it('D26 somebody of one tenant who has signed in keeps nobody of another from being expected', async () => {
      await under.store.save(key, full, 1, ids('one'))
      const namesake = { ...expected, subjectType: 'user_id', subject: 'u1' } as const
      await under.store.expect({ ...namesake, tenantKey: 't2' }, 'waiting', 5)
      const same = under.store.expect({ ...namesake, tenantKey: 't1' }, 'waiting', 6)
      await expect(same).rejects.toMatchObject({ code: 'identity_taken' })
    })

    it.each<[string, ExpectedPerson]>([
      ['in the same words', expected],
      ['with the tenant named', { ...expected, tenantKey: 't1' }],
    ])('a person is expected by one account only, %s', async (_, person) => {
      await under.store.expect(expected, 'waiting', 5)
      await expect(under.second.expect(person, 'other', 6)).rejects.toMatchObject({ code: 'identity_taken' })
      await under.store.expect(person, 'waiting', 7)
      expect((await listed(under.store))[0]).toMatchObject({ createdAt: 5 })
    })

    it('a person of any tenant is not expected beside one of a certain tenant', async () => {
      await under.store.expect({ ...expected, tenantKey: 't1' }, 'waiting', 5)
      await under.store.expect({ ...expected, tenantKey: 't2' }, 'other', 5)
      await expect(under.store.expect(expected, 'waiting', 6)).rejects.toMatchObject({
        code: 'identity_taken',
      })
    })

    it.each<[string, Partial<ExpectedPerson>]>([
      ['open_id', {}],
      ['union_id', { subjectType: 'union_id', subject: 'on_1' }],
      ['user_id', { subjectType: 'user_id', subject: 'u1', tenantKey: 't1' }],
    ])('nobody is expected who has signed in: %s', async (_, change) => {
      await under.store.save(key, full, 1, ids('one'))
      const expecting = under.store.expect({ ...expected, ...change }, 'waiting', 5)
      await expect(expecting).rejects.toMatchObject({ code: 'identity_taken' })
      expect(await listed(under.store)).toEqual([])
    })

    it('D25 expects nobody by a user_id of any tenant', async () => {
      const expecting = under.store.expect({ ...expected, subjectType: 'user_id', subject: 'u1' }, 'w', 5)
      await expect(expecting).rejects.toMatchObject({ code: 'request_invalid' })
    })

    it('binds an expected person to the account that expects, and to no other', async () => {
      await save('ou_2', 'one')
      await save('ou_3', 'two')
      const person = { ...full, openId: 'ou_1', unionId: 'on_7', userId: 'u7' }
      await under.store.expect(expected, 'one', 5)
      await expect(
        under.store.bind(key, person, 6, { userId: 'two', identityId: 'bound', by: 'identity of two' }),
      ).rejects.toMatchObject({ code: 'identity_taken' })
      await under.store.bind(key, person, 6, { userId: 'one', identityId: 'bound', by: 'identity of one' })
      expect(await listed(under.store)).toEqual([])
    })

    it('of a sign-in and an expectation at once on two connections one comes first', async () => {
      for (let n = 0; n < 20; n++) {
        const subject = `ou_${n}`
        const [signedIn, expecting] = await Promise.allSettled([
          under.store.save({ ...key, subject }, { ...profile, openId: subject }, 1, ids(`new${n}`)),
          under.second.expect({ ...expected, subject }, `waiting${n}`, 1),
        ])
        const userId = signedIn.status === 'fulfilled' ? signedIn.value.userId : undefined
        expect(userId).toBe(expecting.status === 'fulfilled' ? `waiting${n}` : `new${n}`)
      }
      expect(await listed(under.store)).toEqual([])
    })

    it('one of many accounts that expect a person at once may', async () => {
      const outcomes = await Promise.allSettled(
        turns(20, under, (store, n) => store.expect(expected, `account${n}`, n)),
      )
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await listed(under.store)).toHaveLength(1)
    })

    it('cancels an expectation, and the account with it when nobody is left', async () => {
      await under.store.expect(expected, 'waiting', 5)
      expect(await under.store.cancelExpected({ ...expected, tenantKey: 't1' })).toBeNull()
      expect(await under.second.cancelExpected(expected)).toBe('waiting')
      expect(await under.store.cancelExpected(expected)).toBeNull()
      await expect(
        under.store.bind(key, profile, 6, { userId: 'waiting', identityId: 'new', by: 'nobody' }),
      ).rejects.toMatchObject({ code: 'session_required' })
    })

    it('cancels an expectation and leaves an account that has somebody, or waits for somebody', async () => {
      await save('ou_2', 'one')
      await under.store.expect(expected, 'one', 5)
      await under.store.cancelExpected(expected)
      expect(await under.store.list('one')).toHaveLength(1)
      await under.store.expect(expected, 'waiting', 5)
      await under.store.expect({ ...expected, subject: 'ou_3' }, 'waiting', 5)
      await under.store.cancelExpected(expected)
      expect(await listed(under.store)).toMatchObject([{ userId: 'waiting' }])
    })

    it('lists the people whom one app expects, in the order in which they were entered', async () => {
      for (const n of [3, 1, 2]) await under.store.expect({ ...expected, subject: `ou_${n}` }, `u${n}`, n)
      await under.store.expect({ ...expected, appId: 'cli_2' }, 'elsewhere', 1)
      expect((await listed(under.store)).map(({ userId }) => userId)).toEqual(['u1', 'u2', 'u3'])
    })

    it.each<[string, Parameters<IdentityStore['listExpected']>[0]]>([
      ['an app', app],
      ['an account', { userId: 'waiting' }],
    ])('lists those of %s in pages, each once, also of one moment', async (_, of) => {
      for (const [n, at] of [3, 1, 1, 1, 2].entries())
        await under.store.expect({ ...expected, subject: `ou_${n}` }, 'waiting', at)
      await under.store.expect({ ...expected, subject: 'ou_1', subjectType: 'union_id' }, 'waiting', 1)
      await under.store.expect({ ...expected, appId: 'cli_2', subject: 'ou_x' }, 'elsewhere', 1)
      const seen: string[] = []
      for (let cursor: string | null | undefined; cursor !== null && seen.length < 20; ) {
        const page = await under.second.listExpected(of, { cursor: cursor ?? undefined, limit: 2 })
        expect(page.items.length).toBeLessThanOrEqual(2)
        seen.push(...page.items.map(({ subjectType, subject }) => `${subjectType} ${subject}`))
        cursor = page.next
      }
      const ids = [
        'open_id ou_1',
        'union_id ou_1',
        'open_id ou_2',
        'open_id ou_3',
        'open_id ou_4',
        'open_id ou_0',
      ]
      expect(seen).toEqual(ids)
    })

    it('lists whom an account expects in every app, and nobody of another account', async () => {
      await under.store.expect(expected, 'waiting', 2)
      await under.store.expect({ ...expected, appId: 'cli_2' }, 'waiting', 1)
      await under.store.expect({ ...expected, subject: 'ou_2' }, 'other', 1)
      const { items } = await under.store.listExpected({ userId: 'waiting' }, { limit: 9 })
      expect(items.map(({ appId }) => appId)).toEqual(['cli_2', 'cli_1'])
      expect((await under.store.listExpected({ userId: 'nobody' }, { limit: 9 })).items).toEqual([])
    })

    it('refuses the cursor of another list', async () => {
      const cursor = Buffer.from('["audit",1,"a"]').toString('base64url')
      const refused = under.store.listExpected(app, { cursor, limit: 2 })
      await expect(refused).rejects.toMatchObject({ code: 'request_invalid' })
    })
  })
}
