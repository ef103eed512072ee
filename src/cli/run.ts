// Parses: the command line, and runs one command.

import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { addAccountCommands } from './account-commands.ts'
import type { ConfigFlags } from './config.ts'
import { dev } from './dev.ts'
import { addElementCommands } from './element-commands.ts'
import { type EmulatorFlags, emulator } from './emulator.ts'
import { emulatorEnv } from './emulator-env.ts'
import { emulatorExec } from './emulator-exec.ts'
import { explain } from './failure.ts'
import { type Io, terminalLanguage } from './io.ts'
import { rotate } from './rotate.ts'
import { start } from './start.ts'
import { addSyncCommands } from './sync-commands.ts'
import { helpTexts, type Language, parserMessage, type Words } from './words.ts'

const append = (value: string, earlier: string[] = []) => [...earlier, value]

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

const titles: Record<string, Words> = {
  'Usage:': helpTexts.usage,
  'Options:': helpTexts.options,
  'Commands:': helpTexts.commands,
}

function createProgram(io: Io, language: Language, finish: (exitCode: number) => void): Command {
  const say = (name: keyof typeof helpTexts) => helpTexts[name][language]
  // Commands that are added below take over these settings, except the words of their own help option.
  const program = new Command('larkspur')
    .description(say('program'))
    .version(version(), '-V, --version', say('version'))
    .helpOption('-h, --help', say('help'))
    .helpCommand('help [command]', say('help'))
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ styleTitle: (title) => titles[title]?.[language] ?? title })
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(parserMessage(language, text.trimEnd())),
    })
  const command = (name: 'start' | 'dev' | 'emulator' | 'keys' | 'accounts') =>
    program.command(name).description(say(name)).helpOption('-h, --help', say('help'))
  command('start')
    .option('--config <file>', say('config'))
    .action((flags: { config?: string }) => start(io, flags))
  command('dev').action(() => dev(io))
  const withApp = (target: Command, port: string) =>
    target
      .option('--port <number>', port)
      .option('--seed <number>', say('seed'))
      .option('--users <number>', say('users'))
      .option('--app-id <id>', say('appId'))
      .option('--app-secret <secret>', say('appSecret'))
      .option('--redirect-url <url>', say('redirectUrl'), append)
      .option('--trusted-domain <domain>', say('trustedDomain'), append)
  // What stands behind `exec` and its command is the command's business.
  const alone = withApp(command('emulator'), say('port')).enablePositionalOptions()
  alone.action((flags: EmulatorFlags) => emulator(io, flags))
  const below = (name: 'env' | 'exec') =>
    alone.command(name).description(say(name)).helpOption('-h, --help', say('help'))
  below('env')
    .option('--port <number>', say('port'))
    .action((flags: { port?: string }) => emulatorEnv(io, flags))
  withApp(below('exec'), say('execPort'))
    .argument('<command...>')
    .passThroughOptions()
    .action(async (words: string[], flags: EmulatorFlags) => finish(await emulatorExec(io, words, flags)))
  command('keys')
    .command('rotate')
    .description(say('rotate'))
    .helpOption('-h, --help', say('help'))
    .option('--config <file>', say('config'))
    .action(async (flags: ConfigFlags) => finish(await rotate(io, flags)))
  addAccountCommands(command('accounts'), io, say, finish)
  addSyncCommands(program, io, language, finish)
  addElementCommands(program, io, language, finish)
  return program
}

/** Runs a command to its end. Never rejects. Answers the exit code, which may be that of a command it has run. */
export async function run(words: readonly string[], io: Io): Promise<number> {
  const language = terminalLanguage(io.environment)
  try {
    let exitCode = 0
    const finish = (code: number) => {
      exitCode = code
    }
    await createProgram(io, language, finish).parseAsync(words, { from: 'user' })
    return exitCode
  } catch (error) {
    // Commander has written its own message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const { lines, exitCode } = explain(error, language)
    for (const line of lines) io.err(`larkspur: ${line}`)
    return exitCode
  }
}
