// Serves: the audit log.

import type { Route } from '../../routes/table.ts'

export const auditRoutes: Route[] = []
