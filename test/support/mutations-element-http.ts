// Lists: guards of the functions of login elements over HTTP, and of what pages call them with.
import type { Mutation } from './mutation.ts'

const guard = (name: string, file: string, guard: string, without: string): Mutation => ({
  name: `element functions: ${name}`,
  file: `src/server/${file}`,
  guard,
  without,
  tests: ['functions', 'sign-in', 'callers'].map((part) => `src/server/element-${part}.test.ts`),
})

const waiting = (name: string, file: string, guard: string, without: string): Mutation => ({
  name: `element functions: ${name}`,
  file: `src/${file}`,
  guard,
  without,
  tests: ['src/server/element-waits.test.ts'],
})

const inPage = (name: string, file: string, guard: string, without: string): Mutation => ({
  name: `element page: ${name}`,
  file: `src/browser/elements/${file}`,
  guard,
  without,
  tests: ['src/browser/elements/api.test.ts'],
})

export const elementHttpMutations: Mutation[] = [
  guard(
    'the open ones are for pages of this site',
    'element-calls.ts',
    'requireSameOrigin(c.req.raw.headers, settings.origin)',
    '',
  ),
  guard(
    'a cookie counts from pages of this site alone',
    'element-calls.ts',
    'requireSameOriginOrBearer(headers, settings.origin, readCredential(headers, cookies).kind)',
    '',
  ),
  guard('a token is for the server', 'element-functions.ts', "name === forServer ? 'for_server' : ", ''),
  guard(
    'the role decides',
    'element-calls.ts',
    "(await accounts.roles(signedIn.person.userId)).includes('administrator')",
    'true',
  ),
  guard(
    'departments are for administrators',
    'element-calls.ts',
    "if (what.callers !== 'themselves') throw new LarkspurError('role_required')",
    '',
  ),
  guard(
    'a person asks about themselves alone',
    'element-calls.ts',
    "if (!isAbout(args, signedIn, elements.instance(fullName))) throw new LarkspurError('role_required')",
    '',
  ),
  guard(
    'ids are those of the element’s own app',
    'element-calls.ts',
    'brand === app.brand && appId === app.appId && ',
    '',
  ),
  guard(
    'a person is asked for by the open_id',
    'element-calls.ts',
    '{ ...args, userId: signedIn.person.profile.openId }',
    'args',
  ),
  guard('an account is slowed down', 'element-calls.ts', 'await directoryLimit(signedIn.person.userId)', ''),
  guard('a start counts', 'element-calls.ts', 'await limits.start(clientAddress(c))', ''),
  guard(
    'a finish counts',
    'element-calls.ts',
    'await limits.finish(clientAddress(c), () => call(visit))',
    'await call(visit)',
  ),
  guard(
    'a browser without an id is not asked further',
    'element-calls.ts',
    "browserId === undefined || !('state'",
    "!('state'",
  ),
  guard('a state is required', 'element-calls.ts', ' || args.state === undefined', ''),
  guard(
    'the visit reaches the official methods',
    'element-calls.ts',
    'duringVisit(visit, () => what.call(element, args))',
    'what.call(element, args)',
  ),
  guard(
    'somebody must have been named by the platform',
    'element-calls.ts',
    'named.at(-1) ?? nobodyNamed(fullName)',
    'named.at(-1) ?? ({ profile: {}, userId: "x", identityId: "x" } as never)',
  ),
  guard(
    'what administrators synchronise is noted',
    'element-calls.ts',
    'action === undefined ? call() :',
    'action !== null ? call() :',
  ),
  guard(
    'further arguments are refused',
    'element-functions.ts',
    'z.strictObject({ redirectUri: given(text) })',
    'z.object({ redirectUri: given(text) })',
  ),
  guard(
    'further keys stay on the server',
    'element-functions.ts',
    'keys.map((key)',
    'Object.keys(answer).map((key)',
  ),
  guard(
    'segments of an address hold no dots',
    'routes/elements.ts',
    "segments.some((segment) => segment.includes('.')) || ",
    '',
  ),
  guard(
    'the number of a failure is never that of success',
    'element-failure.ts',
    ' && (number as number) > 0',
    '',
  ),
  guard(
    'reasons are cleaned',
    'element-failure.ts',
    'redact(String(thrown.reason))',
    'String(thrown.reason)',
  ),
  guard(
    'our errors are told in our words',
    'element-failure.ts',
    'if (known !== undefined) return { errcode, error: known }',
    '',
  ),
  waiting(
    'people wait for no run',
    'elements/fs-inner/synchronise.ts',
    'asker?.waits === false ? 0 : longestWaitMs',
    'longestWaitMs',
  ),
  waiting(
    'who leaves ends the wait',
    'elements/fs-inner/synchronise.ts',
    "      if (asker?.signal.aborted) throw new LarkspurError('aborted')\n",
    '',
  ),
  waiting('few wait at once', 'server/at-once.ts', 'before >= most', 'false'),
  waiting(
    'loaders run outside every visit',
    'server/elements/open.ts',
    'outsideVisits(() => loginElements.compose(...given))',
    'loginElements.compose(...given)',
  ),
  inPage(
    'the redirect URI has no query and no fragment',
    'index.ts',
    'href.split(/[?#]/, 1)[0] as string',
    'href',
  ),
  inPage(
    'a code of the client goes without an address',
    'index.ts',
    'one !== undefined && one.code === authCode',
    'one',
  ),
  inPage('the first address is remembered', 'index.ts', '[arrival(), first]', '[arrival()]'),
  inPage('nobody waits for ever', 'call.ts', 'control.abort()', '{}'),
]
