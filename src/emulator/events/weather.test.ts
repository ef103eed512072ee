import { expect, test } from 'vitest'
import type { EventWeather } from '../types.ts'
import { type EventWorld, startEventWorld } from './test-world.ts'
import { createWeather } from './weather.ts'

async function sendMany({ feishu }: EventWorld, count: number, weather: EventWeather) {
  feishu.events.weather(weather)
  for (let n = 0; n < count; n++) feishu.events.send('contact.user.updated_v3', { n })
  await feishu.events.settled()
}

const numbers = ({ receiver }: EventWorld): number[] => receiver.received.map(({ body }) => body?.event.n)
const zeroTo = (count: number) => Array.from({ length: count }, (_, n) => n)

test('duplicates come twice, with the same event_id', async () => {
  await using world = await startEventWorld()
  await sendMany(world, 3, { duplicate: 1 })
  expect(numbers(world).sort()).toEqual([0, 0, 1, 1, 2, 2])
  expect(new Set(world.receiver.received.map(({ body }) => body.header.event_id)).size).toBe(3)
  expect(world.feishu.events.deliveries()).toHaveLength(6)
})

test('what is lost is never sent and never tried again', async () => {
  await using world = await startEventWorld()
  await sendMany(world, 3, { lose: 1 })
  world.feishu.clock.advance('7h')
  await world.feishu.events.settled()
  expect(world.receiver.received).toEqual([])
  expect(world.feishu.events.deliveries({ state: 'lost' })).toHaveLength(3)
})

test('what is delayed comes within ten minutes of the clock', async () => {
  await using world = await startEventWorld()
  await sendMany(world, 20, { delay: 1 })
  expect(world.receiver.received).toEqual([])
  world.feishu.clock.advance('5m')
  await world.feishu.events.settled()
  const early = world.receiver.received.length
  expect(early).toBeGreaterThan(0)
  expect(early).toBeLessThan(20)
  world.feishu.clock.advance('5m')
  await world.feishu.events.settled()
  expect(numbers(world).sort((a, b) => a - b)).toEqual(zeroTo(20))
})

test('reordered ones come behind later ones; none is missing and none comes twice', async () => {
  await using world = await startEventWorld()
  await sendMany(world, 200, { reorder: 0.3 })
  const got = numbers(world)
  expect(got).not.toEqual(zeroTo(200))
  expect(got.toSorted((a, b) => a - b)).toEqual(zeroTo(200))
})

test('even when everybody lets others go first, all arrive', async () => {
  await using world = await startEventWorld()
  await sendMany(world, 50, { reorder: 1 })
  expect(numbers(world).toSorted((a, b) => a - b)).toEqual(zeroTo(50))
})

test('a corrupt one has a wrong byte in its first try, and its retry is whole', async () => {
  await using world = await startEventWorld()
  const { feishu, receiver } = world
  receiver.answer = (response, { signed }) => void response.writeHead(signed ? 200 : 401).end()
  await sendMany(world, 5, { corrupt: 1 })
  expect(receiver.received.map(({ signed }) => signed)).toEqual(Array(5).fill(false))
  feishu.clock.advance('15s')
  await feishu.events.settled()
  expect(feishu.events.deliveries()).toMatchObject(
    Array(5).fill({ state: 'delivered', tries: [{ status: 401 }, { status: 200 }] }),
  )
})

test('in fine weather everything comes once and whole; a reset brings it', async () => {
  await using world = await startEventWorld()
  world.feishu.events.weather({ lose: 1, duplicate: 1, corrupt: 1 })
  world.feishu.reset()
  for (let n = 0; n < 5; n++) world.feishu.events.send('contact.user.updated_v3', { n })
  await world.feishu.events.settled()
  expect(numbers(world)).toEqual(zeroTo(5))
})

test('what is sent again passes by the weather', async () => {
  await using world = await startEventWorld()
  await sendMany(world, 1, { lose: 1 })
  const [lost] = world.feishu.events.deliveries()
  const again = world.feishu.events.resend(lost?.id ?? 0)
  await world.feishu.events.settled()
  expect(again.eventId).toBe(lost?.eventId)
  expect(world.receiver.received).toHaveLength(1)
  expect(() => world.feishu.events.resend(99)).toThrow('There is no delivery 99')
})

const fates = (weather: EventWeather, seed = 1) => {
  const made = createWeather(seed)
  made.set(weather)
  return Array.from({ length: 1_000 }, () => made.next())
}

test('the same seed spoils the same ones, and a share of one kind leaves those of another', () => {
  const lost = (weather: EventWeather, seed?: number) => fates(weather, seed).map((fate) => fate.lost)
  expect(lost({ lose: 0.2 })).toEqual(lost({ lose: 0.2, duplicate: 0.5, reorder: 1 }))
  expect(lost({ lose: 0.2 })).not.toEqual(lost({ lose: 0.2 }, 2))
  expect(lost({ lose: 0.2, seed: 3 }, 1)).toEqual(lost({ lose: 0.2, seed: 3 }, 2))
  const share = lost({ lose: 0.2 }).filter(Boolean).length / 1_000
  expect(share).toBeGreaterThan(0.15)
  expect(share).toBeLessThan(0.25)
})

test.each([-0.1, 1.1, Number.NaN])('a share of %d is refused', (share) => {
  for (const name of ['duplicate', 'reorder', 'delay', 'lose', 'corrupt'])
    expect(() => createWeather(1).set({ [name]: share })).toThrow(`${name} is a share from 0 to 1`)
})
