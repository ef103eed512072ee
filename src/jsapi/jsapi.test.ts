// Tests: what a signature is made of, with clock, random and ticket in the test's hands.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createJsapi } from './jsapi.ts'

const origin = 'https://app.example.com'
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')

function setUp(jsapiTicket: () => Promise<string> = async () => 'g1-ticket') {
  const time = { now: 1_510_045_655_000 }
  let drawn = 0
  const jsapi = createJsapi({
    app: { appId: 'cli_0123456789abcdef' },
    tokens: { jsapiTicket },
    clock: () => time.now,
    random: (bytes) => new Uint8Array(bytes).fill(++drawn),
    origins: [origin],
  })
  return { jsapi, time }
}

test('holds exactly the four values, and no ticket', async () => {
  const { jsapi } = setUp()
  const config = await jsapi.config(`${origin}/a?b#c`)
  const nonceStr = '01'.repeat(16)
  expect(config).toEqual({
    appId: 'cli_0123456789abcdef',
    timestamp: 1_510_045_655_000,
    nonceStr,
    signature: sha1(`jsapi_ticket=g1-ticket&noncestr=${nonceStr}&timestamp=1510045655000&url=${origin}/a?b`),
  })
  expect((await jsapi.config(`${origin}/a?b#c`)).nonceStr).toBe('02'.repeat(16))
})

test('its ten minutes begin when it is made, not when it was asked for', async () => {
  const { jsapi, time } = setUp(async () => {
    time.now += 9 * 60_000
    return 'g1-ticket'
  })
  expect((await jsapi.config(`${origin}/`)).timestamp).toBe(1_510_045_655_000 + 9 * 60_000)
})

test('the timestamp is a whole number of milliseconds whatever the clock gives', async () => {
  const { jsapi, time } = setUp()
  time.now += 0.75
  expect((await jsapi.config(`${origin}/`)).timestamp).toBe(1_510_045_655_000)
})

test('a page that is not allowed costs no ticket', async () => {
  let asked = 0
  const { jsapi } = setUp(async () => `g${++asked}`)
  await expect(jsapi.config('https://evil.example/')).rejects.toMatchObject({ code: 'page_not_allowed' })
  expect(asked).toBe(0)
})
