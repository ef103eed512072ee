// Refuses: whoever may not read a directory.

import { LarkspurError } from '../errors/larkspur-error.ts'
import type { AppContext } from './context.ts'
import type { Directory } from './directory.ts'
import type { Sight } from './directory-view.ts'
import { requireSignedIn } from './require-signed-in.ts'

/**
 * The directory of the app of this name, of the session's own without one, and how much of it is seen.
 *
 * Where everybody may read, it is everybody of that app: the apps of one Larkspur may be of several organisations, and
 * only a role is given by somebody who knows that.
 *
 * @throws LarkspurError `session_required`, `role_required`, `request_invalid` for an unknown app
 */
export async function requireReader(
  c: AppContext,
  name: string | undefined,
): Promise<{ directory: Directory; sight: Sight }> {
  const { accounts, directories, settings } = c.get('services')
  const found = await requireSignedIn(c)
  const own = found.instance.name
  const directory = directories.of(name ?? own)
  const roles = await accounts.roles(found.person.userId)
  if (roles.includes('administrator')) return { directory, sight: 'everything' }
  const isOpen = settings.directory.readers === 'everyone' && (name ?? own) === own
  if (!isOpen && !roles.includes('directory_reader')) throw new LarkspurError('role_required')
  return { directory, sight: 'colleague' }
}
