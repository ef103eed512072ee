// Serves: the overview: health, counts, and sign-ins of the last days.

import type { Route } from '../../routes/table.ts'

export const overviewRoutes: Route[] = []
