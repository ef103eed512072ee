// Exports: what a synchronisation tells, for the command line, which asks the server alone.

export type {
  Counts,
  Missing,
  MissingPermission,
  RunReport,
  RunState,
  SyncTarget,
  SyncWarning,
} from '../directory/index.ts'
