// Tests: what every IdentityStore must do, whatever keeps it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { IdentityKey, IdentityStore, Profile } from '../../sign-in/index.ts'

/** A store under test; `second` reaches the same data by a connection of its own. */
export interface IdentityStoreUnderTest {
  store: IdentityStore
  second: IdentityStore
  close(): Promise<void>
}

const key: IdentityKey = {
  brand: 'feishu',
  appId: 'cli_1',
  tenantKey: 't1',
  subjectType: 'open_id',
  subject: 'ou_1',
}

const profile: Profile = {
  name: '李雷',
  enName: 'Lei Li',
  avatarUrl: 'https://img.example/1',
  openId: 'ou_1',
  unionId: 'on_1',
  emailVerified: false,
}

const full: Profile = {
  ...profile,
  userId: 'u1',
  email: 'lei@example.com',
  enterpriseEmail: 'lei@corp.example',
  mobile: '+8613000000000',
  employeeNo: '7',
}

export function testIdentityStore(name: string, make: () => Promise<IdentityStoreUnderTest>): void {
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
      const person = { userId: 'one', identity: key, profile: given, blocked: null }
      expect(await under.store.save(key, given, 1, 'one')).toEqual(person)
      expect(await under.second.getByUserId('one')).toEqual(person)
    })

    it('keeps the user and replaces the profile at the next sign-in', async () => {
      await under.store.save(key, full, 1, 'one')
      const again = await under.store.save(key, { ...profile, name: '新名' }, 2, 'two')
      expect(again.userId).toBe('one')
      expect((await under.store.getByUserId('one'))?.profile).toEqual({ ...profile, name: '新名' })
      expect(await under.store.getByUserId('two')).toBeUndefined()
    })

    it('makes one user of 50 concurrent first sign-ins on two connections', async () => {
      const people = await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          (i % 2 === 0 ? under.store : under.second).save(key, profile, i, `user${i}`),
        ),
      )
      expect(new Set(people.map((person) => person.userId)).size).toBe(1)
      const known = await Promise.all(
        Array.from({ length: 50 }, (_, i) => under.store.getByUserId(`user${i}`)),
      )
      expect(known.filter((person) => person !== undefined)).toHaveLength(1)
    })

    it.each([
      ['brand', { brand: 'lark' }],
      ['app', { appId: 'cli_2' }],
      ['tenant', { tenantKey: 't2' }],
      ['subject type', { subjectType: 'union_id' }],
      ['subject', { subject: 'OU_1' }],
    ] as const)('keeps people apart who differ only by %s', async (_, change) => {
      await under.store.save(key, full, 1, 'one')
      const other = await under.store.save({ ...key, ...change }, full, 1, 'two')
      expect(other.userId).toBe('two')
      expect((await under.store.getByUserId('one'))?.identity).toEqual(key)
    })

    it.each([
      ['open_id', { openId: 'ou_2' }],
      ['union_id', { unionId: 'on_2' }],
    ])(
      'D25 a user_id with another %s than before is another person, and changes nothing',
      async (_, change) => {
        const byUserId = { ...key, subjectType: 'user_id', subject: 'u1' } as const
        const former = await under.store.save(byUserId, full, 1, 'one')
        await expect(under.second.save(byUserId, { ...full, ...change }, 2, 'two')).rejects.toMatchObject({
          code: 'identity_conflict',
        })
        expect(await under.store.getByUserId('one')).toEqual(former)
        expect((await under.store.save(byUserId, profile, 3, 'three')).userId).toBe('one')
      },
    )

    it('D25 of two people who sign in at once with one user_id one gets in', async () => {
      const byUserId = { ...key, subjectType: 'user_id', subject: 'u1' } as const
      const outcomes = await Promise.allSettled([
        under.store.save(byUserId, full, 1, 'one'),
        under.second.save(byUserId, { ...full, openId: 'ou_2', unionId: 'on_2' }, 1, 'two'),
      ])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    })

    it('keyed by open_id, a person stays the same when the other identifiers change', async () => {
      await under.store.save(key, full, 1, 'one')
      expect((await under.store.save(key, { ...full, unionId: 'on_2' }, 2, 'two')).userId).toBe('one')
    })

    it('D27 admits the first people of one tenant only, however many of two come at once', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 50 }, (_, n) =>
          // The later ones carry the earlier times: it is the order of writing that counts.
          (n % 2 === 0 ? under.store : under.second).save(
            { ...key, tenantKey: `t${n % 2}`, subject: `ou_${n}` },
            profile,
            1_000 - n,
            `user${n}`,
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

    it('blocks a user, and clears it at the next successful sign-in', async () => {
      await under.store.save(key, profile, 1, 'one')
      await under.store.setBlocked('one', 'frozen', 2)
      expect((await under.store.getByUserId('one'))?.blocked).toBe('frozen')
      expect((await under.store.save(key, profile, 3, 'two')).blocked).toBeNull()
    })

    it('remembers the tenant of the first sign-in of each app', async () => {
      expect(await under.store.firstTenant('feishu', 'cli_1')).toBeUndefined()
      await under.store.save({ ...key, tenantKey: 'zz' }, profile, 1, 'one')
      await under.store.save({ ...key, tenantKey: 'aa' }, profile, 2, 'two')
      await under.store.save({ ...key, appId: 'cli_2', tenantKey: 'bb' }, profile, 0, 'three')
      expect(await under.store.firstTenant('feishu', 'cli_1')).toBe('zz')
      expect(await under.store.firstTenant('lark', 'cli_1')).toBeUndefined()
    })
  })
}
