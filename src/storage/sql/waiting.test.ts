// Tests: what happens while another process holds the lock of the database file.

import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Readable, Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Attempt, IdentityKey, Profile } from '../../sign-in/index.ts'
import { openTestDatabase, testSealer } from '../contracts/open-test-database.ts'
import { type Database, openDatabase } from './open-database.ts'
import { openSqliteFile } from './sqlite/file.ts'

const key: IdentityKey = {
  ...{ brand: 'feishu', appId: 'a', tenantKey: 't', subjectType: 'open_id', subject: 's' },
}
const profile: Profile = {
  ...{ name: '', enName: '', avatarUrl: '', openId: 's', unionId: 'n', emailVerified: false },
}
const attempt: Attempt = {
  ...{ id: 'a', kind: 'redirect', brand: 'feishu', appId: 'a', redirectUri: null, codeVerifier: 'v' },
  ...{ scopes: [], prompt: null, userId: null, returnTo: '/', browserHash: 'b', createdAt: 0, expiresAt: 1 },
}
const ids = { userId: 'u', identityId: 'i' }
const owner = { brand: 'feishu', appId: 'a', tenantKey: 't', openId: 's' } as const
const pair = {
  ...{ accessToken: 'a', expiresAt: 1, scopes: [], generation: 'v2' as const, authorizedAt: 0 },
}

describe('a lock of another process', () => {
  let folder: string
  let path: string
  let database: Database
  let holder: ChildProcessByStdio<Writable, Readable, null>
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'larkspur-'))
    path = join(folder, 'a.db')
    database = await openTestDatabase(`sqlite:${path}`)
    await database.identities.save(key, profile, 0, ids)
    await database.attempts.create(attempt, 10)
  })
  afterEach(async () => {
    holder.kill()
    await database.close()
    await rm(folder, { recursive: true })
  })

  /** Starts a process that runs this, and holds what it has got until its input ends. */
  async function hold(statements: string): Promise<void> {
    const script = `
      const { DatabaseSync } = require('node:sqlite')
      const database = new DatabaseSync(${JSON.stringify(path)}, { timeout: 5_000 })
      database.exec(${JSON.stringify(statements)})
      console.log('held')
      process.stdin.resume().on('end', () => database.close())
    `
    holder = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
    await once(holder.stdout, 'data')
  }

  /** Whether the work is still waiting while the event loop turns; then the lock goes. */
  async function waits(work: Promise<unknown>): Promise<boolean> {
    let done = false
    const ended = work.then(
      () => {
        done = true
      },
      (error: unknown) => error,
    )
    for (let turn = 0; turn < 5; turn++) await setTimeout(20)
    const waited = !done
    holder.stdin.end()
    expect(await ended).toBeUndefined()
    return waited
  }

  it.each<[string, () => Promise<unknown>]>([
    ['a statement', () => database.sessions.touch('h', 1)],
    ['a statement with a result', () => database.attempts.take('a', 'b')],
    ['an insertion with a question', () => database.attempts.create({ ...attempt, id: 'b' }, 10)],
    ['deletion in slices', () => database.sessions.deleteExpired(1)],
    ['a transaction', () => database.identities.unbind('u', 'i', [])],
    ['a transaction that writes', () => database.identities.save(key, profile, 1, ids)],
    ['storing tokens', () => database.userTokens.put(owner, pair)],
    ['locking tokens', () => database.userTokens.unlock(owner, 'me')],
    ['a migration', () => database.migrate()],
    ['a change of the key', () => database.rotateKeys()],
  ])('is waited for by %s, while the event loop goes on', async (_, work) => {
    await hold('begin immediate')
    expect(await waits(work())).toBe(true)
  })

  it('is waited for by whoever opens the file, and by the first statement', async () => {
    await database.close()
    await hold('pragma locking_mode = exclusive; begin immediate; update users set created_at = 1; commit')
    let opened: Database | undefined
    const opening = async () => {
      opened = await openDatabase(`sqlite:${path}`, { sealer: testSealer })
      await opened.identities.get('i')
    }
    expect(await waits(opening())).toBe(true)
    await opened?.close()
  })

  it('is waited for by twenty at once, all of whom get through', async () => {
    await hold('begin immediate')
    const all = Array.from({ length: 20 }, (_, n) =>
      n % 2 === 0 ? database.sessions.touch('h', n) : database.identities.save(key, profile, n, ids),
    )
    expect(await waits(Promise.all(all))).toBe(true)
  })

  it('is never waited for by SQLite itself, which would stop the event loop', async () => {
    await hold('select 1')
    const file = await openSqliteFile(path)
    expect(Object.values({ ...file.prepare('pragma busy_timeout').get() })).toEqual([0])
    file.close()
  })

  it('of a process that dies ends with it', async () => {
    await hold('begin immediate')
    const saving = database.identities.save(key, profile, 1, ids)
    await setTimeout(50)
    holder.kill('SIGKILL')
    expect((await saving).lastSignInAt).toBe(1)
    const file = new DatabaseSync(path)
    expect(file.prepare('pragma integrity_check').all()).toMatchObject([{ integrity_check: 'ok' }])
    file.close()
  })
})
