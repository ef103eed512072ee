// Decides: which instances run, and why the others do not.

import {
  checkConfig,
  type ElementProblem,
  type InstanceConfig,
  type ResolvedElement,
  readConfig,
  type StoredElement,
} from '../../elements/index.ts'
import type { InstanceSettings } from '../instance-settings.ts'
import type { Settings } from '../settings.ts'
import { settingsOf } from './settings.ts'

/** One element, and what runs of it. */
export interface Entry {
  resolved: ResolvedElement
  state: 'active' | 'disabled' | 'invalid' | 'overridden'
  problems: readonly ElementProblem[]
  /** Null for a Meta or Type, and for one of the settings. */
  config: InstanceConfig | null
  /** Null when it does not run. */
  settings: InstanceSettings | null
  /** Null for those that are not kept in the database. */
  stored: StoredElement | null
  /** Whether it is invalid because another one has its name or its app. */
  isTaken: boolean
}

export type PlanSettings = Pick<
  Settings,
  'origin' | 'instances' | 'elements' | 'subject' | 'allowInsecureHosts'
>

/** What a stored element has as its configuration, secrets included as far as they can be read. */
export const configOf = ({ config, appSecret, eventSecrets }: StoredElement): Record<string, unknown> => ({
  ...config,
  ...(appSecret === null ? {} : { appSecret }),
  ...(eventSecrets === null ? {} : { events: eventSecrets }),
})

const appKey = ({ app }: InstanceSettings) => `${app.brand} ${app.appId}`

const precedence = { built_in: 0, settings: 1, directory: 2, database: 3 } as const

/** The one that was there first counts, in every process alike. */
function inOrder(a: Entry, b: Entry): number {
  const [one, other] = [a.resolved, b.resolved]
  return (
    precedence[one.source] - precedence[other.source] ||
    (a.stored?.createdAt ?? 0) - (b.stored?.createdAt ?? 0) ||
    (one.fullName < other.fullName ? -1 : 1)
  )
}

/**
 * One entry per resolved element, in the same order. A name is unique without regard to case, and so is an app: people
 * and tokens are kept by app.
 */
export function planElements(
  resolved: readonly ResolvedElement[],
  stored: readonly StoredElement[],
  settings: PlanSettings,
): Entry[] {
  const entries = resolved.map((one) => {
    const row =
      one.source === 'database' ? stored.find(({ fullName }) => fullName === one.fullName) : undefined
    return readEntry(one, row ?? null, settings)
  })
  const names = new Map<string, string>()
  const apps = new Map<string, string>()
  for (const entry of entries.filter(({ resolved }) => resolved.kind === 'instance').sort(inOrder)) {
    if (entry.state === 'overridden') continue
    const { fullName, name } = entry.resolved
    const holder = names.get(name.toLowerCase())
    if (holder !== undefined) {
      refuse(entry, 'name', {
        en: `Another instance has this name already, upper and lower case apart: ${holder}.`,
        zh: `名称已被 ${holder} 使用（不区分大小写）。`,
      })
      continue
    }
    names.set(name.toLowerCase(), fullName)
    if (entry.settings === null) continue
    const same = apps.get(appKey(entry.settings))
    if (same === undefined) apps.set(appKey(entry.settings), fullName)
    else
      refuse(entry, 'appId', {
        en: `Its app is that of ${same} already: one app is one instance.`,
        zh: `该应用已由 ${same} 使用：一个应用只能对应一个实例。`,
      })
  }
  return entries
}

/** @param field what to change of an element of the database; those of folders have it in a file */
function refuse(entry: Entry, field: string, { en, zh }: { en: string; zh: string }): void {
  entry.state = 'invalid'
  entry.isTaken = true
  entry.settings = null
  const at = entry.stored === null ? '' : field
  entry.problems = [...entry.problems, { fullName: entry.resolved.fullName, at, en, zh }]
}

function readEntry(resolved: ResolvedElement, stored: StoredElement | null, settings: PlanSettings): Entry {
  const { fullName, name, state, files, overriddenBy } = resolved
  const entry: Entry = {
    resolved,
    stored,
    state: 'active',
    problems: resolved.problems,
    config: null,
    settings: null,
    isTaken: false,
  }
  const add = (problems: readonly ElementProblem[]) => {
    entry.problems = [...entry.problems, ...problems]
  }
  if (state === 'overridden') {
    entry.state = 'overridden'
    if (resolved.problems.length === 0 && overriddenBy !== null) add([overriding(fullName, overriddenBy)])
    return entry
  }
  if (state === 'hidden') {
    entry.state = 'overridden'
    if (resolved.problems.length === 0) {
      const en = 'It is private to its application, which another one extends.'
      add([{ fullName, at: 'e.json: accessModifier', en, zh: '该元素为私有，不被子应用继承。' }])
    }
    return entry
  }
  if (state === 'invalid') entry.state = 'invalid'
  if (resolved.kind !== 'instance') return entry
  if (resolved.source === 'settings') {
    entry.settings = settings.instances.find((one) => one.name === name) ?? null
    return entry
  }
  // Its configuration is not missing: nothing of it could be read.
  if (files !== null && resolved.problems.some(({ at }) => at === files.place)) return entry
  const rules = { url: settings.origin, allowInsecureHosts: settings.allowInsecureHosts }
  const read =
    files === null
      ? checkConfig(fullName, stored === null ? {} : configOf(stored), rules)
      : readConfig(files, { ...rules, variables: settings.elements.variables })
  add(stored?.appSecret === null ? [unreadable(fullName)] : read.problems)
  entry.config = read.config
  const made = read.config === null ? null : settingsOf(resolved, read.config, settings)
  add(made?.problems ?? [])
  if (entry.state === 'invalid' || made === null || made.settings === null) entry.state = 'invalid'
  else {
    entry.settings = made.settings
    if (stored?.enabled === false) entry.state = 'disabled'
  }
  return entry
}

const unreadable = (fullName: string): ElementProblem => ({
  fullName,
  at: 'appSecret',
  en: 'The App Secret cannot be decrypted: add the key that encrypted it to ENCRYPTION_KEYS, or enter it anew.',
  zh: '无法解密 App Secret：请将加密时使用的密钥加入 ENCRYPTION_KEYS，或重新填写。',
})

const sources = {
  built_in: { en: 'a built-in one', zh: '内置元素' },
  settings: { en: 'one of the settings', zh: '环境变量中的元素' },
  directory: { en: 'one of a directory', zh: '目录中的元素' },
  database: { en: 'one of the database', zh: '数据库中的元素' },
} as const

function overriding(
  fullName: string,
  { source, place, application }: NonNullable<ResolvedElement['overriddenBy']>,
): ElementProblem {
  const where = [application, place].filter((text) => text !== '').join(': ')
  const { en, zh } = sources[source]
  return {
    fullName,
    at: '',
    en: `Another element of this name counts, ${en}${where === '' ? '' : ` (${where})`}.`,
    zh: `同名元素优先：${zh}${where === '' ? '' : `（${where}）`}。`,
  }
}
