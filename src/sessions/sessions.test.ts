import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase } from '../storage/contracts/open-test-database.ts'
import type { Database } from '../storage/sql/index.ts'
import { createSessions, isBearerToken, type SessionStore, type SessionsOptions } from './index.ts'

const hour = 3_600_000
const secret = randomBytes(32).toString('base64url')
const start = 1_700_000_000_000
const one = { userId: 'one', identityId: 'identity of one' }
const two = { userId: 'two', identityId: 'identity of two' }

describe('sessions', () => {
  let folder: string
  let database: Database
  let now: number
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'larkspur-'))
    database = await openTestDatabase(`sqlite:${join(folder, 'a.db')}`)
    now = start
    for (const userId of ['one', 'two']) {
      await database.identities.save(
        { brand: 'feishu', appId: 'a', tenantKey: 't', subjectType: 'open_id', subject: userId },
        {
          name: '李雷',
          enName: '',
          avatarUrl: '',
          openId: userId,
          unionId: 'n',
          mobile: '+8613000000000',
          email: 'lei@example.com',
          emailVerified: false,
        },
        now,
        { userId, identityId: `identity of ${userId}` },
      )
    }
  })
  afterEach(async () => {
    await database.close()
    await rm(folder, { recursive: true })
  })

  const make = (changes: Partial<SessionsOptions> = {}) =>
    createSessions({
      store: database.sessions,
      secrets: [secret],
      clock: () => now,
      random: randomBytes,
      ...changes,
    })

  /** Counts what reaches the store. */
  function counting(): { store: SessionStore; calls: string[] } {
    const calls: string[] = []
    const store = new Proxy(database.sessions, {
      get(target, name: keyof SessionStore) {
        return (...values: never[]) => {
          calls.push(name)
          return (target[name] as (...values: never[]) => unknown)(...values)
        }
      },
    })
    return { store, calls }
  }

  it('starts a session that can be read', async () => {
    const sessions = make()
    const { id, record } = await sessions.start(one)
    expect(record).toEqual({
      idHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      ...one,
      createdAt: start,
      lastSeenAt: start,
      absoluteExpiresAt: start + 7 * 24 * hour,
      idleMs: 8 * hour,
      checkedAt: start,
      confirmedAt: null,
    })
    expect(await sessions.read(id)).toEqual(record)
  })

  it('D30 knows when the person confirmed the sign-in, and never by its use', async () => {
    const sessions = make()
    const { id, record } = await sessions.start({ ...one, confirmed: true })
    expect(record.confirmedAt).toBe(start)
    const silent = await sessions.start({ ...one, confirmed: false })
    now += hour
    expect((await sessions.read(id))?.confirmedAt).toBe(start)
    expect((await sessions.read(silent.id))?.confirmedAt).toBeNull()
  })

  it.each([
    ['none', []],
    ['the published one', ['ThisIsSecretKey']],
    ['a good one and a short one', [secret, 'short']],
    ['empty', ['']],
  ])('D31 does not start with secrets: %s', (_, secrets) => {
    expect(() => make({ secrets })).toThrow(expect.objectContaining({ code: 'configuration_invalid' }))
  })

  it('D31 a session of another secret is none', async () => {
    const { id } = await make({ secrets: [randomBytes(32).toString('hex')] }).start(one)
    expect(await make().read(id)).toBeUndefined()
  })

  it('D32 the id is 256 random bits and says nothing', async () => {
    const sessions = make()
    const ids = new Set<string>()
    for (let i = 0; i < 200; i++) ids.add((await sessions.start(one)).id)
    expect(ids.size).toBe(200)
    for (const id of ids) {
      expect(id).toMatch(/^[A-Za-z0-9_-]{43}$/)
      const bytes = Buffer.from(id, 'base64url')
      expect(bytes).toHaveLength(32)
      for (const text of ['one', '13000000000', 'lei@example.com']) expect(bytes.includes(text)).toBe(false)
    }
  })

  it('D33 the id is new at sign-in and the old one is dead', async () => {
    const sessions = make()
    const planted = await sessions.start(two)
    const { id } = await sessions.start({ ...one, previousId: planted.id })
    expect(id).not.toBe(planted.id)
    expect(await sessions.read(planted.id)).toBeUndefined()
    expect((await sessions.read(id))?.userId).toBe('one')
  })

  it('D33 an id that the browser brings along is never adopted', async () => {
    const sessions = make()
    const chosen = randomBytes(32).toString('base64url')
    const { id } = await sessions.start({ ...one, previousId: chosen })
    expect(id).not.toBe(chosen)
    expect(await sessions.read(chosen)).toBeUndefined()
  })

  it('D34 a session that ended stays ended', async () => {
    const sessions = make()
    const { id } = await sessions.start(one)
    await sessions.end(id)
    expect(await sessions.read(id)).toBeUndefined()
  })

  it('D34 a session ends at its idle limit', async () => {
    const sessions = make()
    const { id } = await sessions.start(one)
    now = start + 8 * hour - 1
    expect(await sessions.read(id)).toBeDefined()
    now += 8 * hour
    expect(await sessions.read(id)).toBeUndefined()
    now = start
    expect(await sessions.read(id), 'a clock set back does not revive it').toBeUndefined()
  })

  it('D34 a session ends at its absolute limit, however busy', async () => {
    const sessions = make()
    const { id } = await sessions.start(one)
    for (; now < start + 7 * 24 * hour; now += hour) expect(await sessions.read(id)).toBeDefined()
    expect(await sessions.read(id)).toBeUndefined()
  })

  it('D34 a clock that goes back extends nothing', async () => {
    const sessions = make()
    const { id } = await sessions.start(one)
    now = start + 7 * hour
    await sessions.read(id)
    now = start - 24 * hour
    expect(await sessions.read(id)).toMatchObject({
      lastSeenAt: start + 7 * hour,
      absoluteExpiresAt: start + 7 * 24 * hour,
    })
    now = start + 15 * hour
    expect(await sessions.read(id)).toBeUndefined()
  })

  it('D36 the database files hold no session id', async () => {
    const sessions = make()
    const ids: string[] = []
    for (let i = 0; i < 20; i++) ids.push((await sessions.start(one)).id)
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))))
    const dump = Buffer.concat(files)
    const known = await sessions.read(ids[0])
    expect(dump.includes(known?.idHash ?? 'none'), 'the files hold the sessions').toBe(true)
    for (const id of ids) {
      expect(dump.includes(id)).toBe(false)
      expect(dump.includes(Buffer.from(id, 'base64url'))).toBe(false)
      expect(dump.includes(createHash('sha256').update(id).digest('hex'))).toBe(false)
    }
  })

  it('D36 what stands in the table opens nothing', async () => {
    const sessions = make()
    const { record } = await sessions.start(one)
    const stolen = [record.idHash, Buffer.from(record.idHash, 'hex').toString('base64url')]
    for (const id of stolen) expect(await sessions.read(id)).toBeUndefined()
  })

  it('D36 a row written by somebody without the secret opens nothing', async () => {
    const id = randomBytes(32).toString('base64url')
    const { record } = await make().start(one)
    for (const idHash of [createHash('sha256').update(id).digest('hex'), id]) {
      await database.sessions.create({ ...record, idHash })
    }
    expect(await make().read(id)).toBeUndefined()
  })

  it.each([
    undefined,
    '',
    'x',
    'a'.repeat(42),
    'a'.repeat(44),
    `${'a'.repeat(42)}=`,
    `${'a'.repeat(42)}\n`,
    `${'a'.repeat(43)}\n`,
    `lkb_${'a'.repeat(42)}`,
    `lkb_${'a'.repeat(44)}`,
    `lkb_lkb_${'a'.repeat(43)}`,
    `LKB_${'a'.repeat(43)}`,
    `Bearer lkb_${'a'.repeat(43)}`,
    "' or 1=1 --".padEnd(43, 'a'),
    'a'.repeat(1_000_000),
  ])('keeps a malformed id from the store (%#)', async (id) => {
    const { store, calls } = counting()
    const sessions = make({ store })
    expect(await sessions.read(id)).toBeUndefined()
    await sessions.end(id)
    expect(calls).toEqual([])
  })

  it('starts a session for the Authorization header, which reads and ends like any other', async () => {
    const sessions = make()
    const { id, record } = await sessions.start({ ...one, bearer: true })
    expect(id).toMatch(/^lkb_[A-Za-z0-9_-]{43}$/)
    expect(isBearerToken(id)).toBe(true)
    expect(await sessions.read(id)).toEqual(record)
    now += 5
    await sessions.markChecked(id)
    expect((await sessions.read(id))?.checkedAt).toBe(now)
    await sessions.end(id)
    expect(await sessions.read(id)).toBeUndefined()
  })

  it('D32 a bearer token and the id in a cookie never become each other', async () => {
    const sessions = make()
    const cookie = await sessions.start(one)
    const bearer = await sessions.start({ ...one, bearer: true })
    expect(await sessions.read(`lkb_${cookie.id}`)).toBeUndefined()
    expect(await sessions.read(bearer.id.slice('lkb_'.length))).toBeUndefined()
    expect(isBearerToken(cookie.id)).toBe(false)
  })

  it.each([
    ['the id of a cookie that begins alike', `lkb_${'a'.repeat(39)}`],
    ['too long', `lkb_${'a'.repeat(44)}`],
    ['with a line end', `lkb_${'a'.repeat(43)}\n`],
    ['empty', ''],
  ])('is no bearer token: %s', (_, id) => {
    expect(isBearerToken(id)).toBe(false)
  })

  it('writes use down at most once per minute', async () => {
    const { store, calls } = counting()
    const sessions = make({ store })
    const { id } = await sessions.start(one)
    const touches = () => calls.filter((call) => call === 'touch').length
    for (let i = 0; i < 60; i++) {
      now = start + i * 1000
      await sessions.read(id)
    }
    expect(touches()).toBe(0)
    now = start + 60_000
    expect((await sessions.read(id))?.lastSeenAt).toBe(now)
    await sessions.read(id)
    expect(touches()).toBe(1)
  })

  it('reads sessions of former secrets and writes with the newest', async () => {
    const old = await make().start(one)
    const newer = randomBytes(32).toString('base64url')
    const rotated = make({ secrets: [newer, secret] })
    expect((await rotated.read(old.id))?.userId).toBe('one')
    const young = await rotated.start(two)
    expect((await make({ secrets: [newer] }).read(young.id))?.userId).toBe('two')
    expect(await make().read(young.id)).toBeUndefined()
    now += 5
    await rotated.markChecked(old.id)
    expect((await rotated.read(old.id))?.checkedAt).toBe(now)
    await rotated.end(old.id)
    expect(await make().read(old.id)).toBeUndefined()
  })

  it('ends all sessions of one user', async () => {
    const sessions = make()
    const mine = [await sessions.start(one), await sessions.start(one)]
    const other = await sessions.start(two)
    expect(await sessions.endAllOf('one')).toBe(2)
    for (const { id } of mine) expect(await sessions.read(id)).toBeUndefined()
    expect(await sessions.read(other.id)).toBeDefined()
  })

  it('lists the living sessions of one user by handles that open nothing', async () => {
    const sessions = make()
    const first = await sessions.start({ ...one, confirmed: true })
    now += 1_000
    const second = await sessions.start(one)
    await sessions.start(two)
    const listed = await sessions.listOf('one')
    const expected = (createdAt: number, confirmedAt: number | null) => ({
      handle: expect.stringMatching(/^[0-9a-f]{16}$/),
      identityId: 'identity of one',
      ...{ createdAt, lastSeenAt: createdAt, expiresAt: createdAt + 8 * hour, confirmedAt },
    })
    expect(listed).toEqual([expected(now, null), expected(start, start)])
    const handles = listed.map(({ handle }) => handle)
    expect(new Set(handles).size).toBe(2)
    for (const { id, record } of [first, second]) {
      for (const handle of handles) {
        expect(record.idHash).not.toContain(handle)
        expect(id).not.toContain(handle)
        expect(await sessions.read(handle)).toBeUndefined()
      }
    }
    now = start + 8 * hour
    expect((await sessions.listOf('one')).map(({ createdAt }) => createdAt)).toEqual([start + 1_000])
    expect(await sessions.listOf('nobody')).toEqual([])
  })

  it('says when a busy session ends', async () => {
    const sessions = make({ absoluteMs: 9 * hour })
    const { id } = await sessions.start(one)
    now += 5 * hour
    await sessions.read(id)
    expect((await sessions.listOf('one'))[0]).toMatchObject({ lastSeenAt: now, expiresAt: start + 9 * hour })
  })

  it('ends one session by its handle, of its user alone, once', async () => {
    const sessions = make()
    const first = await sessions.start(one)
    now += 1
    const second = await sessions.start(one)
    const [, { handle = '' } = {}] = await sessions.listOf('one')
    expect(await sessions.endOne('two', handle)).toBe(false)
    expect(await sessions.endOne('one', first.record.idHash)).toBe(false)
    expect(await sessions.endOne('one', '')).toBe(false)
    expect(await sessions.endOne('one', handle)).toBe(true)
    expect(await sessions.endOne('one', handle)).toBe(false)
    expect(await sessions.read(first.id)).toBeUndefined()
    expect(await sessions.read(second.id)).toBeDefined()
  })

  it('counts the sessions that live', async () => {
    const sessions = make()
    await sessions.start(one)
    now += hour
    await sessions.start(two)
    expect(await sessions.count()).toBe(2)
    now = start + 8 * hour
    expect(await sessions.count()).toBe(1)
  })

  it('sweeps what is over', async () => {
    const sessions = make()
    await sessions.start(one)
    now += 5 * hour
    const { id } = await sessions.start(one)
    now += 5 * hour
    expect(await sessions.sweep()).toBe(1)
    expect(await sessions.read(id)).toBeDefined()
  })

  it('keeps the limits that a session was started with', async () => {
    const { id } = await make({ idleMs: hour, absoluteMs: 2 * hour }).start(one)
    now += hour
    expect(await make().read(id)).toBeUndefined()
  })

  it.each([
    ['idle beyond absolute', { idleMs: 2, absoluteMs: 1 }],
    ['no time', { idleMs: 0 }],
    ['not a number', { idleMs: Number.NaN }],
    ['endless', { absoluteMs: Number.POSITIVE_INFINITY }],
  ])('refuses limits: %s', (_, limits) => {
    expect(() => make(limits)).toThrow(expect.objectContaining({ code: 'configuration_invalid' }))
  })

  it('keeps when the same identity has confirmed, through a sign-in that nobody confirms', async () => {
    const sessions = make()
    const first = await sessions.start({ ...one, confirmed: true })
    const confirmedAt = now
    now += 5
    const second = await sessions.start({ ...one, previousId: first.id })
    expect((await sessions.read(second.id))?.confirmedAt).toBe(confirmedAt)
    const other = await sessions.start({ ...two, previousId: second.id })
    expect(other.record.confirmedAt).toBeNull()
    expect((await sessions.start({ ...one, previousId: second.id })).record.confirmedAt).toBeNull()
  })

  it('takes over no confirmation from a session that is over', async () => {
    const { id } = await make({ idleMs: hour }).start({ ...one, confirmed: true })
    now += hour
    expect((await make().start({ ...one, previousId: id })).record.confirmedAt).toBeNull()
  })

  it('passes a failure of the store on', async () => {
    const { id } = await make().start(one)
    await database.close()
    await expect(make().read(id)).rejects.toMatchObject({ code: 'storage_unavailable' })
  })
})
