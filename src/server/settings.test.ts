import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { optionsFromEnvironment } from './environment.ts'
import { createLarkspur } from './larkspur.ts'
import { readSettings } from './settings.ts'

const secret = 'qN7vXc2LmZ8pRt4WsYb6KdHf9JgTzE1a'
const good = {
  url: 'https://app.example.com',
  feishu: { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'app-secret' },
  sessionSecret: secret,
}

const other = { appId: 'cli_2', appSecret: 'other-secret' }

function problems(options: unknown): string[] {
  try {
    readSettings(options)
  } catch (error) {
    if (error instanceof LarkspurError && error.code === 'configuration_invalid')
      return error.message.split('\n')
    throw error
  }
  return []
}

test('the least that must be said is enough, and the rest has safe defaults', () => {
  const main = {
    name: 'default',
    app: {
      brand: 'feishu',
      appId: 'cli_a1b2c3d4e5f60718',
      appSecret: 'app-secret',
      tokenEndpoint: 'v2',
      hosts: {
        open: 'https://open.feishu.cn',
        accounts: 'https://accounts.feishu.cn',
        passport: 'https://passport.feishu.cn',
      },
    },
    scopes: [],
    jssdkUrl: 'https://lf-scm-cn.feishucdn.com/lark/op/h5-js-sdk-1.5.44.js',
    qrScriptUrl:
      'https://lf-package-cn.feishucdn.com/obj/feishu-static/lark/passport/qrcode/LarkSSOSDKWebQRCode-1.0.3.js',
    events: null,
  }
  expect(readSettings(good)).toEqual({
    origin: 'https://app.example.com',
    secure: true,
    main,
    instances: [main],
    database: 'sqlite:./data/larkspur.db',
    secrets: [secret],
    encryptionKeys: [secret],
    session: { idleMs: 8 * 3_600_000, absoluteMs: 7 * 86_400_000, sameSite: 'lax' },
    subject: 'open_id',
    allowedTenants: 'any',
    createAccounts: true,
    binding: true,
    miniProgram: true,
    elements: { directories: [], variables: {}, types: {} },
    console: true,
    firstAdministrators: [],
    allowInsecureHosts: false,
    frameAncestors: [],
    trustProxy: false,
    homePage: true,
    recheckMs: 3_600_000,
    reauthenticateMs: 600_000,
    signInLimits: { perMinute: 120, atOnce: 100 },
    jsapi: { origins: ['https://app.example.com'], perMinute: 600 },
    directory: { schedule: null, removalGuard: 0.1, readers: 'role', concurrency: 5, readsPerMinute: 600 },
  })
})

test('every mistake is told at once, one sentence each, with option and variable', () => {
  expect(problems({ url: 'app.example.com', feishu: { appId: '' }, session: { idleSeconds: -1 } })).toEqual([
    'url (LARKSPUR_URL) must be an address such as https://app.example.com.',
    'feishu.appId (APP_ID) is missing; set it to the App ID from Developer Console > Credentials & Basic Info.',
    'feishu.appSecret (APP_SECRET) is missing; set it to the App Secret from Developer Console > Credentials & Basic Info.',
    'sessionSecret (SESSION_SECRET) is missing; set it to a random text of at least 32 characters (for example: openssl rand -base64 48).',
    'session.idleSeconds (SESSION_IDLE_SECONDS) must be a whole number of seconds, at least 60.',
  ])
})

