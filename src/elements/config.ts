// Reads: the configuration of an instance.

import type { ElementFiles, ElementProblem, InstanceConfig } from './model.ts'

/** What the rules for a configuration depend on. */
export interface ConfigRules {
  /** Public origin of the site; a `redirectUri` must be on it. */
  url: string
  /** Admits http and private addresses as `host`. */
  allowInsecureHosts: boolean
}

/** A checked configuration; null together with at least one problem. */
export interface ReadConfig {
  config: InstanceConfig | null
  /** Never holds the value of a secret. */
  problems: readonly ElementProblem[]
}

/** Reads `NAME.json` or `config.json`, with `{{NAME}}` filled from the variables. Never throws. */
export function readConfig(
  _files: Pick<ElementFiles, 'fullName' | 'texts'>,
  _rules: ConfigRules & { variables: Readonly<Record<string, string>> },
): ReadConfig {
  return { config: null, problems: [] }
}

/** Checks a configuration that comes from elsewhere, such as the database or a form: `at` of a problem is the field. */
export function checkConfig(_fullName: string, _config: unknown, _rules: ConfigRules): ReadConfig {
  return { config: null, problems: [] }
}
