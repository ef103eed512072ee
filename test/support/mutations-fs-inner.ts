// Lists: guards of the login element's methods: whose states and codes count, what is refused, what goes where.
import type { Mutation } from './mutation.ts'

const flowGuard = (name: string, file: string, guard: string, without = ''): Mutation => ({
  name: `elements: ${name}`,
  file: `src/sign-in/${file}`,
  guard,
  without,
  tests: ['src/sign-in/element-flow.test.ts'],
})

const methodGuard = (name: string, file: string, guard: string, without = ''): Mutation => ({
  name: `elements: ${name}`,
  file: `src/elements/fs-inner/${file}`,
  guard,
  without,
  tests: ['src/elements/fs-inner'],
})

const codeGuard = (name: string, guard: string, without = ''): Mutation => ({
  name: `elements: ${name}`,
  file: 'src/elements/code-table.ts',
  guard,
  without,
  tests: ['src/elements/code.test.ts'],
})

export const fsInnerMutations: Mutation[] = [
  flowGuard('a redirect URI is of this site', 'redirect-uri.ts', 'found === origin &&'),
  flowGuard('a redirect URI names no user', 'redirect-uri.ts', "username === '' && password === '' &&"),
  flowGuard(
    'a redirect URI is what a browser writes',
    'redirect-uri.ts',
    '/[\\p{C}\\s\\\\#]/u.test(address) || ',
  ),
  flowGuard('a redirect URI has an end', 'redirect-uri.ts', 'address.length > longestAddress || '),
  flowGuard(
    'a redirect URI at the end is of this site',
    'element-flow.ts',
    'if (redirectUri !== undefined) assertOwnPage(redirectUri)',
  ),
  flowGuard(
    'a state counts when it is given',
    'element-flow.ts',
    "await attempts.take(state, browserId ?? inProcess, { kinds: ['element'], ...page })",
  ),
  flowGuard(
    'a state is of one redirect URI',
    'element-flow.ts',
    "{ kinds: ['element'], ...page }",
    "{ kinds: ['element'] }",
  ),
  flowGuard(
    'a code is looked at before the state',
    'element-flow.ts',
    'assertCode(code)\n      const page',
    'const page',
  ),
  flowGuard(
    'states of an app’s own code push out none of each other',
    'attempts.ts',
    'if (browserHash !== noBrowser) await',
    'await',
  ),
  flowGuard(
    'no cookie makes a state of no browser',
    'attempts.ts',
    'return isRandomValue(holder) ? sha256(holder) : undefined',
    'return isRandomValue(holder) ? sha256(holder) : (holder ?? noBrowser)',
  ),
  methodGuard(
    'a browser needs a state',
    'index.ts',
    "if (current !== undefined && state === undefined) throw new LarkspurError('attempt_missing')",
  ),
  methodGuard(
    'what is no code asks nobody',
    'index.ts',
    "if (!isCode(code)) throw new LarkspurError('code_invalid')",
  ),
  methodGuard(
    'a state is of the browser that it was given to',
    'index.ts',
    'startElement({ browserId: visit()?.browserId ?? undefined, redirectUri })',
    'startElement({ redirectUri })',
  ),
  methodGuard('failures are numbered', 'index.ts', 'throw asCode(error)', 'throw error'),
  methodGuard(
    'arguments that do not exist are refused',
    'arguments.ts',
    'refuse(`${method} has no argument ${shown(name)}.`, `${method} 没有参数 ${shown(name)}。`)',
  ),
  methodGuard('an argument has its type', 'arguments.ts', 'if (fits(value)) return true', 'return true'),
  methodGuard(
    'an inherited name is no argument',
    'arguments.ts',
    'Object.hasOwn(expected, name) ||',
    'name in expected ||',
  ),
  methodGuard(
    'names that are made up are not repeated',
    'arguments.ts',
    "name.replaceAll(/[^\\w.-]/g, '?').slice(0, 40)",
    'name',
  ),
  methodGuard(
    'missing permissions are no errors',
    'login.ts',
    'if (notForTheApp.includes(error.code)) return { person: { id: openId }, departments: [] }',
    'if (notForTheApp.includes(error.code)) throw error',
  ),
  methodGuard(
    'an outage takes nothing away',
    'login.ts',
    'return undefined\n    }\n  }',
    'return { person: { id: openId }, departments: [] }\n    }\n  }',
  ),
  methodGuard('tokens are passed over', 'auth-model.ts', 'enumerable: false', 'enumerable: true'),
  methodGuard('a page has an end', 'auth-model.ts', 'if (limit > mostAtOnce) {', 'if (false) {'),
  methodGuard(
    'without leaders nobody is said to lead nothing',
    'describe.ts',
    'filter(({ parentId }) => parentId !== undefined)',
    'filter(() => true)',
  ),
  methodGuard(
    'a run that waits is an error',
    'synchronise.ts',
    "if (state !== 'waiting') return",
    'if (state.length > 0) return',
  ),
  methodGuard(
    'a run under way is waited for',
    'synchronise.ts',
    "!isAbout(error, 'sync_running') ||",
    'true ||',
  ),
  methodGuard('nobody waits for ever', 'synchronise.ts', ' || waited >= most', ' || waited >= 1e9 + most'),
  methodGuard(
    'who is out of range stays as they were',
    'synchronise.ts',
    "if (known === undefined || !isAbout(error, 'person_not_found')) throw error",
    'if (known === undefined) throw error',
  ),
  {
    ...methodGuard(
      'an id leads nowhere else',
      '',
      'isIdentifier(id) && !/^\\.{1,2}$/.test(id)',
      'id.length > 0',
    ),
    file: 'src/feishu/contact-lookup.ts',
  },
  {
    ...methodGuard('an id is one step', '', 'return encodeURIComponent(id)', 'return id'),
    file: 'src/feishu/contact-lookup.ts',
  },
  codeGuard('a mistake of the caller is no Code', "if (error.code === 'request_invalid') return error"),
  codeGuard(
    'out of the contact range is no unusable app',
    "if (code === 'user_not_visible' && platform?.operation?.startsWith('contact.')) return otherFailure",
  ),
  codeGuard('an error’s own words stay out of the text', 'reasonOf(error.code)', 'error.message'),
]
