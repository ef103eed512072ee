// Scans: every address, answer, page, cookie and log line of whole sign-ins for secrets, tokens and codes.
import { expect, test } from 'vitest'
import type { Fault } from '../src/emulator/types.ts'
import { collectLog } from './support/log-lines.ts'
import { createRecorder } from './support/recorder.ts'
import { signInByRedirect, signInInClient } from './support/sign-in.ts'
import { createVisitor, type Visitor } from './support/visitor.ts'
import { startWorld, testSecret } from './support/world.ts'

const marker = 'MARKERsecretMARKERsecretMARKER01'

/** A visitor that keeps every answer: headers and body. */
function listening(visitor: Visitor, seen: string[]): Visitor {
  const keep = async (response: Response) => {
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
    seen.push(`${headers}\n${await response.clone().text()}`)
    return response
  }
  return {
    ...visitor,
    open: async (path) => keep(await visitor.open(path)),
    script: async (path, body) => keep(await visitor.script(path, body)),
  }
}

async function run(faults: Fault[]) {
  const { outgoing, secrets, fetch: record } = createRecorder(marker, testSecret)
  const seen: string[] = []
  const { lines, logger } = collectLog()
  await using world = await startWorld({
    emulator: { app: { appSecret: marker } },
    larkspur: { fetch: record, logger, sleep: async () => {} },
  })
  for (const fault of faults) world.feishu.faults.add({ times: 20, ...fault })
  const statuses: number[] = []
  for (const signIn of [signInInClient, signInByRedirect]) {
    const visitor = listening(createVisitor(world.url), seen)
    statuses.push((await signIn(world, visitor, 2)).status)
    await visitor.open('/')
    await visitor.script('/auth/session')
    await visitor.script('/auth/session?code=x&state=y')
  }
  await world.larkspur.tokens.tenantAccessToken().catch((error: unknown) => {
    const { message, hint, platform, cause, stack } = error as Error & { hint: string; platform: unknown }
    seen.push(JSON.stringify({ message, hint, platform, cause: String(cause), stack }))
  })
  return { outgoing, secrets: [...secrets].filter((value) => value.length > 8), seen, lines, statuses }
}

const found = (secrets: string[], texts: string[]) =>
  secrets.flatMap((secret) => texts.filter((text) => text.includes(secret)).map((text) => [secret, text]))

test('D22 D39 whole sign-ins put no secret or token into an address, an answer, a page, a cookie or the log', async () => {
  const { outgoing, secrets, seen, lines, statuses } = await run([])
  expect(statuses).toEqual([200, 302])
  expect(secrets.length).toBeGreaterThan(6)
  expect(lines.length).toBeGreaterThan(3)
  expect(found(secrets, outgoing)).toEqual([])
  expect(found(secrets, lines)).toEqual([])
  expect(found(secrets, seen)).toEqual([])
})

const echo = `{"code":10003,"error":"invalid_request","msg":"bad secret ${marker}","error_description":"${marker}"}`
const effects: [string, Fault['effect']][] = [
  [
    'a refusal that echoes the secret',
    { kind: 'status', status: 400, body: echo, contentType: 'application/json' },
  ],
  [
    'a success status that echoes the secret',
    { kind: 'status', status: 200, body: echo, contentType: 'application/json' },
  ],
  [
    'an HTML page that echoes the secret',
    { kind: 'status', status: 502, body: `<p>${marker}</p>`, contentType: 'text/html' },
  ],
  [
    'a redirect that carries the secret',
    { kind: 'status', status: 302, body: '', headers: { location: `https://evil.example/?s=${marker}` } },
  ],
  ['a truncated body', { kind: 'truncate' }],
  ['a dropped connection', { kind: 'drop' }],
  ['a server error', { kind: 'status', status: 500, body: marker }],
]
test.each(effects)('D49 %s leaks nothing', async (_name, effect) => {
  for (const operation of ['oauth.v2.token', 'user_info', 'auth.v3.tenant_access_token.internal']) {
    const { outgoing, secrets, seen, lines, statuses } = await run([{ operation, effect }])
    if (operation !== 'auth.v3.tenant_access_token.internal') {
      expect(
        statuses.every((status) => status >= 400),
        `${operation}: ${statuses}`,
      ).toBe(true)
    }
    expect(outgoing.filter((url) => url.includes('evil.example'))).toEqual([])
    expect(found(secrets, [...outgoing, ...seen, ...lines])).toEqual([])
  }
})
