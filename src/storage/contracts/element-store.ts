// Tests: what every ElementStore must do, whatever keeps it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ElementStore, WritableElement } from '../../elements/index.ts'

/** A store under test; `second` reaches the same data by a connection of its own. */
export interface ElementStoreUnderTest {
  store: ElementStore
  second: ElementStore
  close(): Promise<void>
}

const sample = (changes: Partial<WritableElement> = {}): WritableElement => ({
  fullName: 'auths.loginTypes.Example',
  title: '示例',
  type: 'auths.loginTypes.FSInnerType',
  config: { appId: 'cli_1', scopes: ['a', 'b'], brand: 'feishu' },
  appSecret: 'secret of the app',
  eventSecrets: { encryptKey: 'key', verificationToken: 'token' },
  enabled: true,
  createdAt: 1,
  updatedAt: 2,
  ...changes,
})

export function testElementStore(name: string, make: () => Promise<ElementStoreUnderTest>): void {
  describe(`ElementStore: ${name}`, () => {
    let under: ElementStoreUnderTest
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under.close())

    it('gives back what it was given, by full name', async () => {
      const other = sample({ fullName: 'auths.loginTypes.A', eventSecrets: null, enabled: false, config: {} })
      await under.store.create(sample())
      await under.second.create(other)
      expect(await under.store.list()).toEqual([other, sample()])
      expect(await under.second.list()).toEqual([other, sample()])
    })

    it.each(['auths.loginTypes.Example', 'auths.loginTypes.EXAMPLE', 'AUTHS.loginTypes.example'])(
      'refuses a second element that is called %s',
      async (fullName) => {
        await under.store.create(sample())
        const version = await under.store.version()
        const again = under.second.create(sample({ fullName, title: 'other' }))
        await expect(again).rejects.toMatchObject({ code: 'element_exists' })
        expect(await under.store.list()).toEqual([sample()])
        expect(await under.store.version()).toBe(version)
      },
    )

    it('of many who make the same one at once one does', async () => {
      const made = await Promise.allSettled(
        Array.from({ length: 10 }, (_, n) =>
          (n % 2 === 0 ? under.store : under.second).create(sample({ title: String(n) })),
        ),
      )
      expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await under.store.list()).toHaveLength(1)
    })

    it('replaces what has not changed since, and keeps when it was made', async () => {
      await under.store.create(sample())
      const next = sample({ title: 'next', appSecret: 'new secret', eventSecrets: null, updatedAt: 3 })
      expect(await under.second.replace({ ...next, createdAt: 99 }, 2)).toBe(true)
      expect(await under.store.list()).toEqual([next])
    })

    it('of two who change the same one the later is refused', async () => {
      await under.store.create(sample())
      expect(await under.store.replace(sample({ title: 'one', updatedAt: 3 }), 2)).toBe(true)
      const version = await under.store.version()
      expect(await under.second.replace(sample({ title: 'two', updatedAt: 4 }), 2)).toBe(false)
      expect((await under.store.list())[0]?.title).toBe('one')
      expect(await under.store.version()).toBe(version)
    })

    it('makes and replaces nothing once anything was written since the version that was looked at', async () => {
      const version = await under.store.version()
      await under.second.create(sample({ fullName: 'auths.loginTypes.A' }))
      expect(await under.store.create(sample(), version)).toBe(false)
      expect(await under.store.create(sample(), await under.store.version())).toBe(true)
      const seen = await under.second.version()
      await under.store.delete('auths.loginTypes.A')
      const next = sample({ title: 'next', updatedAt: 3 })
      expect(await under.second.replace(next, 2, seen)).toBe(false)
      expect(await under.store.list()).toEqual([sample()])
      expect(await under.second.replace(next, 2, await under.second.version())).toBe(true)
      expect(await under.store.list()).toEqual([next])
    })

    it('of two who decide upon the same version one writes', async () => {
      const version = await under.store.version()
      const made = await Promise.all([
        under.store.create(sample({ fullName: 'auths.loginTypes.A' }), version),
        under.second.create(sample({ fullName: 'auths.loginTypes.B' }), version),
      ])
      expect(made.toSorted()).toEqual([false, true])
      expect(await under.store.list()).toHaveLength(1)
    })

    it('switches off and on, and changes nothing else', async () => {
      await under.store.create(sample())
      const version = await under.store.version()
      expect(await under.second.setEnabled('auths.loginTypes.Example', false, 3, 2)).toBe(true)
      expect(await under.store.list()).toEqual([sample({ enabled: false, updatedAt: 3 })])
      expect(await under.store.version()).not.toBe(version)
      expect(await under.store.setEnabled('auths.loginTypes.Example', true, 4, 2)).toBe(false)
      expect(await under.store.setEnabled('auths.loginTypes.None', true, 4, 3)).toBe(false)
      expect(await under.store.setEnabled('auths.loginTypes.Example', true, 4, 3)).toBe(true)
      expect(await under.second.list()).toEqual([sample({ updatedAt: 4 })])
    })

    it('replaces and deletes nothing that is not there', async () => {
      const version = await under.store.version()
      expect(await under.store.replace(sample(), 2)).toBe(false)
      expect(await under.store.delete('auths.loginTypes.Example')).toBe(false)
      expect(await under.store.list()).toEqual([])
      expect(await under.store.version()).toBe(version)
    })

    it('deletes once, by the exact name', async () => {
      await under.store.create(sample())
      expect(await under.second.delete('auths.loginTypes.example')).toBe(false)
      expect(await under.second.delete('auths.loginTypes.Example')).toBe(true)
      expect(await under.store.delete('auths.loginTypes.Example')).toBe(false)
      expect(await under.store.list()).toEqual([])
    })

    it('every change is another version, for other connections too', async () => {
      const versions = [await under.second.version()]
      const note = async () => versions.push(await under.second.version())
      await under.store.create(sample())
      await note()
      await under.store.replace(sample({ updatedAt: 3 }), 2)
      await note()
      await under.store.delete('auths.loginTypes.Example')
      await note()
      await under.store.create(sample())
      await note()
      expect(new Set(versions).size).toBe(5)
    })
  })
}
