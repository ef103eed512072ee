// Tests: the authorize address and the answer that comes back.
import { describe, expect, test } from 'vitest'
import { testApp, testContext } from '../../test/support/fake-platform.ts'
import { authorizeUrl, hasPkce, qrGoto, readAuthorizationResponse } from './authorize.ts'
import type { TokenGeneration } from './hosts.ts'
import { createPkce, randomValue } from './pkce.ts'

const app = testApp('https://accounts.example.com')
const parameters = {
  redirectUri: 'https://app.example.com/auth/callback?x=1',
  state: 'st+ate',
  codeChallenge: 'ch',
}

describe('authorizeUrl', () => {
  test('D12 holds PKCE with S256, never plain', () => {
    const url = authorizeUrl(app, parameters)
    expect(url.origin + url.pathname).toBe('https://accounts.example.com/open-apis/authen/v1/authorize')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: app.appId,
      response_type: 'code',
      redirect_uri: parameters.redirectUri,
      state: 'st+ate',
      code_challenge: 'ch',
      code_challenge_method: 'S256',
    })
  })

  test('scopes are joined by a space that every reader understands', () => {
    const url = authorizeUrl(app, {
      ...parameters,
      scopes: ['a:b', 'offline_access', 'a:b'],
    })
    expect(url.href).toContain('scope=a%3Ab%20offline_access')
    expect(url.searchParams.get('scope')).toBe('a:b offline_access')
    expect(url.searchParams.get('state')).toBe('st+ate')
  })

  test('prompt=consent travels', () => {
    expect(authorizeUrl(app, { ...parameters, prompt: 'consent' }).searchParams.get('prompt')).toBe('consent')
  })

  const hosts = {
    open: 'https://open.example.com',
    accounts: 'https://accounts.example.com',
    passport: 'https://passport.example.com',
  }
  const common = { redirect_uri: parameters.redirectUri, state: 'st+ate' }
  const current = { ...common, client_id: app.appId, response_type: 'code', scope: 'a:b', prompt: 'consent' }
  const challenge = { code_challenge: 'ch', code_challenge_method: 'S256' }
  const authorize = 'https://accounts.example.com/open-apis/authen/v1/authorize'
  const passport = 'https://passport.example.com/suite/passport/oauth/authorize'
  const old = { ...common, client_id: app.appId, response_type: 'code' }

  test.each<[TokenGeneration, string, object]>([
    ['v3', authorize, { ...current, ...challenge }],
    ['v2', authorize, { ...current, ...challenge }],
    ['oidc', authorize, current],
    ['v1', 'https://open.example.com/open-apis/authen/v1/index', { ...common, app_id: app.appId }],
    ['passport', passport, old],
  ])('%s has its own page, and asks only what that page understands', (tokenEndpoint, page, query) => {
    const one = testApp('', { hosts, tokenEndpoint })
    const url = authorizeUrl(one, { ...parameters, scopes: ['a:b'], prompt: 'consent' })
    expect(url.origin + url.pathname).toBe(page)
    expect(Object.fromEntries(url.searchParams)).toEqual(query)
    expect(hasPkce(one)).toBe('code_challenge' in query)
  })

  test.each<TokenGeneration>(['v3', 'v2', 'oidc', 'v1', 'passport'])(
    'the QR code of %s leads to passport: nothing else is admitted there',
    (tokenEndpoint) => {
      const url = new URL(qrGoto(testApp('', { hosts, tokenEndpoint }), parameters))
      expect(url.origin + url.pathname).toBe(passport)
      expect(Object.fromEntries(url.searchParams)).toEqual(old)
    },
  )
})

describe('readAuthorizationResponse', () => {
  const read = (query: string) => readAuthorizationResponse(app, new URLSearchParams(query), 's1')

  test('returns the code of a fitting answer', () => {
    expect(read('code=c1&state=s1')).toBe('c1')
  })

  test.each([
    'code=c1',
    'code=c1&state=',
    'code=c1&state=s2',
    'code=c1&state=s1&state=s1',
    'code=c1&state[]=s1',
    'state=s1',
    'code=&state=s1',
    'code=c1&code=c2&state=s1',
    'code=c1&state=s1&iss=https://other.example',
    'code=c1&state=s1&response=x',
    'error=access_denied',
    'error=access_denied&state=s2',
  ])('D2 refuses %j without repeating it', (query) => {
    let thrown: unknown
    try {
      read(query)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ code: 'attempt_invalid' })
    expect((thrown as Error).cause).toBeUndefined()
  })

  test('D17 a refusal by the person keeps its words, redacted', () => {
    const query = 'error=access_denied&error_description=no%0d%0aBearer%20abc&state=s1'
    expect(() => read(query)).toThrow(
      expect.objectContaining({
        code: 'authorization_denied',
        platform: { operation: 'authorize', msg: 'no Bearer [redacted]' },
      }),
    )
  })
})

describe('PKCE and random values', () => {
  test('the challenge of RFC 7636, appendix B', async () => {
    const bytes = Buffer.from('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', 'base64url')
    expect(await createPkce(() => bytes)).toEqual({
      codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    })
  })

  test('D7 a value is 256 bits of the injected source', () => {
    const asked: number[] = []
    const value = randomValue((bytes) => {
      asked.push(bytes)
      return crypto.getRandomValues(new Uint8Array(bytes))
    })
    expect(asked).toEqual([32])
    expect(value).toMatch(/^[\w-]{43}$/)
    expect(randomValue(testContext().random)).toBe('A'.repeat(43))
  })
})
