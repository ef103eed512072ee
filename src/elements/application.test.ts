import { expect, test } from 'vitest'
import { readApplication, wrongOrder } from './application.ts'

test('an application is named by its app.json, else by its folder', () => {
  expect(readApplication('demo', undefined)).toEqual({ name: 'demo', parents: [], problems: [] })
  expect(readApplication('demo', '{}')).toEqual({ name: 'demo', parents: [], problems: [] })
  const text =
    '{"appId": "whwy.demo", "version": "1", "extends": [{"appId": "whwy.base", "version": "1"}], "settings": {}}'
  expect(readApplication('demo', text)).toEqual({ name: 'whwy.demo', parents: ['whwy.base'], problems: [] })
})

test.each([
  ['broken', '{', 'demo/app.json'],
  ['a list', '[]', 'demo/app.json'],
  ['a number as appId', '{"appId": 1}', 'demo/app.json: appId'],
  ['a path as appId', '{"appId": "../x"}', 'demo/app.json: appId'],
  ['one parent without a list', '{"extends": {"appId": "a"}}', 'demo/app.json: extends'],
  ['a parent without a name', '{"extends": [{}]}', 'demo/app.json: extends.appId'],
  ['a parent as text', '{"extends": ["a"]}', 'demo/app.json: extends'],
  ['a key in the wrong case', '{"appid": "a"}', 'demo/app.json: appid'],
  ['a key of objects', '{"__proto__": {"appId": "a"}}', 'demo/app.json: __proto__'],
])('an app.json with %s is told, and its folder’s name stands', (_, text, at) => {
  const { name, problems } = readApplication('demo', text)
  expect(name).toBe('demo')
  expect(problems.map((one) => one.at)).toEqual([at])
})

const words = (applications: { name: string; parents: string[] }[]) =>
  wrongOrder(applications).map((problems) => problems.map(({ en }) => en))

test('applications stand before those that they extend', () => {
  const [child, parent] = [
    { name: 'child', parents: ['parent'] },
    { name: 'parent', parents: [] },
  ]
  expect(words([child, parent])).toEqual([[], []])
  expect(words([parent, child])).toEqual([
    [],
    ['child extends parent; name its folder before that of parent.'],
  ])
  expect(words([child])).toEqual([['child extends parent, whose folder is not among the given ones.']])
})

test('applications that extend each other, or have one name, are told', () => {
  expect(
    words([
      { name: 'a', parents: ['b'] },
      { name: 'b', parents: ['a'] },
    ])[1],
  ).toHaveLength(1)
  expect(words([{ name: 'a', parents: ['a'] }])[0]).toHaveLength(1)
  expect(
    words([
      { name: 'a', parents: [] },
      { name: 'a', parents: [] },
    ]),
  ).toEqual([[], ['Two applications are named a.']])
})
