// Tells: for the audit log, how a change moves the host, the brand and the App ID that the secret belongs to.

import type { ElementStatus } from '../../elements-types.ts'
import { valuesOf } from './form-values.ts'

const facts = (method: ElementStatus) => {
  const { appId, brand, host } = valuesOf(method)
  return { appId, brand, host: method.app?.host ?? host }
}

/** `host: old → new`, of what is another one than before. */
export function whereSecretsGo(before: ElementStatus, after: ElementStatus): Record<string, string> {
  const [old, now] = [facts(before), facts(after)]
  return Object.fromEntries(
    (['appId', 'brand', 'host'] as const)
      .filter((name) => old[name] !== now[name])
      .map((name) => [name, `${old[name]} → ${now[name]}`]),
  )
}
