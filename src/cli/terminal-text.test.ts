import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnsOf, shown, toJsonLine } from './terminal-text.ts'

test.each<[string, string]>([
  ['a colour', 'a\u001b[31mb'],
  ['a cursor that goes up', '\u001b[1A'],
  ['a sequence in one byte', '\u009b31m'],
  ['a title', '\u001b]0;x\u0007'],
  ['a line break', 'a\nb\r'],
  ['a line separator', 'a\u2028b'],
  ['a backspace', 'a\b\b\u007f'],
  ['writing that turns around', 'a\u202egpj.exe'],
  ['an isolate', 'a\u2066b\u2069'],
  ['letters without width', 'a\u200bb\ufeff'],
  ['hidden tags', 'a\u{e0041}'],
  ['half a character', 'a\ud800'],
])('%s does not reach the terminal', (_what, name) => {
  const bad = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b\ufeff\u{e0000}-\u{e007f}\p{Cs}]/u
  expect(shown(name)).not.toMatch(bad)
  const line = toJsonLine({ name })
  expect(line).not.toMatch(bad)
  // Nothing is lost to a program that reads it.
  expect(JSON.parse(line)).toEqual({ name })
})

test('any text is one line of JSON that says the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(JSON.parse(toJsonLine({ name }))).toEqual({ name })
    }),
  )
})

test('what is harmless stays as it is, and what is long is cut between characters', () => {
  expect(shown("张三 O'Neill 🌸")).toBe("张三 O'Neill 🌸")
  expect(shown('🌸'.repeat(100), 5)).toBe('🌸🌸🌸🌸…')
  expect(shown('abcde', 5)).toBe('abcde')
})

test('Chinese takes two columns', () => {
  expect(columnsOf('人员 12')).toBe(7)
  expect(columnsOf('12 people')).toBe(9)
})
