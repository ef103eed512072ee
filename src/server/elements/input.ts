// Checks: what somebody wants to make of an instance, and makes the row of it.

import {
  checkConfig,
  type ElementProblem,
  type InstanceConfig,
  officialTypeName,
  type StoredElement,
  type WritableElement,
} from '../../elements/index.ts'
import { defaultInstance, instanceName } from '../../sign-in/index.ts'
import type { ElementChanges, ElementInput } from '../elements-types.ts'
import type { InstanceSettings } from '../instance-settings.ts'
import { neededAnew } from './needed-anew.ts'
import { configOf, type PlanSettings } from './plan.ts'
import { ElementRefusal } from './refusal.ts'
import { settingsOf } from './settings.ts'

/** Where the elements of the database are. */
const folder = 'auths.loginTypes.'

export const fullNameOf = (name: string) => `${folder}${name}`

/** What is given, without what is not. */
function given(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  )
}

/** What the rules depend on. */
export type InputRules = Pick<PlanSettings, 'origin' | 'subject' | 'allowInsecureHosts'>

interface Draft {
  name: string
  title: string
  type: string
  config: Record<string, unknown>
}

interface Checked {
  title: string
  type: string
  config: InstanceConfig
  settings: InstanceSettings
}

/** @throws ElementRefusal `request_invalid` */
function check(
  draft: Draft,
  settings: InputRules,
  isType: (fullName: string) => boolean,
  known: readonly ElementProblem[] = [],
): Checked {
  const { name, type } = draft
  const fullName = fullNameOf(name)
  const title = typeof draft.title === 'string' ? draft.title.trim() : ''
  const problems: ElementProblem[] = [...known]
  const add = (at: string, en: string, zh: string) => problems.push({ fullName, at, en, zh })
  if (typeof name !== 'string' || !instanceName.test(name)) {
    const en = 'The name must be 1 to 64 letters, digits, "_" and "-", and begin with a letter.'
    add('name', en, '名称须为 1 至 64 个字母、数字、“_”或“-”，并以字母开头。')
  } else if (name.toLowerCase() === defaultInstance) {
    add('name', 'This is the name of the first app; choose another.', '该名称属于首个应用，请使用其他名称。')
  }
  if ((title === '' && name !== '') || title.length > 200) {
    add('title', 'The title must have 1 to 200 characters.', '标题须为 1 至 200 个字符。')
  }
  if (!isType(type)) {
    const en = `There is no usable Type of this name; the official one is ${officialTypeName}.`
    add('type', en, `没有此名称的可用类型；官方类型为 ${officialTypeName}。`)
  }
  const rules = { url: settings.origin, allowInsecureHosts: settings.allowInsecureHosts }
  const read = checkConfig(fullName, draft.config, rules)
  problems.push(...read.problems)
  const made = read.config === null ? null : settingsOf({ fullName, name }, read.config, settings)
  problems.push(...(made?.problems ?? []))
  if (read.config === null || !made?.settings || problems.length > 0) {
    throw new ElementRefusal('request_invalid', problems)
  }
  return { title, type, config: read.config, settings: made.settings }
}

export type KeptElement = Omit<WritableElement, 'enabled' | 'createdAt' | 'updatedAt'>

/** What is to be kept, and the app that will run of it. */
export interface CheckedElement {
  element: KeptElement
  settings: InstanceSettings
}

function kept(fullName: string, { title, type, config, settings }: Checked): CheckedElement {
  const { appSecret, events, ...rest } = config
  const element = { fullName, title, type, config: given(rest), appSecret, eventSecrets: events ?? null }
  return { element, settings }
}

/** @throws ElementRefusal `request_invalid` */
export function newElement(
  input: ElementInput,
  settings: InputRules,
  isType: (fullName: string) => boolean,
): CheckedElement {
  const { name, title: asked, type = officialTypeName, events, ...rest } = input
  // A form sends a field that nobody filled in as an empty text.
  const title = asked?.trim() ? asked : name
  const config = { ...given(rest), ...(events === undefined ? {} : { events: given(events) }) }
  return kept(fullNameOf(name), check({ name, title, type, config }, settings, isType))
}

/** Stands in for a secret that must be given, while the other fields are checked. */
const anySecret = 'x'.repeat(32)

/**
 * What becomes of `before`; a secret that is left out stays where it may.
 * @throws ElementRefusal `request_invalid`
 */
export function changedElement(
  before: StoredElement,
  changes: ElementChanges,
  settings: InputRules,
  isType: (fullName: string) => boolean,
): CheckedElement {
  const { title = before.title, type = before.type, events, ...rest } = changes
  const told = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
  const config: Record<string, unknown> = { appSecret: anySecret, ...configOf(before), ...told }
  const { problems, isOtherApp } = neededAnew(before, config, changes)
  const secrets = isOtherApp ? null : before.eventSecrets
  if (events === null) delete config.events
  else if (events !== undefined) config.events = { ...secrets, ...given(events) }
  const name = before.fullName.slice(folder.length)
  const checked = check({ name, title, type, config: given(config) }, settings, isType, problems)
  return kept(before.fullName, checked)
}
