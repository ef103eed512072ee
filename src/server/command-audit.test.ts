import { expect, test, vi } from 'vitest'
import type { AuditRecord } from '../audit/index.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { createAsCommand } from './command-audit.ts'

const entry = { action: 'role.grant', target: 'account' } as const
const quiet = () => {}

function commands(add: (record: AuditRecord) => Promise<void>) {
  const error = vi.fn()
  const logger = { debug: quiet, info: quiet, warn: quiet, error }
  const asCommand = createAsCommand({
    audit: { add },
    clock: () => 1,
    random: (bytes) => new Uint8Array(bytes),
    logger,
  })
  return { asCommand, error }
}

test('what a command did, and what it was refused, is noted once', async () => {
  const kept: AuditRecord[] = []
  const { asCommand } = commands(async (record) => void kept.push(record))
  expect(await asCommand(entry, async () => 7)).toBe(7)
  const refused = asCommand(entry, async () => {
    throw new LarkspurError('account_missing')
  })
  await expect(refused).rejects.toMatchObject({ code: 'account_missing' })
  expect(kept.map(({ actorName, outcome }) => [actorName, outcome])).toEqual([
    ['command line', 'ok'],
    ['command line', 'account_missing'],
  ])
})

test('what cannot be noted has happened all the same, and is not noted as failed', async () => {
  const tried: AuditRecord[] = []
  const { asCommand, error } = commands(async (record) => {
    tried.push(record)
    throw new LarkspurError('storage_unavailable')
  })
  expect(await asCommand(entry, async () => 'done')).toBe('done')
  expect(tried.map(({ outcome }) => outcome)).toEqual(['ok'])
  expect(error).toHaveBeenCalledOnce()
  const refused = asCommand(entry, async () => {
    throw new LarkspurError('account_missing')
  })
  await expect(refused).rejects.toMatchObject({ code: 'account_missing' })
})
