import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameOf } from './full-name.ts'
import { type ElementApplication, type ElementFiles, metaName, officialTypeName } from './model.ts'
import { problemOf } from './problem.ts'
import { type ResolvedElement, resolveElements } from './resolve.ts'

const load = async () => ({})

function element(path: string, define: object | string, hasLoader = false): ElementFiles {
  return {
    fullName: `auths.loginTypes.${path}`,
    place: `auths/loginTypes/${path}`,
    texts: { 'e.json': typeof define === 'string' ? define : JSON.stringify({ title: path, ...define }) },
    loader: hasLoader ? 'loader.ts' : null,
    loadModule: hasLoader ? load : null,
  }
}

const instance = (path: string, type = officialTypeName, more = {}) => element(path, { type, ...more })
const typeOf = (path: string, type = metaName, more = {}) => element(path, { type, ...more }, true)
const application = (name: string, ...elements: ElementFiles[]): ElementApplication => ({
  name,
  elements,
  problems: [],
  unread: [],
})
const full = (path: string) => `auths.loginTypes.${path}`

/** The one that counts. */
function winner(resolved: ResolvedElement[], path: string): ResolvedElement | undefined {
  return resolved.find(
    ({ fullName, state }) => fullName === full(path) && ['usable', 'invalid'].includes(state),
  )
}

const told = (one: ResolvedElement | undefined) => one?.problems.map(({ en }) => en).join(' ') ?? ''

test('element 1 the Meta and the official Type are there without any file', () => {
  expect(resolveElements({})).toMatchObject([
    { fullName: metaName, kind: 'meta', source: 'built_in', state: 'usable', info: { types: [] } },
    {
      fullName: officialTypeName,
      kind: 'type',
      source: 'built_in',
      state: 'usable',
      info: { types: [metaName] },
    },
  ])
})

test('element 1 an instance knows its Types up to the Meta', () => {
  const resolved = resolveElements({ applications: [application('a', instance('FSInnerExample'))] })
  expect(winner(resolved, 'FSInnerExample')).toMatchObject({
    kind: 'instance',
    state: 'usable',
    problems: [],
    application: 'a',
    place: 'auths/loginTypes/FSInnerExample',
    info: { fullName: full('FSInnerExample'), name: 'FSInnerExample', types: [officialTypeName, metaName] },
  })
})

test('element 6 an own Type, and one that extends it, make instances', () => {
  const resolved = resolveElements({
    applications: [
      application('a', instance('X', full('BType')), typeOf('BType', full('AType')), typeOf('AType')),
    ],
  })
  expect(winner(resolved, 'X')?.info?.types).toEqual([full('BType'), full('AType'), metaName])
  expect(winner(resolved, 'X')?.loaders.map(({ fullName }) => fullName)).toEqual([
    full('BType'),
    full('AType'),
  ])
  expect(winner(resolved, 'BType')).toMatchObject({ kind: 'type', state: 'usable', loaders: [] })
})

test('element 6 a Type may be given without a folder', async () => {
  const own = () => ({}) as never
  const resolved = resolveElements({
    types: { [full('OwnType')]: own },
    applications: [application('a', instance('X', full('OwnType')))],
  })
  const { loaders = [] } = winner(resolved, 'X') ?? {}
  expect(await loaders[0]?.load()).toEqual({ load: own })
  expect(winner(resolved, 'OwnType')).toMatchObject({ source: 'settings', kind: 'type', state: 'usable' })
})

test('element 7 an application overrides the official Type by its path', () => {
  const resolved = resolveElements({ applications: [application('a', typeOf('FSInnerType'), instance('X'))] })
  expect(resolved.filter(({ fullName }) => fullName === officialTypeName)).toMatchObject([
    { source: 'directory', state: 'usable' },
    { source: 'built_in', state: 'overridden', overriddenBy: { source: 'directory', application: 'a' } },
  ])
  expect(winner(resolved, 'X')?.loaders).toHaveLength(1)
})

