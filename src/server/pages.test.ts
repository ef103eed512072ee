import { expect, test } from 'vitest'
import { initial, safeAvatarUrl } from './pages/person.ts'
import { createTestServer, jsonPost, navigation, origin } from './test-server.ts'

/** The signed-in start page of a person whom the platform describes like this. */
async function pageOf(profile: Record<string, unknown>, language = 'zh-CN'): Promise<string> {
  await using server = await createTestServer()
  server.platform.profile = profile
  const browser = server.browser()
  expect((await browser.signIn()).status).toBe(200)
  const headers = { ...navigation, 'accept-language': language }
  return (await browser.request('/', { headers })).text()
}

/** What the heading shows, with the five characters that HTML escapes put back. */
function heading(page: string): string {
  const text = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(page)?.[1] ?? ''
  const names: Record<string, string> = {
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
    '&amp;': '&',
  }
  expect(text).not.toMatch(/[<>]/)
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => names[entity] ?? entity)
}

test('D59 a name that imitates data is a name', async () => {
  const name = '","is_admin":true,"x":"'
  expect(heading(await pageOf({ name }))).toBe(name)
})

test('D60 a quote in a name is shown as it is', async () => {
  expect(heading(await pageOf({ name: 'O"Neil', en_name: "O'Neil" }, 'en'))).toBe("O'Neil")
  expect(heading(await pageOf({ name: 'O"Neil' }))).toBe('O"Neil')
})

test.each([
  ['a script', '<script>alert(1)</script>'],
  ['the end of a script', '</script><img src=x onerror=alert(1)>'],
  ['quotes and a back-tick', `'"\`\${alert(1)}`],
  ['a right-to-left override', '\u202Etxt.exe\u202C'],
  ['10 KB', '长'.repeat(10_240)],
])('D61 a name of %s stays text', async (_what, name) => {
  const page = await pageOf({ name })
  // Sign-in keeps at most 1,024 characters.
  expect(heading(page)).toBe([...name].slice(0, 1024).join(''))
  expect(page).not.toContain('<script>')
  expect(page).not.toContain('<img src=x')
})

test('D61 no page has an inline script or style, and the policy forbids them', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  const pages = [await browser.request('/', { headers: navigation })]
  await browser.signIn()
  pages.push(await browser.request('/', { headers: navigation }))
  pages.push(await browser.request('/nowhere', { headers: navigation }))
  for (const response of pages) {
    const page = await response.text()
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i)
    for (const [element] of page.matchAll(/<script[^>]*>/g)) expect(element).toContain(' src="')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("base-uri 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
  }
})

test.each([
  'javascript:alert(1)',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'x" onerror="alert(1)',
  'http://images.example.com/a.png',
  '//images.example.com/a.png',
  '',
])('D62 the avatar address %s gives a placeholder', async (avatar_url) => {
  const page = await pageOf({ avatar_url })
  expect(page).not.toContain('<img')
  expect(page).toMatch(/<span class="avatar" aria-hidden="true">李<\/span>/)
})

test('D62 an https avatar is shown, with its quotes encoded', async () => {
  const page = await pageOf({ avatar_url: 'https://images.example.com/a.png?x="onerror=alert(1)' })
  expect(page).toContain('<img class="avatar" src="https://images.example.com/a.png?x=%22onerror=alert(1)"')
})

test.each([
  ['https://a.example/x.png', 'https://a.example/x.png'],
  ['http://127.0.0.1:7070/face.svg', 'http://127.0.0.1:7070/face.svg'],
  ['http://127.0.0.1:7071/face.svg', ''],
  ['https://user:password@a.example/x.png', ''],
  ['blob:https://a.example/1', ''],
])('D62 of %s a page may load "%s"', (avatarUrl, allowed) => {
  expect(safeAvatarUrl(avatarUrl, 'http://127.0.0.1:7070')).toBe(allowed)
})

test.each([
  ['李雷', '李'],
  ['li', 'L'],
  ['👩‍👩‍👧 family', 'F'],
  ['"', ''],
  ['', ''],
])('the placeholder of %s shows %s', (name, shown) => {
  expect(initial(name)).toBe(shown)
})

test('D63 an upstream text with HTML and a token in it stays in the log, without the token', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  const msg = '<b>boom</b> u-leaked-token-0123456789abcdef'
  server.platform.answers['/open-apis/authen/v1/user_info'] = () => ({ body: { code: 99999, msg } })
  const start = await browser.request('/auth/authorize', { headers: navigation })
  const state = new URL(start.headers.get('location') ?? '').searchParams.get('state')
  const response = await browser.request(`/auth/callback?code=${'c'.repeat(64)}&state=${state}`, {
    headers: navigation,
  })
  const page = await response.text()
  expect(response.status).toBe(502)
  expect(page).not.toContain('boom')
  expect(page).not.toContain('leaked')
  const id = response.headers.get('x-request-id') ?? 'none'
  expect(page).toContain(id)
  const line = server.logs.find((entry) => entry.includes(id) && entry.includes('99999'))
  expect(line).toBeDefined()
  expect(server.logs.join('\n')).not.toContain('leaked')
})

test('D63 a failure of our own shows a request id and no detail', async () => {
  let isBroken = false
  await using server = await createTestServer({
    random: (bytes) => {
      if (isBroken) throw new Error('detail of the inside at /srv/app/file.ts')
      return crypto.getRandomValues(new Uint8Array(bytes))
    },
  })
  isBroken = true
  const response = await server.request('/', { headers: navigation })
  expect(response.status).toBe(500)
  const text = await response.text()
  expect(text).not.toContain('detail')
  expect(text).not.toContain('.ts')
})

