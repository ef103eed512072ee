// Reads: a text file of bounded size, and nothing that is no file.

import { constants, open } from 'node:fs/promises'
import type { BothLanguages } from '../../elements/index.ts'

/** Why a file or folder was not read. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly words: BothLanguages

  constructor(words: BothLanguages) {
    super(words.en)
    this.words = words
  }
}

/** @throws Unreadable */
export async function readText(path: string, mostBytes: number): Promise<string> {
  // A pipe would keep the opener waiting for whoever writes into it.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(refuse)
  try {
    if (!(await file.stat()).isFile()) throw new Unreadable(noFile)
    const buffer = Buffer.alloc(mostBytes + 1)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0).catch(refuse)
    if (bytesRead > mostBytes) throw new Unreadable(tooLarge(mostBytes))
    return decode(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Unreadable({ en: 'The file is not in UTF-8.', zh: '文件编码不是 UTF-8。' })
  }
}

/** Turns a failure of the file system into words; the path, which may say more than is anybody's business, stays out. */
export function refuse(error: unknown): never {
  const { code } = Object(error)
  if (error instanceof Unreadable || typeof code !== 'string') throw error
  throw new Unreadable(words[code] ?? { en: `It cannot be read (${code}).`, zh: `无法读取（${code}）。` })
}

export const noFolder: BothLanguages = { en: 'It is not a folder.', zh: '不是文件夹。' }

const words: Record<string, BothLanguages> = {
  EACCES: { en: 'The server may not read it; change its permissions.', zh: '服务器无权读取，请修改权限。' },
  EPERM: { en: 'The server may not read it; change its permissions.', zh: '服务器无权读取，请修改权限。' },
  ENOENT: { en: 'It is not there.', zh: '不存在。' },
  ENOTDIR: noFolder,
  ELOOP: { en: 'It is a link that leads to itself.', zh: '是指向自身的链接。' },
}

const noFile: BothLanguages = { en: 'It is not a file.', zh: '不是文件。' }

const tooLarge = (bytes: number): BothLanguages => ({
  en: `The file is larger than ${bytes / 1024} KB.`,
  zh: `文件超过 ${bytes / 1024} KB。`,
})
