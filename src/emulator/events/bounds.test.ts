import { expect, test } from 'vitest'
import { createClock } from '../state/clock.ts'
import { createFifo } from '../state/fifo.ts'
import type { Delivery } from '../types.ts'
import type { Parcel } from './parcel.ts'
import { startEventWorld } from './test-world.ts'
import { createWaitingRoom, type WaitingRoom } from './waiting-room.ts'

function parcel(id: number, dueAt = 0, appId = 'cli_a'): Parcel {
  const delivery: Delivery = {
    id,
    eventId: `${id}`,
    type: '',
    appId,
    at: 0,
    dueAt,
    tries: [],
    state: 'waiting',
    body: {},
  }
  return {
    event: { eventId: `${id}`, type: '', appId, text: '{}' },
    delivery,
    place: 'ready',
    behind: 0,
    corrupt: false,
  }
}

function frozenRoom(most: number) {
  const clock = createClock(() => 0)
  clock.freeze(1_000)
  return { clock, room: createWaitingRoom(clock, most, () => {}) }
}

function takeAll(room: WaitingRoom): number[] {
  const ids: number[] = []
  for (const line of room.lines())
    for (let next = room.next(line); next !== undefined; next = room.next(line)) ids.push(next.delivery.id)
  return ids
}

test('beyond the limit the oldest that waits is lost, be it due or to come', () => {
  const { clock, room } = frozenRoom(3)
  const all = [parcel(1, 5_000), parcel(2), parcel(3, 5_000), parcel(4), parcel(5)]
  for (const one of all) room.enter(one)
  expect(all.map(({ delivery }) => delivery.state)).toEqual(['lost', 'lost', 'waiting', 'waiting', 'waiting'])
  clock.set(5_000)
  expect(takeAll(room)).toEqual([4, 5, 3])
})

test('what was sent is not lost to make room, and finds room when it comes back', () => {
  const { room } = frozenRoom(2)
  const [first, second, third, fourth] = [1, 2, 3, 4].map((id) => parcel(id))
  room.enter(first as Parcel)
  const [line] = room.lines()
  expect(line === undefined ? undefined : room.next(line)).toBe(first)
  for (const one of [second, third, fourth]) room.enter(one as Parcel)
  expect(second?.delivery.state).toBe('lost')
  room.comeBack(first as Parcel)
  expect(first?.delivery.state).toBe('waiting')
  expect(third?.delivery.state).toBe('lost')
  expect(takeAll(room)).toEqual([4, 1])
})

test('half a million that nobody takes leave a room of a thousand, quickly', () => {
  const { room } = frozenRoom(1_000)
  const started = performance.now()
  for (let id = 0; id < 500_000; id++) room.enter(parcel(id, id % 2 === 0 ? 0 : 9_000))
  expect(performance.now() - started).toBeLessThan(5_000)
  expect(takeAll(room)).toHaveLength(500)
})

test('a queue gives back the room of what is not wanted any more', () => {
  let wanted = 0
  const fifo = createFifo<number>((item) => item >= wanted)
  for (let item = 0; item < 100_000; item++) {
    fifo.push(item)
    wanted = item - 9
  }
  const rest = Array.from({ length: 11 }, () => fifo.shift())
  expect(rest).toEqual([
    99_990,
    99_991,
    99_992,
    99_993,
    99_994,
    99_995,
    99_996,
    99_997,
    99_998,
    99_999,
    undefined,
  ])
})

test('the list has the last thousand deliveries, and what it gives out is a copy', async () => {
  await using world = await startEventWorld()
  const { events } = world.feishu
  for (let n = 0; n < 1_005; n++) events.send('contact.user.updated_v3', { n })
  await events.settled()
  const listed = events.deliveries()
  expect(listed).toHaveLength(1_000)
  expect(listed[0]).toMatchObject({ id: 6, state: 'delivered' })
  if (listed[0] !== undefined) listed[0].state = 'failed'
  expect(events.deliveries({ state: 'failed' })).toEqual([])
  expect(world.receiver.received).toHaveLength(1_005)
})

test('the list can be asked by app, type, state and time', async () => {
  await using world = await startEventWorld()
  const { clock, events, app } = world.feishu
  events.send('a', {})
  clock.advance('1m')
  events.send('b', {})
  const types = (filter: Parameters<typeof events.deliveries>[0]) =>
    events.deliveries(filter).map(({ type }) => type)
  expect(types({ state: 'waiting' })).toEqual(['a', 'b'])
  await events.settled()
  expect(types({ state: 'waiting' })).toEqual([])
  expect(types({ type: 'a' })).toEqual(['a'])
  expect(types({ since: clock.now() })).toEqual(['b'])
  expect(types({ appId: app.appId })).toEqual(['a', 'b'])
  expect(types({ appId: 'cli_0000000000000000' })).toEqual([])
})

test('no list shows a secret', async () => {
  await using world = await startEventWorld()
  world.feishu.events.send('a', {})
  await world.feishu.events.settled()
  const text = JSON.stringify(world.feishu.events.deliveries())
  expect(text).not.toContain('vtok')
  expect(text).not.toContain('an Encrypt Key')
})

test('an emulator that starts again with its seed repeats no event_id; at the same moment it repeats them all', async () => {
  const idsAt = async (now: number) => {
    await using world = await startEventWorld({ emulator: { seed: 3, now: () => now } })
    return [1, 2].map(() => world.feishu.events.send('a', {}).eventId)
  }
  const [first, second, third] = [await idsAt(1_000), await idsAt(2_000), await idsAt(1_000)]
  expect(first).toEqual(third)
  expect(new Set([...first, ...second]).size).toBe(4)
})

test('the same seed gives the same ids, whatever was delivered in between', async () => {
  const idsOf = async (settle: boolean) => {
    await using world = await startEventWorld({ emulator: { seed: 3, now: () => 1_000 } })
    const { events, organisation } = world.feishu
    organisation.rename(3, 'A')
    if (settle) await events.settled()
    organisation.rename(3, 'B')
    await events.settled()
    return events.deliveries().map(({ eventId }) => eventId)
  }
  expect(await idsOf(true)).toEqual(await idsOf(false))
})
