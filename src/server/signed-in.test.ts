import { expect, test } from 'vitest'
import { createCookies, type SessionRecord } from '../sessions/index.ts'
import type { Person } from '../sign-in/index.ts'
import type { Standing } from './recheck.ts'
import { readSettings } from './settings.ts'
import { createSignedIn } from './signed-in.ts'

const settings = readSettings({
  url: 'https://app.example.com',
  feishu: { appId: 'cli_1', appSecret: 's' },
  sessionSecret: 'qN7vXc2LmZ8pRt4WsYb6KdHf9JgTzE1a',
})
const record: SessionRecord = {
  idHash: 'h',
  userId: 'user-1',
  identityId: 'identity-1',
  createdAt: 0,
  lastSeenAt: 1_000,
  absoluteExpiresAt: 5_000,
  idleMs: 3_000,
  checkedAt: 1_000,
  confirmedAt: null,
}

function personWho(blocked: Person['blocked']): Person {
  return {
    userId: 'user-1',
    identityId: 'identity-1',
    identity: { brand: 'feishu', appId: 'cli_1', tenantKey: 't', subjectType: 'open_id', subject: 'ou_1' },
    profile: { name: 'n', enName: '', avatarUrl: '', openId: 'ou_1', unionId: 'on_1', emailVerified: false },
    blocked,
    doubt: null,
    lastSignInAt: 0,
  }
}

/** Looks up a living session whose person is as given. */
async function look(
  person: Person | undefined,
  cookie = `__Host-larkspur=${'a'.repeat(43)}`,
  allowedTenants: 'any' | 'own' | string[] = 'any',
  standing?: Standing,
) {
  const ended: string[] = []
  const considered: string[] = []
  const signedIn = createSignedIn({
    settings: { allowedTenants },
    instances: {
      of: ({ appId }) =>
        appId === settings.main.app.appId ? ({ app: settings.main.app } as never) : undefined,
      arrived: async () => undefined,
      isUnusable: ({ appId }) => appId === 'cli_broken',
    },
    sessions: {
      end: async (id) => void ended.push(`session ${id?.slice(0, 3)}`),
      read: async (id) => (id === undefined ? undefined : record),
      endAllOf: async (userId) => ended.push(userId),
    },
    identities: { get: async () => person, firstTenant: async () => 'tenant-first' },
    cookies: createCookies({ url: settings.origin }),
    rechecks: {
      consider: (who) => void considered.push(who.userId),
      demand: async () => standing ?? 'unasked',
      prune: () => {},
      close: async () => {},
    },
  })
  const found = await signedIn(new Request('https://app.example.com/', { headers: { cookie } }))
  return { found, ended, considered }
}

test.each(['resigned', 'frozen', 'not_activated'] as const)(
  'D29 a living session of somebody %s is none, and all of theirs end',
  async (blocked) => {
    expect(await look(personWho(blocked))).toEqual({ found: null, ended: ['user-1'], considered: [] })
  },
)

test('D29 a session whose identity is gone is none, and the others of the account go on', async () => {
  expect(await look(undefined)).toEqual({ found: null, ended: ['session aaa'], considered: [] })
})

test('a session of a member counts, until the nearer of its two limits', async () => {
  const { found, ended, considered } = await look(personWho(null))
  expect(found).toMatchObject({ user: { id: 'user-1' }, expiresAt: 4_000 })
  expect([ended, considered]).toEqual([[], ['user-1']])
})

const member = personWho(null)
const of = (change: Partial<Person['identity']>) => ({
  ...member,
  identity: { ...member.identity, ...change },
})
test.each<[string, Person, 'any' | 'own' | string[]]>([
  ['of another app', of({ appId: 'cli_2' }), 'any'],
  ['of the other brand', of({ brand: 'lark' }), 'any'],
  ['of an organisation that is on the list no more', member, ['t2', 'T']],
  ['of an organisation that is not the first', member, 'own'],
])('D27 a living session of somebody %s ends, and no other does', async (_who, person, allowedTenants) => {
  expect(await look(person, undefined, allowedTenants)).toEqual({
    found: null,
    ended: ['session aaa'],
    considered: [],
  })
})

test.each<[Person, 'any' | 'own' | string[]]>([
  [member, ['t2', 't']],
  [of({ tenantKey: 'tenant-first' }), 'own'],
])('D27 a session of an admitted organisation goes on', async (person, allowedTenants) => {
  expect((await look(person, undefined, allowedTenants)).found).toMatchObject({ user: { id: 'user-1' } })
})

test.each<[Standing, boolean, string[]]>([
  ['member', true, []],
  ['left', false, []],
  ['unasked', false, []],
  // The platform does not tell this app; at a sign-in it decides.
  ['unsaid', false, ['session aaa']],
])('D29 a session of somebody in doubt, with the answer %s, counts: %s', async (answer, counts, ended) => {
  const look1 = await look({ ...member, doubt: 1 }, undefined, 'any', answer)
  expect([look1.found !== null, look1.ended, look1.considered]).toEqual([counts, ended, []])
})

test('a cookie that is there twice counts as none', async () => {
  const cookie = `__Host-larkspur=${'a'.repeat(43)}; __Host-larkspur=${'b'.repeat(43)}`
  expect((await look(personWho(null), cookie)).found).toBeNull()
})
