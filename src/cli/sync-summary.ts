// Writes: what a synchronisation did, for a person.

import type { Counts, MissingPermission, RunReport, SyncWarning } from '../server/directory-types.ts'
import { amount, counted, duration } from './amounts.ts'
import { shown } from './terminal-text.ts'
import type { Language } from './words.ts'

const heads = {
  en: {
    completed: 'The directory is up to date.',
    part: 'What was asked for is up to date.',
    empty: 'The platform showed nobody and no department.',
    dryRun: 'Dry run: nothing was written. A run would do this:',
    waiting: 'The run waits: it would remove more than the guard lets through. Nothing was removed.',
    failed: 'The run failed.',
    running: 'The run has not ended.',
    superseded: 'A later run began afresh.',
  },
  zh: {
    completed: '通讯录已是最新。',
    part: '所指定的部分已是最新。',
    empty: '平台未返回任何成员或部门。',
    dryRun: '试运行：未写入任何内容。正式同步将会：',
    waiting: '同步正在等待确认：将移除的数量超过了保护阈值，尚未移除任何内容。',
    failed: '同步失败。',
    running: '同步尚未结束。',
    superseded: '之后的一次同步已重新开始。',
  },
}

const kinds = ['created', 'updated', 'restored', 'removed'] as const

const words = {
  en: {
    people: 'people',
    departments: 'departments',
    read: 'read',
    created: 'new',
    updated: 'changed',
    restored: 'back again',
    removed: 'removed',
    same: 'nothing changed',
    calls: (calls: number, time: string) => `${counted(calls, 'call', 'calls')} in ${time}`,
    limited: (count: string) => `${count} of them met the rate limit`,
    resumed: (count: number) => `continued ${counted(count, 'time', 'times')}`,
    missing: 'The platform did not tell these fields; what was known of them is kept:',
    needs: (fields: string, permissions: string) => `${fields}: needs ${permissions}`,
    or: ' or ',
    of: { person: 'people', department: 'departments' },
    cycle: (ids: string) => `Departments that are above themselves stand under the root: ${ids}`,
    orphan: (count: number, ids: string) =>
      count === 1
        ? `1 department whose parent the app cannot see stands under the root: ${ids}`
        : `${amount(count)} departments whose parents the app cannot see stand under the root: ${ids}`,
    empty:
      'The contact range of the app is empty: set it (Developer Console > Permissions & Scopes > data permission of Contacts), release a version, and synchronise again.',
    guarded: (people: string, departments: string) =>
      `The real run would wait for a confirmation before it removes ${people} and ${departments}.`,
    outOf: (count: number, of: number, what: 'people' | 'departments') =>
      `${amount(count)} of ${amount(of)} ${what}`,
    groups: (count: number) =>
      `People of ${counted(count, 'user group', 'user groups')} in the contact range cannot be listed.`,
  },
  zh: {
    people: '人员',
    departments: '部门',
    read: '已读取',
    created: '新增',
    updated: '变更',
    restored: '恢复',
    removed: '移除',
    same: '无变更',
    calls: (calls: number, time: string) => `共 ${amount(calls)} 次调用，用时 ${time}`,
    limited: (count: string) => `其中 ${count} 次遇到频率限制`,
    resumed: (count: number) => `中断后继续 ${amount(count)} 次`,
    missing: '平台未返回以下字段，已保留原有的值：',
    needs: (fields: string, permissions: string) => `${fields}：需要权限 ${permissions}`,
    or: ' 或 ',
    of: { person: '人员', department: '部门' },
    cycle: (ids: string) => `上级关系成环的部门已置于根部门之下：${ids}`,
    orphan: (count: number, ids: string) =>
      `${amount(count)} 个部门的上级不在应用可见范围内，已置于根部门之下：${ids}`,
    empty:
      '应用的通讯录权限范围为空：请在开发者后台「权限管理」的通讯录数据权限中设置范围，发布版本后重新同步。',
    guarded: (people: string, departments: string) => `正式同步将移除${people}、${departments}，须先确认。`,
    outOf: (count: number, of: number, what: 'people' | 'departments') =>
      what === 'people'
        ? ` ${amount(of)} 名人员中的 ${amount(count)} 名`
        : `${amount(of)} 个部门中的 ${amount(count)} 个`,
    groups: (count: number) => `通讯录范围中 ${amount(count)} 个用户组的成员无法列出。`,
  },
}

/** Numbers first in English and last in Chinese, as both languages have it. */
function labelled(value: number, word: string, language: Language): string {
  return language === 'zh' ? `${word} ${amount(value)}` : `${amount(value)} ${word}`
}

/** Nothing for what the run had nothing to do with. */
function countsLines(of: 'people' | 'departments', counts: Counts, language: Language): string[] {
  const say = words[language]
  const changes = kinds.filter((kind) => counts[kind] > 0)
  if (counts.read === 0 && changes.length === 0) return []
  const told = changes.map((kind) => labelled(counts[kind], say[kind], language))
  const parts = [labelled(counts.read, say.read, language), ...(told.length === 0 ? [say.same] : told)]
  return [`  ${say[of].padEnd(language === 'zh' ? 3 : 12)}${parts.join(language === 'zh' ? '，' : ', ')}`]
}

function costLine(report: RunReport, language: Language): string {
  const say = words[language]
  return `  ${[
    say.calls(report.calls, duration(report.workedMs, language)),
    ...(report.rateLimited > 0 ? [say.limited(amount(report.rateLimited))] : []),
    ...(report.resumed > 0 ? [say.resumed(report.resumed)] : []),
  ].join(language === 'zh' ? '，' : ', ')}`
}

function permissionLine({ of, fields, permissions }: MissingPermission, language: Language): string {
  const say = words[language]
  return `  ${say.of[of]} ${say.needs(fields.join(', '), permissions.join(say.or))}`
}

function warningLine(warning: SyncWarning, language: Language): string {
  const say = words[language]
  if (warning.kind === 'empty_range') return say.empty
  if (warning.kind === 'groups_not_read') return say.groups(warning.count)
  const ids = warning.departmentIds.slice(0, 20).map((id) => shown(id))
  const all = ids.join(', ')
  if (warning.kind === 'cycle') {
    return say.cycle(warning.departmentIds.length > ids.length ? `${all}, …` : all)
  }
  return say.orphan(warning.count, warning.count > ids.length ? `${all}, …` : all)
}

/** What stands in the way of the run that a dry run tries. */
function guardLines({ dryRun, removals }: RunReport, language: Language): string[] {
  if (!dryRun || removals === null) return []
  const say = words[language]
  const { people, departments, ofPeople, ofDepartments } = removals
  return [
    say.guarded(say.outOf(people, ofPeople, 'people'), say.outOf(departments, ofDepartments, 'departments')),
  ]
}

function headOf({ state, dryRun, target, warnings }: RunReport): keyof typeof heads.en {
  if (state !== 'completed') return state
  if (warnings.some(({ kind }) => kind === 'empty_range')) return 'empty'
  if (dryRun) return 'dryRun'
  return target.kind === 'all' ? 'completed' : 'part'
}

export function summaryLines(report: RunReport, language: Language): string[] {
  const missing = report.missingPermissions
  return [
    heads[language][headOf(report)],
    ...countsLines('people', report.people, language),
    ...countsLines('departments', report.departments, language),
    costLine(report, language),
    ...(missing.length === 0 ? [] : [words[language].missing]),
    ...missing.map((one) => permissionLine(one, language)),
    ...guardLines(report, language),
    ...report.warnings.map((warning) => warningLine(warning, language)),
  ]
}
