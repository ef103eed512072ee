import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ask, authorizeUrl, gotoUrl, redirectUri, showQrCode, startFrozen } from '../testkit.ts'
import type { Emulator } from '../types.ts'
import { rawRequest } from './raw-request.ts'

let feishu: Emulator
beforeEach(async () => {
  feishu = await startFrozen()
})
afterEach(() => feishu.close())

const frame = (goto: string | undefined, prefix = '') =>
  ask(
    feishu,
    `${prefix}/suite/passport/sso/qr${goto === undefined ? '' : `?${new URLSearchParams({ goto })}`}`,
  )

describe('the frame', () => {
  test('may stand in any page, runs nothing inline, and says that it is an emulator', async () => {
    const { text, headers, status } = await frame(gotoUrl(feishu))
    expect(status).toBe(200)
    expect(text).toContain('Emulator · not Feishu')
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain('frame-ancestors http: https:')
    expect(text).not.toMatch(/<style|\sstyle=|<script(?! src="\/_emulator)/)
    expect(feishu.requests()[0]).toMatchObject({
      operation: 'passport.sso.qr',
      status: 200,
      appId: feishu.app.appId,
    })
  })

  test('speaks Chinese to who prefers it', async () => {
    const query = new URLSearchParams({ goto: gotoUrl(feishu) })
    const reply = await ask(feishu, `/suite/passport/sso/qr?${query}`, {
      headers: { 'accept-language': 'zh-CN' },
    })
    expect(reply.text).toContain('<html lang="zh-CN">')
    expect(reply.text).toContain('模拟器 · 并非飞书')
  })

  test.each([
    ['at the platform’s host in the path', '/passport.feishu.cn'],
    ['at the Lark host in the path', '/passport.larksuite.com'],
  ])('%s', async (_, prefix) => {
    expect((await frame(gotoUrl(feishu), prefix)).status).toBe(200)
    const platform = gotoUrl(feishu).replace(feishu.url, `https:/${prefix}`)
    expect((await frame(platform)).status).toBe(200)
  })

  test('is no page of another host', async () => {
    expect((await frame(gotoUrl(feishu), '/open.feishu.cn')).status).toBe(404)
  })

  test.each([
    ['behind TLS', 'https://feishu.test', { host: 'feishu.test' }],
    ['asked by its advertised name', 'http://feishu.test:7070', { host: 'feishu.test:7070' }],
    ['asked by a loopback name', 'http://feishu.test:7070', {}],
  ])('goto may have the advertised origin: %s', async (_how, advertisedUrl, headers) => {
    await using advertised = await startFrozen({ advertisedUrl })
    const goto = gotoUrl(advertised).replace(advertised.url, advertisedUrl)
    const query = new URLSearchParams({ goto })
    const named = headers as Record<string, string>
    const reply = await rawRequest(advertised.url, 'GET', `/suite/passport/sso/qr?${query}`, named)
    expect(reply.status).toBe(200)
    expect(advertised.login.approve(goto, 1)).toContain(`${redirectUri}?code=`)
    const elsewhere = new URLSearchParams({ goto: goto.replace('feishu.test', 'notfeishu.test') })
    const refused = await rawRequest(advertised.url, 'GET', `/suite/passport/sso/qr?${elsewhere}`, named)
    expect(refused.status).toBe(400)
  })

  test('meets faults', async () => {
    feishu.faults.add({ operation: 'passport.sso.qr', effect: { kind: 'error', code: 2000 } })
    expect((await frame(gotoUrl(feishu))).text).toContain('Error code 2000<')
    feishu.faults.add({ operation: 'passport.sso.qr', effect: { kind: 'error', code: 20048 } })
    expect((await frame(gotoUrl(feishu))).text).toContain('20048')
    const omit = { operation: 'passport.sso.qr', effect: { kind: 'omit', field: 'x' } } as const
    expect(() => feishu.faults.add(omit)).toThrow('has no fields')
  })

  test.each<[string, number, (feishu: Emulator) => string | undefined, string]>([
    ['no goto', 20001, () => undefined, 'goto is missing'],
    ['no address', 20001, () => 'here', 'goto is not an absolute URL'],
    ['a script address', 20001, () => 'javascript:alert(1)', 'goto is not an absolute URL'],
    [
      'a page elsewhere',
      20001,
      (f) => gotoUrl(f).replace(f.url, 'https://evil.example'),
      'passport authorize',
    ],
    ['the new authorize page', 20001, (f) => authorizeUrl(f), 'passport authorize'],
    [
      'the new authorize page, at its host',
      20001,
      (f) => authorizeUrl(f).replace(f.url, 'https://accounts.feishu.cn'),
      'passport authorize',
    ],
    [
      'the right page at another host',
      20001,
      (f) => gotoUrl(f).replace(f.url, 'https://open.feishu.cn'),
      'passport authorize',
    ],
    ['another path', 20001, (f) => `${f.url}/suite/passport/oauth/token`, 'passport authorize'],
    [
      'the path of a page behind a host of nobody',
      20001,
      (f) => gotoUrl(f).replace(f.url, `${f.url}//passport.feishu.cn`),
      'passport authorize',
    ],
    [
      'somebody’s credentials',
      20001,
      (f) => gotoUrl(f).replace('http://', 'http://me:secret@'),
      'passport authorize',
    ],
    ['a fragment', 20001, (f) => `${gotoUrl(f)}#here`, 'goto has a fragment'],
    ['an empty fragment', 20001, (f) => `${gotoUrl(f)}#`, 'goto has a fragment'],
    ['a tmp_code', 20001, (f) => gotoUrl(f, { tmp_code: 'x' }), 'goto has a tmp_code already'],
    ['no app', 20001, (f) => gotoUrl(f, { client_id: '' }), 'App ID is missing'],
    ['an unknown app', 20048, (f) => gotoUrl(f, { client_id: 'cli_0123456789abcdef' }), 'does not exist'],
    ['no response_type', 20001, (f) => gotoUrl(f, { response_type: '' }), 'response_type'],
    [
      'an unlisted redirect URI',
      20029,
      (f) => gotoUrl(f, { redirect_uri: 'https://evil.example/' }),
      'redirect URL list',
    ],
  ])('a goto that authorize would refuse is refused: %s, %i', async (_, code, goto, words) => {
    const reply = await frame(goto(feishu))
    expect(reply.status).toBe(400)
    expect(reply.text).toContain(`Error code ${code}`)
    expect(reply.text).toContain(words)
    expect(feishu.requests()[0]).toMatchObject({ operation: 'passport.sso.qr', code })
    expect(feishu.phone.codes()).toEqual([])
    const query = new URLSearchParams(goto(feishu) === undefined ? {} : { goto: goto(feishu) ?? '' })
    const inChinese = await ask(feishu, `/suite/passport/sso/qr?${query}`, {
      headers: { 'accept-language': 'zh-CN' },
    })
    expect(/class="reason">([^<]*)/.exec(inChinese.text)?.[1]).toMatch(/\p{Script=Han}/u)
  })

  test('20029 shows what is registered and what came', async () => {
    const { text } = await frame(gotoUrl(feishu, { redirect_uri: 'https://evil.example/back' }))
    expect(text).toContain(`<code>${redirectUri}</code>`)
    expect(text).toContain('<code>https://evil.example/back</code>')
  })
})

describe('what the frame asks after', () => {
  test('is not told to pages of other origins, nor to who saw the picture', async () => {
    const { frame: page, token } = await showQrCode(feishu)
    feishu.phone.scan(token, 4)
    feishu.phone.confirm(token)
    const watch = /data-watch="([^"]+)"/.exec(page.text)?.[1]
    const path = `/_emulator/qr/status?watch=${watch}`
    for (const site of ['cross-site', 'same-site', 'none'])
      expect((await ask(feishu, path, { headers: { 'sec-fetch-site': site } })).status).toBe(403)
    expect((await ask(feishu, path)).headers.get('access-control-allow-origin')).toBeNull()
    expect((await ask(feishu, `/_emulator/qr/status?watch=${token}`)).body).toEqual({ status: 'expired' })
    expect((await ask(feishu, path, { headers: { 'sec-fetch-site': 'same-origin' } })).body.tmpCode).toMatch(
      /^emulated-/,
    )
  })

  test('takes nothing from the stream of log ids: the same seed gives the same answers, however often it asks', async () => {
    const ids = await Promise.all(
      [0, 3].map(async (times) => {
        await using one = await startFrozen({ seed: 7, now: () => 1_800_000_000_000 })
        const { status } = await showQrCode(one)
        for (let time = 0; time < times; time++) await status()
        await ask(one, '/_emulator/phone/screen')
        return (await ask(one, '/open-apis/authen/v1/user_info')).headers.get('x-tt-logid')
      }),
    )
    expect(ids[0]).toMatch(/^\d{14}[0-9A-F]{20}$/)
    expect(ids[1]).toBe(ids[0])
  })

  test('stays out of the request log', async () => {
    const { status } = await showQrCode(feishu)
    feishu.clearRequests()
    await status()
    expect(feishu.requests()).toEqual([])
  })
})
