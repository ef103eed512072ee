import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rawRequest } from '../http/raw-request.ts'
import { startEmulator } from '../index.ts'
import type { Emulator } from '../types.ts'
import { personCard, renderChooser, renderConsent, renderRefusal } from './index.ts'
import type { PersonCard } from './views.ts'

const home = 'http://127.0.0.1:4000/'
const pages = ['/', '/organisation', '/events', '/client', '/requests', '/app', '/clock', '/phone'] as const
let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator({
    seed: 3,
    organisation: { users: 60 },
    appHomeUrl: home,
    app: { redirectUrls: [home, `${home}callback`] },
  })
})
afterAll(() => emulator.close())

const open = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${emulator.url}/_emulator${path}`, { headers, redirect: 'manual' })
const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  rawRequest(
    emulator.url,
    'POST',
    `/_emulator${path}`,
    { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    new URLSearchParams(fields).toString(),
  )

/** Every script and style must be a file: the policy forbids the rest, and the page must not rely on it. */
function expectNothingInline(page: string): void {
  const markup = page
    .replaceAll(/<script src="\/_emulator\/assets\/[a-z.]+"><\/script>/g, '')
    .replaceAll(/="[^"]*"/g, '=""')
  expect(markup.match(/<script|<style|<[^>]+\s(style|on[a-z]+)\s*=/gi)).toBeNull()
  expect(page.match(/\s(src|href|action)="(https?:)?\/\/(?!127\.0\.0\.1)[^"]*"/g)).toBeNull()
}

describe('console', () => {
  test.each(pages.flatMap((page) => [[page, 'zh-CN'] as const, [page, 'en'] as const]))(
    '%s in %s: 200, marked as an emulator, strict policy, nothing inline',
    async (path, language) => {
      const response = await open(path, { 'accept-language': language })
      const page = await response.text()
      expect(response.status).toBe(200)
      expect(page).toContain(`<html lang="${language}">`)
      expect(page).toContain('Emulator · not Feishu')
      expect(page).toContain('模拟器 · 并非飞书')
      expect(page).toMatch(/<title>[^<]+<\/title>/)
      const policy = response.headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("style-src 'self';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(response.headers.get('cache-control')).toBe('no-store')
      expectNothingInline(page)
    },
  )

  test('an explicit lang wins and stays in links and forms', async () => {
    const page = await (await open('/?lang=zh', { 'accept-language': 'en' })).text()
    expect(page).toContain('<html lang="zh-CN">')
    expect(page).toContain('href="/_emulator/requests?lang=zh"')
    expect(page).toContain('<input type="hidden" name="lang" value="zh"')
    const other = await (await open('/', { 'accept-language': 'zh' })).text()
    expect(other).toContain('href="/_emulator/requests"')
  })

  test('people are searched and paged, with one link per person', async () => {
    const page = await (await open('/?page=2')).text()
    const links = [...page.matchAll(/href="(\/_emulator\/client\?open_id=[^"]+)"/g)].map(([, href]) => href)
    expect(links).toHaveLength(20)
    const person = emulator.people.list({ offset: 20, limit: 1 }).items[0]
    expect(links[0]).toBe(`/_emulator/client?open_id=${person?.open_id}`)
    const found = await (await open(`/?search=${person?.open_id}`)).text()
    expect(found).toContain(`Open app as ${person?.name}`)
    expect([...found.matchAll(/class="person-row"/g)]).toHaveLength(1)
    expect(await (await open('/?search=nobody-at-all')).text()).toContain('Nobody found')
    expect((await open('/?page=99999')).status).toBe(200)
    expect((await open('/?page=-1')).status).toBe(200)
  })

  test('the secret is behind a reveal, and the client page has none', async () => {
    const page = await (await open('/')).text()
    const secret = emulator.env.APP_SECRET
    const details = page.slice(page.indexOf('<details'), page.indexOf('</details>'))
    expect(details).toContain(secret)
    expect(page.replace(details, '')).not.toContain(secret)
    for (const path of ['/organisation', '/events', '/client', '/requests', '/app', '/clock', '/phone'])
      expect(await (await open(path)).text()).not.toContain(secret)
  })

  test('badges tell who cannot sign in', async () => {
    emulator.people.update(1, { name: 'Frozen One', status: { is_frozen: true } })
    const page = await (await open('/?search=Frozen+One')).text()
    expect(page).toContain('badge-frozen')
  })

  test('the style sheet and the script are files of this origin', async () => {
    const style = await open('/assets/emulator.css')
    expect(style.headers.get('content-type')).toContain('text/css')
    expect(await style.text()).toContain('prefers-color-scheme: dark')
    expect((await open('/assets/icon.svg')).headers.get('content-type')).toContain('svg')
    const script = await open('/assets/frame.js')
    expect(script.headers.get('content-type')).toContain('javascript')
    for (const path of ['/assets/nothing.css', '/assets/..%2fframe.js', '/no/such/page'])
      expect((await open(path)).status).toBe(404)
  })
})

describe('client page', () => {
  test('holds the app in a frame with a name that tells the script where it is', async () => {
    const page = await (await open('/client?generation=old-sdk&outcome=refuse&platform=phone')).text()
    const name = /<iframe[^>]* name="([^"]+)"/.exec(page)?.[1]?.replaceAll('&quot;', '"') ?? ''
    // Nothing of the person: a page learns who is there only by a code.
    expect(JSON.parse(name.replace('larkspur-client:', ''))).toEqual({
      generation: 'old-sdk',
      origin: emulator.url,
      opening: expect.stringMatching(/^[\w-]{12}$/),
    })
    expect(page).toContain(`src="${home}"`)
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'nonsense'])(
    'D62 %s is not opened',
    async (url) => {
      const page = await (await open(`/client?${new URLSearchParams({ url })}`)).text()
      expect(page).not.toContain('<iframe')
      expect(page).not.toMatch(/(src|href|action)="(javascript|data|file):/)
      expect(page).toContain('This address cannot be opened')
    },
  )

  test('unknown settings fall back, an unknown person gets a page', async () => {
    expect((await open('/client?generation=x&platform=y&outcome=z&language=q')).status).toBe(200)
    expect(await (await open('/client?open_id=ou_nobody')).text()).toContain('No such person')
  })

  test('moves to the loopback name of the app, so that cookies work', async () => {
    const response = await open('/client?url=http%3A%2F%2Flocalhost%3A4000%2F&outcome=refuse')
    expect(response.status).toBe(302)
    const location = new URL(response.headers.get('location') ?? '')
    expect(location.hostname).toBe('localhost')
    expect(location.searchParams.get('outcome')).toBe('refuse')
  })
})

describe('forms', () => {
  test('change the app’s settings', async () => {
    const saved = await post('/app', { setting: 'redirectUrls', value: `${home}\r\n\r\n ${home}callback ` })
    expect(saved.status).toBe(303)
    expect(emulator.app.redirectUrls).toEqual([home, `${home}callback`])
    await post('/app', { setting: 'switches', enabled: 'on', installed: 'on' })
    expect(emulator.app).toMatchObject({ enabled: true, installed: true, refreshEnabled: false })
    const person = emulator.people.get(4)
    await post('/app', { setting: 'availability', who: 'some', value: `${person?.open_id}\n5` })
    expect(emulator.app.availability).toEqual([4, 5])
    expect(await (await open('/app')).text()).toContain(person?.open_id)
    await post('/app', { setting: 'availability', who: 'all' })
    expect(emulator.app.availability).toBe('all')
  })

  test.each([
    [{ setting: 'redirectUrls', value: 'not a url' }, 'not a url'],
    [{ setting: 'availability', who: 'some', value: 'ou_nobody' }, 'ou_nobody'],
    [{ setting: 'appSecret', value: 'x' }, ''],
    [{}, ''],
  ])('%j is refused with a sentence', async (fields, part) => {
    const before = structuredClone(emulator.app)
    const answer = await post('/app', fields)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain(part)
    expect(emulator.app).toEqual(before)
  })

  test('move the clock and order faults', async () => {
    const before = emulator.clock.now()
    expect((await post('/clock/advance', { by: '7d' })).status).toBe(303)
    expect(emulator.clock.now() - before).toBeGreaterThanOrEqual(7 * 86_400_000)
    expect((await post('/clock/advance', { by: 'soon' })).status).toBe(400)
    expect((await post('/clock/advance', { by: '9999999d' })).status).toBe(400)
    await post('/clock/freeze', {})
    expect(await (await open('/clock')).text()).toContain('frozen')
    await post('/clock/resume', {})
    expect(await (await open('/clock')).text()).toContain('running')
    await post('/clock/faults', { operation: 'user_info', kind: 'error', value: '20050', times: '2' })
    expect(emulator.faults.list()).toMatchObject([
      { operation: 'user_info', times: 2, effect: { kind: 'error', code: 20050 } },
    ])
    expect(await (await open('/clock')).text()).toContain('20050')
    await post('/clock/clear-faults', {})
    expect(emulator.faults.list()).toEqual([])
  })

  test.each([
    { operation: 'user_info', kind: 'error', value: 'x' },
    { operation: 'user_info', kind: 'error', value: '' },
    { operation: 'user_info', kind: 'status', value: '99' },
    { operation: 'user_info', kind: 'omit', value: '' },
    { operation: 'user_info', kind: 'explode', value: '' },
    { operation: 'user_info', kind: 'drop', times: '0' },
  ])('fault %j is refused', async (fields) => {
    expect((await post('/clock/faults', fields)).status).toBe(400)
    expect(emulator.faults.list()).toEqual([])
  })

  const forms = ['/app', '/clock/advance', '/clock/faults', '/requests/clear'] as const
  test.each(
    forms.flatMap((path) =>
      [
        { origin: 'http://evil.example' },
        { origin: 'null' },
        { origin: 'http://127.0.0.1:3000' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { host: 'evil.example' },
      ].map((headers) => [path, headers] as const),
    ),
  )('post to %s from %j: 403', async (path, headers) => {
    const before = emulator.clock.now()
    const answer = await post(path, { by: '7d', setting: 'switches' }, headers as Record<string, string>)
    expect(answer.status).toBe(403)
    expectNothingInline(answer.text)
    expect(emulator.app.enabled).toBe(true)
    expect(emulator.clock.now() - before).toBeLessThan(86_400_000)
  })

  test('a page under a foreign name is refused, too', async () => {
    expect((await rawRequest(emulator.url, 'GET', '/_emulator/', { host: 'evil.example' })).status).toBe(403)
  })

  test('a form over 64 KB is refused', async () => {
    expect((await post('/app', { setting: 'scopes', value: 'x'.repeat(70_000) })).status).toBe(413)
  })
})

describe('request log page', () => {
  test('filters by operation and has an anchor per log id', async () => {
    await fetch(`${emulator.url}/open-apis/authen/v1/user_inf`)
    await fetch(`${emulator.url}/open-apis/authen/v1/user_info`)
    const entry = emulator.requests({ operation: 'unmatched' }).at(-1)
    const page = await (await open('/requests?operation=unmatched')).text()
    expect(page).toContain(`id="${entry?.logId}"`)
    expect(page).toContain('/open-apis/authen/v1/user_info')
    expect(page).not.toContain('<td>user_info</td>')
    expect(await (await open('/requests?operation=nothing')).text()).toContain('No request of this kind')
    await post('/requests/clear', {})
    expect(await (await open('/requests')).text()).toContain('No requests yet')
  })
})

const hostile = {
  D59: '","is_admin":true,"x":"',
  D60: 'O"Neil',
  D61: `<script>alert(1)</script></title>'\`\u202e<img src=x onerror=alert(1)>${'长'.repeat(5_000)}`,
}

