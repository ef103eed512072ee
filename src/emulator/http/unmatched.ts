// Answers: paths that nothing serves, and finds the routes that the caller may have meant.
import type { Hono } from 'hono'
import { allPages, type LaterOperation, operations } from '../operations/catalogue.ts'
import type { Place } from '../operations/place.ts'
import type { EmulatorEnv } from './record.ts'

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

interface Route {
  method: string
  path: string
  hosts: readonly string[]
}

const routes: Route[] = [
  ...operations.map(({ method, path, hosts }) => ({ method, path, hosts })),
  ...allPages.map(({ path, hosts }) => ({ method: 'GET', path, hosts })),
]

/** More than this share of a path changed is another path. */
const mostChanged = 0.4

/** The nearest routes, nearest first: the same path by another method or on another host before a similar path. */
export function nearMisses(method: string, path: string, kind: Place['kind']): string[] {
  const asked = path.slice(0, 200)
  return routes
    .map((route) => {
      const changes = distance(asked, route.path)
      const here = kind === 'any' || route.hosts.includes(kind)
      const elsewhere = here ? '' : ` (served on ${route.hosts.join(' and ')})`
      return {
        text: `${route.method} ${route.path}${elsewhere}`,
        changed: changes / Math.max(asked.length, route.path.length),
        far: changes * 2 + (route.method === method ? 0 : 1),
      }
    })
    .filter(({ changed }) => changed <= mostChanged)
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ text }) => text)
}

/** Known to the documents, not built: says so by name. */
export function serveLater(app: Hono<EmulatorEnv>, { method, path, name }: LaterOperation): void {
  app.on(method, path, (c) => {
    c.var.entry.operation = name
    return c.json({ msg: `This emulator does not serve ${name} yet`, operation: name }, 501)
  })
}

/** The platform answers a wrong path or method in plain text. */
export function serveUnmatched(app: Hono<EmulatorEnv>): void {
  app.notFound((c) => {
    c.var.entry.nearMisses = nearMisses(c.req.method, c.var.place.path, c.var.place.kind)
    return c.text('404 page not found', 404)
  })
}
