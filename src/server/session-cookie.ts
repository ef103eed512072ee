// Turns: a sign-in into a session of this browser, and a sign-out into none.

import type { Person } from '../sign-in/index.ts'
import type { AppContext } from './context.ts'

/** Starts a session under a new id; whatever id the browser carried before is dead afterwards. */
export async function grantSession(c: AppContext, person: Person): Promise<void> {
  const { sessions, cookies, settings } = c.get('services')
  const previousId = cookies.session.read(c.req.header('cookie'))
  const { id } = await sessions.start({ userId: person.userId, previousId })
  c.header('Set-Cookie', cookies.session.set(id, settings.session.absoluteMs / 1000), { append: true })
}

export async function endSession(c: AppContext): Promise<void> {
  const { sessions, cookies } = c.get('services')
  await sessions.end(cookies.session.read(c.req.header('cookie')))
  c.header('Set-Cookie', cookies.session.clear(), { append: true })
}
