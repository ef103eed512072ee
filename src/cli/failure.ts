// Explains: why a command stopped, in one sentence each, and with which exit code.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { chineseSentence } from './failure-facts.ts'
import { configurationHead, type Language, portForbidden, portTaken, type Words } from './words.ts'

/** The person must change something before trying again. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly words: Words

  constructor(words: Words) {
    super(words.en)
    this.words = words
  }
}

/** The options are not usable: the sentences of the library, and what the command adds. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly added: Words

  constructor(cause: LarkspurError, added: Words) {
    super(cause.message, { cause })
    this.added = added
  }
}

/** 0 done, 1 failed, 2 wrong usage or configuration. */
type ExitCode = 0 | 1 | 2

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

/** Runs `listen` and turns a taken port into a sentence that names the setting to change. */
export async function withPort<T>(port: number, setting: string, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen()
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EADDRINUSE') throw new UsageError(portTaken(port, setting))
    if (code === 'EACCES') throw new UsageError(portForbidden(port, setting))
    throw error
  }
}

function settingLines(language: Language, message: string, added: string[] = []): string[] {
  const head = configurationHead[language]
  return [...(head === '' ? [] : [head]), ...message.split('\n'), ...added]
}

export function explain(error: unknown, language: Language): { lines: string[]; exitCode: ExitCode } {
  if (error instanceof UsageError) return { lines: error.words[language].split('\n'), exitCode: 2 }
  if (error instanceof ConfigurationError) {
    return { lines: settingLines(language, error.message, [error.added[language]]), exitCode: 2 }
  }
  if (error instanceof LarkspurError && error.code === 'configuration_invalid') {
    return { lines: settingLines(language, error.message), exitCode: 2 }
  }
  if (error instanceof LarkspurError) {
    const line = language === 'zh' ? chineseSentence(error) : `${error.message} ${error.hint}`
    return { lines: [line], exitCode: 1 }
  }
  return { lines: [error instanceof Error ? error.message : String(error)], exitCode: 1 }
}
