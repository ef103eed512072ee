// Serves: sign-in methods.

import type { Route } from '../../routes/table.ts'

export const methodsRoutes: Route[] = []
