import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fullNameOf, isFullName, nameOf, pathOf } from './full-name.ts'

test.each([
  ['auths/loginTypes/FSInnerExample', 'auths.loginTypes.FSInnerExample'],
  ['auths/loginTypes/backend/FSInnerExample', 'auths.loginTypes.FSInnerExample'],
  ['auths/loginTypes/FSInnerExample/frontend', 'auths.loginTypes.FSInnerExample'],
  ['auths/QywxProxy', 'auths.QywxProxy'],
])('element 1 %s is the folder of %s', (path, fullName) => {
  expect(fullNameOf(path)).toBe(fullName)
})

test.each([
  'auths',
  '',
  '/auths/loginTypes/A',
  'auths//A',
  'auths/../A',
  'auths/loginTypes/..',
  'auths/./A',
  'auths\\loginTypes\\A',
  'auths/login.Types/A',
  'auths/loginTypes/__proto__',
  'auths/loginTypes/1st',
  'auths/loginTypes/a b',
  'auths/loginTypes/飞书',
  'auths/loginTypes/A\n',
  `auths/${'a'.repeat(65)}`,
  'a/b/c/d/e/f/g/h/i',
])('D81 %j is the folder of no element', (path) => {
  expect(fullNameOf(path)).toBeUndefined()
})

test.each([
  'auths.frontend.A',
  'auths.backend',
  'auths..A',
  '.auths.A',
  'auths.A.',
  'auths/A',
  'auths.%2e%2e',
])('%j is no full name', (text) => {
  expect(isFullName(text)).toBe(false)
})

const segment = fc
  .stringMatching(/^[A-Za-z][\w-]{0,63}$/)
  .filter((text) => !['frontend', 'backend'].includes(text))
const fullName = fc.array(segment, { minLength: 2, maxLength: 8 }).map((segments) => segments.join('.'))

test('element 1 full names and paths are made of each other', () => {
  fc.assert(
    fc.property(fullName, (text) => {
      expect(isFullName(text)).toBe(true)
      expect(fullNameOf(pathOf(text))).toBe(text)
      expect(text.endsWith(`.${nameOf(text)}`)).toBe(true)
    }),
  )
})

test('what a path stands for is a full name, whatever the path', () => {
  const part = fc.oneof(segment, fc.constantFrom('backend', 'frontend', '..', '.', ''), fc.string())
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const found = fullNameOf(parts.join('/'))
      expect(found === undefined || isFullName(found)).toBe(true)
    }),
  )
})
