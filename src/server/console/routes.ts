// Lists: the pages of the console.

import { auditRoutes } from './audit/routes.ts'
import { departmentsRoutes } from './departments/routes.ts'
import { eventsRoutes } from './events/routes.ts'
import { methodsRoutes } from './methods/routes.ts'
import { overviewRoutes } from './overview/routes.ts'
import { peopleRoutes } from './people/routes.ts'
import { signInRoutes } from './sign-ins/routes.ts'
import { syncRoutes } from './sync/routes.ts'
import { tokensRoutes } from './tokens/routes.ts'

export const consoleRoutes = [
  ...overviewRoutes,
  ...methodsRoutes,
  ...peopleRoutes,
  ...departmentsRoutes,
  ...syncRoutes,
  ...eventsRoutes,
  ...signInRoutes,
  ...auditRoutes,
  ...tokensRoutes,
]
