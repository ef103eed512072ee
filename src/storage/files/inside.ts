// Follows: links, as long as they stay inside a folder.

import { realpath, stat } from 'node:fs/promises'
import { sep } from 'node:path'
import type { BothLanguages } from '../../elements/index.ts'
import { refuse, Unreadable } from './read-text.ts'

/** Where something really is. */
export interface Found {
  path: string
  kind: 'folder' | 'file' | 'other'
}

const leaves: BothLanguages = {
  en: 'It is a link that leads out of the application’s folder.',
  zh: '是指向应用文件夹之外的链接。',
}

/**
 * @param root the real path of the folder
 * @throws Unreadable
 */
export async function findInside(root: string, path: string): Promise<Found> {
  const real = await realpath(path).catch(refuse)
  if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) throw new Unreadable(leaves)
  const about = await stat(real).catch(refuse)
  return { path: real, kind: about.isDirectory() ? 'folder' : about.isFile() ? 'file' : 'other' }
}
