// Tests: doubts about people, in every IdentityStore.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type IdentityStoreUnderTest, ids, key, profile } from './identity-samples.ts'

const { brand, appId } = key
const { openId } = profile
const one = 'identity of one'

export function testDoubts(name: string, make: () => Promise<IdentityStoreUnderTest>): void {
  describe(`IdentityStore, doubts: ${name}`, () => {
    let under: IdentityStoreUnderTest
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under.close())

    const signIn = (knownDoubt: number) => under.store.save(key, profile, 1_000, ids('one'), { knownDoubt })
    const doubt = (now: number) => under.second.doubt(brand, appId, [openId], now)
    const doubtOfOne = async () => (await under.second.get(one))?.doubt

    it('D29 are about one person of one app, in everything that is read of them', async () => {
      await signIn(0)
      const others = [
        { ...key, subject: 'ou_2' },
        { ...key, appId: 'cli_2' },
        { ...key, brand: 'lark' as const },
      ]
      for (const [n, other] of others.entries()) {
        const openId = other.subject
        await under.store.save(other, { ...profile, openId }, 1, ids(`other${n}`))
      }
      await doubt(5)
      const person = await under.store.get(one)
      expect(person).toMatchObject({ doubt: 1, blocked: null })
      expect(await under.store.list('one')).toEqual([person])
      expect(await under.store.findByOpenId(brand, appId, openId)).toEqual([person])
      for (const n of others.keys()) {
        expect(await under.store.get(`identity of other${n}`)).toMatchObject({ doubt: null })
      }
    })

    it.each([
      ['a first sign-in', async () => {}],
      ['a later sign-in', async () => void (await signIn(0))],
    ])('D29 are answered by %s that asked later, and by none that asked before', async (_, before) => {
      await before()
      const earlier = await under.store.newestDoubt()
      await doubt(5)
      expect(await signIn(earlier)).toMatchObject({ doubt: 1 })
      expect(await signIn(await under.second.newestDoubt())).toMatchObject({ doubt: null })
      expect(await doubtOfOne()).toBeNull()
    })

    it('D29 a sign-in that asked before somebody was blocked does not let them in', async () => {
      await signIn(0)
      const blocked = await under.second.block(one, 'resigned', 5)
      expect(blocked).toMatchObject({ blocked: 'resigned', doubt: 1 })
      expect(await signIn(0)).toMatchObject({ blocked: 'resigned' })
      expect(await signIn(1)).toMatchObject({ blocked: null })
    })

    it('D29 nor does a bind', async () => {
      await signIn(0)
      const lark = { ...key, brand: 'lark', subject: 'ou_9' } as const
      const bind = (knownDoubt: number) =>
        under.store.bind(
          lark,
          { ...profile, openId: 'ou_9' },
          1_000,
          { userId: 'one', identityId: 'two', by: one },
          { knownDoubt },
        )
      await bind(0)
      await under.second.block('two', 'frozen', 5)
      expect(await bind(0)).toMatchObject({ blocked: 'frozen' })
      expect(await bind(1)).toMatchObject({ blocked: null, doubt: null })
    })

    it('D73 an answer to an earlier question unblocks nobody', async () => {
      await signIn(0)
      await under.store.block(one, 'frozen', 5)
      // It was asked about then, and somebody has left since.
      await under.second.block(one, 'resigned', 8)
      expect(await under.store.vouch(one, 1, 9)).toMatchObject({ blocked: 'resigned', doubt: 2 })
      expect(await under.second.get(one)).toMatchObject({ blocked: 'resigned' })
      expect(await under.store.vouch(one, 2, 9)).toMatchObject({ blocked: null, doubt: null })
      expect(await under.second.get(one)).toMatchObject({ blocked: null, doubt: null })
    })

    it('D29 are numbered, whatever the clocks of the processes say', async () => {
      await signIn(0)
      await doubt(5)
      expect(await signIn(await under.store.newestDoubt())).toMatchObject({ doubt: null })
      // Raised by a clock that is behind, after somebody's sign-in has asked.
      const known = await under.store.newestDoubt()
      await doubt(2)
      expect(await signIn(known)).toMatchObject({ doubt: 2 })
      // Raised by one that is ahead.
      await doubt(9_000_000)
      expect(await signIn(await under.second.newestDoubt())).toMatchObject({ doubt: null })
      expect(await under.store.newestDoubt()).toBe(3)
      expect(await doubtOfOne()).toBeNull()
    })

    it('change nobody who is gone', async () => {
      expect(await under.store.block('nobody', 'frozen', 1)).toBeUndefined()
      expect(await under.store.vouch('nobody', 1, 1)).toBeUndefined()
    })

    it('D29 are forgotten when they are old, but none that would let somebody in', async () => {
      await signIn(0)
      await doubt(5)
      const strangers = Array.from({ length: 450 }, (_, n) => `ou_stranger_${n}`)
      await under.store.doubt(brand, appId, strangers, 5)
      expect(await under.store.forgetDoubts(5)).toBe(0)
      expect(await under.store.forgetDoubts(6)).toBe(450)
      expect(await doubtOfOne()).toBe(1)
      await under.store.block(one, 'resigned', 7)
      expect(await under.store.forgetDoubts(8)).toBe(1)
      expect(await under.second.get(one)).toMatchObject({ blocked: 'resigned', doubt: null })
    })
  })
}
