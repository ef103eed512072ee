// Lists: how often each operation of the contact API may be called.

/** So many calls in so long a time, wherever that time begins. */
export interface RateLimit {
  calls: number
  windowMs: number
}

const perSecond = (calls: number): RateLimit => ({ calls, windowMs: 1_000 })
const perMinute = (calls: number): RateLimit => ({ calls, windowMs: 60_000 })

/**
 * Tier 4, which the platform counts per API, app and organisation; whichever window is full first, trips. The page of
 * `departments/:id` calls its limit special and names none, so it is treated like its sisters. Source:
 * https://open.feishu.cn/document/ukTMukTMukTM/uUzN04SN3QjL1cDN
 */
const tier4: readonly RateLimit[] = [perSecond(50), perMinute(1_000)]

const limits = new Map<string, readonly RateLimit[]>([
  ['contact.scopes.list', tier4],
  ['contact.departments.children', tier4],
  ['contact.departments.batch', tier4],
  ['contact.departments.get', tier4],
  ['contact.users.find_by_department', tier4],
  ['contact.users.batch', tier4],
  ['contact.users.get', tier4],
])

/** The limits of an operation; of one that is not in the list, five a second, the least of the common tiers. */
export const rateLimitsOf = (operation: string): readonly RateLimit[] =>
  limits.get(operation) ?? [perSecond(5)]
