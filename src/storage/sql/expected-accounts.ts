// Stores: people whom an administrator has entered and who have not signed in yet.

import { type Expression, type ExpressionBuilder, type Kysely, type SqlBool, sql } from 'kysely'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type {
  ExpectedAccount,
  ExpectedPerson,
  IdentityKey,
  IdentityStore,
  Person,
  Profile,
} from '../../sign-in/index.ts'
import { pageOf, readCursor } from './directory/cursor.ts'
import type { ExpectedAccountRow, Tables } from './schema.ts'
import { inTransaction } from './transaction.ts'

const mostAtOnce = 1_000

/** What lists are sorted by: the time, and then what tells one from another. */
const listing = 'expected:nTTTTT'
const columns = ['created_at', 'subject', 'subject_type', 'tenant_key', 'brand', 'app_id'] as const
const place = sql.join(columns.map((column) => sql.ref(column)))
const placeOf = (row: ExpectedAccountRow) => columns.map((column) => row[column])

/** In the column, for a person of whichever tenant: a null would be unequal to itself in the key. */
const anyTenant = ''

export function createExpectations(
  db: Kysely<Tables>,
): Pick<IdentityStore, 'expect' | 'listExpected' | 'cancelExpected'> {
  return {
    async expect(person, userId, now) {
      const row = toRow(person)
      if (person.subjectType === 'user_id' && row.tenant_key === anyTenant) {
        throw new LarkspurError('request_invalid', {
          message: 'A user_id is unique within its tenant only, so the tenant must be named, too.',
        })
      }
      await inTransaction(db, async (connection) => {
        if (await hasSignedIn(connection, row)) throw new LarkspurError('identity_taken')
        const others = await connection
          .selectFrom('expected_accounts')
          .select('user_id')
          .where((where) => where.and([isSubject(where, row), where('user_id', '!=', userId)]))
          .where((where) =>
            row.tenant_key === anyTenant
              ? where.lit(true)
              : where('tenant_key', 'in', [row.tenant_key, anyTenant]),
          )
          .executeTakeFirst()
        if (others !== undefined) throw new LarkspurError('identity_taken')
        await connection
          .insertInto('users')
          .values({ id: userId, created_at: now })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        await connection
          .insertInto('expected_accounts')
          .values({ ...row, user_id: userId, created_at: now })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      })
    },

    async listExpected(of, { cursor, limit }) {
      const size = Math.min(limit, mostAtOnce)
      const after = readCursor(listing, cursor)
      const all = db.selectFrom('expected_accounts').selectAll()
      const ofOne =
        'userId' in of
          ? all.where('user_id', '=', of.userId)
          : all.where('brand', '=', of.brand).where('app_id', '=', of.appId)
      let page = ofOne.limit(size + 1)
      for (const column of columns) page = page.orderBy(column)
      if (after !== undefined) page = page.where(sql<boolean>`(${place}) > (${sql.join(after)})`)
      return pageOf(listing, await page.execute(), size, placeOf, fromRow)
    },

    cancelExpected(person) {
      return inTransaction(db, async (connection) => {
        const gone = await connection
          .deleteFrom('expected_accounts')
          .where((where) => where.and({ ...toRow(person) }))
          .returning('user_id')
          .executeTakeFirst()
        if (gone === undefined) return null
        await deleteWithoutAnybody(connection, gone.user_id)
        return gone.user_id
      })
    },
  }
}

/** The account that the person joins at the first sign-in; of several the one that was entered first. */
export async function accountThatExpects(
  db: Kysely<Tables>,
  key: IdentityKey,
  profile: Profile,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('expected_accounts')
    .select('user_id')
    .where((where) => expects(where, key, profile))
    .orderBy('created_at')
    .orderBy('subject')
    .executeTakeFirst()
  return row?.user_id
}

/**
 * The person has come; no account waits for them any longer, by whichever identifier: a `user_id` may be given to
 * somebody else one day, who must not come into an account that was meant for this person. Returns what went.
 */
export async function forgetExpectations(
  db: Kysely<Tables>,
  { userId, identity, profile }: Person,
): Promise<ExpectedAccount[]> {
  const gone = await db
    .deleteFrom('expected_accounts')
    .where((where) => expects(where, identity, profile))
    .returningAll()
    .execute()
  const others = gone.filter(({ user_id }) => user_id !== userId)
  for (const { user_id } of others) await deleteWithoutAnybody(db, user_id)
  return gone.map(fromRow)
}

type Builder = ExpressionBuilder<Tables, 'expected_accounts'>

function expects(where: Builder, key: IdentityKey, profile: Profile): Expression<SqlBool> {
  const named = [
    ['open_id', profile.openId],
    ['union_id', profile.unionId],
    ['user_id', profile.userId],
  ] as const
  return where.and([
    where.and({ brand: key.brand, app_id: key.appId }),
    where('tenant_key', 'in', [key.tenantKey, anyTenant]),
    where.or(
      named.flatMap(([subject_type, subject]) =>
        subject === undefined || subject === '' ? [] : [where.and({ subject_type, subject })],
      ),
    ),
  ])
}

function isSubject(where: Builder, row: Omit<ExpectedAccountRow, 'user_id' | 'created_at'>) {
  const { brand, app_id, subject_type, subject } = row
  return where.and({ brand, app_id, subject_type, subject })
}

const identifierColumns = {
  open_id: 'open_id',
  union_id: 'union_id',
  user_id: 'platform_user_id',
} as const

async function hasSignedIn(
  db: Kysely<Tables>,
  row: Omit<ExpectedAccountRow, 'user_id' | 'created_at'>,
): Promise<boolean> {
  const column = identifierColumns[row.subject_type as keyof typeof identifierColumns]
  let found = db
    .selectFrom('identities')
    .select('id')
    .where((where) => where.and({ brand: row.brand, app_id: row.app_id, [column]: row.subject }))
  if (row.tenant_key !== anyTenant) found = found.where('tenant_key', '=', row.tenant_key)
  return (await found.executeTakeFirst()) !== undefined
}

/** Nobody can come into such an account any more, so nothing is lost with it. */
async function deleteWithoutAnybody(db: Kysely<Tables>, userId: string): Promise<void> {
  await db
    .deleteFrom('users')
    .where('id', '=', userId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('identities').select('id').where('user_id', '=', userId))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('expected_accounts').select('subject').where('user_id', '=', userId))),
    )
    .execute()
}

function toRow(person: ExpectedPerson) {
  return {
    brand: person.brand,
    app_id: person.appId,
    subject_type: person.subjectType,
    subject: person.subject,
    tenant_key: person.tenantKey ?? anyTenant,
  }
}

function fromRow(row: ExpectedAccountRow): ExpectedAccount {
  return {
    brand: row.brand as ExpectedAccount['brand'],
    appId: row.app_id,
    subjectType: row.subject_type as ExpectedAccount['subjectType'],
    subject: row.subject,
    tenantKey: row.tenant_key === anyTenant ? null : row.tenant_key,
    userId: row.user_id,
    createdAt: row.created_at,
  }
}
