import { expect, test } from 'vitest'
import { isConfirmed, markConfirmed } from './confirmed.ts'

function createStorage() {
  const items = new Map<string, string>()
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  }
}

test('an opening is confirmed once; another frame of the same tab is another opening', () => {
  const sessionStorage = createStorage()
  const first = { name: '', sessionStorage }
  expect(isConfirmed(first)).toBe(false)
  markConfirmed(first)
  expect(isConfirmed(first)).toBe(true)
  expect(isConfirmed({ name: 'client of somebody else', sessionStorage })).toBe(false)
  expect(isConfirmed({ name: '', sessionStorage: createStorage() })).toBe(false)
})

test('without storage every opening asks, and nothing throws', () => {
  const refuse = () => {
    throw new Error('storage is off')
  }
  const opening = { name: '', sessionStorage: { getItem: refuse, setItem: refuse } }
  markConfirmed(opening)
  expect(isConfirmed(opening)).toBe(false)
})
