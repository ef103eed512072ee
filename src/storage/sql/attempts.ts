// Stores: sign-in attempts.

import type { Kysely } from 'kysely'
import type { Attempt, AttemptStore } from '../../sign-in/index.ts'
import { rowName, type Sealer } from '../seal.ts'
import type { AttemptRow, Tables } from './schema.ts'
import { inSlices } from './slices.ts'

/** PKCE verifiers are encrypted: they are what somebody lacks who has got hold of a code. */
export function createAttemptStore(db: Kysely<Tables>, sealer: Sealer): AttemptStore {
  return {
    async create(attempt, most) {
      const row = await toRow(attempt, sealer)
      const columns = Object.keys(row) as (keyof AttemptRow)[]
      // Counted in the statement that adds, so that callers at the same time cannot exceed the limit together.
      const rows = db.selectFrom('attempts').select((of) => of.fn.countAll<number>().as('count'))
      const result = await db
        .insertInto('attempts')
        .columns(columns)
        .expression(
          db
            .selectNoFrom((of) => columns.map((column) => of.val(row[column]).as(column)))
            .where(rows, '<', most),
        )
        .executeTakeFirst()
      return result.numInsertedOrUpdatedRows === 1n
    },

    async take(id, browserHash) {
      const row = await db
        .deleteFrom('attempts')
        .where('id', '=', id)
        .where('browser_hash', '=', browserHash)
        .returningAll()
        .executeTakeFirst()
      if (row !== undefined) {
        const attempt = await fromRow(row, sealer)
        // One whose verifier cannot be read can sign nobody in: its key is gone, or somebody moved it here.
        return attempt === undefined ? { outcome: 'unknown' } : { outcome: 'taken', attempt }
      }
      // Nothing was deleted; why only words the refusal, so this second statement need not be atomic with the first.
      const other = await db.selectFrom('attempts').select('id').where('id', '=', id).executeTakeFirst()
      return { outcome: other === undefined ? 'unknown' : 'other_browser' }
    },

    async trim(browserHash, keep) {
      const newest = db
        .selectFrom('attempts')
        .select('id')
        .where('browser_hash', '=', browserHash)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(keep)
      const result = await db
        .deleteFrom('attempts')
        .where('browser_hash', '=', browserHash)
        .where('id', 'not in', newest)
        .executeTakeFirst()
      return Number(result.numDeletedRows)
    },

    deleteExpired(now, atMost) {
      return inSlices(atMost, async (size) => {
        const oldest = db
          .selectFrom('attempts')
          .select('id')
          .where('expires_at', '<=', now)
          .orderBy('expires_at')
          .limit(size)
        const result = await db.deleteFrom('attempts').where('id', 'in', oldest).executeTakeFirst()
        return Number(result.numDeletedRows)
      })
    },
  }
}

const verifierRow = (id: string) => rowName('attempts', id)

async function toRow(attempt: Attempt, sealer: Sealer): Promise<AttemptRow> {
  return {
    id: attempt.id,
    kind: attempt.kind,
    brand: attempt.brand,
    app_id: attempt.appId,
    redirect_uri: attempt.redirectUri,
    sealed_verifier:
      attempt.codeVerifier === null ? null : await sealer.seal(verifierRow(attempt.id), attempt.codeVerifier),
    scopes: attempt.scopes.join(' '),
    prompt: attempt.prompt,
    user_id: attempt.userId,
    return_to: attempt.returnTo,
    browser_hash: attempt.browserHash,
    created_at: attempt.createdAt,
    expires_at: attempt.expiresAt,
  }
}

async function fromRow(row: AttemptRow, sealer: Sealer): Promise<Attempt | undefined> {
  const codeVerifier =
    row.sealed_verifier === null ? null : await sealer.open(verifierRow(row.id), row.sealed_verifier)
  if (codeVerifier === undefined) return undefined
  return {
    id: row.id,
    kind: row.kind as Attempt['kind'],
    brand: row.brand as Attempt['brand'],
    appId: row.app_id,
    redirectUri: row.redirect_uri,
    codeVerifier,
    scopes: row.scopes === '' ? [] : row.scopes.split(' '),
    prompt: row.prompt as Attempt['prompt'],
    userId: row.user_id,
    returnTo: row.return_to,
    browserHash: row.browser_hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
