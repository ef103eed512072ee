import { expect, test } from 'vitest'
import type { Person } from '../sign-in/index.ts'
import { createRechecks } from './recheck.ts'

const person = { userId: 'user-1', identityId: 'identity-1', blocked: null } as Person
const session = { id: 'session-1', checkedAt: 0 }

/** What the platform answers, and what was noted. */
function checks(
  recheck: (signal?: AbortSignal) => Promise<{ person: Person; told: boolean }>,
  demandMs = 5_000,
) {
  const noted: string[] = []
  const rechecks = createRechecks({
    signIn: { recheck: async (_person, signal) => recheck(signal) },
    sessions: { markChecked: async (id, checkedAt) => void noted.push(`checked ${id} ${checkedAt}`) },
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
  ['a member', { person, told: true }, 'member', ['checked session-1 0']],
  [
    'somebody who left',
    { person: { ...person, blocked: 'resigned' as const }, told: true },
    'left',
    ['ended user-1'],
  ],
  ['somebody of whom nothing is told', { person, told: false }, 'unsaid', []],
])('D29 with %s, also where nobody is asked about by the clock', async (_who, answer, standing, expected) => {
  const { rechecks, noted } = checks(async () => answer)
  expect(await rechecks.demand(person, session)).toBe(standing)
  expect(noted).toEqual(expected)
})

test('D29 a platform that does not answer in time lets nobody in', async () => {
  const { rechecks, noted } = checks(untilAborted, 20)
  expect(await rechecks.demand(person, session)).toBe('unasked')
  expect(noted).toEqual([])
})

test('twenty requests at once ask one question, and the next demand asks its own', async () => {
  let asked = 0
  const { rechecks } = checks(async () => {
    asked += 1
    await Promise.resolve()
    return { person, told: true }
  })
  const twenty = Array.from({ length: 20 }, () => rechecks.demand(person, session))
  const another = rechecks.demand(person, { ...session, checkedAt: -1 })
  expect(new Set(await Promise.all([...twenty, another]))).toEqual(new Set(['member']))
  expect(asked).toBe(2)
})

test('closing ends a question, and later ones are not asked', async () => {
  const { rechecks } = checks(untilAborted)
  const standing = rechecks.demand(person, session)
  await rechecks.close()
  expect(await standing).toBe('unasked')
  expect(await rechecks.demand(person, session)).toBe('unasked')
})
