// Explains: why a command stopped, in one sentence each, and with which exit code.

import { LarkspurError } from '../errors/larkspur-error.ts'

/** The person must change something before trying again. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** 0 done, 1 failed, 2 wrong usage or configuration. */
export type ExitCode = 0 | 1 | 2

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}

/** Runs `listen` and turns a taken port into a sentence that names the setting to change. */
export async function withPort<T>(port: number, setting: string, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen()
  } catch (error) {
    const code = systemCode(error)
    if (code === 'EADDRINUSE') throw new UsageError(`Port ${port} is in use; set ${setting} to another port.`)
    if (code === 'EACCES')
      throw new UsageError(`Port ${port} is not permitted; set ${setting} to a port above 1023.`)
    throw error
  }
}

export function explain(error: unknown): { lines: string[]; exitCode: ExitCode } {
  if (error instanceof UsageError) return { lines: error.message.split('\n'), exitCode: 2 }
  if (error instanceof LarkspurError && error.code === 'configuration_invalid') {
    return { lines: error.message.split('\n'), exitCode: 2 }
  }
  if (error instanceof LarkspurError) return { lines: [`${error.message} ${error.hint}`], exitCode: 1 }
  return { lines: [error instanceof Error ? error.message : String(error)], exitCode: 1 }
}
