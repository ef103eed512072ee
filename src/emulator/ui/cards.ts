// Converts: a person of the organisation to what a page shows of them.
import type { Person } from '../types.ts'
import type { PersonCard } from './views.ts'

/** The card of a person; the badge names the strongest reason why they cannot sign in. */
export function personCard(person: Person): PersonCard {
  return {
    openId: person.open_id,
    name: person.name,
    enName: person.en_name,
    // Without the origin: the page may be open under the other loopback name, and shows pictures of its own only.
    avatarUrl: person.avatar_url.replace(/^https?:\/\/[^/]+(?=\/_emulator\/avatar\/)/, ''),
    department: person.department_name,
    jobTitle: person.job_title,
    badge: badgeOf(person.status),
  }
}

function badgeOf(status: Person['status']): PersonCard['badge'] {
  if (status.is_resigned) return 'resigned'
  if (status.is_exited) return 'exited'
  if (status.is_frozen) return 'frozen'
  if (!status.is_activated || status.is_unjoin) return 'not_activated'
  return ''
}
