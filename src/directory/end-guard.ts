// Guards: against lists that never end.
import { createHash } from 'node:crypto'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { SyncTask } from './ports.ts'

/** 22 characters for each token, however long it is. */
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64').slice(0, 22)

/**
 * For one reading of one list: told of each page's `next` and of how many pages were read, it throws for a list that leads
 * back to itself, or has more pages than any list.
 */
export function createEndGuard(kind: SyncTask['kind'], maxPages: number) {
  const seen = new Set<string>()
  const refuse = (why: string) =>
    new LarkspurError('platform_response_invalid', {
      message: `A list of the platform (${kind}) ${why}.`,
    })
  return (next: string | null, pages: number) => {
    if (next === null) return
    const token = hashOf(next)
    if (seen.has(token)) throw refuse('leads back to a page that was read')
    if (pages >= maxPages) throw refuse(`has more than ${maxPages} pages`)
    seen.add(token)
  }
}
