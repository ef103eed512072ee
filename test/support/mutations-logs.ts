// Lists: guards of the logs: what is written down, for how long, how it is stored, and who sees it.
import type { Mutation } from './mutation.ts'

const guard = (
  name: string,
  file: string,
  parts: { guard: string; without?: string; tests: string[] },
): Mutation => ({
  name: `logs: ${name}`,
  file,
  guard: parts.guard,
  without: parts.without ?? '',
  tests: parts.tests,
})

const stored = (
  name: string,
  file: string,
  text: string,
  without = '',
  tests = ['elements-and-logs'],
): Mutation =>
  guard(name, `src/storage/sql/${file}`, {
    ...{ guard: text, without },
    tests: tests.map((test) => `src/storage/sql/${test}.test.ts`),
  })

const signIn = (name: string, file: string, text: string, without = ''): Mutation =>
  guard(name, `src/${file}`, { guard: text, without, tests: ['src/server/sign-in-log.test.ts'] })

const shown = (name: string, file: string, text: string, without = ''): Mutation =>
  guard(name, `src/server/console/${file}`, {
    ...{ guard: text, without },
    tests: ['src/server/console/logs', 'src/server/console/tokens', 'src/server/console/overview'],
  })

const pages = [
  'overview/page',
  'sign-ins/list',
  'sign-ins/export',
  'audit/list',
  'audit/export',
  'tokens/page',
]

