// Tries: what becomes of people whose status changes.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FakeAnswer } from '../../test/support/fake-platform.ts'
import { type Flows, startFlows } from '../../test/support/sign-in-flows.ts'

describe('recheck', () => {
  let flows: Flows
  beforeEach(async () => {
    flows = await startFlows()
  })
  afterEach(() => flows[Symbol.asyncDispose]())

  const told = (status: Record<string, boolean>): FakeAnswer => ({
    body: { code: 0, msg: 'success', data: { user: { open_id: 'ou_1', status } } },
  })
  const active = {
    is_frozen: false,
    is_resigned: false,
    is_activated: true,
    is_exited: false,
    is_unjoin: false,
  }

  it.each([
    ['resigned', { is_resigned: true }, 'resigned'],
    ['exited', { is_exited: true }, 'resigned'],
    ['frozen', { is_frozen: true }, 'frozen'],
    ['not activated', { is_activated: false }, 'not_activated'],
    ['active', {}, null],
  ])('D29 a person who is %s', async (_, change, blocked) => {
    const signIn = flows.make()
    const person = await flows.inClient(signIn)
    flows.answers.status = told({ ...active, ...change })
    // Whoever is blocked may be signing in at this moment, with an answer from before.
    const doubt = blocked === null ? null : 1
    expect(await signIn.recheck(person)).toEqual({ person: { ...person, blocked, doubt }, told: true })
    expect((await flows.database.identities.get(person.identityId))?.blocked).toBe(blocked)
  })

  it('D29 a person whom the platform no longer knows is gone', async () => {
    const signIn = flows.make()
    const person = await flows.inClient(signIn)
    flows.answers.status = { status: 400, body: { code: 99992351, msg: 'not a valid open_id' } }
    expect((await signIn.recheck(person)).person.blocked).toBe('resigned')
  })

  it('lets a person back in when the platform does: at a recheck, and at a sign-in', async () => {
    const signIn = flows.make()
    const person = await flows.inClient(signIn)
    flows.answers.status = told({ ...active, is_frozen: true })
    const { person: frozen } = await signIn.recheck(person)
    flows.answers.status = told(active)
    expect((await signIn.recheck(frozen)).person.blocked).toBeNull()
    await flows.database.identities.block(person.identityId, 'frozen', 0)
    expect((await flows.inClient(signIn)).blocked).toBeNull()
  })

  it('D29 a doubt is answered by a question from after it, also while the clock stands still', async () => {
    const signIn = flows.make()
    const person = await flows.inClient(signIn)
    const { identities } = flows.database
    const { brand, appId } = person.identity
    const doubt = () => identities.doubt(brand, appId, [person.profile.openId], flows.context.time.now)
    await doubt()
    flows.answers.status = told(active)
    const doubted = await identities.get(person.identityId)
    expect(doubted?.doubt).toBe(1)
    if (doubted === undefined) return
    expect(await signIn.recheck(doubted)).toEqual({ person, told: true })
    await doubt()
    const again = await identities.get(person.identityId)
    // Whoever knew of no doubt asked too early.
    expect((await signIn.recheck({ ...person, blocked: 'frozen' })).person.doubt).toBe(again?.doubt)
  })

  it.each<[string, FakeAnswer]>([
    ['the scope is missing', { status: 400, body: { code: 99991672, msg: 'no scope' } }],
    ['the person is out of range', { status: 400, body: { code: 41050, msg: 'no authority' } }],
    ['the field scope is missing', { body: { code: 0, data: { user: { open_id: 'ou_1' } } } }],
  ])('leaves everything as it is when %s, and says so once', async (_, given) => {
    const signIn = flows.make()
    const person = { ...(await flows.inClient(signIn)), blocked: 'frozen' as const }
    flows.answers.status = given
    expect(await signIn.recheck(person)).toEqual({ person, told: false })
    expect(await signIn.recheck(person)).toEqual({ person, told: false })
    expect(flows.context.logs.filter((line) => line.includes('contact:user.employee:readonly'))).toHaveLength(
      1,
    )
  })

  it('throws when the platform cannot be asked, and blocks nobody', async () => {
    const signIn = flows.make()
    const person = await flows.inClient(signIn)
    flows.answers.status = { status: 500, body: 'x' }
    await expect(signIn.recheck(person)).rejects.toMatchObject({ code: 'platform_unavailable' })
    expect((await flows.database.identities.get(person.identityId))?.blocked).toBeNull()
  })
})
