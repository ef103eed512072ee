import { expect, test } from 'vitest'
import { readDefine } from './define.ts'
import { metaName } from './model.ts'

const fullName = 'auths.loginTypes.FSInnerExample'
const type = 'auths.loginTypes.FSInnerType'
const read = (text: string, name = fullName) => readDefine({ fullName: name, texts: { 'e.json': text } })
const readObject = (object: object, name = fullName) => read(JSON.stringify(object), name)

test('element 3 an e.json with title and type alone is enough', () => {
  expect(read(`{\n"title": "飞书自建扫码登录示例",\n"type": "auths.loginTypes.FSInnerType"\n}\n`)).toEqual({
    define: { title: '飞书自建扫码登录示例', type, accessModifier: 'public', rest: {} },
    problems: [],
  })
})

test('element 3 what else stands there is kept', () => {
  const others = { icon: 'x', functionList: [{ name: 'f' }], backendBundleEntry: '.', cacheLevel: 0 }
  const { define } = readObject({ title: 'A', type, description: 'B', accessModifier: 'private', ...others })
  expect(define).toEqual({ title: 'A', type, description: 'B', accessModifier: 'private', rest: others })
})

test.each([
  ['title missing', { type }, 'e.json: title', 'title is missing'],
  ['title blank', { title: ' \t', type }, 'e.json: title', 'must not be blank'],
  ['title a number', { title: 1, type }, 'e.json: title', 'title must be the name'],
  ['title null', { title: null, type }, 'e.json: title', 'title must be the name'],
  ['title endless', { title: 'a'.repeat(201), type }, 'e.json: title', '200'],
  ['type missing', { title: 'A' }, 'e.json: type', 'type is missing'],
  ['type blank', { title: 'A', type: '' }, 'e.json: type', 'full name of a Type'],
  ['type a list', { title: 'A', type: [type] }, 'e.json: type', 'full name of a Type'],
  ['type a path', { title: 'A', type: '../../etc/passwd' }, 'e.json: type', 'full name of a Type'],
  ['type with a slash', { title: 'A', type: 'auths/loginTypes/A' }, 'e.json: type', 'full name of a Type'],
  [
    'a wrong modifier',
    { title: 'A', type, accessModifier: 'Private' },
    'e.json: accessModifier',
    '"private"',
  ],
  ['a description of numbers', { title: 'A', type, description: 1 }, 'e.json: description', 'text'],
  [
    'a key in the wrong case',
    { title: 'A', type, accessmodifier: 'private' },
    'e.json: accessmodifier',
    'written accessModifier',
  ],
  ['a required key in the wrong case', { Title: 'A', type }, 'e.json: Title', 'written title'],
])('element 3 %s is told once, with file and field', (_, object, at, words) => {
  const { define, problems } = readObject(object)
  expect(define).toBeNull()
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatchObject({ fullName, at })
  expect(problems[0]?.en).toContain(words)
  expect(problems[0]?.zh).toMatch(/\p{Script=Han}/u)
})

test('element 3 every mistake is told at once', () => {
  expect(readObject({}).problems.map(({ at }) => at)).toEqual(['e.json: title', 'e.json: type'])
})

test.each([
  ['broken', '{"title": "A",}', 'e.json'],
  ['a list', '[]', 'e.json'],
  ['null', 'null', 'e.json'],
  ['empty', '', 'e.json'],
  ['a key twice', '{"title": "A", "type": "a.b", "title": "B"}', 'e.json: title'],
  ['a key of objects', '{"title": "A", "type": "a.b", "__proto__": {"title": "B"}}', 'e.json: __proto__'],
])('D81 an e.json that is %s is told', (_, text, at) => {
  expect(read(text)).toMatchObject({ define: null, problems: [{ at }] })
})

test.each([
  [{}, 'missing'],
  [{ 'E.json': '{}' }, 'rename it to e.json'],
  [{ 'e.JSON': '{}', 'A.json': '{}' }, 'named e.JSON'],
])('element 2 an e.json that is not there is told: %j', (texts, words) => {
  const { define, problems } = readDefine({ fullName, texts })
  expect(define).toBeNull()
  expect(problems.map(({ at }) => at)).toEqual(['e.json'])
  expect(problems[0]?.en).toContain(words)
})

test('element 1 only the Meta has no type, and must have none', () => {
  expect(readObject({ title: 'A', type: '' }, metaName).define).toMatchObject({ type: '' })
  expect(readObject({ title: 'A', type }, metaName).problems).toMatchObject([{ at: 'e.json: type' }])
  expect(readObject({ title: 'A', type: '' }).define).toBeNull()
})