test('element 7 a child overrides its parent, whose loader stays below', () => {
  const child = application('child', typeOf('FSInnerType', metaName, { title: 'of the child' }))
  const parent = application('parent', typeOf('FSInnerType'), instance('X'))
  const resolved = resolveElements({ applications: [child, parent] })
  expect(winner(resolved, 'FSInnerType')).toMatchObject({
    application: 'child',
    define: { title: 'of the child' },
  })
  // An instance that is inherited is made by what the child has overridden.
  expect(winner(resolved, 'X')).toMatchObject({ application: 'parent', state: 'usable' })
  expect(winner(resolved, 'X')?.loaders).toHaveLength(2)
})

test.each([
  ['public', { application: 'child', state: 'usable' }, { application: 'parent', state: 'overridden' }],
  ['protected', { application: 'parent', state: 'usable' }, { application: 'child', state: 'overridden' }],
  ['private', { application: 'child', state: 'usable' }, { application: 'parent', state: 'hidden' }],
])('element 7 what a parent marks %s', (accessModifier, first, second) => {
  const child = application('child', instance('X'))
  const parent = application('parent', instance('X', officialTypeName, { accessModifier }))
  const resolved = resolveElements({ applications: [child, parent] })
  expect(resolved.filter(({ name }) => name === 'X')).toMatchObject([first, second])
  const refused = resolved.find(
    ({ application: name, fullName }) => name === 'child' && fullName === full('X'),
  )
  expect(refused?.problems.map(({ at }) => at)).toEqual(
    accessModifier === 'protected' ? ['e.json: accessModifier'] : [],
  )
})

test('element 7 protected holds for every application above, and not for settings', () => {
  const resolved = resolveElements({
    settings: [{ fullName: full('Y'), title: 'Y', type: officialTypeName }],
    applications: [
      application('a', instance('X')),
      application('b', instance('X', officialTypeName, { accessModifier: 'protected' }), instance('Y')),
      application('c', instance('X', officialTypeName, { accessModifier: 'protected' })),
      application('d', instance('X'), instance('Y', officialTypeName, { accessModifier: 'protected' })),
    ],
  })
  expect(
    resolved.filter(({ name }) => name === 'X').map(({ application: name, state }) => `${name} ${state}`),
  ).toEqual(['c usable', 'd overridden', 'a overridden', 'b overridden'])
  expect(winner(resolved, 'Y')).toMatchObject({ source: 'settings' })
})

test('element 7 private elements are their own application’s alone', () => {
  const hidden = { accessModifier: 'private' }
  const resolved = resolveElements({
    applications: [
      application(
        'child',
        instance('Mine', full('MyType')),
        typeOf('MyType', metaName, hidden),
        instance('Foreign', full('ItsType')),
      ),
      application('parent', instance('Its', full('ItsType')), typeOf('ItsType', metaName, hidden)),
      application('grandparent', instance('Other', full('ItsType'))),
    ],
    database: [{ fullName: full('Stored'), title: 'S', type: full('MyType') }],
  })
  expect(winner(resolved, 'Mine')?.state).toBe('usable')
  expect(winner(resolved, 'Stored')?.state).toBe('usable')
  expect(winner(resolved, 'Its')?.state).toBe('usable')
  expect(winner(resolved, 'Its')?.loaders).toHaveLength(1)
  expect(told(winner(resolved, 'Foreign'))).toContain('is private to parent')
  expect(told(winner(resolved, 'Other'))).toContain('is private to parent')
  expect(resolved.find(({ name }) => name === 'ItsType')?.state).toBe('hidden')
})

test('a private element lets the one of the next application through', () => {
  const resolved = resolveElements({
    applications: [
      application('a'),
      application('b', instance('X', officialTypeName, { accessModifier: 'private' })),
      application('c', instance('X')),
    ],
  })
  expect(winner(resolved, 'X')?.application).toBe('c')
})

test('settings come before directories, and those before the database', () => {
  const plain = (path: string) => ({ fullName: full(path), title: path, type: officialTypeName })
  const resolved = resolveElements({
    settings: [plain('X')],
    applications: [application('a', instance('X'), instance('Y'))],
    database: [plain('X'), plain('Y'), plain('Z')],
  })
  const order = (path: string) =>
    resolved.filter(({ name }) => name === path).map(({ source, state }) => `${source} ${state}`)
  expect(order('X')).toEqual(['settings usable', 'directory overridden', 'database overridden'])
  expect(order('Y')).toEqual(['directory usable', 'database overridden'])
  expect(order('Z')).toEqual(['database usable'])
})

