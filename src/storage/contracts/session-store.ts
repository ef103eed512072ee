// Tests: what every SessionStore must do, whatever keeps it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SessionRecord, SessionStore } from '../../sessions/index.ts'

/** A store under test; `second` reaches the same data by a connection of its own. */
export interface SessionStoreUnderTest {
  store: SessionStore
  second: SessionStore
  /**
   * Makes sure that a local user of this id exists, with one identity of the app `a` of Feishu unless told otherwise,
   * and returns the identity's id.
   */
  addUser(userId: string, appId?: string): Promise<string>
  block(identityId: string): Promise<void>
  close(): Promise<void>
}

const sample = (changes: Partial<SessionRecord> = {}): SessionRecord => ({
  idHash: 'h1',
  userId: 'one',
  identityId: 'identity of one',
  createdAt: 1_700_000_000_000,
  lastSeenAt: 1_700_000_000_000,
  absoluteExpiresAt: 1_700_600_000_000,
  idleMs: 1000,
  checkedAt: 1_700_000_000_000,
  confirmedAt: null,
  ...changes,
})

export function testSessionStore(name: string, make: () => Promise<SessionStoreUnderTest>): void {
  describe(`SessionStore: ${name}`, () => {
    let under: SessionStoreUnderTest
    beforeEach(async () => {
      under = await make()
      for (const userId of ['one', 'two']) expect(await under.addUser(userId)).toBe(`identity of ${userId}`)
    })
    afterEach(() => under.close())

    it('gives back what it was given', async () => {
      await under.store.create(sample())
      expect(await under.second.find('h1')).toEqual(sample())
      expect(await under.second.find('h2')).toBeUndefined()
    })

    it('moves the last use forward and never back', async () => {
      await under.store.create(sample({ lastSeenAt: 100 }))
      await under.store.touch('h1', 200)
      await under.store.touch('h1', 150)
      expect((await under.second.find('h1'))?.lastSeenAt).toBe(200)
    })

    it('notes a check', async () => {
      await under.store.create(sample())
      await under.store.setChecked('h1', 5)
      expect(await under.second.find('h1')).toEqual(sample({ checkedAt: 5 }))
    })

    it('gives back when the sign-in was confirmed', async () => {
      await under.store.create(sample({ confirmedAt: 7 }))
      expect(await under.second.find('h1')).toEqual(sample({ confirmedAt: 7 }))
    })

    it('deletes one session, once', async () => {
      await under.store.create(sample())
      expect(await under.store.delete('h1')).toBe(true)
      expect(await under.store.delete('h1')).toBe(false)
      expect(await under.second.find('h1')).toBeUndefined()
    })

    it('deletes all sessions of one user', async () => {
      await under.store.create(sample())
      await under.store.create(sample({ idHash: 'h2' }))
      await under.store.create(sample({ idHash: 'h3', userId: 'two', identityId: 'identity of two' }))
      expect(await under.store.deleteByUser('one')).toBe(2)
      expect(await under.second.find('h3')).toBeDefined()
    })

    it('ends the sessions of one app, of many people in slices, and those of no other', async () => {
      for (let n = 0; n < 450; n += 1) {
        const identityId = await under.addUser(`of b ${n}`, 'b')
        await under.store.create(sample({ idHash: `b${n}`, userId: `of b ${n}`, identityId }))
      }
      await under.store.create(sample())
      expect(await under.store.deleteByApp('lark', 'b')).toBe(0)
      let ended = false
      const ending = under.store.deleteByApp('feishu', 'b').finally(() => {
        ended = true
      })
      await new Promise(setImmediate)
      expect(ended).toBe(false)
      expect(await ending).toBe(450)
      expect(await under.second.find('b7')).toBeUndefined()
      expect(await under.second.find('h1')).toBeDefined()
    })

    it.each([
      ['past its absolute limit', { absoluteExpiresAt: 100, lastSeenAt: 99 }, 1],
      ['idle for too long', { absoluteExpiresAt: 10_000, lastSeenAt: 50, idleMs: 50 }, 1],
      ['alive', { absoluteExpiresAt: 101, lastSeenAt: 51, idleMs: 50 }, 0],
    ])('sweeps a session %s', async (_, change, count) => {
      await under.store.create(sample(change))
      expect(await under.store.deleteExpired(100)).toBe(count)
    })

    it('sweeps 1,200 sessions in slices and leaves the one that lives', async () => {
      const over = Array.from({ length: 1_200 }, (_, n) => sample({ idHash: `h${n}`, absoluteExpiresAt: n }))
      await Promise.all(over.map((record) => under.store.create(record)))
      await under.store.create(sample({ idHash: 'alive', lastSeenAt: 2_000 }))
      let swept = false
      const sweeping = under.store.deleteExpired(2_000).finally(() => {
        swept = true
      })
      await new Promise(setImmediate)
      expect(swept).toBe(false)
      expect(await sweeping).toBe(1_200)
      expect(await under.store.find('alive')).toBeDefined()
    })

    it.each([
      ['of nobody', { identityId: 'nobody' }],
      ['of another account', { identityId: 'identity of two' }],
      ['of an account that is gone', { userId: 'nobody' }],
    ])('starts no session for an identity %s', async (_, change) => {
      await expect(under.store.create(sample(change))).rejects.toMatchObject({ code: 'session_required' })
      expect(await under.store.find('h1')).toBeUndefined()
    })

    it('D29 starts no session for an identity that is blocked', async () => {
      await under.block('identity of one')
      await expect(under.second.create(sample())).rejects.toMatchObject({ code: 'session_required' })
      await under.store.create(sample({ userId: 'two', identityId: 'identity of two' }))
    })

    it('lists the sessions of one user, the most recently used first, as many as are asked for', async () => {
      for (const [idHash, lastSeenAt] of [
        ['h1', 5],
        ['h2', 9],
        ['h3', 7],
      ] as const) {
        await under.store.create(sample({ idHash, lastSeenAt }))
      }
      await under.store.create(sample({ idHash: 'h4', userId: 'two', identityId: 'identity of two' }))
      const list = (limit: number) => under.second.listByUser('one', limit)
      expect(await list(9)).toEqual([
        sample({ idHash: 'h2', lastSeenAt: 9 }),
        sample({ idHash: 'h3', lastSeenAt: 7 }),
        sample({ idHash: 'h1', lastSeenAt: 5 }),
      ])
      expect((await list(2)).map(({ idHash }) => idHash)).toEqual(['h2', 'h3'])
      expect(await under.second.listByUser('nobody', 9)).toEqual([])
    })

    it('counts the sessions that are within both limits', async () => {
      const limits = [
        { absoluteExpiresAt: 100, lastSeenAt: 99, idleMs: 50 },
        { absoluteExpiresAt: 1_000, lastSeenAt: 50, idleMs: 50 },
        { absoluteExpiresAt: 101, lastSeenAt: 51, idleMs: 50 },
        { absoluteExpiresAt: 1_000, lastSeenAt: 90, idleMs: 50 },
      ]
      for (const [n, change] of limits.entries()) {
        await under.store.create(sample({ idHash: `h${n}`, ...change }))
      }
      expect(await under.second.countLiving(100)).toBe(2)
      expect(await under.second.countLiving(5_000)).toBe(0)
    })

    it('refuses a second session of the same hash', async () => {
      await under.store.create(sample())
      await expect(
        under.second.create(sample({ userId: 'two', identityId: 'identity of two' })),
      ).rejects.toMatchObject({
        code: 'internal_error',
      })
      expect((await under.store.find('h1'))?.userId).toBe('one')
    })
  })
}
