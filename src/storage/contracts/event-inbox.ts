// Tests: what every EventInbox must do, whatever keeps it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { DirectoryKey } from '../../directory/model.ts'
import type { EventInbox, EventSubject, InboxEvent } from '../../directory/ports.ts'
import { walk } from './directory-samples.ts'

/** A store under test; `second` reaches the same data by a connection of its own. */
export interface EventInboxUnderTest {
  store: EventInbox
  second: EventInbox
  close(): Promise<void>
}

const key: DirectoryKey = { brand: 'feishu', appId: 'cli_1' }
const other: DirectoryKey = { ...key, appId: 'cli_2' }
const event = (eventId: string, changes: Partial<InboxEvent> = {}): InboxEvent => ({
  key,
  eventId,
  type: 'contact.user.updated_v3',
  tenantKey: 't1',
  createdAt: 90,
  receivedAt: 100,
  subject: { kind: 'person', id: 'ou_1' },
  ...changes,
})
const part = { departmentIds: ['D'], personIds: ['ou_1'], groups: 2 }
const subjects: EventSubject[] = [
  { kind: 'person', id: 'ou_1' },
  { kind: 'department', id: 'D' },
  { kind: 'scope', added: part, removed: { departmentIds: [], personIds: [], groups: 0 } },
]

