// Serves: sign-ins over time.

import type { Route } from '../../routes/table.ts'

export const signInRoutes: Route[] = []
