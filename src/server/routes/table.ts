// Registers: routes from a table, so that every path also knows which methods it refuses.

import type { Hono } from 'hono'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { AppContext, AppEnvironment } from '../context.ts'

export type Handler = (c: AppContext) => Response | Promise<Response>

export interface Route {
  path: string
  GET?: Handler
  POST?: Handler
  /** Answer HEAD as GET without a body. Not where a GET has an effect: link previews send HEAD. */
  head?: boolean
}

function methodsOf(route: Route): string[] {
  const methods = (['GET', 'POST'] as const).filter((method) => route[method] !== undefined)
  return route.head === true ? ['GET', 'HEAD', ...methods.filter((method) => method !== 'GET')] : methods
}

/** One handler per path: the router alone would answer HEAD with GET, and a wrong method with 404. */
export function register(app: Hono<AppEnvironment>, routes: readonly Route[]): void {
  for (const route of routes) {
    const allowed = methodsOf(route)
    app.all(route.path, (c) => {
      const { method } = c.req.raw
      const handler = method === 'POST' ? route.POST : route.GET
      if (handler !== undefined && allowed.includes(method)) return handler(c)
      c.header('Allow', allowed.join(', '))
      throw new LarkspurError('method_not_allowed')
    })
  }
}
