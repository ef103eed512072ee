// Checks: what is set for one Feishu or Lark app.

import { type FeishuApp, resolvePlatform } from '../feishu/index.ts'
import { defaultInstance } from '../sign-in/index.ts'
import type { LarkspurConfiguration } from './options-schema.ts'
import { collect, label } from './setting-labels.ts'

/** One app that people may sign in with, after every check. */
export interface InstanceSettings {
  /** `default` for the app of the option `feishu`. */
  name: string
  app: FeishuApp
  /** OAuth scopes to ask people for, besides the one that the subject needs. */
  scopes: string[]
  jssdkUrl: string
  /** Script that shows the platform's QR code. */
  qrScriptUrl: string
  /** What its events are checked with; null when none are taken. */
  events: EventSettings | null
}

/** At least one of the two secrets is there. */
export interface EventSettings {
  encryptKey?: string
  verificationToken?: string
  toleranceSeconds: number
}

type Given = LarkspurConfiguration['feishu']

/** Undefined, and the sentences added to `problems`, when the settings are not usable. */
export function readInstance(
  problems: string[],
  name: string,
  given: Given,
  allowInsecureHosts: boolean,
): InstanceSettings | undefined {
  const option = name === defaultInstance ? 'feishu' : `instances.${name}`
  const { appId, appSecret, tokenEndpoint, scopes, brand, host, hosts, jssdkUrl, qrScriptUrl } = given
  if (host !== undefined && hosts !== undefined) {
    const [one, several] = [label([...option.split('.'), 'host']), `${option}.hosts`]
    problems.push(`${one} and ${several} exclude each other; set one of them.`)
  }
  const platform = collect(problems, `${option}.host`, () =>
    resolvePlatform({ brand, host, hosts, jssdkUrl, qrScriptUrl, allowInsecureHosts }),
  )
  if (platform === undefined) return undefined
  return {
    name,
    app: { brand: platform.brand, appId, appSecret, hosts: platform.hosts, tokenEndpoint },
    scopes,
    jssdkUrl: platform.jssdkUrl,
    qrScriptUrl: platform.qrScriptUrl,
    events: given.events === undefined ? null : eventSettings(given.events),
  }
}

function eventSettings({ encryptKey, verificationToken, toleranceSeconds }: NonNullable<Given['events']>) {
  return {
    ...(encryptKey === undefined ? {} : { encryptKey }),
    ...(verificationToken === undefined ? {} : { verificationToken }),
    toleranceSeconds,
  }
}

/** Two apps of one id and brand would share people and tokens under two names. */
export function repeatedApps(instances: readonly InstanceSettings[]): string[] {
  const key = ({ app }: InstanceSettings) => `${app.brand} ${app.appId}`
  return instances
    .filter((one, index) => instances.findIndex((other) => key(other) === key(one)) < index)
    .map(({ name }) => `${label(['instances', name, 'appId'])} is the app of another instance.`)
}
