// Declares: what was found when an app was tried at the platform.

import type { AuthorizePageAnswer, ContactScopes } from '../../feishu/index.ts'
import type { Attempt } from './attempt.ts'

/** What was found. */
export interface Findings {
  token: Attempt<unknown>
  /** What the page says to the redirect URI of this site. */
  page: Attempt<AuthorizePageAnswer>
  /** Whether it refuses one that is in no list: then its silence about ours means something. */
  pageTells: boolean
  /** Undefined when there is no token to ask with. */
  range: Attempt<ContactScopes> | undefined
  /** A call that needs no permission; undefined where `range` says already whether this address may call. */
  open: Attempt<unknown> | undefined
}

const refusedRedirects = [20029, 20071]

export const isRefusedRedirect = ({ code }: AuthorizePageAnswer) =>
  code !== undefined && refusedRedirects.includes(code)
