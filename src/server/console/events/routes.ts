// Serves: events of the platform.

import type { Route } from '../../routes/table.ts'

export const eventsRoutes: Route[] = []
