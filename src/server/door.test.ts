import { expect, test } from 'vitest'
import type { Larkspur } from './larkspur.ts'
import { createTestServer } from './test-server.ts'

// biome-ignore lint/suspicious/noExplicitAny: what plain JavaScript may hand over
type Anything = any

const slips: [string, string, (larkspur: Larkspur, value: Anything) => Promise<unknown>, unknown[]][] = [
  [
    'accounts.identities',
    'request_invalid',
    ({ accounts }, v) => accounts.identities(v),
    [undefined, {}, 5, ''],
  ],
  [
    'accounts.expect',
    'request_invalid',
    ({ accounts }, v) => accounts.expect(v),
    [
      null,
      undefined,
      { openId: 5 },
      { openId: ['ou_a'] },
      { openId: 'ou_1', account: 5 },
      { openId: 'ou_1', tenantKey: null },
      { openId: 'ou_1', instance: 'constructor' },
      { openId: 'ou_1', email: 'x@example.com' },
      { email: 'x@example.com' },
    ],
  ],
  [
    'accounts.cancelExpected',
    'request_invalid',
    ({ accounts }, v) => accounts.cancelExpected(v),
    [
      ...[null, { openId: 5 }, { openId: 'ou_1', brand: 'feishu' }, { openId: 'ou_1', appId: 'cli_1' }],
      ...[
        { openId: 'ou_1', brand: 'other', appId: 'cli_1' },
        { openId: 'ou_1', brand: 'lark', appId: 5 },
        { openId: 'ou_1', brand: 'feishu', appId: 'cli_1', instance: 'default' },
        { brand: 'feishu', appId: 'cli_1' },
      ],
    ],
  ],
  ['accounts.expected', 'request_invalid', ({ accounts }, v) => accounts.expected(v), [null, 5, 'none']],
  [
    'accounts.listExpected',
    'request_invalid',
    ({ accounts }, v) => accounts.listExpected(v),
    [
      ...[null, 5, 'none', { limit: 0 }, { limit: 1_001 }, { limit: '5' }, { cursor: 'x' }, { account: '' }],
      ...[{ instance: 'none' }, { account: { not: 'a text' } }, { other: 1 }],
    ],
  ],
  [
    'accounts.unbind',
    'request_invalid',
    ({ accounts }, v) => accounts.unbind(v, v),
    [undefined, null, {}, 'a'],
  ],
  ['sessions.endAllOf', 'request_invalid', ({ sessions }, v) => sessions.endAllOf(v), [undefined, null, {}]],
  [
    'tokens.userAccessToken',
    'session_required',
    ({ tokens }, v) => tokens.userAccessToken(v),
    [null, undefined],
  ],
  [
    'tokens.userAccessToken',
    'request_invalid',
    ({ tokens }, v) => tokens.userAccessToken(v),
    [{}, 5, { identityId: 5 }],
  ],
  [
    'tokens.userAccessToken with options',
    'request_invalid',
    ({ tokens }, v) => tokens.userAccessToken('a', v),
    [null, 'a:b', { signal: {} }],
  ],
  ['tokens.ensureScopes', 'session_required', ({ tokens }, v) => tokens.ensureScopes(v, ['a:b']), [null]],
  ['tokens.withdraw', 'session_required', ({ tokens }, v) => tokens.withdraw(v), [null]],
  ['tokens.withdraw', 'request_invalid', ({ tokens }, v) => tokens.withdraw(v), [[], 5]],
  [
    'tokens.withdraw with options',
    'request_invalid',
    ({ tokens }, v) => tokens.withdraw('a', v),
    [null, 'a', { signal: 5 }, { signal: new AbortController() }],
  ],
  [
    'tokens.tenantAccessToken',
    'request_invalid',
    ({ tokens }, v) => tokens.tenantAccessToken(v),
    [null, { signal: 5 }, { signal: new AbortController() }],
  ],
  [
    'accounts.unbind with options',
    'request_invalid',
    ({ accounts }, v) => accounts.unbind('a', 'b', v),
    [null, 'a', { signal: 5 }, { signal: new AbortController() }],
  ],
  ...(['get', 'post', 'put', 'patch', 'delete'] as const).map((method): (typeof slips)[number] => [
    `feishu, ${method} with options`,
    'request_invalid',
    (larkspur, v) => larkspur.feishu('a')[method]('/open-apis/x', v),
    [null, 'a', { signal: 5 }, { signal: new AbortController() }],
  ]),
  [
    'feishu, pages with options',
    'request_invalid',
    (larkspur, v) => larkspur.feishu('a').pages('/open-apis/x', v).next(),
    [null, 'a', { signal: 5 }],
  ],
  ['feishu', 'session_required', (larkspur, v) => larkspur.feishu(v).get('/open-apis/x'), [null, undefined]],
  ['feishu', 'request_invalid', (larkspur, v) => larkspur.feishu(v).get('/open-apis/x'), [{}, 5]],
]

test.each(slips)('%s answers a slip with %s', async (_what, code, call, values) => {
  await using server = await createTestServer()
  for (const value of values) {
    await expect(call(server.larkspur, value), JSON.stringify(value)).rejects.toMatchObject({ code })
  }
})

test('scopes are asked for in a list, of a person who is there', async () => {
  await using server = await createTestServer()
  const { user } = (await (await server.browser().signIn()).json()) as { user: { id: string } }
  for (const value of ['a:b', [5], 5, null] as Anything[]) {
    const token = server.larkspur.tokens.userAccessToken(user.id, { scopes: value })
    await expect(token).rejects.toMatchObject({ code: 'request_invalid' })
    const asked = server.larkspur.tokens.ensureScopes(user.id, value)
    await expect(asked).rejects.toMatchObject({ code: 'request_invalid' })
  }
})

test('whoever is expected joins an account that is there, not one that was mistyped', async () => {
  await using server = await createTestServer()
  const { accounts } = server.larkspur
  const { user } = (await (await server.browser().signIn()).json()) as { user: { id: string } }
  await accounts.expect({ openId: 'ou_8', account: user.id })
  const { userId } = await accounts.expect({ openId: 'ou_9' })
  await accounts.expect({ unionId: 'on_9', account: userId })
  const mistyped = accounts.expect({ openId: 'ou_7', account: `${userId.slice(0, -1)}!` })
  await expect(mistyped).rejects.toMatchObject({ code: 'request_invalid' })
  const unknown = accounts.expect({ openId: 'ou_7', account: 'A'.repeat(43) })
  await expect(unknown).rejects.toMatchObject({ code: 'request_invalid' })
  expect(await accounts.expected()).toHaveLength(3)
})

test('ids that people type begin with a letter or digit', async () => {
  let made = 0
  const random = (bytes: number) => {
    made += 1
    return new Uint8Array(bytes).fill(0xfb).fill(made, 1)
  }
  await using server = await createTestServer({ random })
  const { userId } = await server.larkspur.accounts.expect({ openId: 'ou_9' })
  expect(userId).toMatch(/^[A-Za-z\d][\w-]{42}$/)
  const { user } = (await (await server.browser().signIn()).json()) as { user: { id: string } }
  expect(user.id).toMatch(/^[A-Za-z\d]/)
  const [identity] = await server.larkspur.accounts.identities(user.id)
  expect(identity?.id).toMatch(/^[A-Za-z\d]/)
})
