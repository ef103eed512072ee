// Tests: the functions of login elements over HTTP: addresses, arguments, envelope, and what an own Type changes.

import { describe, expect, test } from 'vitest'
import { whoAmI } from '../../test/support/sign-in.ts'
import { createVisitor } from '../../test/support/visitor.ts'
import { startWorld } from '../../test/support/world.ts'
import { Code } from '../elements/code.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import {
  type Answer,
  base,
  call,
  clientCode,
  configOf,
  element,
  refusal,
  signedIn,
  withType,
} from './test-elements.ts'
import { markers } from './test-server.ts'

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

  test('element 12 one that does without a state is not asked without one', async () => {
    let asked = 0
    await using world = await startWorld(
      withType(({ base }) => ({
        ...base,
        getLoginCode: async () => {
          asked += 1
          return {} as never
        },
      })),
    )
    const visitor = createVisitor(world.url)
    const args = { authCode: clientCode(world, 3), state: 'A'.repeat(43) }
    expect(await refusal(visitor, 'getLoginCode', args)).toEqual([400, 40029, 'attempt_missing'])
    await configOf(visitor)
    expect(await refusal(visitor, 'getLoginCode', { ...args, state: null })).toEqual([
      ...[400, 40029, 'attempt_missing'],
    ])
    expect(asked).toBe(0)
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
