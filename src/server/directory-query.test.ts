import { expect, test } from 'vitest'
import { departmentsQuery, oneQuery, readQuery, searchQuery, usersQuery } from './directory-query.ts'

const address = (query: string) => `https://app.example.com/auth/directory/x?${query}`

test('what is asked for is read, with defaults', () => {
  expect(readQuery(address(''), usersQuery)).toEqual({ limit: 50 })
  const all = 'department=od-1&below=true&search=%E6%9D%8E&cursor=abc&limit=200&instance=lark'
  expect(readQuery(address(all), usersQuery)).toEqual({
    department: 'od-1',
    below: true,
    search: '李',
    cursor: 'abc',
    limit: 200,
    instance: 'lark',
  })
  expect(readQuery(address('parent=0&limit=1'), departmentsQuery)).toEqual({ parent: '0', limit: 1 })
  expect(readQuery(address('q=a+b'), searchQuery)).toEqual({ q: 'a b', limit: 20 })
})

test.each<
  [string, string, typeof usersQuery | typeof departmentsQuery | typeof searchQuery | typeof oneQuery]
>([
  ['a misspelt parameter', 'departmnet=od-1', usersQuery],
  ['a parameter of another address', 'q=a', usersQuery],
  ['a parameter that objects have', '__proto__=1', usersQuery],
  ['a parameter that objects have', 'constructor=1', oneQuery],
  ['a repeated parameter', 'department=od-1&department=od-2', usersQuery],
  ['an empty parameter', 'search=', usersQuery],
  ['a limit of 0', 'limit=0', usersQuery],
  ['a limit of 201', 'limit=201', usersQuery],
  ['a limit below 0', 'limit=-1', usersQuery],
  ['a limit in words', 'limit=ten', usersQuery],
  ['a limit in halves', 'limit=1.5', usersQuery],
  ['a limit in powers', 'limit=1e2', usersQuery],
  ['a limit with spaces', 'limit=+5', usersQuery],
  ['below alone', 'below=true', usersQuery],
  ['below in another word', 'department=od-1&below=yes', usersQuery],
  ['a text of control characters', 'search=a%00b', usersQuery],
  ['a text without end', `search=${'a'.repeat(129)}`, usersQuery],
  ['a cursor without end', `cursor=${'a'.repeat(2049)}`, usersQuery],
  ['a search for nothing', 'limit=5', searchQuery],
  ['a search for spaces', 'q=%20%E3%80%80', searchQuery],
  ['a search for what nobody sees', 'q=%E2%80%8B', searchQuery],
  ['a list of spaces', 'search=+', usersQuery],
  ['departments of spaces', 'search=%C2%A0', departmentsQuery],
  ['a query of one person', 'limit=5', oneQuery],
])('%s is refused: %s', (_what, query, shape) => {
  expect(() => readQuery(address(query), shape as typeof usersQuery)).toThrow(
    expect.objectContaining({ code: 'request_invalid' }),
  )
})

test('a refusal repeats nothing that was given', () => {
  for (const query of ['MARKER=1', 'search=MARKER%00', 'limit=MARKER', 'MARKER=1&MARKER=2']) {
    try {
      readQuery(address(query), usersQuery)
      expect.unreachable()
    } catch (error) {
      expect(String(error)).not.toContain('MARKER')
    }
  }
})
