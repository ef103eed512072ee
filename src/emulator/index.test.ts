import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { request } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startEmulator } from './index.ts'
import {
  appToken,
  askToken,
  authorizeUrl,
  codeFor,
  get,
  post,
  redirectUri,
  refresh,
  signIn,
  startFrozen,
} from './testkit.ts'
import type { EmulatorOptions } from './types.ts'

test('50 instances in one process share nothing', async () => {
  const options = { app: { redirectUrls: [redirectUri] } }
  const all = await Promise.all(Array.from({ length: 50 }, () => startEmulator(options)))
  try {
    expect(new Set(all.map(({ url }) => url)).size).toBe(50)
    expect(new Set(all.map(({ app }) => app.appId)).size).toBe(50)
    expect(new Set(all.map(({ people }) => people.get(0)?.open_id)).size).toBe(50)
    const codes = await Promise.all(
      all.map(async (feishu, at) => {
        const elsewhere = all[(at + 1) % all.length] ?? feishu
        const foreign = await askToken(elsewhere, { code: codeFor(feishu, 1) })
        const { access_token } = await signIn(feishu, 1)
        return [
          foreign.body.code,
          (await get(elsewhere, '/open-apis/authen/v1/user_info', access_token)).body.code,
        ]
      }),
    )
    expect(new Set(codes.map(String))).toEqual(new Set(['20003,99991668']))
  } finally {
    await Promise.all(all.map((feishu) => feishu.close()))
  }
})

test('the same seed gives the same bytes, another seed others', async () => {
  const trace = async (seed: number) => {
    await using feishu = await startEmulator({
      seed,
      app: { redirectUrls: [redirectUri] },
      now: () => 1_800_000_000_000,
    })
    const person = JSON.stringify(feishu.people.list({ limit: 20 })).replaceAll(feishu.url, '')
    const tokens = await signIn(feishu, 1)
    return [feishu.env.APP_ID, feishu.env.APP_SECRET, person, await appToken(feishu), tokens]
  }
  const [one, again, other] = [await trace(7), await trace(7), await trace(8)]
  expect(again).toEqual(one)
  for (const [at, value] of one.entries()) expect(other[at]).not.toEqual(value)
})

test('env, app and url agree, and the app ID has the platform’s shape', async () => {
  await using feishu = await startEmulator()
  expect(feishu.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(feishu.env).toEqual({
    APP_ID: feishu.app.appId,
    APP_SECRET: feishu.app.appSecret,
    FEISHU_HOST: feishu.url,
  })
  expect(feishu.app.appId).toMatch(/^cli_[0-9a-f]{16}$/)
})

test.each<[EmulatorOptions, RegExp]>([
  [{ host: '0.0.0.0' as never }, /loopback/],
  [{ host: '192.168.0.1' as never }, /loopback/],
  [{ organisation: { users: 0 } }, /between 1/],
  [{ switches: { gatewayStatus: 99 } }, /gatewayStatus/],
  [{ switches: { used: 1 } as never }, /used/],
  [{ organisation: { users: 1.5 } }, /between 1/],
  [{ app: { appId: 'my-app' } }, /cli_/],
  [{ app: { appSecret: '' } }, /secret/],
  [{ app: { redirectUrls: ['javascript:alert(1)'] } }, /redirect URL/],
  [{ app: { redirectUrls: ['https://*.example/cb'] } }, /redirect URL/],
  [{ app: { redirectUrls: Array.from({ length: 301 }, (_, at) => `https://a.example/${at}`) } }, /300/],
])('D64 refuses %j', async (options, message) => {
  await expect(startEmulator(options)).rejects.toThrow(message)
})

test('a taken port is an error, not a hang', async () => {
  await using feishu = await startEmulator()
  await expect(startEmulator({ port: Number(new URL(feishu.url).port) })).rejects.toThrow('EADDRINUSE')
})

test('close ends kept-alive connections, may be called twice, and frees the port', async () => {
  const feishu = await startEmulator()
  await get(feishu, '/open-apis/authen/v1/user_info')
  await Promise.all([feishu.close(), feishu.close()])
  await expect(get(feishu, '/')).rejects.toThrow()
})

test('the process exits by itself after close', async () => {
  const script = `
    import { startEmulator } from ${JSON.stringify(import.meta.resolve('./index.ts'))}
    const feishu = await startEmulator()
    await fetch(feishu.url + '/open-apis/authen/v1/user_info')
    await feishu.close()
    console.log('closed')`
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    timeout: 20_000,
  })
  expect(stdout.trim()).toBe('closed')
})

