// Reads: people, each with the doubt that there is about them.

import type { ExpressionBuilder, Kysely } from 'kysely'
import type { Person } from '../../sign-in/index.ts'
import { toPerson } from './identity-rows.ts'
import type { Tables } from './schema.ts'

const doubt = (of: ExpressionBuilder<Tables, 'identities'>) =>
  of
    .selectFrom('doubts')
    .select('doubts.number')
    .whereRef('doubts.brand', '=', 'identities.brand')
    .whereRef('doubts.app_id', '=', 'identities.app_id')
    .whereRef('doubts.open_id', '=', 'identities.open_id')
    .as('doubt')

/** One statement: every request of somebody who is signed in needs both. */
export const selectPeople = (db: Kysely<Tables>) =>
  db.selectFrom('identities').selectAll('identities').select(doubt)

export async function findPerson(db: Kysely<Tables>, identityId: string): Promise<Person | undefined> {
  const row = await selectPeople(db).where('identities.id', '=', identityId).executeTakeFirst()
  return row && toPerson(row)
}
