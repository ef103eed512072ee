// Adds: the directory with its runs and leases, the events of the platform, doubts about people, and roles of accounts.
// Frozen.

import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

export const directory: Migration = { up }

async function up(db: Kysely<unknown>): Promise<void> {
  await addPeople(db)
  await addDepartments(db)
  await addRuns(db)
  await addNotesOfRuns(db)
  await addEvents(db)
  await addDoubts(db)
  await db.schema
    .createTable('account_roles')
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('granted_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('account_roles_key', ['user_id', 'role'])
    .execute()
  await db.schema.createIndex('account_roles_role').on('account_roles').columns(['role', 'user_id']).execute()
}

/** A table of what one app knows. */
function tableOfApp(db: Kysely<unknown>, name: string): CreateTableBuilder<string, 'brand' | 'app_id'> {
  return db.schema
    .createTable(name)
    .addColumn('brand', 'text', (column) => column.notNull())
    .addColumn('app_id', 'text', (column) => column.notNull())
}

async function addPeople(db: Kysely<unknown>): Promise<void> {
  await tableOfApp(db, 'directory_people')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('state', 'text')
    .addColumn('search_names', 'text', (column) => column.notNull())
    .addColumn('search_text', 'text', (column) => column.notNull())
    .addColumn('fields', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('read_at', 'bigint', (column) => column.notNull())
    .addColumn('removed_at', 'bigint')
    .addColumn('removed_reason', 'text')
    .addPrimaryKeyConstraint('directory_people_key', ['brand', 'app_id', 'id'])
    .execute()
  // What is searched stands in it, too: a search that finds little would read every row of the table otherwise.
  // PostgreSQL refuses entries of an index beyond 2,704 bytes: there the names need an index of another kind.
  await db.schema
    .createIndex('directory_people_name')
    .on('directory_people')
    .columns(['brand', 'app_id', 'removed_at', 'name', 'id', 'search_names', 'search_text'])
    .execute()
  // For listings with those who were removed.
  await db.schema
    .createIndex('directory_people_all')
    .on('directory_people')
    .columns(['brand', 'app_id', 'name', 'id'])
    .execute()
  await tableOfApp(db, 'directory_memberships')
    .addColumn('person_id', 'text', (column) => column.notNull())
    .addColumn('department_id', 'text', (column) => column.notNull())
    .addColumn('place', 'integer', (column) => column.notNull())
    .addColumn('sort_order', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('directory_memberships_key', ['brand', 'app_id', 'person_id', 'department_id'])
    .execute()
  await db.schema
    .createIndex('directory_memberships_department')
    .on('directory_memberships')
    .columns(['brand', 'app_id', 'department_id', 'person_id'])
    .execute()
}

async function addDepartments(db: Kysely<unknown>): Promise<void> {
  await tableOfApp(db, 'directory_departments')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('search_names', 'text', (column) => column.notNull())
    .addColumn('parent_id', 'text')
    .addColumn('tree_parent_id', 'text', (column) => column.notNull())
    .addColumn('sort_order', 'bigint', (column) => column.notNull())
    .addColumn('fields', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('read_at', 'bigint', (column) => column.notNull())
    .addColumn('removed_at', 'bigint')
    .addColumn('removed_reason', 'text')
    .addPrimaryKeyConstraint('directory_departments_key', ['brand', 'app_id', 'id'])
    .execute()
  await db.schema
    .createIndex('directory_departments_tree')
    .on('directory_departments')
    .columns(['brand', 'app_id', 'tree_parent_id', 'removed_at', 'sort_order', 'id'])
    .execute()
  await db.schema
    .createIndex('directory_departments_name')
    .on('directory_departments')
    .columns(['brand', 'app_id', 'removed_at', 'name', 'id'])
    .execute()
}

async function addRuns(db: Kysely<unknown>): Promise<void> {
  await tableOfApp(db, 'directory_leases')
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('directory_leases_key', ['brand', 'app_id', 'purpose'])
    .execute()
  await tableOfApp(db, 'directory_runs')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('dry_run', 'integer', (column) => column.notNull())
    .addColumn('first_import', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .addColumn('tally', 'text', (column) => column.notNull())
    .addColumn('report', 'text', (column) => column.notNull())
    .addColumn('has_notes', 'integer', (column) => column.notNull())
    .addUniqueConstraint('directory_runs_number', ['brand', 'app_id', 'number'])
    .execute()
  await db.schema
    .createIndex('directory_runs_state')
    .on('directory_runs')
    .columns(['brand', 'app_id', 'state', 'number'])
    .execute()
  await db.schema
    .createIndex('directory_runs_notes')
    .on('directory_runs')
    .columns(['brand', 'app_id', 'has_notes'])
    .execute()
}

async function addNotesOfRuns(db: Kysely<unknown>): Promise<void> {
  const tableOfRun = (name: string): CreateTableBuilder<string, 'run_id'> =>
    db.schema
      .createTable(name)
      .addColumn('run_id', 'text', (column) =>
        column.notNull().references('directory_runs.id').onDelete('cascade'),
      )
  await tableOfRun('directory_tasks')
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('page_token', 'text')
    .addColumn('pages', 'integer', (column) => column.notNull())
    .addColumn('done', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('directory_tasks_key', ['run_id', 'kind', 'target'])
    .execute()
  await db.schema
    .createIndex('directory_tasks_open')
    .on('directory_tasks')
    .columns(['run_id', 'done', 'number'])
    .execute()
  await db.schema
    .createIndex('directory_tasks_number')
    .on('directory_tasks')
    .columns(['run_id', 'number'])
    .execute()
  await tableOfRun('directory_met')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('department_id', 'text', (column) => column.notNull())
    .addColumn('placed', 'integer', (column) => column.notNull())
    .addColumn('changed', 'integer', (column) => column.notNull())
    .addColumn('read_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('directory_met_key', ['run_id', 'kind', 'id', 'department_id'])
    .execute()
  await tableOfRun('directory_range')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('directory_range_key', ['run_id', 'kind', 'id'])
    .execute()
  await tableOfRun('directory_changes')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('change', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('fields', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addPrimaryKeyConstraint('directory_changes_key', ['run_id', 'kind', 'id', 'change'])
    .execute()
}

async function addEvents(db: Kysely<unknown>): Promise<void> {
  await tableOfApp(db, 'directory_tenants')
    .addColumn('tenant_key', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('directory_tenants_key', ['brand', 'app_id'])
    .execute()
  await tableOfApp(db, 'directory_event_numbers')
    .addColumn('last_number', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('directory_event_numbers_key', ['brand', 'app_id'])
    .execute()
  await tableOfApp(db, 'directory_events')
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('tenant_key', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('next_try_at', 'bigint', (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('applied_at', 'bigint')
    .addPrimaryKeyConstraint('directory_events_key', ['brand', 'app_id', 'number'])
    .addUniqueConstraint('directory_events_id', ['brand', 'app_id', 'event_id'])
    .execute()
  await db.schema
    .createIndex('directory_events_state')
    .on('directory_events')
    .columns(['brand', 'app_id', 'state', 'number'])
    .execute()
  await db.schema
    .createIndex('directory_events_received')
    .on('directory_events')
    .columns(['received_at', 'state'])
    .execute()
}

async function addDoubts(db: Kysely<unknown>): Promise<void> {
  await tableOfApp(db, 'doubts')
    .addColumn('open_id', 'text', (column) => column.notNull())
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('raised_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('doubts_key', ['brand', 'app_id', 'open_id'])
    .execute()
  await db.schema.createIndex('doubts_raised').on('doubts').columns(['raised_at']).execute()
  // Rises for ever, whatever doubts are deleted.
  await db.schema
    .createTable('doubt_numbers')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('last_number', 'bigint', (column) => column.notNull())
    .execute()
}