const rows: [string, object, RegExp][] = [
  ['no options', undefined as never, /^The options must be given/],
  ['no url', { url: undefined }, /^url \(LARKSPUR_URL\) is missing/],
  ['a path', { url: 'https://app.example.com/app' }, /LARKSPUR_URL.*no path/],
  ['a query', { url: 'https://app.example.com/?a' }, /LARKSPUR_URL.*no path/],
  ['an empty fragment', { url: 'https://app.example.com/#' }, /LARKSPUR_URL.*no path/],
  ['a user', { url: 'https://me@app.example.com' }, /LARKSPUR_URL.*user name/],
  ['plain http', { url: 'http://app.example.com' }, /LARKSPUR_URL.*must be https/],
  ['http on a private address', { url: 'http://192.168.1.2' }, /LARKSPUR_URL.*must be https/],
  ['another scheme', { url: 'ftp://app.example.com' }, /LARKSPUR_URL.*must be an address/],
  ['a script', { url: 'javascript:alert(1)' }, /LARKSPUR_URL.*must be an address/],
  ['an App ID with spaces', { feishu: { ...good.feishu, appId: 'cli 1' } }, /APP_ID.*spaces/],
  ['a secret with a line break', { feishu: { ...good.feishu, appSecret: 'a\nb' } }, /APP_SECRET.*spaces/],
  ['another brand', { feishu: { ...good.feishu, brand: 'dingtalk' } }, /FEISHU_BRAND.*"feishu" or "lark"/],
  [
    'another generation',
    { feishu: { ...good.feishu, tokenEndpoint: 'v4' } },
    /FEISHU_TOKEN_ENDPOINT.*"v2" or "v3" or "oidc" or "v1" or "passport"/,
  ],
  [
    'a scope with a quote',
    { feishu: { ...good.feishu, scopes: ['a:b', 'c"d'] } },
    /^feishu\.scopes \(FEISHU_SCOPES\) must be a list of scopes/,
  ],
  [
    'a brand against its host',
    { feishu: { ...good.feishu, brand: 'lark', host: 'https://open.feishu.cn' } },
    /^feishu\.brand \(FEISHU_BRAND\) and the hosts contradict/,
  ],
  [
    'hosts of two brands',
    {
      feishu: {
        ...good.feishu,
        hosts: { open: 'https://open.feishu.cn', accounts: 'https://accounts.larksuite.com' },
      },
    },
    /^The hosts contradict/,
  ],
  [
    'a script address that is none',
    { feishu: { ...good.feishu, jssdkUrl: 'cdn/sdk.js' } },
    /^feishu\.jssdkUrl \(FEISHU_JSSDK_URL\) must be an address/,
  ],
  [
    'one host of several that is none',
    { feishu: { ...good.feishu, hosts: { open: 'open' } } },
    /^feishu\.hosts\.open must be an address/,
  ],
  [
    'a QR code script that is none',
    { feishu: { ...good.feishu, qrScriptUrl: 'qr.js' } },
    /^feishu\.qrScriptUrl \(FEISHU_QR_SCRIPT_URL\) must be an address/,
  ],
  ['instances that are text', { instances: '{"lark":' }, /^instances \(FEISHU_INSTANCES\) must be objects/],
  [
    'an instance without secret',
    { instances: { lark: { appId: 'cli_2' } } },
    /^instances\.lark\.appSecret \(FEISHU_INSTANCES\) is missing/,
  ],
  [
    'an instance of an odd name',
    { instances: { 'a/b': other } },
    /^instances\.a\/b .*names of letters, digits/,
  ],
  [
    'D16 an instance with the name of the first',
    { instances: { default: other } },
    /^instances\.default .*choose another/,
  ],
  [
    'D16 one app under two names',
    { instances: { again: good.feishu } },
    /^instances\.again\.appId .*is the app of another instance/,
  ],
  [
    'an instance against its host',
    { instances: { lark: { ...other, brand: 'lark', host: 'https://open.feishu.cn' } } },
    /^instances\.lark\.brand \(FEISHU_INSTANCES\) and the hosts contradict/,
  ],
  [
    'D51 an instance on a plain http host',
    { instances: { lark: { ...other, host: 'http://open.example.com' } } },
    /^instances\.lark\.host \(FEISHU_INSTANCES\) must use https/,
  ],
  [
    'an instance with a JSSDK of its own',
    { instances: { lark: { ...other, jssdkUrl: 'https://a.example/sdk.js' } } },
    /^instances\.lark\.jssdkUrl .*is not an option/,
  ],
  ['D31 a short encryption key', { encryptionKeys: 'short' }, /^encryptionKeys \(ENCRYPTION_KEYS\).*32 char/],
  ['no encryption key', { encryptionKeys: [] }, /ENCRYPTION_KEYS/],
  ['an odd word for a flag', { createAccounts: 'maybe' }, /CREATE_ACCOUNTS.*true or false/],
  ['a sign-in that is never recent', { reauthenticateSeconds: 0 }, /REAUTHENTICATE_SECONDS.*at least 30/],
  ['a dot after the host', { url: 'https://app.example.com.' }, /^url \(LARKSPUR_URL\)/],
  ['another loopback address', { url: 'http://127.0.0.2:3000' }, /^url \(LARKSPUR_URL\)/],
  [
    'one host and several',
    { feishu: { ...good.feishu, host: 'https://a.example', hosts: {} } },
    /exclude each other/,
  ],
  [
    'D51 a plain http host',
    { feishu: { ...good.feishu, host: 'http://open.example.com' } },
    /FEISHU_HOST.*https/,
  ],
  ['D51 a private host', { feishu: { ...good.feishu, host: 'https://10.0.0.1' } }, /FEISHU_HOST.*private/],
  ['another database', { database: 'postgres://localhost/x' }, /DATABASE_URL.*only SQLite/],
  ['D31 no secret', { sessionSecret: undefined }, /SESSION_SECRET.*missing/],
  ['D31 a short secret', { sessionSecret: 'short' }, /SESSION_SECRET.*32 characters/],
  [
    'D31 the sample’s secret',
    { sessionSecret: 'ThisIsSecretKeyThisIsSecretKeyThisIsSecretKey' },
    /SESSION_SECRET/,
  ],
  ['D31 one bad secret among good ones', { sessionSecret: [secret, 'old'] }, /SESSION_SECRET/],
  ['an empty list of secrets', { sessionSecret: [] }, /SESSION_SECRET/],
  ['a week of fractions', { session: { idleSeconds: 60.5 } }, /SESSION_IDLE_SECONDS.*whole number/],
  [
    'a limit that is no number',
    { session: { absoluteSeconds: Number.NaN } },
    /SESSION_ABSOLUTE_SECONDS.*whole number/,
  ],
  [
    'idle longer than all',
    { session: { idleSeconds: 7200, absoluteSeconds: 3600 } },
    /SESSION_IDLE_SECONDS.*not be longer/,
  ],
  [
    'SameSite=None over http',
    { url: 'http://127.0.0.1:3000', session: { sameSite: 'none' } },
    /SESSION_SAME_SITE.*https/,
  ],
  ['another subject', { subject: 'email' }, /SUBJECT_TYPE.*"open_id"/],
  ['a list of nobody', { allowedTenants: [] }, /ALLOWED_TENANTS/],
  [
    'a policy in a frame source',
    { frameAncestors: ["https://a.example; script-src 'unsafe-inline'"] },
    /FRAME_ANCESTORS/,
  ],
  [
    'a page address for an origin',
    { jsapi: { origins: ['https://a.example.com/x'] } },
    /JSAPI_ORIGINS.*list of origins/,
  ],
  [
    'an origin with a final slash',
    { jsapi: { origins: ['https://a.example.com/'] } },
    /JSAPI_ORIGINS.*final slash/,
  ],
  ['every origin', { jsapi: { origins: ['*'] } }, /JSAPI_ORIGINS/],
  ['the opaque origin', { jsapi: { origins: ['null'] } }, /JSAPI_ORIGINS/],
  ['an origin with the default port', { jsapi: { origins: ['https://a.example.com:443'] } }, /JSAPI_ORIGINS/],
  ['no origin', { jsapi: { origins: [] } }, /JSAPI_ORIGINS/],
  ['part of a signature', { jsapi: { perMinute: 0.5 } }, /JSAPI_PER_MINUTE.*whole number/],
  ['another jsapi setting', { jsapi: { ticket: 'x' } }, /^jsapi\.ticket is not an option\.$/],
  [
    'D69 events without a secret',
    { feishu: { ...good.feishu, events: {} } },
    /^feishu\.events \(EVENTS_ENCRYPT_KEY\) needs encryptKey, verificationToken, or both/,
  ],
  [
    'D69 events of a further app without a secret',
    { instances: { lark: { ...other, events: { toleranceSeconds: 60 } } } },
    /^instances\.lark\.events \(FEISHU_INSTANCES\) needs encryptKey/,
  ],
  [
    'D69 an empty Encrypt Key',
    { feishu: { ...good.feishu, events: { encryptKey: '' } } },
    /EVENTS_ENCRYPT_KEY\) must have at least 8/,
  ],
  [
    'D69 a short Verification Token beside a good Encrypt Key',
    { feishu: { ...good.feishu, events: { encryptKey: 'a good key', verificationToken: 'x' } } },
    /EVENTS_VERIFICATION_TOKEN\) must have at least 8/,
  ],
  [
    'an Encrypt Key with a space at its end',
    { feishu: { ...good.feishu, events: { encryptKey: 'a good key ' } } },
    /EVENTS_ENCRYPT_KEY\) must not begin or end/,
  ],
  [
    'D68 events of any age',
    { feishu: { ...good.feishu, events: { encryptKey: 'a good key', toleranceSeconds: 0 } } },
    /EVENTS_TOLERANCE_SECONDS\) must be a whole number of seconds from 60/,
  ],
  ['a schedule that is none', { directory: { schedule: 'nightly' } }, /DIRECTORY_SCHEDULE\) must be a cron/],
  ['a schedule that never comes', { directory: { schedule: '0 3 31 2 *' } }, /DIRECTORY_SCHEDULE\) never/],
  ['a schedule of true', { directory: { schedule: true } }, /DIRECTORY_SCHEDULE\) must be a cron/],
  ['a time zone that is none', { directory: { timeZone: 'Mars' } }, /DIRECTORY_TIME_ZONE\) must be a time/],
  ['a guard in percent', { directory: { removalGuard: 10 } }, /DIRECTORY_REMOVAL_GUARD\) must be a share/],
  ['readers of another kind', { directory: { readers: 'all' } }, /DIRECTORY_READERS\) must be "role"/],
  ['nobody at work', { directory: { concurrency: 0 } }, /DIRECTORY_CONCURRENCY\) must be a whole number/],
  [
    'half a read',
    { directory: { readsPerMinute: 0.5 } },
    /DIRECTORY_READS_PER_MINUTE\) must be a whole number/,
  ],
  ['another directory setting', { directory: { cron: 'x' } }, /^directory\.cron is not an option\.$/],
  ['every frame', { frameAncestors: ['*'] }, /FRAME_ANCESTORS/],
  ['a number for a flag', { trustProxy: 1 }, /TRUST_PROXY.*true or false/],
  ['a negative limit', { signInPerMinute: -1 }, /SIGN_IN_PER_MINUTE.*from 0/],
  ['half a sign-in', { signInsAtOnce: 0.5 }, /SIGN_INS_AT_ONCE.*whole number/],
  ['a negative age', { recheckSeconds: -1 }, /RECHECK_SECONDS.*at least 0/],
  [
    'scopes that a historic sign-in page does not take',
    { feishu: { ...good.feishu, tokenEndpoint: 'v1', scopes: ['a:b'] } },
    /FEISHU_SCOPES\) cannot be asked for with feishu\.tokenEndpoint \(FEISHU_TOKEN_ENDPOINT\) "v1"\.$/,
  ],
  [
    'scopes of a further app that takes none',
    { instances: { old: { ...other, tokenEndpoint: 'passport', scopes: ['a:b'] } } },
    /^instances\.old\.scopes \(FEISHU_INSTANCES\) cannot be asked for/,
  ],
  [
    'a subject that needs a scope, on a page that takes none',
    { subject: 'user_id', feishu: { ...good.feishu, tokenEndpoint: 'passport' } },
    /SUBJECT_TYPE\) "user_id" needs a scope/,
  ],
  ['an unknown option', { sesionSecret: secret }, /^sesionSecret is not an option\.$/],
  [
    'an unknown Feishu option',
    { feishu: { ...good.feishu, appKey: 'x' } },
    /^feishu\.appKey is not an option\.$/,
  ],
]

