import { expect, test } from 'vitest'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Person } from '../sign-in/index.ts'
import { createRechecks } from './recheck.ts'

const person = { userId: 'user-1', identityId: 'identity-1', blocked: null, doubt: null } as Person

/** What the platform answers, and what was noted. */
function checks(
  recheck: (signal?: AbortSignal) => Promise<{ person: Person; told: boolean }>,
  demandMs = 5_000,
) {
  const noted: string[] = []
  const time = { now: 1_000 }
  const rechecks = createRechecks({
    signIn: { recheck: async (_person, signal) => recheck(signal) },
    sessions: { markChecked: async (id) => void noted.push(`checked ${id}`) },
    end: async ({ userId }) => void noted.push(`ended ${userId}`),
    clock: () => time.now,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    everyMs: 0,
    demandMs,
  })
  return { rechecks, noted, time }
}

const untilAborted = (signal?: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))

test.each([
  ['a member', { person, told: true }, 'member', []],
  ['somebody in doubt again', { person: { ...person, doubt: 5 }, told: true }, 'unasked', []],
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

test.each<[string, () => Promise<{ person: Person; told: boolean }>, string, number]>([
  ['an outage', () => Promise.reject(new LarkspurError('platform_unavailable')), 'unasked', 3_000],
  [
    'a limit of the platform',
    () => Promise.reject(new LarkspurError('rate_limited', { retryAfterSeconds: 20 })),
    'unasked',
    20_000,
  ],
  [
    'a limit of an hour',
    () => Promise.reject(new LarkspurError('rate_limited', { retryAfterSeconds: 3_600 })),
    'unasked',
    60_000,
  ],
  ['an answer that says nothing', async () => ({ person, told: false }), 'unsaid', 3_000],
])('after %s the same person is left alone for a while, and nobody else', async (_, answer, standing, ms) => {
  let asked = 0
  const { rechecks, time } = checks(() => {
    asked += 1
    return answer()
  })
  const demand = async () => [await rechecks.demand(person), asked]
  expect(await demand()).toEqual([standing, 1])
  time.now += ms - 1
  expect(await demand()).toEqual([standing, 1])
  await rechecks.demand({ ...person, identityId: 'identity-2' })
  rechecks.prune()
  expect(await demand()).toEqual([standing, 2])
  time.now += 1
  expect(await demand()).toEqual([standing, 3])
})

test('closing ends a question, and later ones are not asked', async () => {
  const { rechecks } = checks(untilAborted)
  const standing = rechecks.demand(person)
  await rechecks.close()
  expect(await standing).toBe('unasked')
  expect(await rechecks.demand(person)).toBe('unasked')
})
