// Serves: the state of tokens.

import type { Route } from '../../routes/table.ts'

export const tokensRoutes: Route[] = []
