// Rotates: everything that is encrypted in the database, to the newest key.

import { createSealer } from '../storage/seal.ts'
import { openDatabase, type Rotation, type RotationOptions } from '../storage/sql/index.ts'
import type { LarkspurOptions } from './options.ts'
import { readSettings } from './settings.ts'

/**
 * Encrypts anew, with the first of `encryptionKeys`, what an older one of them has encrypted. Safe while servers run,
 * and after an interruption: what is done stays done.
 * @throws LarkspurError `configuration_invalid`, `storage_unavailable`, `aborted`
 */
export async function rotateKeys(
  options: LarkspurOptions,
  rotation: RotationOptions = {},
): Promise<Rotation> {
  const { database: url, encryptionKeys } = readSettings(options)
  const database = await openDatabase(url, { sealer: createSealer(encryptionKeys), mustExist: true })
  try {
    await database.migrate()
    return await database.rotateKeys(rotation)
  } finally {
    await database.close()
  }
}
