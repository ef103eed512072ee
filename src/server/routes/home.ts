// Serves: the reference web app and its assets.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import { ensureBrowserId } from '../browser-id.ts'
import type { AppContext } from '../context.ts'
import { signedInPage, signedOutPage } from '../pages/home.ts'
import { jsapiPage } from '../pages/jsapi.ts'
import type { Route } from './table.ts'

async function home(c: AppContext): Promise<Response> {
  const signedIn = await c.get('services').signedIn(c.req.raw)
  if (signedIn !== null) return c.html(await signedInPage(c, signedIn.user))
  // Given here, so that two requests of the page's script cannot each be given an id of their own.
  ensureBrowserId(c)
  return c.html(await signedOutPage(c, c.req.query('signed-out') === undefined))
}

function asset(c: AppContext): Response {
  const found = c.get('services').assets.find(c.req.path)
  if (found === undefined) throw new LarkspurError('not_found')
  return c.body(found.body, 200, {
    'Content-Type': found.contentType,
    // The name changes with the content, so a copy never goes stale.
    'Cache-Control': 'public, max-age=31536000, immutable',
  })
}

export const homeRoutes: Route[] = [
  { path: '/', GET: home, head: true },
  { path: '/jsapi', GET: async (c) => c.html(await jsapiPage(c)), head: true },
]
export const assetRoutes: Route[] = [{ path: '/auth/assets/:name', GET: asset, head: true }]
