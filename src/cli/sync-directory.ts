// Opens: the directory of one app, for a command.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { type OpenLarkspur, openExisting, openOrMake } from '../server/larkspur.ts'
import { createLogger } from '../server/log/logger.ts'
import type { LarkspurOptions } from '../server/options.ts'
import { type ConfigFlags, missingDatabase, withOptions } from './config.ts'
import { UsageError } from './failure.ts'
import { type Io, terminalLanguage } from './io.ts'
import { readLogLevel } from './log-level.ts'
import { madeDatabase, notWaiting } from './sync-words.ts'
import { notAccepted } from './words.ts'

/** What a command does with a directory. */
export type Directory = OpenLarkspur['directory']

/** What was typed does not fit; the sentence of the library says how. */
function misfit(error: LarkspurError): UsageError {
  return new UsageError(/does not wait/.test(error.message) ? notWaiting : notAccepted(error.message))
}

interface DirectoryFlags extends ConfigFlags {
  instance?: string
  log?: (line: string) => void
  /** Makes a database where none is, and says so. */
  make?: boolean
}

async function open(
  io: Io,
  { make = false }: DirectoryFlags,
  options: LarkspurOptions,
): Promise<OpenLarkspur> {
  try {
    return await openExisting(options)
  } catch (error) {
    const path = missingDatabase(error)
    if (!make || path === undefined) throw error
    const larkspur = await openOrMake(options)
    io.err(`larkspur: ${madeDatabase(path)[terminalLanguage(io.environment)]}`)
    return larkspur
  }
}

/** @throws UsageError when there is no such database, no such app, or a run does not wait */
export async function withDirectory<T>(
  io: Io,
  flags: DirectoryFlags,
  work: (directory: Directory, larkspur: OpenLarkspur) => Promise<T>,
): Promise<T> {
  return withOptions(io, flags, async (options) => {
    const { log = io.err } = flags
    const level = readLogLevel(io.environment.LOG_LEVEL, 'warn')
    const logger = createLogger(level, { write: (line) => log(line.trimEnd()) })
    const larkspur = await open(io, flags, { ...options, logger })
    try {
      return await work(larkspur.directoryOf(flags.instance), larkspur)
    } catch (error) {
      if (!(error instanceof LarkspurError) || error.code !== 'request_invalid') throw error
      throw misfit(error)
    } finally {
      await larkspur.close()
    }
  })
}