test.each(rows)('%s is refused', (_what, change, sentence) => {
  const found = problems(change === undefined ? undefined : { ...good, ...change })
  expect(found.length).toBeGreaterThan(0)
  expect(found[0]).toMatch(sentence)
  for (const line of found) expect(line).not.toContain(secret)
})

test.each([
  'https://app.example.com/',
  'https://app.example.com:8443',
  'http://127.0.0.1:3000',
  'http://localhost',
  'http://[::1]:1',
])('%s is a public address', (url) => {
  expect(readSettings({ ...good, url }).origin).toBe(new URL(url).origin)
})

test.each(['no', 'https://app.example.com.', 'http://127.0.0.2:3000'])(
  'with %s as its address createLarkspur rejects before it opens anything',
  async (url) => {
    const file = join(mkdtempSync(join(tmpdir(), 'larkspur-settings-')), 'x.db')
    await expect(createLarkspur({ ...good, database: `sqlite:${file}`, url })).rejects.toThrow(/LARKSPUR_URL/)
    expect(existsSync(file)).toBe(false)
  },
)

test('whatever fails after the database was opened closes it', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'larkspur-settings-')), 'x.db')
  const every = () => {
    throw new Error('no timers here')
  }
  await expect(createLarkspur({ ...good, database: `sqlite:${file}`, every })).rejects.toThrow('no timers')
  expect(existsSync(file)).toBe(true)
  // SQLite removes it when the last connection closes.
  expect(existsSync(`${file}-wal`)).toBe(false)
})

