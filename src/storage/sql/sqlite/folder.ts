// Makes: the folder of the database file, private to its owner.

import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Level by level: Node's own recursive mkdir never ends where the system answers that a parent is missing although it
 * is there, as below /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isThere(path)) return
  const parent = dirname(path)
  if (parent !== path) await makeFolder(parent)
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    // Somebody else made it just now; whether it is a folder shows when the file is opened.
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
