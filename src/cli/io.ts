// Declares: what a command knows of the world around it.

import type { Environment } from '../server/environment.ts'
import type { Screen } from './progress.ts'
import type { Language } from './words.ts'

export interface Io {
  environment: Environment
  /** Writes a line of data to stdout. */
  out(line: string): void
  /** Writes a line for people to stderr. */
  err(line: string): void
  /** True when a person reads stderr as it is written. */
  isTerminal: boolean
  /** True when a person, not a program, reads stdout. */
  isOutTerminal: boolean
  /** The terminal behind stderr, for what is written over as it changes. */
  screen: Screen
  /** Where a person types, or another program writes. Absent: nowhere. */
  input?: Input
  /** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
  onStop(): Promise<void>
}

export interface Input {
  /** True when a person types. */
  isTerminal: boolean
  /** Everything up to the end. */
  readAll(): Promise<string>
  /** Asks on the terminal and shows nothing of what is typed; undefined when nothing was. */
  askHidden(question: string): Promise<string | undefined>
}

/** Chinese or English, by the variables that a terminal sets. */
export function terminalLanguage(environment: Environment): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || ''
  return /^zh/i.test(locale) ? 'zh' : 'en'
}
