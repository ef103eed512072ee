// Writes: structured logs, through the redactor.

import { pino } from 'pino'
import type { Logger } from '../../feishu/index.ts'
import { createRedactor, createTextRedactor } from './redact.ts'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** JSON lines on stderr: stdout is for data. */
export function createLogger(level: LogLevel = 'info', destination?: { write(line: string): void }): Logger {
  // Synchronous, so that the last words before an exit are not lost.
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination({ fd: 2, sync: true }),
  )
}

/** Lets nothing through to `logger` that holds one of the secrets, a token, or a field that is secret by name. */
export function redactedLogger(logger: Logger, secrets: readonly string[]): Logger {
  const redact = createRedactor(secrets)
  const text = createTextRedactor(secrets)
  return {
    debug: (fields, message) => logger.debug(redact(fields), text(message)),
    info: (fields, message) => logger.info(redact(fields), text(message)),
    warn: (fields, message) => logger.warn(redact(fields), text(message)),
    error: (fields, message) => logger.error(redact(fields), text(message)),
  }
}
