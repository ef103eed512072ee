// Parses: the commands below `larkspur element`.

import type { Command } from 'commander'
import type { ConfigFlags } from './config.ts'
import { type CreateFlags, createElement } from './element-create.ts'
import { elementHelp } from './element-words.ts'
import { type JsonFlags, listElements, removeElement, testElement } from './elements.ts'
import type { Io } from './io.ts'
import { helpTexts, type Language } from './words.ts'

const append = (value: string, earlier: string[] = []) => [...earlier, value]

export function addElementCommands(
  program: Command,
  io: Io,
  language: Language,
  finish: (exitCode: number) => void,
): void {
  const say = (name: keyof typeof elementHelp) => elementHelp[name][language]
  const [help, config] = [helpTexts.help[language], helpTexts.config[language]]
  const element = program.command('element').description(say('element')).helpOption('-h, --help', help)
  const below = (name: 'create' | 'list' | 'test' | 'remove') =>
    element
      .command(name)
      .description(say(name))
      .helpOption('-h, --help', help)
      .option('--config <file>', config)
  below('create')
    .argument('<name>')
    .requiredOption('--app-id <id>', say('appId'))
    .option('--app-secret-stdin', say('secretStdin'))
    .option('--title <text>', say('title'))
    .option('--type <name>', say('type'))
    .option('--brand <brand>', say('brand'))
    .option('--host <origin>', say('host'))
    .option('--scope <scope>', say('scope'), append)
    .option('--token-endpoint <generation>', say('tokenEndpoint'))
    .option('--redirect-uri <address>', say('redirectUri'))
    .option('--directory <path>', say('directory'))
    .option('--secret-variable <name>', say('secretVariable'))
    .option('--json', say('json'))
    .action((name: string, flags: CreateFlags) => createElement(io, name, flags))
  below('list')
    .option('--json', say('json'))
    .action((flags: JsonFlags) => listElements(io, flags))
  below('test')
    .argument('<name>')
    .option('--json', say('json'))
    .action(async (name: string, flags: JsonFlags) => finish(await testElement(io, name, flags)))
  below('remove')
    .argument('<name>')
    .action((name: string, flags: ConfigFlags) => removeElement(io, name, flags))
}
