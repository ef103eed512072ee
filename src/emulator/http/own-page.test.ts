import { describe, expect, test } from 'vitest'
import { ask, authorizeUrl, get, gotoUrl, redirectUri, showQrCode, signIn, startFrozen } from '../testkit.ts'
import type { Emulator, EmulatorOptions } from '../types.ts'
import { rawRequest } from './raw-request.ts'

const withdrawal = '/accounts/security/page/apply_authorization/'
const paths = [
  '/open-apis/authen/v1/authorize',
  '/open-apis/authen/v1/index',
  '/suite/passport/oauth/authorize',
  withdrawal,
]
const named = (advertisedUrl?: string): EmulatorOptions =>
  advertisedUrl === undefined ? {} : { advertisedUrl }

/** What the chooser, and the page of a person's apps, post. */
function formOf(feishu: Emulator, path: string): string {
  const { appId: app_id } = feishu.app
  const person = { open_id: feishu.people.get(1)?.open_id ?? '', app_id }
  const request = { client_id: app_id, response_type: 'code', redirect_uri: redirectUri }
  return `${new URLSearchParams(path === withdrawal ? person : { ...person, ...request })}`
}

function submit(feishu: Emulator, path: string, headers: Record<string, string>) {
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return rawRequest(feishu.url, 'POST', path, { ...type, ...headers }, formOf(feishu, path))
}

const plain = 'http://feishu.test:7070'
const secure = 'https://feishu.test'

describe.each(paths)('a form of %s', (path) => {
  test.each([
    ['by its origin, under an advertised plain name', plain, 'feishu.test:7070', { origin: plain }],
    ['by its referrer', plain, 'feishu.test:7070', { referer: `${plain}${path}` }],
    ['by its origin, behind TLS', secure, 'feishu.test', { origin: secure }],
    ['by what the browser says of its site', secure, 'feishu.test', { 'sec-fetch-site': 'same-origin' }],
    ['of a script, that says nothing', undefined, '127.0.0.1', {}],
  ])('is taken %s', async (_how, advertisedUrl, host, headers) => {
    await using feishu = await startFrozen(named(advertisedUrl))
    const reply = await submit(feishu, path, { host, ...(headers as Record<string, string>) })
    expect([200, 302, 303]).toContain(reply.status)
  })

  test.each([
    ['of no origin', { origin: 'null' }],
    ['of another origin', { origin: 'https://evil.example' }],
    ['of another port', { origin: 'http://feishu.test:7071' }],
    ['of a page elsewhere', { referer: 'https://evil.example/' }],
    ['of no origin, whatever its referrer', { origin: 'null', referer: `${plain}${path}` }],
    ['of another site', { 'sec-fetch-site': 'same-site', origin: plain }],
  ])('is refused when it is %s', async (_whose, headers) => {
    await using feishu = await startFrozen(named(plain))
    const reply = await submit(feishu, path, {
      host: 'feishu.test:7070',
      ...(headers as Record<string, string>),
    })
    expect([reply.status, feishu.requests()[0]?.code]).toEqual([400, 20001])
  })
})

test('pages with forms name themselves to their own forms, and the app learns nothing of them', async () => {
  await using feishu = await startFrozen()
  const policy = async (path: string, init?: RequestInit) =>
    (await ask(feishu, path, init)).headers.get('referrer-policy')
  const openId = feishu.people.get(1)?.open_id
  expect(await policy(authorizeUrl(feishu))).toBe('same-origin')
  expect(await policy(withdrawal)).toBe('same-origin')
  expect(await policy(`${withdrawal}?open_id=${openId}`)).toBe('same-origin')
  const body = new URLSearchParams({ open_id: openId ?? '', decision: 'approve' })
  const back = { method: 'POST', body }
  expect(await policy(authorizeUrl(feishu), back)).toBe('no-referrer')
  expect(await policy('/_emulator/')).toBe('no-referrer')
})

describe.each(paths)('%s answers', (path) => {
  const look = (feishu: Emulator, host: string) => rawRequest(feishu.url, 'GET', path, { host })

  test.each(['127.0.0.1:7070', 'localhost', '[::1]:7070', 'feishu.test:7070', 'feishu.test'])(
    'under the name %s',
    async (host) => {
      await using feishu = await startFrozen(named(plain))
      expect((await look(feishu, host)).status).not.toBe(403)
    },
  )

  test.each(['evil.example', 'evil.example:7070', '127.0.0.1.evil.example', 'notfeishu.test', '192.168.0.1'])(
    'nobody under the name %s, whose owner may have pointed it here',
    async (host) => {
      await using feishu = await startFrozen(named(plain))
      const own = { host, 'sec-fetch-site': 'same-origin', origin: `http://${host}` }
      const { access_token } = await signIn(feishu, 1)
      expect((await look(feishu, host)).status).toBe(403)
      expect((await submit(feishu, path, own)).status).toBe(403)
      expect((await get(feishu, '/open-apis/authen/v1/user_info', access_token)).status).toBe(200)
    },
  )
})

test('a platform’s host is a name of the emulator', async () => {
  await using feishu = await startFrozen()
  const { pathname, search } = new URL(gotoUrl(feishu))
  const reply = await rawRequest(feishu.url, 'GET', pathname + search, { host: 'passport.feishu.cn' })
  expect(reply.status).toBe(200)
})

test('who asks only for the headers spends no temporary code and draws no QR code', async () => {
  await using feishu = await startFrozen()
  const { goto, token, status } = await showQrCode(feishu)
  const frame = `/suite/passport/sso/qr?${new URLSearchParams({ goto })}`
  expect((await ask(feishu, frame, { method: 'HEAD' })).status).toBe(200)
  expect(feishu.phone.codes()).toHaveLength(1)
  feishu.phone.scan(token, 4)
  feishu.phone.confirm(token)
  const address = `${goto}&tmp_code=${(await status()).tmpCode}`
  const head = await ask(feishu, address, { method: 'HEAD' })
  expect([head.status, head.headers.get('location')]).toEqual([200, null])
  expect((await ask(feishu, address)).status).toBe(302)
})
