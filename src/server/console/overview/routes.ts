// Serves: the overview: health, counts, and sign-ins of the last days.

import type { Route } from '../../routes/table.ts'
import { showOverview } from './page.ts'

export const overviewRoutes: Route[] = [{ path: '/console', GET: showOverview }]
