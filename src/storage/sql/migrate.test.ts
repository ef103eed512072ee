import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testSealer } from '../contracts/open-test-database.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { openDatabase } from './open-database.ts'
import type { Tables } from './schema.ts'
import { adaptSqlite } from './sqlite/adapter.ts'
import { openSqliteFile } from './sqlite/file.ts'
import { dumpSchema } from './sqlite/schema-dump.ts'

const open = async (name: string) =>
  new Kysely<Tables>({ dialect: new SqliteDialect({ database: adaptSqlite(await openSqliteFile(name)) }) })
const schemaOf = (db: Kysely<Tables>) => dumpSchema(db as unknown as Kysely<never>)

describe('migrate', () => {
  let folder: string
  let file: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'larkspur-'))
    file = join(folder, 'a.db')
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('leaves the schema that the snapshot holds', async () => {
    const db = await open(':memory:')
    await migrate(db)
    expect(await schemaOf(db)).toMatchSnapshot()
    await db.destroy()
  })

  it('runs each migration once', async () => {
    const database = await openDatabase(`sqlite:${file}`, { sealer: testSealer })
    expect(await database.migrate()).toEqual(Object.keys(migrations))
    expect(await database.migrate()).toEqual([])
    await database.close()
  })

  it('lets two connections of one process migrate the same file at once', async () => {
    const databases = await Promise.all([
      openDatabase(`sqlite:${file}`, { sealer: testSealer }),
      openDatabase(`sqlite:${file}`, { sealer: testSealer }),
    ])
    const ran = await Promise.all(databases.map((database) => database.migrate()))
    expect(ran.flat()).toEqual(Object.keys(migrations))
    for (const database of databases) await database.close()
  })

  it('lets four processes open and migrate the same new file at once', async () => {
    const script = `
      import { openDatabase } from ${JSON.stringify(new URL('./open-database.ts', import.meta.url).href)}
      import { testSealer as sealer } from ${JSON.stringify(new URL('../contracts/open-test-database.ts', import.meta.url).href)}
      const database = await openDatabase(${JSON.stringify(`sqlite:${file}`)}, { sealer })
      const ran = await database.migrate()
      await database.close()
      process.stdout.write(ran.join())
    `
    const runs = Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let output = ''
      child.stdout.on('data', (chunk) => {
        output += chunk
      })
      const [code] = await once(child, 'close')
      return { code, output }
    })
    const results = await Promise.all(runs)
    expect(results.map((result) => result.code)).toEqual([0, 0, 0, 0])
    expect(results.map((result) => result.output).filter((output) => output !== '')).toEqual([
      Object.keys(migrations).join(),
    ])
  })

  it('leaves no trace of a migration that fails half-way', async () => {
    const db = await open(file)
    await migrate(db)
    const before = await schemaOf(db)
    const broken = {
      ...migrations,
      '9999_broken': {
        async up(connection: Kysely<unknown>) {
          await connection.schema.createTable('half').addColumn('id', 'text').execute()
          throw new Error('halt')
        },
      },
    }
    await expect(migrate(db, broken)).rejects.toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringContaining('9999_broken'),
    })
    expect(await schemaOf(db)).toBe(before)
    expect(await migrate(db)).toEqual([])
    await db.destroy()
  })

  it('says that a newer version has written the database', async () => {
    const db = await open(file)
    await migrate(db, { ...migrations, '9999_future': { up: async () => undefined } })
    await expect(migrate(db)).rejects.toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringContaining('newer version'),
    })
    await db.destroy()
  })
})
