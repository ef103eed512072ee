// The small keepers of state: bounded, and deterministic.
import { expect, test } from 'vitest'
import { createBoundedMap } from './bounded-map.ts'
import { createRandomStream, deriveKey } from './random.ts'
import { createRequestLog } from './request-log.ts'

test('a bounded map drops the oldest', () => {
  const map = createBoundedMap<number>(2)
  for (const [at, key] of ['a', 'b', 'c'].entries()) map.set(key, at)
  expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([undefined, 1, 2])
})

test('the request log keeps the newest, with ids that go on', () => {
  const log = createRequestLog(3)
  for (let at = 0; at < 5; at++)
    log.add({
      at,
      method: 'GET',
      path: '/',
      operation: 'unmatched',
      status: 404,
      ms: 0,
      logId: '',
      caller: '',
      unreadFields: [],
      undocumentedFields: [],
      nearMisses: [],
    })
  expect(log.list().map(({ id }) => id)).toEqual([3, 4, 5])
})

test('a random stream repeats for its key alone, however it is cut', () => {
  const stream = (purpose: string) => createRandomStream(deriveKey(7, purpose))
  const [whole, cut] = [stream('a'), stream('a')]
  expect(Buffer.concat([cut.bytes(5), cut.bytes(27)])).toEqual(whole.bytes(32))
  expect(stream('b').bytes(32)).not.toEqual(stream('a').bytes(32))
  expect(stream('a').text(40, 'ab')).toMatch(/^[ab]{40}$/)
  expect(deriveKey(7, 'a', 1)).not.toEqual(deriveKey(7, 'a1'))
})
