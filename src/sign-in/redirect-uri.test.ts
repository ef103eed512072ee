import { describe, expect, it } from 'vitest'
import { redirectUriOf } from './redirect-uri.ts'

describe('redirectUriOf', () => {
  it.each([
    'https://app.example',
    'https://app.example:8443',
    'https://xn--fiqs8s.example',
    'http://127.0.0.1:3000',
    'http://localhost:3000',
    'http://[::1]:3000',
  ])('derives the redirect URI of %s', (url) => {
    expect(redirectUriOf(url)).toBe(`${url}/auth/callback`)
  })

  it.each([
    ['default', '/auth/callback'],
    ['lark', '/auth/callback/lark'],
    ['eu-2', '/auth/callback/eu-2'],
    ['a'.repeat(32), `/auth/callback/${'a'.repeat(32)}`],
  ])('D16 the instance %s has a redirect URI of its own', (instance, path) => {
    expect(redirectUriOf('https://app.example', instance)).toBe(`https://app.example${path}`)
  })

  it.each(['', '_a', '2', '-a', 'a/b', '../x', 'a b', 'a?b', 'ä', 'a\n', 'a'.repeat(65), 'constructor()'])(
    'D13 refuses the instance name %j',
    (instance) => {
      expect(() => redirectUriOf('https://app.example', instance)).toThrow(
        expect.objectContaining({ code: 'configuration_invalid' }),
      )
    },
  )

  it.each([
    '',
    'app.example',
    'https://',
    'https://app.example/',
    'https://app.example/path',
    'https://app.example?x',
    'https://app.example#x',
    'https://app.example/?',
    'https://user@app.example',
    'https://user:pw-marker@app.example',
    'https://app.example@evil.example/',
    'https://app.example\\@evil.example',
    'https:\\\\app.example',
    'https://app.example%2f@evil.example',
    'https://app.example.',
    'https://APP.example',
    'HTTPS://app.example',
    'https://飞燕草.example',
    'https://app.example:443',
    'http://app.example',
    'http://192.168.0.1',
    'http://127.1:3000',
    'http://0x7f000001',
    'http://localhost.evil.example',
    'http://localhost.',
    'http://127.0.0.1:80',
    ' https://app.example',
    'https://app.ex\tample',
    'https://app.example\n',
    'javascript:alert(1)',
    'ftp://app.example',
    'file:///etc/passwd',
    'null',
  ])('D13 refuses the public address %j', (url) => {
    let thrown: unknown
    try {
      redirectUriOf(url)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ code: 'configuration_invalid' })
    expect(String(thrown)).not.toContain('pw-marker')
  })
})
