// Serves: what a page needs for `h5sdk.config`.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { JsapiConfig } from '../../jsapi/index.ts'
import { clientAddress } from '../client-address.ts'
import type { AppContext } from '../context.ts'
import { allowReading } from '../cross-origin.ts'
import { isSoleParameter } from '../parameters.ts'

import type { Route } from './table.ts'

async function sign(c: AppContext): Promise<JsapiConfig> {
  const { jsapi, jsapiLimit, settings } = c.get('services')
  allowReading(c, settings.jsapi.origins)
  await jsapiLimit(clientAddress(c))
  const query = new URL(c.req.url).searchParams
  if (!isSoleParameter(query, 'url')) {
    throw new LarkspurError('request_invalid', { message: 'The parameter url must be there once.' })
  }
  return jsapi.config(query.get('url') ?? '', { signal: c.req.raw.signal })
}

async function config(c: AppContext): Promise<Response> {
  const { appId, timestamp, nonceStr, signature } = await sign(c)
  return c.json({ appId, timestamp, nonceStr, signature })
}

/** The spelling of the platform's JSAPI sample, so that scripts written for it run unchanged. */
async function sampleConfig(c: AppContext): Promise<Response> {
  const { appId, timestamp, nonceStr, signature } = await sign(c)
  return c.json({ appid: appId, signature, noncestr: nonceStr, timestamp })
}

export const jsapiRoutes: Route[] = [
  { path: '/auth/jsapi/config', GET: config },
  { path: '/get_config_parameters', GET: sampleConfig },
]
