// Tells: whether this Node.js is too old. Imports nothing that an old one lacks.

import type { Language } from './words.ts'

const least = [22, 13] as const

/** What to say on a Node.js of this version; undefined where Larkspur runs. */
export function tooOld(version: string, language: Language): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > least[0] || (major === least[0] && minor >= least[1])) return undefined
  return language === 'zh'
    ? `Larkspur 需要 Node.js ${least.join('.')} 或更高版本，当前为 ${version}。`
    : `Larkspur needs Node.js ${least.join('.')} or newer; this is ${version}.`
}