test('reset forgets codes, tokens, grants, faults, edits and the log; people and apps stay', async () => {
  await using feishu = await startFrozen()
  const before = feishu.people.get(1)
  const { access_token, refresh_token } = await signIn(feishu, 1)
  const token = await appToken(feishu)
  const code = codeFor(feishu, 1)
  feishu.people.update(1, { name: 'x', user_id: 'y' })
  feishu.people.remove(2)
  feishu.faults.add({ operation: '*', effect: { kind: 'drop' } })
  feishu.reset()
  expect(feishu.requests()).toEqual([])
  expect(feishu.faults.list()).toEqual([])
  expect(feishu.people.get(1)).toEqual(before)
  expect(feishu.people.get(2)).toBeDefined()
  expect(feishu.app.redirectUrls).toEqual([redirectUri])
  expect((await askToken(feishu, { code })).body.code).toBe(20003)
  expect((await refresh(feishu, refresh_token)).body.code).toBe(20026)
  expect((await get(feishu, '/open-apis/authen/v1/user_info', access_token)).body.code).toBe(99991668)
  expect(await appToken(feishu)).not.toBe(token)
  expect((await signIn(feishu, 1, '')).scope).toBe('')
})

test('apps: created, changed, and not changed through what was handed out', async () => {
  await using feishu = await startEmulator()
  const second = feishu.apps.create({ name: 'Second' })
  expect(second.appId).not.toBe(feishu.app.appId)
  feishu.app.redirectUrls.push('https://evil.example/')
  expect(feishu.app.redirectUrls).toEqual([])
  const patch = { redirectUrls: [redirectUri] }
  feishu.apps.update(second.appId, patch)
  patch.redirectUrls.push('https://evil.example/')
  expect(feishu.apps.get(second.appId)?.redirectUrls).toEqual([redirectUri])
  expect(feishu.apps.list().map(({ appId }) => appId)).toEqual([feishu.app.appId, second.appId])
  expect(() => feishu.apps.create({ appId: second.appId })).toThrow('already')
  expect(() => feishu.apps.update('cli_0000000000000000', {})).toThrow('no app')
})

test('D28 one person has another open_id in another app, and the same union_id and user_id', async () => {
  await using feishu = await startEmulator()
  const { appId } = feishu.apps.create()
  const [one, two] = [feishu.people.get(1), feishu.people.get(1, appId)]
  expect(two?.open_id).not.toBe(one?.open_id)
  expect([two?.union_id, two?.user_id]).toEqual([one?.union_id, one?.user_id])
  expect(feishu.people.get(two?.open_id ?? '', appId)?.index).toBe(1)
})

test('an authorize URL with the real host is followed, too', async () => {
  await using feishu = await startFrozen()
  const url = authorizeUrl(feishu).replace(feishu.url, 'https://accounts.feishu.cn')
  expect(feishu.login.approve(url, 1)).toContain('code=')
})

test('https: a second listener with the same answers and a pin', async () => {
  await using feishu = await startEmulator({ https: true })
  expect(feishu.https?.url).toBe(`https://127.0.0.1:${feishu.https?.port}`)
  expect(feishu.https?.spki).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  const [status, pin] = await new Promise<[number | undefined, string]>((done, fail) => {
    const path = `${feishu.https?.url}/open-apis/authen/v1/user_info`
    request(path, { rejectUnauthorized: false }, (answer) => {
      const certificate = (answer.socket as TLSSocket).getPeerX509Certificate()
      const key = certificate?.publicKey.export({ type: 'spki', format: 'der' }) ?? ''
      answer.resume()
      done([answer.statusCode, createHash('sha256').update(key).digest('base64')])
    })
      .on('error', fail)
      .end()
  })
  expect([status, pin]).toEqual([400, feishu.https?.spki])
})