test('all variables become options', () => {
  const options = optionsFromEnvironment({
    LARKSPUR_URL: 'https://app.example.com',
    FEISHU_BRAND: 'lark',
    APP_ID: 'cli_1',
    APP_SECRET: 's',
    FEISHU_HOST: 'https://open.larksuite.com',
    FEISHU_TOKEN_ENDPOINT: 'v3',
    FEISHU_JSSDK_URL: 'https://cdn.example.com/sdk.js',
    FEISHU_SCOPES: 'contact:user.email:readonly,contact:user.phone:readonly  a:b',
    DATABASE_URL: 'sqlite::memory:',
    SESSION_SECRET: `${secret}, ${secret}x`,
    ENCRYPTION_KEYS: `${secret}y,${secret}z`,
    FEISHU_QR_SCRIPT_URL: 'https://cdn.example.com/qr.js',
    FEISHU_INSTANCES: '{"cn":{"appId":"cli_2","appSecret":"s2","scopes":["c:d"]}}',
    CREATE_ACCOUNTS: 'no',
    BINDING: 'off',
    MINI_PROGRAM: '0',
    REAUTHENTICATE_SECONDS: '60',
    SESSION_IDLE_SECONDS: '600',
    SESSION_ABSOLUTE_SECONDS: '1200',
    SESSION_SAME_SITE: 'none',
    SUBJECT_TYPE: 'union_id',
    ALLOWED_TENANTS: 'a, b',
    FRAME_ANCESTORS: 'https://a.example https://b.example',
    TRUST_PROXY: 'true',
    HOME_PAGE: 'off',
    RECHECK_SECONDS: '0',
    SIGN_IN_PER_MINUTE: '0',
    SIGN_INS_AT_ONCE: '7',
    JSAPI_ORIGINS: 'https://app.example.com, http://192.168.1.20:3000',
    JSAPI_PER_MINUTE: '60',
    EVENTS_ENCRYPT_KEY: 'a good key',
    EVENTS_VERIFICATION_TOKEN: 'a good token',
    EVENTS_TOLERANCE_SECONDS: '600',
    DIRECTORY_SCHEDULE: '0 3 * * *',
    DIRECTORY_TIME_ZONE: 'Asia/Shanghai',
    DIRECTORY_REMOVAL_GUARD: '0.25',
    DIRECTORY_READERS: 'everyone',
    DIRECTORY_CONCURRENCY: '4',
    DIRECTORY_READS_PER_MINUTE: '30',
    NODE_ENV: 'production',
  })
  expect(readSettings(options)).toMatchObject({
    origin: 'https://app.example.com',
    main: {
      app: { brand: 'lark', appId: 'cli_1', tokenEndpoint: 'v3' },
      scopes: ['contact:user.email:readonly', 'contact:user.phone:readonly', 'a:b'],
      jssdkUrl: 'https://cdn.example.com/sdk.js',
      qrScriptUrl: 'https://cdn.example.com/qr.js',
      events: { encryptKey: 'a good key', verificationToken: 'a good token', toleranceSeconds: 600 },
    },
    instances: [
      { name: 'default' },
      { name: 'cn', app: { brand: 'feishu', appId: 'cli_2', appSecret: 's2' }, scopes: ['c:d'] },
    ],
    secrets: [secret, `${secret}x`],
    encryptionKeys: [`${secret}y`, `${secret}z`],
    createAccounts: false,
    binding: false,
    miniProgram: false,
    reauthenticateMs: 60_000,
    session: { idleMs: 600_000, absoluteMs: 1_200_000, sameSite: 'none' },
    subject: 'union_id',
    allowedTenants: ['a', 'b'],
    frameAncestors: ['https://a.example', 'https://b.example'],
    trustProxy: true,
    homePage: false,
    recheckMs: 0,
    signInLimits: { perMinute: 0, atOnce: 7 },
    jsapi: { origins: ['https://app.example.com', 'http://192.168.1.20:3000'], perMinute: 60 },
    directory: {
      schedule: { next: expect.any(Function) },
      removalGuard: 0.25,
      readers: 'everyone',
      concurrency: 4,
      readsPerMinute: 30,
    },
  })
})

