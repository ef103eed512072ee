// Lists: guards of what login elements are read from: names, files, configuration, precedence, Types.
import type { Mutation } from './mutation.ts'

const elementGuard =
  (test: string) =>
  (name: string, file: string, guard: string, without = ''): Mutation => ({
    name: `elements: ${name}`,
    file: `src/elements/${file}.ts`,
    guard,
    without,
    tests: [`src/elements/${test}.test.ts`],
  })

const nameGuard = elementGuard('full-name')
const jsonGuard = elementGuard('json-text')
const defineGuard = elementGuard('define')
const configGuard = elementGuard('config')
const resolveGuard = elementGuard('resolve')
const loaderGuard = elementGuard('load-type')

const fileGuard = (name: string, file: string, guard: string, without: string): Mutation => ({
  name: `element folders: ${name}`,
  file: `src/storage/files/${file}.ts`,
  guard,
  without,
  tests: ['src/storage/files/element-directory.test.ts'],
})

export const elementCoreMutations: Mutation[] = [
  nameGuard(
    'a dot in a folder’s name makes no full name',
    'full-name',
    `  if (segments.some((segment) => segment.includes('.'))) return undefined\n`,
  ),
  nameGuard(
    'no full name with frontend or backend',
    'full-name',
    ` && !text.split('.').some((segment) => transparent.includes(segment))`,
  ),
  jsonGuard('no keys of objects', 'json-text', 'if (forbidden.includes(key))', 'if (false)'),
  jsonGuard('no key twice', 'json-text', 'else if (seen.has(key))', 'else if (false)'),
  jsonGuard(
    'bounded nesting',
    'json-text',
    `    if (depth > deepest) stop('this is nested too deeply', '嵌套层数过多')\n`,
  ),
  jsonGuard('no odd key in a message', 'json-text', "? key : '…')", '? key : key)'),
  defineGuard('a key in the wrong case is told', 'define', '...misspelt, ...wrongFields', '...wrongFields'),
  defineGuard('no blank title', 'define', "text.trim() !== ''", "text !== '?'"),
  defineGuard(
    'a type is a full name',
    'define',
    'if (isFullName(type)) return undefined',
    'return undefined',
  ),
  configGuard('no unknown key', 'config', '    ...unknownKeys(fullName, file, others, keys),\n'),
  configGuard('no odd key in a message', 'keys', "? key : '…'", '? key : key'),
  configGuard('a redirect URI on this site', 'config', 'isOwnPage(redirectUri, rules.url)', 'true'),
  configGuard(
    'only own variables',
    'placeholders',
    'Object.hasOwn(variables, variable)',
    'variable in variables',
  ),
  configGuard(
    'an unfilled placeholder is refused',
    'config-file',
    'if (unfilled.length === 0) return checked',
    'return checked',
  ),
  configGuard(
    'one configuration file',
    'config-file',
    'if (second !== undefined)',
    'if (second !== undefined && file === second)',
  ),
  configGuard(
    'no private host',
    'platform-host',
    'brand, host, allowInsecureHosts }',
    'brand, host, allowInsecureHosts: true }',
  ),
  resolveGuard(
    'private is hidden',
    'precedence',
    "one.layer !== viewer && one.define?.accessModifier === 'private'",
    'false',
  ),
  resolveGuard(
    'protected is not overridden',
    'precedence',
    'guard !== undefined && source',
    'guard === undefined && source',
  ),
  resolveGuard('once in one source', 'precedence', '.layer === one.layer', '.layer === -1'),
  resolveGuard(
    'a broken Meta takes nothing with it',
    'precedence',
    "(kind === 'meta' && problems.length > 0) ||",
    '',
  ),
  resolveGuard(
    'no instance in the place of a built-in element',
    'precedence',
    "(kind === 'instance' && files === null && isBuiltIn(fullName))",
    'false',
  ),
  resolveGuard(
    'types go in no circle',
    'type-chain',
    'next !== undefined && path.includes(next)',
    'next !== undefined && path.length > 1e6',
  ),
  resolveGuard('an instance is no type', 'type-chain', "if (winner.kind === 'instance')", 'if (false)'),
  resolveGuard(
    'no Type that cannot be used',
    'type-chain',
    'if (winner.problems.length > 0) return unusable(type)\n',
    '',
  ),
  resolveGuard(
    'no Type over a broken one',
    'type-chain',
    'overridden.find(({ problems }) => problems.length > 0)',
    'overridden.find(({ problems }) => problems.length < 0)',
  ),
  resolveGuard(
    'a name is unique whatever its case',
    'resolve',
    'nameOf(one.fullName).toLowerCase()\n    if',
    'one.fullName\n    if',
  ),
  resolveGuard(
    'a full name has its form',
    'candidates',
    '(isFullName(fullName) ? [] :',
    '(fullName.length >= 0 ? [] :',
  ),
  loaderGuard('a loader that hangs is given up', 'load-type', 'Promise.race([work(), slow()])', 'work()'),
  loaderGuard(
    'a method is a function',
    'load-type',
    "if (typeof method !== 'function') return { problem: noFunction(name) }\n",
    '',
  ),
  loaderGuard('a loader cannot change the base', 'load-type', 'Object.freeze({ ...base })', 'base'),
  loaderGuard(
    'a loader cannot change the element',
    'load-type',
    'structuredClone(parts.element)',
    'parts.element',
  ),
  loaderGuard('no secret of a loader’s error', 'loader-failure', 'redact(message)', 'message'),
  fileGuard(
    'no link out of the folder',
    'inside',
    'if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) throw new Unreadable(leaves)\n',
    '',
  ),
  fileGuard('a folder beside it is outside', 'inside', 'root : root + sep', 'root : root'),
  fileGuard('bounded depth', 'walk', 'if (above.length > bounds.depth) throw new Unreadable(tooDeep)', ''),
  fileGuard('bounded number', 'walk', 'if (entries > bounds.entries) {', 'if (false) {'),
  fileGuard(
    'bounded size',
    'read-text',
    'if (bytesRead > mostBytes) throw new Unreadable(tooLarge(mostBytes))\n',
    '',
  ),
  fileGuard('no pipe', 'read-text', 'if (!(await file.stat()).isFile()) throw new Unreadable(noFile)\n', ''),
  fileGuard(
    'no loader for pages on the server',
    'element-files',
    "!folder.split('/').includes('frontend')",
    "folder !== ''",
  ),
  fileGuard(
    'one loader',
    'element-files',
    'if (second !== undefined && loader !== undefined)',
    'if (second === loader && loader !== undefined)',
  ),
  resolveGuard(
    'a Type that may be overridden is not used',
    'resolve',
    "    ...(standing.unknown === undefined ? [] : [problemOf(fullName, '', standing.unknown)]),\n",
  ),
  resolveGuard('nor are its instances', 'type-chain', ' && standing.unknown === undefined'),
  resolveGuard(
    'what overrides a protected element is refused, unread too',
    'precedence',
    '  if (guard !== undefined && layer < guard.layer) return false\n',
  ),
  resolveGuard(
    'an unread part is asked about what is below it alone',
    'precedence',
    'fullName.startsWith(`${prefix}.`)',
    'fullName.startsWith(prefix)',
  ),
  fileGuard(
    'a folder that cannot be read is an element',
    'element-directory',
    '    elements.push({ fullName, place, texts: {}, loader: null, loadModule: null })\n',
    '',
  ),
  fileGuard(
    'what is below it is unknown',
    'element-directory',
    '[] : [{ prefix, problem }]\n  })',
    '[] : []\n  })',
  ),
  fileGuard(
    'a whole application that cannot be read is unknown',
    'element-directory',
    'isKnown ? [] : [{ prefix: start, problem }]',
    '[]',
  ),
  fileGuard(
    'beyond the bound everything is unknown',
    'walk',
    'refused.push({ place: start, words: tooMany })',
    'refused.push({ place, words: tooMany })',
  ),
]
