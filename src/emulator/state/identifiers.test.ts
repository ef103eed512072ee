import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIdentifiers, type IdKind } from './identifiers.ts'

const kinds: IdKind[] = ['open_id', 'union_id', 'user_id', 'open_department_id']
const shapes: Record<IdKind, RegExp> = {
  open_id: /^ou_[0-9a-f]{32}$/,
  union_id: /^on_[0-9a-f]{32}$/,
  user_id: /^[a-z0-9]{13}$/,
  open_department_id: /^od-[0-9a-f]{32}$/,
}
const index = fc.nat(2 ** 32 - 1)
const kind = fc.constantFrom(...kinds)

test('decode is the inverse of encode', () => {
  fc.assert(
    fc.property(kind, index, fc.nat(), fc.string(), (of, at, seed, namespace) => {
      const ids = createIdentifiers(seed)
      const id = ids.encode(of, namespace, at)
      expect(id).toMatch(shapes[of])
      expect(ids.decode(of, namespace, id)).toBe(at)
    }),
  )
})

test('an id of another kind, namespace or seed is nobody’s', () => {
  fc.assert(
    fc.property(kind, kind, index, (one, two, at) => {
      const ids = createIdentifiers(1)
      const id = ids.encode(one, 'a', at)
      if (one !== two) expect(ids.decode(two, 'a', id)).toBeUndefined()
      expect(ids.decode(one, 'b', id)).toBeUndefined()
      expect(createIdentifiers(2).decode(one, 'a', id)).toBeUndefined()
    }),
  )
})

test('any other text, and any single changed character, is nobody’s', () => {
  const ids = createIdentifiers(1)
  fc.assert(
    fc.property(
      kind,
      fc.oneof(fc.string(), fc.stringMatching(/^o[un]_[0-9a-f]{32}$/), fc.stringMatching(/^[a-z2-9]{13}$/)),
      (of, text) => {
        expect(ids.decode(of, 'a', text)).toBeUndefined()
      },
    ),
  )
  fc.assert(
    fc.property(kind, index, fc.nat(31), fc.constantFrom(...'0123456789abcdef'), (of, at, place, letter) => {
      const id = ids.encode(of, 'a', at)
      const where = id.length - 1 - (place % 12)
      const changed = id.slice(0, where) + letter + id.slice(where + 1)
      if (changed !== id) expect(ids.decode(of, 'a', changed)).toBeUndefined()
    }),
  )
})
