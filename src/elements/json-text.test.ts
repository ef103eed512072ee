import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from './json-text.ts'

const secret = 'k7Jq2mX9vB4nR8sT1wZ6'

test.each([
  ['nothing', '', 'Line 1, column 1'],
  ['a comma too many', '{\n  "title": "A",\n}', 'Line 3, column 1'],
  ['a missing comma', '{"a": 1\n"b": 2}', 'Line 2, column 1'],
  ['a missing colon', '{"a" 1}', 'Line 1, column 6'],
  ['a missing brace', '{"a": 1', 'Line 1, column 8'],
  ['single quotes', "{'a': 1}", 'Line 1, column 2'],
  ['a comment', '{\n// why\n"a": 1}', 'Line 2, column 1'],
  ['a text without end', '{"a": "b\n}', 'Line 1, column 7'],
  ['a stray backslash', String.raw`{"a": "\x"}`, 'Line 1, column 7'],
  ['a tab in a text', '{"a": "\t"}', 'Line 1, column 7'],
  ['a number with a zero before it', '{"a": 01}', 'Line 1, column 7'],
  ['a word', '{"a": yes}', 'Line 1, column 7'],
  ['two values', '{} {}', 'Line 1, column 4'],
  ['a list that ends like an object', '[1}', 'Line 1, column 3'],
  ['endless nesting', '['.repeat(100_000), 'Line 1, column 34'],
])('%s is told with line and column', (_, text, place) => {
  const { mistakes = [] } = parseJson(text)
  expect(mistakes).toHaveLength(1)
  expect(mistakes[0]?.en).toContain(`${place}:`)
  const [line, column] = place.match(/\d+/g) ?? []
  expect(mistakes[0]?.zh).toContain(`第 ${line} 行第 ${column} 列：`)
})

test.each([
  ['at the top', '{"a": 1, "b": 2, "a": 3}', ['a'], 'column 18'],
  ['below', '{"a": {"b": 1,\n "b": 2}}', ['a.b'], 'Line 2, column 2'],
  ['in a list', '[{"a": 1, "a": 1}]', ['a'], 'column 11'],
  ['written otherwise', String.raw`{"a": 1, "\u0061": 2}`, ['a'], 'column 10'],
  ['three times', '{"a": 1, "a": 2, "a": 3}', ['a', 'a'], 'column 10'],
])('a key that is there twice is told: %s', (_, text, keys, place) => {
  const { mistakes = [] } = parseJson(text)
  expect(mistakes.map(({ key }) => key)).toEqual(keys)
  expect(mistakes[0]?.en).toContain(place)
  expect(mistakes[0]?.en).toContain('twice')
})

test.each(['__proto__', 'constructor', 'prototype', String.raw`\u005f_proto__`])(
  'D81 the key %s is refused, at whatever depth',
  (key) => {
    for (const text of [`{"${key}": {"polluted": true}}`, `{"a": [{"${key}": 1}]}`]) {
      expect(parseJson(text).mistakes).toHaveLength(1)
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  },
)

test.each([
  `{"appId": "a" "appSecret": "${secret}"}`,
  `{"appSecret": "${secret}}`,
  `{"appSecret": ${secret}}`,
  `{"${secret} and more": 1, "${secret} and more": 2}`,
])('D81 what is told of a mistake never quotes the text: %#', (text) => {
  const { mistakes } = parseJson(text)
  expect(mistakes).toBeDefined()
  expect(JSON.stringify(mistakes)).not.toContain(secret)
})

test('a mark at the beginning is passed over', () => {
  expect(parseJson('\ufeff{"a": 1}')).toEqual({ value: { a: 1 } })
})

test('sound JSON has the value that JSON.parse makes of it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      const read = parseJson(text)
      if (read.mistakes === undefined) expect(read).toEqual({ value: JSON.parse(text) })
      // fast-check makes keys that are refused on purpose.
      else expect(text).toMatch(/__proto__|constructor|prototype/)
    }),
  )
})

test('what JSON.parse refuses is refused, and the other way round', () => {
  const broken = fc
    .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.string({ maxLength: 2 }))
    .map(([text, at, piece]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + piece + text.slice(place + 1)
    })
  fc.assert(
    fc.property(broken, (text) => {
      const read = parseJson(text)
      const byKey = read.mistakes?.every(({ key }) => key !== '') ?? false
      expect(read.mistakes === undefined || byKey || text.startsWith('\ufeff')).toBe(isJson(text))
    }),
    { numRuns: 2_000 },
  )
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
