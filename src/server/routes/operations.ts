// Serves: what an operator's tools ask for.

import type { AppContext } from '../context.ts'
import type { Route } from './table.ts'

const healthy = (c: AppContext) => c.json({ status: 'ok' })

/** Ready means that a sign-in could be stored now. Throws storage_unavailable (503) otherwise. */
async function ready(c: AppContext): Promise<Response> {
  await c.get('services').ping()
  return c.json({ status: 'ok' })
}

export const operationsRoutes: Route[] = [
  { path: '/healthz', GET: healthy, head: true },
  { path: '/readyz', GET: ready, head: true },
]
