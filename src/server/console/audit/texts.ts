// Holds: the words of the page of the audit log.

import type { Words } from '../texts.ts'

const en = {
  title: 'Audit log',
  intro:
    'What administrators did in the console, by the command line and by functions, and what was refused. Kept for 1,100 days.',
  export: 'Export CSV',
  exportHint: 'The newest 100,000 at most.',
  apply: 'Filter',
  reset: 'Reset',
  from: 'From (UTC)',
  until: 'To (UTC)',
  actor: 'Account',
  action: 'Action',
  everything: 'All',
  target: 'Target',
  when: 'Time',
  who: 'Who',
  what: 'What',
  toWhat: 'To what',
  outcome: 'Outcome',
  details: 'Details',
  ok: 'done',
  refused: 'not done',
  dateProblem: 'Give a day as 2026-01-31.',
  emptyTitle: 'Nothing here',
  emptyText: 'Nothing was done in this time, or the filters leave nothing over.',
  emptyReset: 'Show everything',
  list: 'What administrators did, the newest first',
}

const zh: Record<keyof typeof en, string> = {
  title: '审计日志',
  intro: '管理员在控制台、命令行或通过函数执行的操作，包括被拒绝的操作。保留 1100 天。',
  export: '导出 CSV',
  exportHint: '最多导出最新的 100,000 条。',
  apply: '筛选',
  reset: '重置',
  from: '开始日期（UTC）',
  until: '结束日期（UTC）',
  actor: '账号',
  action: '操作',
  everything: '全部',
  target: '对象',
  when: '时间',
  who: '操作人',
  what: '操作',
  toWhat: '对象',
  outcome: '结果',
  details: '详情',
  ok: '已完成',
  refused: '未完成',
  dateProblem: '请按 2026-01-31 的格式填写日期。',
  emptyTitle: '没有记录',
  emptyText: '这段时间内没有任何操作，或者没有符合筛选条件的记录。',
  emptyReset: '查看全部',
  list: '管理员的操作，最新的在前',
}

export const auditWords = { en, zh } satisfies Words<Record<keyof typeof en, string>>
