// Answers: paths that nothing serves, and finds the routes that the caller may have meant.
import type { Hono } from 'hono'
import { type LaterOperation, operations, pageOperations } from '../operations/catalogue.ts'
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

const routes = [
  ...operations.map(({ method, path }) => ({ method, path })),
  ...pageOperations.map(({ path }) => ({ method: 'GET', path })),
]

/** The nearest routes, nearest first: the same path by another method before a similar path. */
export function nearMisses(method: string, path: string): string[] {
  const asked = path.slice(0, 200)
  return routes
    .map((route) => ({
      text: `${route.method} ${route.path}`,
      far: distance(asked, route.path) * 2 + (route.method === method ? 0 : 1),
    }))
    .filter(({ far }) => far <= 40)
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
    c.var.entry.nearMisses = nearMisses(c.req.method, c.var.place.path)
    return c.text('404 page not found', 404)
  })
}
