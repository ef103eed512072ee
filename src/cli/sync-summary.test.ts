import { expect, test } from 'vitest'
import { confirmationLines } from './sync-confirmation.ts'
import { summaryLines } from './sync-summary.ts'
import { testReport } from './test-report.ts'

const counts = { read: 100_000, created: 12, updated: 3, restored: 1, removed: 4 }

test('a run in two languages', () => {
  const report = testReport({ people: counts, rateLimited: 2, resumed: 1 })
  expect(summaryLines(report, 'en')).toEqual([
    'The directory is up to date.',
    '  people      100,000 read, 12 new, 3 changed, 1 back again, 4 removed',
    '  departments 5,000 read, nothing changed',
    '  7,012 calls in 7 min 12 s, 2 of them met the rate limit, continued 1 time',
  ])
  expect(summaryLines(report, 'zh')).toEqual([
    '通讯录已是最新。',
    '  人员 已读取 100,000，新增 12，变更 3，恢复 1，移除 4',
    '  部门 已读取 5,000，无变更',
    '  共 7,012 次调用，用时 7 分 12 秒，其中 2 次遇到频率限制，中断后继续 1 次',
  ])
})

test('a dry run says that nothing was written; one that waits says so, too', () => {
  expect(summaryLines(testReport({ dryRun: true }), 'en')[0]).toMatch(/^Dry run: nothing was written/)
  expect(summaryLines(testReport({ dryRun: true, state: 'waiting' }), 'zh')[0]).toMatch(/^同步正在等待确认/)
  expect(summaryLines(testReport({ state: 'waiting' }), 'en')[0]).toMatch(/Nothing was removed/)
})

test('a run of one person tells of people alone', () => {
  const report = testReport({
    target: { kind: 'person', id: 'ou_1' },
    calls: 1,
    workedMs: 300,
    people: { read: 1, created: 0, updated: 1, restored: 0, removed: 0 },
    departments: { read: 0, created: 0, updated: 0, restored: 0, removed: 0 },
  })
  expect(summaryLines(report, 'en')).toEqual([
    'What was asked for is up to date.',
    '  people      1 read, 1 changed',
    '  1 call in 0 s',
  ])
  expect(summaryLines(report, 'zh')[0]).toBe('所指定的部分已是最新。')
})

test('D80 the permissions that are missing are named, with what they would tell', () => {
  const report = testReport({
    missingPermissions: [
      {
        of: 'person',
        fields: ['email'],
        permissions: ['contact:user.email:readonly', 'contact:contact:readonly_as_app'],
      },
    ],
  })
  expect(summaryLines(report, 'en').slice(-2)).toEqual([
    'The platform did not tell these fields; what was known of them is kept:',
    '  people email: needs contact:user.email:readonly or contact:contact:readonly_as_app',
  ])
  expect(summaryLines(report, 'zh').at(-1)).toBe(
    '  人员 email：需要权限 contact:user.email:readonly 或 contact:contact:readonly_as_app',
  )
})

test('D79 cycles, orphans and groups are told, and no list is endless', () => {
  const many = Array.from({ length: 30 }, (_, index) => `od-${index}`)
  const lines = summaryLines(
    testReport({
      warnings: [
        { kind: 'cycle', departmentIds: ['od-a', 'od-b'] },
        { kind: 'cycle', departmentIds: many },
        { kind: 'orphan', departmentIds: many.slice(0, 20), count: 1234 },
        { kind: 'groups_not_read', count: 2 },
      ],
    }),
    'en',
  ).slice(4)
  expect(lines[0]).toMatch(/under the root: od-a, od-b$/)
  expect(lines[1]).toMatch(/od-19, …$/)
  expect(lines[2]).toMatch(/^1,234 departments .* od-19, …$/)
  expect(lines[3]).toMatch(/^People of 2 user groups/)
})

test('an empty contact range is no directory that is up to date, and says what to do', () => {
  const report = testReport({ warnings: [{ kind: 'empty_range' }] })
  expect(summaryLines(report, 'en')[0]).toBe('The platform showed nobody and no department.')
  expect(summaryLines(report, 'en').at(-1)).toMatch(
    /^The contact range of the app is empty: set it .*release/,
  )
  expect(summaryLines(report, 'zh').at(-1)).toMatch(/通讯录权限范围为空.*发布版本/)
})

test('D74 a dry run says that the real one would wait', () => {
  const removals = { people: 1200, departments: 0, ofPeople: 5000, ofDepartments: 40, confirmed: false }
  const report = testReport({ dryRun: true, removals })
  expect(summaryLines(report, 'en').at(-1)).toBe(
    'The real run would wait for a confirmation before it removes 1,200 of 5,000 people and 0 of 40 departments.',
  )
  expect(summaryLines(report, 'zh').at(-1)).toContain('须先确认')
})

test('one of a kind is told in the singular', () => {
  const warnings = [
    { kind: 'orphan' as const, departmentIds: ['od-1'], count: 1 },
    { kind: 'groups_not_read' as const, count: 1 },
  ]
  expect(summaryLines(testReport({ warnings }), 'en').slice(-2)).toEqual([
    '1 department whose parent the app cannot see stands under the root: od-1',
    'People of 1 user group in the contact range cannot be listed.',
  ])
})

const waiting = testReport({
  id: 'Zr-1',
  state: 'waiting',
  removals: { people: 1200, departments: 1, ofPeople: 100_000, ofDepartments: 5_000, confirmed: false },
})
const first = {
  people: [
    { id: 'ou_1', name: '张三' },
    { id: 'ou_2', name: '' },
    { id: 'ou_3', name: '\u001b[2J李四\n' },
  ],
  departments: [{ id: 'od-1', name: 'Sales' }],
}

test('D74 what waits for a confirmation is listed, with the exact command', () => {
  const lines = confirmationLines(waiting, first, ['--instance', 'lark', '--config', "/x y/it's.env"], 'en')
  expect(lines).toEqual([
    '  1,200 of 100,000 people:',
    '    张三  ou_1',
    '    ou_2',
    '    \ufffd[2J李四\ufffd  ou_3',
    '    … and 1,197 more',
    '  1 of 5,000 departments:',
    '    Sales  od-1',
    'If they have really left, or the app is to see them no more:',
    "  larkspur sync --confirm Zr-1 --instance lark --config '/x y/it'\\''s.env'",
    expect.stringMatching(/^If not, correct the app’s contact range/),
    "  larkspur sync show Zr-1 --instance lark --config '/x y/it'\\''s.env'",
  ])
})

test('in Chinese, no sentence is English', () => {
  const lines = confirmationLines(waiting, first, [], 'zh')
  expect(lines).toContain('  larkspur sync --confirm Zr-1')
  expect(lines.filter((line) => !/^ +larkspur /.test(line)).join('\n')).not.toMatch(/[a-z]+ [a-z]+/i)
})

test('a run that waits for nothing has nothing to confirm', () => {
  expect(confirmationLines(testReport(), first, [], 'en')).toEqual([])
})
