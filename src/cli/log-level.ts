// Reads: how much to log.

import { type LogLevel, logLevels } from '../server/log/logger.ts'
import { UsageError } from './failure.ts'
import { notALevel } from './words.ts'

/** @throws UsageError */
export function readLogLevel(text: string | undefined, fallback: LogLevel): LogLevel {
  const word = text?.trim().toLowerCase()
  if (word === undefined || word === '') return fallback
  const level = logLevels.find((one) => one === word)
  if (level === undefined) throw new UsageError(notALevel(logLevels.join(', ')))
  return level
}
