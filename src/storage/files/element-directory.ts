// Reads: applications with login elements from folders.

import type { ElementApplication } from '../../elements/index.ts'

/**
 * One application per folder, in the same order. What cannot be read is a problem of its application. Never rejects.
 * @param directories relative ones are taken from the working directory
 */
export async function readElementDirectories(_directories: readonly string[]): Promise<ElementApplication[]> {
  return []
}
