import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ask, askToken, codeFor, gotoUrl, post, redirectUri, showQrCode, startFrozen } from '../testkit.ts'
import type { Emulator } from '../types.ts'

let feishu: Emulator
beforeEach(async () => {
  feishu = await startFrozen()
})
afterEach(() => feishu.close())

const openId = (person: number) => feishu.people.get(person)?.open_id

const qrFrame = (goto: string) => `/suite/passport/sso/qr?${new URLSearchParams({ goto })}`

/** What the page does with the code it got. */
const go = (goto: string, tmpCode: string) =>
  ask(feishu, `${goto}&${new URLSearchParams({ tmp_code: tmpCode })}`)

async function confirmed(goto?: string): Promise<{ goto: string; tmpCode: string }> {
  const code = await showQrCode(feishu, goto)
  feishu.phone.scan(code.token, 4)
  feishu.phone.confirm(code.token)
  return { goto: code.goto, tmpCode: (await code.status()).tmpCode }
}

describe('the way of a code', () => {
  test('waiting, scanned, confirmed: the page gets a code for the person who scanned', async () => {
    const code = await showQrCode(feishu, gotoUrl(feishu, { state: 's 1' }))
    expect(code.frame.status).toBe(200)
    expect(await code.status()).toEqual({ status: 'waiting' })
    expect(feishu.phone.codes()).toEqual([
      {
        token: code.token,
        text: `${feishu.url}/_emulator/phone?code=${code.token}`,
        status: 'waiting',
        appId: feishu.app.appId,
        redirectUri,
        createdAt: feishu.clock.now(),
        expiresAt: feishu.clock.now() + 180_000,
      },
    ])
    expect(feishu.phone.scan(code.token, 4)).toMatchObject({ status: 'scanned', openId: openId(4) })
    const { name, avatar_url } = feishu.people.get(4) ?? {}
    expect(await code.status()).toEqual({
      status: 'scanned',
      name,
      avatarUrl: avatar_url?.slice(feishu.url.length),
    })
    expect(feishu.phone.confirm(code.token)).toMatchObject({ status: 'confirmed', openId: openId(4) })
    const { tmpCode, ...rest } = await code.status()
    expect(rest).toEqual({ status: 'confirmed' })
    const reply = await go(code.goto, tmpCode)
    expect(reply.status).toBe(302)
    const back = new URL(reply.headers.get('location') ?? '')
    expect(back.origin + back.pathname).toBe(redirectUri)
    expect(back.searchParams.get('state')).toBe('s 1')
    const tokens = await askToken(feishu, { code: back.searchParams.get('code'), redirect_uri: redirectUri })
    expect(tokens.body.code).toBe(0)
  })

  test('the phone may cancel; a code has one end', async () => {
    const code = await showQrCode(feishu)
    expect(() => feishu.phone.cancel(code.token)).toThrow('Nobody has scanned')
    expect(() => feishu.phone.confirm(code.token)).toThrow('Nobody has scanned')
    feishu.phone.scan(code.token, 4)
    expect(feishu.phone.cancel(code.token).status).toBe('cancelled')
    expect(await code.status()).toEqual({ status: 'cancelled' })
    for (const act of ['confirm', 'cancel', 'expire'] as const)
      expect(() => feishu.phone[act](code.token)).toThrow('has cancelled')
    expect(() => feishu.phone.scan(code.token, 4)).toThrow('has cancelled')
  })

  test('one phone scans: a second look of it changes nothing, another one is late', async () => {
    const { token } = await showQrCode(feishu)
    feishu.phone.scan(token, 4)
    expect(feishu.phone.scan(token, openId(4) ?? '')).toMatchObject({ status: 'scanned', openId: openId(4) })
    expect(() => feishu.phone.scan(token, 5)).toThrow('scanned this QR code already')
    expect(feishu.phone.codes()[0]).toMatchObject({ openId: openId(4) })
  })

  test.each([
    ['waiting', false],
    ['scanned', true],
  ])('a code that is %s ends after three minutes by the clock of the emulator', async (_, scanned) => {
    const code = await showQrCode(feishu)
    if (scanned) feishu.phone.scan(code.token, 4)
    feishu.clock.advance('179s')
    expect(await code.status()).not.toEqual({ status: 'expired' })
    feishu.clock.advance('1s')
    expect(await code.status()).toEqual({ status: 'expired' })
    expect(() => feishu.phone.scan(code.token, 4)).toThrow('has expired')
    expect(() => feishu.phone.confirm(code.token)).toThrow('has expired')
  })

  test('how long a code and its temporary code count are switches', async () => {
    feishu.switches.update({ qrCodeSeconds: 10, tmpCodeSeconds: 20 })
    const { token } = await showQrCode(feishu)
    feishu.clock.advance('10s')
    expect(feishu.phone.codes()[0]?.status).toBe('expired')
    expect(() => feishu.phone.scan(token, 1)).toThrow('has expired')
    const { goto, tmpCode } = await confirmed()
    feishu.clock.advance('20s')
    expect((await go(goto, tmpCode)).text).toContain('tmp_code has expired')
  })

  test('the phone may let a code expire; a new one is another code', async () => {
    const code = await showQrCode(feishu)
    expect(feishu.phone.expire(code.token).status).toBe('expired')
    expect(await code.status()).toEqual({ status: 'expired' })
    const next = await showQrCode(feishu)
    expect(next.token).not.toBe(code.token)
    expect(feishu.phone.codes().map(({ status }) => status)).toEqual(['waiting', 'expired'])
  })

  test('the text of the picture names the code, too; what is no code is refused', async () => {
    const { token } = await showQrCode(feishu)
    const [code] = feishu.phone.codes()
    expect(feishu.phone.scan(`  ${code?.text}\n`, 4)).toMatchObject({ token, status: 'scanned' })
    for (const text of ['', 'nothing', 'https://example.com/?code=', 'https://example.com/'])
      expect(() => feishu.phone.scan(text, 4)).toThrow('There is no such QR code')
    expect(() => feishu.phone.scan(token, 'ou_nobody')).toThrow('There is no person ou_nobody')
  })

  test('the newest thousand codes are remembered', async () => {
    const first = await showQrCode(feishu)
    for (let more = 1; more < 1_000; more++) await ask(feishu, qrFrame(first.goto))
    expect(feishu.phone.codes()).toHaveLength(1_000)
    expect(feishu.phone.codes().at(-1)?.token).toBe(first.token)
    await showQrCode(feishu)
    expect(feishu.phone.codes()).toHaveLength(1_000)
    expect(await first.status()).toEqual({ status: 'expired' })
  })

  test('reset forgets codes and temporary codes', async () => {
    const { goto, tmpCode } = await confirmed()
    feishu.reset()
    expect(feishu.phone.codes()).toEqual([])
    expect((await go(goto, tmpCode)).text).toContain('tmp_code is not known')
  })
})

