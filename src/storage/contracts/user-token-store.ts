// Tests: what every UserTokenStore must do, whatever keeps it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TokenOwner, UserTokenPair, UserTokenStore } from '../../tokens/index.ts'

/** A store under test; `second` reaches the same data by a connection of its own. */
export interface UserTokenStoreUnderTest {
  store: UserTokenStore
  second: UserTokenStore
  /** Makes sure that an identity with this owner exists, where the store looks at identities. */
  addOwner(owner: TokenOwner): Promise<void>
  close(): Promise<void>
}

const owner: TokenOwner = { brand: 'feishu', appId: 'cli_1', tenantKey: 't1', openId: 'ou_1' }

const pair = (n: number, changes: Partial<UserTokenPair> = {}): UserTokenPair => ({
  accessToken: `access ${n}`,
  expiresAt: 1_700_000_000_000 + n,
  refreshToken: `refresh ${n}`,
  refreshExpiresAt: 1_700_600_000_000 + n,
  scopes: ['offline_access', 'calendar:calendar:readonly'],
  generation: 'v2',
  authorizedAt: 1_700_000_000_000,
  ...changes,
})

const withoutRefresh: UserTokenPair = {
  accessToken: '令牌',
  expiresAt: 1,
  scopes: [],
  generation: 'passport',
  authorizedAt: 0,
}

const times = { now: 1_000, until: 31_000 }

