// Tests: what every IdentityDetailsStore must do, whatever keeps it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { IdentityDetails, IdentityDetailsStore } from '../../elements/index.ts'
import type { IdentityKey, IdentityStore, Profile } from '../../sign-in/index.ts'
import { full, key, profile } from './identity-samples.ts'

/** A store under test; `second` reaches the same data by a connection of its own. */
export interface IdentityDetailsStoreUnderTest {
  store: IdentityDetailsStore
  second: IdentityDetailsStore
  /** The identities that the details belong to. */
  identities: IdentityStore
  /** Deletes an identity, with all that goes with it. */
  deleteIdentity(identityId: string): Promise<void>
  close(): Promise<void>
}

const details: IdentityDetails = {
  department: '研发部',
  position: 'Engineer',
  gender: 'female',
  status: 'active',
  isLeader: true,
}
const unknown: IdentityDetails = {
  department: null,
  position: null,
  gender: null,
  status: null,
  isLeader: null,
}

export function testIdentityDetailsStore(
  name: string,
  make: () => Promise<IdentityDetailsStoreUnderTest>,
): void {
  describe(`IdentityDetailsStore: ${name}`, () => {
    let under: IdentityDetailsStoreUnderTest
    beforeEach(async () => {
      under = await make()
      await signIn(key, full, 10)
    })
    afterEach(() => under.close())

    const signIn = async (of: IdentityKey, as: Profile, now: number): Promise<string> => {
      const ids = { userId: `account of ${of.subject}`, identityId: `identity of ${of.subject}` }
      return (await under.identities.save(of, as, now, ids)).identityId
    }
    const one = 'identity of ou_1'
    const find = (id: string) => under.second.find('feishu', 'cli_1', id)

    it('joins the details with the identity', async () => {
      expect(await under.store.save(one, details, 20)).toBe(true)
      expect(await find('ou_1')).toEqual({
        ...details,
        identityId: one,
        openId: 'ou_1',
        unionId: 'on_1',
        platformUserId: 'u1',
        tenantKey: 't1',
        name: '李雷',
        mobile: '+8613000000000',
        email: 'lei@example.com',
        avatarUrl: 'https://img.example/1',
        createdAt: 10,
        updatedAt: 20,
      })
    })

    it('tells of an identity without details', async () => {
      expect(await find('ou_1')).toMatchObject({ ...unknown, openId: 'ou_1', updatedAt: 10 })
    })

    it.each<[string, Partial<IdentityDetails>]>([
      ['department', { department: 'x' }],
      ['position', { position: null }],
      ['gender', { gender: 'other' }],
      ['status', { status: 'resigned' }],
      ['isLeader', { isLeader: false }],
      ['everything', unknown],
    ])('writes another %s', async (_, change) => {
      await under.store.save(one, details, 20)
      expect(await under.second.save(one, { ...details, ...change }, 30)).toBe(true)
      expect(await find('ou_1')).toMatchObject({ ...details, ...change, updatedAt: 30 })
    })

    it('writes the same only when it is told to', async () => {
      await under.store.save(one, details, 20)
      expect(await under.store.save(one, details, 30)).toBe(false)
      expect((await find('ou_1'))?.updatedAt).toBe(20)
      expect(await under.store.save(one, details, 40, true)).toBe(true)
      expect((await find('ou_1'))?.updatedAt).toBe(40)
    })

    it('renews what is told of the identity, and leaves what is not', async () => {
      await under.store.save(one, details, 20)
      const same = { name: '李雷', userId: 'u1' }
      expect(await under.store.save(one, { ...details, profile: same }, 30)).toBe(false)
      const told = {
        name: '李磊',
        enName: 'L',
        avatarUrl: 'https://img.example/2',
        userId: 'u2',
        email: 'x@y.z',
      }
      expect(await under.store.save(one, { ...details, profile: told }, 40)).toBe(true)
      expect(await find('ou_1')).toMatchObject({
        ...{ name: '李磊', avatarUrl: 'https://img.example/2', platformUserId: 'u2', email: 'x@y.z' },
        ...{ mobile: '+8613000000000', createdAt: 10, updatedAt: 40 },
      })
      expect(await under.identities.get(one)).toMatchObject({
        profile: { enName: 'L', enterpriseEmail: full.enterpriseEmail },
        lastSignInAt: 10,
      })
    })

    it('a sign-in moves updatedAt, too', async () => {
      await under.store.save(one, details, 20)
      await signIn(key, full, 50)
      expect(await find('ou_1')).toMatchObject({ ...details, createdAt: 10, updatedAt: 50 })
    })

    it('keeps nothing for an identity that is gone, with or without force', async () => {
      await under.store.save(one, details, 20)
      await under.deleteIdentity(one)
      expect(await find('ou_1')).toBeUndefined()
      expect(await under.store.save(one, details, 30)).toBe(false)
      expect(await under.store.save(one, details, 30, true)).toBe(false)
      await under.identities.save(key, full, 40, { userId: 'again', identityId: one })
      expect(await find('ou_1')).toMatchObject({ ...unknown, identityId: one })
    })

    it.each(['ou_1', 'on_1', 'u1'])('finds by %s, of this app alone', async (id) => {
      expect((await find(id))?.identityId).toBe(one)
      expect(await under.store.find('feishu', 'cli_2', id)).toBeUndefined()
      expect(await under.store.find('lark', 'cli_1', id)).toBeUndefined()
      expect(await find(id.toUpperCase())).toBeUndefined()
    })

    it("a user_id that is another person's open_id names that person nowhere", async () => {
      const other = { ...profile, openId: 'ou_2', unionId: 'on_2', userId: 'ou_1' }
      await signIn({ ...key, subject: 'ou_2' }, other, 90)
      expect((await find('ou_1'))?.openId).toBe('ou_1')
    })

    it('of two with one user_id it finds who signed in last', async () => {
      const other = { ...profile, openId: 'ou_2', unionId: 'on_2', userId: 'u1' }
      await signIn({ ...key, tenantKey: 't2', subject: 'ou_2' }, other, 90)
      expect((await find('u1'))?.openId).toBe('ou_2')
    })

    it('lists by name in pages, those of one app, everyone once', async () => {
      for (const [at, called] of ['b', 'a', 'c', 'a', 'b'].entries()) {
        const openId = `ou_x${at}`
        const as = { ...profile, openId, unionId: openId, name: called }
        await signIn({ ...key, subject: openId }, as, 20)
        await signIn({ ...key, appId: 'cli_2', subject: `${openId} elsewhere` }, as, 20)
      }
      await under.store.save('identity of ou_x1', details, 30)
      const seen: (string | null)[][] = []
      for (let cursor: string | null | undefined; cursor !== null && seen.length < 50; ) {
        const page = await under.second.list('feishu', 'cli_1', { cursor: cursor ?? undefined, limit: 2 })
        expect(page.items.length).toBeLessThanOrEqual(2)
        seen.push(...page.items.map(({ name: called, openId, department }) => [called, openId, department]))
        cursor = page.next
      }
      expect(seen).toEqual([
        ['a', 'ou_x1', '研发部'],
        ['a', 'ou_x3', null],
        ['b', 'ou_x0', null],
        ['b', 'ou_x4', null],
        ['c', 'ou_x2', null],
        ['李雷', 'ou_1', null],
      ])
    })

    it('refuses a cursor of something else', async () => {
      for (const cursor of ['', 'x', Buffer.from('["sign_ins",1,"a"]').toString('base64url')]) {
        const listing = under.store.list('feishu', 'cli_1', { cursor, limit: 2 })
        await expect(listing).rejects.toMatchObject({ code: 'request_invalid' })
      }
    })
  })
}
