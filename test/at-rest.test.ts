// Scans: the files of a database that a whole server has worked with, and what it said meanwhile, for secrets.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { collectLog } from './support/log-lines.ts'
import { createRecorder } from './support/recorder.ts'
import { createVisitor, type Visitor } from './support/visitor.ts'
import { startWorld, testSecret, type World } from './support/world.ts'

const marker = 'MARKERsecretMARKERsecretMARKER01'
const scopes = ['contact:contact.base:readonly', 'contact:user.base:readonly', 'offline_access']

async function byRedirect({ feishu }: World, visitor: Visitor): Promise<Response> {
  const start = await visitor.open('/auth/authorize')
  return visitor.open(feishu.login.approve(start.headers.get('location') ?? '', 2))
}

async function inClient({ feishu, url }: World, visitor: Visitor): Promise<Response> {
  const start = await visitor.script('/auth/attempts', {})
  const { attempt, scopeList } = (await start.json()) as { attempt: string; scopeList: string[] }
  const code = feishu.client.code(`${url}/`, 2, { scopeList })
  return visitor.script('/auth/in-client', { code, attempt })
}

async function byQrCode({ feishu }: World, visitor: Visitor): Promise<Response> {
  const { goto } = (await (await visitor.script('/auth/qr', {})).json()) as { goto: string }
  return visitor.open(feishu.login.approve(goto, 2))
}

const fromMiniProgram =
  (api: 'requestAccess' | 'login') =>
  ({ feishu }: World, visitor: Visitor): Promise<Response> =>
    visitor.script('/auth/mini-program', { code: feishu.miniProgram.code(2, { api }) })

/** Every way that a text could be written down. */
const spellings = (text: string): Buffer[] => {
  const bytes = Buffer.from(text)
  return [
    text,
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ]
    .flatMap((spelling) => [spelling, spelling.toUpperCase()])
    .map((spelling) => Buffer.from(spelling))
}

test('D48 D39 D22 the files, answers, addresses and logs of a server at work hold no token, secret or code', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'larkspur-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const recorder = createRecorder(marker, testSecret)
  const { lines, logger } = collectLog()
  await using world = await startWorld({
    emulator: { app: { appSecret: marker } },
    larkspur: ({ env }) => ({
      feishu: { appId: env.APP_ID, appSecret: env.APP_SECRET, host: env.FEISHU_HOST, scopes },
      database: `sqlite:${join(folder, 'larkspur.db')}`,
      fetch: recorder.fetch,
      logger,
    }),
  })
  const seen: string[] = []
  const keep = async (response: Response) => {
    expect(response.status).toBeLessThan(400)
    seen.push(`${[...response.headers].join('\n')}\n${await response.text()}`)
  }
  const ways = [byRedirect, inClient, byQrCode, fromMiniProgram('requestAccess'), fromMiniProgram('login')]
  for (const way of ways) await keep(await way(world, createVisitor(world.url)))

  const visitor = createVisitor(world.url)
  await keep(await inClient(world, visitor))
  const [cookie = ''] = [...visitor.cookies.values()]
  const { user } = (await (await visitor.script('/auth/session')).json()) as {
    user: { id: string; openId: string; name: string }
  }
  const asPerson = world.larkspur.feishu(user.id)
  await asPerson.get(`/open-apis/contact/v3/users/${user.openId}`)
  world.feishu.clock.advance('119m')
  await asPerson.get(`/open-apis/contact/v3/users/${user.openId}`)
  expect(world.feishu.requests({ operation: 'oauth.v2.token' }).length).toBeGreaterThan(ways.length - 1)
  await keep(await visitor.script('/auth/scopes', { scopes: ['contact:user.email:readonly'] }))
  // Left open: its verifier waits in the database.
  await visitor.open('/auth/authorize')

  const names = await readdir(folder)
  expect(names).toContain('larkspur.db-wal')
  const files = Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))))
  const secrets = [...recorder.secrets].filter((value) => value.length > 8)
  expect(secrets.length).toBeGreaterThan(15)
  // The scan can find something: what may stand there does.
  for (const open of [user.name, user.openId]) expect(files.includes(open)).toBe(true)
  const inFiles = [...secrets, cookie].filter((value) =>
    spellings(value).some((bytes) => files.includes(bytes)),
  )
  expect(inFiles).toEqual([])
  const said = [...recorder.outgoing, ...lines, ...seen]
  expect(secrets.filter((value) => said.some((text) => text.includes(value)))).toEqual([])
})
