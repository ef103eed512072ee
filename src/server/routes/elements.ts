// Serves: the functions of login elements, and the script with which pages call them.

import { isFullName } from '../../elements/index.ts'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { AppContext } from '../context.ts'
import { callFunction } from '../element-calls.ts'
import { failureOf } from '../element-failure.ts'
import { publicWords, report } from '../errors.ts'
import { detailOf } from '../request-details.ts'
import type { Route } from './table.ts'

/**
 * The function that an address names: the path from `auths/` on. Segments are taken as they stand, so that nothing
 * encoded can mean another name.
 * @throws LarkspurError `element_not_found`
 */
function named(c: AppContext): { fullName: string; name: string } {
  const path = new URL(c.req.url).pathname
  const segments = path.slice(path.indexOf('/auths/') + 1).split('/')
  const name = segments.pop() ?? ''
  const fullName = segments.join('.')
  if (segments.some((segment) => segment.includes('.')) || !isFullName(fullName)) {
    throw new LarkspurError('element_not_found')
  }
  return { fullName, name }
}

/** What every answer holds beside its result. Times in milliseconds. */
function frame(c: AppContext, started: number) {
  const now = c.get('services').clock()
  return { requestId: c.get('requestId'), sysTime: now, duration: Math.max(0, now - started) }
}

function failed(c: AppContext, thrown: unknown, started: number): Response {
  const { errcode, error, reason } = failureOf(thrown)
  report(c, error)
  if (error.retryAfterSeconds !== undefined)
    c.header('Retry-After', String(Math.ceil(error.retryAfterSeconds)))
  const words = publicWords(c, error.code)
  const answer = {
    errcode,
    errmsg: reason ?? words.message,
    ...frame(c, started),
    data: null,
    error: { code: error.code, ...words, detail: detailOf(error, c.get('language')) },
  }
  return c.json(answer, error.status as 400)
}

async function call(c: AppContext): Promise<Response> {
  const started = c.get('services').clock()
  try {
    const { fullName, name } = named(c)
    const data = await callFunction(c, fullName, name)
    return c.json({ errcode: 0, errmsg: 'ok', ...frame(c, started), data })
  } catch (thrown) {
    return failed(c, thrown, started)
  }
}

function script(c: AppContext): Response {
  const { body, contentType, etag } = c.get('services').assets.elementScript
  // Its address stays when its content changes, so browsers ask each time whether theirs is still the one.
  const headers = { 'Content-Type': contentType, 'Cache-Control': 'no-cache', ETag: etag }
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
  return c.body(body, 200, headers)
}

export const elementRoutes: Route[] = [
  { path: '/api/auths/*', POST: call },
  // As the documents write it. Here is one organisation and one application, whatever they are called.
  { path: '/api/:organisation/:application/auths/*', POST: call },
  { path: '/auth/api.js', GET: script, head: true },
]
