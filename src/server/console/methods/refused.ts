// Tells: what of a refused change is the mistake of whoever typed it, beside its field.

import { LarkspurError } from '../../../errors/larkspur-error.ts'
import type { AppContext } from '../../context.ts'
import { ElementRefusal } from '../../elements/refusal.ts'
import { publicWords } from '../../errors.ts'
import { words } from '../texts.ts'
import { type FormField, type Problems, plainFields, secretFields } from './form-values.ts'
import { methodWords } from './texts.ts'

const fields: readonly FormField[] = [...plainFields, ...secretFields]

/** `scopes.0` stands in the field of the scopes, `events.encryptKey` in that of the key. */
function fieldOf(at: string): FormField | undefined {
  const parts = at === 'events' ? ['encryptKey'] : at.split('.')
  return fields.find((name) => parts.includes(name))
}

/**
 * What stands beside the fields, and what is said above the form. Any other error goes on its way.
 * @param lead says what was not done
 */
export function mistakesIn(
  c: AppContext,
  error: unknown,
  lead: string,
): { problems: Problems; wrong: string } {
  if (!(error instanceof LarkspurError)) throw error
  if (!['request_invalid', 'element_exists', 'element_invalid'].includes(error.code)) throw error
  if (!(error instanceof ElementRefusal))
    return { problems: {}, wrong: `${lead} ${publicWords(c, error.code).message}` }
  const language = c.get('language')
  const problems: Problems = {}
  const rest: string[] = []
  for (const problem of error.problems) {
    const field = fieldOf(problem.at)
    if (field === undefined) rest.push(problem[language])
    else problems[field] = [problems[field], problem[language]].filter(Boolean).join(' ')
  }
  const beside = Object.keys(problems).length === 0 ? [] : [words(c, methodWords).besideFields]
  return { problems, wrong: [lead, ...beside, ...rest].join(' ') }
}
