// Tries: the flow of login elements, whose pages ask the platform by themselves.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testApp } from '../../test/support/fake-platform.ts'
import { type Flows, newBrowser, personInfo, startFlows, url } from '../../test/support/sign-in-flows.ts'
import type { SignIn } from './index.ts'

const page = `${url}/login?from=1`

describe('sign-in of a login element', () => {
  let flows: Flows
  let signIn: SignIn
  beforeEach(async () => {
    flows = await startFlows()
    signIn = flows.make()
  })
  afterEach(() => flows[Symbol.asyncDispose]())

  /** What the platform's page gives for this redirect URI. */
  const pageCode = (redirectUri = page, n = 1) => flows.clientCode(personInfo(n), { redirectUri })
  const sent = () => JSON.parse(flows.exchanges().at(-1)?.body ?? '')

  it('gives a state for the page, and takes the code that comes back', async () => {
    const browserId = newBrowser()
    const started = await signIn.startElement({ browserId, redirectUri: page })
    expect(started).toEqual({
      appId: 'cli_0123456789abcdef',
      state: expect.stringMatching(/^[\w-]{43}$/),
      redirectUri: page,
      expiresInSeconds: 600,
    })
    const { state } = started
    const { person } = await signIn.finishElement({ browserId, code: pageCode(), state, redirectUri: page })
    expect(person.profile.openId).toBe('ou_1')
    expect(sent().redirect_uri).toBe(page)
    expect(sent()).not.toHaveProperty('code_verifier')
  })

  it('takes a code of the client, with a state and without', async () => {
    const { state } = await signIn.startElement({ redirectUri: page })
    const { person } = await signIn.finishElement({ code: flows.clientCode(), state })
    const again = await signIn.finishElement({ code: flows.clientCode() })
    expect(again.person.identityId).toBe(person.identityId)
    expect(sent()).not.toHaveProperty('redirect_uri')
  })

  it('is the same person as by the other flows, and what was granted is kept', async () => {
    const { person } = await signIn.finishElement({
      code: flows.clientCode(personInfo(1), { scope: 'offline_access' }),
    })
    expect((await flows.inClient(signIn)).identityId).toBe(person.identityId)
    expect(flows.kept).toMatchObject([
      { owner: { openId: 'ou_1' }, scopes: ['offline_access'], asked: [] },
      { owner: { openId: 'ou_1' }, scopes: [] },
    ])
  })

  it('without a page, the callback is the redirect URI and finishes the sign-in of the browser', async () => {
    const browserId = newBrowser()
    const { state, redirectUri } = await signIn.startElement({ browserId })
    expect(redirectUri).toBe(`${url}/auth/callback`)
    const query = new URLSearchParams({ state, code: pageCode(redirectUri) })
    const { person, returnTo, confirmed } = await signIn.finishRedirect({ browserId, query })
    expect({ openId: person.profile.openId, returnTo, confirmed }).toEqual({
      openId: 'ou_1',
      returnTo: '/',
      confirmed: false,
    })
  })

  it('D3 D7 a state is of one browser, or of none, and an attempt of another spoils nothing', async () => {
    const browserId = newBrowser()
    const ofBrowser = await signIn.startElement({ browserId, redirectUri: page })
    const ofNone = await signIn.startElement({ redirectUri: page })
    expect(ofBrowser.state).not.toBe(ofNone.state)
    const finish = (by: string | undefined, state: string) =>
      signIn.finishElement({ browserId: by, code: flows.clientCode(), state })
    for (const [by, state] of [
      [newBrowser(), ofBrowser.state],
      [undefined, ofBrowser.state],
      [browserId, ofNone.state],
      ['none', ofNone.state],
      ['', ofNone.state],
    ] as const) {
      await expect(finish(by, state), `${by}`).rejects.toMatchObject({
        code: expect.stringMatching(/^attempt_(?:invalid|missing)$/),
      })
    }
    expect(flows.platform.seen).toEqual([])
    await finish(browserId, ofBrowser.state)
    await finish(undefined, ofNone.state)
  })

  it('D5 a state of no browser finishes no other flow', async () => {
    const { state, redirectUri } = await signIn.startElement({})
    const query = new URLSearchParams({ state, code: pageCode(redirectUri) })
    await expect(signIn.finishRedirect({ browserId: undefined, query })).rejects.toMatchObject({
      code: 'attempt_missing',
    })
    await expect(signIn.finishRedirect({ browserId: newBrowser(), query })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
  })

  it('D4 a state serves once, also when the code is refused', async () => {
    const { state } = await signIn.startElement({ redirectUri: page })
    await expect(signIn.finishElement({ code: 'unknown', state })).rejects.toMatchObject({
      code: 'code_invalid',
    })
    await expect(signIn.finishElement({ code: flows.clientCode(), state })).rejects.toMatchObject({
      code: 'attempt_invalid',
    })
  })

  it('a state serves for ten minutes', async () => {
    const { state } = await signIn.startElement({ redirectUri: page })
    const late = await signIn.startElement({ redirectUri: page })
    flows.context.time.now += 599_999
    await signIn.finishElement({ code: flows.clientCode(), state })
    flows.context.time.now += 1
    await expect(signIn.finishElement({ code: flows.clientCode(), state: late.state })).rejects.toMatchObject(
      { code: 'attempt_expired' },
    )
  })

  it('D6 the states of the other flows are none of an element’s, nor those of another app', async () => {
    const { browserId, query } = await flows.started(signIn)
    const { attempt } = await signIn.startInClient({ browserId })
    const other = flows.make({ app: testApp(flows.platform.url, { appId: 'cli_ffffffffffffffff' }) })
    const { state } = await other.startElement({ browserId, redirectUri: page })
    for (const wrong of [query.get('state') ?? '', attempt, state, newBrowser(), 'x', '']) {
      await expect(
        signIn.finishElement({ browserId, code: flows.clientCode(), state: wrong }),
      ).rejects.toMatchObject({ code: 'attempt_invalid' })
    }
    expect(flows.exchanges()).toEqual([])
  })

  it('the redirect URI at the end is the one of the start', async () => {
    const { state } = await signIn.startElement({ redirectUri: page })
    await expect(
      signIn.finishElement({ code: pageCode(`${url}/other`), state, redirectUri: `${url}/other` }),
    ).rejects.toMatchObject({ code: 'attempt_invalid' })
    expect(flows.exchanges()).toEqual([])
  })

  it.each([
    'https://evil.example/login',
    'http://app.example/login',
    'https://app.example:444/login',
    'https://app.example.evil.example/',
    'https://user@app.example/',
    'https://app.example:x@app.example/',
    'https://APP.example/',
    'https://app.example/a#b',
    'https://app.example/a\\b',
    'https://app.example/a b',
    'https://app.example/a\nb',
    '//app.example/',
    '/login',
    'javascript:alert(1)',
    '',
    `https://app.example/${'a'.repeat(2_048)}`,
  ])('D14 takes no redirect URI of another site: %j', async (redirectUri) => {
    const refusal = { code: 'request_invalid', message: expect.stringContaining('redirectUri') }
    await expect(signIn.startElement({ redirectUri })).rejects.toMatchObject(refusal)
    await expect(signIn.finishElement({ code: flows.clientCode(), redirectUri })).rejects.toMatchObject(
      refusal,
    )
    expect(flows.exchanges()).toEqual([])
  })

  it.each([undefined, '', 'a b', 'a\u0000', 'a'.repeat(513)])(
    'refuses the code %j and leaves the state',
    async (code) => {
      const { state } = await signIn.startElement({ redirectUri: page })
      await expect(signIn.finishElement({ code, state })).rejects.toMatchObject({ code: 'request_invalid' })
      await signIn.finishElement({ code: flows.clientCode(), state })
    },
  )

  it('D27 admits whom the other flows admit', async () => {
    const code = () => flows.clientCode(personInfo(1, { tenant_key: 'tenant-2' }))
    const strict = flows.make({ policy: { allowedTenants: ['tenant-1'] } })
    await expect(strict.finishElement({ code: code() })).rejects.toMatchObject({ code: 'tenant_not_allowed' })
    const closed = flows.make({ policy: { createAccounts: false } })
    await expect(closed.finishElement({ code: code() })).rejects.toMatchObject({ code: 'account_missing' })
    expect(flows.kept).toEqual([])
    const { person } = await signIn.finishElement({ code: code() })
    const { identityId } = person
    await flows.database.identities.doubt('feishu', person.identity.appId, ['ou_1'], 1)
    await flows.database.identities.block(identityId, 'resigned', flows.context.time.now)
    // Blocked before the platform was asked: it has named the person since, so they are back.
    expect((await signIn.finishElement({ code: code() })).person.blocked).toBeNull()
  })

  it('any number of sign-ins of an app’s own code are under way at a time', async () => {
    const started = []
    for (let n = 0; n < 25; n += 1) started.push((await signIn.startElement({ redirectUri: page })).state)
    for (const state of started) await signIn.finishElement({ code: flows.clientCode(), state })
    expect(flows.exchanges()).toHaveLength(25)
  })
})
