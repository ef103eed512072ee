import { expect, test } from 'vitest'
import { isOwnPage } from '../sign-in/index.ts'
import { checkConfig } from './config.ts'
import { readConfig } from './config-file.ts'

const fullName = 'auths.loginTypes.FSInnerExample'
const secret = 'k7Jq2mX9vB4nR8sT1wZ6'
const good = { appId: 'cli_a1b2c3d4e5f60718', appSecret: secret }
const rules = { url: 'https://app.example.com', allowInsecureHosts: false, variables: {} }
const file = 'FSInnerExample.json'

const read = (object: object, variables: Record<string, string> = {}) =>
  readConfig({ fullName, texts: { 'e.json': '{}', [file]: JSON.stringify(object) } }, { ...rules, variables })

test('element 4 appId and appSecret alone are enough', () => {
  expect(read(good)).toEqual({ config: good, problems: [] })
})

test('element 4 every optional key may be given', () => {
  const all = {
    ...good,
    brand: 'lark',
    host: 'https://open.larksuite.com',
    scopes: ['contact:user.email:readonly'],
    tokenEndpoint: 'v3',
    redirectUri: 'https://app.example.com/sign-in?from=feishu',
    events: { encryptKey: 'an Encrypt Key' },
  }
  expect(read(all)).toEqual({ config: all, problems: [] })
})

test.each([
  ['appId missing', { appSecret: secret }, 'appId', 'is missing'],
  ['appId empty', { ...good, appId: '' }, 'appId', 'is missing'],
  ['appId blank', { ...good, appId: '  \t ' }, 'appId', 'without spaces'],
  ['appId with a space', { ...good, appId: ' cli_a' }, 'appId', 'without spaces'],
  ['appId a number', { ...good, appId: 1 }, 'appId', 'must be the App ID'],
  ['appId null', { ...good, appId: null }, 'appId', 'must be the App ID'],
  ['appId not replaced', { ...good, appId: '你的飞书应用ID' }, 'appId', 'must look like'],
  ['appSecret missing', { appId: 'cli_a' }, 'appSecret', 'is missing'],
  ['appSecret empty', { ...good, appSecret: '' }, 'appSecret', 'is missing'],
  ['appSecret blank', { ...good, appSecret: '   ' }, 'appSecret', 'must not hold spaces'],
  ['appSecret with a line break', { ...good, appSecret: `${secret}\n` }, 'appSecret', 'must not hold spaces'],
  ['appSecret a list', { ...good, appSecret: [secret] }, 'appSecret', 'must be the App Secret'],
  ['appSecret endless', { ...good, appSecret: secret.repeat(30) }, 'appSecret', '512'],
  ['a brand', { ...good, brand: 'Lark' }, 'brand', '"feishu" or "lark"'],
  ['a host that is no address', { ...good, host: 'open.feishu.cn' }, 'host', 'origin'],
  ['a host with a path', { ...good, host: 'https://open.feishu.cn/x' }, 'host', 'origin'],
  ['a host with a password', { ...good, host: `https://u:${secret}@open.feishu.cn` }, 'host', 'password'],
  ['a host in clear', { ...good, host: 'http://open.example.com' }, 'host', 'https'],
  ['a private host', { ...good, host: 'https://10.0.0.1' }, 'host', 'private'],
  [
    'a host of the other brand',
    { ...good, brand: 'lark', host: 'https://open.feishu.cn' },
    'host',
    'contradict',
  ],
  ['a scope as text', { ...good, scopes: 'a:b' }, 'scopes', 'list of scopes'],
  ['a scope with a space', { ...good, scopes: ['a b'] }, 'scopes', 'list of scopes'],
  ['a token endpoint', { ...good, tokenEndpoint: 'v4' }, 'tokenEndpoint', '"v2"'],
  [
    'a redirect URI elsewhere',
    { ...good, redirectUri: 'https://evil.example/x' },
    'redirectUri',
    'this site',
  ],
  [
    'a redirect URI with a user',
    { ...good, redirectUri: 'https://app.example.com@evil.example/' },
    'redirectUri',
    'this site',
  ],
  [
    'a redirect URI with a backslash',
    { ...good, redirectUri: 'https://app.example.com\\x' },
    'redirectUri',
    'this site',
  ],
  [
    'a redirect URI with a fragment',
    { ...good, redirectUri: 'https://app.example.com/#x' },
    'redirectUri',
    'fragment',
  ],
  ['a relative redirect URI', { ...good, redirectUri: '/sign-in' }, 'redirectUri', 'this site'],
  ['events without a secret', { ...good, events: {} }, 'events', 'anybody could send'],
  ['events as text', { ...good, events: secret }, 'events', 'encryptKey?'],
  ['a short Encrypt Key', { ...good, events: { encryptKey: 'short' } }, 'events.encryptKey', '8'],
  [
    'an unknown key of events',
    { ...good, events: { encryptKey: secret, key: 1 } },
    'events.key',
    'no such key',
  ],
  [
    'a key of events in the wrong case',
    { ...good, events: { encryptkey: secret, verificationToken: secret } },
    'events.encryptkey',
    'written encryptKey',
  ],
  ['a key in the wrong case', { ...good, tokenendpoint: 'v3' }, 'tokenendpoint', 'written tokenEndpoint'],
  ['a required key in the wrong case', { appid: 'cli_a', appSecret: secret }, 'appid', 'written appId'],
  ['an unknown key', { ...good, agentId: 1 }, 'agentId', 'no such key'],
])('element 4 %s is told once, with file and field, without its value', (_, object, field, words) => {
  const { config, problems } = read(object)
  expect(config).toBeNull()
  expect(problems.map(({ at }) => at)).toEqual([`${file}: ${field}`])
  expect(problems[0]?.en).toContain(words)
  expect(problems[0]?.zh).toMatch(/\p{Script=Han}/u)
  expect(JSON.stringify(problems)).not.toContain(secret)
})

