// Stores: instances that were made in the console or by the command line, their secrets encrypted.

import { type Kysely, sql } from 'kysely'
import * as z from 'zod'
import type { ElementStore, StoredElement, WritableElement } from '../../../elements/index.ts'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import { rowName, type Sealer } from '../../seal.ts'
import type { ElementRow, Tables } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

const secretsShape = z.object({
  appSecret: z.string(),
  eventSecrets: z
    .object({ encryptKey: z.string().exactOptional(), verificationToken: z.string().exactOptional() })
    .nullable(),
})
const configShape = z.record(z.string(), z.unknown())

/** A row that somebody has spoiled stops no other: its element says by itself what it lacks. */
function readConfig(text: string): Record<string, unknown> {
  try {
    return configShape.parse(JSON.parse(text))
  } catch {
    return {}
  }
}

export function createElementStore(db: Kysely<Tables>, sealer: Sealer): ElementStore {
  const changing = async (element: WritableElement) => ({
    title: element.title,
    type: element.type,
    config: JSON.stringify(element.config),
    sealed: await sealer.seal(rowName('elements', element.fullName), secretsOf(element)),
    enabled: element.enabled ? 1 : 0,
    updated_at: element.updatedAt,
  })

  async function read(row: ElementRow): Promise<StoredElement> {
    const text = await sealer.open(rowName('elements', row.full_name), row.sealed)
    const secrets = text === undefined ? undefined : secretsShape.safeParse(JSON.parse(text)).data
    return {
      fullName: row.full_name,
      title: row.title,
      type: row.type,
      config: readConfig(row.config),
      appSecret: secrets?.appSecret ?? null,
      eventSecrets: secrets?.eventSecrets ?? null,
      enabled: row.enabled === 1,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    }
  }

  return {
    async create(element, version) {
      const row = {
        full_name: element.fullName,
        created_at: element.createdAt,
        ...(await changing(element)),
      }
      return inTransaction(db, async (connection) => {
        if (!(await isAt(connection, version))) return false
        const taken = await connection
          .selectFrom('elements')
          .select('full_name')
          .where(sql`lower(full_name)`, '=', element.fullName.toLowerCase())
          .executeTakeFirst()
        if (taken !== undefined) throw new LarkspurError('element_exists')
        await connection.insertInto('elements').values(row).execute()
        await countUp(connection)
        return true
      })
    },

    async replace(element, seen, version) {
      const changes = await changing(element)
      return inTransaction(db, async (connection) =>
        (await isAt(connection, version)) ? write(connection, element.fullName, changes, seen) : false,
      )
    },

    setEnabled: (fullName, enabled, updatedAt, seen) =>
      inTransaction(db, (connection) =>
        write(connection, fullName, { enabled: enabled ? 1 : 0, updated_at: updatedAt }, seen),
      ),

    delete: (fullName) =>
      inTransaction(db, async (connection) => {
        const { numDeletedRows } = await connection
          .deleteFrom('elements')
          .where('full_name', '=', fullName)
          .executeTakeFirst()
        if (numDeletedRows === 0n) return false
        await countUp(connection)
        return true
      }),

    async list() {
      const rows = await db.selectFrom('elements').selectAll().orderBy('full_name').execute()
      return Promise.all(rows.map(read))
    },

    version: () => versionOf(db),
  }
}

const secretsOf = ({ appSecret, eventSecrets }: WritableElement) =>
  JSON.stringify({ appSecret, eventSecrets })

/** False when it is gone, or not what was seen. */
async function write(
  db: Kysely<Tables>,
  fullName: string,
  changes: Partial<ElementRow>,
  seen: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('elements')
    .set(changes)
    .where('full_name', '=', fullName)
    .where('updated_at', '=', seen)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await countUp(db)
  return true
}

async function versionOf(db: Kysely<Tables>): Promise<number> {
  const { number } = await db.selectFrom('element_version').select('number').executeTakeFirstOrThrow()
  return number
}

/** In the transaction of the change: nothing comes in between. */
const isAt = async (db: Kysely<Tables>, version: number | undefined): Promise<boolean> =>
  version === undefined || (await versionOf(db)) === version

/** In the transaction of the change: whoever sees the number sees the change, too. */
async function countUp(db: Kysely<Tables>): Promise<void> {
  await db
    .updateTable('element_version')
    .set((of) => ({ number: of('number', '+', 1) }))
    .execute()
}
