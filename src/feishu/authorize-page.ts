// Asks: the authorize page whether it would let a person sign in, without following where it leads.
import { LarkspurError } from '../errors/larkspur-error.ts'
import { authorizeUrl } from './authorize.ts'
import { readText } from './body.ts'
import type { CallContext } from './context.ts'
import type { FeishuApp } from './hosts.ts'
import { createPkce, randomId } from './pkce.ts'
import { safeLogId } from './redact.ts'
import { aborted } from './transport.ts'

/** What the page says to somebody who is not signed in at the platform. */
export interface AuthorizePageAnswer {
  /** The number of its refusal; undefined when it shows none, which need not mean that all is well. */
  code: number | undefined
  logId: string | undefined
}

/**
 * Refusals that pages have been seen to name: App ID, redirect URI, scopes, app not enabled or not installed. Others,
 * and what a page without a refusal means, no document says.
 */
const refusals = /(?<!\d)(20009|20010|20027|20029|20048|20069|20071)(?!\d)/

async function ask(
  context: CallContext,
  app: FeishuApp,
  url: URL,
  signal: AbortSignal | undefined,
): Promise<AuthorizePageAnswer> {
  const deadline = AbortSignal.timeout(context.timeoutMs)
  const response = await context.fetch(url.href, {
    headers: { accept: 'text/html', 'user-agent': 'larkspur' },
    redirect: 'manual',
    signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
  })
  const read = await readText(response)
  // A page that is shown may hold any number in its script: only a refusal is read.
  const isRefusal = response.status >= 400 && response.status < 500 && 'text' in read
  const found = isRefusal ? refusals.exec(read.text)?.[1] : undefined
  return {
    code: found === undefined ? undefined : Number(found),
    logId: safeLogId(response.headers.get('x-tt-logid'), [app.appSecret]),
  }
}

/**
 * Begins a sign-in that nobody ends.
 * @throws LarkspurError `platform_unavailable`, `aborted`
 */
export async function askAuthorizePage(
  context: CallContext,
  app: FeishuApp,
  { redirectUri, scopes }: { redirectUri: string; scopes: readonly string[] },
  signal?: AbortSignal,
): Promise<AuthorizePageAnswer> {
  const { codeChallenge } = await createPkce(context.random)
  const state = randomId(context.random)
  const url = authorizeUrl(app, { redirectUri, state, scopes, codeChallenge })
  try {
    return await ask(context, app, url, signal)
  } catch {
    if (signal?.aborted) throw aborted('authorize')
    throw new LarkspurError('platform_unavailable', {
      message: `${url.host} cannot be reached (authorize).`,
      platform: { operation: 'authorize' },
    })
  }
}