test('element 4 the fields stand flat', () => {
  const { problems } = read({ authConfig: good })
  expect(problems.map(({ at }) => at)).toEqual([
    `${file}: authConfig`,
    `${file}: appId`,
    `${file}: appSecret`,
  ])
  expect(problems[0]?.en).toContain('not in authConfig')
})

test('D81 a secret that slipped into a key is not repeated', () => {
  expect(JSON.stringify(read({ ...good, [`${secret} =`]: 1 }).problems)).not.toContain(secret)
})

test.each([
  ['not there', {}, file, 'must be named FSInnerExample.json'],
  ['named otherwise', { 'Example.json': '{}', 'b.json': '{}' }, file, 'Found: Example.json, b.json'],
  [
    'in the wrong case',
    { 'fsinnerexample.json': '{}' },
    file,
    'named fsinnerexample.json; rename it to FSInnerExample.json',
  ],
  ['config.json in the wrong case', { 'Config.json': '{}' }, file, 'rename it to config.json'],
  ['there under both names', { [file]: '{}', 'config.json': '{}' }, file, 'keep one'],
  ['broken', { [file]: `{"appSecret": "${secret}"` }, file, 'Line 1'],
  ['a list', { [file]: '[]' }, file, 'one object'],
])('element 2 a configuration file that is %s is told', (_, texts, at, words) => {
  const { config, problems } = readConfig({ fullName, texts: { 'e.json': '{}', ...texts } }, rules)
  expect(config).toBeNull()
  expect(problems.map((one) => one.at)).toEqual([at])
  expect(problems[0]?.en).toContain(words)
  expect(JSON.stringify(problems)).not.toContain(secret)
})

test('element 2 config.json is another name of the configuration file', () => {
  const texts = { 'e.json': '{}', 'config.json': JSON.stringify(good), 'other.json': '' }
  expect(readConfig({ fullName, texts }, rules).config).toEqual(good)
})

test('placeholders are filled, several in one text and within lists and objects, too', () => {
  const given = {
    appId: 'cli_{{PART}}_{{ PART }}',
    appSecret: '{{SECRET}}',
    scopes: ['{{SCOPE}}'],
    events: { encryptKey: '{{KEY}}' },
  }
  const variables = { PART: 'x', SECRET: secret, SCOPE: 'a:b', KEY: 'an Encrypt Key' }
  expect(read(given, variables).config).toEqual({
    appId: 'cli_x_x',
    appSecret: secret,
    scopes: ['a:b'],
    events: { encryptKey: 'an Encrypt Key' },
  })
})

test('what a variable holds is no template, and no JSON', () => {
  expect(read({ ...good, appSecret: '{{A}}' }, { A: '{{B}}","brand":"x', B: 'b' }).config?.appSecret).toBe(
    '{{B}}","brand":"x',
  )
})

test.each([
  ['a variable that is not set', '{{SECRET}}', 'SECRET is not set'],
  ['an inherited property', '{{constructor}}', 'constructor is not set'],
  ['the property of all objects', '{{__proto__}}', '__proto__ is not set'],
  ['no name', '{{my secret!}}', 'no name'],
  ['nothing', '{{}}', 'no name'],
])('a placeholder for %s is told once', (_, appSecret, words) => {
  const { config, problems } = read({ ...good, appSecret, brand: 'x' })
  expect(config).toBeNull()
  expect(problems.map(({ at }) => at)).toEqual([`${file}: appSecret`, `${file}: brand`])
  expect(problems[0]?.en).toContain(words)
})

test('element 4 a variable that holds nothing is told of as a field that does', () => {
  expect(read({ ...good, appSecret: '{{SECRET}}' }, { SECRET: ' ' }).problems).toMatchObject([
    { at: `${file}: appSecret` },
  ])
})

test.each([undefined, null, [], 'text', 1])('a configuration that is %j is told', (value) => {
  const { config, problems } = checkConfig(fullName, value, rules)
  expect(config).toBeNull()
  expect(problems).toMatchObject([
    { at: '', en: 'The configuration must be one object: { appId, appSecret, … }.' },
  ])
})

test('a configuration that comes from no file is not filled, and told of by its field', () => {
  const { problems } = checkConfig(fullName, { ...good, brand: '{{BRAND}}' }, rules)
  expect(problems).toMatchObject([{ fullName, at: 'brand' }])
})

test('insecure hosts are for development', () => {
  const given = { ...good, host: 'http://127.0.0.1:1234' }
  expect(checkConfig(fullName, given, { ...rules, allowInsecureHosts: true }).config).toEqual(given)
  expect(checkConfig(fullName, given, rules).config).toBeNull()
})

const ownPages = [
  'https://app.example.com:443/login',

  'https://app.example.com/@me',
  'https://app.example.com/login?next=%2F',
  'https://app.example.com',
]
const foreignPages = [
  'https://APP.example.com/login',
  'https://app.example.com/a\u200bb',
  'https://app.example.com/a\tb',
  'https://app.example.com/#',
  'https://x@app.example.com/',
  'http://app.example.com/',
]

test.each([...ownPages, ...foreignPages])(
  'a redirect URI is judged as getLoginConfig does: %j',
  (redirectUri) => {
    const { config } = checkConfig(
      'auths.loginTypes.X',
      { appId: 'cli_x', appSecret: 'secret', redirectUri },
      rules,
    )
    expect(config !== null).toBe(isOwnPage(redirectUri, rules.url))
    expect(config !== null).toBe(ownPages.includes(redirectUri))
  },
)
