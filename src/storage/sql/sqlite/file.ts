// Opens: the SQLite file that a database URL names, private to its owner.

import { constants, existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { LarkspurError } from '../../../errors/larkspur-error.ts'
import { whenFree } from './busy.ts'
import { makeFolder } from './folder.ts'
import { isOurs } from './ours.ts'

/**
 * Opens the file, or a database in memory for `:memory:`.
 * @param mustExist for work on what is stored: a mistyped path must not become an empty database, nor another program's
 * file one of ours
 */
export async function openSqliteFile(name: string, mustExist = false): Promise<DatabaseSync> {
  const inMemory = name === ':memory:'
  const path = inMemory ? name : resolve(name)
  if (mustExist && !existsSync(path)) {
    const message = `DATABASE_URL names ${path}, which does not exist.`
    throw new LarkspurError('configuration_invalid', { message })
  }
  let database: DatabaseSync | undefined
  try {
    if (mustExist && !(await whenFree(async () => isOurs(path)))) {
      const message = `DATABASE_URL names ${path}, which is no database of Larkspur.`
      throw new LarkspurError('configuration_invalid', { message })
    }
    if (!inMemory) await createPrivately(path)
    const opened = new DatabaseSync(path)
    database = opened
    // All waiting is ours, see `whenFree`.
    opened.exec('pragma busy_timeout = 0')
    opened.exec('pragma foreign_keys = on')
    // What is deleted is gone from the file, not only from the tables.
    await whenFree(async () => opened.exec('pragma secure_delete = on'))
    // Readers and the writer do not wait for each other. Two processes that switch a new file at once can meet.
    if (!inMemory) await whenFree(async () => opened.exec('pragma journal_mode = wal'))
    return opened
  } catch (error) {
    database?.close()
    if (error instanceof LarkspurError) throw error
    throw new LarkspurError('storage_unavailable', {
      message: `The database file ${path} cannot be opened: ${reason(error)}.`,
      hint: 'Set DATABASE_URL to a file that this process may read and write, such as sqlite:./data/larkspur.db.',
      cause: error,
    })
  }
}

/** The file must never exist with wider permissions, not even for a moment; SQLite's -wal and -shm files copy them. */
async function createPrivately(path: string): Promise<void> {
  await makeFolder(dirname(path))
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  await file.close()
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EACCES' || code === 'EPERM') return 'no permission'
  if (code === 'EROFS') return 'the file system is read-only'
  if (code === 'ENOSPC') return 'the disk is full'
  if (code === 'EISDIR') return 'it is a folder'
  if (code === 'ENOTDIR') return 'a part of the path is a file'
  if (code === 'ENOENT') return 'its folder cannot be made'
  if (error instanceof Error && 'errcode' in error) {
    if (error.errcode === 26) return 'it is not a SQLite database'
    if (error.errcode === 5) return 'another process keeps it locked'
  }
  return error instanceof Error ? error.message.replace(/\.$/, '') : 'unknown reason'
}
