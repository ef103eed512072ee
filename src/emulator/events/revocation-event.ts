// Makes: auth.user_access_token.revoked_v4.
import { shows } from '../operations/contact/contact-scopes.ts'
import { visibleFields } from '../operations/visible-fields.ts'
import type { Revocation, State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'
import type { Made } from './told.ts'

export function revocationEvents(state: State, app: AppSettings, { person, kinds, by }: Revocation): Made[] {
  const found = state.organisation.whoWas(person, app.appId)
  if (found === undefined || kinds.length === 0) return []
  const event = {
    revoke_token_type: kinds.join(' '),
    revoke_reason: `Revoked by ${by} action.`,
    ...visibleFields(
      { app, user: undefined },
      {
        open_id: { value: found.open_id },
        union_id: { value: found.union_id },
        user_id: { value: found.user_id, anyOf: shows.userId },
      },
    ),
  }
  return [{ type: 'auth.user_access_token.revoked_v4', event }]
}
