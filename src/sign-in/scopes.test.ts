// Tries: which scopes people are asked for.

import { describe, expect, it } from 'vitest'
import { createScopesToAsk } from './scopes.ts'

const make = (scopes: string[] = []) => createScopesToAsk({ subjectType: 'open_id', scopes })
const page = { tokenEndpoint: 'v2' } as const
const many = (count: number, prefix = 's') => Array.from({ length: count }, (_, n) => `${prefix}:${n}`)

describe('scopes to ask for', () => {
  it('are the union of what everybody is asked for, what is asked for now, and what was granted', () => {
    const { onPage } = make(['a', 'b'])
    expect(onPage(page, {})).toEqual(['a', 'b'])
    expect(onPage(page, { scopes: ['c', 'b'], granted: ['d', 'a', 'd'] })).toEqual(['a', 'b', 'c', 'd'])
  })

  it('beyond 50 leave out what was granted already, never what is needed', () => {
    const asked = make(many(10, 'always')).onPage(page, { scopes: many(30), granted: many(40, 'old') })
    expect(asked).toHaveLength(50)
    expect(asked.slice(0, 41)).toEqual([...many(10, 'always'), ...many(30), 'old:0'])
  })

  it.each(['', 'a b', 'a\tb', 'a"b', 'a\\b', 'ä', 'a\u0000', 'a'.repeat(129)])(
    'refuse %j, which is no scope',
    (scope) => {
      expect(() => make().inClient({ scopes: ['a', scope] })).toThrow(
        expect.objectContaining({ code: 'request_invalid' }),
      )
    },
  )

  it('refuse more than 50 at once', () => {
    expect(make().inClient({ scopes: many(50) })).toHaveLength(50)
    expect(() => make().inClient({ scopes: many(51) })).toThrow(
      expect.objectContaining({ code: 'request_invalid' }),
    )
    expect(() => make(['a']).inClient({ scopes: many(50) })).toThrow(
      expect.objectContaining({ code: 'request_invalid' }),
    )
  })

  it('may be more than 50 when the configuration says so', () => {
    expect(make(many(60)).onPage(page, {})).toHaveLength(60)
  })

  it.each(['v1', 'passport'] as const)(
    'are none on the page of %s; the client still asks',
    (tokenEndpoint) => {
      const { onPage, inClient } = make(['a'])
      expect(onPage({ tokenEndpoint }, { granted: ['c'] })).toEqual([])
      expect(inClient({ scopes: ['b'], granted: ['c'] })).toEqual(['a', 'b', 'c'])
      expect(() => onPage({ tokenEndpoint }, { scopes: ['b'] })).toThrow(
        expect.objectContaining({ code: 'request_invalid', hint: expect.stringContaining('v3') }),
      )
    },
  )
})
