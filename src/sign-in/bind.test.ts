// Tries: a second identity for an account, and what others may do with the attempt.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../test/support/fake-platform.ts'
import {
  type Flows,
  newBrowser,
  personInfo,
  secret,
  startFlows,
  url,
} from '../../test/support/sign-in-flows.ts'
import type { IdentityStore, Person, SignIn } from './index.ts'

describe('binding', () => {
  let flows: Flows
  /** The same site's other app, where people have another open_id. */
  let other: SignIn
  beforeEach(async () => {
    flows = await startFlows()
    other = flows.make({
      app: testApp(flows.platform.url, { appSecret: secret, appId: 'cli_other' }),
      instance: 'other',
    })
  })
  afterEach(() => flows[Symbol.asyncDispose]())

  /** Somebody who is signed in starts to bind person 2 of the other app. */
  async function binding(info = personInfo(2)) {
    const owner = await flows.inClient(flows.make())
    const browserId = newBrowser()
    const { location } = await other.startBind({ browserId, userId: owner.userId, returnTo: '/settings' })
    const session = async () => owner
    return { owner, userId: owner.userId, session, browserId, location, query: flows.approve(location, info) }
  }

  const identitiesOf = async (userId: string) =>
    (await flows.database.identities.list(userId)).map((person) => person.profile.openId).sort()

  it('adds the identity to the account; either signs in to it', async () => {
    const { userId, session, owner, browserId, query } = await binding()
    const { person, returnTo, bound } = await other.finishRedirect({ browserId, query, session })
    expect({ returnTo, bound }).toEqual({ returnTo: '/settings', bound: true })
    expect(person).toMatchObject({ userId, identity: { appId: 'cli_other', subject: 'ou_2' } })
    expect(person.identityId).not.toBe(owner.identityId)
    expect(await identitiesOf(userId)).toEqual(['ou_1', 'ou_2'])
    expect(await flows.inClient(other, personInfo(2))).toMatchObject({
      userId,
      identityId: person.identityId,
    })
    expect(await flows.inClient(flows.make())).toMatchObject({ userId, identityId: owner.identityId })
  })

  it('does not bind by being logged in to the platform: the person must confirm', async () => {
    const { location } = await binding()
    expect(new URL(location).searchParams.getAll('prompt')).toEqual(['consent'])
    const { location: plain } = await other.startRedirect({ browserId: newBrowser() })
    expect(new URL(plain).searchParams.get('prompt')).toBeNull()
  })

  it('binds what is bound to the account already once more, with a new profile', async () => {
    const first = await binding()
    const { person } = await other.finishRedirect(first)
    const again = await binding(personInfo(2, { name: '新名' }))
    const result = await other.finishRedirect(again)
    expect(result.person).toMatchObject({ identityId: person.identityId, profile: { name: '新名' } })
    expect(await identitiesOf(first.userId)).toEqual(['ou_1', 'ou_2'])
  })

  it('keeps the tokens of the new identity', async () => {
    const { session, browserId, location } = await binding()
    const query = flows.approve(location, personInfo(2), { scope: 'task:task:read' })
    await other.finishRedirect({ browserId, query, session })
    expect(flows.kept.at(-1)).toMatchObject({
      owner: { appId: 'cli_other', openId: 'ou_2' },
      scopes: ['task:task:read'],
    })
  })

  it.each<[string, () => Promise<Person | undefined>]>([
    ['nobody is signed in any more', async () => undefined],
    ['somebody else is signed in by now', () => flows.inClient(flows.make(), personInfo(3))],
  ])('D30 is refused when %s, before anything is asked', async (_, whoever) => {
    const { userId, session, browserId, query } = await binding()
    const signedIn = await whoever()
    const now = async () => signedIn
    const before = flows.exchanges().length
    await expect(other.finishRedirect({ browserId, query, session: now })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
    expect(flows.exchanges()).toHaveLength(before)
    expect(await identitiesOf(userId)).toEqual(['ou_1'])
    // The attempt is spent: it cannot be tried on the next person who signs in here.
    await expect(other.finishRedirect({ browserId, query, session })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
  })

  it('D30 binds nobody when the session ends while the platform is asked', async () => {
    const { owner, userId, browserId, query } = await binding()
    let isSignedIn = true
    flows.answers.userInfo = (data) => {
      isSignedIn = false
      return { body: { code: 0, msg: 'success', data } }
    }
    const session = async () => (isSignedIn ? owner : undefined)
    await expect(other.finishRedirect({ browserId, query, session })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
    expect(isSignedIn).toBe(false)
    expect(await identitiesOf(userId)).toEqual(['ou_1'])
    expect(flows.kept.filter(({ owner: { openId } }) => openId === 'ou_2')).toEqual([])
  })

  it.each<[string, (owner: Person, identities: IdentityStore) => Promise<unknown>, string[]]>([
    [
      'unbound',
      ({ userId, identityId }, identities) =>
        identities.unbind(userId, identityId, [{ brand: 'feishu', appId: 'cli_other' }]),
      ['ou_7'],
    ],
    [
      'blocked',
      ({ identityId }, identities) => identities.block(identityId, 'resigned', 0),
      ['ou_1', 'ou_7'],
    ],
  ])('D30 binds nobody for an identity that is %s at the last moment', async (_, change, left) => {
    await other.finishRedirect(await binding(personInfo(7)))
    const { identities } = flows.database
    const late = flows.make({
      app: testApp(flows.platform.url, { appSecret: secret, appId: 'cli_other' }),
      instance: 'other',
      identities: {
        ...identities,
        async bind(...given) {
          await change(owner, identities)
          return identities.bind(...given)
        },
      },
    })
    const { owner, userId, session, browserId, query } = await binding()
    await expect(late.finishRedirect({ browserId, query, session })).rejects.toMatchObject({
      code: 'session_required',
    })
    expect(await identitiesOf(userId)).toEqual(left)
  })

  it.each(['v1', 'passport'] as const)(
    'D30 begins on the page that makes people confirm, with PKCE, also where the app signs in by %s',
    async (tokenEndpoint) => {
      const app = testApp(flows.platform.url, { appSecret: secret, tokenEndpoint })
      const signIn = flows.make({ app, scopes: ['task:task:read'] })
      const owner = await flows.inClient(flows.make())
      const browserId = newBrowser()
      for (const start of [signIn.startBind, signIn.startRedirect]) {
        const { location } = await start({ browserId, userId: owner.userId, prompt: 'consent' })
        const page = new URL(location)
        expect(page.pathname).toBe('/open-apis/authen/v1/authorize')
        expect(Object.fromEntries(page.searchParams)).toMatchObject({
          prompt: 'consent',
          code_challenge_method: 'S256',
          scope: 'task:task:read',
        })
        const query = flows.approve(location, personInfo(2))
        const result = await signIn.finishRedirect({ browserId, query, session: async () => owner })
        expect(result).toMatchObject({ confirmed: true, person: { userId: owner.userId } })
      }
      expect(flows.exchanges().filter(({ body }) => body.includes('code_verifier'))).toHaveLength(2)
    },
  )

  it('D30 D12 a code without the verifier of its start finishes no bind, whatever the app signs in by', async () => {
    const app = testApp(flows.platform.url, { appSecret: secret, tokenEndpoint: 'v1' })
    const signIn = flows.make({ app })
    const owner = await flows.inClient(flows.make())
    const browserId = newBrowser()
    const { location } = await signIn.startBind({ browserId, userId: owner.userId })
    const query = flows.approve(location, personInfo(2))
    await flows.alter(query.get('state') ?? '', browserId, { codeVerifier: null })
    const finishing = signIn.finishRedirect({ browserId, query, session: async () => owner })
    await expect(finishing).rejects.toMatchObject({ code: 'attempt_invalid' })
    expect(await identitiesOf(owner.userId)).toEqual(['ou_1'])
  })

  it('D27 the first people of two organisations who come at once are not both bound', async () => {
    const owner = await flows.inClient(flows.make({ policy: { allowedTenants: 'own' } }))
    // As if the first one had come right after the question, before the answer was used.
    const racing = flows.make({
      policy: { allowedTenants: 'own' },
      identities: { ...flows.database.identities, firstTenant: async () => undefined },
    })
    const browserId = newBrowser()
    const { location } = await racing.startBind({ browserId, userId: owner.userId })
    const query = flows.approve(location, personInfo(2, { tenant_key: 'tenant-2' }))
    const finishing = racing.finishRedirect({ browserId, query, session: async () => owner })
    await expect(finishing).rejects.toMatchObject({ code: 'tenant_not_allowed' })
    expect(await identitiesOf(owner.userId)).toEqual(['ou_1'])
  })

  it('D3 D30 is refused in another browser, and stays for its own', async () => {
    const { session, browserId, query } = await binding()
    await expect(other.finishRedirect({ browserId: newBrowser(), query, session })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
    expect((await other.finishRedirect({ browserId, query, session })).bound).toBe(true)
  })

  it('D4 D30 is done once', async () => {
    const { userId, session, browserId, query } = await binding()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => other.finishRedirect({ browserId, query, session })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await identitiesOf(userId)).toEqual(['ou_1', 'ou_2'])
  })

  it('D5 D30 ends with the attempt', async () => {
    const { session, browserId, query } = await binding()
    flows.context.time.now += 600_000
    await expect(other.finishRedirect({ browserId, query, session })).rejects.toMatchObject({
      code: 'attempt_expired',
    })
  })

  it('D30 an identity of another account is refused, and nothing of it moves', async () => {
    const holder = await flows.inClient(other, personInfo(2))
    const { userId, session, browserId, location } = await binding()
    const query = flows.approve(location, personInfo(2), { scope: 'task:task:read' })
    await expect(other.finishRedirect({ browserId, query, session })).rejects.toMatchObject({
      code: 'identity_taken',
      status: 409,
    })
    expect(await identitiesOf(userId)).toEqual(['ou_1'])
    expect(await flows.database.identities.get(holder.identityId)).toEqual(holder)
    // Nor are the tokens: this sign-in made nobody anything.
    expect(flows.kept.filter(({ scopes }) => scopes.length > 0)).toEqual([])
  })

  it('D30 of two accounts that bind one person at once, one gets it', async () => {
    const people = await Promise.all([3, 4].map((n) => flows.inClient(flows.make(), personInfo(n))))
    const outcomes = await Promise.allSettled(
      people.map(async (owner) => {
        const browserId = newBrowser()
        const { location } = await other.startBind({ browserId, userId: owner.userId })
        const query = flows.approve(location, personInfo(2))
        return other.finishRedirect({ browserId, query, session: async () => owner })
      }),
    )
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const one of outcomes) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'identity_taken' })
    }
  })

  it('D26 the same e-mail and phone at a bind join nobody else', async () => {
    const shared = { email: 'boss@example.com', mobile: '+8613000000000' }
    const boss = await flows.inClient(other, personInfo(9, shared))
    const { userId, session, browserId, query } = await binding(personInfo(2, shared))
    const { person } = await other.finishRedirect({ browserId, query, session })
    expect(person.userId).toBe(userId)
    expect(await identitiesOf(boss.userId)).toEqual(['ou_9'])
  })

  it('D27 a person of an organisation that is not admitted is not bound', async () => {
    const strict = flows.make({ policy: { allowedTenants: ['tenant-1'] } })
    const owner = await flows.inClient(strict)
    const { userId } = owner
    const session = async () => owner
    const browserId = newBrowser()
    const { location } = await strict.startBind({ browserId, userId })
    const query = flows.approve(location, personInfo(2, { tenant_key: 'tenant-2' }))
    await expect(strict.finishRedirect({ browserId, query, session })).rejects.toMatchObject({
      code: 'tenant_not_allowed',
    })
    expect(await identitiesOf(userId)).toEqual(['ou_1'])
  })

  it('D17 a person who refuses is not bound', async () => {
    const { userId, session, browserId, query } = await binding()
    query.delete('code')
    query.set('error', 'access_denied')
    await expect(other.finishRedirect({ browserId, query, session })).rejects.toMatchObject({
      code: 'authorization_denied',
    })
    expect(await identitiesOf(userId)).toEqual(['ou_1'])
  })

  it('D14 D15 returns to a path of the site alone', async () => {
    const owner = await flows.inClient(flows.make())
    const session = async () => owner
    const browserId = newBrowser()
    const { location } = await other.startBind({ browserId, userId: owner.userId, returnTo: '//evil' })
    const query = flows.approve(location, personInfo(2))
    query.set('return_to', 'https://evil.example')
    expect((await other.finishRedirect({ browserId, query, session })).returnTo).toBe('/')
    expect(new URL(location).searchParams.get('redirect_uri')).toBe(`${url}/auth/callback/other`)
  })

  it('a sign-in by redirect binds nothing, whoever is signed in', async () => {
    const owner = await flows.inClient(flows.make())
    const { userId } = owner
    const session = async () => owner
    const { browserId, query, signIn } = await flows.started(other)
    const { person, bound } = await signIn.finishRedirect({ browserId, query, session })
    expect(bound).toBe(false)
    expect(person.userId).not.toBe(userId)
    expect(await identitiesOf(userId)).toEqual(['ou_1'])
  })
})
