import { expect, test } from 'vitest'
import type { Person } from '../sign-in/index.ts'
import { createRechecks } from './recheck.ts'

const person = { userId: 'user-1', identityId: 'identity-1', blocked: null, doubtedAt: null } as Person

/** What the platform answers, and what was noted. */
function checks(
  recheck: (signal?: AbortSignal) => Promise<{ person: Person; told: boolean }>,
  demandMs = 5_000,
) {
  const noted: string[] = []
  const rechecks = createRechecks({
    signIn: { recheck: async (_person, signal) => recheck(signal) },
    sessions: { markChecked: async (id) => void noted.push(`checked ${id}`) },
    end: async ({ userId }) => void noted.push(`ended ${userId}`),
    clock: () => 1_000,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    everyMs: 0,
    demandMs,
  })
  return { rechecks, noted }
}

const untilAborted = (signal?: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

test.each([
  ['a member', { person, told: true }, 'member', []],
  ['somebody in doubt again', { person: { ...person, doubtedAt: 5 }, told: true }, 'unasked', []],
  [
    'somebody who left',
    { person: { ...person, blocked: 'resigned' as const }, told: true },
    'left',
    ['ended user-1'],
  ],
  ['somebody of whom nothing is told', { person, told: false }, 'unsaid', []],
])('D29 with %s, also where nobody is asked about by the clock', async (_who, answer, standing, expected) => {
  const { rechecks, noted } = checks(async () => answer)
  expect(await rechecks.demand(person)).toBe(standing)
  expect(noted).toEqual(expected)
})

test('D29 a platform that does not answer in time lets nobody in', async () => {
  const { rechecks, noted } = checks(untilAborted, 20)
  expect(await rechecks.demand(person)).toBe('unasked')
  expect(noted).toEqual([])
})

test('twenty requests at once, of all sessions of a person, ask one question', async () => {
  let asked = 0
  const { rechecks } = checks(async () => {
    asked += 1
    await Promise.resolve()
    return { person, told: true }
  })
  const twenty = Array.from({ length: 20 }, () => rechecks.demand({ ...person }))
  expect(new Set(await Promise.all(twenty))).toEqual(new Set(['member']))
  expect(asked).toBe(1)
  expect(await rechecks.demand(person)).toBe('member')
  expect(asked).toBe(2)
})

test('closing ends a question, and later ones are not asked', async () => {
  const { rechecks } = checks(untilAborted)
  const standing = rechecks.demand(person)
  await rechecks.close()
  expect(await standing).toBe('unasked')
  expect(await rechecks.demand(person)).toBe('unasked')
})
