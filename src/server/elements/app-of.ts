// Tells: which app an element is about, also of one that cannot be used.

import { type ElementFiles, fillPlaceholders, nameOf } from '../../elements/index.ts'
import { type Brand, resolvePlatform } from '../../feishu/index.ts'
import type { Entry } from './plan.ts'

/** People and tokens are kept by app. */
export interface AppName {
  brand: Brand
  appId: string
}

export const isSameApp = (one: AppName, other: AppName): boolean =>
  one.brand === other.brand && one.appId === other.appId

/** What its file says, mistakes apart. */
function written({ fullName, texts }: ElementFiles, variables: Readonly<Record<string, string>>): unknown {
  const text = texts[`${nameOf(fullName)}.json`] ?? texts['config.json'] ?? ''
  try {
    return fillPlaceholders(JSON.parse(text), variables).value
  } catch {
    return null
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** As the app would be read, were everything else right. */
function brandOf(given: unknown, host: string | undefined): Brand {
  const brand = given === 'lark' || given === 'feishu' ? given : undefined
  try {
    return resolvePlatform({ brand, host, allowInsecureHosts: true }).brand
  } catch {
    return brand ?? 'feishu'
  }
}

/** Null when it does not tell. */
export function appOf(
  { settings, config, stored, resolved }: Entry,
  variables: Readonly<Record<string, string>>,
): AppName | null {
  if (settings !== null) return { brand: settings.app.brand, appId: settings.app.appId }
  const { files } = resolved
  const given = config ?? stored?.config ?? (files === null ? null : written(files, variables))
  const { appId, brand, host } = Object(given)
  if (typeof appId !== 'string' || !/^[\w-]+$/.test(appId)) return null
  return { brand: brandOf(brand, textOf(host)), appId }
}
