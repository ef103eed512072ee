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
  DirectoryStore,
  EntityKind,
  EventInbox,
  EventSubject,
  Missing,
  StoredEvent,
} from './ports.ts'
export type {
  Counts,
  MissingPermission,
  Removals,
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
  LeftPerson,
} from './sync-options.ts'
