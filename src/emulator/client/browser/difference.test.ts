import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareTexts } from './difference.ts'

test.each([
  ['http://a/x#/y', 'http://a/x', { before: 'http://a/x', one: '#/y', other: '', after: '' }],
  ['http://a/x', 'https://a/x', { before: 'http', one: '', other: 's', after: '://a/x' }],
  ['1800000000', '1800000000000', { before: '1800000000', one: '', other: '000', after: '' }],
  ['aaa', 'aa', { before: 'aa', one: 'a', other: '', after: '' }],
  ['', 'x', { before: '', one: '', other: 'x', after: '' }],
  ['同😀', '同😁', { before: '同', one: '😀', other: '😁', after: '' }],
  ['same', 'same', { before: 'same', one: '', other: '', after: '' }],
])('%s and %s', (one, other, expected) => {
  expect(compareTexts(one, other)).toEqual(expected)
})

test('the parts make up both texts again, whatever they are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
      const parts = compareTexts(one, other)
      expect(parts.before + parts.one + parts.after).toBe(one)
      expect(parts.before + parts.other + parts.after).toBe(other)
    }),
  )
})
