// Tries: the flow that a scanned code finishes.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../test/support/fake-platform.ts'
import { type Flows, newBrowser, personInfo, startFlows, url } from '../../test/support/sign-in-flows.ts'

describe('sign-in by QR code', () => {
  let flows: Flows
  beforeEach(async () => {
    flows = await startFlows()
  })
  afterEach(() => flows[Symbol.asyncDispose]())

  async function scanned(signIn = flows.make(), returnTo = '/after') {
    const browserId = newBrowser()
    const { goto, expiresInSeconds } = await signIn.startQr({ browserId, returnTo })
    return { signIn, browserId, goto, expiresInSeconds, query: flows.approve(goto) }
  }

  it('gives the widget the passport address with a state, and signs in with what comes back', async () => {
    const { signIn, browserId, goto, expiresInSeconds, query } = await scanned()
    const address = new URL(goto)
    expect(address.pathname).toBe('/suite/passport/oauth/authorize')
    expect(Object.fromEntries(address.searchParams)).toEqual({
      client_id: 'cli_0123456789abcdef',
      redirect_uri: `${url}/auth/callback`,
      response_type: 'code',
      state: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(expiresInSeconds).toBe(600)
    const { person, returnTo, bound, confirmed } = await signIn.finishRedirect({ browserId, query })
    // Whether a phone was asked nobody tells.
    expect(confirmed).toBe(false)
    expect({ returnTo, bound }).toEqual({ returnTo: '/after', bound: false })
    expect(person.profile.openId).toBe('ou_1')
    const sent = JSON.parse(flows.exchanges()[0]?.body ?? '')
    expect(sent.redirect_uri).toBe(`${url}/auth/callback`)
    expect(sent).not.toHaveProperty('code_verifier')
  })

  it('is the same person as by redirect and in the client', async () => {
    const { signIn, browserId, query } = await scanned()
    const { person } = await signIn.finishRedirect({ browserId, query })
    const redirected = await flows.started(signIn)
    expect((await signIn.finishRedirect(redirected)).person.identityId).toBe(person.identityId)
    expect((await flows.inClient(signIn)).identityId).toBe(person.identityId)
  })

  it('D7 has a state of its own every time', async () => {
    const signIn = flows.make()
    const browserId = newBrowser()
    const [one, two] = [await signIn.startQr({ browserId }), await signIn.startQr({ browserId })]
    expect(one.goto).not.toBe(two.goto)
  })

  it("D3 an attacker's scan in another browser is refused and does not spoil the attempt", async () => {
    const { signIn, browserId, query } = await scanned()
    await expect(signIn.finishRedirect({ browserId: newBrowser(), query })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
    expect(flows.platform.seen).toEqual([])
    await signIn.finishRedirect({ browserId, query })
  })

  it('D4 a callback of a scan serves once of 50 times', async () => {
    const { signIn, browserId, query } = await scanned()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => signIn.finishRedirect({ browserId, query })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(flows.exchanges()).toHaveLength(1)
  })

  it('D5 a picture that is too old is refused', async () => {
    const { signIn, browserId, query } = await scanned()
    flows.context.time.now += 600_000
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({
      code: 'attempt_expired',
    })
  })

  it('D12 the code of a redirect does not serve the state of a picture', async () => {
    const { signIn, browserId, query } = await scanned()
    const { location } = await signIn.startRedirect({ browserId })
    query.set('code', flows.approve(location, personInfo(2)).get('code') ?? '')
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject({ code: 'pkce_failed' })
  })

  it('D6 the state of a picture is no challenge in the client, nor the reverse', async () => {
    const { signIn, browserId, query } = await scanned()
    const state = query.get('state') ?? ''
    const refused = { code: 'attempt_invalid' }
    await expect(
      signIn.finishInClient({ browserId, attempt: state, code: flows.clientCode() }),
    ).rejects.toMatchObject(refused)
    const { attempt } = await signIn.startInClient({ browserId })
    await flows.alter(attempt, browserId, { redirectUri: `${url}/auth/callback` })
    query.set('state', attempt)
    await expect(signIn.finishRedirect({ browserId, query })).rejects.toMatchObject(refused)
    expect(flows.exchanges()).toEqual([])
  })

  it('D14 returns to a path of the site alone', async () => {
    const { signIn, browserId, query } = await scanned(flows.make(), '//evil')
    expect((await signIn.finishRedirect({ browserId, query })).returnTo).toBe('/')
  })

  it('D16 a scan for one app does not serve the callback of another', async () => {
    const { browserId, query } = await scanned()
    const lark = flows.make({ app: testApp(flows.platform.url, { brand: 'lark' }), instance: 'lark' })
    await expect(lark.finishRedirect({ browserId, query })).rejects.toMatchObject({ code: 'attempt_invalid' })
    expect(flows.exchanges()).toEqual([])
  })

  it('D22 no secret is in the address, and it holds nothing of the browser', async () => {
    const { goto, browserId } = await scanned()
    expect(goto).not.toContain('marker')
    expect(goto).not.toContain(browserId)
  })

  it('tells how long the picture is good for', async () => {
    expect((await scanned(flows.make({ attemptLifeMs: 90_900 }))).expiresInSeconds).toBe(90)
  })
})
