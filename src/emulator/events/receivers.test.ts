import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { startFrozen } from '../testkit.ts'
import type { Emulator } from '../types.ts'
import { startReceiver } from './test-receiver.ts'
import { startEventWorld } from './test-world.ts'

const send = ({ events }: Emulator) => events.send('contact.user.updated_v3', {})

test.each<[string, number, Record<string, string>, string]>([
  ['a redirect', 302, { location: '/elsewhere' }, ''],
  ['a permanent redirect that keeps the method', 308, { location: '/events' }, ''],
  ['500', 500, {}, '{"code":1}'],
  ['an HTML error page', 502, { 'content-type': 'text/html' }, '<h1>Bad gateway</h1>'],
  ['401', 401, {}, ''],
  ['204: only 200 counts', 204, {}, ''],
  ['201', 201, {}, '{}'],
])('%s is a failure, and is tried again', async (_name, status, headers, body) => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  receiver.answer = (response) => void response.writeHead(status, headers).end(body)
  send(feishu)
  await feishu.events.settled()
  expect(receiver.received).toHaveLength(1)
  expect(feishu.events.deliveries()).toMatchObject([{ state: 'waiting', tries: [{ status }] }])
  receiver.answer = undefined
  feishu.clock.advance('15s')
  await feishu.events.settled()
  expect(feishu.events.deliveries()).toMatchObject([
    { state: 'delivered', tries: [{ status }, { status: 200 }] },
  ])
})

test('HTML with status 200 is a success: the body of an answer does not count', async () => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  receiver.answer = (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hi')
  send(feishu)
  await feishu.events.settled()
  expect(feishu.events.deliveries()).toMatchObject([{ state: 'delivered' }])
})

test('an answer without end keeps nothing waiting', async () => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  receiver.answer = (response) => void response.writeHead(200).write('x'.repeat(1_000_000))
  send(feishu)
  await feishu.events.settled()
  expect(feishu.events.deliveries()).toMatchObject([{ state: 'delivered' }])
})

test('a connection that breaks off is a failure', async () => {
  await using world = await startEventWorld()
  world.receiver.answer = (response) => void response.destroy()
  send(world.feishu)
  await world.feishu.events.settled()
  expect(world.feishu.events.deliveries()).toMatchObject([
    { state: 'waiting', tries: [{ error: 'ECONNRESET' }] },
  ])
})

test('a receiver that is down gets its events when it is up again, at the same port', async () => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  await receiver.close()
  send(feishu)
  await feishu.events.settled()
  expect(feishu.events.deliveries()).toMatchObject([{ state: 'waiting', tries: [{ error: 'ECONNREFUSED' }] }])
  const again = createServer((_request, response) => void response.end())
  await new Promise<void>((done) => again.listen(Number(new URL(receiver.url).port), '127.0.0.1', done))
  feishu.clock.advance('15s')
  await feishu.events.settled()
  expect(feishu.events.deliveries()).toMatchObject([{ state: 'delivered', tries: [{}, { status: 200 }] }])
  await new Promise((done) => again.close(done))
})

test('a receiver that takes longer than three seconds has failed', async () => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  receiver.answer = () => {}
  send(feishu)
  await feishu.events.settled()
  const [delivery] = feishu.events.deliveries()
  expect(delivery).toMatchObject({ state: 'waiting', tries: [{ error: 'no answer within 3000 ms' }] })
  expect(delivery?.tries[0]?.ms).toBeGreaterThanOrEqual(2_990)
})

test('closing while a delivery hangs cuts it off at once', async () => {
  const world = await startEventWorld()
  const { feishu, receiver } = world
  const cut = Promise.withResolvers<void>()
  const arrived = new Promise<void>((done) => {
    receiver.answer = (response) => {
      response.on('close', cut.resolve)
      done()
    }
  })
  send(feishu)
  await arrived
  const settled = feishu.events.settled()
  const started = performance.now()
  await feishu.close()
  await settled
  await cut.promise
  // Without a close it would hang for three seconds.
  expect(performance.now() - started).toBeLessThan(2_500)
  expect(receiver.received).toHaveLength(1)
  await receiver.close()
})

test('a reset forgets what is on its way and what waits; the subscription stays', async () => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  receiver.answer = 500
  send(feishu)
  await feishu.events.settled()
  feishu.reset()
  expect(feishu.events.deliveries()).toEqual([])
  receiver.answer = undefined
  feishu.clock.advance('7h')
  await feishu.events.settled()
  expect(receiver.received).toHaveLength(1)
  send(feishu)
  await feishu.events.settled()
  expect(receiver.received).toHaveLength(2)
})

test('without a subscription nothing can be sent, and what waits is lost', async () => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  receiver.answer = 500
  send(feishu)
  await feishu.events.settled()
  feishu.events.unsubscribe()
  expect(feishu.events.deliveries()).toMatchObject([{ state: 'lost' }])
  feishu.clock.advance('7h')
  await feishu.events.settled()
  expect(receiver.received).toHaveLength(1)
  expect(() => send(feishu)).toThrow('has no request URL')
})

test('on a running clock a retry comes by itself', async () => {
  let real = 1_000_000
  await using feishu = await startFrozen({ now: () => real })
  await using receiver = await startReceiver()
  await feishu.events.subscribe({ url: receiver.url, encryptKey: '' })
  feishu.clock.resume()
  receiver.answer = 500
  send(feishu)
  await feishu.events.settled()
  receiver.answer = undefined
  // The real clock comes close; the timer that was set for then is what sends it.
  real += 14_990
  feishu.clock.advance(0)
  const second = new Promise<void>((done) => {
    receiver.answer = (response) => {
      response.end()
      done()
    }
  })
  real += 10
  await second
  await feishu.events.settled()
  expect(feishu.events.deliveries()).toMatchObject([{ state: 'delivered', tries: [{}, { status: 200 }] }])
})

test('an app may have ten deliveries unanswered at once, and another app does not wait for them', async () => {
  await using world = await startEventWorld({ encryptKey: '' })
  const { feishu, receiver } = world
  const other = feishu.apps.create()
  await using second = await startReceiver()
  await feishu.events.subscribe({ appId: other.appId, url: second.url, encryptKey: '' })
  const pending: (() => void)[] = []
  const ten = new Promise<void>((done) => {
    receiver.answer = (response) => {
      pending.push(() => response.end())
      if (pending.length === 10) done()
    }
  })
  const elsewhere = new Promise<void>((done) => {
    second.answer = (response) => {
      response.end()
      done()
    }
  })
  for (let n = 0; n < 25; n++) send(feishu)
  await ten
  feishu.events.send('contact.user.updated_v3', {}, { appId: other.appId })
  await elsewhere
  expect(receiver.received).toHaveLength(10)
  receiver.answer = undefined
  for (const answer of pending) answer()
  await feishu.events.settled()
  expect(receiver.received).toHaveLength(25)
  expect(second.received).toHaveLength(1)
})
