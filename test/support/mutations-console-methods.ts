// Lists: guards of the console's entrance and of its pages of sign-in methods.
import type { Mutation } from './mutation.ts'

const accessGuard = (name: string, file: string, guard: string, without = ''): Mutation => ({
  name: `console: ${name}`,
  file: `src/server/console/${file}`,
  guard,
  without,
  tests: ['src/server/console/access.test.ts'],
})

const methodsGuard = (name: string, file: string, guard: string, without = ''): Mutation => ({
  name: `console methods: ${name}`,
  file: `src/server/console/methods/${file}`,
  guard,
  without,
  tests: ['src/server/console/methods'],
})

export const consoleMethodsMutations: readonly Mutation[] = [
  accessGuard(
    'administrators alone',
    'administrator.ts',
    "!(await accounts.roles(found.person.userId)).includes('administrator')",
    'false',
  ),
  accessGuard(
    'whoever is signed in',
    'administrator.ts',
    "if (found === null) throw new LarkspurError('session_required')",
    "if (found === null) throw new LarkspurError('role_required')",
  ),
  accessGuard(
    'forms of this site',
    'administrator.ts',
    '  requireSameOrigin(c.req.raw.headers, settings.origin)\n',
  ),
  accessGuard(
    'the token of this session',
    'administrator.ts',
    "if (!fits) throw new LarkspurError('console_token_invalid')",
  ),
  accessGuard(
    'a token of its session alone',
    'administrator.ts',
    '`console form ${sessionId}`',
    "'console form'",
  ),
  accessGuard(
    'a token in its whole length',
    'administrator.ts',
    'one.length === other.length && timingSafeEqual(one, other)',
    'timingSafeEqual(one, other.subarray(0, one.length))',
  ),
  methodsGuard(
    'the last way in is not deleted',
    'remove.ts',
    '      await assertWayInLeft(services, method)\n',
  ),
  methodsGuard(
    'what is disabled is no way in',
    'last-way-in.ts',
    'else if (instances.isEnabled(instance)) return',
    'else return',
  ),
  methodsGuard(
    'one is warned before closing the own method',
    'show.ts',
    ' && isOwnMethod(administrator, method) ?',
    ' && isOwnMethod(administrator, method) === null ?',
  ),
  methodsGuard(
    'a diagnosis outlives a change that leaves it true',
    'state.ts',
    '    carryOver(elements, method, changed)\n',
  ),
  methodsGuard('a diagnosis outlives a new title', 'edit.ts', 'else carryOver(elements, kept, saved)', ''),
  methodsGuard(
    'nothing is saved unless it is said',
    'create.ts',
    "fields.do !== 'create'",
    "fields.do === 'test'",
  ),
  methodsGuard(
    'what is not ours is not deleted',
    'remove.ts',
    "if (!isWritable(method)) throw new LarkspurError('element_read_only')",
  ),
  methodsGuard(
    'what is not ours is not edited',
    'edit.ts',
    "if (!isWritable(method)) throw new LarkspurError('element_read_only')",
  ),
  methodsGuard(
    'the name is typed',
    'remove.ts',
    'if (isWritable(method) && fields.confirm.trim() !== method.name) {\n    return page(c, administrator, method, true)\n  }',
  ),
  methodsGuard(
    'a version that was seen',
    'edit.ts',
    'elements.update(target, changes, seen)',
    'elements.update(target, changes, kept.updatedAt ?? 0)',
  ),
  methodsGuard(
    'an empty secret stays',
    'form-values.ts',
    "...(values.appSecret === '' ? {} : { appSecret: values.appSecret })",
    'appSecret: values.appSecret',
  ),
  methodsGuard(
    'where secrets go is written down',
    'edit.ts',
    '      Object.assign(details, whereSecretsGo(kept, now))\n',
  ),
  methodsGuard(
    'names alone are written down',
    'form-values.ts',
    'Object.keys(changes)',
    'Object.values(changes).map(String)',
  ),
  methodsGuard(
    'no other file',
    'files.ts',
    'Object.hasOwn(files, name) ? files[name] : undefined',
    'files[name]',
  ),
  methodsGuard(
    'only what is of this state',
    'diagnoses.ts',
    'tested?.of === updatedAt ? tested : undefined',
    'tested',
  ),
  methodsGuard(
    'words of a closed set',
    'show.ts',
    "notices.find((one) => one === new URL(c.req.url).searchParams.get('done'))",
    "new URL(c.req.url).searchParams.get('done') as 'saved' | null",
  ),
]
