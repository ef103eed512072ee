// Tells: what is known of an element. Never a secret.

import type { InstanceConfig } from '../../elements/index.ts'
import { instanceName, redirectUriOf } from '../../sign-in/index.ts'
import type { ElementStatus } from '../elements-types.ts'
import type { InstanceSettings } from '../instance-settings.ts'
import type { Entry } from './plan.ts'

/** The open part of the configuration, also of an app of the settings. */
export function openConfig(entry: Entry): Record<string, unknown> {
  if (entry.config !== null) return withoutSecrets(entry.config)
  if (entry.settings !== null) return configOfSettings(entry.settings)
  return entry.stored === null ? {} : withoutSecrets(entry.stored.config)
}

function withoutSecrets(config: Partial<InstanceConfig> | Record<string, unknown>): Record<string, unknown> {
  const { appSecret: _secret, events: _secrets, ...open } = config
  return open
}

function configOfSettings({ app, scopes }: InstanceSettings): Record<string, unknown> {
  const { brand, appId, hosts, tokenEndpoint } = app
  return { appId, brand, host: hosts.open, tokenEndpoint, ...(scopes.length === 0 ? {} : { scopes }) }
}

/** Null when no key opens what would tell. */
function takesEvents({ settings, stored }: Entry): boolean | null {
  if (settings !== null) return settings.events !== null
  if (stored === null) return false
  return stored.appSecret === null ? null : stored.eventSecrets !== null
}

export function statusOf(entry: Entry, origin: string): ElementStatus {
  const { resolved, settings, stored, state, problems } = entry
  const { fullName, name, kind, source, place, define } = resolved
  const config = openConfig(entry)
  return {
    fullName,
    name,
    title: define?.title ?? stored?.title ?? '',
    kind,
    type: define?.type ?? stored?.type ?? '',
    source,
    place,
    state,
    problems,
    app:
      settings === null
        ? null
        : { brand: settings.app.brand, appId: settings.app.appId, host: settings.app.hosts.open },
    config,
    takesEvents: takesEvents(entry),
    redirectUri: kind === 'instance' && instanceName.test(name) ? redirectUriOf(origin, name) : null,
    updatedAt: stored?.updatedAt ?? null,
  }
}