const cardOf = (name: string): PersonCard => ({
  openId: 'ou_1',
  name,
  enName: name,
  avatarUrl: `x" onerror="alert(1)`,
  department: name,
  jobTitle: name,
  badge: '',
})

const authorizePages = (words: string) => ({
  chooser: renderChooser({
    language: 'en',
    appName: words,
    people: [cardOf(words)],
    search: words,
    page: 1,
    pages: 3,
    total: 50,
    action: '/open-apis/authen/v1/authorize',
    fields: { state: words, [words]: words },
  }),
  consent: renderConsent({
    language: 'zh',
    appName: words,
    person: cardOf(words),
    scopes: [{ name: words, description: words }],
    action: '/open-apis/authen/v1/authorize',
    fields: { state: words },
  }),
  refusal: renderRefusal({
    language: 'en',
    code: 20029,
    message: words,
    registered: [words],
    received: words,
    scopes: [words],
    logId: words,
    logUrl: `/_emulator/requests#${encodeURIComponent(words)}`,
  }),
})

const decode = (page: string): string =>
  page
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

describe('names that try to be markup', () => {
  test.each(Object.entries(hostile))('%s every page shows the name as text', async (_, name) => {
    const called = name.slice(0, 255)
    const person = emulator.people.update(2, {
      name: called,
      en_name: called,
      avatar_url: 'javascript:alert(1)',
    })
    emulator.apps.update(emulator.app.appId, { name, scopes: [name.slice(0, 40)] })
    const query = new URLSearchParams({ open_id: person.open_id, url: home, search: name.slice(0, 30) })
    for (const path of pages) {
      const response = await open(`${path}?${query}`)
      const page = await response.text()
      expect(response.status).toBe(200)
      expectNothingInline(page)
      expect(page).not.toContain('javascript:')
      if (path === '/client') expect(decode(page).includes(name)).toBe(true)
    }
  })

  test.each(Object.entries(hostile))('%s on the authorize pages', (_, name) => {
    for (const page of Object.values(authorizePages(name))) {
      expectNothingInline(page)
      expect(decode(page).includes(name)).toBe(true)
    }
  })

  test('D61 no text at all becomes a tag or an attribute', () => {
    const skeleton = (page: string) =>
      page.replaceAll(/"[^"]*"|>[^<]*</g, (part) => (part[0] === '"' ? '""' : '><'))
    const shape = Object.values(authorizePages('x')).map(skeleton)
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (words) => {
        expect(Object.values(authorizePages(words)).map(skeleton)).toEqual(shape)
      }),
    )
  })
})

