// Refuses: requests that a foreign web page makes a browser send to the console or the control API.
import type { Context, MiddlewareHandler } from 'hono'

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i

/** Why this request is refused; undefined when it may pass. */
export function refusalOf(c: Context): string | undefined {
  const host = c.req.header('host') ?? ''
  // A name that somebody points to 127.0.0.1 would make their page same-origin with us (DNS rebinding).
  if (!loopback.test(host)) return `Host "${host}" is not a loopback name; use 127.0.0.1 or localhost.`
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return `A page of another origin may not do this (Sec-Fetch-Site: ${site}).`
  }
  // Our pages send no referrer, and a browser then names the origin of their forms `null` even to us.
  if (site === 'same-origin') return undefined
  const origin = c.req.header('origin')
  if (origin !== undefined && hostOf(origin) !== host.toLowerCase()) {
    return `A page of another origin may not do this (Origin: ${origin}).`
  }
  return undefined
}

function hostOf(origin: string): string | undefined {
  if (!URL.canParse(origin)) return undefined
  const url = new URL(origin)
  return /^https?:$/.test(url.protocol) ? url.host : undefined
}

/** For pages: any page may link here, but only our own may post here, and only by a loopback name. */
export function guardPages(refuse: (c: Context, reason: string) => Response): MiddlewareHandler {
  return async (c, next) => {
    const reading = c.req.method === 'GET' || c.req.method === 'HEAD'
    const reason = reading && loopback.test(c.req.header('host') ?? '') ? undefined : refusalOf(c)
    if (reason !== undefined) return refuse(c, reason)
    return next()
  }
}
