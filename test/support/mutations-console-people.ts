// Lists: guards of the console's pages of people, accounts and departments.
import type { Mutation } from './mutation.ts'

const accountGuard = (name: string, file: string, guard: string, without = ''): Mutation => ({
  name: `console people: ${name}`,
  file: `src/server/console/people/${file}`,
  guard,
  without,
  tests: ['src/server/console/people/accounts.test.ts'],
})

const directoryGuard = (name: string, file: string, guard: string, without = ''): Mutation => ({
  name: `console directory: ${name}`,
  file: `src/server/console/${file}`,
  guard,
  without,
  tests: ['src/server/console/people/directory.test.ts', 'src/server/console/departments'],
})

const auditGuard = (name: string, file: string, guard: string, without: string): Mutation => ({
  ...accountGuard(`audit: ${name}`, '', guard, without),
  file: `src/server/${file}.ts`,
})

const commandGuard = (
  command: 'accounts' | 'sync',
  name: string,
  { file, guard, without = '' }: { file: string; guard: string; without?: string },
): Mutation => ({
  name: `command line: ${name}`,
  file: `src/${file}.ts`,
  ...{ guard, without, tests: [`src/cli/${command}.test.ts`] },
})

export const consolePeopleMutations: readonly Mutation[] = [
  accountGuard(
    'the last administrator keeps the role',
    'last-administrator.ts',
    "  if (!(await hasOtherAdministrator(parts, userId))) throw new LarkspurError('administrator_last')\n",
  ),
  accountGuard(
    'two administrators at the same time',
    'last-administrator.ts',
    '  if (await hasOtherAdministrator(parts, userId)) return true\n',
    '  return true\n',
  ),
  accountGuard(
    'who cannot sign in is no other administrator',
    'last-administrator.ts',
    'if (letsIn) return true',
    'return true',
  ),
  accountGuard(
    'whoever is blocked is no other administrator',
    'last-administrator.ts',
    ' && blocked === null',
  ),
  accountGuard(
    'whose sign-in method is switched off is no other administrator',
    'last-administrator.ts',
    ' && instances.isEnabled(instance)',
  ),
  accountGuard(
    'an account that nobody has or is expected in',
    'find-account.ts',
    "  if (identities.length === 0 && expected.items.length === 0) throw new LarkspurError('not_found')\n",
  ),
  accountGuard(
    'an identity of this account',
    'unbind.ts',
    "  if (identity === undefined) throw new LarkspurError('not_found')\n",
    '  if (identity === undefined) return { account, identity: account.identities[0] as Identity }\n',
  ),
  accountGuard(
    'identifiers alone are expected',
    'expect.ts',
    'isSubject(subject) ? undefined : text.subjectWrong',
    'undefined',
  ),
  accountGuard(
    'a user_id needs its organisation',
    'expect.ts',
    "kind === 'userId'\n        ? text.tenantMissing",
    'kind !== kind\n        ? text.tenantMissing',
  ),
  accountGuard(
    'notices of a closed set',
    'account.ts',
    "notices.find((one) => one === query.get('done'))",
    "(query.get('done') ?? undefined) as (typeof notices)[number] | undefined",
  ),
  directoryGuard(
    'nobody who is not in the directory is read anew',
    'people/read-person.ts',
    '  await chosen.directory.user(id)\n',
  ),
  directoryGuard('control characters are no search', 'people/search.ts', ' || /\\p{Cc}/u.test(text)'),
  directoryGuard(
    'nothing that is seen is no search',
    'people/search.ts',
    'isSeen && !isWrong ? text : undefined',
    '!isWrong ? text : undefined',
  ),
  directoryGuard(
    'a level is for administrators',
    'departments/children.ts',
    '  await requireAdministrator(c)\n',
  ),
  directoryGuard(
    'far above, the path alone',
    'departments/tree.ts',
    'const isNear = up < levelsWithSiblings',
    'const isNear = true',
  ),
  {
    name: 'console directory: a page of people at a time',
    file: 'src/server/console/people/list.ts',
    guard: 'const pageSize = 50',
    without: 'const pageSize = 200',
    tests: ['src/server/console/departments/scale.test.ts'],
  },
  auditGuard('what changed nothing is noted so', 'audit-entry', '{ details: { changed: false } }', '{}'),
  auditGuard(
    'nobody was expected',
    'audit-entry',
    "{ outcome: 'not_found', details: { changed: false } }",
    '{}',
  ),
  auditGuard('whose expectation ended, the store says', 'audit-entry', ': { target: account }', ': {}'),
  auditGuard('whether tokens were revoked is noted', 'audit-entry', '{ details: { revoked } }', '{}'),
  auditGuard(
    'an expectation is noted with its account',
    'console/people/expect',
    '(made) => ({ target: made.userId })',
    '() => ({})',
  ),
  accountGuard(
    'a revocation that was not confirmed is told',
    'unbind.ts',
    "revoked ? 'unbound' : 'unboundHere'",
    "'unbound'",
  ),
  {
    name: 'console methods: a refused deletion is noted',
    file: 'src/server/console/methods/remove.ts',
    guard: 'isWritable(method) && fields.confirm.trim()',
    without: 'fields.confirm.trim()',
    tests: ['src/server/console/methods/methods.test.ts'],
  },
  {
    name: 'server: an identity that is gone is not unbound again',
    file: 'src/server/accounts.ts',
    guard: "      if (outcome === 'unknown') throw unknownIdentity()\n",
    without: '',
    tests: ['src/server/accounts.test.ts'],
  },
  commandGuard('accounts', 'what is done stands in the audit log', {
    ...{ file: 'server/command-audit', guard: 'note(found(result))', without: 'Promise.resolve()' },
  }),
  commandGuard('accounts', 'what is refused stands in the audit log', {
    file: 'server/command-audit',
    guard: '      await note({ outcome: toLarkspurError(error).code }).catch(() => undefined)\n',
  }),
  commandGuard('accounts', 'a role that was there is not granted', {
    ...{ file: 'cli/roles', guard: 'return !before.includes(role as Typed)', without: 'return true' },
  }),
  commandGuard('accounts', 'a revocation that was not confirmed is told', {
    ...{ file: 'cli/accounts', guard: 'if (revoked === false) io.err', without: 'if (false) io.err' },
  }),
  commandGuard('sync', 'a run that was refused early was not begun', {
    ...{ file: 'cli/sync-noted', guard: "if (report.state !== 'failed') begun", without: 'begun' },
  }),
  commandGuard('sync', 'a run is noted when it begins, not at its end', {
    ...{ file: 'cli/sync-noted', guard: 'begun.resolve(report)\n', without: 'return\n' },
  }),
]
