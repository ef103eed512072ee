// Tests: values that are typed.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { randomId } from './pkce.ts'

test('an id that people type never looks like an option', () => {
  // 0xf8 becomes a hyphen, 0xfc an underscore.
  const first = fc.constantFrom(0xf8, 0xfc, 0xfb, 0xff, 0x00)
  fc.assert(
    fc.property(fc.tuple(first, fc.uint8Array({ minLength: 31, maxLength: 31 })), ([byte, rest]) => {
      expect(randomId(() => new Uint8Array([byte, ...rest]))).toMatch(/^[A-Za-z0-9][\w-]{42}$/)
    }),
  )
})
