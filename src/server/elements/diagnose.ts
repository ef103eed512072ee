// Tries: an app's credentials and settings at the platform, and says what is wrong in words.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import {
  askAuthorizePage,
  type CallContext,
  type FeishuApp,
  fetchAppToken,
  fetchJsapiTicket,
  listContactScopes,
  randomId,
} from '../../feishu/index.ts'
import { redirectUriOf } from '../../sign-in/index.ts'
import type { Diagnosis } from '../elements-types.ts'
import type { InstanceSettings } from '../instance-settings.ts'
import { attempt } from './attempt.ts'
import { isRefusedRedirect } from './findings.ts'
import { judge } from './judge.ts'

/** Rejects for nothing that the platform says; `aborted` when whoever asked has left. */
export type Diagnose = (settings: InstanceSettings, signal?: AbortSignal) => Promise<Diagnosis>

/** For everything together. */
const timeoutMs = 10_000

export function createDiagnose(options: { context: CallContext; origin: string }): Diagnose {
  const { context, origin } = options
  // Somebody waits for it: nothing is tried twice.
  const once: CallContext = { ...context, maxTries: 1 }

  async function tryPage(settings: InstanceSettings, signal: AbortSignal) {
    const { app, name, scopes } = settings
    const redirectUri = redirectUriOf(origin, name)
    const page = await attempt(() => askAuthorizePage(once, app, { redirectUri, scopes }, signal))
    if (page.value === undefined || page.value.code !== undefined) return { page, pageTells: false }
    const unlisted = `${redirectUri}/${randomId(context.random)}`
    const other = await attempt(() => askAuthorizePage(once, app, { redirectUri: unlisted, scopes }, signal))
    return { page, pageTells: other.value !== undefined && isRefusedRedirect(other.value) }
  }

  async function tryCalls(app: FeishuApp, signal: AbortSignal) {
    const token = await attempt(() => fetchAppToken(once, app, 'tenant_access_token', { signal }))
    const { value } = token
    if (value === undefined) return { token, range: undefined, open: undefined }
    const range = await attempt(() => listContactScopes(once, app, value.value, { signal }))
    // The platform may look at permissions before it looks at the address.
    const isSilent = range.error !== undefined && range.error.code !== 'ip_not_allowed'
    const open = isSilent
      ? await attempt(() => fetchJsapiTicket(once, app, value.value, { signal }))
      : undefined
    return { token, range, open }
  }

  return async (settings, signal) => {
    const late = AbortSignal.timeout(timeoutMs)
    const both = signal === undefined ? late : AbortSignal.any([signal, late])
    const { app } = settings
    try {
      const [calls, page] = await Promise.all([tryCalls(app, both), tryPage(settings, both)])
      const checks = judge(settings, redirectUriOf(origin, settings.name), { ...calls, ...page })
      return { ok: checks.every(({ state }) => state !== 'failed'), checks }
    } catch (error) {
      if (!late.aborted || signal?.aborted) throw error
      const slow = { error: new LarkspurError('platform_unavailable') }
      const findings = { token: slow, page: slow, pageTells: false, range: undefined, open: undefined }
      const checks = judge(settings, redirectUriOf(origin, settings.name), findings)
      return { ok: false, checks }
    }
  }
}
