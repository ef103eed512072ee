// Serves: sign-ins over time.

import type { Route } from '../../routes/table.ts'
import { exportSignIns } from './export.ts'
import { listSignIns, signInsPath } from './list.ts'

export const signInRoutes: Route[] = [
  { path: signInsPath, GET: listSignIns },
  { path: `${signInsPath}.csv`, GET: exportSignIns },
]
