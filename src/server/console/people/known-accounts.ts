// Finds: who of a page of people has signed in.

import type { AppContext } from '../../context.ts'

export interface KnownAccount {
  account: string
  lastSignInAt: number | null
}

/** By open_id. One look into an index for each; a page holds 50 of them. */
export async function knownAccounts(
  c: AppContext,
  instance: string,
  openIds: readonly string[],
): Promise<Map<string, KnownAccount>> {
  const { accounts } = c.get('services')
  const found = await Promise.all(openIds.map((openId) => accounts.find({ openId, instance })))
  return new Map(
    found.flatMap(([first]) =>
      first === undefined
        ? []
        : [[first.openId, { account: first.account, lastSignInAt: first.lastSignInAt }]],
    ),
  )
}
