// Lists: guards of the product and of the emulator, and what stands in the source when one is out.

export interface Mutation {
  name: string
  file: string
  /** What stands there, exactly once. */
  guard: string
  /** What stands there when the guard is out. */
  without: string
  /** Where the tests are that should notice. */
  tests: string[]
}

const emulatorTests = [
  'test/guards.test.ts',
  ...['authorize', 'oauth-token', 'user-info'].map((name) => `src/emulator/operations/${name}.test.ts`),
]

const emulatorGuard = (name: string, file: string, guard: string, without: string): Mutation => ({
  name: `emulator: ${name}`,
  file: `src/emulator/operations/${file}`,
  guard,
  without,
  tests: emulatorTests,
})

const signInGuard = (name: string, file: string, guard: string, without = ''): Mutation => ({
  name: `sign-in: ${name}`,
  file: `src/sign-in/${file}`,
  guard,
  without,
  tests: ['src/sign-in'],
})

const operationTests = (...names: string[]) => names.map((name) => `src/emulator/operations/${name}.test.ts`)

/** Guards of the emulator's other ways in, and of withdrawal. */
const waysInGuards: readonly Mutation[] = [
  {
    ...emulatorGuard('login-code-at-oauth', 'oauth-token.ts', ' || isLoginCode(code)', ''),
    tests: operationTests('mini-program'),
  },
  {
    ...emulatorGuard('login-code-at-v1', 'v1-token.ts', 'if (isLoginCode(code))', 'if (false)'),
    tests: operationTests('mini-program'),
  },
  {
    ...emulatorGuard('login-code-at-passport', 'passport-token.ts', ' || isLoginCode(code)', ''),
    tests: operationTests('passport'),
  },
  {
    ...emulatorGuard('web-code-at-mini-program', 'mini-program-login.ts', ' || !isLoginCode(code)', ''),
    tests: operationTests('mini-program'),
  },
  {
    ...emulatorGuard('login-code-once', 'mini-program-login.ts', ' || isUsed(code)', ''),
    tests: operationTests('mini-program'),
  },
  {
    ...emulatorGuard('passport-code-once', 'passport-token.ts', 'if (isUsed(code))', 'if (false)'),
    tests: operationTests('passport'),
  },
  {
    ...emulatorGuard(
      'passport-redirect',
      'passport-token.ts',
      'if (redirectDiffers(code, redirectUri))',
      'if (false)',
    ),
    tests: operationTests('passport'),
  },
  {
    ...emulatorGuard(
      'passport-pkce',
      'passport-token.ts',
      "if (pkceFails(state, code, undefined, 'passport'))",
      'if (false)',
    ),
    tests: operationTests('passport'),
  },
  {
    ...emulatorGuard('passport-rotation', 'passport-token.ts', 'spendRefreshToken(state, token)', ''),
    tests: operationTests('passport'),
  },
  {
    ...emulatorGuard(
      'passport-token-at-gateway',
      'gateway.ts',
      "if (token.generation === 'passport')",
      'if (false)',
    ),
    tests: operationTests('passport'),
  },
  {
    ...emulatorGuard(
      'other-token-at-passport',
      'passport-userinfo.ts',
      "token.generation !== 'passport' || ",
      '',
    ),
    tests: operationTests('passport'),
  },
  {
    ...emulatorGuard(
      'own-tenant',
      'person-status.ts',
      'if (state.organisation.tenantOf(person) !== state.organisation.tenantKey) return false',
      '',
    ),
    tests: operationTests('other-tenant'),
  },
  {
    ...emulatorGuard('withdrawn-tokens', 'withdraw.ts', 'token.revoked = true', 'void token'),
    tests: operationTests('withdraw'),
  },
  {
    ...emulatorGuard('withdrawn-codes', 'withdraw.ts', 'code.used = true', 'void code'),
    tests: operationTests('withdraw'),
  },
  {
    ...emulatorGuard('withdrawn-grants', 'withdraw.ts', 'state.grants.withdraw(appId, person)', ''),
    tests: operationTests('withdraw'),
  },
  {
    ...emulatorGuard('withdrawal-form', '../http/withdrawal.ts', 'if (!isOwnForm(c))', 'if (false)'),
    tests: operationTests('withdraw'),
  },
  {
    ...emulatorGuard('who-is-there', 'client-person.ts', '!isOwn(url, origins) || ', ''),
    tests: ['src/emulator/client/authorize.test.ts'],
  },
  {
    ...emulatorGuard('who-is-there-page', 'client-person.ts', ' || authorizePageAt(url) === undefined', ''),
    tests: ['src/emulator/client/authorize.test.ts'],
  },
  {
    ...emulatorGuard(
      'framed-by-the-console',
      '../ui/headers.ts',
      "[\"'self'\", ...consoleOrigins].join(' ')",
      "'*'",
    ),
    tests: ['src/emulator/client/authorize.test.ts'],
  },
]

