// Serves: events of the platform.

import type { Route } from '../../routes/table.ts'
import { showEvents } from './list.ts'

export const eventsRoutes: Route[] = [{ path: '/console/events', GET: showEvents }]
