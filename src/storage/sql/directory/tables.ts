// Declares: the tables of the directory, as the newest migration leaves them.

/** Times are epoch milliseconds; yes and no are 1 and 0. Drivers of PostgreSQL give `bigint` as text unless told otherwise. */
export interface DirectoryTables {
  directory_people: PersonRow
  directory_departments: DepartmentRow
  directory_memberships: MembershipRow
  directory_leases: LeaseRow
  directory_runs: RunRow
  directory_tasks: TaskRow
  directory_met: MetRow
  directory_range: RangeRow
  directory_changes: ChangeRow
  directory_events: EventRow
  directory_event_numbers: EventNumberRow
  directory_tenants: TenantRow
}

/** Whose directory it is. */
interface AppColumns {
  brand: string
  app_id: string
}

interface EntityColumns extends AppColumns {
  id: string
  name: string
  /** Names in lower case, a line for each. */
  search_names: string
  /** All that the platform has told, as canonical JSON. The other columns repeat what is searched and sorted by. */
  fields: string
  updated_at: number
  /** When that was asked for which was written last; whatever was read before is old. */
  read_at: number
  removed_at: number | null
  removed_reason: string | null
}

export interface PersonRow extends EntityColumns {
  /** What else people are found by, in lower case, a line for each field. */
  search_text: string
  state: string | null
}

export interface DepartmentRow extends EntityColumns {
  parent_id: string | null
  /** Of a department that is not removed: another such department, or `0`. */
  tree_parent_id: string
  sort_order: number
}

export interface MembershipRow extends AppColumns {
  person_id: string
  department_id: string
  /** Rank among the person's departments; 0 is the primary one. */
  place: number
  /** Rank among the department's people, the larger first. */
  sort_order: number
}

interface LeaseRow extends AppColumns {
  purpose: string
  owner: string
  until: number
}

export interface RunRow extends AppColumns {
  id: string
  /** Rises with every run of the app. */
  number: number
  /** Canonical JSON. */
  target: string
  dry_run: number
  /** No whole import was complete when it began: its changes are counted only. */
  first_import: number
  state: string
  started_at: number
  finished_at: number | null
  /** What the pages add up to, as JSON. */
  tally: string
  /** The rest of the report, as JSON. */
  report: string
  /** Whether rows of the four tables below are still to be deleted at its end. */
  has_notes: number
}

interface TaskRow {
  run_id: string
  /** Rises in the order in which tasks were added. */
  number: number
  kind: string
  target: string
  page_token: string | null
  pages: number
  done: number
}

/** Whom a run has met. */
export interface MetRow {
  run_id: string
  /** `listed`: the person stood in the list of `department_id`, and the platform told no departments of theirs. */
  kind: 'person' | 'department' | 'listed'
  id: string
  /** '' unless `listed`. */
  department_id: string
  /** Of a person: whether the platform told their departments. */
  placed: number
  /** Whether the run has counted a change of it. */
  changed: number
  /** When the newest answer was asked for in which the run has met it. */
  read_at: number
}

/** What a run may remove; a run of everything has none, and may remove everything. */
interface RangeRow {
  run_id: string
  kind: string
  id: string
}

export interface ChangeRow {
  run_id: string
  kind: string
  id: string
  change: string
  name: string
  /** Separated by spaces. */
  fields: string
  reason: string | null
}

export interface EventRow extends AppColumns {
  number: number
  event_id: string
  type: string
  tenant_key: string
  created_at: number
  received_at: number
  /** JSON. */
  subject: string
  state: string
  tries: number
  next_try_at: number
  error: string | null
  applied_at: number | null
}

/** The number of the newest event, which may be deleted already. */
interface EventNumberRow extends AppColumns {
  last_number: number
}

interface TenantRow extends AppColumns {
  tenant_key: string
}