export const mutations: readonly Mutation[] = [
  emulatorGuard('single-use-code', 'codes.ts', '=> code.used', '=> false'),
  emulatorGuard('code-expiry', 'codes.ts', 'state.clock.now() >= code.expiresAt', 'false'),
  emulatorGuard('code-client-binding', 'codes.ts', 'code.appId !== appId', 'false'),
  emulatorGuard('redirect-match', 'codes.ts', 'redirectUri !== code.redirectUri', 'false'),
  emulatorGuard('pkce', 'codes.ts', '|| !verifierFits(code, verifier, generation)', ''),
  emulatorGuard('pkce-shape', 'codes.ts', ' || !verifierShape.test(verifier)', ''),
  emulatorGuard('redirect-list', 'redirect-list.ts', 'read(listed) === read(url)', 'true'),
  emulatorGuard('client-secret', 'client-check.ts', 'if (!secretFits(app, secret))', 'if (false)'),
  emulatorGuard('refresh-rotation', 'refresh.ts', 'if (token.used)', 'if (false)'),
  emulatorGuard('field-scopes', 'visible-fields.ts', 'scopes.has(scope)', 'true'),
  emulatorGuard('scope-subset', 'oauth-token.ts', '!granted.includes(scope)', 'false'),
  emulatorGuard('token-expiry', 'gateway.ts', 'state.clock.now() >= token.expiresAt', 'false'),
  emulatorGuard('own-form', '../http/pages.ts', '!isOwnForm(c)', 'false'),
  emulatorGuard('body-decides', '../http/pages.ts', "body.has('decision')", 'true'),
  ...waysInGuards,
  {
    name: 'sign-in: attempts end',
    file: 'src/sign-in/attempts.ts',
    guard: "if (clock() >= attempt.expiresAt) throw new LarkspurError('attempt_expired')",
    without: '',
    tests: ['src/sign-in'],
  },
  {
    name: 'sign-in: attempts belong to one app and brand',
    file: 'src/sign-in/attempts.ts',
    guard: 'attempt.brand === app.brand &&',
    without: '',
    tests: ['src/sign-in'],
  },
  {
    name: 'sign-in: attempts belong to one browser',
    file: 'src/storage/sql/attempts.ts',
    guard: ".where('id', '=', id)\n        .where('browser_hash', '=', browserHash)",
    without: ".where('id', '=', id)",
    tests: ['src/storage'],
  },
  {
    name: 'sign-in: only admitted organisations',
    file: 'src/sign-in/policy.ts',
    guard: "throw new LarkspurError('tenant_not_allowed')",
    without: '',
    tests: ['src/sign-in'],
  },
  {
    name: 'sign-in: the return path stays on the site',
    file: 'src/sign-in/return-path.ts',
    guard: 'url.origin !== base || ',
    without: '',
    tests: ['src/sign-in'],
  },
  signInGuard('attempts belong to one flow', 'attempts.ts', 'flow.kinds.includes(attempt.kind) &&'),
  signInGuard(
    'attempts belong to one redirect URI',
    'attempts.ts',
    'attempt.redirectUri === flow.redirectUri &&',
  ),
  signInGuard(
    'a code needs its verifier',
    'redirect-finish.ts',
    "if ((codeVerifier !== null) !== (kind !== 'qr' && hasPkce(app))) refuse('pkce')",
  ),
  signInGuard(
    'only who began a bind ends it',
    'redirect-finish.ts',
    "if (userId === null || userId !== signedIn) return refuse('other_account')",
  ),
  signInGuard('a bind is confirmed by the person', 'redirect-start.ts', "'consent',\n      )", ')'),
  signInGuard('every instance has its own redirect URI', 'redirect-uri.ts', "? '' : ", "? '' : '' && "),
  signInGuard('instances have plain names', 'redirect-uri.ts', '/^[a-z][a-z0-9-]{0,31}$/', '/(?:)/'),
  signInGuard(
    'accounts only for expected people',
    'admission.ts',
    'createAccount: createAccounts',
    'createAccount: true',
  ),
  signInGuard('scopes are scopes', 'scopes.ts', '|| !scopes.every((scope) => scopeShape.test(scope))'),
  signInGuard('scopes are few', 'scopes.ts', 'tooMany || '),
  signInGuard(
    'the token of a mini program is of its person',
    'mini-program.ts',
    'info.openId !== openId || info.tenantKey !== tenantKey',
    'false',
  ),
  signInGuard(
    'only unknown codes are tried at tt.login',
    'mini-program.ts',
    'if (!isAnswer(error, unknownToTokenEndpoint)) throw error',
  ),
  signInGuard('codes of mini programs look like codes', 'mini-program.ts', 'assertCode(code)\n'),
  {
    name: 'feishu: an empty identifier is none',
    file: 'src/feishu/fields.ts',
    guard: "if (value === '' || /^(?:null|undefined)$/i.test(value)) return undefined",
    without: '',
    tests: ['src/feishu'],
  },
  {
    name: 'sessions: limits',
    file: 'src/sessions/sessions.ts',
    guard: 'if (isOver(record, now))',
    without: 'if (false)',
    tests: ['src/sessions'],
  },
  {
    name: 'sessions: a new sign-in ends the old session',
    file: 'src/server/session-cookie.ts',
    guard: 'sessions.start({ userId, identityId, previousId })',
    without: 'sessions.start({ userId, identityId })',
    tests: ['src/server'],
  },
  {
    name: 'server: only a page of this site may post a code',
    file: 'src/server/guards.ts',
    guard: "if (!isSameOrigin(headers, origin)) throw new LarkspurError('origin_not_allowed')",
    without: '',
    tests: ['src/server'],
  },
  {
    name: 'server: a link or image is no script',
    file: 'src/server/guards.ts',
    guard: "if (!isScript) throw new LarkspurError('origin_not_allowed')",
    without: '',
    tests: ['src/server'],
  },
  {
    name: 'headers: no sniffing',
    file: 'src/server/headers.ts',
    guard: "set('X-Content-Type-Options', 'nosniff')",
    without: '',
    tests: ['src/server'],
  },
  {
    name: 'headers: no frame',
    file: 'src/server/headers.ts',
    guard: "if (settings.frameAncestors.length === 0) set('X-Frame-Options', 'DENY')",
    without: '',
    tests: ['src/server'],
  },
  {
    name: 'headers: not into foreign pages',
    file: 'src/server/headers.ts',
    guard: "set('Cross-Origin-Resource-Policy', 'same-origin')",
    without: '',
    tests: ['src/server'],
  },
  {
    name: 'challenge: the cookie goes with the last one',
    file: 'src/server/routes/sample.ts',
    guard: 'writeChallenges(c, open)',
    without: '',
    tests: ['src/server'],
  },
  {
    name: 'rechecks: end with the server',
    file: 'src/server/larkspur.ts',
    guard: 'await rechecks.close()',
    without: '',
    tests: ['src/server'],
  },
  {
    name: 'loopback: another port is another site',
    file: 'src/server/loopback-redirect.ts',
    guard: ' && asked.port === own.port',
    without: '',
    tests: ['src/server'],
  },
  {
    name: 'limits: finishes per address',
    file: 'src/server/sign-in-limits.ts',
    guard: 'await finish(address)',
    without: '',
    tests: ['src/server'],
  },
  {
    name: 'limits: finishes at once',
    file: 'src/server/sign-in-limits.ts',
    guard: 'options.atOnce > 0 && underWay >= options.atOnce',
    without: 'false',
    tests: ['src/server'],
  },
  {
    name: 'tabs: only what this browser began starts again',
    file: 'src/server/routes/redirect.ts',
    guard: 'begun === undefined || readBrowserId(c) === undefined',
    without: 'false',
    tests: ['src/server'],
  },
  {
    name: 'jsapi: only pages of configured origins',
    file: 'src/jsapi/page-url.ts',
    guard: "if (!origins.includes(origin)) throw refuse('is not on a configured origin')",
    without: '',
    tests: ['src/jsapi', 'test/jsapi.test.ts'],
  },
  {
    name: 'jsapi: no spaces or control characters',
    file: 'src/jsapi/page-url.ts',
    guard: "if (strayCharacters.test(page)) throw refuse('holds spaces or control characters')",
    without: '',
    tests: ['src/jsapi', 'test/jsapi.test.ts'],
  },
  {
    name: 'jsapi: the origin stands in front, as a browser writes it',
    file: 'src/jsapi/page-url.ts',
    guard: '!page.startsWith(origin) || !/^(?:[/?]|$)/.test(page.slice(origin.length))',
    without: 'false',
    tests: ['src/jsapi', 'test/jsapi.test.ts'],
  },
  {
    name: 'jsapi: every signature has a nonce of its own',
    file: 'src/jsapi/jsapi.ts',
    guard: 'hex(random(16))',
    without: 'hex(new Uint8Array(16).fill(random(0).length))',
    tests: ['src/server/jsapi.test.ts', 'test/jsapi.test.ts'],
  },
  {
    name: 'server: signatures are counted per address',
    file: 'src/server/routes/jsapi.ts',
    guard: 'await jsapiLimit(clientAddress(c))',
    without: 'void [jsapiLimit, clientAddress]',
    tests: ['src/server/jsapi.test.ts', 'test/jsapi.test.ts'],
  },
  {
    name: 'server: only pages of configured origins may read a signature',
    file: 'src/server/cross-origin.ts',
    guard: ' || !origins.includes(origin)',
    without: '',
    tests: ['src/server/jsapi.test.ts'],
  },
  {
    name: 'browser: a gone address is not presented to the client',
    file: 'src/browser/jsapi.ts',
    guard: 'if (goal !== aim()) continue\n        await',
    without: 'await',
    tests: ['src/browser/jsapi.test.ts'],
  },
  {
    name: 'browser: a stale signature is renewed once',
    file: 'src/browser/jsapi.ts',
    guard: 'renewed === goal || ',
    without: '',
    tests: ['src/browser/jsapi.test.ts'],
  },
  {
    name: 'browser: only a stale signature is renewed',
    file: 'src/browser/jsapi.ts',
    guard: '!stale.some((code) => code === errCode || code === errno)',
    without: 'false',
    tests: ['src/browser/jsapi.test.ts'],
  },
  {
    name: 'browser: a call waits for its route to be signed',
    file: 'src/browser/client.ts',
    guard: 'await jsapi.settled(timeout, signal)',
    without: 'void 0',
    tests: ['src/browser/jsapi.test.ts'],
  },
  {
    name: 'browser: an address that has just changed may change again',
    file: 'src/browser/jsapi.ts',
    guard: 'stopQuiet()\n      stopQuiet = timer(quietMs,',
    without: 'stopQuiet = timer(quietMs,',
    tests: ['src/browser/jsapi.test.ts'],
  },
  {
    name: 'browser: the JSSDK is loaded once',
    file: 'src/browser/client.ts',
    guard: 'loading ??= loadGlobals',
    without: 'loading = loadGlobals',
    tests: ['src/browser/client.test.ts'],
  },
  {
    name: 'browser: a message counts only from the QR code’s own frame',
    file: 'src/browser/qr-widget.ts',
    guard: '!source || source !== frame()?.contentWindow || ',
    without: '',
    tests: ['src/browser/qr-widget.test.ts'],
  },
  {
    name: 'browser: a frame that is gone is nobody',
    file: 'src/browser/qr-widget.ts',
    guard: '!source || ',
    without: '',
    tests: ['src/browser/qr-widget.test.ts'],
  },
  {
    name: 'browser: a message counts only from the platform’s origin',
    file: 'src/browser/qr-widget.ts',
    guard: ' || origin !== new URL(goto).origin',
    without: '',
    tests: ['src/browser/qr-widget.test.ts'],
  },
  {
    name: 'browser: a message counts only when the platform’s script knows its origin',
    file: 'src/browser/qr-widget.ts',
    guard: '!matchers.matchOrigin(origin) || ',
    without: '',
    tests: ['src/browser/qr-widget.test.ts'],
  },
  {
    name: 'browser: only a printable code goes into an address',
    file: 'src/browser/qr-widget.ts',
    guard: ' || !tmpCode.test(code)',
    without: '',
    tests: ['src/browser/qr-widget.test.ts'],
  },
  {
    name: 'browser: a QR code that is closed listens no more',
    file: 'src/browser/qr-widget.ts',
    guard: "window.removeEventListener('message', listen)",
    without: 'void 0',
    tests: ['src/browser/qr-widget.test.ts'],
  },
  {
    name: 'browser: a QR code goes with its element',
    file: 'src/browser/qr-widget.ts',
    guard: 'if (!holder.isConnected) close()',
    without: 'void 0',
    tests: ['src/browser/qr-widget.test.ts'],
  },
  {
    name: 'browser: a phone is not shown a QR code',
    file: 'src/browser/device.ts',
    guard: 'Lark\\/|Mobi|',
    without: '',
    tests: ['src/browser/client.test.ts'],
  },
  {
    name: 'browser: who has refused scopes is not sent round in circles',
    file: 'src/browser/client.ts',
    guard: 'if (missing.every((scope) => settled.includes(scope))) return report',
    without: '',
    tests: ['src/browser/client.test.ts'],
  },
  {
    name: 'browser: an older call that cannot ask for scopes is not made for them',
    file: 'src/browser/in-client.ts',
    guard: 'strict ? undefined : ',
    without: '',
    tests: ['src/browser/client.test.ts'],
  },
]
