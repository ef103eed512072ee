// Tests: accounts with several identities, in every IdentityStore.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { full, type IdentityStoreUnderTest, ids, key, profile, turns } from './identity-samples.ts'

const lark = { ...key, brand: 'lark', appId: 'cli_2', tenantKey: 't9', subject: 'ou_9' } as const
const larkProfile = { ...profile, openId: 'ou_9', unionId: 'on_9', name: 'Lei' }
/** Another identity of the account `one`. */
const extra = (name: string) => ({ userId: 'one', identityId: name, by: 'identity of one' })
/** The apps that are configured. */
const apps = [key, lark]

export function testAccounts(name: string, make: () => Promise<IdentityStoreUnderTest>): void {
  describe(`IdentityStore, accounts: ${name}`, () => {
    let under: IdentityStoreUnderTest
    beforeEach(async () => {
      under = await make()
      await under.store.save(key, full, 1, ids('one'))
    })
    afterEach(() => under.close())

    it('binds an identity of another app, brand and tenant, which then signs in to the same account', async () => {
      const bound = await under.store.bind(lark, larkProfile, 5, extra('two'))
      expect(bound).toMatchObject({ userId: 'one', identityId: 'two', identity: lark, profile: larkProfile })
      expect(await under.second.save(lark, larkProfile, 6, ids('new'))).toMatchObject({
        userId: 'one',
        identityId: 'two',
      })
      expect(await under.store.save(key, full, 7, ids('new'))).toMatchObject(ids('one'))
    })

    it('lists the identity that signed in last first; a bind is no sign-in', async () => {
      const names = async () => (await under.second.list('one')).map(({ identityId }) => identityId)
      const bound = await under.store.bind(lark, larkProfile, 5, extra('a bound one'))
      expect(bound.lastSignInAt).toBeNull()
      expect(await names()).toEqual(['identity of one', 'a bound one'])
      await under.store.save(lark, larkProfile, 6, ids('new'))
      expect(await names()).toEqual(['a bound one', 'identity of one'])
      await under.store.save(key, full, 7, ids('new'))
      const again = await under.store.bind(lark, larkProfile, 8, extra('unused'))
      expect(again.lastSignInAt).toBe(6)
      expect(await names()).toEqual(['identity of one', 'a bound one'])
    })

    it('returns the identity that the account has already, with its profile renewed', async () => {
      const again = await under.store.bind(key, { ...full, name: '新名' }, 5, extra('two'))
      expect(again).toMatchObject({ ...ids('one'), profile: { name: '新名' }, lastSignInAt: 1 })
      expect(await under.store.list('one')).toEqual([again])
    })

    it('D26 never binds what belongs to another account, and changes nothing there', async () => {
      const other = await under.store.save(lark, larkProfile, 2, ids('other'))
      const binding = under.second.bind(lark, { ...larkProfile, name: 'x' }, 5, extra('two'))
      await expect(binding).rejects.toMatchObject({ code: 'identity_taken' })
      expect(await under.store.list('other')).toEqual([other])
      expect(await under.store.list('one')).toHaveLength(1)
    })

    it('D25 does not bind a user_id that belonged to somebody else', async () => {
      const byUserId = { ...lark, subjectType: 'user_id', subject: 'u1' } as const
      await under.store.bind(byUserId, larkProfile, 2, extra('two'))
      const binding = under.store.bind(byUserId, { ...larkProfile, openId: 'ou_8' }, 3, extra('three'))
      await expect(binding).rejects.toMatchObject({ code: 'identity_conflict' })
    })

    it.each<[string, string, () => Promise<unknown>]>([
      ['of another account', 'identity of other', () => under.store.save(lark, larkProfile, 2, ids('other'))],
      ['that is blocked', 'identity of one', () => under.store.block('identity of one', 'frozen', 2)],
      ['that is unbound by now', 'gone', async () => {}],
    ])('D30 binds nobody by an identity %s', async (_, by, before) => {
      await before()
      const stranger = { ...lark, subject: 'ou_8' }
      const binding = under.store.bind(stranger, larkProfile, 5, { ...extra('two'), by })
      await expect(binding).rejects.toMatchObject({ code: 'session_required' })
      expect(await under.store.list('one')).toHaveLength(1)
    })

    it('does not bind to an account that is gone', async () => {
      const binding = under.store.bind(lark, larkProfile, 5, { ...extra('two'), userId: 'nobody' })
      await expect(binding).rejects.toMatchObject({ code: 'session_required' })
    })

    it('D27 binds no new tenant where the first one only is admitted', async () => {
      await under.store.save(lark, larkProfile, 2, ids('other'))
      const stranger = { ...lark, tenantKey: 't8', subject: 'ou_8' }
      const binding = under.store.bind(stranger, larkProfile, 5, extra('two'), { firstTenantOnly: true })
      await expect(binding).rejects.toMatchObject({ code: 'tenant_not_allowed' })
    })

    it('binds one identity to one of two accounts that want it at once', async () => {
      await under.store.save({ ...key, subject: 'ou_2' }, full, 1, ids('two'))
      const outcomes = await Promise.allSettled(
        turns(20, under, (store, n) =>
          store.bind(lark, larkProfile, n, {
            ...(n % 2 === 0 ? extra('') : { userId: 'two', by: 'identity of two' }),
            identityId: `new${n}`,
          }),
        ),
      )
      const owners = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.userId] : []))
      expect(owners).toHaveLength(10)
      expect(new Set(owners).size).toBe(1)
      for (const one of outcomes) {
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'identity_taken' })
      }
    })

    it('unbinds an identity with its sessions and tokens, and nothing of the others', async () => {
      await under.store.bind(lark, larkProfile, 5, extra('two'))
      await under.use('one', 'two', lark, larkProfile)
      await under.use('one', 'identity of one', key, full)
      expect(await under.store.unbind('one', 'two', apps)).toBe('unbound')
      expect(await under.second.get('two')).toBeUndefined()
      expect(await under.inUse('two', lark, larkProfile)).toEqual({ session: false, tokens: false })
      expect(await under.inUse('identity of one', key, full)).toEqual({ session: true, tokens: true })
      expect((await under.store.save(lark, larkProfile, 9, ids('fresh'))).userId).toBe('fresh')
    })

    it('never unbinds the last identity, nor one of another account', async () => {
      await under.store.save(lark, larkProfile, 2, ids('other'))
      expect(await under.store.unbind('one', 'identity of one', apps)).toBe('last')
      expect(await under.store.unbind('one', 'identity of other', apps)).toBe('unknown')
      expect(await under.store.unbind('nobody', 'identity of one', apps)).toBe('unknown')
      expect(await under.store.list('one')).toHaveLength(1)
      expect(await under.store.list('other')).toHaveLength(1)
    })

    it('D30 never unbinds the last identity that still lets in', async () => {
      await under.store.bind(lark, larkProfile, 5, extra('two'))
      await under.store.block('two', 'resigned', 6)
      expect(await under.store.unbind('one', 'identity of one', apps)).toBe('last')
      await under.store.vouch('two', 7, 7)
      for (const among of [
        [],
        [key],
        [{ ...lark, appId: 'cli_9' }],
        [{ ...lark, brand: 'feishu' as const }],
        [key, { ...lark, tenants: [] }],
        [key, { ...lark, tenants: ['t8', key.tenantKey] }],
        [{ ...key, tenants: [lark.tenantKey] }],
      ]) {
        expect(await under.store.unbind('one', 'identity of one', among)).toBe('last')
      }
      expect(await under.store.list('one')).toHaveLength(2)
      await under.store.block('identity of one', 'resigned', 8)
      const admitted = [key, { ...lark, tenants: ['t8', lark.tenantKey] }]
      expect(await under.store.unbind('one', 'identity of one', admitted)).toBe('unbound')
    })

    it('D27 the first tenant stays the first one, whoever is unbound', async () => {
      await under.store.bind(lark, larkProfile, 5, extra('two'))
      expect(await under.store.unbind('one', 'identity of one', apps)).toBe('unbound')
      expect(await under.second.firstTenant(key.brand, key.appId)).toBe(key.tenantKey)
      const stranger = { ...key, tenantKey: 't8', subject: 'ou_8' }
      const coming = under.store.save(stranger, profile, 6, ids('new'), { firstTenantOnly: true })
      await expect(coming).rejects.toMatchObject({ code: 'tenant_not_allowed' })
    })

    it('leaves one identity when all are unbound at once on two connections', async () => {
      const names = ['identity of one']
      for (let n = 0; n < 9; n++) {
        names.push(`more${n}`)
        await under.store.bind({ ...lark, subject: `ou_${n}` }, larkProfile, n, extra(`more${n}`))
      }
      const outcomes = await Promise.all(
        turns(names.length, under, (store, n) => store.unbind('one', names[n] ?? '', apps)),
      )
      expect(outcomes.filter((outcome) => outcome === 'unbound')).toHaveLength(9)
      expect(await under.store.list('one')).toHaveLength(1)
    })

    it('D29 blocks one identity of an account, and clears it at its next sign-in', async () => {
      await under.store.bind(lark, larkProfile, 5, extra('two'))
      await under.store.block('two', 'frozen', 6)
      expect((await under.second.get('two'))?.blocked).toBe('frozen')
      expect((await under.second.get('identity of one'))?.blocked).toBeNull()
      const known = { knownDoubt: await under.store.newestDoubt() }
      expect((await under.store.save(lark, larkProfile, 7, ids('new'), known)).blocked).toBeNull()
    })
  })
}
