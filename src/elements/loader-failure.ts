// Explains: why a loader could not be run.

import { redact } from '../feishu/index.ts'
import type { BothLanguages } from './problem.ts'

const noTypeScript: BothLanguages = {
  en: 'This Node cannot run TypeScript: use Node 22.18 or later, or give the loader as loader.js or loader.mjs.',
  zh: '当前的 Node 无法直接运行 TypeScript：请使用 Node 22.18 或更高版本，或改用 loader.js、loader.mjs。',
}

const notErasable: BothLanguages = {
  en: 'Node runs TypeScript by removing its types: enums, namespaces and parameter properties cannot be used in a loader.',
  zh: 'Node 通过去除类型来运行 TypeScript：loader 中不能使用枚举、命名空间和参数属性。',
}

/** By Node's code of the failure, for a loader in TypeScript. */
const inWords: Record<string, BothLanguages> = {
  ERR_UNKNOWN_FILE_EXTENSION: noTypeScript,
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: notErasable,
}

/** What was thrown is anybody's text: what looks like a secret is removed, and it is cut. */
export function explainFailure(error: unknown, file: string): BothLanguages {
  const { code, message } = facts(error)
  const known =
    file.endsWith('.ts') && code !== undefined && Object.hasOwn(inWords, code) ? inWords[code] : undefined
  if (known !== undefined) return known
  const reason = redact(message)
  return {
    en: reason === '' ? 'The loader failed.' : `The loader failed: ${reason}`,
    zh: reason === '' ? 'loader 运行失败。' : `loader 运行失败：${reason}`,
  }
}

/** Even reading what was thrown may throw. */
function facts(error: unknown): { code?: string; message: string } {
  try {
    const { code, message } = Object(error)
    const text = typeof message === 'string' ? message : typeof error === 'string' ? error : ''
    return { ...(typeof code === 'string' ? { code } : {}), message: text }
  } catch {
    return { message: '' }
  }
}
