// Serves: synchronisation.

import type { Route } from '../../routes/table.ts'

export const syncRoutes: Route[] = []
