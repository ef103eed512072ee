// Holds the import rules of the house: who may import whom. Data flows down this table; an arrow up is an error.
// The same table, in words: docs/decisions/0001-shape.md
const rooms = {
  errors: [],
  feishu: ['errors'],
  tokens: ['errors', 'feishu'],
  'sign-in': ['errors', 'feishu', 'tokens'],
  sessions: ['errors'],
  jsapi: ['errors', 'feishu', 'tokens'],
  directory: ['errors', 'feishu', 'tokens'],
  elements: ['errors', 'feishu', 'tokens', 'sign-in', 'directory'],
  audit: ['errors'],
  storage: ['errors', 'feishu', 'tokens', 'sign-in', 'sessions', 'directory', 'elements', 'audit'],
  browser: [],
  server: [
    'errors',
    'feishu',
    'tokens',
    'sign-in',
    'sessions',
    'jsapi',
    'directory',
    'elements',
    'audit',
    'storage',
  ],
  node: ['server'],
  emulator: [],
  cli: ['errors', 'server', 'node', 'emulator'],
}

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `${room}-imports-only-what-it-may`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: [`^src/${room}/`, ...allowed.map((name) => `^src/${name}/`)] },
}))

/** Below the composition root nothing may reach for the process or the file system, except storage. */
const pure = 'errors|feishu|tokens|sign-in|jsapi|directory|elements|audit|browser'

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-rooms-use-no-node-module',
      severity: 'error',
      from: { path: `^src/(${pure})/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'product-code-uses-no-dev-dependency',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/storage/contracts/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // The parser does not know `await using` yet, which only tests write.
    exclude: { path: '\\.test\\.ts$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
