// Tests: which pages are signed, and that what is signed is the address as it came.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signablePage } from './page-url.ts'

const origins = ['https://app.example.com', 'https://shop.example.com:8443', 'http://192.168.1.20:3000']

test.each([
  ['https://app.example.com/', 'https://app.example.com/'],
  [
    'https://app.example.com/a/b.html?x=1&y=%E4%B8%AD#top',
    'https://app.example.com/a/b.html?x=1&y=%E4%B8%AD',
  ],
  ['https://app.example.com/#/routes/1?q=2', 'https://app.example.com/'],
  ['https://app.example.com/a?', 'https://app.example.com/a?'],
  ['https://app.example.com/a?#', 'https://app.example.com/a?'],
  ['https://app.example.com/中文/页?名=值', 'https://app.example.com/中文/页?名=值'],
  ['https://app.example.com/%7Eme/%2f?a+b=%20', 'https://app.example.com/%7Eme/%2f?a+b=%20'],
  ['https://app.example.com/a/../b//c', 'https://app.example.com/a/../b//c'],
  ['https://app.example.com', 'https://app.example.com'],
  ['https://app.example.com?a=1', 'https://app.example.com?a=1'],
  [
    'https://app.example.com/?back=https://evil.example/@x',
    'https://app.example.com/?back=https://evil.example/@x',
  ],
  ['https://shop.example.com:8443/x', 'https://shop.example.com:8443/x'],
  ['http://192.168.1.20:3000/x', 'http://192.168.1.20:3000/x'],
])('D58 %s is signed as %s', (given, signed) => {
  expect(signablePage(given, origins)).toBe(signed)
})

const foreign = [
  'https://evil.example/',
  'https://evil.example/?https://app.example.com/',
  'https://evil.example/#https://app.example.com/',
]
const lookAlikes = [
  'https://app.example.com.evil.example/',
  'https://app.example.com@evil.example/',
  'https://app.example.com:x@evil.example/',
  'https://user@app.example.com/',
  'https://user:word@app.example.com/',
  'https://@app.example.com/',
  'https://:@app.example.com/',
  'https://app.example.com:444/',
  'https://app.example.com:443/',
  'https://app.example.com:/',
  'https://app.example.com./',
  'http://app.example.com/',
  'http://app.example.com:443/',
  'https://shop.example.com/',
  'https://sub.app.example.com/',
  'https://app.example.co/',
  'https://APP.example.com/',
  'HTTPS://app.example.com/',
  'https://app。example.com/',
  'https://app.exаmple.com/',
  'https:app.example.com/',
  'https:/app.example.com/',
  'https:///app.example.com/',
  'https:\\\\app.example.com\\',
  'https://app.example.com\\.evil.example/',
  'https://app.example.com\\@evil.example/',
  'https://evil.example\\@app.example.com/',
  '//app.example.com/',
  '/path',
  'app.example.com/',
  '',
  '#',
  'null',
  'javascript:alert(1)//https://app.example.com/',
  'data:text/html,https://app.example.com/',
  'blob:https://app.example.com/3f0e',
  'view-source:https://app.example.com/',
  'file:///app.example.com/',
  'ws://app.example.com/',
]
const shifting = [
  'https://app.example.com/a\n',
  'https://app.example.com/\r\n&jsapi_ticket=x',
  'https://app.example.com/\u0000',
  'https://app.example.com/\u007f',
  'https://app.example.com/\u0085',
  'https://app.example.com/\u2028',
  'https://app.example.com/a b',
  ' https://app.example.com/',
  'https://app.example.com/\t',
  'ht\ntps://app.example.com/',
  'https://app.exam\tple.com/',
  'https://app.example.com/\ufeff',
  'https://app.example.com/\ud800',
]

test.each(foreign)('D52 %j is not signed', (url) => {
  expect(() => signablePage(url, origins)).toThrow(expect.objectContaining({ code: 'page_not_allowed' }))
})

test.each(lookAlikes)('D53 %j is not signed', (url) => {
  expect(() => signablePage(url, origins)).toThrow(expect.objectContaining({ code: 'page_not_allowed' }))
})

test.each(shifting)('D54 %j is not signed', (url) => {
  expect(() => signablePage(url, origins)).toThrow(expect.objectContaining({ code: 'page_not_allowed' }))
})

test('the hint names the setting, and the message does not repeat the address', () => {
  const refused = () => signablePage('https://evil.example/?token=abc', origins)
  expect(refused).toThrow(
    expect.objectContaining({ status: 403, hint: expect.stringMatching('JSAPI_ORIGINS') }),
  )
  expect(refused).not.toThrow(/abc/)
})

test('8 KB are signed, one byte more is no request', () => {
  const start = 'https://app.example.com/'
  const longest = start + 'x'.repeat(8192 - start.length)
  expect(signablePage(`${longest}#${'y'.repeat(9000)}`, origins)).toBe(longest)
  for (const url of [`${longest}x`, start + '中'.repeat(2723)]) {
    expect(() => signablePage(url, origins)).toThrow(expect.objectContaining({ code: 'request_invalid' }))
  }
})

test('whatever is signed begins with a configured origin and holds nothing that could end the line', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...origins,
      ...lookAlikes,
      ...shifting,
      '@',
      '\\',
      ':443',
      '/',
      '?',
      '#',
      '&jsapi_ticket=',
    ),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      let signed: string
      try {
        signed = signablePage(pieces.join(''), origins)
      } catch {
        return
      }
      expect(signed).toMatch(
        /^(?:https:\/\/app\.example\.com|https:\/\/shop\.example\.com:8443|http:\/\/192\.168\.1\.20:3000)(?:[/?]|$)/,
      )
      expect(signed).not.toMatch(/[\s#\p{Cc}]/u)
    }),
    { numRuns: 2000 },
  )
})

test('an address that a browser has written is signed unchanged', () => {
  fc.assert(
    fc.property(
      fc.webPath(),
      fc.webQueryParameters(),
      fc.string({ unit: 'grapheme' }),
      (path, query, more) => {
        const { href } = new URL(`https://app.example.com/${path}${more}?${query}${more}`)
        expect(signablePage(href, origins)).toBe(href.split('#')[0])
      },
    ),
  )
})
