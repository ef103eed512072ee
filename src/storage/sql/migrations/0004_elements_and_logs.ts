// Adds: login elements, the details of identities, and the logs of sign-ins and of administrators. Frozen.

import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const elementsAndLogs: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await addElements(db)
  await addIdentityDetails(db)
  await addSignIns(db)
  await addAudit(db)
  await addListsOfExpected(db)
}

async function addElements(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('elements')
    .addColumn('full_name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('config', 'text', (column) => column.notNull())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('enabled', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute()
  // Addresses and folders differ by more than upper and lower case.
  await db.schema
    .createIndex('elements_name')
    .unique()
    .on('elements')
    .expression(sql`lower(full_name)`)
    .execute()
  // Rises for ever, whatever elements are deleted.
  await db.schema
    .createTable('element_version')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .execute()
  await sql`insert into element_version (name, number) values ('elements', 0)`.execute(db)
}

async function addIdentityDetails(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('identity_details')
    .addColumn('identity_id', 'text', (column) =>
      column.primaryKey().notNull().references('identities.id').onDelete('cascade'),
    )
    .addColumn('department', 'text')
    .addColumn('position', 'text')
    .addColumn('gender', 'text')
    .addColumn('status', 'text')
    .addColumn('is_leader', 'integer')
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute()
  // For the list of who has signed in, which is sorted by name.
  await db.schema
    .createIndex('identities_name')
    .on('identities')
    .columns(['brand', 'app_id', 'name', 'id'])
    .execute()
}

/** Accounts are named, not referred to: what happened stays when somebody goes. */
async function addSignIns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sign_ins')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('instance', 'text', (column) => column.notNull())
    .addColumn('flow', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text')
    .addColumn('name', 'text')
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('platform_code', 'bigint')
    .addColumn('platform_log_id', 'text')
    .execute()
  // With the outcome: the counts of a chart read nothing but the index.
  await db.schema.createIndex('sign_ins_at').on('sign_ins').columns(['at', 'id', 'outcome']).execute()
  await db.schema
    .createIndex('sign_ins_instance')
    .on('sign_ins')
    .columns(['instance', 'at', 'id', 'outcome'])
    .execute()
  await db.schema
    .createIndex('sign_ins_flow')
    .on('sign_ins')
    .columns(['flow', 'at', 'id', 'outcome'])
    .execute()
  await db.schema.createIndex('sign_ins_user').on('sign_ins').columns(['user_id', 'at', 'id']).execute()
  // Failures are few among many.
  await db.schema
    .createIndex('sign_ins_failed')
    .on('sign_ins')
    .columns(['at', 'id', 'outcome'])
    .where(sql<boolean>`outcome <> 'ok'`)
    .execute()
}

async function addAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('actor_name', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text')
    .execute()
  await db.schema.createIndex('audit_at').on('audit').columns(['at', 'id']).execute()
  for (const column of ['actor_id', 'action', 'target']) {
    await db.schema.createIndex(`audit_${column}`).on('audit').columns([column, 'at', 'id']).execute()
  }
}

/** Whom an app or an account expects, in the order in which they were entered; the columns of the key tell them apart. */
async function addListsOfExpected(db: Kysely<unknown>): Promise<void> {
  const order = ['created_at', 'subject', 'subject_type', 'tenant_key']
  await db.schema
    .createIndex('expected_accounts_app')
    .on('expected_accounts')
    .columns(['brand', 'app_id', ...order])
    .execute()
  await db.schema.dropIndex('expected_accounts_user').execute()
  await db.schema
    .createIndex('expected_accounts_account')
    .on('expected_accounts')
    .columns(['user_id', ...order, 'brand', 'app_id'])
    .execute()
}
