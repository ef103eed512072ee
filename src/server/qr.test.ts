import { expect, test } from 'vitest'
import { createTestServer, jsonPost, markers, navigation, origin } from './test-server.ts'

const script =
  'https://lf-package-cn.feishucdn.com/obj/feishu-static/lark/passport/qrcode/LarkSSOSDKWebQRCode-1.0.3.js'

test('the page of the QR code leads where it was told, and offers the redirect without scripts', async () => {
  await using server = await createTestServer()
  const response = await server.request('/auth/qr?return_to=%2Freports%3Fa%3D1%26b', { headers: navigation })
  expect(response.status).toBe(200)
  const page = await response.text()
  expect(page).toContain('data-return-to="/reports?a=1&amp;b"')
  expect(page).toContain('data-instance="default"')
  expect(page).toContain('href="/auth/authorize?return_to=%2Freports%3Fa%3D1%26b"')
  expect(page).toContain('<noscript>')
})

test('the start page offers it to whoever is signed out', async () => {
  await using server = await createTestServer()
  const page = await (await server.request('/', { headers: navigation })).text()
  expect(page).toContain('href="/auth/qr?return_to=%2F"')
})

test.each(['//evil.example', 'https://evil.example/', '/auth/qr', '/\\evil.example'])(
  'D14 the page leads to / and not to %s',
  async (path) => {
    await using server = await createTestServer()
    const page = await server.request(`/auth/qr?return_to=${encodeURIComponent(path)}`)
    expect(await page.text()).toContain('data-return-to="/" data-instance')
  },
)

test('D21 the page may frame the platform’s code alone, and nobody may frame the page', async () => {
  await using server = await createTestServer()
  const { headers } = await server.request('/auth/qr', { headers: navigation })
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain(`script-src 'self' ${script};`)
  expect(policy).toContain('frame-src https://passport.feishu.cn;')
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect(headers.get('x-frame-options')).toBe('DENY')
  const home = (await server.request('/', { headers: navigation })).headers.get('content-security-policy')
  expect(home).not.toMatch(/frame-src|LarkSSOSDKWebQRCode/)
})

test('D21 with several apps the page admits the frame and script of the chosen one', async () => {
  const lark = {
    brand: 'lark',
    appId: 'cli_2',
    appSecret: 's',
    qrScriptUrl: 'https://cdn.example/qr.js',
  } as const
  await using server = await createTestServer({ instances: { lark } })
  const { headers } = await server.request('/auth/qr?instance=lark', { headers: navigation })
  expect(headers.get('content-security-policy')).toMatch(
    /script-src 'self' https:\/\/cdn\.example\/qr\.js; frame-src https:\/\/passport\.larksuite\.com;/,
  )
})

test('D22 a start answers what the script needs, and no secret', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  const body = JSON.stringify({ return_to: '/reports' })
  const response = await browser.request('/auth/qr', { method: 'POST', headers: jsonPost, body })
  expect(response.status).toBe(200)
  const answer = (await response.json()) as { goto: string; scriptUrl: string; expiresInSeconds: number }
  expect(Object.keys(answer)).toEqual(['goto', 'scriptUrl', 'expiresInSeconds'])
  expect(answer.scriptUrl).toBe(script)
  expect(answer.expiresInSeconds).toBeGreaterThan(0)
  const goto = new URL(answer.goto)
  expect(goto.origin + goto.pathname).toBe('https://passport.feishu.cn/suite/passport/oauth/authorize')
  expect(goto.searchParams.get('redirect_uri')).toBe(`${origin}/auth/callback`)
  expect(JSON.stringify(answer)).not.toContain(markers.appSecret)
  const back = await browser.comeBack(answer.goto)
  expect([back.status, back.headers.get('location')]).toEqual([302, '/reports'])
  expect((await browser.request('/auth/session')).status).toBe(200)
})

test('another browser cannot finish what this one’s QR code began', async () => {
  await using server = await createTestServer()
  const response = await server.browser().request('/auth/qr', {
    method: 'POST',
    headers: jsonPost,
    body: '{}',
  })
  const { goto } = (await response.json()) as { goto: string }
  const other = server.browser()
  await other.request('/', { headers: navigation })
  expect((await other.comeBack(goto)).status).toBe(400)
  expect(server.platform.calls).toEqual([])
})

test.each([
  ['en', 'Scan to sign in'],
  ['zh-CN', '扫码登录'],
])('the page speaks %s', async (language, words) => {
  await using server = await createTestServer()
  const page = await server.request('/auth/qr', { headers: { ...navigation, 'accept-language': language } })
  expect(await page.text()).toContain(`<h1 tabindex="-1">${words}</h1>`)
})
