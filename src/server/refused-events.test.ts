import { expect, test } from 'vitest'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { createRefusedEvents } from './refused-events.ts'

function noting() {
  const time = { now: 1_000_000 }
  const warned: object[] = []
  const quiet = () => {}
  const logger = {
    debug: quiet,
    info: quiet,
    error: quiet,
    warn: (fields: object) => void warned.push(fields),
  }
  return { time, warned, ...createRefusedEvents({ clock: () => time.now, logger }) }
}

const app = { name: 'default', appId: 'cli_1' }
const rejected = (message: string) => new LarkspurError('event_rejected', { message })

test('an operator is told of a refused event once in ten minutes, and then how many there were', () => {
  const { time, warned, note } = noting()
  for (let n = 0; n < 1_000; n++) note(app, rejected('The signature is wrong.'))
  const told = { instance: 'default', app: 'cli_1', reason: 'The signature is wrong.' }
  expect(warned).toEqual([{ ...told, unlogged: 0 }])
  time.now += 599_999
  note(app, rejected('The signature is wrong.'))
  expect(warned).toHaveLength(1)
  time.now += 1
  note(app, rejected('The signature is wrong.'))
  expect(warned).toEqual([
    { ...told, unlogged: 0 },
    { ...told, unlogged: 1_000 },
  ])
})

test('each app and each reason counts for itself', () => {
  const { warned, note } = noting()
  for (const one of [app, { name: 'lark', appId: 'cli_2' }]) {
    note(one, rejected('a'))
    note(one, rejected('b'))
    note(one, new LarkspurError('request_invalid', { message: 'c' }))
    note(one, new LarkspurError('payload_too_large', { message: 'd' }))
  }
  expect(warned).toHaveLength(8)
})

test('what is no fault of the event is told elsewhere', () => {
  const { warned, note } = noting()
  for (const error of [
    new LarkspurError('storage_unavailable'),
    new LarkspurError('aborted'),
    new Error('x'),
  ]) {
    note(app, error)
  }
  expect(warned).toEqual([])
})

test('they are counted by app and reason, the latest first', () => {
  const { time, note, of } = noting()
  note(app, rejected('a'))
  note(app, rejected('a'))
  time.now += 5
  note(app, new LarkspurError('request_invalid', { message: 'c' }))
  note({ name: 'lark', appId: 'cli_2' }, rejected('b'))
  expect(of('default')).toEqual([
    { reason: 'c', code: 'request_invalid', count: 1, lastAt: 1_000_005 },
    { reason: 'a', code: 'event_rejected', count: 2, lastAt: 1_000_000 },
  ])
  time.now += 600_000
  note(app, rejected('a'))
  expect(of('default')[0]).toMatchObject({ reason: 'a', count: 3 })
  expect(of('other')).toEqual([])
})