const refusals: [string, number, (feishu: Emulator) => void][] = [
  ['of another tenant', 20010, (f) => f.people.update(4, { tenant_key: '0123456789abcdef' })],
  ['outside the availability', 20010, (f) => f.apps.update(f.app.appId, { availability: [1, 2] })],
  ['of an app that is off', 20069, (f) => f.apps.update(f.app.appId, { enabled: false })],
  ['of an app that is not installed', 20009, (f) => f.apps.update(f.app.appId, { installed: false })],
  ['of an app without the capability', 4401, (f) => f.apps.update(f.app.appId, { qrLogin: false })],
  ['who has resigned', 20021, (f) => f.people.update(4, { status: { is_resigned: true } })],
  ['who is frozen', 20022, (f) => f.people.update(4, { status: { is_frozen: true } })],
  ['who never activated', 20023, (f) => f.people.update(4, { status: { is_activated: false } })],
]

describe('refused', () => {
  test.each(refusals)('a person %s: %i when scanning', async (_, code, arrange) => {
    const shown = await showQrCode(feishu)
    arrange(feishu)
    expect(feishu.phone.scan(shown.token, 4)).toMatchObject({ status: 'refused', code, openId: openId(4) })
    expect(await shown.status()).toEqual({ status: 'refused', code, message: expect.stringMatching(/\w{4}/) })
    expect(() => feishu.phone.confirm(shown.token)).toThrow('was refused')
  })

  test.each(refusals)('a person %s: %i when confirming', async (_, code, arrange) => {
    const shown = await showQrCode(feishu)
    feishu.phone.scan(shown.token, 4)
    arrange(feishu)
    expect(feishu.phone.confirm(shown.token)).toMatchObject({ status: 'refused', code })
    expect((await shown.status()).tmpCode).toBeUndefined()
  })
})

