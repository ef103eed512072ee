import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reaches } from './jsapi-reach.ts'

const at = (path: string) => `https://app.example${path}`

test.each([
  ['/home', '/home', true],
  ['/home', '/home#/part', true],
  ['/home', '/home/route', true],
  ['/home', '/home/route/deeper?x=1#y', true],
  ['/home?a=1', '/home/route', true],
  ['/home/', '/home/route', true],
  ['/', '/anything', true],
  ['/home', '/detail', false],
  ['/home', '/homes', false],
  ['/home', '/', false],
  ['/home/route', '/home', false],
  ['/home/a', '/home/b', false],
  ['/home/', '/home', false],
  ['/home', '/home?a=1', false],
  ['/home?a=1', '/home?a=2', false],
  ['/home/index.html', '/home/other.html', false],
])('an authentication of %s reaches %s: %s', (authenticated, page, expected) => {
  expect(reaches(at(authenticated), at(page), false)).toBe(expected)
})

test.each(['http://app.example/home', 'https://app.example:8443/home', 'https://other.example/home'])(
  'another origin is not reached: %s',
  (page) => {
    expect(reaches(at('/home'), page, false)).toBe(false)
    expect(reaches(at('/'), page, true)).toBe(false)
  },
)

test('whether another query keeps the authentication is a switch', () => {
  expect(reaches(at('/home?a=1'), at('/home?a=2'), true)).toBe(true)
  expect(reaches(at('/home?a=1'), at('/detail?a=1'), true)).toBe(false)
})

test('whatever the addresses, a fragment changes nothing and a page reaches itself', () => {
  fc.assert(
    fc.property(
      fc.webUrl({ withQueryParameters: true }),
      fc.webUrl(),
      fc.string(),
      (one, other, fragment) => {
        expect(reaches(one, `${one}#${fragment}`, false)).toBe(true)
        expect(reaches(one, `${other}#${fragment}`, false)).toBe(reaches(one, other, false))
      },
    ),
  )
})