export function testUserTokenStore(name: string, make: () => Promise<UserTokenStoreUnderTest>): void {
  describe(`UserTokenStore: ${name}`, () => {
    let under: UserTokenStoreUnderTest
    beforeEach(async () => {
      under = await make()
      await under.addOwner(owner)
    })
    afterEach(() => under.close())

    /** Stores a pair and returns its version. */
    const stored = async (n: number): Promise<number> => {
      await under.store.put(owner, pair(n))
      const found = await under.store.find(owner)
      if (found === undefined) throw new Error('not stored')
      return found.version
    }
    /** Many at once, by turns on two connections. */
    const turns = <T>(count: number, work: (store: UserTokenStore, n: number) => Promise<T>) =>
      Promise.all(Array.from({ length: count }, (_, n) => work(n % 2 === 0 ? under.store : under.second, n)))

    it.each([
      ['with a refresh token', pair(1)],
      ['without', withoutRefresh],
    ])('gives back what it was given: %s', async (_, given) => {
      expect(await under.store.find(owner)).toBeUndefined()
      await under.store.put(owner, given)
      expect(await under.second.find(owner)).toEqual({ pair: given, version: expect.any(Number) })
    })

    it('a change to a pair outside changes nothing inside', async () => {
      const mine = pair(1)
      await under.store.put(owner, mine)
      mine.scopes.push('more')
      const read = await under.store.find(owner)
      read?.pair.scopes.push('more')
      expect((await under.store.find(owner))?.pair).toEqual(pair(1))
    })

    it.each<[string, Partial<TokenOwner>]>([
      ['brand', { brand: 'lark' }],
      ['app', { appId: 'cli_2' }],
      ['tenant', { tenantKey: 't2' }],
      ['open_id', { openId: 'OU_1' }],
      ['where a text ends', { tenantKey: 't1o', openId: 'u_1' }],
    ])('D47 keeps owners apart who differ only by %s', async (_, change) => {
      const other = { ...owner, ...change }
      await under.addOwner(other)
      const version = await stored(1)
      expect(await under.store.find(other)).toBeUndefined()
      expect(await under.store.replace(other, version, pair(2))).toBe(false)
      expect(await under.store.delete(other)).toBe(false)
      expect(await under.store.lock(other, version, 'a', times)).toEqual({ outcome: 'changed' })
      await under.store.put(other, pair(2))
      expect((await under.store.find(owner))?.pair).toEqual(pair(1))
      expect((await under.store.find(other))?.pair).toEqual(pair(2))
    })

    it('every write changes the version, and no version comes back', async () => {
      const versions: (number | undefined)[] = []
      const note = async () => versions.push((await under.second.find(owner))?.version)
      for (let n = 0; n < 3; n++) {
        const version = await stored(n)
        await note()
        await under.store.replace(owner, version, pair(n))
        await note()
        await under.store.delete(owner)
      }
      expect(versions).not.toContain(undefined)
      expect(new Set(versions).size).toBe(6)
    })

    it('D41 of many who replace one version at once on two connections one does', async () => {
      const version = await stored(1)
      const outcomes = await turns(20, (store, n) => store.replace(owner, version, pair(n)))
      expect(outcomes.filter((done) => done)).toHaveLength(1)
      expect((await under.store.find(owner))?.pair).toEqual(pair(outcomes.indexOf(true)))
    })

    it('replaces nothing that is gone or newer', async () => {
      const version = await stored(1)
      const newer = await stored(2)
      expect(await under.store.replace(owner, version, pair(3))).toBe(false)
      await under.store.delete(owner)
      expect(await under.store.replace(owner, newer, pair(3))).toBe(false)
      expect(await under.store.find(owner)).toBeUndefined()
    })

    it('D44 deletes once, and with a version only that one', async () => {
      const version = await stored(1)
      const newer = await stored(2)
      expect(await under.store.delete(owner, version)).toBe(false)
      const outcomes = await turns(10, (store) => store.delete(owner, newer))
      expect(outcomes.filter((done) => done)).toHaveLength(1)
      await stored(3)
      expect(await under.store.delete(owner)).toBe(true)
      expect(await under.store.delete(owner)).toBe(false)
    })

    it('D41 locks for one of many at once on two connections', async () => {
      const version = await stored(1)
      const outcomes = await turns(20, (store, n) => store.lock(owner, version, `holder ${n}`, times))
      expect(outcomes.filter(({ outcome }) => outcome === 'locked')).toEqual([
        { outcome: 'locked', interrupted: false },
      ])
      expect(outcomes.filter(({ outcome }) => outcome === 'held')).toHaveLength(19)
      expect(outcomes).toContainEqual({ outcome: 'held', until: times.until })
    })

    it('a lock keeps its holder out, too: whoever has it does not ask again', async () => {
      const version = await stored(1)
      await under.store.lock(owner, version, 'a', times)
      expect((await under.store.lock(owner, version, 'a', times)).outcome).toBe('held')
    })

    it('a lock changes neither the pair nor its version', async () => {
      const version = await stored(1)
      await under.store.lock(owner, version, 'a', times)
      expect(await under.second.find(owner)).toEqual({ pair: pair(1), version })
    })

    it('a lock ends by its holder, and by nobody else', async () => {
      const version = await stored(1)
      await under.store.lock(owner, version, 'a', times)
      await under.second.unlock(owner, 'b')
      expect((await under.store.lock(owner, version, 'b', times)).outcome).toBe('held')
      await under.second.unlock(owner, 'a')
      expect(await under.store.lock(owner, version, 'b', times)).toEqual({
        outcome: 'locked',
        interrupted: false,
      })
    })

    it('its holder can prolong a lock, and nobody else', async () => {
      const version = await stored(1)
      await under.store.lock(owner, version, 'a', times)
      expect(await under.second.prolong(owner, 'b', 90_000)).toBe(false)
      expect(await under.second.prolong(owner, 'a', 61_000)).toBe(true)
      expect(await under.store.lock(owner, version, 'b', { now: 60_000, until: 90_000 })).toEqual({
        outcome: 'held',
        until: 61_000,
      })
      await under.store.unlock(owner, 'a')
      expect(await under.store.prolong(owner, 'a', 90_000)).toBe(false)
    })

    it('D46 a lock that goes on for longer than any is over', async () => {
      const version = await stored(1)
      await under.store.lock(owner, version, 'a', { now: 900_000, until: 930_000 })
      const early = { now: 0, until: 30_000 }
      expect((await under.store.lock(owner, version, 'b', { ...early, latest: 930_000 })).outcome).toBe(
        'held',
      )
      expect(await under.store.lock(owner, version, 'b', { ...early, latest: 929_999 })).toEqual({
        outcome: 'locked',
        interrupted: true,
      })
    })

    it('D42 a lock whose time is over goes to one of the others, who learns of it', async () => {
      const version = await stored(1)
      await under.store.lock(owner, version, 'a', times)
      const later = { now: times.until, until: times.until + 1 }
      const outcomes = await turns(10, (store, n) => store.lock(owner, version, `b${n}`, later))
      expect(outcomes.filter(({ outcome }) => outcome === 'locked')).toEqual([
        { outcome: 'locked', interrupted: true },
      ])
      await under.store.unlock(owner, 'a')
      expect((await under.store.lock(owner, version, 'c', later)).outcome).toBe('held')
    })

    it('D42 the pair of a holder who comes back late is kept: it is the newest there is', async () => {
      const version = await stored(1)
      await under.store.lock(owner, version, 'a', times)
      await under.store.lock(owner, version, 'b', { now: times.until, until: times.until + 1 })
      expect(await under.store.replace(owner, version, pair(2))).toBe(true)
      expect(await under.store.replace(owner, version, pair(3))).toBe(false)
    })

    it.each<[string, (store: UserTokenStore, version: number) => Promise<unknown>]>([
      ['a refresh', (store, version) => store.replace(owner, version, pair(2))],
      ['a new authorization', (store) => store.put(owner, pair(2))],
      [
        'deletion and a new authorization',
        async (store) => [await store.delete(owner), await store.put(owner, pair(2))],
      ],
    ])('%s ends the lock', async (_, write) => {
      const version = await stored(1)
      await under.store.lock(owner, version, 'a', times)
      await write(under.second, version)
      expect(await under.store.lock(owner, version, 'b', times)).toEqual({ outcome: 'changed' })
      const newer = (await under.store.find(owner))?.version ?? 0
      expect(await under.store.lock(owner, newer, 'b', times)).toEqual({
        outcome: 'locked',
        interrupted: false,
      })
    })

    it('lists what is kept of the people of one app, in pages, each once', async () => {
      const owners = [
        { ...owner, openId: 'ou_2' },
        { ...owner, openId: 'ou_3' },
        { ...owner, tenantKey: 't0', openId: 'ou_9' },
      ]
      const others = [
        { ...owner, appId: 'cli_2' },
        { ...owner, brand: 'lark' as const },
      ]
      await under.store.put(owner, pair(1))
      for (const one of [...owners, ...others]) {
        await under.addOwner(one)
        await under.store.put(one, one.openId === 'ou_2' ? withoutRefresh : pair(2))
      }
      const version = (await under.store.find(owner))?.version ?? 0
      await under.store.lock(owner, version, 'holder', times)
      const seen: object[] = []
      for (let cursor: string | null | undefined; cursor !== null && seen.length < 50; ) {
        const page = await under.second.list(
          { brand: 'feishu', appId: 'cli_1' },
          { cursor: cursor ?? undefined, limit: 3 },
        )
        expect(page.items.length).toBeLessThanOrEqual(3)
        seen.push(...page.items)
        cursor = page.next
      }
      const told = (n: number) => ({
        pair: {
          scopes: ['offline_access', 'calendar:calendar:readonly'],
          expiresAt: 1_700_000_000_000 + n,
          generation: 'v2',
          authorizedAt: 1_700_000_000_000,
        },
        refreshable: true,
        refreshExpiresAt: 1_700_600_000_000 + n,
        lockedUntil: null,
      })
      const bare = { scopes: [], expiresAt: 1, generation: 'passport', authorizedAt: 0 }
      expect(seen).toEqual([
        { owner: owners[2], ...told(2) },
        { owner, ...told(1), lockedUntil: times.until },
        { owner: owners[0], pair: bare, refreshable: false, refreshExpiresAt: null, lockedUntil: null },
        { owner: owners[1], ...told(2) },
      ])
      expect(JSON.stringify(seen)).not.toMatch(/access \d|refresh \d|令牌/)
    })

    it('locks nothing that is not there', async () => {
      expect(await under.store.lock(owner, 1, 'a', times)).toEqual({ outcome: 'changed' })
      await under.store.unlock(owner, 'a')
      expect(await under.store.find(owner)).toBeUndefined()
    })
  })
}
