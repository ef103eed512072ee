import { describe, expect, it } from 'vitest'
import { createCookies } from './cookie.ts'

const url = 'https://app.example'

describe('cookies', () => {
  it('D35 over https: __Host-, HttpOnly, Secure, SameSite=Lax, Path=/ and no Domain', () => {
    const { session, browser, challenge } = createCookies({ url })
    expect(session.set('abc', 60)).toBe(
      '__Host-larkspur=abc; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax',
    )
    expect(browser.set('abc', 60)).toBe(
      '__Host-larkspur_browser=abc; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax',
    )
    expect(challenge.set('abc', 60)).toBe(
      '__Host-larkspur_challenge=abc; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax',
    )
  })

  it('D35 a browser that has the cookies of both settings is known under each', () => {
    const lax = createCookies({ url })
    const none = createCookies({ url, sameSite: 'none' })
    for (const kind of ['session', 'browser', 'challenge'] as const) {
      const header = `${lax[kind].name}=old; ${none[kind].name}=new`
      expect([lax[kind].read(header), none[kind].read(header)]).toEqual(['old', 'new'])
    }
  })

  it('D35 SameSite=None only by explicit setting, with Partitioned', () => {
    expect(createCookies({ url, sameSite: 'none' }).session.set('abc', 60)).toBe(
      '__Host-larkspur_framed=abc; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=None; Partitioned',
    )
    expect(() => createCookies({ url: 'http://127.0.0.1:3000', sameSite: 'none' })).toThrow(
      expect.objectContaining({ code: 'configuration_invalid' }),
    )
  })

  it('D35 over plain http on this machine: no prefix and no Secure, everything else stays', () => {
    const { session } = createCookies({ url: 'http://127.0.0.1:3000' })
    expect(session.set('abc', 60)).toBe('larkspur=abc; Max-Age=60; Path=/; HttpOnly; SameSite=Lax')
  })

  it('removes a cookie with the attributes it was set with', () => {
    expect(createCookies({ url }).session.clear()).toBe(
      '__Host-larkspur=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
    )
  })

  it.each(['', 'a b', 'a;Domain=evil', 'a\r\nX: y', 'ü'])('does not set the value %j', (value) => {
    expect(() => createCookies({ url }).session.set(value, 1)).toThrow(
      expect.objectContaining({ code: 'internal_error' }),
    )
  })

  it.each([
    ['no header', undefined, undefined],
    ['null', null, undefined],
    ['empty', '', undefined],
    ['alone', '__Host-larkspur=abc', 'abc'],
    ['among others', 'a=1; __Host-larkspur_browser=no; __Host-larkspur=abc;b=2', 'abc'],
    ['without the prefix', 'larkspur=abc', undefined],
    ['as the end of another name', 'x__Host-larkspur=abc', undefined],
    ['twice the same', '__Host-larkspur=abc; __Host-larkspur=abc', 'abc'],
    ['twice, different', '__Host-larkspur=abc; __Host-larkspur=evil', undefined],
    ['without a value', '__Host-larkspur', undefined],
  ])('reads a cookie: %s', (_, header, value) => {
    expect(createCookies({ url }).session.read(header)).toBe(value)
  })
})
