// Runs: the change of what is encrypted in the database to the newest key.

import { rotateKeys } from '../server/rotate-keys.ts'
import { type ConfigFlags, withOptions } from './config.ts'
import { type Io, terminalLanguage } from './io.ts'
import { rotated, stillInFiles, unreadable } from './words.ts'

/** Answers the exit code: 1 when something could not be read with any of the keys. */
export async function rotate(io: Io, flags: ConfigFlags): Promise<number> {
  const language = terminalLanguage(io.environment)
  const stopping = new AbortController()
  void io.onStop().then(() => stopping.abort())
  const tell = ({ rewritten, current }: { rewritten: number; current: number }) => {
    if (io.isTerminal) io.err(rotated(rewritten, current)[language])
  }
  const result = await withOptions(io, flags, (options) =>
    rotateKeys(options, { onProgress: tell, signal: stopping.signal }),
  )
  io.out(JSON.stringify(result))
  if (!result.emptied) io.err(`larkspur: ${stillInFiles[language]}`)
  if (result.unreadable === 0) return 0
  io.err(`larkspur: ${unreadable(result.unreadable)[language]}`)
  return 1
}
