import { expect, test } from 'vitest'
import { appToken, ask, askTicket, jsapiTicket, signIn, startFrozen } from '../testkit.ts'

test('a POST without a body gives a ticket of two hours', async () => {
  await using feishu = await startFrozen()
  const reply = await askTicket(feishu, await appToken(feishu))
  expect(reply).toMatchObject({ status: 200 })
  expect(reply.body).toEqual({
    code: 0,
    msg: 'ok',
    data: { expire_in: 7200, ticket: expect.stringMatching(/^g1\w+$/) },
  })
  expect(feishu.requests({ operation: 'jssdk.ticket.get' })).toMatchObject([
    { status: 200, code: 0, appId: feishu.app.appId, unreadFields: [] },
  ])
})

test('with half an hour or more left the same ticket comes back, not extended', async () => {
  await using feishu = await startFrozen()
  const ticket = await jsapiTicket(feishu)
  feishu.clock.advance('1h30m')
  const reply = await askTicket(feishu, await appToken(feishu))
  expect(reply.body.data).toEqual({ ticket, expire_in: 1800 })
})

test('with less a new one comes, and each app has its own', async () => {
  await using feishu = await startFrozen()
  const ticket = await jsapiTicket(feishu)
  const other = feishu.apps.create()
  expect(await jsapiTicket(feishu, other)).not.toBe(ticket)
  feishu.clock.advance(90 * 60_000 + 1)
  const reply = await askTicket(feishu, await appToken(feishu))
  expect(reply.body.data.ticket).not.toBe(ticket)
  expect(reply.body.data.expire_in).toBe(7200)
})

test.each([
  ['no token', undefined, 99991661],
  ['an unknown tenant token', 't-unknown', 99991663],
  ['an unknown app token', 'a-unknown', 99991664],
  ['something else', 'ticket', 99991671],
])('%s is refused by the gateway', async (_what, token, code) => {
  await using feishu = await startFrozen()
  expect(await askTicket(feishu, token)).toMatchObject({ status: 400, body: { code } })
})

test('a user token and an expired tenant token are refused', async () => {
  await using feishu = await startFrozen()
  const { access_token } = await signIn(feishu, 1)
  expect((await askTicket(feishu, access_token)).body).toMatchObject({ code: 99991668 })
  const token = await appToken(feishu)
  feishu.clock.advance('2h')
  expect((await askTicket(feishu, token)).body).toMatchObject({ code: 99991663 })
})

test('the IP allow list applies, although it does not where the token is fetched', async () => {
  await using feishu = await startFrozen({ app: { ipAllowList: ['203.0.113.7'] } })
  expect(await askTicket(feishu, await appToken(feishu))).toMatchObject({
    status: 400,
    body: { code: 99991401, msg: 'ip 127.0.0.1 is denied by app setting' },
  })
})

test('the quota counts per app and hour, and tells when it ends', async () => {
  await using feishu = await startFrozen({ switches: { ticketQuota: 2 } })
  const token = await appToken(feishu)
  const codes = async () => (await askTicket(feishu, token)).body.code
  expect([await codes(), await codes()]).toEqual([0, 0])
  feishu.clock.advance('59m30s')
  const refused = await askTicket(feishu, token)
  expect(refused).toMatchObject({ status: 429, body: { code: 99991400 } })
  expect(refused.headers.get('x-ogw-ratelimit-limit')).toBe('2')
  expect(refused.headers.get('x-ogw-ratelimit-reset')).toBe('30')
  expect((await askTicket(feishu, await appToken(feishu, feishu.apps.create()))).body.code).toBe(0)
  feishu.clock.advance('30s')
  expect(await codes()).toBe(0)
})

test('GET is a 404 unless the switch allows it', async () => {
  await using strict = await startFrozen()
  await using lenient = await startFrozen({ switches: { allowGet: true } })
  expect(await askTicket(strict, await appToken(strict), 'GET')).toMatchObject({ status: 404 })
  expect((await askTicket(lenient, await appToken(lenient), 'GET')).body).toMatchObject({ code: 0 })
})

test('reset forgets tickets', async () => {
  await using feishu = await startFrozen()
  const ticket = await jsapiTicket(feishu)
  feishu.reset()
  expect(await jsapiTicket(feishu)).not.toBe(ticket)
})

test('fields that nothing reads are told', async () => {
  await using feishu = await startFrozen()
  const headers = {
    authorization: `Bearer ${await appToken(feishu)}`,
    'content-type': 'application/json',
  }
  await ask(feishu, '/open-apis/jssdk/ticket/get', { method: 'POST', headers, body: '{"type":"jsapi"}' })
  expect(feishu.requests({ operation: 'jssdk.ticket.get' })[0]?.unreadFields).toEqual(['type'])
})
