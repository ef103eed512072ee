// Tests: what every RoleStore must do, whatever keeps it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RoleStore } from '../../sign-in/index.ts'

/** A store under test; `second` reaches the same data by a connection of its own. */
export interface RoleStoreUnderTest {
  store: RoleStore
  second: RoleStore
  /** Makes sure that a local user of this id exists. */
  addUser(userId: string): Promise<void>
  /** Deletes the account, with all that goes with it. */
  deleteUser(userId: string): Promise<void>
  close(): Promise<void>
}

export function testRoleStore(name: string, make: () => Promise<RoleStoreUnderTest>): void {
  describe(`RoleStore: ${name}`, () => {
    let under: RoleStoreUnderTest
    beforeEach(async () => {
      under = await make()
      for (const userId of ['one', 'two']) await under.addUser(userId)
    })
    afterEach(() => under.close())

    it('grants and revokes, each once', async () => {
      const { store, second } = under
      expect(await store.of('one')).toEqual([])
      await store.grant('one', 'directory_reader', 1)
      await store.grant('one', 'directory_reader', 2)
      await store.grant('one', 'administrator', 3)
      await second.grant('two', 'directory_reader', 4)
      expect(await second.of('one')).toEqual(['administrator', 'directory_reader'])
      expect(await store.holders('directory_reader')).toEqual(['one', 'two'])
      expect(await store.revoke('one', 'directory_reader')).toBe(true)
      expect(await store.revoke('one', 'directory_reader')).toBe(false)
      expect(await second.of('one')).toEqual(['administrator'])
      expect(await second.holders('directory_reader')).toEqual(['two'])
    })

    it('grants nothing to an account that is not there', async () => {
      const granting = under.store.grant('nobody', 'administrator', 1)
      await expect(granting).rejects.toMatchObject({ code: 'account_missing' })
      expect(await under.store.holders('administrator')).toEqual([])
    })

    it('lets roles go with their account', async () => {
      await under.store.grant('one', 'administrator', 1)
      await under.deleteUser('one')
      expect(await under.store.holders('administrator')).toEqual([])
    })
  })
}