test.each([
  ['an unknown type', [instance('X', full('NoType'))], 'There is no Type auths.loginTypes.NoType.'],
  ['a type in the wrong case', [instance('X', full('fsinnertype'))], 'There is auths.loginTypes.FSInnerType'],
  ['itself as type', [instance('X', full('X'))], 'in a circle'],
  ['an instance as type', [instance('X', full('Y')), instance('Y')], 'is an instance'],
  ['the Meta as type of an instance', [instance('X', metaName)], 'needs a loader'],
  [
    'a Type that cannot be used',
    [instance('X', full('T')), element('T', '{', true)],
    'Its Type auths.loginTypes.T cannot be used',
  ],
  [
    'a Type whose type is unknown',
    [instance('X', full('T')), typeOf('T', full('NoType'))],
    'Its Type auths.loginTypes.T cannot be used',
  ],
  [
    'Types in a circle',
    [instance('X', full('A')), typeOf('A', full('B')), typeOf('B', full('A'))],
    'Its Type auths.loginTypes.A cannot be used',
  ],
])('element 1 %s is told', (_, elements, words) => {
  const resolved = resolveElements({ applications: [application('a', ...elements, instance('Sound'))] })
  expect(winner(resolved, 'X')).toMatchObject({ state: 'invalid', info: null, loaders: [] })
  expect(winner(resolved, 'X')?.problems.map(({ at }) => at)).toEqual(['e.json: type'])
  expect(told(winner(resolved, 'X'))).toContain(words)
  expect(winner(resolved, 'Sound')?.state).toBe('usable')
})

test('Types in a circle are told of it themselves, with the way round', () => {
  const resolved = resolveElements({
    applications: [application('a', typeOf('A', full('B')), typeOf('B', full('A')))],
  })
  expect(told(winner(resolved, 'A'))).toContain(`${full('A')} → ${full('B')} → ${full('A')}`)
  expect(told(winner(resolved, 'B'))).toContain(`${full('B')} → ${full('A')} → ${full('B')}`)
})

test('element 5 full names are told apart by case, and the last part is unique whatever its case', () => {
  const resolved = resolveElements({
    settings: [{ fullName: full('default'), title: 'd', type: officialTypeName }],
    applications: [application('a', instance('Example'), instance('example'), instance('Default'))],
    database: [{ fullName: full('EXAMPLE'), title: 'e', type: officialTypeName }],
  })
  const states = ['Example', 'example', 'EXAMPLE', 'Default', 'default'].map(
    (path) => winner(resolved, path)?.state,
  )
  expect(states).toEqual(['usable', 'invalid', 'invalid', 'invalid', 'usable'])
  expect(told(winner(resolved, 'example'))).toContain('The name is taken by auths.loginTypes.Example')
  expect(told(winner(resolved, 'Default'))).toContain('auths.loginTypes.default')
})

test('a full name that is there twice in one application counts once', () => {
  const twin = { ...instance('X'), place: 'auths/loginTypes/backend/X' }
  const resolved = resolveElements({ applications: [application('a', instance('X'), twin)] })
  expect(winner(resolved, 'X')).toMatchObject({ place: 'auths/loginTypes/X', state: 'usable' })
  const [, second] = resolved.filter(({ name }) => name === 'X')
  expect(second?.state).toBe('overridden')
  expect(told(second)).toContain('backend')
})

test('a broken override is not passed over in silence', () => {
  const broken = application('child', element('FSInnerType', '{', true))
  const resolved = resolveElements({ applications: [broken, application('parent', instance('X'))] })
  expect(winner(resolved, 'FSInnerType')).toMatchObject({ application: 'child', state: 'invalid' })
  expect(winner(resolved, 'X')?.state).toBe('invalid')
})