export function testEventInbox(name: string, make: () => Promise<EventInboxUnderTest>): void {
  describe(`EventInbox: ${name}`, () => {
    let under: EventInboxUnderTest
    let store: EventInbox
    beforeEach(async () => {
      under = await make()
      store = under.store
    })
    afterEach(() => under.close())

    const due = async (now: number, of = key) =>
      (await under.second.due(of, now, 9)).map((one) => one.eventId)

    it.each(subjects)('gives back an event about $kind', async (subject) => {
      expect(await store.accept(event('e1', { subject }))).toBe(true)
      expect(await under.second.due(key, 100, 9)).toEqual([
        {
          ...event('e1', { subject }),
          ...{ sequence: 1, state: 'waiting', tries: 0, nextTryAt: 100, error: null, appliedAt: null },
        },
      ])
    })

    it('D68 takes an event id once per app, also once it is settled, and of many at once on two connections', async () => {
      const stores = [store, under.second]
      const tries = Array.from({ length: 10 }, (_, n) => stores[n % 2]?.accept(event('e1')))
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
      await store.settle(key, [1], 200)
      expect(await store.accept(event('e1'))).toBe(false)
      expect(await store.accept(event('e1', { key: other }))).toBe(true)
      expect(await store.accept(event('e1', { key: { ...key, brand: 'lark' } }))).toBe(true)
    })

    it('D68 tells what has become of an event of its app', async () => {
      for (const id of ['a', 'b', 'c']) await store.accept(event(id))
      await store.settle(key, [1], 200)
      await store.defer(key, [2], 'late', null)
      const states = ['a', 'b', 'c', 'd'].map((id) => under.second.stateOf(key, id))
      expect(await Promise.all(states)).toEqual(['done', 'failed', 'waiting', undefined])
      expect(await store.stateOf(other, 'a')).toBeUndefined()
    })

    it('tells when something last happened to somebody, whatever became of the event', async () => {
      const type = 'contact.user.deleted_v3'
      const [subject] = subjects
      if (subject === undefined) throw new Error('no subject')
      expect(await store.lastHappenedAt(key, type, subject)).toBeNull()
      await store.accept(event('a', { type, createdAt: 70 }))
      await store.accept(event('b', { type, createdAt: 60 }))
      await store.settle(key, [1], 200)
      await store.accept(event('c', { createdAt: 80 }))
      await store.accept(event('d', { type, createdAt: 81, subject: { kind: 'person', id: 'ou_2' } }))
      await store.accept(event('e', { type, createdAt: 82, key: other }))
      expect(await under.second.lastHappenedAt(key, type, subject)).toBe(70)
    })

    it('numbers all that come at once on two connections, without a gap in the order', async () => {
      const stores = [store, under.second]
      await Promise.all(Array.from({ length: 20 }, (_, n) => stores[n % 2]?.accept(event(`e${n}`))))
      const sequences = (await store.due(key, 100, 99)).map((one) => one.sequence)
      expect(new Set(sequences).size).toBe(20)
      expect(sequences).toEqual(sequences.toSorted((a, b) => a - b))
    })

    it('hands out what is due, in order of acceptance, to its own app', async () => {
      await store.accept(event('b', { receivedAt: 102 }))
      await store.accept(event('a', { receivedAt: 101 }))
      await store.accept(event('c', { key: other, receivedAt: 50 }))
      expect(await due(101)).toEqual(['a'])
      expect(await due(102)).toEqual(['b', 'a'])
      expect((await store.due(key, 102, 1)).map((one) => one.eventId)).toEqual(['b'])
      expect(await store.nextDue(key)).toBe(101)
      expect(await store.nextDue({ ...key, brand: 'lark' })).toBeNull()
    })

    it('settles, and a settled one stays as it is', async () => {
      await store.accept(event('a'))
      await store.accept(event('b'))
      await store.settle(key, [1], 200)
      await store.defer(key, [1], 'late', null)
      await store.settle(other, [2], 200)
      expect(await due(999)).toEqual(['b'])
      const [, settled] = (await store.list(key, { limit: 9 })).items
      expect(settled).toMatchObject({ eventId: 'a', state: 'done', appliedAt: 200, error: null, tries: 0 })
    })

    it('defers, and gives up when told to', async () => {
      await store.accept(event('a'))
      await store.accept(event('b'))
      await store.defer(key, [1, 2], 'no answer', 500)
      expect(await due(499)).toEqual([])
      expect(await store.nextDue(key)).toBe(500)
      expect(await due(500)).toEqual(['a', 'b'])
      await store.defer(key, [2], 'still none', null)
      expect(await due(999)).toEqual(['a'])
      const [failed, waiting] = (await store.list(key, { limit: 9 })).items
      expect(failed).toMatchObject({ state: 'failed', tries: 2, error: 'still none' })
      expect(waiting).toMatchObject({ state: 'waiting', tries: 1, error: 'no answer' })
      await store.settle(key, [1], 600)
      expect(await store.nextDue(key)).toBeNull()
    })

    it('lists from the newest on', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await store.accept(event(id))
      await store.settle(key, [2, 4], 200)
      const ids = async (query: object) =>
        (await walk((of) => store.list(key, { ...query, ...of }), 1)).map((one) => one.eventId)
      expect(await ids({})).toEqual(['d', 'c', 'b', 'a'])
      expect(await ids({ state: 'done' })).toEqual(['d', 'b'])
      await expect(store.list(key, { limit: 1, cursor: 'x' })).rejects.toMatchObject({
        code: 'request_invalid',
      })
    })

    it('deletes settled ones of long ago, in slices, and gives no number again', async () => {
      for (let n = 1; n <= 450; n++) await store.accept(event(`e${n}`, { receivedAt: n }))
      const all = Array.from({ length: 450 }, (_, n) => n + 1)
      await store.settle(
        key,
        all.filter((n) => n !== 7),
        500,
      )
      expect(await store.deleteSettled(450)).toBe(448)
      expect((await store.list(key, { limit: 9 })).items.map((one) => one.sequence)).toEqual([450, 7])
      expect(await store.deleteSettled(451)).toBe(1)
      await store.accept(event('new'))
      expect((await store.list(key, { limit: 1 })).items[0]?.sequence).toBe(451)
    })

    it('D72 keeps the first tenant that is noted', async () => {
      expect(await store.noteTenant(key, 't1')).toBe('t1')
      expect(await under.second.noteTenant(key, 't2')).toBe('t1')
      expect(await store.noteTenant(other, 't2')).toBe('t2')
      expect(await store.noteTenant(key, 't3')).toBe('t1')
    })
  })
}
