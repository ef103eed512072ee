import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { startFrozen } from '../testkit.ts'
import { startReceiver } from './test-receiver.ts'

test.each(['', 'an Encrypt Key'])(
  'subscribing with Encrypt Key "%s" asks the URL first, without signature headers',
  async (encryptKey) => {
    await using feishu = await startFrozen()
    await using receiver = await startReceiver(() => encryptKey)
    const types = ['contact.user.updated_v3']
    await feishu.events.subscribe({ url: receiver.url, encryptKey, verificationToken: 'vtok', types })
    const [asked] = receiver.challenges
    expect(asked?.body).toEqual({
      challenge: expect.stringMatching(/^\w{32}$/),
      token: 'vtok',
      type: 'url_verification',
    })
    expect(Object.keys(asked?.headers ?? {}).filter((name) => name.startsWith('x-lark'))).toEqual([])
    expect(asked?.raw.includes('url_verification')).toBe(encryptKey === '')
    expect(feishu.app.events).toEqual({ url: receiver.url, encryptKey, verificationToken: 'vtok', types })
  },
)

test('what is not given stays: each app is born with secrets of its own', async () => {
  await using feishu = await startFrozen()
  const { encryptKey, verificationToken } = feishu.app.events
  await using receiver = await startReceiver(() => encryptKey)
  await feishu.events.subscribe({ url: receiver.url })
  expect(feishu.app.events).toEqual({ url: receiver.url, encryptKey, verificationToken, types: 'all' })
  expect(receiver.challenges[0]?.body.token).toBe(verificationToken)
  const other = feishu.apps.create()
  expect(other.events.encryptKey).not.toBe(encryptKey)
  expect(other.events.verificationToken).not.toBe(verificationToken)
})

const answers: [string, (response: ServerResponse, challenge: string) => unknown, string][] = [
  ['another value', (r) => r.end('{"challenge":"x"}'), 'did not answer {"challenge"'],
  ['the challenge without JSON', (r, c) => r.end(c), 'did not answer {"challenge"'],
  ['JSON that is no object', (r) => r.end('null'), 'did not answer {"challenge"'],
  ['HTML', (r) => r.end('<p>Welcome</p>'), 'did not answer {"challenge"'],
  ['nothing', (r) => r.end(), 'did not answer {"challenge"'],
  [
    'the right value with status 500',
    (r, challenge) => r.writeHead(500).end(JSON.stringify({ challenge })),
    'HTTP 500',
  ],
  ['a redirect', (r) => r.writeHead(302, { location: '/' }).end(), 'HTTP 302'],
  ['a megabyte', (r) => r.end('x'.repeat(1_000_000)), 'more than 64 KB'],
  ['a broken connection', (r) => r.destroy(), 'ECONNRESET'],
  ['silence', () => {}, 'no answer within 1000 ms'],
  ['a start and no end', (r) => r.writeHead(200).write('{"cha'), 'no answer within 1000 ms'],
]

test.each(answers)('%s does not save the URL, and changes no setting', async (_name, answer, reason) => {
  await using feishu = await startFrozen()
  await using receiver = await startReceiver()
  receiver.answerChallenge = (response, challenge) => void answer(response, challenge)
  const before = feishu.app.events
  await expect(
    feishu.events.subscribe({ url: receiver.url, encryptKey: '', verificationToken: 'new', types: [] }),
  ).rejects.toThrow(reason)
  expect(feishu.app.events).toEqual(before)
})

test.each(['', 'nowhere', 'ftp://127.0.0.1/', '//127.0.0.1/events'])(
  '"%s" is no request URL',
  async (url) => {
    await using feishu = await startFrozen()
    await expect(feishu.events.subscribe({ url })).rejects.toThrow('is no http or https URL')
  },
)

test('a URL where nobody listens is not saved', async () => {
  await using feishu = await startFrozen()
  const receiver = await startReceiver()
  await receiver.close()
  await expect(feishu.events.subscribe({ url: receiver.url })).rejects.toThrow('ECONNREFUSED')
})

test('an unknown app subscribes to nothing', async () => {
  await using feishu = await startFrozen()
  await expect(feishu.events.subscribe({ appId: 'cli_0000000000000000', url: '' })).rejects.toThrow(
    'There is no app',
  )
})

test('a close while the challenge hangs ends it at once', async () => {
  const feishu = await startFrozen()
  await using receiver = await startReceiver()
  const asked = new Promise<void>((done) => {
    receiver.answerChallenge = () => done()
  })
  const subscribing = feishu.events.subscribe({ url: receiver.url, encryptKey: '' }).catch(String)
  await asked
  await feishu.close()
  expect(await subscribing).toContain('closed')
})
