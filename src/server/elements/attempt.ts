// Keeps: how something that was tried at the platform ended.

import { LarkspurError } from '../../errors/larkspur-error.ts'

export type Attempt<T> = { value: T; error?: never } | { error: LarkspurError; value?: never }

/** What was tried, or why it failed. @throws whatever is no LarkspurError, and `aborted` */
export async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() }
  } catch (error) {
    if (error instanceof LarkspurError && error.code !== 'aborted') return { error }
    throw error
  }
}
