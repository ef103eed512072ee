// Tests: the functions of login elements over HTTP: who may call which, what they answer, and what nobody is told.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { collectLog } from '../../test/support/log-lines.ts'
import { createRecorder } from '../../test/support/recorder.ts'
import { signInInClient, whoAmI } from '../../test/support/sign-in.ts'
import { createVisitor, type Visitor } from '../../test/support/visitor.ts'
import { startWorld, testSecret, type World, type WorldOptions } from '../../test/support/world.ts'
import { Code } from '../elements/code.ts'
import type { LoadLoginType } from '../elements/index.ts'
import type { Fault } from '../emulator/types.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { createSealer, type Database, openDatabase } from '../storage/sql/index.ts'
import { markers } from './test-server.ts'

const element = 'auths.loginTypes.default'
const base = `/api/${element.replaceAll('.', '/')}`
const documentedKeys = [
  ...[
    'userId',
    'name',
    'mobile',
    'email',
    'avatar',
    'department',
    'position',
    'gender',
    'status',
    'isLeader',
  ],
]

interface Answer {
  errcode: number
  errmsg: string
  requestId: string
  sysTime: number
  duration: number
  data: Record<string, unknown> | null
  error?: { code: string; message: string; hint: string; detail?: string }
}

async function call(visitor: Visitor, name: string, args: unknown = {}, path = base) {
  const response = await visitor.script(`${path}/${name}`, args)
  return { status: response.status, answer: (await response.json()) as Answer, headers: response.headers }
}

const refusal = async (...given: Parameters<typeof call>) => {
  const { status, answer } = await call(...given)
  return [status, answer.errcode, answer.error?.code]
}

const configOf = async (visitor: Visitor, args: object = {}) => {
  const { answer } = await call(visitor, 'getLoginConfig', args)
  return answer.data as { appId: string; state: string; redirectUri: string }
}

/** The code that the simulated client gives to a page of this site. */
const clientCode = ({ feishu, url }: World, person: number) => feishu.client.code(`${url}/app`, person)

/** The platform's page, with what `getLoginConfig` answered; comes back with code and state. */
function approve(
  { feishu }: World,
  person: number,
  config: Awaited<ReturnType<typeof configOf>>,
  page = '/suite/passport/oauth/authorize',
) {
  const query = new URLSearchParams({
    ...{ client_id: config.appId, redirect_uri: config.redirectUri, response_type: 'code' },
    state: config.state,
  })
  const back = feishu.login.approve(`${feishu.url}${page}?${query}`, person)
  return { authCode: new URL(back).searchParams.get('code') ?? '', state: config.state }
}

async function signedIn(world: World, person: number, role?: 'administrator' | 'directory_reader') {
  const visitor = createVisitor(world.url)
  const { user } = (await (await signInInClient(world, visitor, person)).json()) as {
    user: { id: string; openId: string; unionId: string; userId?: string }
  }
  if (role !== undefined) await world.larkspur.accounts.grant(user.id, role)
  return { visitor, user }
}

/** What the two logs hold, read beside the server. */
async function logged<T>(read: (database: Database) => Promise<T>, file: string): Promise<T> {
  const database = await openDatabase(file, { sealer: createSealer([testSecret]) })
  try {
    return await read(database)
  } finally {
    await database.close()
  }
}
const newFile = () => `sqlite:${mkdtempSync(join(tmpdir(), 'larkspur-functions-'))}/x.db`

/** A Type of the app's own under the name that the official one has. */
const withType = (load: LoadLoginType, more: WorldOptions['larkspur'] = {}): WorldOptions => ({
  larkspur: { elements: { types: { 'auths.loginTypes.FSInnerType': load } }, ...more },
})