describe('authorize pages', () => {
  const authorize = () =>
    `${emulator.url}/open-apis/authen/v1/authorize?${new URLSearchParams({
      client_id: emulator.app.appId,
      redirect_uri: `${home}callback`,
      response_type: 'code',
      state: 'a "state" & more',
      scope: 'offline_access',
      prompt: 'consent',
    })}`

  /** What a browser without scripts would post: the fields of the form, and the button that was pressed. */
  function readForm(page: string, button: Record<string, string>): { action: string; body: URLSearchParams } {
    const form = /<form method="post"[\s\S]*?<\/form>/.exec(page)?.[0] ?? ''
    const body = new URLSearchParams(button)
    for (const [, name = '', value = ''] of form.matchAll(
      /<input type="hidden" name="([^"]*)" value="([^"]*)"/g,
    ))
      body.append(decode(name), decode(value))
    for (const [, name = '', value = ''] of form.matchAll(
      /type="checkbox" name="([^"]*)" value="([^"]*)" checked/g,
    ))
      body.append(decode(name), decode(value))
    return { action: decode(/action="([^"]*)"/.exec(form)?.[1] ?? ''), body }
  }

  async function press(page: string, button: Record<string, string> = {}): Promise<Response> {
    const { action, body } = readForm(page, button)
    return fetch(new URL(action, emulator.url), { method: 'POST', body, redirect: 'manual' })
  }

  test.each([
    ['approve', 'code'],
    ['deny', 'error'],
  ])('chooser and consent work as bare forms: %s answers %s', async (decision, answer) => {
    emulator.apps.update(emulator.app.appId, { name: 'App', scopes: ['offline_access'] })
    const chooser = await fetch(authorize())
    expect(chooser.headers.get('content-security-policy')).toContain("default-src 'none'")
    const consent = await press(await chooser.text())
    const page = await consent.text()
    expect(page).toContain('offline_access')
    const back = await press(page, { decision })
    const location = new URL(back.headers.get('location') ?? '')
    expect(location.origin + location.pathname).toBe(`${home}callback`)
    expect(location.searchParams.has(answer)).toBe(true)
    expect(location.searchParams.get('state')).toBe('a "state" & more')
  })

  test('the refusal puts both URIs side by side and links to its log entry', async () => {
    const wrong = authorize().replace('callback', 'elsewhere')
    const page = await (await fetch(wrong)).text()
    expect(page).toContain('20029')
    expect(page).toContain(`<code>${home}elsewhere</code>`)
    expect(page).toContain(`<code>${home}callback</code>`)
    const [, anchor] = /href="\/_emulator\/requests[^"#]*#([^"]+)"/.exec(page) ?? []
    expect(await (await open('/requests')).text()).toContain(`id="${anchor}"`)
  })

  test('the person of a card is the person of the organisation', () => {
    const person = emulator.people.update(9, { status: { is_resigned: true, is_frozen: true } })
    expect(personCard(person)).toMatchObject({ openId: person.open_id, name: person.name, badge: 'resigned' })
  })
})

test('people have the picture that the emulator draws, on the page and in the API alike', async () => {
  const page = await (await fetch(`${emulator.url}/_emulator/`)).text()
  const path = new URL(emulator.people.get(0)?.avatar_url ?? '').pathname
  expect(page).toContain(`src="${path}"`)
  expect((await fetch(emulator.url + path)).headers.get('content-type')).toContain('image/svg+xml')
})
