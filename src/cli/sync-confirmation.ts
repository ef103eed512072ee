// Writes: what a waiting run would remove, and how to let it.

import type { Missing, RunReport } from '../server/directory-types.ts'
import { amount } from './amounts.ts'
import { shown } from './terminal-text.ts'
import type { Language } from './words.ts'

/** The beginning of the list, empty where no names are wanted; whoever wants all of it takes `sync show`. */
export interface ToRemove {
  people: readonly Missing[]
  departments: readonly Missing[]
}

const words = {
  en: {
    people: (count: string, of: string) => `${count} of ${of} people:`,
    departments: (count: string, of: string) => `${count} of ${of} departments:`,
    more: (count: string) => `… and ${count} more`,
    right: 'If they have really left, or the app is to see them no more:',
    wrong:
      'If not, correct the app’s contact range (Developer Console > Permissions & Scopes) and synchronise again. All of the list:',
  },
  zh: {
    people: (count: string, of: string) => `人员 ${of} 人中的 ${count} 人：`,
    departments: (count: string, of: string) => `部门 ${of} 个中的 ${count} 个：`,
    more: (count: string) => `……另有 ${count} 个`,
    right: '若他们确已离开，或应用不应再看到他们：',
    wrong: '否则请在开发者后台「权限管理」中修正应用的通讯录权限范围，然后重新同步。查看完整名单：',
  },
}

/** A word that a POSIX shell passes on as it is. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

function listed(heading: string, all: number, first: readonly Missing[], more: (count: string) => string) {
  if (all === 0) return []
  if (first.length === 0) return [`  ${heading.replace(/[:：]$/, '')}`]
  const names = first.map(({ id, name }) => `    ${name === '' ? '' : `${shown(name)}  `}${shown(id)}`)
  const rest = all - first.length
  return [`  ${heading}`, ...names, ...(rest > 0 ? [`    ${more(amount(rest))}`] : [])]
}

/** @param options what else the command needs to meet the same run again, such as `['--instance', 'lark']` */
export function confirmationLines(
  { id, removals }: Pick<RunReport, 'id' | 'removals'>,
  first: ToRemove,
  options: readonly string[],
  language: Language,
): string[] {
  if (removals === null) return []
  const say = words[language]
  const { people, departments, ofPeople, ofDepartments } = removals
  const command = (...parts: string[]) => `  larkspur ${[...parts, ...options].map(quoted).join(' ')}`
  return [
    ...listed(say.people(amount(people), amount(ofPeople)), people, first.people, say.more),
    ...listed(
      say.departments(amount(departments), amount(ofDepartments)),
      departments,
      first.departments,
      say.more,
    ),
    say.right,
    command('sync', '--confirm', id),
    say.wrong,
    command('sync', 'show', id),
  ]
}
