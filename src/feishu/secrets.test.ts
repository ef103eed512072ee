// Tests: no secret, token or code leaves by a URL, an error or a log, whatever goes wrong.
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FakeAnswer, startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { appTokenRequest, fetchAppToken } from './app-tokens.ts'
import { authorizeUrl, qrGoto } from './authorize.ts'
import { listDepartmentMembers } from './contact-people.ts'
import { contactRequest } from './contact-request.ts'
import { getPersonStatus } from './contact-user.ts'
import type { CallContext } from './context.ts'
import type { FeishuApp, TokenGeneration } from './hosts.ts'
import { miniProgramRequest, validateMiniProgramCode } from './mini-program.ts'
import { revokeRequest, revokeToken } from './revoke.ts'
import { oauthTokenRequest, olderTokenRequest } from './token-request.ts'
import { getUserInfo, userInfoRequest } from './user-info.ts'
import { exchangeCode, refreshUserTokens } from './user-token.ts'

describe('addresses', () => {
  const value = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_+/=.~'), minLength: 12, maxLength: 60 })
  test('D22 no outgoing URL holds a secret, a token, a verifier or a code', () => {
    const holds = (url: string, secret: string) =>
      url.includes(secret) || decodeURIComponent(url).includes(secret)
    fc.assert(
      fc.property(value, value, value, value, (appSecret, token, code, verifier) => {
        const form = new URLSearchParams({
          client_secret: appSecret,
          code,
          code_verifier: verifier,
          refresh_token: token,
        })
        const urls = (['v2', 'v3', 'oidc', 'v1', 'passport'] as const).flatMap((tokenEndpoint) => {
          const app = testApp('https://open.example.com', { appSecret, tokenEndpoint })
          return [
            appTokenRequest(app, 'tenant_access_token').url,
            appTokenRequest(app, 'app_access_token').url,
            oauthTokenRequest(app, 'v2', form).url,
            oauthTokenRequest(app, 'v3', form).url,
            oauthTokenRequest(app, 'passport', form).url,
            olderTokenRequest(app, 'v1', { grant_type: 'authorization_code', code }, token).url,
            olderTokenRequest(app, 'oidc', { grant_type: 'refresh_token', refresh_token: token }, token).url,
            revokeRequest(app, token, 'refresh_token').url,
            miniProgramRequest(app, token, code).url,
            qrGoto(app, { redirectUri: 'https://app.example.com/cb', state: 's' }),
            userInfoRequest(app, token, tokenEndpoint).url,
            contactRequest(app, token, 'contact.users.get', 'users/ou_1', []).url,
            authorizeUrl(app, { redirectUri: 'https://app.example.com/cb', state: 's', codeChallenge: 'c' })
              .href,
          ]
        })
        const leaks = urls.filter((url) =>
          [appSecret, token, code, verifier].some((secret) => holds(url, secret)),
        )
        expect(leaks).toEqual([])
      }),
    )
  })
})

