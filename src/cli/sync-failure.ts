// Explains: why a synchronisation failed, in the words of what was asked for.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { moment } from './amounts.ts'
import { explain } from './failure.ts'
import { answerOf, factsOf } from './failure-facts.ts'
import type { Directory } from './sync-directory.ts'
import type { SyncCommand } from './sync-request.ts'
import {
  departmentOutOfRange,
  noSuchDepartment,
  noSuchPerson,
  passesSoon,
  personOutOfRange,
  runningRun,
} from './sync-words.ts'
import { shown } from './terminal-text.ts'
import type { Language, Words } from './words.ts'

/** The catalogue speaks of people who sign in; here one was named by somebody else, or a department. */
const targets: Partial<Record<string, Words>> = {
  'department user_not_visible': departmentOutOfRange,
  'department department_not_found': noSuchDepartment,
  'department not_found': noSuchDepartment,
  'person user_not_visible': personOutOfRange,
  'person user_not_found': noSuchPerson,
  'person person_not_found': noSuchPerson,
}

/** The platform's own answer, which a conclusion of ours has as its cause. */
function platformOf({ platform, cause }: LarkspurError) {
  return platform ?? (cause instanceof LarkspurError ? cause.platform : undefined)
}

function aboutTarget(error: LarkspurError, command: SyncCommand, language: Language): string[] | undefined {
  if (command.kind !== 'sync') return undefined
  const words = targets[`${command.target.kind} ${error.code}`]
  if (words === undefined) return undefined
  const facts = language === 'zh' ? answerOf(platformOf(error)) : factsOf(platformOf(error))
  return [`${words[language]}${facts}`]
}

/** Which run is under way; whoever was killed leaves one behind that looks like it, for a while. */
async function aboutRunning(directory: Directory, language: Language): Promise<string[]> {
  const { items } = await directory.runs({ state: 'running', limit: 1 })
  const told = items.map(({ id, startedAt }) => runningRun(shown(id), moment(startedAt))[language])
  return [...told, passesSoon[language]]
}

export async function failureLines(
  failure: unknown,
  command: SyncCommand,
  directory: Directory,
  language: Language,
): Promise<string[]> {
  const { lines } = explain(failure, language)
  if (!(failure instanceof LarkspurError)) return lines
  if (failure.code === 'sync_running') return [...lines, ...(await aboutRunning(directory, language))]
  return aboutTarget(failure, command, language) ?? lines
}