test.each(['false', 'off', 'no', '0'])('DIRECTORY_SCHEDULE=%s means none', (DIRECTORY_SCHEDULE) => {
  expect(optionsFromEnvironment({ DIRECTORY_SCHEDULE }).directory).toEqual({ schedule: false })
})

test('an empty line means not set, and a wrong word is told', () => {
  expect(optionsFromEnvironment({ DATABASE_URL: ' ', TRUST_PROXY: '' })).toEqual({
    feishu: {},
    session: {},
    jsapi: {},
    directory: {},
    allowInsecureHosts: false,
  })
  const options = {
    ...good,
    ...optionsFromEnvironment({ TRUST_PROXY: 'perhaps', SESSION_IDLE_SECONDS: 'long' }),
  }
  expect(problems({ ...options, feishu: good.feishu })).toEqual([
    'session.idleSeconds (SESSION_IDLE_SECONDS) must be a whole number of seconds, at least 60.',
    'trustProxy (TRUST_PROXY) must be true or false.',
  ])
})

const broken: [string, string, RegExp][] = [
  ['text that is no JSON', '{"lark":{"appSecret":"MARKER"}', /^FEISHU_INSTANCES is not JSON, such as /],
  [
    'a name twice',
    '{"a":{"b":{"c":1},"c":"}"},"c":{},"\\u0061":{}}',
    /^FEISHU_INSTANCES has the name a twice\.$/,
  ],
  [
    'a setting twice in one app',
    '{"a":{"appId":"MARKER-1"},"b":{"appId":"MARKER-2","scopes":["appId"],"app\\u0049d":"MARKER-3"}}',
    /^FEISHU_INSTANCES has the name b\.appId twice\.$/,
  ],
  [
    'a host twice',
    '{"a":{"brand":"lark","hosts":{"open":"MARKER-1","open":"MARKER-2"}}}',
    /^FEISHU_INSTANCES has the name a\.hosts\.open twice\.$/,
  ],
  [
    'the name that objects keep for themselves',
    '{"__proto__":{}}',
    /^instances \(FEISHU_INSTANCES\) must be objects/,
  ],
  ['a list', '[{"a":1},{"a":2}]', /^instances \(FEISHU_INSTANCES\) must be objects/],
]