describe('the envelope', () => {
  test('element 25 an answer says what the documents say it says', async () => {
    let now = Date.UTC(2026, 0, 1)
    await using world = await startWorld({
      larkspur: {
        clock: () => {
          now += 1
          return now
        },
      },
    })
    const visitor = createVisitor(world.url)
    const { status, answer, headers } = await call(visitor, 'getLoginConfig')
    expect(status).toBe(200)
    expect(Object.keys(answer)).toEqual(['errcode', 'errmsg', 'requestId', 'sysTime', 'duration', 'data'])
    expect(answer).toMatchObject({
      errcode: 0,
      errmsg: 'ok',
      requestId: headers.get('x-request-id'),
    })
    // Whole milliseconds, of a clock that goes by one each time that it is asked.
    expect(answer.sysTime).toBeLessThanOrEqual(now)
    expect(answer.duration).toBeGreaterThan(0)
    expect(answer.duration).toBeLessThan(now - Date.UTC(2026, 0, 1))
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('element 25 the documented form with organisation and application in front works, too', async () => {
    await using world = await startWorld()
    const visitor = createVisitor(world.url)
    for (const front of ['/api/whwy/demo', '/api/a.b/%E5%BA%94%E7%94%A8']) {
      const path = `${front}/${element.replaceAll('.', '/')}`
      expect((await call(visitor, 'getLoginConfig', {}, path)).answer.data).toHaveProperty('state')
    }
    const other = await visitor.script('/api/whwy/auths/loginTypes/default/getLoginConfig', {})
    expect(other.status).toBe(404)
  })

  test('a failure has the number, and the words of the reader’s language', async () => {
    await using world = await startWorld()
    for (const [language, message] of [
      ['en', 'There is no login element of this name.'],
      ['zh', '没有此名称的登录元素。'],
    ] as const) {
      const visitor = createVisitor(world.url, language)
      const { status, answer, headers } = await call(
        visitor,
        'getLoginConfig',
        {},
        '/api/auths/loginTypes/Nobody',
      )
      expect(status).toBe(404)
      expect(answer).toEqual({
        errcode: 40400,
        errmsg: message,
        requestId: headers.get('x-request-id'),
        sysTime: expect.any(Number),
        duration: expect.any(Number),
        data: null,
        error: { code: 'element_not_found', message, hint: expect.any(String) },
      })
    }
  })

  test.each([
    ['/api/auths/loginTypes/Default', 'element_not_found'],
    ['/api/auths/loginTypes/FSInnerType', 'element_not_found'],
    ['/api/auths/loginTypes/Meta', 'element_not_found'],
    ['/api/auths/loginTypes', 'element_not_found'],
    ['/api/auths', 'element_not_found'],
    ['/api/auths/loginTypes.default', 'element_not_found'],
    ['/api/auths/loginTypes/default/', 'element_not_found'],
    ['/api/auths//loginTypes/default', 'element_not_found'],
    ['/api/auths/loginTypes%2Fdefault', 'element_not_found'],
    ['/api/auths/loginTypes/%64efault', 'element_not_found'],
    ['/api/auths/loginTypes/constructor', 'element_not_found'],
  ])('%s names no element', async (path, code) => {
    await using world = await startWorld()
    expect(await refusal(createVisitor(world.url), 'getLoginConfig', {}, path)).toEqual([404, 40400, code])
  })

  test.each(['getLoginconfig', 'bind', 'constructor', '__proto__', 'toString', 'FSInnerAuthModel', ''])(
    'there is no function "%s", whatever the element has',
    async (name) => {
      await using world = await startWorld(
        withType(({ base }) => ({ ...base, bind: async () => ({ leaked: true }) }) as never),
      )
      const { visitor } = await signedIn(world, 1, 'administrator')
      expect(await refusal(visitor, name)).toEqual([404, 40400, 'function_not_found'])
    },
  )

  test.each([
    ['an argument that it does not have', { state: 'x' }],
    ['an argument of another type', { redirectUri: 1 }],
    ['an empty text', { redirectUri: '' }],
    ['no object', [1]],
    ['null', null],
  ])('%s is refused, and nothing of it is repeated', async (_what, args) => {
    await using world = await startWorld()
    const { status, answer } = await call(createVisitor(world.url), 'getLoginConfig', args)
    expect([status, answer.errcode, answer.error?.code]).toEqual([400, 40000, 'request_invalid'])
    expect(answer.error?.detail).toMatch(/./)
  })

  test.each([
    ['no body', {}, undefined, 200],
    ['no body of a type', { 'content-type': 'text/plain' }, undefined, 415],
    ['an empty JSON body', { 'content-type': 'application/json' }, '', 200],
    ['null in place of an argument', { 'content-type': 'application/json' }, '{"redirectUri":null}', 200],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'a=b', 415],
    ['text', { 'content-type': 'text/plain' }, '{}', 415],
    ['broken JSON', { 'content-type': 'application/json' }, '{', 400],
    ['a prototype', { 'content-type': 'application/json' }, '{"__proto__":{"state":"x"}}', 400],
    ['too much', { 'content-type': 'application/json' }, `{"a":"${'x'.repeat(65_536)}"}`, 413],
  ])('a body: %s', async (_what, headers, body, status) => {
    await using world = await startWorld()
    const response = await fetch(`${world.url}${base}/getLoginConfig`, {
      method: 'POST',
      headers: { origin: world.url, ...(headers as Record<string, string>) },
      ...(body === undefined ? {} : { body }),
    })
    const answer = (await response.json()) as Answer
    expect([response.status, answer.errcode]).toEqual([status, status === 200 ? 0 : status * 100])
  })

  test('other methods are refused', async () => {
    await using world = await startWorld()
    const response = await createVisitor(world.url).script(`${base}/getLoginConfig`)
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  })

  test('the script for pages keeps its address, and browsers ask whether theirs is still the one', async () => {
    await using world = await startWorld()
    const first = await fetch(`${world.url}/auth/api.js`)
    expect(first.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(first.headers.get('cache-control')).toBe('no-cache')
    expect(await first.text()).toContain('loginWithCode')
    const etag = first.headers.get('etag') ?? ''
    const again = await fetch(`${world.url}/auth/api.js`, { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const other = await fetch(`${world.url}/auth/api.js`, { headers: { 'if-none-match': '"x"' } })
    expect(other.status).toBe(200)
  })
})

describe('getLoginConfig and getLoginCode', () => {
  test('element 10 element 25 anybody may ask for the configuration; each answer has a state of its own, and no secret', async () => {
    await using world = await startWorld()
    const visitor = createVisitor(world.url)
    const [one, two] = [await configOf(visitor), await configOf(visitor)]
    expect(one).toEqual({
      appId: world.feishu.app.appId,
      state: expect.stringMatching(/^[\w-]{43}$/),
      redirectUri: `${world.url}/auth/callback`,
    })
    expect(two.state).not.toBe(one.state)
    expect(JSON.stringify([one, two])).not.toContain(world.feishu.env.APP_SECRET)
  })

  test.each([
    ['of the passport page', '/suite/passport/oauth/authorize'],
    ['of the current page', '/open-apis/authen/v1/authorize'],
    ['of the client', undefined],
  ])(
    'element 11 element 12 element 23 a code %s signs in: a session, the ten keys, and one line in the log of sign-ins',
    async (_what, page) => {
      const database = newFile()
      await using world = await startWorld({ larkspur: { database } })
      const visitor = createVisitor(world.url)
      const redirectUri = `${world.url}/app`
      const config = await configOf(visitor, { redirectUri })
      const given = page
        ? { ...approve(world, 5, config, page), redirectUri }
        : { authCode: clientCode(world, 5), state: config.state }
      const { answer } = await call(visitor, 'getLoginCode', given)
      expect(answer.errcode).toBe(0)
      expect(Object.keys(answer.data ?? {})).toEqual([...documentedKeys, 'openId', 'unionId', 'tenantKey'])
      const person = world.feishu.people.get(5)
      expect(answer.data).toMatchObject({ openId: person?.open_id, name: person?.name })
      expect((await whoAmI(visitor))?.openId).toBe(person?.open_id)
      const { items } = await logged(({ signIns }) => signIns.list({}, { limit: 10 }), database)
      expect(items).toMatchObject([
        { instance: 'default', flow: 'element', outcome: 'ok', name: person?.name },
      ])
    },
  )

  test('a session id from before the sign-in is worth nothing after it', async () => {
    await using world = await startWorld()
    const { visitor } = await signedIn(world, 1)
    const before = new Map(visitor.cookies)
    const { state } = await configOf(visitor)
    await call(visitor, 'getLoginCode', { authCode: clientCode(world, 2), state })
    expect((await whoAmI(visitor))?.openId).toBe(world.feishu.people.get(2)?.open_id)
    const old = createVisitor(world.url)
    for (const [name, value] of before) old.setCookie(name, value)
    expect(await whoAmI(old)).toBeNull()
  })

  test.each([
    ['forged', async () => ({ state: 'A'.repeat(43) }), 'attempt_invalid'],
    ['not even one', async () => ({ state: 'x' }), 'attempt_invalid'],
    ['left out', async () => ({}), 'attempt_missing'],
    ['null', async () => ({ state: null }), 'attempt_missing'],
    [
      'of another browser',
      async (world: World) => ({ state: (await configOf(createVisitor(world.url))).state }),
      'attempt_invalid',
    ],
    [
      'of the app’s own code, which is of no browser',
      async (world: World) => ({
        state: (await (await world.larkspur.getElement(element)).getLoginConfig()).state,
      }),
      'attempt_invalid',
    ],
    [
      'of another flow',
      async (_world: World, visitor: Visitor) => {
        const begun = await (await visitor.script('/auth/attempts', {})).json()
        return { state: (begun as { attempt: string }).attempt }
      },
      'attempt_invalid',
    ],
    [
      'expired',
      async (world: World, visitor: Visitor) => {
        const { state } = await configOf(visitor)
        world.feishu.clock.advance('601s')
        return { state }
      },
      'attempt_expired',
    ],
  ] as const)('element 12 a state that is %s signs nobody in', async (_what, make, code) => {
    await using world = await startWorld()
    const visitor = createVisitor(world.url)
    await configOf(visitor)
    const given = await make(world, visitor)
    const args = { authCode: clientCode(world, 3), ...given }
    expect(await refusal(visitor, 'getLoginCode', args)).toEqual([400, 40029, code])
    expect(await whoAmI(visitor)).toBeNull()
    // The platform was not even asked.
    expect(world.feishu.requests({ operation: 'oauth.v2.token' })).toEqual([])
  })

  test('element 12 a state is good once', async () => {
    await using world = await startWorld()
    const visitor = createVisitor(world.url)
    const { state } = await configOf(visitor)
    await call(visitor, 'getLoginCode', { authCode: clientCode(world, 3), state })
    const again = { authCode: clientCode(world, 4), state }
    expect(await refusal(visitor, 'getLoginCode', again)).toEqual([400, 40029, 'attempt_invalid'])
    expect((await whoAmI(visitor))?.openId).toBe(world.feishu.people.get(3)?.open_id)
  })

  test('element 12 a browser without an id does not pass for the app’s own code', async () => {
    await using world = await startWorld()
    const { state } = await (await world.larkspur.getElement(element)).getLoginConfig()
    for (const cookie of [undefined, '', 'x', 'A'.repeat(42)]) {
      const visitor = createVisitor(world.url)
      if (cookie !== undefined) visitor.setCookie('larkspur_browser', cookie)
      const args = { authCode: clientCode(world, 3), state }
      expect(await refusal(visitor, 'getLoginCode', args)).toEqual([400, 40029, 'attempt_missing'])
    }
  })

  test.each([
    'https://evil.example/app',
    'http://127.0.0.1/app',
    '//evil.example/app',
    'javascript:alert(1)',
    '/app',
  ])('a redirectUri of another site is refused: %s', async (redirectUri) => {
    await using world = await startWorld()
    const visitor = createVisitor(world.url)
    expect(await refusal(visitor, 'getLoginConfig', { redirectUri })).toEqual([400, 40000, 'request_invalid'])
    const { state } = await configOf(visitor)
    const args = { authCode: clientCode(world, 3), state, redirectUri }
    expect(await refusal(visitor, 'getLoginCode', args)).toEqual([400, 40000, 'request_invalid'])
    expect(await whoAmI(visitor)).toBeNull()
  })

  test('a code goes with the address that it came to', async () => {
    await using world = await startWorld()
    const visitor = createVisitor(world.url)
    const given = approve(world, 3, await configOf(visitor, { redirectUri: `${world.url}/app` }))
    const elsewhere = { ...given, redirectUri: `${world.url}/` }
    expect(await refusal(visitor, 'getLoginCode', elsewhere)).toEqual([400, 40029, 'attempt_invalid'])
    expect(await whoAmI(visitor)).toBeNull()
  })

  test('a code that the platform does not know is 40029, and the log of sign-ins says so', async () => {
    const database = newFile()
    await using world = await startWorld({ larkspur: { database } })
    const visitor = createVisitor(world.url, 'zh')
    const { state } = await configOf(visitor)
    const { status, answer } = await call(visitor, 'getLoginCode', { authCode: 'unknown-code', state })
    expect([status, answer.errcode, answer.error?.code]).toEqual([400, 40029, 'code_invalid'])
    expect(answer.errmsg).toBe('登录授权码无效、已被使用或已过期。')
    const { items } = await logged(({ signIns }) => signIns.list({}, { limit: 10 }), database)
    expect(items).toMatchObject([
      { flow: 'element', outcome: 'code_invalid', userId: null, platformCode: expect.any(Number) },
    ])
  })

  const foreign: [string, Record<string, string>][] = [
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['another origin of the site', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
    ['another site in an old client', { origin: 'https://evil.example' }],
    ['an opaque page in an old client', { origin: 'null' }],
    ['nobody', {}],
  ]
  test.each(foreign)('D8 a page of %s begins nothing and signs nobody in', async (_who, headers) => {
    await using world = await startWorld()
    const visitor = createVisitor(world.url)
    const { state } = await configOf(visitor)
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const authCode = clientCode(world, 3)
    for (const [name, args] of [
      ['getLoginConfig', {}],
      ['getLoginCode', { authCode, state }],
    ] as const) {
      const response = await fetch(`${world.url}${base}/${name}`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(args),
      })
      expect(await response.json()).toMatchObject({ errcode: 40300, error: { code: 'origin_not_allowed' } })
      expect([response.status, response.headers.getSetCookie()]).toEqual([403, []])
    }
    expect(await refusal(visitor, 'getLoginCode', { authCode, state })).toEqual([200, 0, undefined])
  })

  test('starts and finishes count where all sign-ins do', async () => {
    await using world = await startWorld({ larkspur: { signInPerMinute: 2 } })
    const visitor = createVisitor(world.url)
    await configOf(visitor)
    const { state } = await configOf(visitor)
    const third = await call(visitor, 'getLoginConfig')
    expect([third.status, third.answer.errcode, third.answer.error?.code]).toEqual([
      ...[429, 42900, 'too_many_requests'],
    ])
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await visitor.script('/auth/attempts', {})).status).toBe(429)
    for (const authCode of ['a', 'b']) await call(visitor, 'getLoginCode', { authCode, state })
    const last = { authCode: clientCode(world, 3), state }
    expect(await refusal(visitor, 'getLoginCode', last)).toEqual([429, 42900, 'too_many_requests'])
  })

  test('an instance that is switched off signs nobody in', async () => {
    await using world = await startWorld()
    const { appId, appSecret } = world.feishu.apps.create()
    const host = world.feishu.env.FEISHU_HOST
    const { fullName } = await world.larkspur.elements.create({ name: 'Second', appId, appSecret, host })
    const path = `/api/${fullName.replaceAll('.', '/')}`
    const visitor = createVisitor(world.url)
    const { data } = (await call(visitor, 'getLoginConfig', {}, path)).answer
    expect(data?.appId).toBe(appId)
    await world.larkspur.elements.setEnabled(fullName, false)
    for (const [name, args] of [
      ['getLoginConfig', {}],
      ['getLoginCode', { authCode: 'x', state: data?.state }],
    ] as const) {
      expect(await refusal(visitor, name, args, path)).toEqual([403, 40300, 'element_disabled'])
    }
  })
})

describe('an own Type', () => {
  test('its getLoginConfig and getLoginCode are the ones that are called, and the person is still the platform’s', async () => {
    await using world = await startWorld(
      withType(({ base }) => ({
        ...base,
        getLoginConfig: async (args) => ({ ...(await base.getLoginConfig(args)), appSecret: 'MARKER' }),
        getLoginCode: async ({ authCode, state }) => ({
          // Not all that it was given: what a Type forgets to hand on must not matter.
          ...(await base.getLoginCode({ authCode, state })),
          ...{ name: 'Changed', openId: 'ou_forged', accessToken: 'MARKER' },
        }),
      })),
    )
    const visitor = createVisitor(world.url)
    const config = await configOf(visitor)
    expect(Object.keys(config)).toEqual(['appId', 'state', 'redirectUri'])
    const { answer } = await call(visitor, 'getLoginCode', {
      ...{ authCode: clientCode(world, 3), state: config.state },
    })
    expect(answer.data).toMatchObject({ name: 'Changed' })
    expect(JSON.stringify(answer)).not.toContain('MARKER')
    expect((await whoAmI(visitor))?.openId).toBe(world.feishu.people.get(3)?.open_id)
  })

  test('one that refuses after the platform has named somebody signs nobody in', async () => {
    await using world = await startWorld(
      withType(({ base }) => ({
        ...base,
        async getLoginCode(args) {
          await base.getLoginCode(args)
          throw new Code(50000, 'Not on our list')
        },
      })),
    )
    const visitor = createVisitor(world.url)
    const { state } = await configOf(visitor)
    const given = { authCode: clientCode(world, 3), state }
    const { status, answer } = await call(visitor, 'getLoginCode', given)
    expect([status, answer.errcode, answer.error?.code]).toEqual([403, 50000, 'element_refused'])
    expect(answer.errmsg).toBe('Not on our list')
    expect(await whoAmI(visitor)).toBeNull()
  })

  test('one that asks nobody starts no session for whomever it names', async () => {
    await using world = await startWorld(
      withType(({ base }) => ({
        ...base,
        getLoginCode: async () => ({ userId: 'ou_1', openId: 'ou_1', name: 'x' }) as never,
      })),
    )
    const visitor = createVisitor(world.url)
    const { state } = await configOf(visitor)
    const given = { authCode: clientCode(world, 3), state }
    expect(await refusal(visitor, 'getLoginCode', given)).toEqual([500, 50000, 'internal_error'])
    expect(await whoAmI(visitor)).toBeNull()
  })

  const otherCopy = Object.assign(new Error('x'), { name: 'Code', code: 40029, reason: 'Too late' })
  const ours = { cause: new LarkspurError('user_not_visible', { message: 'MARKER' }) }
  const words = 'This person may not use the app.'
  test.each<[unknown, number, number, string, string | RegExp]>([
    [new Code(40013, 'Wrong app'), 502, 40013, 'app_credentials_invalid', 'Wrong app'],
    [new Code(60020, 'Wrong app'), 502, 60020, 'app_credentials_invalid', 'Wrong app'],
    [new Code(42001, 'Over'), 502, 42001, 'token_rejected', 'Over'],
    [new Code(41234, 'Closed at night'), 403, 41234, 'element_refused', 'Closed at night'],
    [new Code(0, 'No success'), 403, 50000, 'element_refused', 'No success'],
    [new Code(Number.NaN, ''), 403, 50000, 'element_refused', 'The way to sign in has refused this.'],
    [otherCopy, 400, 40029, 'code_invalid', 'Too late'],
    [new Code(50000, `Not with ${markers.userToken}`), 403, 50000, 'element_refused', /^Not with/],
    [new Code(50000, 'MARKER', ours), 403, 50000, 'user_not_visible', words],
    [new Error('MARKER', ours), 403, 60020, 'user_not_visible', words],
    [new Error('MARKER'), 500, 50000, 'internal_error', /wrong/],
    ['MARKER', 500, 50000, 'internal_error', /wrong/],
  ])(
    'element 20 what it throws (%s) has a number and words',
    async (thrown, status, errcode, code, errmsg) => {
      const throwing = async (): Promise<never> => {
        throw thrown
      }
      await using world = await startWorld(withType(({ base }) => ({ ...base, getLoginConfig: throwing })))
      const { answer, ...rest } = await call(createVisitor(world.url), 'getLoginConfig')
      expect([rest.status, answer.errcode, answer.error?.code]).toEqual([status, errcode, code])
      expect(answer.errmsg).toEqual(typeof errmsg === 'string' ? errmsg : expect.stringMatching(errmsg))
      expect(JSON.stringify(answer)).not.toContain('MARKER')
    },
  )
})

describe('the other four', () => {
  const guarded: [string, object][] = [
    ['getUserInfo', { userId: 'ou_1' }],
    ['syncUserInfo', { userId: 'ou_1' }],
    ['syncDepartmentInfo', {}],
  ]

  test('element 25 nobody who is not signed in may call them', async () => {
    await using world = await startWorld()
    for (const [name, args] of guarded) {
      const visitor = createVisitor(world.url)
      expect(await refusal(visitor, name, args)).toEqual([401, 40100, 'session_required'])
    }
  })

  test.each([undefined, 'directory_reader'] as const)(
    'element 25 a person (role: %s) may call none about others',
    async (role) => {
      await using world = await startWorld()
      const { visitor } = await signedIn(world, 1, role)
      world.feishu.requests().length = 0
      for (const [name, args] of guarded) {
        const about = 'userId' in args ? { userId: world.feishu.people.get(2)?.open_id } : {}
        expect(await refusal(visitor, name, about)).toEqual([403, 40300, 'role_required'])
      }
    },
  )

  test('element 13 element 25 a person reads and renews what is known of themselves, by each of their ids', async () => {
    await using world = await startWorld()
    const { visitor, user } = await signedIn(world, 1)
    for (const userId of [user.openId, user.unionId]) {
      const { answer } = await call(visitor, 'getUserInfo', { userId })
      expect(answer.data).toMatchObject({ openId: user.openId })
      for (const key of [...documentedKeys, 'departments', 'joinedAt'])
        expect(answer.data).toHaveProperty(key)
      expect((await call(visitor, 'syncUserInfo', { userId, forceUpdate: true })).answer).toMatchObject({
        errcode: 0,
        data: null,
      })
    }
  })

  test('a person’s former user_id, which somebody else has now, is theirs alone to ask with', async () => {
    const asked: unknown[] = []
    await using world = await startWorld({
      ...withType(({ base }) => ({
        ...base,
        getUserInfo: async ({ userId }) => {
          asked.push(userId)
          return base.getUserInfo({ userId })
        },
      })),
    })
    const { visitor, user } = await signedIn(world, 1)
    await call(visitor, 'getUserInfo', { userId: user.unionId })
    expect(asked).toEqual([user.openId])
  })

  test('the same ids in another app are somebody else', async () => {
    await using world = await startWorld()
    const { appId, appSecret } = world.feishu.apps.create()
    const host = world.feishu.env.FEISHU_HOST
    const { fullName } = await world.larkspur.elements.create({ name: 'Second', appId, appSecret, host })
    const { visitor, user } = await signedIn(world, 1)
    const args = { userId: user.openId }
    const path = `/api/${fullName.replaceAll('.', '/')}`
    expect(await refusal(visitor, 'getUserInfo', args, path)).toEqual([403, 40300, 'role_required'])
  })

  test('element 15 element 16 element 25 an administrator calls all three, and the audit log says who did what', async () => {
    const database = newFile()
    await using world = await startWorld({ larkspur: { database } })
    const { visitor, user } = await signedIn(world, 1, 'administrator')
    const userId = world.feishu.people.get(2)?.open_id
    expect((await call(visitor, 'getUserInfo', { userId })).answer.data).toMatchObject({ openId: userId })
    expect((await call(visitor, 'syncUserInfo', { userId })).answer).toMatchObject({ errcode: 0, data: null })
    const all = await call(visitor, 'syncDepartmentInfo')
    expect(all.answer).toMatchObject({ errcode: 0, data: null })
    expect((await world.larkspur.directory.users({ limit: 1 })).items).toHaveLength(1)
    const { items } = await logged(({ audit }) => audit.list({}, { limit: 10 }), database)
    expect(items.map(({ actorId, action, target, outcome }) => [actorId, action, target, outcome])).toEqual([
      [user.id, 'element.sync_department', `${element}.syncDepartmentInfo`, 'ok'],
      [user.id, 'element.sync_user', `${element}.syncUserInfo`, 'ok'],
    ])
  })

  test('element 25 the role is asked for anew each time', async () => {
    await using world = await startWorld()
    const { visitor, user } = await signedIn(world, 1, 'administrator')
    const args = { userId: world.feishu.people.get(2)?.open_id }
    expect(await refusal(visitor, 'getUserInfo', args)).toEqual([200, 0, undefined])
    await world.larkspur.accounts.revoke(user.id, 'administrator')
    expect(await refusal(visitor, 'getUserInfo', args)).toEqual([403, 40300, 'role_required'])
  })

  test('element 25 a token leaves for nobody, an administrator included', async () => {
    await using world = await startWorld()
    const { visitor } = await signedIn(world, 1, 'administrator')
    for (const who of [visitor, createVisitor(world.url)]) {
      expect(await refusal(who, 'getAccessToken')).toEqual([403, 40300, 'function_for_server'])
    }
    expect(world.feishu.requests({ operation: 'auth.v3.tenant_access_token.internal' })).toEqual([])
  })

  test('D8 a foreign page cannot use an administrator’s cookie; a bearer needs no page', async () => {
    await using world = await startWorld({ larkspur: { miniProgram: true } })
    const { visitor } = await signedIn(world, 1, 'administrator')
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const post = (headers: Record<string, string>) =>
      fetch(`${world.url}${base}/syncDepartmentInfo`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"deptId":"0"}',
      })
    for (const headers of [{}, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }]) {
      const response = await post({ cookie, ...headers })
      expect(await response.json()).toMatchObject({ error: { code: 'origin_not_allowed' } })
    }
    const begun = await fetch(`${world.url}/auth/mini-program`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: world.feishu.miniProgram.code(1) }),
    })
    const { token } = (await begun.json()) as { token: string }
    expect((await post({ authorization: `Bearer ${token}` })).status).toBe(200)
  })

  test('an account is slowed down', async () => {
    await using world = await startWorld({ larkspur: { directory: { readsPerMinute: 2 } } })
    const { visitor, user } = await signedIn(world, 1)
    const args = { userId: user.openId }
    for (const errcode of [0, 0, 42900]) {
      expect((await call(visitor, 'getUserInfo', args)).answer.errcode).toBe(errcode)
    }
  })
})