describe('tmp_code', () => {
  test('counts once', async () => {
    const { goto, tmpCode } = await confirmed()
    expect((await go(goto, tmpCode)).status).toBe(302)
    const again = await go(goto, tmpCode)
    expect(again.status).toBe(400)
    expect(again.text).toContain('tmp_code has been used')
  })

  test('ends after five minutes', async () => {
    const { goto, tmpCode } = await confirmed()
    feishu.clock.advance('299s')
    const late = await confirmed()
    feishu.clock.advance('1s')
    expect((await go(goto, tmpCode)).text).toContain('tmp_code has expired')
    expect((await go(late.goto, late.tmpCode)).status).toBe(302)
  })

  test('belongs to the app and the redirect URI of its picture, and survives a try elsewhere', async () => {
    const other = 'http://127.0.0.1:3000/other'
    feishu.apps.update(feishu.app.appId, { redirectUrls: [redirectUri, other] })
    const second = feishu.apps.create({ redirectUrls: [redirectUri] })
    const { goto, tmpCode } = await confirmed()
    for (const wrong of [
      gotoUrl(feishu, { redirect_uri: other }),
      gotoUrl(feishu, { client_id: second.appId }),
    ]) {
      const reply = await go(wrong, tmpCode)
      expect(reply.status).toBe(400)
      expect(reply.text).toContain('another app or another redirect_uri')
    }
    expect((await go(goto, tmpCode)).status).toBe(302)
  })

  test('is not made up, and no authorization code', async () => {
    for (const tmpCode of ['emulated-made-up', codeFor(feishu, 4)]) {
      const reply = await go(gotoUrl(feishu), tmpCode)
      expect(reply.status).toBe(400)
      expect(reply.text).toContain('tmp_code is not known')
    }
  })
})

describe('control API', () => {
  const api = '/_emulator/api/qr-codes'

  test('scans, confirms, cancels and lets expire', async () => {
    const { token } = await showQrCode(feishu)
    expect((await ask(feishu, api)).body).toEqual({ codes: feishu.phone.codes() })
    expect((await post(feishu, `${api}/${token}/scan`, { person: 4 })).body).toMatchObject({
      status: 'scanned',
      openId: openId(4),
    })
    expect((await ask(feishu, `${api}/${token}/confirm`, { method: 'POST' })).body.status).toBe('confirmed')
    const second = await showQrCode(feishu)
    await post(feishu, `${api}/${second.token}/scan`, { person: openId(5) })
    expect((await post(feishu, `${api}/${second.token}/cancel`, {})).body.status).toBe('cancelled')
    const third = await showQrCode(feishu)
    expect((await post(feishu, `${api}/${third.token}/expire`, {})).body.status).toBe('expired')
    // Neither what the frame knows nor what the page gets is told here.
    expect((await ask(feishu, api)).text).not.toMatch(/watch|tmp/i)
  })

  test('says what is wrong', async () => {
    const { token } = await showQrCode(feishu)
    expect((await post(feishu, `${api}/nothing/scan`, { person: 4 })).status).toBe(404)
    expect((await post(feishu, `${api}/${token}/scan`, {})).body.error.message).toContain('person')
    expect((await post(feishu, `${api}/${token}/confirm`, {})).body.error.message).toContain(
      'Nobody has scanned',
    )
    expect((await post(feishu, `${api}/${token}/confirm`, { person: 4 })).status).toBe(400)
    expect((await ask(feishu, `${api}/${token}/fly`, { method: 'POST' })).status).toBe(404)
  })
})