describe('failures', () => {
  const secret = 'MARKsecret0'
  const token = 'MARKtoken-1'
  const code = 'MARKcode.22'
  const codeVerifier = 'MARKverifier~333'
  type Run = (context: CallContext, app: FeishuApp) => Promise<unknown>

  const appAccessToken = async () => token
  const exchanges = (['v3', 'oidc', 'v1', 'passport'] as const).map((generation): [string, string[], Run] => [
    `${generation} exchange`,
    [secret, code, generation === 'v3' || generation === 'passport' ? codeVerifier : token],
    (context, app) =>
      exchangeCode(context, { ...app, tokenEndpoint: generation }, { code, codeVerifier, appAccessToken }),
  ])
  const generations: TokenGeneration[] = ['v2', 'v3', 'oidc', 'v1', 'passport']
  const refreshes = generations.map((generation): [string, string[], Run] => [
    `${generation} refresh`,
    [secret, token],
    (context, app) => refreshUserTokens(context, app, { refreshToken: token, generation, appAccessToken }),
  ])

  const calls: [string, string[], Run][] = [
    ['app tokens', [secret], (context, app) => fetchAppToken(context, app, 'tenant_access_token')],
    [
      'v2 exchange',
      [secret, code, codeVerifier],
      (context, app) => exchangeCode(context, app, { code, codeVerifier }),
    ],
    ...exchanges,
    ...refreshes,
    ['revocation', [secret, token], (context, app) => revokeToken(context, app, token, 'access_token')],
    [
      'mini program',
      [secret, token, code],
      (context, app) => validateMiniProgramCode(context, app, token, code),
    ],
    [
      'passport userinfo',
      [secret, token],
      (context, app) => getUserInfo(context, app, token, undefined, 'passport'),
    ],
    ['user_info', [secret, token], (context, app) => getUserInfo(context, app, token)],
    ['contact', [secret, token], (context, app) => getPersonStatus(context, app, token, 'ou_1')],
    ['directory', [secret, token], (context, app) => listDepartmentMembers(context, app, token, 'od-1')],
  ]

  // What the platform might send back of what it got, in the ways it might spell it.
  const echoOf = (sent: string[]) =>
    `${sent.join(' ')} ${sent.map(encodeURIComponent).join('&')} ${sent.map(btoa).join(',')}`
  const html = { 'content-type': 'text/html' }
  const json = (status: number, body: object): FakeAnswer => ({
    status,
    body,
    headers: { 'x-tt-logid': secret },
  })

  const failures: [string, (echo: string) => FakeAnswer][] = [
    ['HTML', (echo) => ({ headers: html, body: `<pre>${echo}</pre>` })],
    ['HTML with 502', (echo) => ({ status: 502, headers: html, body: `<pre>${echo}</pre>` })],
    [
      'truncated JSON',
      (echo) => ({ headers: { 'content-type': 'application/json' }, body: `{"code":0,"msg":"${echo}` }),
    ],
    ['a msg', (echo) => json(200, { code: 20001, msg: echo })],
    ['a message', (echo) => json(400, { code: 99991663, message: echo })],
    ['a description', (echo) => json(400, { code: 20003, error: 'invalid_grant', error_description: echo })],
    ['an error', (echo) => json(400, { error: echo })],
    ['a log id', () => json(400, { code: 20001, error: { log_id: secret } })],
    [
      'scopes',
      (echo) => json(400, { code: 99991679, error: { permission_violations: [{ subject: echo }] } }),
    ],
    [
      'a wrong shape',
      (echo) => json(200, { code: 0, data: echo, expires_in: echo, access_token: [echo], token_type: echo }),
    ],
    ['a code of text', (echo) => json(200, { code: echo })],
    ['a scope', () => json(400, { code: 99991679, error: { permission_violations: [{ subject: secret }] } })],
    ['a redirect', () => ({ status: 302, headers: { location: `/?x=${secret}` } })],
    ['429', (echo) => json(429, { code: 99991400, msg: echo })],
    ['a broken connection', () => (response) => response.destroy()],
    ['silence', () => () => undefined],
  ]

  const cases = calls.flatMap(([call, sent, run]) =>
    failures.map(([failure, answer]) => [call, failure, run, answer(echoOf(sent))] as const),
  )

  function expectClean(error: unknown, logs: string[]) {
    const seen = [
      inspect(error, { depth: 10, showHidden: true }),
      JSON.stringify(error),
      String(error),
      ...logs,
    ].join('\n')
    expect(seen).not.toContain('MARK')
    expect(seen).not.toContain(btoa('MARK').slice(0, 5))
  }

  test.each(cases)('D49 %s: %s tells nothing', async (_call, failure, run, answer) => {
    await using platform = await startFakePlatform(() => answer)
    const timeoutMs = failure === 'silence' ? 20 : 5_000
    const context = testContext({ timeoutMs })
    const error = await run(context, testApp(platform.url, { appSecret: secret })).catch(
      (reason: unknown) => reason,
    )
    // The contact call takes a refusal for lack of scope as no answer.
    if (error !== undefined) expect(error).toHaveProperty('name', 'LarkspurError')
    expectClean(error, context.logs)
  })

  test.each(calls)('D49 %s: an error of the network layer tells nothing', async (_call, sent, run) => {
    const echo = echoOf(sent)
    const thrown = new TypeError(`fetch failed: ${echo}`, { cause: new Error(`socket: ${echo}`) })
    const context = testContext({ fetch: async () => Promise.reject(thrown) })
    const error = await run(context, testApp('http://127.0.0.1:9', { appSecret: secret })).catch(
      (e: unknown) => e,
    )
    expect(error).toMatchObject({ code: 'platform_unavailable' })
    expectClean(error, context.logs)
  })

  test('D49 a token that comes with a refusal and is repeated in its text tells nothing', async () => {
    const body = {
      code: 20001,
      msg: 'issued MARKfresh',
      access_token: 'MARKfresh',
      data: { ticket: 'MARKfresh' },
    }
    await using platform = await startFakePlatform(() => ({ body }))
    const context = testContext()
    const error = await getUserInfo(context, testApp(platform.url), 'eyJtoken').catch(
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ code: 'platform_refused' })
    expectClean(error, context.logs)
  })
})
