// Parses: the command line, and runs one command.

import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { dev } from './dev.ts'
import { type EmulatorFlags, emulator } from './emulator.ts'
import { type ExitCode, explain } from './failure.ts'
import type { Io } from './io.ts'
import { start } from './start.ts'

const append = (value: string, earlier: string[]) => [...earlier, value]

function version(): string {
  // One level up from the build, two from the sources, where one level up there is none.
  for (const place of ['../package.json', '../../package.json']) {
    try {
      return JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')).version
    } catch {
      // The other place then.
    }
  }
  return 'unknown'
}

function createProgram(io: Io): Command {
  const program = new Command('larkspur')
    .description('Feishu/Lark identity for web apps (飞书身份认证)')
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
    })
  program
    .command('start')
    .description('run the app from .env; every variable is explained in docs/configuration.md')
    .option('--env-file <path>', 'file with variables; those already set win', '.env')
    .action((flags: { envFile: string }) => start(io, flags))
  program
    .command('dev')
    .description('run an emulated Feishu and the app side by side, for trying and developing')
    .action(() => dev(io))
  program
    .command('emulator')
    .description('run an emulated Feishu alone; prints the lines for a .env file on stdout')
    .option('--port <number>', 'port to listen on, 0 for any (default: EMULATOR_PORT or 7070)')
    .option('--seed <number>', 'the same seed gives the same people, ids and secret')
    .option('--users <number>', 'people in the organisation', '200')
    .option('--app-id <id>', 'App ID of the app')
    .option('--app-secret <secret>', 'App Secret of the app')
    .option('--redirect-url <url>', 'redirect URL of the app; repeatable', append, [])
    .option('--trusted-domain <domain>', 'H5 trusted domain of the app; repeatable', append, [])
    .action((flags: EmulatorFlags) => emulator(io, flags))
  return program
}

/** Runs a command to its end. Never rejects. */
export async function run(words: readonly string[], io: Io): Promise<ExitCode> {
  try {
    await createProgram(io).parseAsync(words, { from: 'user' })
    return 0
  } catch (error) {
    // Commander has written its own message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const { lines, exitCode } = explain(error)
    for (const line of lines) io.err(`larkspur: ${line}`)
    return exitCode
  }
}
