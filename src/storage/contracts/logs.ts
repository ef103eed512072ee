// Tests: what every SignInLog and AuditLog must do, whatever keeps them.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type {
  AuditFilter,
  AuditLog,
  AuditRecord,
  Listed,
  LogPage,
  SignInFilter,
  SignInLog,
  SignInRecord,
} from '../../audit/index.ts'

interface UnderTest<Log> {
  store: Log
  second: Log
  close(): Promise<void>
}

const signIn = (id: string, at: number, changes: Partial<SignInRecord> = {}): SignInRecord => ({
  id,
  at,
  instance: 'default',
  flow: 'redirect',
  outcome: 'ok',
  userId: 'one',
  name: '李雷',
  requestId: 'request',
  platformCode: null,
  platformLogId: null,
  ...changes,
})

const entry = (id: string, at: number, changes: Partial<AuditRecord> = {}): AuditRecord => ({
  id,
  at,
  actorId: 'one',
  actorName: '韩梅梅',
  action: 'element.create',
  target: 'auths.loginTypes.Example',
  outcome: 'ok',
  details: { title: 'x', count: 3, dryRun: false, host: null },
  requestId: 'request',
  ...changes,
})

const idsOf = async (listed: Promise<Listed<{ id: string }>>) => (await listed).items.map(({ id }) => id)

/** What both have in common. */
function testPages<Log extends { list(filter: object, page: LogPage): Promise<Listed<{ id: string }>> }>(
  under: () => UnderTest<Log>,
  add: (id: string, at: number) => Promise<void>,
  deleteBefore: (at: number) => Promise<number>,
): void {
  it('lists the newest first, in pages, each once, also of one moment', async () => {
    for (const [n, at] of [5, 3, 3, 3, 9, 1].entries()) await add(`id${n}`, at)
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null && seen.length < 50; ) {
      const page = await under().second.list({}, { cursor: cursor ?? undefined, limit: 2 })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next
    }
    expect(seen).toEqual(['id4', 'id0', 'id3', 'id2', 'id1', 'id5'])
  })

  it('what comes meanwhile moves nothing to another page', async () => {
    for (const at of [1, 2, 3]) await add(`id${at}`, at)
    const first = await under().store.list({}, { limit: 2 })
    await add('id4', 4)
    expect(await idsOf(under().store.list({}, { cursor: first.next ?? undefined, limit: 2 }))).toEqual([
      'id1',
    ])
  })

  it.each(['', 'x', Buffer.from('["tokens","a","b"]').toString('base64url')])(
    'refuses the cursor %s',
    async (cursor) => {
      await expect(under().store.list({}, { cursor, limit: 2 })).rejects.toMatchObject({
        code: 'request_invalid',
      })
    },
  )

  it('deletes what is older, in slices, and leaves the rest', async () => {
    await Promise.all(Array.from({ length: 450 }, (_, n) => add(`id${n}`, n)))
    let ended = false
    const deleting = deleteBefore(430).finally(() => {
      ended = true
    })
    await new Promise(setImmediate)
    expect(ended).toBe(false)
    expect(await deleting).toBe(430)
    expect((await under().second.list({}, { limit: 1_000 })).items).toHaveLength(20)
  })
}

