// Runs: the emulated Feishu alone.

import type { AppSettings } from '../emulator/types.ts'
import { withPort } from './failure.ts'
import { refuseProduction } from './guard.ts'
import { type Io, terminalLanguage } from './io.ts'
import { readPort, readWhole } from './numbers.ts'
import { emulatorHelp } from './texts.ts'

export const defaultEmulatorPort = 7070

export interface EmulatorFlags {
  port?: string
  seed?: string
  users?: string
  appId?: string
  appSecret?: string
  redirectUrl?: string[]
  trustedDomain?: string[]
}

function appSettings(flags: EmulatorFlags): Partial<AppSettings> {
  return {
    ...(flags.appId === undefined ? {} : { appId: flags.appId }),
    ...(flags.appSecret === undefined ? {} : { appSecret: flags.appSecret }),
    ...(flags.redirectUrl === undefined ? {} : { redirectUrls: flags.redirectUrl }),
    ...(flags.trustedDomain === undefined ? {} : { trustedDomains: flags.trustedDomain }),
  }
}

export async function emulator(io: Io, flags: EmulatorFlags): Promise<void> {
  refuseProduction(io.environment, 'emulator')
  const setting = flags.port === undefined ? 'EMULATOR_PORT' : '--port'
  const port = readPort(flags.port ?? io.environment.EMULATOR_PORT, setting, defaultEmulatorPort)
  const users = readWhole(flags.users ?? '200', '--users', 1, 10_000_000)
  const seed = flags.seed === undefined ? undefined : readWhole(flags.seed, '--seed', 0, 4_294_967_295)
  // Loaded only here, so that `larkspur start` never holds any of it.
  const { startEmulator } = await import('../emulator/index.ts')
  const stopped = io.onStop()
  const feishu = await withPort(port, setting, () =>
    startEmulator({
      port,
      organisation: { users },
      app: appSettings(flags),
      ...(seed === undefined ? {} : { seed }),
    }),
  )
  try {
    for (const [name, value] of Object.entries(feishu.env)) io.out(`${name}=${value}`)
    for (const line of emulatorHelp(terminalLanguage(io.environment), feishu.url)) io.err(line)
    await stopped
  } finally {
    await feishu.close()
  }
}
