// Reads: numbers of the command line and of variables.

import { UsageError } from './failure.ts'
import { notWhole } from './words.ts'

/** @throws UsageError that names `setting` */
export function readWhole(text: string, setting: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text.trim()) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) {
    throw new UsageError(notWhole(setting, least, most))
  }
  return value
}

/** @throws UsageError that names `setting` */
export function readPort(text: string | undefined, setting: string, fallback: number): number {
  return text === undefined || text.trim() === '' ? fallback : readWhole(text, setting, 0, 65_535)
}
