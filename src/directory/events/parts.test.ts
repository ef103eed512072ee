import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { StoredEvent } from '../ports.ts'
import { about, hintsOf } from './hints.ts'
import { eachBatch } from './in-batches.ts'
import { nextTryAt } from './outcome.ts'
import { targetsOf } from './scope.ts'

const event = (change: Partial<StoredEvent>): StoredEvent => ({
  key: { brand: 'feishu', appId: 'cli_1' },
  ...{ eventId: 'e', type: 'contact.user.deleted_v3', tenantKey: 't', createdAt: 0, receivedAt: 0 },
  ...{ subject: { kind: 'person', id: 'ou_1' }, sequence: 1, state: 'waiting', tries: 0 },
  ...{ nextTryAt: 0, error: null, appliedAt: null },
  ...change,
})

test('D73 of several events the latest by the platform’s time tells whether somebody left', () => {
  const created = { type: 'contact.user.created_v3' }
  const told = (...events: Partial<StoredEvent>[]) => hintsOf(events.map(event).filter(about('person')))
  expect(told({ createdAt: 2 }, { ...created, createdAt: 1 })).toEqual({
    left: new Set(['ou_1']),
    come: new Map(),
  })
  expect(told({ createdAt: 1 }, { ...created, createdAt: 2 })).toEqual({
    left: new Set(),
    come: new Map([['ou_1', 2]]),
  })
  expect(told({ type: 'contact.user.updated_v3' })).toEqual({ left: new Set(), come: new Map() })
})

test('tries come later and later, at most half an hour apart, and end after a day', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(2 * 86_400_000), (tries, age) => {
      const at = nextTryAt(event({ tries, receivedAt: 1_000 }), 1_000 + age)
      if (at === null) {
        expect(age + 1_800_000).toBeGreaterThanOrEqual(86_400_000)
        return
      }
      expect(at - 1_000 - age).toBeGreaterThanOrEqual(15_000)
      expect(at - 1_000 - age).toBeLessThanOrEqual(1_800_000)
      expect(at).toBeLessThan(1_000 + 86_400_000)
    }),
  )
})

/** Applies these, of whom some fail by themselves, until the platform goes away. */
async function applied(
  ids: string[],
  bad: ReadonlySet<string>,
  callsBeforeOutage = Number.POSITIVE_INFINITY,
) {
  let calls = 0
  const outcomes = await eachBatch(
    { keep: async () => {}, signal: new AbortController().signal },
    [ids.slice(0, 50), ids.slice(50)].filter((batch) => batch.length > 0),
    async (batch) => {
      calls += 1
      if (calls > callsBeforeOutage) throw new LarkspurError('platform_unavailable')
      if (batch.some((id) => bad.has(id))) throw new LarkspurError('platform_response_invalid')
    },
  )
  const failed = ids.filter((id) => outcomes.get(id) !== 'done')
  return { calls, failed, outcomes }
}

test('exactly those fail who fail by themselves, and everybody has an outcome', async () => {
  const ids = Array.from({ length: 80 }, (_, n) => `ou_${n}`)
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 5 }), async (bad) => {
      const { failed, outcomes, calls } = await applied(ids, new Set(bad))
      expect(new Set(failed)).toEqual(new Set(bad))
      expect(outcomes.size).toBe(ids.length)
      expect(calls).toBeLessThanOrEqual(2 + bad.length * 12)
    }),
  )
})

test('in an outage nothing more is asked', async () => {
  const ids = Array.from({ length: 80 }, (_, n) => `ou_${n}`)
  const { failed, calls } = await applied(ids, new Set(), 0)
  expect([failed.length, calls]).toEqual([80, 1])
})

test('whoever has lost the lease, or is told to stop, notes nothing', async () => {
  const lost = eachBatch(
    { keep: async () => {}, signal: new AbortController().signal },
    [['a']],
    async () => {
      throw new LarkspurError('sync_lost')
    },
  )
  await expect(lost).rejects.toMatchObject({ code: 'sync_lost' })
  const stopped = eachBatch({ keep: async () => {}, signal: AbortSignal.abort() }, [['a']], async () => {
    throw new LarkspurError('aborted')
  })
  await expect(stopped).rejects.toThrow()
})

const range = (departmentIds: string[] = [], personIds: string[] = [], groups = 0) => ({
  ...{ departmentIds, personIds, groups },
})
const many = Array.from({ length: 11 }, (_, n) => `od-${n}`)

test.each([
  ['nothing', range(), range(), []],
  ['people who came', range([], ['ou_1']), range(), []],
  ['a department that came', range(['od-1']), range(), [{ kind: 'department', id: 'od-1' }]],
  [
    'what went, after what came',
    range(['od-1']),
    range(['od-2'], ['ou_2']),
    [
      { kind: 'department', id: 'od-1' },
      { kind: 'range', departmentIds: ['od-2'], personIds: ['ou_2'] },
    ],
  ],
  ['a group that came', range(['od-1'], [], 1), range(), [{ kind: 'all' }]],
  ['a group that went', range(), range(['od-1'], [], 1), [{ kind: 'all' }]],
  ['many departments', range(many), range(), [{ kind: 'all' }]],
])('of a changed range, %s asks for the right runs', (_what, added, removed, targets) => {
  expect(targetsOf({ kind: 'scope', added, removed })).toEqual(targets)
})
