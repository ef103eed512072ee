// Bounds: what a request may carry.
import type { MiddlewareHandler } from 'hono'
import { largestBody, readLimited } from '../ui/limited-body.ts'
import { type EmulatorEnv, isOwn } from './record.ts'

/** What stands below `/_emulator` and says its length words its own refusal. */
export const limitBody: MiddlewareHandler<EmulatorEnv> = async (c, next) => {
  const { raw } = c.req
  const refuse = () => c.json({ code: 9499, msg: 'Bad Request: the body is larger than 64 KB' }, 413)
  const length = raw.headers.get('content-length')
  if (length !== null) return Number(length) > largestBody && !isOwn(c.var.place) ? refuse() : next()
  if (raw.body === null) return next()
  const body = await readLimited(raw.body)
  if (body === undefined) return refuse()
  // The adapter's request is none that `new Request` can copy, which Hono's own bodyLimit does in this case.
  const { url, method, headers } = raw
  c.req.raw = new Request(url, {
    method,
    headers,
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  })
  return next()
}
