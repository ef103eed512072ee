// Tests: a database of the first version, with people in it, after the second migration.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestDatabase } from '../../contracts/open-test-database.ts'
import { migrate } from '../migrate.ts'
import type { Database } from '../open-database.ts'
import type { Tables } from '../schema.ts'
import { adaptSqlite } from '../sqlite/adapter.ts'
import { openSqliteFile } from '../sqlite/file.ts'
import { dumpSchema } from '../sqlite/schema-dump.ts'
import { initial } from './0001_initial.ts'

/** More than one slice. */
const people = 450
const open = async (name: string) =>
  new Kysely<Tables>({ dialect: new SqliteDialect({ database: adaptSqlite(await openSqliteFile(name)) }) })

describe('0002', () => {
  let folder: string
  let path: string
  let database: Database
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'larkspur-'))
    path = join(folder, 'a.db')
    const db = await open(path)
    await migrate(db, { '0001_initial': initial })
    await db.destroy()
    fillFirstVersion(path)
    database = await openTestDatabase(`sqlite:${path}`)
  })
  afterEach(async () => {
    await database.close()
    await rm(folder, { recursive: true })
  })

  /** Person `n` of the first version, as the second one gives it back. */
  const person = (n: number, identityId: string) => ({
    userId: `user ${n}`,
    identityId,
    identity: {
      brand: n % 2 === 0 ? 'feishu' : 'lark',
      appId: `app ${n % 3}`,
      tenantKey: `tenant ${n % 5}`,
      subjectType: 'open_id',
      subject: `ou_${n}`,
    },
    profile: {
      name: `李 ${n}`,
      enName: `"${n}"`,
      avatarUrl: '',
      openId: `ou_${n}`,
      unionId: `on_${n}`,
      ...(n % 2 === 0 ? { userId: `u${n}`, email: `${n}@example.com`, employeeNo: '' } : {}),
      emailVerified: false,
    },
    blocked: n === 7 ? 'frozen' : null,
    doubt: null,
    lastSignInAt: 1_000 + n,
  })

  it('keeps every person, with a random name for the identity', async () => {
    const names = new Set<string>()
    for (let n = 0; n < people; n++) {
      const [found, ...others] = await database.identities.list(`user ${n}`)
      expect(others).toEqual([])
      expect(found?.identityId).toMatch(/^[A-Za-z0-9_-]{43}$/)
      expect(found).toEqual(person(n, found?.identityId ?? ''))
      names.add(found?.identityId ?? '')
    }
    expect(names.size).toBe(people)
  })

  it('knows the people at their next sign-in, and who came first', async () => {
    const [known] = await database.identities.list('user 4')
    if (known === undefined) throw new Error('lost')
    const ids = { userId: 'new', identityId: 'new' }
    const again = await database.identities.save(known.identity, known.profile, 9_000, ids)
    expect(again).toEqual({ ...known, lastSignInAt: 9_000 })
    expect(await database.identities.firstTenant('feishu', 'app 1')).toBe('tenant 4')
  })

  it('keeps every session, with the identity of its account', async () => {
    for (let n = 0; n < people; n++) {
      const [known] = await database.identities.list(`user ${n}`)
      expect(await database.sessions.find(`hash ${n}`)).toEqual({
        idHash: `hash ${n}`,
        userId: `user ${n}`,
        identityId: known?.identityId,
        createdAt: 1,
        lastSeenAt: 2,
        absoluteExpiresAt: 3,
        idleMs: 4,
        checkedAt: 5,
        confirmedAt: null,
      })
    }
    expect(await database.sessions.deleteByUser('user 1')).toBe(1)
  })

  it('D48 drops the sign-ins under way, and the file keeps nothing of what they held in clear', async () => {
    expect(await database.attempts.take('attempt', 'b')).toEqual({ outcome: 'unknown' })
    await database.close()
    const names = await readdir(folder)
    const bytes = Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))))
    expect(bytes.includes('李 7')).toBe(true)
    expect(bytes.includes('verifier-in-clear')).toBe(false)
  })

  it('leaves the same schema as a new database has, with every reference whole', async () => {
    const [migrated, fresh] = [await open(path), await open(':memory:')]
    await migrate(fresh)
    const schemaOf = (db: Kysely<Tables>) => dumpSchema(db as unknown as Kysely<never>)
    expect(await schemaOf(migrated)).toBe(await schemaOf(fresh))
    await migrated.destroy()
    await fresh.destroy()
    const file = new DatabaseSync(path)
    expect(file.prepare('pragma foreign_key_check').all()).toEqual([])
    expect(file.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    file.close()
  })

  it('deletes sessions and identities with their account', async () => {
    const file = new DatabaseSync(path)
    file.exec(`pragma foreign_keys = on; delete from users where id = 'user 3'`)
    file.close()
    expect(await database.identities.list('user 3')).toEqual([])
    expect(await database.sessions.find('hash 3')).toBeUndefined()
  })
})

/** As the first version wrote them; its own code is gone. */
function fillFirstVersion(path: string): void {
  const file = new DatabaseSync(path)
  file.exec('begin')
  const user = file.prepare('insert into users values (?, ?)')
  const identity = file.prepare(
    `insert into identities values (${Array.from({ length: 19 }, () => '?').join()})`,
  )
  const session = file.prepare('insert into sessions values (?, ?, 1, 2, 3, 4, 5)')
  for (let n = 0; n < people; n++) {
    const whole = n % 2 === 0
    user.run(`user ${n}`, n)
    identity.run(
      ...[whole ? 'feishu' : 'lark', `app ${n % 3}`, `tenant ${n % 5}`, 'open_id', `ou_${n}`],
      ...[`user ${n}`, `ou_${n}`, `on_${n}`, whole ? `u${n}` : null, `李 ${n}`, `"${n}"`, ''],
      ...[whole ? `${n}@example.com` : null, null, null, whole ? '' : null, n === 7 ? 'frozen' : null],
      ...[n, 1_000 + n],
    )
    session.run(`hash ${n}`, `user ${n}`)
  }
  // An account without anybody, which only hands in the tables can make.
  user.run('nobody', 0)
  session.run('hash of nobody', 'nobody')
  file
    .prepare('insert into attempts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run('attempt', 'redirect', 'feishu', 'a', 'https://x', 'verifier-in-clear', '/', 'b', 1, 2)
  file.exec('commit')
  file.close()
}
