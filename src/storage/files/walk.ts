// Walks: the folders of an application's elements, within bounds.

import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BothLanguages } from '../../elements/index.ts'
import { findInside } from './inside.ts'
import { noFolder, refuse, Unreadable } from './read-text.ts'

/** A folder with files in it; `frontend` and `backend` are folders of their own here. */
export interface Folder {
  /** Relative to the application, with `/`: `auths/loginTypes/FSInnerExample`. */
  place: string
  /** Names of what is in it and is no folder, sorted. */
  files: readonly string[]
}

export interface Walked {
  folders: readonly Folder[]
  /** What could not be entered. Which elements are in it nobody knows. */
  refused: readonly { place: string; words: BothLanguages }[]
}

const bounds = { depth: 12, entries: 10_000 }

const tooDeep: BothLanguages = { en: 'The folders are nested too deeply.', zh: '文件夹嵌套层数过多。' }
const tooMany: BothLanguages = {
  en: 'The application has more than 10,000 files and folders; the rest is not read.',
  zh: '应用中的文件和文件夹超过 10000 个，其余未读取。',
}

/** Nothing is where elements would be: then there are none, and nothing is unknown. A link to nowhere is something. */
export const absent: BothLanguages = { en: 'It is not there.', zh: '不存在。' }

export const isAbsent = async (path: string) =>
  (await lstat(path).catch((error: unknown) => Object(error).code)) === 'ENOENT'

/** What tools leave behind is not looked at. */
const isIgnored = (name: string) => name.startsWith('.') || name === 'node_modules'

/**
 * @param root real path of the application
 * @param start folder in it to begin with
 */
export async function walk(root: string, start: string): Promise<Walked> {
  const folders: Folder[] = []
  const refused: { place: string; words: BothLanguages }[] = []
  let entries = 0

  /** @param above real paths of the folders around this one: a link to one of them would lead round and round */
  async function enter(place: string, path: string, above: readonly string[]): Promise<void> {
    if (above.length > bounds.depth) throw new Unreadable(tooDeep)
    const found = (await readdir(path, { withFileTypes: true }).catch(refuse))
      .filter(({ name }) => !isIgnored(name))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
    entries += found.length
    if (entries > bounds.entries) {
      // What follows is not looked at, wherever it is.
      if (!refused.some(({ words }) => words === tooMany)) refused.push({ place: start, words: tooMany })
      return
    }
    const files: string[] = []
    const folder = { place, files }
    folders.push(folder)
    for (const entry of found) {
      const inner = `${place}/${entry.name}`
      if (entry.isDirectory()) await tell(inner, () => enter(inner, join(path, entry.name), [...above, path]))
      else if (entry.isSymbolicLink()) await tell(inner, () => follow(inner, entry.name, path, above, files))
      else files.push(entry.name)
    }
  }

  async function follow(
    place: string,
    name: string,
    path: string,
    above: readonly string[],
    files: string[],
  ): Promise<void> {
    const target = await findInside(root, join(path, name)).catch((error: unknown) => {
      // The folders of elements have no dot in their names. Whoever wants to read the file is told then.
      if (name.includes('.') && error instanceof Unreadable) return { kind: 'file' as const, path: '' }
      throw error
    })
    if (target.kind !== 'folder') files.push(name)
    else if (![...above, path].includes(target.path)) await enter(place, target.path, [...above, path])
  }

  async function tell(place: string, work: () => Promise<void>): Promise<void> {
    try {
      if (entries <= bounds.entries) await work()
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      refused.push({ place, words: error.words })
    }
  }

  await tell(start, async () => {
    if (await isAbsent(join(root, start))) throw new Unreadable(absent)
    const { path, kind } = await findInside(root, join(root, start))
    if (kind !== 'folder') throw new Unreadable(noFolder)
    await enter(start, path, [])
  })
  return { folders, refused }
}
