// Serves: people and their accounts.

import type { Route } from '../../routes/table.ts'

export const peopleRoutes: Route[] = []
