import { expect, test } from 'vitest'
import type { Emulator } from '../types.ts'
import type { Receiver } from './test-receiver.ts'
import { startEventWorld } from './test-world.ts'

const retries = [15_000, 300_000, 3_600_000, 21_600_000]
const send = ({ events }: Emulator, n = 1) => events.send('contact.user.updated_v3', { n })
const numbers = ({ received }: Receiver) => received.map(({ body }) => body?.event.n)

test('a delivery is a POST in envelope 2.0, encrypted and signed over its raw bytes', async () => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  const sent = send(feishu)
  await feishu.events.settled()
  const [got] = receiver.received
  expect(got?.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(got?.signed).toBe(true)
  expect(got?.headers['x-lark-request-timestamp']).toBe(`${Math.floor(feishu.clock.now() / 1_000)}`)
  expect(Object.keys(JSON.parse(got?.raw ?? ''))).toEqual(['encrypt'])
  expect(got?.raw).toBe(JSON.stringify(JSON.parse(got?.raw ?? '')))
  expect(got?.body).toEqual({
    schema: '2.0',
    header: {
      event_id: sent.eventId,
      event_type: 'contact.user.updated_v3',
      create_time: `${feishu.clock.now()}`,
      token: 'vtok',
      app_id: feishu.app.appId,
      tenant_key: feishu.people.get(0)?.tenant_key,
    },
    event: { n: 1 },
  })
})

test('without an Encrypt Key the body is plain, and signed under an empty key', async () => {
  await using world = await startEventWorld({ encryptKey: '' })
  send(world.feishu)
  await world.feishu.events.settled()
  const [got] = world.receiver.received
  expect(JSON.parse(got?.raw ?? '').header.token).toBe('vtok')
  expect(got?.signed).toBe(true)
})

test('a hand-made event of envelope 1.0 has uuid, ts and its own type inside', async () => {
  await using world = await startEventWorld()
  const sent = world.feishu.events.send('app_status_change', { status: 'stop_by_tenant' }, { schema: '1.0' })
  await world.feishu.events.settled()
  expect(world.receiver.received[0]?.body).toEqual({
    ts: expect.stringMatching(/^\d{10}\.\d{7}$/),
    uuid: sent.eventId,
    token: 'vtok',
    type: 'event_callback',
    event: {
      type: 'app_status_change',
      app_id: world.feishu.app.appId,
      tenant_key: world.feishu.people.get(0)?.tenant_key,
      status: 'stop_by_tenant',
    },
  })
})

test('a failed delivery comes again after 15 s, 5 min, 1 h and 6 h, with the same event_id, then never', async () => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  const start = feishu.clock.now()
  receiver.answer = 500
  send(feishu)
  await feishu.events.settled()
  for (const [at, wait] of retries.entries()) {
    feishu.clock.advance(wait - 1)
    await feishu.events.settled()
    expect(receiver.received).toHaveLength(at + 1)
    feishu.clock.advance(1)
    await feishu.events.settled()
    expect(receiver.received).toHaveLength(at + 2)
  }
  feishu.clock.advance('30d')
  await feishu.events.settled()
  expect(receiver.received).toHaveLength(5)
  expect(new Set(receiver.received.map(({ body }) => body.header.event_id)).size).toBe(1)
  const [delivery] = feishu.events.deliveries()
  expect(delivery).toMatchObject({ state: 'failed', tries: Array(5).fill({ status: 500 }) })
  expect(delivery?.tries.map(({ at }) => at - start)).toEqual([0, 15_000, 315_000, 3_915_000, 25_515_000])
})

test('one move of the clock past every retry makes them all', async () => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  receiver.answer = (response) => void response.writeHead(receiver.received.length < 5 ? 503 : 200).end()
  send(feishu)
  await feishu.events.settled()
  feishu.clock.advance('7h6m')
  await feishu.events.settled()
  expect(feishu.events.deliveries()).toMatchObject([{ state: 'delivered', tries: Array(5).fill({}) }])
})

test('deliveries that come due in one move go in order of their time', async () => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  receiver.answer = 500
  for (const n of [1, 2, 3]) {
    send(feishu, n)
    await feishu.events.settled()
    // 1 has its second retry behind those of 2 and 3.
    feishu.clock.advance(n === 1 ? '15s' : '1s')
    await feishu.events.settled()
  }
  receiver.received.splice(0)
  feishu.clock.advance('1m')
  await feishu.events.settled()
  expect(numbers(receiver)).toEqual([2, 3])
})

test.each([
  ['new', 15],
  ['original', 0],
] as const)('with retryTimestamp %s a retry is signed %i s later', async (retryTimestamp, later) => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  feishu.switches.update({ retryTimestamp })
  receiver.answer = 500
  send(feishu)
  await feishu.events.settled()
  feishu.clock.advance('15s')
  await feishu.events.settled()
  const [first, second] = receiver.received.map(({ headers }) => Number(headers['x-lark-request-timestamp']))
  expect((second ?? 0) - (first ?? 0)).toBe(later)
  expect(receiver.received.every(({ signed }) => signed)).toBe(true)
})
