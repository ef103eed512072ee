// Tests: what every AttemptStore must do, whatever keeps it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Attempt, AttemptStore } from '../../sign-in/index.ts'

/** A store under test; `second` reaches the same data by a connection of its own. */
export interface AttemptStoreUnderTest {
  store: AttemptStore
  second: AttemptStore
  /** Makes sure that a local user of this id exists. */
  addUser(userId: string): Promise<void>
  close(): Promise<void>
}

const plenty = 10_000

const sample = (changes: Partial<Attempt> = {}): Attempt => ({
  id: 'a1',
  kind: 'redirect',
  brand: 'feishu',
  appId: 'cli_1',
  redirectUri: 'https://app.example/auth/callback',
  codeVerifier: 'verifier',
  scopes: ['contact:contact.base:readonly', 'offline_access'],
  prompt: null,
  userId: null,
  returnTo: '/重定向?q=1#x',
  browserHash: 'b1',
  createdAt: 1_700_000_000_000,
  expiresAt: 1_700_000_600_000,
  ...changes,
})

export function testAttemptStore(name: string, make: () => Promise<AttemptStoreUnderTest>): void {
  describe(`AttemptStore: ${name}`, () => {
    let under: AttemptStoreUnderTest
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under.close())

    it.each([
      ['redirect', sample()],
      ['in the client', sample({ kind: 'in_client', redirectUri: null, codeVerifier: null, brand: 'lark' })],
      ['QR code, without PKCE and scopes', sample({ kind: 'qr', codeVerifier: null, scopes: [] })],
      ['a bind', sample({ kind: 'bind', userId: 'one', prompt: 'consent' })],
      ['of a login element', sample({ kind: 'element', codeVerifier: null, scopes: [] })],
    ])('gives back what it was given: %s', async (_, attempt) => {
      await under.addUser('one')
      await under.store.create(attempt, plenty)
      expect(await under.second.take('a1', 'b1')).toEqual({ outcome: 'taken', attempt })
    })

    it('gives an attempt once', async () => {
      await under.store.create(sample(), plenty)
      await under.store.take('a1', 'b1')
      expect(await under.store.take('a1', 'b1')).toEqual({ outcome: 'unknown' })
    })

    it('gives an attempt to one of 50 concurrent callers on two connections', async () => {
      await under.store.create(sample(), plenty)
      const taken = await Promise.all(
        Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? under.store : under.second).take('a1', 'b1')),
      )
      expect(taken.filter((one) => one.outcome === 'taken')).toHaveLength(1)
      expect(taken.filter((one) => one.outcome === 'unknown')).toHaveLength(49)
    })

    it('leaves the attempt of another browser where it is', async () => {
      await under.store.create(sample(), plenty)
      expect(await under.store.take('a1', 'b2')).toEqual({ outcome: 'other_browser' })
      expect((await under.store.take('a1', 'b1')).outcome).toBe('taken')
    })

    it('does not know what was never created', async () => {
      expect(await under.store.take('nothing', 'b1')).toEqual({ outcome: 'unknown' })
    })

    it('keeps the newest attempts of one browser and all of the others', async () => {
      for (let i = 0; i < 5; i++) await under.store.create(sample({ id: `a${i}`, createdAt: i }), plenty)
      await under.store.create(sample({ id: 'other', browserHash: 'b2', createdAt: 0 }), plenty)
      expect(await under.store.trim('b1', 2)).toBe(3)
      const outcomes = []
      for (let i = 0; i < 5; i++) outcomes.push((await under.store.take(`a${i}`, 'b1')).outcome)
      expect(outcomes).toEqual(['unknown', 'unknown', 'unknown', 'taken', 'taken'])
      expect((await under.store.take('other', 'b2')).outcome).toBe('taken')
    })

    it('deletes what has expired and nothing else', async () => {
      await under.store.create(sample({ id: 'past', expiresAt: 99 }), plenty)
      await under.store.create(sample({ id: 'now', expiresAt: 100 }), plenty)
      await under.store.create(sample({ id: 'later', expiresAt: 101 }), plenty)
      expect(await under.store.deleteExpired(100)).toBe(2)
      expect((await under.store.take('later', 'b1')).outcome).toBe('taken')
      expect((await under.store.take('now', 'b1')).outcome).toBe('unknown')
    })

    it('deletes the oldest first and no more than it is told to', async () => {
      for (const n of [3, 1, 2]) await under.store.create(sample({ id: `a${n}`, expiresAt: n }), plenty)
      expect(await under.store.deleteExpired(100, 2)).toBe(2)
      expect((await under.store.take('a3', 'b1')).outcome).toBe('taken')
    })

    it('deletes 1,200 expired attempts in slices', async () => {
      const all = Array.from({ length: 1_200 }, (_, n) => sample({ id: `a${n}`, expiresAt: 1 }))
      await Promise.all(all.map((attempt) => under.store.create(attempt, plenty)))
      let swept = false
      const sweeping = under.store.deleteExpired(1).finally(() => {
        swept = true
      })
      await new Promise(setImmediate)
      expect(swept).toBe(false)
      expect(await sweeping).toBe(1_200)
    })

    it('keeps no more than it may, however many come at once on two connections', async () => {
      const kept = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 === 0 ? under.store : under.second).create(sample({ id: `a${n}` }), 7),
        ),
      )
      expect(kept.filter((one) => one)).toHaveLength(7)
      expect(await under.store.deleteExpired(sample().expiresAt)).toBe(7)
    })
  })
}
