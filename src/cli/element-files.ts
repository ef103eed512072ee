// Writes: the two files of an instance.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { InstanceFiles } from '../server/elements/instance-files.ts'
import { filesExist, folderUnusable } from './element-words.ts'
import { UsageError } from './failure.ts'

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined)

/**
 * Makes the folder of the instance below that of the application, and answers what it wrote. Nothing that is there is
 * written over.
 * @throws UsageError
 */
export async function writeElement(
  { path, texts }: Pick<InstanceFiles, 'path' | 'texts'>,
  application: string,
): Promise<string[]> {
  const folder = join(application, path)
  try {
    await mkdir(join(folder, '..'), { recursive: true })
    await mkdir(folder)
  } catch (error) {
    throw new UsageError(codeOf(error) === 'EEXIST' ? filesExist(folder) : folderUnusable(application))
  }
  const paths: string[] = []
  try {
    for (const [file, text] of Object.entries(texts)) {
      const place = join(folder, file)
      // The secret is for the owner of the server alone.
      await writeFile(place, text, { flag: 'wx', mode: file === 'e.json' ? 0o644 : 0o600 })
      paths.push(place)
    }
  } catch {
    await rm(folder, { recursive: true, force: true })
    throw new UsageError(folderUnusable(folder))
  }
  return paths
}