export const logMutations: Mutation[] = [
  // Elements and details in the database
  stored(
    'a taken name is refused whatever its case',
    'elements/elements.ts',
    "if (taken !== undefined) throw new LarkspurError('element_exists')",
  ),
  stored('a change since is noticed', 'elements/elements.ts', ".where('updated_at', '=', seen)"),
  stored(
    'a new element counts',
    'elements/elements.ts',
    "insertInto('elements').values(row).execute()\n        await countUp(connection)",
    "insertInto('elements').values(row).execute()",
  ),
  stored('nothing replaced is no change', 'elements/elements.ts', 'if (numUpdatedRows === 0n) return false'),
  stored(
    'a spoiled configuration stops no other',
    'elements/elements.ts',
    'config: readConfig(row.config)',
    'config: configShape.parse(JSON.parse(row.config))',
    ['at-rest'],
  ),
  stored(
    'secrets are bound to their row',
    'elements/elements.ts',
    "sealer.open(rowName('elements', row.full_name), row.sealed)",
    "sealer.open(rowName('elements', row.full_name), row.sealed).then(async (text) => text ?? sealer.open(rowName('elements', 'auths.loginTypes.Boss'), row.sealed))",
    ['at-rest'],
  ),
  stored(
    'secrets of elements are rotated',
    'rotate-keys.ts',
    "  { table: 'elements', key: ['full_name'], column: 'sealed' },\n",
    '',
    ['rotate-keys'],
  ),
  // Logs in the database
  stored(
    'a page goes on after its place',
    'logs/newest-first.ts',
    'if (after !== undefined) page',
    'if (false) page',
  ),
  stored('old sign-ins alone go', 'logs/sign-ins.ts', ".where('at', '<', at).limit(size)", '.limit(size)'),
  stored('old entries alone go', 'logs/audit.ts', ".where('at', '<', at).limit(size)", '.limit(size)'),
  stored('counts are narrowed', 'logs/sign-ins.ts', '{ ...filter, from: at,', '{ from: at,'),
  shown('the chart is narrowed', 'sign-ins/counts.ts', '...filter, ...span', '...span'),
  stored(
    'a page of the expected goes on after its place',
    'expected-accounts.ts',
    'if (after !== undefined) page = ',
    'if (false) page = ',
    ['stores'],
  ),
  stored(
    'an account lists its own expected',
    'expected-accounts.ts',
    "all.where('user_id', '=', of.userId)",
    'all',
    ['stores'],
  ),
  stored('slices are bounded', 'logs/sign-ins.ts', ' && counts.length < mostCounts'),
  stored('the last slice ends in time', 'logs/sign-ins.ts', 'Math.min(at + sliceMs, until)', 'at + sliceMs'),
  // What is written down
  signIn(
    'what nobody began fills no table',
    'server/sign-in-log.ts',
    'if (noSignIn.has(code)) return undefined',
  ),
  signIn(
    'a bind is no sign-in, and an unmatched callback neither',
    'server/routes/redirect.ts',
    "if (kind === undefined || kind === 'bind') return",
    "kind ??= 'redirect'",
  ),
  signIn('a bind is no sign-in', 'server/routes/redirect.ts', " || kind === 'bind'"),
  signIn(
    'a log that fails keeps nobody out',
    'server/sign-in-log.ts',
    "logger.error({ error, requestId: record.requestId, outcome: record.outcome }, 'sign-in not written down')",
    'throw error',
  ),
  signIn('an expired attempt is known', 'sign-in/attempts.ts', '      flow.onMatch?.(attempt)\n', ''),
  guard('failures are bounded', 'src/server/bounded-sign-ins.ts', {
    guard: 'if (written >= failuresPerHour)',
    without: 'if (written < 0)',
    tests: ['src/server/bounded-sign-ins.test.ts'],
  }),
  guard('failures of one sender are bounded', 'src/server/bounded-sign-ins.ts', {
    guard: 'if (own >= failuresOfOne)',
    without: 'if (own < 0)',
    tests: ['src/server/bounded-sign-ins.test.ts'],
  }),
  guard('a network of addresses is one sender', 'src/server/bounded-sign-ins.ts', {
    guard: '`${senderOf(address)} ',
    without: '`${senderOf(address) && address} ',
    tests: ['src/server/bounded-sign-ins.test.ts'],
  }),
  guard('every outcome of a sender has room', 'src/server/bounded-sign-ins.ts', {
    guard: ' ${outcome}`',
    without: '`',
    tests: ['src/server/bounded-sign-ins.test.ts'],
  }),
  guard('failures of people are not bounded', 'src/server/bounded-sign-ins.ts', {
    guard: ' || ofPeople.has(outcome)',
    tests: ['src/server/bounded-sign-ins.test.ts'],
  }),
  guard('failures of accounts are not bounded', 'src/server/bounded-sign-ins.ts', {
    guard: ' || userId !== null',
    tests: ['src/server/bounded-sign-ins.test.ts'],
  }),
  guard('what was left out is forgotten after a day', 'src/server/bounded-sign-ins.ts', {
    guard: 'if (at <= now - toldHours) left.delete(at)',
    without: 'if (at < 0) left.delete(at)',
    tests: ['src/server/bounded-sign-ins.test.ts'],
  }),
  guard('the page tells what was left out', 'src/server/console/sign-ins/list.ts', {
    guard: '${leftOut(c)}',
    tests: ['src/server/console/logs'],
  }),
  guard('the bound knows who sent it', 'src/server/sign-in-log.ts', {
    guard: 'add(record, clientAddress(c))',
    without: 'add(record, clientAddress(c)?.slice(0, 0))',
    tests: ['src/server/console/logs'],
  }),
  guard('successes are not bounded', 'src/server/bounded-sign-ins.ts', {
    guard: "outcome === 'ok' || ",
    tests: ['src/server/bounded-sign-ins.test.ts'],
  }),
  guard('old sign-ins go', 'src/server/log-life.ts', {
    guard: 'await logs.signIns.deleteBefore(clock() - signInsKeptMs)',
    tests: ['src/server/log-life.test.ts'],
  }),
  guard('old entries go', 'src/server/log-life.ts', {
    guard: 'await logs.audit.deleteBefore(clock() - auditKeptMs)',
    tests: ['src/server/log-life.test.ts'],
  }),
  // Sessions
  guard('a session is ended by its user’s list alone', 'src/sessions/sessions.ts', {
    guard: 'handleOf(idHash) === handle)\n      return record',
    without: 'handle !== undefined)\n      return record',
    tests: ['src/sessions'],
  }),
  guard('sessions that are over are not listed', 'src/sessions/sessions.ts', {
    guard: 'records.filter((record) => !isOver(record, now)).map(toListed)',
    without: 'records.map(toListed)',
    tests: ['src/sessions'],
  }),
  // Pages
  ...pages.map((page) =>
    shown(
      `the role is asked for: ${page}`,
      `${page}.ts`,
      'const administrator = await requireAdministrator(c)',
      "const administrator = { user: { id: 'x', name: 'x' }, formToken: 'x' } as never",
    ),
  ),
  shown(
    'an export of sign-ins is written down',
    'sign-ins/export.ts',
    'return audited(',
    'return ((_c: unknown, _a: unknown, _e: unknown, work: () => Promise<Response>) => work())(',
  ),
  shown(
    'an export of the audit log is written down',
    'audit/export.ts',
    'return audited(',
    'return ((_c: unknown, _a: unknown, _e: unknown, work: () => Promise<Response>) => work())(',
  ),
  shown(
    'the audit log notes known filters alone',
    'logs/filters.ts',
    '.filter(([name]) => names.includes(name))',
  ),
  shown('choices alone are taken', 'logs/filters.ts', 'if (given === chosen) return chosen', 'return chosen'),
  shown('a parameter has an end', 'logs/filters.ts', 'if (value.length <= 256) return value', 'return value'),
  shown('no cell is a formula', 'csv.ts', "typeof value === 'string' && formula.test(text)", 'false'),
  shown('a day must be one', 'audit/query.ts', ' || !new Date(at).toISOString().startsWith(text)'),
  shown('the last day counts', 'audit/query.ts', 'until + day', 'until'),
]