test('a Type over a broken one cannot be used: what that one forbids would be lost', () => {
  const resolved = resolveElements({
    applications: [
      application('child', typeOf('FSInnerType'), instance('X')),
      application('parent', element('FSInnerType', '{', true)),
    ],
  })
  expect(told(winner(resolved, 'FSInnerType'))).toContain(
    'The Type of parent that this one overrides cannot be used',
  )
  expect(winner(resolved, 'X')?.state).toBe('invalid')
})

test.each([
  ['broken', element('Meta', '{')],
  ['with a type', element('Meta', { type: officialTypeName })],
  ['with a loader', element('Meta', { type: '' }, true)],
])('element 1 a Meta %s takes nothing with it', (_, meta) => {
  const resolved = resolveElements({ applications: [application('a', meta, instance('X'))] })
  const metas = resolved.filter(({ fullName }) => fullName === metaName)
  expect(metas.map(({ source, state }) => `${source} ${state}`)).toEqual([
    'built_in usable',
    'directory overridden',
  ])
  expect(metas[1]?.problems.length).toBeGreaterThan(1)
  expect(winner(resolved, 'X')?.state).toBe('usable')
})

test('element 1 the Meta may be overridden by its path', () => {
  const resolved = resolveElements({
    applications: [application('a', element('Meta', { type: '' }), instance('X'))],
  })
  expect(winner(resolved, 'Meta')).toMatchObject({ source: 'directory', kind: 'meta', state: 'usable' })
  expect(winner(resolved, 'X')?.state).toBe('usable')
})

test.each([metaName, officialTypeName])('an instance cannot be named %s', (fullName) => {
  const plain = [{ fullName, title: 'x', type: officialTypeName }]
  for (const sources of [{ settings: plain }, { database: plain }]) {
    const resolved = resolveElements({ ...sources, applications: [application('a', instance('X'))] })
    expect(winner(resolved, nameOf(fullName))).toMatchObject({ source: 'built_in', state: 'usable' })
    expect(
      told(resolved.find(({ kind, fullName: name }) => kind === 'instance' && name === fullName)),
    ).toContain('built-in')
    expect(winner(resolved, 'X')?.state).toBe('usable')
  }
})

test('what was told of an element’s files makes it invalid', () => {
  const fullName = full('X')
  const files = { ...instance('X'), texts: {} }
  const reported = problemOf(fullName, 'e.json', { en: 'It is a link.', zh: '是链接。' })
  const resolved = resolveElements({
    applications: [{ name: 'a', elements: [files], problems: [reported], unread: [] }],
  })
  // The file is there: nobody says that it is missing.
  expect(winner(resolved, 'X')).toMatchObject({ state: 'invalid', problems: [reported] })
})

const away = { en: 'It leads away.', zh: '指向别处。' }
/** An application of which a part cannot be read, before one that can. */
const partly = (prefix: string, ...elements: ElementFiles[]): ElementApplication => ({
  ...application('child', ...elements),
  unread: [{ prefix, problem: problemOf('', 'auths', away) }],
})

test.each([
  ['auths', ['X', 'T', 'FSInnerType']],
  ['auths.loginTypes', ['X', 'T', 'FSInnerType']],
  ['auths.other', []],
  ['auths.loginTypes.X', []],
  ['auths.login', []],
])('what %s of a child may override, which cannot be read, is not used', (prefix, lost) => {
  const base = application('base', instance('X', full('T')), typeOf('T', officialTypeName))
  const resolved = resolveElements({ applications: [partly(prefix), base] })
  for (const name of ['X', 'T', 'FSInnerType']) {
    expect(winner(resolved, name)?.state, name).toBe(lost.includes(name) ? 'invalid' : 'usable')
  }
  expect(told(winner(resolved, 'T')).includes('child may override it')).toBe(lost.includes('T'))
})

test('instances of every source stand on a Type that may be overridden', () => {
  const plain = (name: string) => ({ fullName: full(name), title: name, type: officialTypeName })
  const sources = { settings: [plain('S')], database: [plain('D')] }
  const whole = resolveElements({ ...sources, applications: [application('a', instance('A'))] })
  const resolved = resolveElements({ ...sources, applications: [partly('auths', instance('A'))] })
  for (const name of ['S', 'D', 'A']) {
    expect(winner(whole, name)?.state).toBe('usable')
    expect(told(winner(resolved, name))).toContain('Its Type auths.loginTypes.FSInnerType cannot be used')
  }
})

