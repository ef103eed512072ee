// Opens: the directory of one app, for a command.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { type Larkspur, openExisting } from '../server/larkspur.ts'
import { createLogger } from '../server/log/logger.ts'
import { type ConfigFlags, withOptions } from './config.ts'
import { UsageError } from './failure.ts'
import type { Io } from './io.ts'
import { readLogLevel } from './log-level.ts'
import { notWaiting } from './sync-words.ts'
import { notAccepted } from './words.ts'

/** What a command does with a directory. */
export type Directory = Larkspur['directory']

/** What was typed does not fit; the sentence of the library says how. */
function misfit(error: LarkspurError): UsageError {
  return new UsageError(/does not wait/.test(error.message) ? notWaiting : notAccepted(error.message))
}

/** @throws UsageError when there is no such database, no such app, or a run does not wait */
export async function withDirectory<T>(
  io: Io,
  flags: ConfigFlags & { instance?: string; log?: (line: string) => void },
  work: (directory: Directory) => Promise<T>,
): Promise<T> {
  return withOptions(io, flags, async (options) => {
    const { log = io.err } = flags
    const level = readLogLevel(io.environment.LOG_LEVEL, 'warn')
    const logger = createLogger(level, { write: (line) => log(line.trimEnd()) })
    const larkspur = await openExisting({ ...options, logger })
    try {
      return await work(larkspur.directoryOf(flags.instance))
    } catch (error) {
      if (!(error instanceof LarkspurError) || error.code !== 'request_invalid') throw error
      throw misfit(error)
    } finally {
      await larkspur.close()
    }
  })
}
