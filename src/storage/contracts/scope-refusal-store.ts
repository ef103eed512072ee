// Tests: what every ScopeRefusalStore must do, whatever keeps it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ScopeRefusalStore, TokenOwner } from '../../tokens/index.ts'

/** A store under test; `second` reaches the same data by a connection of its own. */
export interface ScopeRefusalStoreUnderTest {
  store: ScopeRefusalStore
  second: ScopeRefusalStore
  close(): Promise<void>
}

const owner: TokenOwner = { brand: 'feishu', appId: 'cli_1', tenantKey: 't1', openId: 'ou_1' }
const some = { scopes: ['im:message', 'contact:user.email:readonly'], at: 1_700_000_000_000 }

export function testScopeRefusalStore(name: string, make: () => Promise<ScopeRefusalStoreUnderTest>): void {
  describe(`ScopeRefusalStore: ${name}`, () => {
    let under: ScopeRefusalStoreUnderTest
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under.close())

    it('gives back what was written, and nothing once it is gone', async () => {
      expect(await under.store.find(owner)).toBeUndefined()
      await under.store.update(owner, () => some)
      expect(await under.second.find(owner)).toEqual(some)
      await under.second.update(owner, (known) => ({ scopes: known?.scopes.slice(1) ?? [], at: 2 }))
      expect(await under.store.find(owner)).toEqual({ scopes: some.scopes.slice(1), at: 2 })
      await under.store.update(owner, () => undefined)
      expect(await under.second.find(owner)).toBeUndefined()
    })

    it.each<[string, Partial<TokenOwner>]>([
      ['brand', { brand: 'lark' }],
      ['app', { appId: 'cli_2' }],
      ['tenant', { tenantKey: 't2' }],
      ['open_id', { openId: 'OU_1' }],
      ['where a text ends', { tenantKey: 't1o', openId: 'u_1' }],
    ])('D47 keeps owners apart who differ only by %s', async (_, change) => {
      await under.store.update(owner, () => some)
      const other = { ...owner, ...change }
      await under.store.update(other, (known) => {
        expect(known).toBeUndefined()
        return { scopes: ['a'], at: 1 }
      })
      await under.store.update(other, () => undefined)
      expect(await under.store.find(owner)).toEqual(some)
    })

    it('of many changes at once on two connections none is lost', async () => {
      const names = Array.from({ length: 20 }, (_, n) => `scope${n}`)
      const stores = [under.store, under.second]
      await Promise.all(
        names.map((scope, n) =>
          stores[n % 2]?.update(owner, (known) => ({ scopes: [...(known?.scopes ?? []), scope], at: n })),
        ),
      )
      expect((await under.store.find(owner))?.scopes.toSorted()).toEqual(names.toSorted())
    })

    it('a change that fails changes nothing', async () => {
      await under.store.update(owner, () => some)
      const fail = () => {
        throw new TypeError('no')
      }
      await expect(under.store.update(owner, fail)).rejects.toThrow()
      expect(await under.second.find(owner)).toEqual(some)
    })

    it('deletes what is older', async () => {
      await under.store.update(owner, () => some)
      await under.store.update({ ...owner, openId: 'ou_2' }, () => ({ scopes: ['a'], at: 5 }))
      expect(await under.store.deleteBefore(5)).toBe(0)
      expect(await under.store.deleteBefore(some.at)).toBe(1)
      expect(await under.store.find(owner)).toEqual(some)
    })
  })
}
