// Tells: each app that has subscribed what has changed, in its own ids and as far as it may know.
import type { OrganisationChange } from '../state/organisation-model.ts'
import type { Revocation, State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'
import { departmentEvents } from './department-event.ts'
import { personEvents } from './person-event.ts'
import { rangeEvents } from './range-event.ts'
import { revocationEvents } from './revocation-event.ts'
import type { Made, Told } from './told.ts'

/** Any one is needed to subscribe to events of the organisation. */
const contactScopes = [
  'contact:contact.base:readonly',
  'contact:contact:readonly_as_app',
  'contact:contact:access_as_app',
]
const tokenScopes = ['auth:user_access_token:read']

function wants(app: AppSettings, { type }: Made): boolean {
  const { url, types } = app.events
  if (url === '' || !app.enabled || !app.installed) return false
  if (types !== 'all' && !types.includes(type)) return false
  const anyOf = type.startsWith('contact.') ? contactScopes : tokenScopes
  return anyOf.some((scope) => app.scopes.includes(scope))
}

/** Returns how to stop. */
export function tellChanges(state: State, tell: (told: Told) => void): () => void {
  const { apps, organisation } = state

  function offer(app: AppSettings, made: readonly Made[]): void {
    for (const one of made) if (wants(app, one)) tell({ app, ...one })
  }

  function organisationChanged(change: OrganisationChange): void {
    for (const app of apps.list()) {
      // Most apps of most emulators have not subscribed, and changes may come by the hundred thousand.
      if (app.events.url === '') continue
      const events =
        'number' in change ? departmentEvents(state, app, change) : personEvents(state, app, change)
      offer(app, events)
    }
  }

  function appChanged({ before, after }: { before: AppSettings; after: AppSettings }): void {
    if (after.events.url !== '') offer(after, rangeEvents(state, before, after))
  }

  function revoked(revocation: Revocation): void {
    const app = apps.get(revocation.appId)
    if (app !== undefined) offer(app, revocationEvents(state, app, revocation))
  }

  const stops = [
    organisation.onChange(organisationChanged),
    apps.onUpdate(appChanged),
    state.revocations.add(revoked),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
