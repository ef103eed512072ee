// Reads: who is in front of the simulated client and how it behaves, from the address of the client page.
import type { ClientProfile, Emulator } from '../types.ts'
import type { Language } from './views.ts'

const platforms = ['desktop', 'phone'] as const
const generations = ['current', 'old-client', 'old-sdk'] as const
const outcomes = ['accept', 'refuse', 'hang'] as const
const languages = ['zh_CN', 'en_US'] as const

function oneOf<T extends string>(allowed: readonly T[], value: string | undefined, otherwise: T): T {
  return allowed.find((each) => each === value) ?? otherwise
}

/** Unknown values fall back to the usual ones; an unknown person gives undefined, no person the first one. */
export function readProfile(
  emulator: Emulator,
  query: Record<string, string>,
  language: Language,
): ClientProfile | undefined {
  const person = query.open_id
    ? emulator.people.get(query.open_id)
    : emulator.people.list({ limit: 1 }).items[0]
  if (person === undefined) return undefined
  return {
    openId: person.open_id,
    platform: oneOf(platforms, query.platform, 'desktop'),
    language: oneOf(languages, query.language, language === 'zh' ? 'zh_CN' : 'en_US'),
    generation: oneOf(generations, query.generation, 'current'),
    outcome: oneOf(outcomes, query.outcome, 'accept'),
  }
}
