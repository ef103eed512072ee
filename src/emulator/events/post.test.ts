import { expect, test } from 'vitest'
import { startFrozen } from '../testkit.ts'
import { post } from './post.ts'
import { startReceiver } from './test-receiver.ts'
import { startEventWorld } from './test-world.ts'

const limits = { connectMs: 2_000, answerMs: 3_000 }
const letter = { body: '{}', headers: {}, limits }

test('what Node refuses to send is an error of the try, not an exception', async () => {
  const { signal } = new AbortController()
  const result = await post({ ...letter, url: 'http://a%zz@127.0.0.1:1/', signal })
  expect(result).toEqual({ error: 'URI malformed' })
})

test('nothing is sent once the signal has ended', async () => {
  await using receiver = await startReceiver()
  expect(await post({ ...letter, url: receiver.url, signal: AbortSignal.abort() })).toEqual({
    error: 'closed',
  })
  expect(receiver.received).toEqual([])
})

test('an event that is no JSON is refused when it is made, and nobody waits for it', async () => {
  await using world = await startEventWorld()
  const { events } = world.feishu
  expect(() => events.send('a', { n: 1n })).toThrow('BigInt')
  await events.settled()
  expect(events.deliveries()).toEqual([])
})

test('what waits is kept as text, not as objects that whoever made the event could change', async () => {
  await using world = await startEventWorld()
  const { events } = world.feishu
  const given = { deep: { n: 1 } }
  const sent = events.send('a', given)
  given.deep.n = 2
  Object.assign(sent.body, { event: 'changed' })
  await events.settled()
  expect(world.receiver.received[0]?.body.event).toEqual({ deep: { n: 1 } })
  expect(events.deliveries()[0]?.body).toMatchObject({ event: { deep: { n: 1 } } })
})

test.each(['user:secret@', 'user@', ':secret@', 'a%zz@'])(
  'a request URL with credentials is refused, by subscribing and by settings, and not shown: %s',
  async (credentials) => {
    await using feishu = await startFrozen()
    await using receiver = await startReceiver()
    const url = receiver.url.replace('//', `//${credentials}`)
    const subscribed = feishu.events.subscribe({ url, encryptKey: '' })
    await expect(subscribed).rejects.toThrow('credentials')
    await expect(subscribed).rejects.not.toThrow('secret')
    const set = () => feishu.apps.update(feishu.app.appId, { events: { url } })
    expect(set).toThrow('without credentials')
    expect(set).not.toThrow(credentials)
    expect(feishu.app.events.url).toBe('')
    expect(receiver.challenges).toEqual([])
  },
)

test('after the close nothing is sent, and whoever tries is told', async () => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  const { events } = feishu
  const { id } = events.send('a', {})
  await events.settled()
  await feishu.close()
  expect(() => events.send('b', {})).toThrow('closed')
  expect(() => events.resend(id)).toThrow('closed')
  await expect(events.subscribe({ url: receiver.url })).rejects.toThrow('closed')
  await events.settled()
  expect(events.deliveries().map(({ type }) => type)).toEqual(['a'])
  expect([receiver.received.length, receiver.challenges.length]).toEqual([1, 1])
})
