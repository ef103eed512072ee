// Tests: the request for the ticket and the reader of its answer.
import { expect, test } from 'vitest'
import { startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { fetchJsapiTicket } from './jsapi-ticket.ts'

const tenantAccessToken = 't-0123456789abcdef'
const ask = (url: string, context = testContext({ maxTries: 1 })) =>
  fetchJsapiTicket(context, testApp(url), tenantAccessToken)
const answering = (body: object, status = 200) => startFakePlatform(() => ({ status, body }))

test('is asked for with the tenant token in the header and no body', async () => {
  await using platform = await answering({
    code: 0,
    msg: 'ok',
    data: { expire_in: 4567, ticket: 'g1-ticket' },
  })
  expect(await ask(platform.url)).toEqual({ value: 'g1-ticket', expiresInSeconds: 4567 })
  expect(platform.seen[0]).toMatchObject({
    method: 'POST',
    path: '/open-apis/jssdk/ticket/get',
    headers: { authorization: `Bearer ${tenantAccessToken}` },
    body: '',
  })
})

test.each([undefined, null, '', 5, 'a b', 'a\nb', 'ü', 'x'.repeat(8193)])(
  'a ticket of %j is refused',
  async (ticket) => {
    await using platform = await answering({ code: 0, data: { expire_in: 7200, ticket } })
    await expect(ask(platform.url)).rejects.toMatchObject({ code: 'platform_response_invalid' })
  },
)

test.each([
  { code: 0 },
  { code: 0, data: null },
  { code: 0, data: [] },
  { code: 0, ticket: 'at-the-top-level', expire_in: 7200 },
])('an answer without data is refused: %j', async (body) => {
  await using platform = await answering(body)
  await expect(ask(platform.url)).rejects.toMatchObject({ code: 'platform_response_invalid' })
})

test.each([0, -1, undefined, null, '7200', {}, true])(
  'D46 an expire_in of %j is no number of seconds',
  async (expire_in) => {
    await using platform = await answering({ code: 0, data: { ticket: 'g1', expire_in } })
    expect((await ask(platform.url)).expiresInSeconds).toBeUndefined()
  },
)

test('the names that lifetimes have elsewhere mean nothing here', async () => {
  await using platform = await answering({ code: 0, data: { ticket: 'g1', expires_in: 60, expire: 60 } })
  expect((await ask(platform.url)).expiresInSeconds).toBeUndefined()
})

test.each([200, 400, 403])('99991401 under HTTP %i tells where the allow-list is', async (status) => {
  await using platform = await answering(
    { code: 99991401, msg: 'ip 203.0.113.9 is denied by app setting' },
    status,
  )
  await expect(ask(platform.url)).rejects.toMatchObject({
    code: 'ip_not_allowed',
    hint: expect.stringMatching(/Developer Console > Security Settings > IP allow-list/),
    platform: { code: 99991401, operation: 'jsapi_ticket' },
  })
})

test('an answer that fails and holds the ticket keeps it out of error and log', async () => {
  await using platform = await answering({
    code: 99991400,
    msg: 'slow down, 617bf955832a',
    data: { ticket: '617bf955832a' },
  })
  const context = testContext({ maxTries: 1 })
  const error = await ask(platform.url, context).catch((e: unknown) => e)
  expect(error).toMatchObject({ code: 'rate_limited' })
  const { message, platform: said } = error as { message: string; platform: object }
  expect(JSON.stringify([message, said, context.logs])).not.toContain('617bf955832a')
})