test.each(broken)('FEISHU_INSTANCES with %s is told in one sentence', (_what, FEISHU_INSTANCES, sentence) => {
  const read = () => readSettings({ ...good, ...pick(optionsFromEnvironment({ FEISHU_INSTANCES })) })
  const pick = ({ instances }: { instances?: unknown }) => ({ instances })
  let message = ''
  try {
    read()
  } catch (error) {
    message = (error as LarkspurError).message
  }
  expect(message).toMatch(sentence)
  expect(message.split('\n')).toHaveLength(1)
  expect(message).not.toContain('MARKER')
})

test('LARK_HOST is another name of FEISHU_HOST, and both at once must agree', () => {
  const host = 'https://open.larksuite.com'
  expect(optionsFromEnvironment({ LARK_HOST: host }).feishu.host).toBe(host)
  expect(optionsFromEnvironment({ LARK_HOST: host, FEISHU_HOST: host }).feishu.host).toBe(host)
  expect(() => optionsFromEnvironment({ LARK_HOST: host, FEISHU_HOST: 'https://open.feishu.cn' })).toThrow(
    /LARK_HOST/,
  )
})

test('D51 plain http and private hosts are for development only', () => {
  const emulator = {
    FEISHU_HOST: 'http://127.0.0.1:7070',
    APP_ID: 'cli_1',
    APP_SECRET: 's',
    SESSION_SECRET: secret,
  }
  const url = { LARKSPUR_URL: 'http://127.0.0.1:3000' }
  for (const NODE_ENV of [undefined, 'production', 'test']) {
    expect(problems(optionsFromEnvironment({ ...emulator, ...url, NODE_ENV }))[0]).toMatch(/FEISHU_HOST/)
  }
  const settings = readSettings(optionsFromEnvironment({ ...emulator, ...url, NODE_ENV: 'development' }))
  expect(settings.main.app.hosts.open).toBe('http://127.0.0.1:7070')
})
