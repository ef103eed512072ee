// Serves: the state of tokens.

import type { Route } from '../../routes/table.ts'
import { showTokens, tokensPath } from './page.ts'

export const tokensRoutes: Route[] = [{ path: tokensPath, GET: showTokens }]
