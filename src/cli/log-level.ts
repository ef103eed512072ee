// Reads: how much to log.

import { type LogLevel, logLevels } from '../server/log/logger.ts'
import { UsageError } from './failure.ts'

/** @throws UsageError */
export function readLogLevel(text: string | undefined, fallback: LogLevel): LogLevel {
  const word = text?.trim().toLowerCase()
  if (word === undefined || word === '') return fallback
  const level = logLevels.find((one) => one === word)
  if (level === undefined) throw new UsageError(`LOG_LEVEL must be one of: ${logLevels.join(', ')}.`)
  return level
}
