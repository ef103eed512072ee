import { expect, test } from 'vitest'
import { readSyncCommand, type SyncCommand, type SyncFlags } from './sync-request.ts'
import { confirmAlone, notADepartment, notAPerson, notARun, oneTarget } from './sync-words.ts'
import type { Words } from './words.ts'

const all = { kind: 'sync', target: { kind: 'all' }, dryRun: false, full: false } as const

test.each<[SyncFlags, SyncCommand]>([
  [{}, all],
  [
    { dryRun: true, full: true },
    { ...all, dryRun: true, full: true },
  ],
  [{ department: 'od-4e6ac4d1' }, { ...all, target: { kind: 'department', id: 'od-4e6ac4d1' } }],
  [{ user: 'ou_84aad35d' }, { ...all, target: { kind: 'person', id: 'ou_84aad35d' } }],
  [{ confirm: 'x_-9' }, { kind: 'confirm', runId: 'x_-9' }],
])('%j is read', (flags, command) => {
  expect(readSyncCommand(flags)).toEqual(command)
})

test.each<[SyncFlags, Words]>([
  [{ department: '0' }, notADepartment],
  [{ department: '' }, notADepartment],
  [{ department: 'D096' }, notADepartment],
  [{ department: 'od-' }, notADepartment],
  [{ department: 'od-1/../..' }, notADepartment],
  [{ department: 'od-1 ' }, notADepartment],
  [{ department: 'od-1\n' }, notADepartment],
  [{ department: `od-${'1'.repeat(121)}` }, notADepartment],
  [{ user: '张三' }, notAPerson],
  [{ user: 'on_1' }, notAPerson],
  [{ user: 'ou_' }, notAPerson],
  [{ user: 'ou_1?x' }, notAPerson],
  [{ department: 'od-1', user: 'ou_1' }, oneTarget],
  [{ confirm: '../x' }, notARun],
  [{ confirm: '' }, notARun],
  [{ confirm: 'x', dryRun: true }, confirmAlone],
  [{ confirm: 'x', full: true }, confirmAlone],
  [{ confirm: 'x', user: 'ou_1' }, confirmAlone],
  [{ confirm: 'x', department: 'od-1' }, confirmAlone],
])('%j is refused', (flags, words) => {
  expect(() => readSyncCommand(flags)).toThrow(words.en)
})
