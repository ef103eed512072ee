// Runs: what an administrator does with login elements, from the command line.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { ElementRefusal } from '../server/elements/refusal.ts'
import type { Check, ElementStatus } from '../server/elements-types.ts'
import { type OpenLarkspur, openExisting } from '../server/larkspur.ts'
import { createLogger } from '../server/log/logger.ts'
import { type ConfigFlags, withOptions } from './config.ts'
import { checkNames, checkStates, noElement, noElements, notKept, sources, states } from './element-words.ts'
import { UsageError } from './failure.ts'
import { type Io, terminalLanguage } from './io.ts'
import { readLogLevel } from './log-level.ts'
import { columnsOf, shown, toJsonLine } from './terminal-text.ts'
import type { Language } from './words.ts'

export interface JsonFlags extends ConfigFlags {
  json?: boolean
}

/** What was typed does not fit: every mistake is a sentence, in the language of the terminal. */
export function asUsage(error: unknown): unknown {
  if (!(error instanceof ElementRefusal)) return error
  const sentences = (language: Language) => error.problems.map((problem) => problem[language]).join('\n')
  return new UsageError({ en: sentences('en'), zh: sentences('zh') })
}

/** @throws UsageError for what does not fit */
export function withElements<T>(
  io: Io,
  flags: ConfigFlags,
  work: (larkspur: OpenLarkspur) => Promise<T>,
): Promise<T> {
  return withOptions(io, flags, async (options) => {
    // What is wrong with single elements is told by the command itself.
    const logger = createLogger(readLogLevel(io.environment.LOG_LEVEL, 'error'))
    const larkspur = await openExisting({ ...options, logger })
    try {
      return await work(larkspur)
    } catch (error) {
      throw asUsage(error)
    } finally {
      await larkspur.close()
    }
  })
}

/** By its full name, or the last segment of that. */
function find({ elements }: OpenLarkspur, name: string): ElementStatus {
  const instances = elements.list().filter(({ kind, state }) => kind === 'instance' && state !== 'overridden')
  const found = instances.find((one) => one.fullName === name) ?? instances.find((one) => one.name === name)
  if (found === undefined) throw new UsageError(noElement(shown(name)))
  return found
}

function lineOf(element: ElementStatus, widths: readonly number[], language: Language): string {
  const app = element.app === null ? '' : `${element.app.brand} ${element.app.appId}`
  const columns = [
    shown(element.fullName, 120),
    states[element.state][language],
    sources[element.source][language],
    app,
  ]
  const padded = columns.map(
    (text, at) => text + ' '.repeat(Math.max(0, (widths[at] ?? 0) - columnsOf(text))),
  )
  return [...padded, shown(element.title)].join('  ').trimEnd()
}

export async function listElements(io: Io, flags: JsonFlags): Promise<void> {
  const language = terminalLanguage(io.environment)
  const all = await withElements(io, flags, async ({ elements }) => elements.list())
  if (flags.json === true) {
    for (const element of all) io.out(toJsonLine(element))
    return
  }
  const listed = all.filter(({ source }) => source !== 'built_in')
  if (listed.length === 0) io.err(`larkspur: ${noElements[language]}`)
  const longest = (text: (element: ElementStatus) => string) =>
    Math.max(0, ...listed.map((element) => columnsOf(text(element))))
  const widths = [
    longest(({ fullName }) => shown(fullName, 120)),
    longest(({ state }) => states[state][language]),
    longest(({ source }) => sources[source][language]),
    longest(({ app }) => (app === null ? '' : `${app.brand} ${app.appId}`)),
  ]
  for (const element of listed) {
    io.out(lineOf(element, widths, language))
    for (const problem of element.problems) {
      const where = problem.at === '' ? '' : `${problem.at}: `
      io.out(`    ${shown(where + problem[language], 400)}`)
    }
  }
}

function tellCheck(io: Io, check: Check, language: Language): void {
  io.out(`${checkStates[check.state][language]}  ${checkNames[check.name][language]}: ${check[language]}`)
  if (check.state === 'ok') return
  const facts = [
    check.url,
    check.platformCode === null ? null : `code ${check.platformCode}`,
    check.platformLogId === null ? null : `log id ${check.platformLogId}`,
  ].filter((fact) => fact !== null)
  if (facts.length > 0) io.out(`    ${facts.join(', ')}`)
}

/** Answers the exit code: 1 when a check failed. */
export async function testElement(io: Io, name: string, flags: JsonFlags): Promise<number> {
  const { ok, checks } = await withElements(io, flags, async (larkspur) => {
    const { fullName } = find(larkspur, name)
    return larkspur.asCommand({ action: 'element.test', target: fullName }, () =>
      larkspur.elements.test(fullName),
    )
  })
  if (flags.json === true) io.out(toJsonLine({ ok, checks }))
  else for (const check of checks) tellCheck(io, check, terminalLanguage(io.environment))
  return ok ? 0 : 1
}

export async function removeElement(io: Io, name: string, flags: ConfigFlags): Promise<void> {
  await withElements(io, flags, async (larkspur) => {
    const { fullName } = find(larkspur, name)
    try {
      await larkspur.asCommand({ action: 'element.delete', target: fullName }, () =>
        larkspur.elements.remove(fullName),
      )
    } catch (error) {
      if (!(error instanceof LarkspurError) || error.code !== 'element_read_only') throw error
      throw new UsageError(notKept(fullName))
    }
  })
}
