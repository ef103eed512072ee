// Refuses: whoever may not read a directory.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { AppContext } from './context.ts'
import type { Directory } from './directory.ts'
import type { Sight } from './directory-view.ts'
import { requireSignedIn } from './require-signed-in.ts'

/**
 * The directory of the app of this name, of the session's own without one, and how much of it is seen. Whoever may not
 * read is told nothing of which apps there are.
 *
 * Where everybody may read, it is everybody of that app whose organisation is the one in the directory: the apps of one
 * Larkspur may be of several organisations, an app may admit people of several, and only a role is given by somebody
 * who knows that.
 *
 * @throws LarkspurError `session_required`, `too_many_requests`, `role_required`, `request_invalid` for an unknown app
 */
export async function requireReader(
  c: AppContext,
  name: string | undefined,
): Promise<{ directory: Directory; sight: Sight }> {
  const { accounts, directories, directoryLimit, settings } = c.get('services')
  const { instance, person } = await requireSignedIn(c)
  // By account: a whole office has one address, and nobody gets here without a session.
  await directoryLimit(person.userId)
  const wanted = name ?? instance.name
  const roles = await accounts.roles(person.userId)
  if (roles.includes('administrator')) return { directory: directories.of(wanted), sight: 'everything' }
  const mayRead =
    roles.includes('directory_reader') ||
    (settings.directory.readers === 'everyone' &&
      wanted === instance.name &&
      (await directories.holdsTenant(wanted, person.identity.tenantKey)))
  if (!mayRead) throw new LarkspurError('role_required')
  return { directory: directories.of(wanted), sight: 'colleague' }
}
