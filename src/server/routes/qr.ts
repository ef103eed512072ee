// Serves: sign-in by QR code, as a page and for the pages of an app.

import * as z from 'zod'
import { safeReturnPath } from '../../sign-in/index.ts'
import { signInPath } from '../addresses.ts'
import { readJson } from '../body.ts'
import { ensureBrowserId } from '../browser-id.ts'
import { clientAddress } from '../client-address.ts'
import type { AppContext } from '../context.ts'
import { requireSameOrigin } from '../guards.ts'
import { contentSecurityPolicy } from '../headers.ts'
import { qrPage } from '../pages/qr.ts'
import { optionalParameter, returnPathParameter } from '../parameters.ts'
import type { Route } from './table.ts'

const begin = z.object({ return_to: z.string().max(2048).optional(), instance: z.string().optional() })

async function page(c: AppContext): Promise<Response> {
  const { instances, settings } = c.get('services')
  const query = new URL(c.req.url).searchParams
  const returnTo = returnPathParameter(query)
  const instance = await instances.named(optionalParameter(query, 'instance'))
  // Given here, so that a page that is opened twice does not give two ids of its own.
  ensureBrowserId(c)
  const { qrScriptUrl: script, app } = instance
  c.header(
    'Content-Security-Policy',
    contentSecurityPolicy(settings, instances.all, { script, frame: app.hosts.passport }),
  )
  const redirect = signInPath({ instance: instance.name, returnTo })
  return c.html(await qrPage(c, { instance, returnTo, redirect }))
}

async function start(c: AppContext): Promise<Response> {
  const { instances, settings, limits } = c.get('services')
  requireSameOrigin(c.req.raw.headers, settings.origin)
  const body = await readJson(c.req.raw, begin)
  const instance = await instances.named(body.instance)
  await limits.start(clientAddress(c))
  const { goto, expiresInSeconds } = await instance.signIn.startQr({
    browserId: ensureBrowserId(c),
    returnTo: safeReturnPath(body.return_to),
  })
  return c.json({ goto, scriptUrl: instance.qrScriptUrl, expiresInSeconds })
}

export const qrRoutes: Route[] = [{ path: '/auth/qr', GET: page, POST: start }]