export function testSignInLog(name: string, make: () => Promise<UnderTest<SignInLog>>): void {
  describe(`SignInLog: ${name}`, () => {
    let under: UnderTest<SignInLog>
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under.close())

    testPages(
      () => under,
      (id, at) => under.store.add(signIn(id, at)),
      (at) => under.store.deleteBefore(at),
    )

    it('gives back what it was given', async () => {
      const failed = signIn('b', 1, {
        ...{ flow: 'mini_program', outcome: 'code_invalid', userId: null, name: null },
        ...{ platformCode: 20_003, platformLogId: 'log' },
      })
      await under.store.add(signIn('a', 2))
      await under.store.add(failed)
      const { items, next } = await under.second.list({}, { limit: 10 })
      expect({ items, next }).toEqual({ items: [signIn('a', 2), failed], next: null })
    })

    it.each<[string, SignInFilter, string[]]>([
      ['nothing', {}, ['e', 'd', 'c', 'b', 'a']],
      ['a beginning, which counts', { from: 3 }, ['e', 'd', 'c']],
      ['an end, which does not', { until: 3 }, ['b', 'a']],
      ['an instance', { instance: 'other' }, ['c']],
      ['a flow', { flow: 'qr' }, ['d', 'a']],
      ['success', { outcome: 'ok' }, ['e', 'c', 'b']],
      ['failure', { outcome: 'failed' }, ['d', 'a']],
      ['one failure', { outcome: 'code_invalid' }, ['a']],
      ['an account', { userId: 'two' }, ['b']],
      ['much', { from: 2, until: 5, instance: 'default', outcome: 'failed', flow: 'qr' }, ['d']],
      ['nobody', { userId: '' }, []],
    ])('narrowed by %s', async (_, filter, ids) => {
      const { store, second } = under
      await store.add(signIn('a', 1, { flow: 'qr', outcome: 'code_invalid', userId: null }))
      await store.add(signIn('b', 2, { userId: 'two' }))
      await store.add(signIn('c', 3, { instance: 'other' }))
      await store.add(signIn('d', 4, { flow: 'qr', outcome: 'user_resigned', userId: null }))
      await store.add(signIn('e', 5))
      expect(await idsOf(second.list(filter, { limit: 10 }))).toEqual(ids)
    })

    it('counts by slices, the empty ones too', async () => {
      for (const at of [9, 10, 19, 20, 39, 40]) await under.store.add(signIn(`ok ${at}`, at))
      for (const at of [9, 15, 35, 40])
        await under.store.add(signIn(`failed ${at}`, at, { outcome: 'code_invalid' }))
      await under.store.add(signIn('other', 12, { instance: 'other' }))
      expect(await under.second.counts({ from: 10, until: 40, sliceMs: 10 })).toEqual([
        { at: 10, ok: 3, failed: 1 },
        { at: 20, ok: 1, failed: 0 },
        { at: 30, ok: 1, failed: 1 },
      ])
      expect(await under.second.counts({ from: 10, until: 25, sliceMs: 10, instance: 'other' })).toEqual([
        { at: 10, ok: 1, failed: 0 },
        { at: 20, ok: 0, failed: 0 },
      ])
    })

    it.each<[string, SignInFilter, [number, number]]>([
      ['nothing', {}, [3, 3]],
      ['an instance', { instance: 'other' }, [1, 1]],
      ['a flow', { flow: 'qr' }, [1, 1]],
      ['success', { outcome: 'ok' }, [3, 0]],
      ['failure', { outcome: 'failed' }, [0, 3]],
      ['one failure', { outcome: 'code_invalid' }, [0, 2]],
      ['an account', { userId: 'two' }, [1, 0]],
      ['much', { instance: 'other', flow: 'qr', outcome: 'failed' }, [0, 0]],
    ])('counts what %s narrows it to', async (_, filter, [ok, failed]) => {
      const { store, second } = under
      const bad = { outcome: 'code_invalid', userId: null }
      await store.add(signIn('a', 1))
      await store.add(signIn('b', 2, { userId: 'two' }))
      await store.add(signIn('c', 3, { instance: 'other', flow: 'qr' }))
      await store.add(signIn('d', 4, bad))
      await store.add(signIn('e', 5, { ...bad, flow: 'qr' }))
      await store.add(signIn('f', 6, { ...bad, outcome: 'pkce_failed', instance: 'other' }))
      expect(await second.counts({ ...filter, from: 0, until: 10, sliceMs: 10 })).toEqual([
        { at: 0, ok, failed },
      ])
    })

    it('counts what stands in the last slice before the end alone', async () => {
      for (const at of [20, 24, 25]) await under.store.add(signIn(`${at}`, at))
      expect(await under.store.counts({ from: 20, until: 25, sliceMs: 10 })).toEqual([
        { at: 20, ok: 2, failed: 0 },
      ])
    })

    it('counts 400 slices at most', async () => {
      expect(await under.store.counts({ from: 0, until: 1_000_000, sliceMs: 1 })).toHaveLength(400)
    })
  })
}

export function testAuditLog(name: string, make: () => Promise<UnderTest<AuditLog>>): void {
  describe(`AuditLog: ${name}`, () => {
    let under: UnderTest<AuditLog>
    beforeEach(async () => {
      under = await make()
    })
    afterEach(() => under.close())

    testPages(
      () => under,
      (id, at) => under.store.add(entry(id, at)),
      (at) => under.store.deleteBefore(at),
    )

    it('gives back what it was given', async () => {
      const server = entry('b', 1, { actorId: null, actorName: 'command line', details: {}, requestId: null })
      await under.store.add(entry('a', 2))
      await under.store.add(server)
      const { items, next } = await under.second.list({}, { limit: 10 })
      expect({ items, next }).toEqual({ items: [entry('a', 2), server], next: null })
    })

    it.each<[string, AuditFilter, string[]]>([
      ['nothing', {}, ['d', 'c', 'b', 'a']],
      ['a beginning, which counts', { from: 3 }, ['d', 'c']],
      ['an end, which does not', { until: 3 }, ['b', 'a']],
      ['who did it', { actorId: 'two' }, ['b']],
      ['what was done', { action: 'sessions.end' }, ['c']],
      ['what it was done to', { target: 'two' }, ['d', 'c']],
      ['much', { from: 3, until: 4, actorId: 'one', action: 'sessions.end', target: 'two' }, ['c']],
    ])('narrowed by %s', async (_, filter, ids) => {
      const { store, second } = under
      await store.add(entry('a', 1))
      await store.add(entry('b', 2, { actorId: 'two' }))
      await store.add(entry('c', 3, { action: 'sessions.end', target: 'two' }))
      await store.add(entry('d', 4, { target: 'two' }))
      expect(await idsOf(second.list(filter, { limit: 10 }))).toEqual(ids)
    })
  })
}
