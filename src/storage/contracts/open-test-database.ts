// Opens: a migrated database for tests that are not about encryption.

import type { TokenOwner } from '../../tokens/index.ts'
import { createSealer, type Database, openDatabase } from '../sql/index.ts'

export const testSealer = createSealer(['4Jx1vQm8-ZkT0rWc6yLp3sBd9fGh2uNe'])

/** In memory unless told otherwise. */
export async function openTestDatabase(url = 'sqlite::memory:'): Promise<Database> {
  const database = await openDatabase(url, { sealer: testSealer })
  await database.migrate()
  return database
}

/** Signs in whoever the tokens of a test belong to. */
export async function addOwner({ identities }: Database, owner: TokenOwner): Promise<void> {
  const { openId, ...app } = owner
  const name = JSON.stringify(owner)
  const profile = {
    name: '',
    enName: '',
    avatarUrl: '',
    openId,
    unionId: name,
    emailVerified: false,
  } as const
  await identities.save({ ...app, subjectType: 'open_id', subject: openId }, profile, 0, {
    userId: name,
    identityId: `identity of ${name}`,
  })
}
