// Obtains: the App Secret of an instance, never from the words of the command, which other people of the machine can see.

import { askSecret, secretNeeded } from './element-words.ts'
import { UsageError } from './failure.ts'
import { type Io, terminalLanguage } from './io.ts'

/** From standard input when that is asked for, else from the environment, else from whoever sits at the terminal. */
export async function readAppSecret(io: Io, isPiped: boolean): Promise<string> {
  const { environment, input } = io
  const given = isPiped
    ? await input?.readAll()
    : environment.ELEMENT_APP_SECRET?.trim() ||
      (input?.isTerminal === true && io.isTerminal
        ? await input.askHidden(askSecret[terminalLanguage(environment)])
        : undefined)
  const secret = given?.trim() ?? ''
  if (secret === '') throw new UsageError(secretNeeded)
  return secret
}
