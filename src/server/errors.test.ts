import { expect, test } from 'vitest'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { createApp } from './app.ts'
import type { Services } from './context.ts'
import { readSettings } from './settings.ts'
import { createTestServer, markers, navigation, origin, ownScript } from './test-server.ts'

const settings = readSettings({
  url: origin,
  feishu: { appId: 'cli_1', appSecret: 's' },
  sessionSecret: markers.sessionSecret,
})

/** A server with a route of an app's own kind, which fails as a call in a person's name does. */
async function failing(error: LarkspurError, headers: Record<string, string>) {
  const services = {
    settings,
    instances: { all: settings.instances },
    assets: { icon: { path: '/i' }, styles: { path: '/s' } },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    clock: () => 0,
    random: (bytes: number) => new Uint8Array(bytes),
  } as unknown as Services
  const app = createApp(services)
  app.get('/fails', () => {
    throw error
  })
  return app.fetch(new Request(`${origin}/fails`, { headers }))
}

const consent = () =>
  new LarkspurError('consent_required', {
    message: 'inside',
    scopes: ['a:b'],
    consentUrl: `${origin}/auth/authorize?scope=a%3Ab&return_to=%2F`,
  })

test('a missing consent says in JSON which scopes are missing and where to go', async () => {
  const response = await failing(consent(), ownScript)
  expect(response.status).toBe(403)
  const { error } = (await response.json()) as { error: Record<string, unknown> }
  expect(error).toMatchObject({ scopes: ['a:b'], consentUrl: consent().consentUrl })
  expect(error.message).not.toBe('inside')
})

test('a missing consent is a page with a button', async () => {
  const page = await (await failing(consent(), navigation)).text()
  expect(page).toContain(
    `<a class="button primary" href="${origin}/auth/authorize?scope=a%3Ab&amp;return_to=%2Ffails">`,
  )
})

test('a page that asks for a fresh sign-in says so on its button', async () => {
  const consentUrl = `${origin}/auth/authorize?prompt=consent&return_to=%2Ffails`
  const stale = new LarkspurError('reauthentication_required', { consentUrl })
  const page = await (await failing(stale, { ...navigation, 'accept-language': 'en' })).text()
  expect(page).toContain(`${consentUrl.replace('&', '&amp;')}">Sign in again</a>`)
  expect(page).not.toContain('agree')
})

test('D63 a scope that the app lacks is named, and nothing of the platform’s words', async () => {
  await using server = await createTestServer()
  server.platform.answers['/open-apis/authen/v2/oauth/token'] = () => ({
    status: 400,
    body: { code: 20027, error: 'invalid_scope', error_description: 'leaked words' },
  })
  const response = await server.browser().signIn()
  expect(response.status).toBe(502)
  const text = await response.text()
  expect(JSON.parse(text)).toMatchObject({ error: { code: 'scope_not_allowed' } })
  expect(text).not.toContain('leaked')
})

const pages: [string, string, RequestInit, string][] = [
  ['is led back to it', '/me?day=1', {}, '/me?day=1'],
  ['of a form goes to the start page: it cannot be opened', '/me', { method: 'POST' }, '/'],
  ['at an address that is none of the site goes to the start page', '//evil.example/', {}, '/'],
]

test.each(pages)('whoever lacks a consent on a page of the app %s', async (_what, path, init, returnTo) => {
  await using server = await createTestServer()
  const request = new Request(origin + path, { ...init, headers: { ...navigation, 'accept-language': 'en' } })
  const response = await server.larkspur.errorResponse(request, consent())
  expect(response.status).toBe(403)
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  const page = await response.text()
  const [, href = ''] = /href="([^"]*)">Continue and agree</.exec(page) ?? []
  const query = new URL(href.replaceAll('&amp;', '&')).searchParams
  expect(Object.fromEntries(query)).toEqual({ scope: 'a:b', return_to: returnTo })
})

const foreign: [string, string][] = [
  ['a script', 'javascript:alert(1)//MARKER-url'],
  ['a path', '/auth/authorize?x=MARKER-url'],
  ['no address', 'MARKER-url'],
  ['another site', 'https://evil.example/MARKER-url'],
  ['a site whose name only begins alike', `${origin}.evil.example/MARKER-url`],
  ['a blob of the site', `blob:${origin}/MARKER-url`],
]

test.each(foreign)(
  'an app’s own error that names %s to agree at leads nobody there',
  async (_what, consentUrl) => {
    await using server = await createTestServer()
    const error = new LarkspurError('consent_required', { scopes: ['a:b'], consentUrl })
    for (const headers of [navigation, ownScript]) {
      const response = await server.larkspur.errorResponse(new Request(`${origin}/me`, { headers }), error)
      expect(response.status).toBe(403)
      const text = await response.text()
      expect(text).toContain('consent_required')
      expect(text).not.toContain('MARKER-url')
    }
  },
)

const strangers: [string, string, RequestInit, string][] = [
  ['is led back to it', '/me?day=1', {}, '/me?day=1'],
  ['that has a return_to of its own is led back to it', '/me?return_to=/x', {}, '/me?return_to=/x'],
  ['below /auth goes where that was to lead', '/auth/account?return_to=/x', {}, '/x'],
  ['of a form goes to the start page: it cannot be opened', '/me', { method: 'POST' }, '/'],
  ['at an address that is none of the site goes to the start page', '//evil.example/', {}, '/'],
]

for (const homePage of [true, false]) {
  const which = homePage ? 'with' : 'without'
  test.each(strangers)(`${which} a start page, a stranger on a page of the app %s`, async (...row) => {
    const [, path, init, returnTo] = row
    await using server = await createTestServer({ homePage })
    const headers = { ...navigation, 'accept-language': 'en' }
    const request = new Request(origin + path, { ...init, headers })
    const response = await server.larkspur.errorResponse(request, new LarkspurError('session_required'))
    expect(response.status).toBe(401)
    const [, href = ''] = /href="([^"]*)">Sign in with Feishu</.exec(await response.text()) ?? []
    expect(href).toBe(`/auth/authorize?${new URLSearchParams({ return_to: returnTo })}`)
  })
}

test('D63 what an app’s own route throws is answered without its words, and found in the log by its id', async () => {
  await using server = await createTestServer()
  const request = new Request(`${origin}/me`, { headers: ownScript })
  const response = await server.larkspur.errorResponse(request, new TypeError('words of the app'))
  expect(response.status).toBe(500)
  const text = await response.text()
  expect(text).not.toContain('words of the app')
  const { requestId } = (JSON.parse(text) as { error: { requestId: string } }).error
  expect(response.headers.get('x-request-id')).toBe(requestId)
  const entries = server.logs.filter((line) => line.includes(requestId))
  expect(entries.join()).toContain('words of the app')
  expect(await (await server.larkspur.errorResponse(request, 'no error at all')).json()).toMatchObject({
    error: { code: 'internal_error' },
  })
})
