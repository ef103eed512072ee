// Runs: the emulated Feishu alone.

import type { AppSettings, Emulator } from '../emulator/types.ts'
import { demoScopes } from './demo-scopes.ts'
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
    scopes: [...demoScopes],
    ...(flags.appId === undefined ? {} : { appId: flags.appId }),
    ...(flags.appSecret === undefined ? {} : { appSecret: flags.appSecret }),
    ...(flags.redirectUrl === undefined ? {} : { redirectUrls: flags.redirectUrl }),
    ...(flags.trustedDomain === undefined ? {} : { trustedDomains: flags.trustedDomain }),
  }
}

/** The port, and the setting that a person changes for another one. */
export function choosePort(io: Io, flag: string | undefined): { port: number; setting: string } {
  const setting = flag === undefined ? 'EMULATOR_PORT' : '--port'
  const port = readPort(flag ?? io.environment.EMULATOR_PORT, setting, defaultEmulatorPort)
  return { port, setting }
}

/** @param usualPort in place of `EMULATOR_PORT`, when no flag names a port */
export async function launchEmulator(io: Io, flags: EmulatorFlags, usualPort?: number): Promise<Emulator> {
  const { port, setting } = choosePort(io, flags.port ?? usualPort?.toString())
  const users = readWhole(flags.users ?? '200', '--users', 1, 10_000_000)
  const seed = flags.seed === undefined ? undefined : readWhole(flags.seed, '--seed', 0, 4_294_967_295)
  // Loaded only here, so that `larkspur start` never holds any of it.
  const { startEmulator } = await import('../emulator/index.ts')
  return withPort(port, setting, () =>
    startEmulator({
      port,
      organisation: { users },
      app: appSettings(flags),
      ...(seed === undefined ? {} : { seed }),
    }),
  )
}

export async function emulator(io: Io, flags: EmulatorFlags): Promise<void> {
  refuseProduction(io.environment, 'emulator')
  const stopped = io.onStop()
  const feishu = await launchEmulator(io, flags)
  try {
    for (const [name, value] of Object.entries(feishu.env)) io.out(`${name}=${value}`)
    for (const line of emulatorHelp(terminalLanguage(io.environment), feishu.url)) io.err(line)
    await stopped
  } finally {
    await feishu.close()
  }
}
