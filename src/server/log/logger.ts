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

/** A logger to which more secrets can be told. */
export interface RedactedLogger extends Logger {
  /** Hides these from now on, also when they are used no longer. */
  hide(secrets: readonly string[]): void
}

/** Lets nothing through to `logger` that holds one of the secrets, a token, or a field that is secret by name. Never throws. */
export function redactedLogger(logger: Logger, secrets: readonly string[]): RedactedLogger {
  const known = new Set<string>(secrets)
  let redact = createRedactor(secrets)
  let text = createTextRedactor(secrets)
  const write = (level: keyof Logger) => (fields: object, message: string) => {
    try {
      logger[level](redact(fields), text(message))
    } catch {
      // An answer must not depend on its log line, and there is no other place to tell it.
    }
  }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    hide(more) {
      if (more.every((secret) => known.has(secret))) return
      for (const secret of more) known.add(secret)
      redact = createRedactor([...known])
      text = createTextRedactor([...known])
    },
  }
}
