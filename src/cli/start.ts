// Runs: the app alone, configured by variables.

import { listen } from '../node/serve.ts'
import { type Environment, optionsFromEnvironment } from '../server/environment.ts'
import { createLarkspur } from '../server/larkspur.ts'
import { createLogger } from '../server/log/logger.ts'
import { isLoopbackHost } from '../server/loopback.ts'
import { readSettings } from '../server/settings.ts'
import { type ConfigFlags, explained, loadFile } from './config.ts'
import { UsageError, withPort } from './failure.ts'
import type { Io } from './io.ts'
import { readLogLevel } from './log-level.ts'
import { readPort } from './numbers.ts'
import { addressNeeded } from './words.ts'

/** Without LARKSPUR_URL the address is loopback, which is of no use to the machines that another HOST lets in. */
function refuseUnknownAddress(environment: Environment, host: string): void {
  const isLoopback = isLoopbackHost(host.includes(':') ? `[${host}]` : host.toLowerCase())
  if (!isLoopback && !environment.LARKSPUR_URL?.trim()) throw new UsageError(addressNeeded(host))
}

export async function start(io: Io, flags: ConfigFlags): Promise<void> {
  loadFile(flags.config)
  const { environment } = io
  const logger = createLogger(readLogLevel(environment.LOG_LEVEL, 'info'))
  const port = readPort(environment.PORT, 'PORT', 3000)
  const host = environment.HOST?.trim() || '127.0.0.1'
  refuseUnknownAddress(environment, host)
  const options = optionsFromEnvironment(environment)
  const urlAt = (ownPort: number) => options.url ?? `http://127.0.0.1:${ownPort}`
  // Before the port is asked for: a busy port would hide what else is wrong.
  await explained(io, options, () => readSettings({ ...options, url: urlAt(port) }))
  const stopped = io.onStop()
  const listening = await withPort(port, 'PORT', () => listen({ port, host }))
  try {
    const url = urlAt(listening.port)
    listening.attach(await explained(io, options, () => createLarkspur({ ...options, url, logger })))
    logger.info({ url, host, port: listening.port }, 'listening')
    await stopped
    logger.info({}, 'stopping')
  } finally {
    await listening.close()
  }
}
