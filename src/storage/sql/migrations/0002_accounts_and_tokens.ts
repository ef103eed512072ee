// Adds: identities with names of their own, expected accounts, user tokens; encrypts what attempts keep. Frozen.

import { randomBytes } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const accountsAndTokens: Migration = { up }

/** Only what moves from the former tables to the new ones, which SQLite cannot change in place. */
interface Moving {
  identities: MovingRow
  identities_new: MovingRow & { id: string; last_sign_in_at: number }
}

interface MovingRow {
  brand: string
  app_id: string
  tenant_key: string
  subject_type: string
  subject: string
  updated_at: number
}

async function up(db: Kysely<Moving>): Promise<void> {
  await rebuildIdentities(db)
  await rememberFirstTenants(db)
  await rebuildSessions(db)
  await rebuildAttempts(db)

  await db.schema
    .createTable('expected_accounts')
    .addColumn('brand', 'text', (column) => column.notNull())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('tenant_key', 'text', (column) => column.notNull())
    .addColumn('subject_type', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('expected_accounts_key', [
      'brand',
      'app_id',
      'subject_type',
      'subject',
      'tenant_key',
    ])
    .execute()
  await db.schema.createIndex('expected_accounts_user').on('expected_accounts').column('user_id').execute()

  await db.schema
    .createTable('user_tokens')
    .addColumn('brand', 'text', (column) => column.notNull())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('tenant_key', 'text', (column) => column.notNull())
    .addColumn('open_id', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('locked_by', 'text')
    .addColumn('locked_until', 'bigint')
    .addPrimaryKeyConstraint('user_tokens_owner', ['brand', 'app_id', 'tenant_key', 'open_id'])
    .execute()

  await db.schema
    .createTable('scope_refusals')
    .addColumn('brand', 'text', (column) => column.notNull())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('tenant_key', 'text', (column) => column.notNull())
    .addColumn('open_id', 'text', (column) => column.notNull())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('scope_refusals_owner', ['brand', 'app_id', 'tenant_key', 'open_id'])
    .execute()
  await db.schema.createIndex('scope_refusals_at').on('scope_refusals').column('at').execute()
}

async function rebuildIdentities(db: Kysely<Moving>): Promise<void> {
  await db.schema
    .createTable('identities_new')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('brand', 'text', (column) => column.notNull())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('tenant_key', 'text', (column) => column.notNull())
    .addColumn('subject_type', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('open_id', 'text', (column) => column.notNull())
    .addColumn('union_id', 'text', (column) => column.notNull())
    .addColumn('platform_user_id', 'text')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('en_name', 'text', (column) => column.notNull())
    .addColumn('avatar_url', 'text', (column) => column.notNull())
    .addColumn('email', 'text')
    .addColumn('enterprise_email', 'text')
    .addColumn('mobile', 'text')
    .addColumn('employee_no', 'text')
    .addColumn('blocked', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('last_sign_in_at', 'bigint')
    .addUniqueConstraint('identities_subject', ['brand', 'app_id', 'tenant_key', 'subject_type', 'subject'])
    .execute()
  await moveIdentities(db)
  await db.schema.dropTable('identities').execute()
  await db.schema.alterTable('identities_new').renameTo('identities').execute()
  await db.schema
    .createIndex('identities_user')
    .on('identities')
    .columns(['user_id', 'last_sign_in_at'])
    .execute()
  // An administrator may name a person by any of the platform's identifiers.
  for (const column of ['open_id', 'union_id', 'platform_user_id']) {
    await db.schema
      .createIndex(`identities_${column}`)
      .on('identities')
      .columns(['brand', 'app_id', column])
      .execute()
  }
}

/** A random name for each, which SQL has no portable word for; a few at a time, so that memory does not hold them all. */
async function moveIdentities(db: Kysely<Moving>): Promise<void> {
  const key = ['brand', 'app_id', 'tenant_key', 'subject_type', 'subject'] as const
  const columns = sql.join(key.map((column) => sql.ref(column)))
  for (let last: unknown[] | undefined; ; ) {
    let some = db.selectFrom('identities').selectAll().limit(200)
    for (const column of key) some = some.orderBy(column)
    if (last !== undefined) some = some.where(sql<boolean>`(${columns}) > (${sql.join(last)})`)
    const rows = await some.execute()
    const final = rows.at(-1)
    if (final === undefined) return
    const named = rows.map((row) => ({
      ...row,
      id: randomBytes(32).toString('base64url'),
      last_sign_in_at: row.updated_at,
    }))
    await db.insertInto('identities_new').values(named).execute()
    last = key.map((column) => final[column])
  }
}

/** Whose app it is must not change with the people who leave. */
async function rememberFirstTenants(db: Kysely<Moving>): Promise<void> {
  await db.schema
    .createTable('first_tenants')
    .addColumn('brand', 'text', (column) => column.notNull())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('tenant_key', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('first_tenants_app', ['brand', 'app_id'])
    .execute()
  await sql`
    insert into first_tenants (brand, app_id, tenant_key)
    select brand, app_id, tenant_key from (
      select brand, app_id, tenant_key,
        row_number() over (partition by brand, app_id order by created_at, id) as place
      from identities
    ) as placed
    where place = 1
  `.execute(db)
}

async function rebuildSessions(db: Kysely<Moving>): Promise<void> {
  await db.schema
    .createTable('sessions_new')
    .addColumn('id_hash', 'text', (column) => column.primaryKey().notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('identity_id', 'text', (column) =>
      column.notNull().references('identities.id').onDelete('cascade'),
    )
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('absolute_expires_at', 'bigint', (column) => column.notNull())
    .addColumn('idle_ms', 'bigint', (column) => column.notNull())
    .addColumn('checked_at', 'bigint', (column) => column.notNull())
    .addColumn('confirmed_at', 'bigint')
    .execute()
  // A session of an account without any identity shows nobody; there is none unless somebody edited the tables.
  await sql`
    insert into sessions_new
      (id_hash, user_id, identity_id, created_at, last_seen_at, absolute_expires_at, idle_ms, checked_at)
    select id_hash, user_id, identity_id, created_at, last_seen_at, absolute_expires_at, idle_ms, checked_at
    from (
      select sessions.*, (
        select id from identities where identities.user_id = sessions.user_id
        order by last_sign_in_at desc, id limit 1
      ) as identity_id
      from sessions
    ) as named
    where identity_id is not null
  `.execute(db)
  await db.schema.dropTable('sessions').execute()
  await db.schema.alterTable('sessions_new').renameTo('sessions').execute()
  await db.schema.createIndex('sessions_user').on('sessions').column('user_id').execute()
  await db.schema.createIndex('sessions_identity').on('sessions').column('identity_id').execute()
  await db.schema.createIndex('sessions_absolute').on('sessions').column('absolute_expires_at').execute()
  await db.schema
    .createIndex('sessions_idle')
    .on('sessions')
    .expression(sql`last_seen_at + idle_ms`)
    .execute()
}

/** Those under way are lost: they live for minutes, and their verifiers stood in clear. */
async function rebuildAttempts(db: Kysely<Moving>): Promise<void> {
  await db.schema.dropTable('attempts').execute()
  await db.schema
    .createTable('attempts')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('brand', 'text', (column) => column.notNull())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('redirect_uri', 'text')
    .addColumn('sealed_verifier', 'text')
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('prompt', 'text')
    .addColumn('user_id', 'text', (column) => column.references('users.id').onDelete('cascade'))
    .addColumn('return_to', 'text', (column) => column.notNull())
    .addColumn('browser_hash', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createIndex('attempts_browser')
    .on('attempts')
    .columns(['browser_hash', 'created_at'])
    .execute()
  await db.schema.createIndex('attempts_expiry').on('attempts').columns(['expires_at', 'id']).execute()
  await db.schema.createIndex('attempts_user').on('attempts').column('user_id').execute()
}
