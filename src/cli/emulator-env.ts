// Prints: the lines for a .env of an emulated Feishu that runs already.

import { choosePort } from './emulator.ts'
import { UsageError } from './failure.ts'
import { refuseProduction } from './guard.ts'
import type { Io } from './io.ts'
import { noEmulator } from './words.ts'

async function ask(port: number): Promise<Record<string, string> | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/_emulator/api/`, {
      redirect: 'error',
      signal: AbortSignal.timeout(5_000),
    })
    const { env } = (await answer.json()) as { env?: Record<string, string> }
    return env
  } catch {
    return undefined
  }
}

export async function emulatorEnv(io: Io, flags: { port?: string }): Promise<void> {
  refuseProduction(io.environment, 'emulator')
  const { port } = choosePort(io, flags.port)
  const env = await ask(port)
  if (env === undefined) throw new UsageError(noEmulator(port))
  for (const [name, value] of Object.entries(env)) io.out(`${name}=${value}`)
}
