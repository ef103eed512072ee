// Creates: users, identities, sessions, attempts. Frozen: databases in use have run it; a change is a new migration.

import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const initial: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('users')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()

  await db.schema
    .createTable('identities')
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
    .addPrimaryKeyConstraint('identities_key', ['brand', 'app_id', 'tenant_key', 'subject_type', 'subject'])
    .execute()
  await db.schema.createIndex('identities_user').on('identities').column('user_id').execute()
  await db.schema
    .createIndex('identities_first')
    .on('identities')
    .columns(['brand', 'app_id', 'created_at'])
    .execute()

  await db.schema
    .createTable('sessions')
    .addColumn('id_hash', 'text', (column) => column.primaryKey().notNull())
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('absolute_expires_at', 'bigint', (column) => column.notNull())
    .addColumn('idle_ms', 'bigint', (column) => column.notNull())
    .addColumn('checked_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('sessions_user').on('sessions').column('user_id').execute()
  // Both limits, each with an index of its own: the sweep must not read the sessions that live.
  await db.schema.createIndex('sessions_absolute').on('sessions').column('absolute_expires_at').execute()
  await db.schema
    .createIndex('sessions_idle')
    .on('sessions')
    .expression(sql`last_seen_at + idle_ms`)
    .execute()

  await db.schema
    .createTable('attempts')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('brand', 'text', (column) => column.notNull())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('redirect_uri', 'text')
    .addColumn('code_verifier', 'text')
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
}
