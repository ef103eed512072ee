// Turns: the configuration of an instance into the settings of its app.

import type { ElementProblem, InstanceConfig } from '../../elements/index.ts'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import { resolvePlatform } from '../../feishu/index.ts'
import { defaultTolerance } from '../directory-options.ts'
import type { InstanceSettings } from '../instance-settings.ts'
import type { Settings } from '../settings.ts'

/** What the rules for all apps depend on. */
export type ElementRules = Pick<Settings, 'subject' | 'allowInsecureHosts'>

export interface ReadSettings {
  /** Null together with at least one problem. */
  settings: InstanceSettings | null
  problems: readonly ElementProblem[]
}

const takesNoScopes = (generation: string | undefined) => generation === 'v1' || generation === 'passport'

/** The rules that all apps obey, whatever file or row they come from. Never throws. */
export function settingsOf(
  { fullName, name }: { fullName: string; name: string },
  config: InstanceConfig,
  { subject, allowInsecureHosts }: ElementRules,
): ReadSettings {
  const { appId, appSecret, brand, host, scopes = [], tokenEndpoint = 'v2', events } = config
  const problem = (at: string, en: string, zh: string): ReadSettings => ({
    settings: null,
    problems: [{ fullName, at, en, zh }],
  })
  if (takesNoScopes(tokenEndpoint) && scopes.length > 0) {
    const en = `Scopes cannot be asked for with tokenEndpoint "${tokenEndpoint}".`
    return problem('scopes', en, `tokenEndpoint 为 "${tokenEndpoint}" 时无法申请权限范围（scopes）。`)
  }
  if (takesNoScopes(tokenEndpoint) && subject === 'user_id') {
    const en = `People are keyed by user_id, which needs a scope; tokenEndpoint "${tokenEndpoint}" takes none.`
    const zh = `成员以 user_id 区分，需要申请权限范围；tokenEndpoint "${tokenEndpoint}" 不支持。`
    return problem('tokenEndpoint', en, zh)
  }
  try {
    const platform = resolvePlatform({ brand, host, allowInsecureHosts })
    return {
      settings: {
        name,
        app: { brand: platform.brand, appId, appSecret, hosts: platform.hosts, tokenEndpoint },
        scopes,
        jssdkUrl: platform.jssdkUrl,
        qrScriptUrl: platform.qrScriptUrl,
        events: events === undefined ? null : { ...events, toleranceSeconds: defaultTolerance },
      },
      problems: [],
    }
  } catch (error) {
    if (!(error instanceof LarkspurError) || error.code !== 'configuration_invalid') throw error
    const en = error.message.replace('FEISHU_HOST', 'host').replace('FEISHU_BRAND', 'brand')
    return problem('host', en, '平台地址不可用：须为 https 的公网地址（不含路径），且与 brand 一致。')
  }
}
