// Tests: any TokenStore, so that every storage behaves the same.
import { describe, expect, test } from 'vitest'
import type { TokenStore } from '../../tokens/index.ts'

/** Runs the suite; `make` gives an empty store each time. */
export function testTokenStore(name: string, make: () => Promise<TokenStore>): void {
  const record = { value: 't-1', expiresAt: 1_767_225_600_000 }
  const other = { value: 't-2', expiresAt: 1_767_225_600_001 }

  describe(`TokenStore: ${name}`, () => {
    test('an unknown key has no record', async () => {
      const store = await make()
      expect(await store.get('k')).toBeUndefined()
    })

    test('a record comes back as it was set', async () => {
      const store = await make()
      await store.set('k', record)
      expect(await store.get('k')).toEqual(record)
    })

    test('the last set wins', async () => {
      const store = await make()
      await store.set('k', record)
      await store.set('k', other)
      expect(await store.get('k')).toEqual(other)
    })

    test('delete removes the value it names', async () => {
      const store = await make()
      await store.set('k', record)
      await store.delete('k', record.value)
      expect(await store.get('k')).toBeUndefined()
    })

    test('delete leaves a value that has been replaced', async () => {
      const store = await make()
      await store.set('k', other)
      await store.delete('k', record.value)
      expect(await store.get('k')).toEqual(other)
    })

    test('delete of an unknown key is harmless', async () => {
      const store = await make()
      await store.delete('k', 't-1')
      expect(await store.get('k')).toBeUndefined()
    })

    test.each([
      ['k', 'K'],
      ['k', 'k '],
      ['k', 'k\u0000'],
      ['__proto__', 'constructor'],
      ['["a","b"]', '["a,b"]'],
      ['', ' '],
    ])('D47 the keys %j and %j are two', async (one, two) => {
      const store = await make()
      await store.set(one, record)
      expect(await store.get(two)).toBeUndefined()
      await store.set(two, other)
      await store.delete(two, record.value)
      expect([await store.get(one), await store.get(two)]).toEqual([record, other])
    })

    test('a change to a record outside changes nothing inside', async () => {
      const store = await make()
      const mine = { ...record }
      await store.set('k', mine)
      mine.value = 'changed'
      const read = await store.get('k')
      if (read !== undefined) read.value = 'changed'
      expect(await store.get('k')).toEqual(record)
    })
  })
}
