// Runs: `larkspur element create`.

import { instanceFiles } from '../server/elements/instance-files.ts'
import type { ElementInput } from '../server/elements-types.ts'
import type { LarkspurOptions } from '../server/options.ts'
import { readAppSecret } from './app-secret.ts'
import { withOptions } from './config.ts'
import { writeElement } from './element-files.ts'
import { addressWanted, filesOnly, made, notAVariable, written } from './element-words.ts'
import { asUsage, type JsonFlags, withElements } from './elements.ts'
import { UsageError } from './failure.ts'
import { type Io, terminalLanguage } from './io.ts'
import { toJsonLine } from './terminal-text.ts'

export interface CreateFlags extends JsonFlags {
  appId: string
  appSecretStdin?: boolean
  title?: string
  type?: string
  brand?: string
  host?: string
  scope?: string[]
  tokenEndpoint?: string
  redirectUri?: string
  directory?: string
  secretVariable?: string
}

/** What is not one of the words is refused, in words, by whoever checks the element. */
function inputOf(name: string, flags: CreateFlags, appSecret: string): ElementInput {
  const { appId, title, type, brand, host, scope: scopes, tokenEndpoint, redirectUri } = flags
  return {
    name,
    appId,
    appSecret,
    title,
    type,
    brand,
    host,
    scopes,
    tokenEndpoint,
    redirectUri,
  } as ElementInput
}

/** The address of the site is part of what is printed, so it is not guessed. */
function requireAddress(io: Io): void {
  if (!io.environment.LARKSPUR_URL?.trim()) throw new UsageError(addressWanted)
}

function prepared<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asUsage(error)
  }
}

async function writeFiles(io: Io, name: string, directory: string, flags: CreateFlags): Promise<void> {
  const { secretVariable } = flags
  if (secretVariable !== undefined && !/^[A-Za-z_]\w{0,99}$/.test(secretVariable)) {
    throw new UsageError(notAVariable)
  }
  await withOptions(io, flags, async (options: LarkspurOptions) => {
    requireAddress(io)
    const secret = secretVariable === undefined ? await readAppSecret(io, flags.appSecretStdin === true) : ''
    const rules = {
      origin: options.url,
      subject: options.subject ?? 'open_id',
      allowInsecureHosts: options.allowInsecureHosts === true,
    }
    const files = prepared(() => instanceFiles(inputOf(name, flags, secret), rules, secretVariable))
    const { fullName, redirectUri } = files
    const paths = await writeElement(files, directory)
    if (flags.json === true) return io.out(toJsonLine({ fullName, redirectUri, files: paths }))
    io.err(written(paths, fullName)[terminalLanguage(io.environment)])
    io.out(redirectUri)
  })
}

export async function createElement(io: Io, name: string, flags: CreateFlags): Promise<void> {
  if (flags.directory !== undefined) return writeFiles(io, name, flags.directory, flags)
  if (flags.secretVariable !== undefined) throw new UsageError(filesOnly)
  await withElements(io, flags, async (larkspur) => {
    requireAddress(io)
    const appSecret = await readAppSecret(io, flags.appSecretStdin === true)
    const input = inputOf(name, flags, appSecret)
    const { appId } = flags
    const entry = {
      action: 'element.create' as const,
      target: `auths.loginTypes.${name}`,
      details: { appId },
    }
    const status = await larkspur.asCommand(entry, () => larkspur.elements.create(input))
    if (flags.json === true) return io.out(toJsonLine(status))
    io.err(made(status.fullName)[terminalLanguage(io.environment)])
    io.out(status.redirectUri ?? '')
  })
}
