import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeReturnPath } from './return-path.ts'

const site = 'https://app.example'

describe('safeReturnPath', () => {
  it.each([
    ['/', '/'],
    ['/a/b?c=d&e=%20#f', '/a/b?c=d&e=%20#f'],
    ['/文档?名=值#节', '/%E6%96%87%E6%A1%A3?%E5%90%8D=%E5%80%BC#%E8%8A%82'],
    ['/a b', '/a%20b'],
    ['/a//b', '/a//b'],
    ['/a/../b', '/b'],
    ['/x?next=https://evil.example', '/x?next=https://evil.example'],
    ['/x?text=a%0Ab', '/x?text=a%0Ab'],
    ['/#/route', '/#/route'],
    ['/authors', '/authors'],
    [`/${'a'.repeat(511)}`, `/${'a'.repeat(511)}`],
  ])('keeps %j', (input, path) => {
    expect(safeReturnPath(input)).toBe(path)
  })

  it.each([
    undefined,
    null,
    '',
    'a',
    '?a',
    '#a',
    ' /a',
    'evil.example',
    '//evil',
    '//evil/x',
    '///evil',
    '/\\evil',
    '\\\\evil',
    '/a\\b',
    '/%2f%2fevil',
    '/%2Fevil',
    '/%5cevil',
    '/%252fevil',
    '/%25255Cevil',
    '/..//evil',
    '/.//evil',
    '/%2e%2e//evil',
    '/a/../..//evil',
    '/./%2fevil',
    'https:evil',
    'https://evil.example',
    'https:/evil',
    'javascript:alert(1)',
    'data:text/html,x',
    '/a\r\nSet-Cookie: x=1',
    '/\t/evil',
    '/\n/evil',
    '\t//evil',
    '/a\u0000',
    '/a\u0085',
    '/a%0d%0aSet-Cookie:x',
    '/a%00',
    '/a%5c..',
    '/%zz',
    '/%ff',
    '//user@evil',
    '/auth',
    '/auth/authorize?return_to=/auth/authorize',
    '/AUTH/callback?code=x',
    '/%61uth/callback',
    '/auth%2fcallback',
    '/x/../auth/sign-out',
    `/${'a'.repeat(512)}`,
    `/${'é'.repeat(1000)}`,
  ])('D14 return path cannot leave the site: %j', (input) => {
    expect(safeReturnPath(input)).toBe('/')
  })

  const pieces = fc.constantFrom(
    ...[
      '/',
      '\\',
      '//',
      '.',
      '..',
      '%2f',
      '%5C',
      '%2e',
      '%',
      '@',
      ':',
      '?',
      '#',
      'evil.example',
      'https:',
      'auth',
    ],
    ...['\t', '\n', '\r', ' ', '\u0000', '\u00a0', '\u2028', '\ud800', '。', '／', '文', 'a'],
  )
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((parts) => parts.join('')),
    fc.array(pieces).map((parts) => `/${parts.join('')}`),
    fc.webUrl(),
  )

  it('D14 return path stays on the site for any input, and is its own return path', () => {
    fc.assert(
      fc.property(hostile, (input) => {
        const path = safeReturnPath(input)
        expect(path).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/)
        expect(new URL(path, site).origin).toBe(site)
        expect(new URL(path, site).pathname).not.toMatch(/^\/auth(\/|$)/i)
        expect(safeReturnPath(path)).toBe(path)
      }),
      { numRuns: 5000 },
    )
  })
})
