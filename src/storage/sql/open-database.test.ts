import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase, testSealer } from '../contracts/open-test-database.ts'
import { openDatabase } from './open-database.ts'

const ids = { userId: 'one', identityId: 'identity' }
const open = (url: string) => openDatabase(url, { sealer: testSealer })

describe('openDatabase', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'larkspur-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('makes the folder and the files for their owner only', async () => {
    const path = join(folder, 'new', 'deep', 'a.db')
    const database = await openTestDatabase(`sqlite:${path}`)
    const files = await readdir(join(folder, 'new', 'deep'))
    expect(files).toContain('a.db-wal')
    for (const file of files) {
      expect((await stat(join(folder, 'new', 'deep', file))).mode & 0o777, file).toBe(0o600)
    }
    expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o700)
    await database.close()
  })

  it('keeps what was written when it is opened again', async () => {
    const url = `sqlite:${join(folder, 'a.db')}`
    const first = await openTestDatabase(url)
    await first.identities.save(
      { brand: 'feishu', appId: 'a', tenantKey: 't', subjectType: 'open_id', subject: 's' },
      { name: '名', enName: '', avatarUrl: '', openId: 's', unionId: 'n', emailVerified: false },
      1,
      ids,
    )
    await first.close()
    const second = await open(url)
    expect(await second.migrate()).toEqual([])
    expect((await second.identities.get('identity'))?.profile.name).toBe('名')
    await second.close()
  })

  it('uses write-ahead logging', async () => {
    const path = join(folder, 'a.db')
    const database = await open(`sqlite:${path}`)
    const other = new DatabaseSync(path)
    expect({ ...other.prepare('pragma journal_mode').get() }).toEqual({ journal_mode: 'wal' })
    other.close()
    await database.close()
  })

  it('keeps no unused user of concurrent first sign-ins', async () => {
    const path = join(folder, 'a.db')
    const database = await openTestDatabase(`sqlite:${path}`)
    const key = { brand: 'feishu', appId: 'a', tenantKey: 't', subjectType: 'open_id', subject: 's' } as const
    const profile = {
      name: '',
      enName: '',
      avatarUrl: '',
      openId: 's',
      unionId: 'n',
      emailVerified: false,
    } as const
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        database.identities.save(key, profile, i, { userId: `u${i}`, identityId: `i${i}` }),
      ),
    )
    const other = new DatabaseSync(path)
    expect({ ...other.prepare('select count(*) as users from users').get() }).toEqual({ users: 1 })
    other.close()
    await database.close()
  })

  it('keeps no account that nobody can come into any more', async () => {
    const path = join(folder, 'a.db')
    const { identities, close } = await openTestDatabase(`sqlite:${path}`)
    const app = { brand: 'feishu', appId: 'a', tenantKey: 't' } as const
    await identities.expect({ ...app, subjectType: 'open_id', subject: 's' }, 'waiting', 1)
    await identities.expect({ ...app, subjectType: 'union_id', subject: 'n' }, 'other', 2)
    const profile = {
      name: '',
      enName: '',
      avatarUrl: '',
      openId: 's',
      unionId: 'n',
      emailVerified: false,
    } as const
    await identities.save({ ...app, subjectType: 'open_id', subject: 's' }, profile, 3, ids)
    const other = new DatabaseSync(path)
    expect(other.prepare('select id from users').all()).toMatchObject([{ id: 'waiting' }])
    other.close()
    await close()
  })

  it('checks foreign keys', async () => {
    const database = await openTestDatabase()
    const attempt = {
      id: 'a',
      kind: 'bind',
      brand: 'feishu',
      appId: 'a',
      redirectUri: null,
      codeVerifier: null,
      prompt: null,
      userId: 'nobody',
      returnTo: '/',
      browserHash: 'b',
      createdAt: 0,
      expiresAt: 1,
    } as const
    await expect(database.attempts.create({ ...attempt, scopes: [] }, 10)).rejects.toMatchObject({
      code: 'internal_error',
    })
    await database.close()
  })

  it.each(['', 'sqlite:', 'postgres://user:pw-marker@host/db', './a.db', 'sqlite:a\0b', 'SQLITE:x'])(
    'refuses the address %j in a sentence that does not repeat it',
    async (url) => {
      const error = await open(url).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({
        code: 'configuration_invalid',
        message: expect.stringContaining('DATABASE_URL'),
      })
      expect(String(error)).not.toContain('pw-marker')
    },
  )

  it.each<[string, RegExp, (path: string) => Promise<void>]>([
    ['a folder', /it is a folder\.$/, async (path) => void (await mkdir(path))],
    ['no database', /it is not a SQLite database\.$/, (path) => writeFile(path, 'x'.repeat(2000))],
  ])('says in a sentence that the file is %s', async (_, sentence, make) => {
    const path = join(folder, 'a.db')
    await make(path)
    await expect(open(`sqlite:${path}`)).rejects.toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringMatching(sentence),
    })
  })

  it('says in a sentence that a part of the path is a file', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(open(`sqlite:${join(folder, 'file', 'a.db')}`)).rejects.toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringMatching(/a part of the path is a file\.$/),
    })
  })

  it.each<[string, string, RegExp]>([
    ['below a device', '/dev/null/x/a.db', /a part of the path is a file\.$/],
    ['below /proc', '/proc/self/x/y/a.db', /its folder cannot be made\.$/],
    ['below a folder of /proc that nobody may write to', '/proc/self/task/x/a.db', /cannot be opened: /],
  ])('says in a sentence that no folder can be made %s', async (_, path, sentence) => {
    await expect(open(`sqlite:${path}`)).rejects.toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringMatching(sentence),
    })
  })

  it('leaves what another program has in its log there', async () => {
    const used = join(folder, 'used.db')
    const path = join(folder, 'left.db')
    const other = new DatabaseSync(used)
    other.exec('pragma journal_mode = wal; create table notes (text)')
    // As after a crash of the program.
    for (const end of ['', '-wal']) await copyFile(used + end, path + end)
    other.close()
    const before = [await readFile(path), await readFile(`${path}-wal`)]
    const opening = openDatabase(`sqlite:${path}`, { sealer: testSealer, mustExist: true })
    await expect(opening).rejects.toMatchObject({
      code: 'configuration_invalid',
      message: `DATABASE_URL names ${path}, which is no database of Larkspur.`,
    })
    expect([await readFile(path), await readFile(`${path}-wal`)]).toEqual(before)
  })

  it('opens what Larkspur has made while a server uses it, and takes no other table of migrations for ours', async () => {
    const path = join(folder, 'a.db')
    const database = await openTestDatabase(`sqlite:${path}`)
    const opened = await openDatabase(`sqlite:${path}`, { sealer: testSealer, mustExist: true })
    expect(await opened.migrate()).toEqual([])
    await opened.close()
    await database.close()
    const other = new DatabaseSync(join(folder, 'b.db'))
    other.exec("create table kysely_migration (step); insert into kysely_migration values ('0001_initial')")
    other.close()
    const foreign = openDatabase(`sqlite:${join(folder, 'b.db')}`, { sealer: testSealer, mustExist: true })
    await expect(foreign).rejects.toMatchObject({ code: 'configuration_invalid' })
  })

  it('waits for the lock of another process while the event loop goes on', async () => {
    const path = join(folder, 'a.db')
    const database = await openTestDatabase(`sqlite:${path}`)
    const other = new DatabaseSync(path)
    other.exec('begin immediate')
    let done = false
    const writing = database.identities.block('nobody', 'frozen', 1).finally(() => {
      done = true
    })
    // Timers only fire while nothing blocks, as SQLite's own waiting does.
    const lag = monitorEventLoopDelay()
    lag.enable()
    const { promise: fired, resolve } = Promise.withResolvers<void>()
    let turns = 0
    const turning = setInterval(() => {
      turns++
      if (turns === 10) resolve()
    }, 20)
    await fired
    clearInterval(turning)
    lag.disable()
    // A second leaves room for a busy machine; it used to be five.
    expect(lag.max).toBeLessThan(1e9)
    expect(done).toBe(false)
    expect(await database.sessions.find('h')).toBeUndefined()
    other.exec('commit')
    other.close()
    await writing
    await database.close()
  })

  it('takes a name that looks like an SQLite address as a plain file name', async () => {
    const database = await openTestDatabase(`sqlite:${join(folder, 'file:x?mode=memory')}`)
    expect(await readdir(folder)).toContain('file:x?mode=memory')
    await database.close()
  })

  it('answers storage_unavailable before the migration and after the end', async () => {
    const database = await open('sqlite::memory:')
    await expect(database.sessions.find('h')).rejects.toMatchObject({ code: 'storage_unavailable' })
    await database.close()
    await database.close()
    await expect(database.ping()).rejects.toMatchObject({ code: 'storage_unavailable' })
    await expect(database.attempts.take('a', 'b')).rejects.toMatchObject({ code: 'storage_unavailable' })
  })

  it('puts no value into the error of a failed statement', async () => {
    const database = await openTestDatabase()
    const key = { brand: 'feishu', appId: 'a', tenantKey: 't', subjectType: 'open_id', subject: 's' } as const
    const broken = { name: null, enName: 'marker-1', avatarUrl: '', openId: 'marker-2', unionId: '' }
    const error = await database.identities
      .save(key, broken as never, 1, ids)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'internal_error' })
    expect(String(error) + String((error as Error).cause)).not.toContain('marker')
    await database.close()
  })
})
