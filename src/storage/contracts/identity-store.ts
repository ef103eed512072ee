// Tests: what every IdentityStore must do, whatever keeps it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { full, type IdentityStoreUnderTest, ids, key, profile, turns } from './identity-samples.ts'
import { testAccounts } from './identity-store-accounts.ts'
import { testDoubts } from './identity-store-doubts.ts'
import { testExpectations } from './identity-store-expected.ts'

export function testIdentityStore(name: string, make: () => Promise<IdentityStoreUnderTest>): void {
  testSignIn(name, make)
  testAccounts(name, make)
  testDoubts(name, make)
  testExpectations(name, make)
}

function testSignIn(name: string, make: () => Promise<IdentityStoreUnderTest>): void {
  describe(`IdentityStore: ${name}`, () => {
    let under: IdentityStoreUnderTest
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under.close())

    it.each([
      ['few fields', profile],
      ['all fields', full],
      [
        'hostile text',
        { ...full, name: '","is_admin":true,"x":"', enName: `</script>'--"; drop table users` },
      ],
    ])('gives back what it was given: %s', async (_, given) => {
      const person = {
        ...ids('one'),
        identity: key,
        profile: given,
        blocked: null,
        doubt: null,
        lastSignInAt: 1,
      }
      expect(await under.store.save(key, given, 1, ids('one'))).toEqual(person)
      expect(await under.second.get('identity of one')).toEqual(person)
      expect(await under.second.list('one')).toEqual([person])
    })

    it('keeps the user and replaces the profile at the next sign-in', async () => {
      await under.store.save(key, full, 1, ids('one'))
      const again = await under.store.save(key, { ...profile, name: '新名' }, 2, ids('two'))
      expect(again).toMatchObject({ ...ids('one'), lastSignInAt: 2 })
      expect((await under.store.get('identity of one'))?.profile).toEqual({ ...profile, name: '新名' })
      expect(await under.store.list('two')).toEqual([])
    })

    it('makes one user of 50 concurrent first sign-ins on two connections', async () => {
      const people = await Promise.all(
        turns(50, under, (store, n) => store.save(key, profile, n, ids(`user${n}`))),
      )
      expect(new Set(people.map((person) => person.userId)).size).toBe(1)
      expect(new Set(people.map((person) => person.identityId)).size).toBe(1)
      const known = await Promise.all(turns(50, under, (store, n) => store.list(`user${n}`)))
      expect(known.flat()).toHaveLength(1)
    })

    it.each([
      ['brand', { brand: 'lark' }],
      ['app', { appId: 'cli_2' }],
      ['tenant', { tenantKey: 't2' }],
      ['subject type', { subjectType: 'union_id' }],
      ['subject', { subject: 'OU_1' }],
    ] as const)('D26 D28 keeps people apart who differ only by %s', async (_, change) => {
      await under.store.save(key, full, 1, ids('one'))
      const other = await under.store.save({ ...key, ...change }, full, 1, ids('two'))
      expect(other.userId).toBe('two')
      expect((await under.store.get('identity of one'))?.identity).toEqual(key)
    })

    it.each([
      ['open_id', { openId: 'ou_2' }],
      ['union_id', { unionId: 'on_2' }],
    ])(
      'D25 a user_id with another %s than before is another person, and changes nothing',
      async (_, change) => {
        const byUserId = { ...key, subjectType: 'user_id', subject: 'u1' } as const
        const former = await under.store.save(byUserId, full, 1, ids('one'))
        const other = { ...full, ...change }
        await expect(under.second.save(byUserId, other, 2, ids('two'))).rejects.toMatchObject({
          code: 'identity_conflict',
        })
        expect(await under.store.list('one')).toEqual([former])
        expect(await under.store.list('two')).toEqual([])
        expect((await under.store.save(byUserId, profile, 3, ids('three'))).userId).toBe('one')
      },
    )

    it('D25 of two people who sign in at once with one user_id one gets in', async () => {
      const byUserId = { ...key, subjectType: 'user_id', subject: 'u1' } as const
      const outcomes = await Promise.allSettled([
        under.store.save(byUserId, full, 1, ids('one')),
        under.second.save(byUserId, { ...full, openId: 'ou_2', unionId: 'on_2' }, 1, ids('two')),
      ])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    })

    it('keyed by open_id, a person stays the same when the other identifiers change', async () => {
      await under.store.save(key, full, 1, ids('one'))
      expect((await under.store.save(key, { ...full, unionId: 'on_2' }, 2, ids('two'))).userId).toBe('one')
    })

    it('D27 admits the first people of one tenant only, however many of two come at once', async () => {
      const outcomes = await Promise.allSettled(
        turns(50, under, (store, n) =>
          // The later ones carry the earlier times: it is the order of writing that counts.
          store.save(
            { ...key, tenantKey: `t${n % 2}`, subject: `ou_${n}` },
            profile,
            1_000 - n,
            ids(`user${n}`),
            { firstTenantOnly: true },
          ),
        ),
      )
      const admitted = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      expect(new Set(admitted.map(({ identity }) => identity.tenantKey)).size).toBe(1)
      expect(admitted).toHaveLength(25)
      for (const one of outcomes) {
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'tenant_not_allowed' })
      }
    })

    it('makes no account where nobody may make one, and lets in whoever has one', async () => {
      const saving = () => under.store.save(key, profile, 2, ids('two'), { createAccount: false })
      await expect(saving()).rejects.toMatchObject({ code: 'account_missing' })
      expect(await under.store.list('two')).toEqual([])
      await under.store.save(key, profile, 1, ids('one'))
      expect((await saving()).userId).toBe('one')
    })

    it('finds the people of an open_id in one app, whatever they are keyed by', async () => {
      const byUnionId = { ...key, subjectType: 'union_id', subject: 'on_1' } as const
      const first = await under.store.save(key, profile, 1, ids('one'))
      const second = await under.store.save(byUnionId, profile, 1, ids('two'))
      await under.store.save({ ...key, appId: 'cli_2' }, profile, 1, ids('three'))
      await under.store.save({ ...key, brand: 'lark' }, profile, 1, ids('four'))
      await under.store.save({ ...key, subject: 'ou_2' }, { ...profile, openId: 'ou_2' }, 1, ids('five'))
      expect(await under.second.findByOpenId('feishu', 'cli_1', 'ou_1')).toEqual([first, second])
      expect(await under.second.findByOpenId('feishu', 'cli_1', 'OU_1')).toEqual([])
    })

    it('lists who is blocked in one app', async () => {
      await under.store.save(key, profile, 1, ids('one'))
      await under.store.save({ ...key, subject: 'ou_2' }, { ...profile, openId: 'ou_2' }, 1, ids('two'))
      await under.store.save({ ...key, appId: 'cli_2' }, profile, 1, ids('three'))
      for (const name of ['one', 'three']) await under.store.block(`identity of ${name}`, 'frozen', 2)
      const blocked = await under.second.listBlocked('feishu', 'cli_1')
      expect(blocked).toEqual([expect.objectContaining({ ...ids('one'), blocked: 'frozen' })])
    })

    it('remembers the tenant of the first sign-in of each app', async () => {
      expect(await under.store.firstTenant('feishu', 'cli_1')).toBeUndefined()
      await under.store.save({ ...key, tenantKey: 'zz' }, profile, 1, ids('one'))
      await under.store.save({ ...key, tenantKey: 'aa' }, profile, 2, ids('two'))
      await under.store.save({ ...key, appId: 'cli_2', tenantKey: 'bb' }, profile, 0, ids('three'))
      expect(await under.store.firstTenant('feishu', 'cli_1')).toBe('zz')
      expect(await under.store.firstTenant('lark', 'cli_1')).toBeUndefined()
    })
  })
}
