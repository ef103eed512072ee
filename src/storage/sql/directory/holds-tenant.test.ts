// Tests: that a directory is known as that of one organisation, and of no other.

import { expect, test } from 'vitest'
import { importAll, key, lease } from '../../contracts/directory-samples.ts'
import { ids, named } from '../../contracts/identity-samples.ts'
import { openTestDatabase } from '../../contracts/open-test-database.ts'

test('a directory is of the organisation whose people are in it, whoever has signed in before', async () => {
  const { directory, identities, close } = await openTestDatabase()
  const signIn = (openId: string, tenantKey: string) => {
    const { key: its, profile } = named(openId)
    return identities.save({ ...its, tenantKey }, profile, 0, ids(openId))
  }
  await signIn('ou_guest', 'another')
  await signIn('ou_1', 'own')
  expect(await directory.holdsTenant(key, 'own')).toBe(false)
  await directory.acquireLease(lease, 0, 100)
  await importAll(directory, 'r1', 1_000, { people: [{ id: 'ou_1' }, { id: 'ou_2' }] })
  expect(await directory.holdsTenant(key, 'own')).toBe(true)
  expect(await directory.holdsTenant(key, 'another')).toBe(false)
  expect(await directory.holdsTenant(key, '')).toBe(false)
  expect(await directory.holdsTenant({ ...key, brand: 'lark' }, 'own')).toBe(false)
  expect(await directory.holdsTenant({ ...key, appId: 'cli_2' }, 'own')).toBe(false)
  // Whoever leaves was of it all the same.
  await directory.removeOne(key, 'person', 'ou_1', 'left', 2_000, 2_000)
  expect(await directory.holdsTenant(key, 'own')).toBe(true)
  await close()
})