test('D65 pages load scripts from ourselves and the platform’s SDK alone', async () => {
  await using server = await createTestServer()
  const response = await server.request('/', { headers: navigation })
  const sdk = 'https://lf-scm-cn.feishucdn.com/lark/op/h5-js-sdk-1.5.44.js'
  expect(response.headers.get('content-security-policy')).toContain(`script-src 'self' ${sdk};`)
  const sources = [...(await response.text()).matchAll(/<script[^>]*src="([^"]*)"/g)].map(
    ([, source]) => source,
  )
  expect(sources).toEqual([sdk, expect.stringMatching(/^\/auth\/assets\/app-[\w-]{12}\.js$/)])
})

test('the policy lets an emulator’s pictures in, and the frames that were set', async () => {
  await using server = await createTestServer({
    url: 'http://127.0.0.1:3000',
    feishu: { appId: 'cli_1', appSecret: 's', host: 'http://127.0.0.1:7070' },
    allowInsecureHosts: true,
    frameAncestors: ['http://127.0.0.1:7070'],
  })
  const response = await server.request('/')
  const policy = response.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("img-src 'self' https: http://127.0.0.1:7070;")
  expect(policy).toContain('frame-ancestors http://127.0.0.1:7070;')
  expect(policy).toContain("form-action 'self' http://127.0.0.1:7070")
  expect(response.headers.get('x-frame-options')).toBeNull()
  expect(response.headers.get('strict-transport-security')).toBeNull()
})

test.each(['/', '/auth/authorize', '/auth/session', '/healthz', '/nowhere'])(
  'the answer of %s is what it says it is, in no frame and no foreign page',
  async (path) => {
    await using server = await createTestServer()
    const { headers } = await server.request(path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  },
)

test('https sites pin https; others name nothing of the kind', async () => {
  await using server = await createTestServer()
  expect((await server.request('/')).headers.get('strict-transport-security')).toBe('max-age=31536000')
})

test.each([
  ['zh-CN', '李雷', '欢迎使用飞书', '退出登录', 'zh-CN'],
  ['en-US', 'Li Lei', 'Welcome to Feishu', 'Sign out', 'en'],
  ['fr', 'Li Lei', 'Welcome to Feishu', 'Sign out', 'en'],
])('the profile speaks the person’s language: %s', async (language, name, welcome, signOut, lang) => {
  const page = await pageOf({}, language)
  expect(heading(page)).toBe(name)
  expect(page).toContain(welcome)
  expect(page).toContain(`>${signOut}</button>`)
  expect(page).toContain(`<html lang="${lang}">`)
})

test.each([
  ['zh', { name: '', en_name: 'Li Lei' }, 'Li Lei'],
  ['en', { name: '李雷', en_name: '' }, '李雷'],
  ['zh', { name: '  ', en_name: ' ' }, '未命名'],
])('in %s, %o is shown as %s', async (language, profile, shown) => {
  expect(heading(await pageOf(profile, language))).toBe(shown)
})

test('for Lark the page says Lark', async () => {
  await using server = await createTestServer({ feishu: { brand: 'lark', appId: 'cli_1', appSecret: 's' } })
  const page = await (await server.request('/', { headers: navigation })).text()
  expect(page).toContain('Sign in with Lark')
  expect(page).not.toContain('Feishu')
})

test('without script the page signs in by a link and out by a form', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  const page = await (await browser.request('/', { headers: navigation })).text()
  expect(page).toContain('href="/auth/authorize?return_to=%2F"')
  await browser.signIn()
  expect(await (await browser.request('/', { headers: navigation })).text()).toContain(
    '<form method="post" action="/auth/sign-out">',
  )
  const form = {
    ...navigation,
    'sec-fetch-site': 'same-origin',
    origin,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const left = await browser.request('/auth/sign-out', { method: 'POST', headers: form, body: '' })
  expect([left.status, left.headers.get('location')]).toEqual([303, '/?signed-out=1'])
  expect(browser.cookies.has('__Host-larkspur')).toBe(false)
  const after = await (await browser.request('/?signed-out=1', { headers: navigation })).text()
  expect(after).toContain('data-auto="off"')
})

test('a foreign page cannot sign anybody out', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  await browser.signIn()
  const headers = { ...jsonPost, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  expect((await browser.request('/auth/sign-out', { method: 'POST', headers, body: '{}' })).status).toBe(403)
  expect(browser.cookies.has('__Host-larkspur')).toBe(true)
})

test('assets are served under names that change with their content, and may be kept', async () => {
  await using server = await createTestServer()
  const page = await (await server.request('/', { headers: navigation })).text()
  const paths = [...page.matchAll(/"(\/auth\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '')
  expect(paths).toHaveLength(3)
  for (const path of paths) {
    const response = await server.request(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect((await response.text()).length).toBeGreaterThan(100)
  }
  expect((await server.request('/auth/assets/app-000000000000.js')).status).toBe(404)
  expect((await server.request('/auth/assets/..%2f..%2fpackage.json')).status).toBe(404)
})

test('without the start page the rest goes on', async () => {
  await using server = await createTestServer({ homePage: false })
  expect((await server.request('/')).status).toBe(404)
  expect((await server.request('/get_appid')).status).toBe(200)
})
