// Serves: the tree of departments.

import type { Route } from '../../routes/table.ts'

export const departmentsRoutes: Route[] = []