test('app tokens live as long as they are told to, and the old one is not handed out again', async () => {
  await using feishu = await startFrozen()
  const before = await appToken(feishu)
  feishu.tokens({ ttlSeconds: 60 })
  const body = { app_id: feishu.app.appId, app_secret: feishu.app.appSecret }
  const short = await post(feishu, '/open-apis/auth/v3/tenant_access_token/internal', body)
  expect(short.body.expire).toBe(60)
  expect(short.body.tenant_access_token).not.toBe(before)
  const contact = `/open-apis/contact/v3/users/${feishu.people.get(1)?.open_id}`
  expect((await get(feishu, contact, short.body.tenant_access_token)).body.code).toBe(0)
  feishu.clock.advance('60s')
  expect((await get(feishu, contact, short.body.tenant_access_token)).body.code).toBe(99991663)
  expect((await get(feishu, contact, before)).body.code).toBe(0)
  feishu.reset()
  expect((await post(feishu, '/open-apis/auth/v3/tenant_access_token/internal', body)).body.expire).toBe(7200)
  for (const ttlSeconds of [0, -1, 1.5, 7201, Number.NaN])
    expect(() => feishu.tokens({ ttlSeconds })).toThrow('7200')
})

test('a person is added, found and signed in, and gone with reset', async () => {
  await using feishu = await startFrozen({ organisation: { users: 17 } })
  const added = feishu.people.add({ name: '新人', user_id: 'newcomer', mobile: '+8610012345678' })
  expect(added).toMatchObject({ index: 17, name: '新人', user_id: 'newcomer' })
  // The person whom the seed would have put here is frozen.
  expect(added.status).toMatchObject({ is_activated: true, is_frozen: false })
  expect(feishu.people.add({ status: { is_frozen: true } }).status.is_frozen).toBe(true)
  expect(feishu.people.size).toBe(19)
  expect(feishu.people.list({ search: '新人' }).items).toEqual([added])
  expect(feishu.people.list({ offset: 16 }).items).toHaveLength(3)
  expect(feishu.people.get('newcomer')).toEqual(added)
  const { access_token } = await signIn(feishu, added.index)
  expect((await get(feishu, '/open-apis/authen/v1/user_info', access_token)).body.data.open_id).toBe(
    added.open_id,
  )
  feishu.reset()
  expect(feishu.people.size).toBe(17)
  expect(feishu.people.get(17)).toBeUndefined()
})

test('links echo the host that the caller used, or the advertised one', async () => {
  await using feishu = await startFrozen()
  const { access_token } = await signIn(feishu, 1)
  const avatar = async (origin: string) => {
    const headers = { authorization: `Bearer ${access_token}` }
    const answer = await fetch(`${origin}/open-apis/authen/v1/user_info`, { headers })
    return ((await answer.json()) as { data: { avatar_big: string } }).data.avatar_big
  }
  const named = `http://localhost:${new URL(feishu.url).port}`
  for (const origin of [feishu.url, named, `${feishu.url}/open.feishu.cn`]) {
    const address = await avatar(origin)
    expect(address).toMatch(new RegExp(`^${origin}/_emulator/avatar/\\d+/640\\.svg$`))
    expect((await fetch(address)).status).toBe(200)
  }
  await using told = await startFrozen({ advertisedUrl: 'http://feishu.test:7070' })
  const tokens = await signIn(told, 1)
  const { body } = await get(told, '/open-apis/authen/v1/user_info', tokens.access_token)
  expect(body.data.avatar_url).toMatch(/^http:\/\/feishu\.test:7070\/_emulator\/avatar\//)
  expect(told.env.FEISHU_HOST).toBe('http://feishu.test:7070')
  expect(told.url).toMatch(/^http:\/\/127\.0\.0\.1:/)
  for (const advertisedUrl of ['feishu.test', 'ftp://a.test', 'http://a.test/path', 'http://u@a.test'])
    await expect(startEmulator({ advertisedUrl })).rejects.toThrow('advertised URL')
})

test('a user_id is not digits alone, not empty, and nobody else’s', async () => {
  await using feishu = await startFrozen()
  const taken = feishu.people.get(2)?.user_id ?? ''
  for (const user_id of ['', '12', taken]) {
    expect(() => feishu.people.update(1, { user_id })).toThrow('user_id')
    expect(() => feishu.people.add({ user_id })).toThrow('user_id')
  }
  expect(feishu.people.size).toBe(200)
  feishu.people.update(2, { user_id: taken })
  feishu.people.update(2, { user_id: 'moved' })
  expect(feishu.people.update(1, { user_id: taken }).user_id).toBe(taken)
})

test('the query of a page never counts in the client, whatever the switch says of redirect URIs', async () => {
  await using feishu = await startFrozen({ switches: { strictQuery: true } })
  expect(feishu.client.code(`${redirectUri}?a=1#b`, 1)).toMatch(/^emulated-/)
  expect(() => feishu.login.approve(authorizeUrl(feishu, { redirect_uri: `${redirectUri}?a=1` }), 1)).toThrow(
    '20029',
  )
})
