// Reads: the file with the configuration of an instance.

import { type ConfigRules, checkConfig, type ReadConfig } from './config.ts'
import { nameOf } from './full-name.ts'
import { caseTwin } from './keys.ts'
import type { ElementFiles, ElementProblem } from './model.ts'
import { readObject } from './object-text.ts'
import { fillPlaceholders, type Unfilled } from './placeholders.ts'
import { type BothLanguages, placeOf, problemOf } from './problem.ts'

/** What the reading of a directory's configuration depends on. */
export interface FileRules extends ConfigRules {
  /** What `{{NAME}}` stands for. */
  variables: Readonly<Record<string, string>>
}

/** Reads `NAME.json` or `config.json`, with `{{NAME}}` filled from the variables. Never throws. */
export function readConfig(
  { fullName, texts }: Pick<ElementFiles, 'fullName' | 'texts'>,
  rules: FileRules,
): ReadConfig {
  const expected = [...new Set([`${nameOf(fullName)}.json`, 'config.json'])]
  const [file, second] = expected.filter((name) => Object.hasOwn(texts, name))
  if (file === undefined) {
    const [one = ''] = expected
    return { config: null, problems: [problemOf(fullName, one, missing(expected, Object.keys(texts)))] }
  }
  if (second !== undefined) {
    return { config: null, problems: [problemOf(fullName, file, several(file, second))] }
  }
  const read = readObject(fullName, file, texts[file] ?? '')
  if (read.object === undefined) return { config: null, problems: read.problems }
  const { value, unfilled } = fillPlaceholders(read.object, rules.variables)
  const checked = checkConfig(fullName, value, rules, file)
  if (unfilled.length === 0) return checked
  // What is wrong with a field that could not be filled is that it could not be filled.
  const told = new Set(unfilled.map(({ field }) => placeOf(file, field)))
  const others = checked.problems.filter(({ at }) => !told.has(at))
  return {
    config: null,
    problems: [...unfilled.map((one) => unfilledProblem(fullName, file, one)), ...others],
  }
}

function missing(expected: readonly string[], names: readonly string[]): BothLanguages {
  const [file = ''] = expected
  const twin = expected
    .map((name) => ({ name, found: caseTwin(name, names) }))
    .find(({ found }) => found !== undefined)
  if (twin !== undefined) {
    return {
      en: `The file is named ${twin.found}; rename it to ${twin.name}, upper and lower case alike.`,
      zh: `文件名为 ${twin.found}，请改为 ${twin.name}（区分大小写）。`,
    }
  }
  const others = names.filter((name) => name !== 'e.json')
  const found = others.length === 0 ? undefined : others.slice(0, 3).join(', ')
  return {
    en: `The configuration is missing: it must be named ${file}, as the folder is, or config.json.${found === undefined ? '' : ` Found: ${found}.`}`,
    zh: `缺少配置文件：文件名必须与文件夹同名，即 ${file}，或为 config.json。${found === undefined ? '' : `现有：${found}。`}`,
  }
}

const several = (one: string, other: string): BothLanguages => ({
  en: `There are both ${one} and ${other}; keep one of them.`,
  zh: `同时存在 ${one} 和 ${other}，请只保留一个。`,
})

function unfilledProblem(fullName: string, file: string, { field, variable }: Unfilled): ElementProblem {
  const words =
    variable === null
      ? {
          en: 'Between {{ and }} stands no name of a variable.',
          zh: '{{ 与 }} 之间不是变量名。',
        }
      : {
          en: `The variable ${variable} is not set: set it in the environment, or in the option elements.variables.`,
          zh: `未设置变量 ${variable}：请在环境变量或选项 elements.variables 中设置。`,
        }
  return problemOf(fullName, placeOf(file, field), words)
}
