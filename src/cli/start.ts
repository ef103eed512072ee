// Runs: the app alone, configured by variables.

import { existsSync } from 'node:fs'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { listen } from '../node/serve.ts'
import { optionsFromEnvironment } from '../server/environment.ts'
import { createLarkspur } from '../server/larkspur.ts'
import { createLogger } from '../server/log/logger.ts'
import type { LarkspurOptions } from '../server/options.ts'
import { UsageError, withPort } from './failure.ts'
import type { Io } from './io.ts'
import { readLogLevel } from './log-level.ts'
import { readPort } from './numbers.ts'

/** Adds the file's variables to the environment; those already set stay as they are. */
function loadFile(path: string): void {
  if (!existsSync(path)) return
  try {
    process.loadEnvFile(path)
  } catch {
    throw new UsageError(`The file ${path} cannot be read; check its permissions.`)
  }
}

/** An emulator's host is plain http on loopback, which only development admits; say so where it is refused. */
async function create(io: Io, options: LarkspurOptions): ReturnType<typeof createLarkspur> {
  try {
    return await createLarkspur(options)
  } catch (error) {
    const refused = error instanceof LarkspurError && /must use https|private address/.test(error.message)
    if (refused && io.environment.NODE_ENV !== 'development') {
      throw new UsageError(`${error.message}\nSet NODE_ENV=development to work with an emulator.`)
    }
    throw error
  }
}

export async function start(io: Io, flags: { envFile: string }): Promise<void> {
  loadFile(flags.envFile)
  const { environment } = io
  const logger = createLogger(readLogLevel(environment.LOG_LEVEL, 'info'))
  const port = readPort(environment.PORT, 'PORT', 3000)
  const host = environment.HOST?.trim() || '127.0.0.1'
  const stopped = io.onStop()
  const listening = await withPort(port, 'PORT', () => listen({ port, host }))
  try {
    const options = optionsFromEnvironment(environment)
    const url = options.url ?? `http://127.0.0.1:${listening.port}`
    listening.attach(await create(io, { ...options, url, logger }))
    logger.info({ url, host, port: listening.port }, 'listening')
    await stopped
    logger.info({}, 'stopping')
  } finally {
    await listening.close()
  }
}
