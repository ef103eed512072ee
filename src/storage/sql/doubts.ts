// Stores: doubts about people, and what the platform answers to them.

import { type Kysely, sql } from 'kysely'
import type { IdentityStore } from '../../sign-in/index.ts'
import type { Tables } from './schema.ts'
import { findPerson } from './select-people.ts'
import { inSlices } from './slices.ts'
import { inTransaction } from './transaction.ts'

export function createDoubts(
  db: Kysely<Tables>,
): Pick<IdentityStore, 'doubt' | 'newestDoubt' | 'vouch' | 'block' | 'forgetDoubts'> {
  return {
    async newestDoubt() {
      const row = await db.selectFrom('doubt_numbers').select('last_number').executeTakeFirst()
      return row?.last_number ?? 0
    },

    doubt: (brand, appId, openIds, now) =>
      inTransaction(db, async (connection) => {
        for (const openId of openIds) await raise(connection, { brand, appId }, openId, now)
      }),

    vouch: (identityId, knownDoubt, now) =>
      inTransaction(db, async (connection) => {
        const person = await findPerson(connection, identityId)
        if (person === undefined) return undefined
        const { identity, profile, blocked } = person
        if (await answerDoubt(connection, identity, profile.openId, knownDoubt)) return person
        if (blocked !== null) await setBlocked(connection, identityId, null, now)
        return { ...person, blocked: null, doubt: null }
      }),

    block: (identityId, blocked, now) =>
      inTransaction(db, async (connection) => {
        const person = await findPerson(connection, identityId)
        if (person === undefined) return undefined
        // Or a sign-in that is under way would let them in again: it asked before.
        await raise(connection, person.identity, person.profile.openId, now)
        await setBlocked(connection, identityId, blocked, now)
        return findPerson(connection, identityId)
      }),

    forgetDoubts(raisedBefore) {
      return inSlices(undefined, async (size) => {
        // Whoever may come in as soon as it is forgotten is asked about first, however long that takes.
        const old = db
          .selectFrom('doubts')
          .select(['brand', 'app_id', 'open_id'])
          .where('raised_at', '<', raisedBefore)
          .where(({ exists, not, selectFrom }) =>
            not(
              exists(
                selectFrom('identities')
                  .select('identities.id')
                  .whereRef('identities.brand', '=', 'doubts.brand')
                  .whereRef('identities.app_id', '=', 'doubts.app_id')
                  .whereRef('identities.open_id', '=', 'doubts.open_id')
                  .where('identities.blocked', 'is', null),
              ),
            ),
          )
          .limit(size)
        const result = await db
          .deleteFrom('doubts')
          .where(
            ({ refTuple }) => refTuple('brand', 'app_id', 'open_id'),
            'in',
            () => old.$asTuple('brand', 'app_id', 'open_id'),
          )
          .executeTakeFirst()
        return Number(result.numDeletedRows)
      })
    },
  }
}

async function raise(
  db: Kysely<Tables>,
  { brand, appId }: { brand: string; appId: string },
  openId: string,
  now: number,
): Promise<void> {
  // A number and no time: the processes that raise and answer doubts need not agree on the time.
  const { last_number } = await db
    .insertInto('doubt_numbers')
    .values({ name: 'doubts', last_number: 1 })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ last_number: sql<number>`doubt_numbers.last_number + 1` }),
    )
    .returning('last_number')
    .executeTakeFirstOrThrow()
  const raised = { number: last_number, raised_at: now }
  await db
    .insertInto('doubts')
    .values({ brand, app_id: appId, open_id: openId, ...raised })
    .onConflict((conflict) => conflict.columns(['brand', 'app_id', 'open_id']).doUpdateSet(raised))
    .execute()
}

/**
 * The platform was asked about this person when `knownDoubt` was the newest doubt, and vouches for them: it and those
 * before it are answered. True when there is a later one, which the platform may not have known of.
 */
export async function answerDoubt(
  db: Kysely<Tables>,
  { brand, appId }: { brand: string; appId: string },
  openId: string,
  knownDoubt: number,
): Promise<boolean> {
  const about = { brand, app_id: appId, open_id: openId }
  await db
    .deleteFrom('doubts')
    .where((where) => where.and(about))
    .where('number', '<=', knownDoubt)
    .execute()
  const left = await db
    .selectFrom('doubts')
    .select('number')
    .where((where) => where.and(about))
    .executeTakeFirst()
  return left !== undefined
}

async function setBlocked(
  db: Kysely<Tables>,
  identityId: string,
  blocked: string | null,
  now: number,
): Promise<void> {
  await db.updateTable('identities').set({ blocked, updated_at: now }).where('id', '=', identityId).execute()
}
