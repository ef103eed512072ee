// Tries: the flow in the client.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Flows, newBrowser, personInfo, startFlows } from '../../test/support/sign-in-flows.ts'

describe('sign-in in the client', () => {
  let flows: Flows
  beforeEach(async () => {
    flows = await startFlows()
  })
  afterEach(() => flows[Symbol.asyncDispose]())

  it('signs in without redirect URI and PKCE', async () => {
    const signIn = flows.make({ scopes: ['contact:user.email:readonly'] })
    const browserId = newBrowser()
    const start = await signIn.startInClient({ browserId })
    expect(start).toEqual({
      attempt: expect.stringMatching(/^[\w-]{43}$/),
      appId: 'cli_0123456789abcdef',
      scopeList: ['contact:user.email:readonly'],
    })
    const { person } = await signIn.finishInClient({
      browserId,
      attempt: start.attempt,
      code: flows.clientCode(),
    })
    expect(person.profile.openId).toBe('ou_1')
    expect(Object.keys(JSON.parse(flows.exchanges()[0]?.body ?? '')).sort()).toEqual([
      'client_id',
      'client_secret',
      'code',
      'grant_type',
    ])
  })

  it("D8 D9 an attacker's code without this browser's attempt is refused before anything is asked", async () => {
    const signIn = flows.make()
    const attacker = newBrowser()
    const victim = newBrowser()
    const { attempt } = await signIn.startInClient({ browserId: attacker })
    const code = flows.clientCode()
    const refusals = [
      [{ browserId: victim, attempt: undefined, code }, 'attempt_missing'],
      [{ browserId: victim, attempt: '', code }, 'attempt_invalid'],
      [{ browserId: victim, attempt: newBrowser(), code }, 'attempt_invalid'],
      [{ browserId: victim, attempt, code }, 'attempt_invalid'],
      [{ browserId: undefined, attempt, code }, 'attempt_missing'],
    ] as const
    for (const [request, expected] of refusals) {
      await expect(signIn.finishInClient(request)).rejects.toMatchObject({ code: expected })
    }
    expect(flows.platform.seen).toEqual([])
    expect((await signIn.finishInClient({ browserId: attacker, attempt, code })).person.blocked).toBeNull()
  })

  it('D9 a challenge serves once', async () => {
    const signIn = flows.make()
    const browserId = newBrowser()
    const { attempt } = await signIn.startInClient({ browserId })
    await signIn.finishInClient({ browserId, attempt, code: flows.clientCode() })
    await expect(
      signIn.finishInClient({ browserId, attempt, code: flows.clientCode(personInfo(2)) }),
    ).rejects.toMatchObject({ code: 'attempt_invalid' })
  })

  it.each([undefined, '', 'a b', 'a\u0000', 'a\u202eb', 'a'.repeat(513)])(
    'refuses the code %j and leaves the attempt',
    async (code) => {
      const signIn = flows.make()
      const browserId = newBrowser()
      const { attempt } = await signIn.startInClient({ browserId })
      await expect(signIn.finishInClient({ browserId, attempt, code })).rejects.toMatchObject({
        code: 'request_invalid',
      })
      await signIn.finishInClient({ browserId, attempt, code: flows.clientCode() })
    },
  )
})
