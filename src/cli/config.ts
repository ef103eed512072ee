// Reads: the configuration of a command, from the environment and a file of variables.

import { existsSync } from 'node:fs'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { optionsFromEnvironment } from '../server/environment.ts'
import type { LarkspurOptions } from '../server/options.ts'
import { ConfigurationError, UsageError } from './failure.ts'
import type { Io } from './io.ts'
import { copyExample, fileUnreadable, forEmulator, noDatabase, notInMemory, notOurDatabase } from './words.ts'

export interface ConfigFlags {
  config?: string
}

/** Adds the file's variables to the environment; those already set stay as they are. Only .env may be missing. */
export function loadFile(path: string | undefined): void {
  if (path === undefined && !existsSync('.env')) return
  try {
    process.loadEnvFile(path ?? '.env')
  } catch {
    throw new UsageError(fileUnreadable(path ?? '.env'))
  }
}

/** Why there is no database to work on, and where; undefined for every other failure. */
function lackOf(error: unknown): { path: string; what: 'missing' | 'foreign' | 'in memory' } | undefined {
  if (!(error instanceof LarkspurError) || error.code !== 'configuration_invalid') return undefined
  const pattern = /^DATABASE_URL names (.+), which (does not exist|is no database of Larkspur)\.$/s
  const [, path, said] = pattern.exec(error.message) ?? []
  if (path === undefined) return undefined
  if (path === ':memory:') return { path, what: 'in memory' }
  return { path, what: said === 'does not exist' ? 'missing' : 'foreign' }
}

/** Where a database is missing; undefined when that is not why it failed. */
export function missingDatabase(error: unknown): string | undefined {
  const lack = lackOf(error)
  return lack?.what === 'missing' ? lack.path : undefined
}

/** Says what to do about the two refusals that a first start meets: nothing is set, or the emulator's host. */
export async function explained<T>(io: Io, options: LarkspurOptions, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof LarkspurError) || error.code !== 'configuration_invalid') throw error
    const lack = lackOf(error)
    if (lack?.what === 'in memory') throw new UsageError(notInMemory)
    if (lack !== undefined) {
      throw new UsageError(lack.what === 'missing' ? noDatabase(lack.path) : notOurDatabase(lack.path))
    }
    const { feishu, sessionSecret } = options
    if (feishu.appId === undefined && feishu.appSecret === undefined && sessionSecret === undefined) {
      throw new ConfigurationError(error, copyExample)
    }
    const refused = /must use https|private address/.test(error.message)
    if (refused && io.environment.NODE_ENV !== 'development') throw new ConfigurationError(error, forEmulator)
    throw error
  }
}

/** Runs `work` with the options of a command that serves nothing, and so needs no address of its own. */
export async function withOptions<T>(
  io: Io,
  flags: ConfigFlags,
  work: (options: LarkspurOptions) => Promise<T>,
): Promise<T> {
  loadFile(flags.config)
  const given = optionsFromEnvironment(io.environment)
  const options = { ...given, url: given.url ?? 'http://127.0.0.1:3000' }
  return explained(io, options, () => work(options))
}
