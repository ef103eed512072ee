// Tests: sign-in through a login element over HTTP, and who must not get in by it.

import { describe, expect, test } from 'vitest'
import { whoAmI } from '../../test/support/sign-in.ts'
import { createVisitor, type Visitor } from '../../test/support/visitor.ts'
import { startWorld, type World } from '../../test/support/world.ts'
import {
  approve,
  base,
  call,
  clientCode,
  configOf,
  documentedKeys,
  element,
  logged,
  newFile,
  refusal,
  signedIn,
} from './test-elements.ts'

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
