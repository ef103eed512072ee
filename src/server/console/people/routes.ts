// Serves: people and accounts.

import type { Route } from '../../routes/table.ts'
import { showAccount } from './account.ts'
import { endSession, endSessions } from './account-sessions.ts'
import { listAccounts } from './accounts.ts'
import { askWhom, expectSomebody } from './expect.ts'
import { cancelExpected } from './expected.ts'
import { listPeople } from './list.ts'
import { showPerson } from './person.ts'
import { readPerson } from './read-person.ts'
import { changeRole } from './role.ts'
import { withdrawTokens } from './tokens.ts'
import { askUnbinding, unbindIdentity } from './unbind.ts'

export const peopleRoutes: Route[] = [
  { path: '/console/people', GET: listPeople },
  { path: '/console/people/accounts', GET: listAccounts },
  { path: '/console/people/expect', GET: askWhom, POST: expectSomebody },
  { path: '/console/people/expect/cancel', POST: cancelExpected },
  { path: '/console/people/directory/:id', GET: showPerson },
  { path: '/console/people/directory/:id/read', POST: readPerson },
  { path: '/console/people/:account', GET: showAccount },
  { path: '/console/people/:account/role', POST: changeRole },
  { path: '/console/people/:account/sessions', POST: endSession },
  { path: '/console/people/:account/sessions/all', POST: endSessions },
  { path: '/console/people/:account/tokens', POST: withdrawTokens },
  { path: '/console/people/:account/identities/:identity/unbind', GET: askUnbinding, POST: unbindIdentity },
]
