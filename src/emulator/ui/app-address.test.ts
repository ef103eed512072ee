import { describe, expect, test } from 'vitest'
import { appAddress, guessHome, sameName } from './app-address.ts'

describe('the address to open', () => {
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'blob:http://127.0.0.1/x',
    'view-source:http://127.0.0.1/',
    '/relative',
    '//host/path',
    '',
    undefined,
  ])('D62 %j is not opened', (address) => {
    expect(appAddress(address)).toBeUndefined()
  })

  test.each(['http://127.0.0.1:3000/', 'https://app.example.com/a?b=c#d'])('%s is opened', (address) => {
    expect(appAddress(address)?.href).toBe(address)
  })
})

test('without a setting, the root of the first redirect URL is the home', () => {
  const app = (redirectUrls: string[]) => ({ app: { redirectUrls } }) as Parameters<typeof guessHome>[0]
  expect(guessHome(app(['http://127.0.0.1:3000/auth/callback']))).toBe('http://127.0.0.1:3000/')
  expect(guessHome(app([]))).toBeUndefined()
})

test.each([
  ['http://127.0.0.1:7070/c?x=1', 'http://localhost:3000/', 'http://localhost:7070/c?x=1'],
  ['http://localhost:7070/c', 'http://127.0.0.1:3000/', 'http://127.0.0.1:7070/c'],
  ['http://127.0.0.1:7070/c', 'http://127.0.0.1:3000/', undefined],
  ['http://127.0.0.1:7070/c', 'https://evil.example/', undefined],
  ['http://127.0.0.1:7070/c', 'http://localhost.evil.example/', undefined],
])('console at %s with the app at %s moves to %s', (page, app, moved) => {
  expect(sameName(new URL(page), new URL(app))?.href).toBe(moved)
})
