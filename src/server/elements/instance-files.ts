// Prepares: an instance as the two files of a directory, checked as if it were kept in the database.

import { isFullName, pathOf } from '../../elements/index.ts'
import { redirectUriOf } from '../../sign-in/index.ts'
import type { ElementInput } from '../elements-types.ts'
import { elementFiles } from './files.ts'
import { type InputRules, newElement } from './input.ts'

export interface InstanceFiles {
  fullName: string
  /** Below the folder of an application, with `/`. */
  path: string
  /** Texts by file name. */
  texts: Record<string, string>
  redirectUri: string
}

/** Stands in for the secret while the other fields are checked. */
const anySecret = 'x'.repeat(32)

/**
 * @param secretVariable name of the variable that holds the secret; the file then has a placeholder for it
 * @throws ElementRefusal `request_invalid`
 */
export function instanceFiles(
  input: ElementInput,
  rules: InputRules,
  secretVariable: string | undefined,
): InstanceFiles {
  const given = secretVariable === undefined ? input : { ...input, appSecret: anySecret }
  // Which Types there are depends on all folders together; the server says it when it reads them.
  const { fullName, title, type, config } = newElement(given, rules, isFullName).element
  const appSecret = secretVariable === undefined ? input.appSecret : `{{${secretVariable}}}`
  return {
    fullName,
    path: pathOf(fullName),
    texts: elementFiles({ name: input.name, title, type, config: { ...config, appSecret } }),
    redirectUri: redirectUriOf(rules.origin, input.name),
  }
}