test('what stands before the unread part, or is protected behind it, counts', () => {
  const own = typeOf('T')
  const parent = application(
    'base',
    typeOf('P', metaName, { accessModifier: 'protected' }),
    instance('Y', full('P')),
  )
  const resolved = resolveElements({
    applications: [application('a', own), partly('auths', instance('Z', full('P'))), parent],
  })
  // One of its name further down would be its base.
  expect(winner(resolved, 'T')?.state).toBe('invalid')
  expect(winner(resolved, 'P')?.state).toBe('usable')
  expect(winner(resolved, 'Z')?.state).toBe('usable')
  expect(winner(resolved, 'Y')?.state).toBe('invalid')
})

test('a Type whose files have a problem makes no instance', () => {
  const reported = problemOf(full('T'), 'loader.ts', { en: 'It is a link.', zh: '是链接。' })
  const elements = [instance('X', full('T')), typeOf('T')]
  const resolved = resolveElements({
    applications: [{ name: 'a', elements, problems: [reported], unread: [] }],
  })
  expect(told(winner(resolved, 'X'))).toContain('Its Type auths.loginTypes.T cannot be used')
})

test.each(['', 'X', 'auths', '__proto__', 'constructor', 'auths/loginTypes/X', '../x.y', 'auths.backend.X'])(
  'D81 the full name %j is refused',
  (fullName) => {
    const [one] = resolveElements({
      applications: [application('a', { ...instance('X'), fullName })],
    }).filter(({ source }) => source === 'directory')
    expect(one).toMatchObject({ fullName, state: 'invalid' })
  },
)

const names = ['Meta', 'FSInnerType', 'A', 'a', 'B', 'C', 'default', '__proto__']
const path = fc.constantFrom(...names)
const files = fc
  .record({
    path,
    type: fc.oneof(path.map(full), fc.constantFrom('', 'constructor', 'auths.x')),
    accessModifier: fc.constantFrom('public', 'protected', 'private', undefined, 'other'),
    text: fc.option(fc.string(), { freq: 8 }),
    hasLoader: fc.boolean(),
  })
  .map(({ path, text, hasLoader, ...define }) => element(path, text ?? define, hasLoader))
const plains = fc.array(fc.record({ fullName: path.map(full), title: fc.string(), type: path.map(full) }), {
  maxLength: 4,
})
const sources = fc.record({
  settings: plains,
  types: fc.dictionary(
    path.map(full),
    fc.constant(() => ({}) as never),
    { maxKeys: 2 },
  ),
  applications: fc.array(
    fc.array(files, { maxLength: 6 }).map((elements) => application('app', ...elements)),
    { maxLength: 4 },
  ),
  database: plains,
})

test('whatever there is, each full name counts once at most, every usable element reaches the Meta, and again the same', () => {
  fc.assert(
    fc.property(sources, (given) => {
      const resolved = resolveElements(given)
      expect(JSON.stringify(resolveElements(given))).toBe(JSON.stringify(resolved))
      const counting = resolved.filter(({ state }) => state === 'usable' || state === 'invalid')
      expect(new Set(counting.map(({ fullName }) => fullName)).size).toBe(counting.length)
      for (const one of resolved) {
        expect(one.info !== null).toBe(one.state === 'usable')
        if (one.state === 'invalid') expect(one.problems).not.toEqual([])
        if (one.state !== 'usable') continue
        expect(one.problems).toEqual([])
        expect(one.kind === 'meta' ? metaName : one.info?.types.at(-1)).toBe(metaName)
      }
      const total = given.settings.length + given.database.length + Object.keys(given.types).length
      expect(resolved).toHaveLength(total + 2 + given.applications.flatMap(({ elements }) => elements).length)
      const usable = resolved.filter(({ kind, state }) => kind === 'instance' && state === 'usable')
      expect(new Set(usable.map(({ name }) => name.toLowerCase())).size).toBe(usable.length)
      expect(winner(resolved, 'Meta')?.state).toBe('usable')
    }),
    { numRuns: 500 },
  )
})
