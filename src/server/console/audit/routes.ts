// Serves: the audit log.

import type { Route } from '../../routes/table.ts'
import { exportAudit } from './export.ts'
import { auditPath, listAudit } from './list.ts'

export const auditRoutes: Route[] = [
  { path: auditPath, GET: listAudit },
  { path: `${auditPath}.csv`, GET: exportAudit },
]
