// Exports: what other rooms use of the directory.
export { createEventApplication, createReceiveEvent, type ReceiveEvent } from './events/index.ts'
export {
  type DirectoryDepartment,
  type DirectoryKey,
  type DirectoryPerson,
  type Listing,
  type Membership,
  type RemovalReason,
  rootId,
} from './model.ts'
export type {
  DepartmentsQuery,
  DirectoryStore,
  EntityKind,
  EventInbox,
  EventSubject,
  InboxEvent,
  Lease,
  Missing,
  PageOfRun,
  PageResult,
  PeopleQuery,
  StoredEvent,
  SyncTask,
  Tally,
  Told,
} from './ports.ts'
export type {
  Counts,
  MissingPermission,
  RunChange,
  RunReport,
  RunState,
  SyncTarget,
  SyncWarning,
} from './report.ts'
export { createDirectorySync } from './sync.ts'
export type {
  DirectorySync,
  DirectorySyncLimits,
  DirectorySyncOptions,
  LeftPerson,
  SyncRequest,
} from './sync-options.ts'
