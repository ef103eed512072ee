// Writes: an instance as the two files of a directory.

import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isFullName, pathOf } from '../elements/index.ts'
import { elementFiles } from '../server/elements/files.ts'
import { type InputRules, newElement } from '../server/elements/input.ts'
import type { ElementInput } from '../server/elements-types.ts'
import { redirectUriOf } from '../sign-in/index.ts'
import { filesExist, folderUnusable } from './element-words.ts'
import { UsageError } from './failure.ts'

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined)

/** Stands in for a placeholder while the other fields are checked. */
const anySecret = 'x'.repeat(32)

export interface WrittenElement {
  fullName: string
  redirectUri: string
  paths: string[]
}

/**
 * Makes the folder of the instance below that of the application. Nothing that is there is written over.
 * @throws ElementRefusal, UsageError
 */
export async function writeElement(
  input: ElementInput,
  application: string,
  rules: InputRules,
): Promise<WrittenElement> {
  const { appSecret } = input
  const isPlaceholder = appSecret.startsWith('{{')
  // Which Types there are depends on all folders together; the server says it when it reads them.
  const checked = newElement(
    { ...input, appSecret: isPlaceholder ? anySecret : appSecret },
    rules,
    isFullName,
  )
  const { fullName, title, type, config } = checked.element
  const { name } = input
  const folder = join(application, pathOf(fullName))
  const texts = elementFiles({ name, title, type, config: { ...config, appSecret } })
  try {
    await mkdir(join(folder, '..'), { recursive: true })
    await mkdir(folder)
  } catch (error) {
    throw new UsageError(codeOf(error) === 'EEXIST' ? filesExist(folder) : folderUnusable(application))
  }
  const paths: string[] = []
  try {
    for (const [file, text] of Object.entries(texts)) {
      const path = join(folder, file)
      // The secret is for the owner of the server alone.
      await writeFile(path, text, { flag: 'wx', mode: file === 'e.json' ? 0o644 : 0o600 })
      paths.push(path)
    }
  } catch {
    await rm(folder, { recursive: true, force: true })
    throw new UsageError(folderUnusable(folder))
  }
  return { fullName, redirectUri: redirectUriOf(rules.origin, name), paths }
}
