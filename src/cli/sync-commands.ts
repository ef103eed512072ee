// Parses: the commands `larkspur sync …`.

import type { Command } from 'commander'
import type { Io } from './io.ts'
import { sync } from './sync.ts'
import type { SyncFlags } from './sync-request.ts'
import { listRuns, type RunsFlags, showRun } from './sync-runs.ts'
import { syncHelp } from './sync-words.ts'
import { helpTexts, type Language } from './words.ts'

export function addSyncCommands(
  program: Command,
  io: Io,
  language: Language,
  finish: (exitCode: number) => void,
): void {
  const say = (name: keyof typeof syncHelp) => syncHelp[name][language]
  const known = (name: 'help' | 'config' | 'instance') => helpTexts[name][language]
  const common = (command: Command) =>
    command
      .helpOption('-h, --help', known('help'))
      .option('--config <file>', known('config'))
      .option('--instance <name>', known('instance'))
  const alone = common(program.command('sync').description(say('sync')).enablePositionalOptions())
    .option('--department <id>', say('department'))
    .option('--user <id>', say('user'))
    .option('--dry-run', say('dryRun'))
    .option('--full', say('full'))
    .option('--confirm <run>', say('confirm'))
    .option('--quiet', say('quiet'))
    .option('--json', say('json'))
    .action(async (flags: SyncFlags) => finish(await sync(io, flags)))
  common(alone.command('runs').description(say('runs')))
    .option('--limit <number>', say('limit'))
    .option('--json', say('json'))
    .action((flags: RunsFlags) => listRuns(io, flags))
  common(alone.command('show').description(say('show')))
    .argument('<run>')
    .action((id: string, flags: SyncFlags) => showRun(io, id, flags))
}
