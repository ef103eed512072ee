// Serves: synchronisation.

import type { Route } from '../../routes/table.ts'
import { showOverview } from './overview.ts'
import { followRun } from './progress.ts'
import { confirmRemovals, showRemovals } from './removals.ts'
import { showRun } from './run-page.ts'
import { continueRun, startRun, stopRun } from './start.ts'

export const syncRoutes: Route[] = [
  { path: '/console/sync', GET: showOverview, POST: startRun },
  { path: '/console/sync/runs/:id', GET: showRun },
  { path: '/console/sync/runs/:id/progress', GET: followRun },
  { path: '/console/sync/runs/:id/stop', POST: stopRun },
  { path: '/console/sync/runs/:id/continue', POST: continueRun },
  { path: '/console/sync/runs/:id/removals', GET: showRemovals, POST: confirmRemovals },
]