describe('secrets', () => {
  const marker = 'MARKERsecretMARKERsecretMARKER01'
  const echo: Fault['effect'] = {
    kind: 'status',
    status: 400,
    body: `{"code":10003,"error":"invalid_request","msg":"bad secret ${marker}","error_description":"${marker}"}`,
    contentType: 'application/json',
  }

  test.each([
    ['nothing', []],
    ['the token endpoint', ['oauth.v2.token']],
    ['user_info', ['user_info']],
    ['the app’s tokens', ['auth.v3.tenant_access_token.internal']],
  ] as const)('D22 D39 element 10 no answer holds one, with an echo from %s', async (_what, operations) => {
    const { secrets, fetch: record } = createRecorder(marker, testSecret)
    const { lines, logger } = collectLog()
    await using world = await startWorld({
      emulator: { app: { appSecret: marker } },
      larkspur: { fetch: record, logger, sleep: async () => {} },
    })
    const { visitor, user } = await signedIn(world, 1, 'administrator')
    for (const operation of operations) world.feishu.faults.add({ operation, times: 20, effect: echo })
    const answers: string[] = []
    const keep = async (name: string, args: object) => {
      const { answer, headers } = await call(visitor, name, args)
      answers.push(JSON.stringify(answer) + JSON.stringify([...headers]))
      return answer
    }
    const config = (await keep('getLoginConfig', {})).data as { state: string }
    const given = { authCode: clientCode(world, 1), state: config.state }
    const ended = await keep('getLoginCode', given)
    await keep('getLoginCode', given)
    await keep('getUserInfo', { userId: user.openId })
    await keep('syncUserInfo', { userId: user.openId })
    await keep('syncDepartmentInfo', {})
    await keep('getAccessToken', {})
    if (operations.length === 0) expect(ended.errcode).toBe(0)
    secrets.add(given.authCode)
    const found = [...secrets].filter((secret) => secret.length > 8)
    expect(found.length).toBeGreaterThan(4)
    for (const secret of found) {
      expect(answers.filter((text) => text.includes(secret))).toEqual([])
      expect(lines.filter((text) => text.includes(secret))).toEqual([])
    }
    // What the platform has said is for the log: its number and log id are in none of the answers.
    expect(answers.join('')).not.toMatch(/10003|logId|log_id|platform"/)
  })
})
