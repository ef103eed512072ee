import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig, resolveElements } from '../../elements/index.ts'
import { readElementDirectories } from './element-directory.ts'

const rules = { url: 'https://app.example.com', allowInsecureHosts: false, variables: {} }
const example = 'auths/loginTypes/FSInnerExample'
const define = `{
"title": "飞书自建扫码登录示例",
"type": "auths.loginTypes.FSInnerType"
}
`
const config = `{
"appId": "cli_a1b2c3d4e5f60718",
"appSecret": "k7Jq2mX9vB4nR8sT1wZ6"
}
`

let outside: string
let folder: string
beforeEach(() => {
  outside = realpathSync(mkdtempSync(join(tmpdir(), 'larkspur-elements-')))
  folder = join(outside, 'demo')
  mkdirSync(folder)
})
afterEach(() => rmSync(outside, { recursive: true }))

function write(files: Record<string, string | Uint8Array>, base = folder): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true })
    writeFileSync(join(base, path), content)
  }
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  symlinkSync(target, join(folder, path))
}

const printed = { [`${example}/e.json`]: define, [`${example}/FSInnerExample.json`]: config }

async function read() {
  const [application] = await readElementDirectories([folder])
  if (application === undefined) throw new Error('There is no application.')
  return application
}

const places = async () => (await read()).problems.map(({ fullName, at }) => `${fullName} ${at}`.trim())

test('element 2 the directory of the documents is read as it is printed', async () => {
  write(printed)
  expect(await read()).toEqual({
    name: 'demo',
    elements: [
      {
        fullName: 'auths.loginTypes.FSInnerExample',
        place: example,
        texts: { 'e.json': define, 'FSInnerExample.json': config },
        loader: null,
        loadModule: null,
      },
    ],
    problems: [],
    unread: [],
  })
})

test('element 1 element 2 element 3 element 4 what is read can be used', async () => {
  write(printed)
  const resolved = resolveElements({ applications: [await read()] })
  const found = resolved.find(({ fullName }) => fullName === 'auths.loginTypes.FSInnerExample')
  expect(found).toMatchObject({
    state: 'usable',
    problems: [],
    define: { title: '飞书自建扫码登录示例', type: 'auths.loginTypes.FSInnerType' },
    info: { types: ['auths.loginTypes.FSInnerType', 'auths.loginTypes.Meta'] },
  })
  expect(found?.files && readConfig(found.files, rules)).toEqual({
    config: { appId: 'cli_a1b2c3d4e5f60718', appSecret: 'k7Jq2mX9vB4nR8sT1wZ6' },
    problems: [],
  })
})

test('element 2 a misnamed configuration is told with the name that is expected', async () => {
  write({ [`${example}/e.json`]: define, [`${example}/fsinnerexample.json`]: config })
  const [files] = (await read()).elements
  const { problems } = files === undefined ? { problems: [] } : readConfig(files, rules)
  expect(problems.map(({ en }) => en).join()).toContain('rename it to FSInnerExample.json')
})

test('element 2 a configuration whose e.json was forgotten is told', async () => {
  write({ [`${example}/FSInnerExample.json`]: config })
  const [found] = resolveElements({ applications: [await read()] }).filter(
    ({ source }) => source === 'directory',
  )
  expect(found).toMatchObject({ state: 'invalid', problems: [{ at: 'e.json' }] })
})

test('element 1 frontend and backend do not count in full names', async () => {
  write({
    'auths/loginTypes/backend/A/e.json': define,
    'auths/loginTypes/B/e.json': define,
    'auths/loginTypes/B/backend/B.json': config,
    'auths/loginTypes/B/backend/loader.ts': '',
    'auths/loginTypes/C/e.json': define,
    'auths/loginTypes/C/frontend/loader.js': '',
  })
  const { elements, problems } = await read()
  expect(problems).toEqual([])
  expect(elements.map(({ fullName, loader, texts }) => [fullName, loader, Object.keys(texts)])).toEqual([
    ['auths.loginTypes.B', 'loader.ts', ['e.json', 'B.json']],
    // What is for pages is never run on the server.
    ['auths.loginTypes.C', null, ['e.json']],
    ['auths.loginTypes.A', null, ['e.json']],
  ])
})

test('a file that is in the folder and in its backend is told', async () => {
  write({ ...printed, [`${example}/backend/FSInnerExample.json`]: config })
  expect(await places()).toEqual(['auths.loginTypes.FSInnerExample FSInnerExample.json'])
})

test.each([
  ['loader.ts', 'export const load = ({ base }: { base: object }): object => ({ ...base, own: 1 })'],
  ['loader.mjs', 'export default ({ base }) => ({ ...base, own: 1 })'],
  ['loader.js', 'export const load = ({ base }) => ({ ...base, own: 1 })'],
])('element 6 %s is imported when it is asked for', async (name, code) => {
  write({
    'auths/loginTypes/OwnType/e.json': define,
    [`auths/loginTypes/OwnType/${name}`]: code,
    'package.json': '{"type":"module"}',
  })
  const [files] = (await read()).elements
  expect(files?.loader).toBe(name)
  const module = Object(await files?.loadModule?.())
  expect((module.load ?? module.default)({ base: { theirs: 2 } })).toEqual({ theirs: 2, own: 1 })
})

test('element 6 a loader is not run by looking at it', async () => {
  write({
    'auths/loginTypes/OwnType/e.json': define,
    'auths/loginTypes/OwnType/loader.mjs': 'throw new Error("ran")',
  })
  const [files] = (await read()).elements
  await expect(files?.loadModule?.()).rejects.toThrow('ran')
})

test.each([
  ['two loaders', { 'loader.ts': '', 'loader.js': '' }, 'loader.js'],
  ['a loader in Python', { 'loader.py': '' }, 'loader.py'],
])('element 6 %s are told', async (_, files, at) => {
  write({ 'auths/loginTypes/OwnType/e.json': define })
  write(files, join(folder, 'auths/loginTypes/OwnType'))
  expect(await places()).toEqual([`auths.loginTypes.OwnType ${at}`])
})

test('element 7 applications are read in the given order, and say what they extend', async () => {
  const base = join(outside, 'base')
  write({ 'app.json': '{"appId": "whwy.demo", "extends": [{"appId": "whwy.base"}]}', ...printed })
  write({ 'app.json': '{"appId": "whwy.base"}', ...printed }, base)
  const right = await readElementDirectories([folder, base])
  expect(right.map(({ name, problems }) => [name, problems])).toEqual([
    ['whwy.demo', []],
    ['whwy.base', []],
  ])
  const wrong = await readElementDirectories([base, folder])
  expect(wrong[1]?.problems).toMatchObject([{ at: 'app.json: extends' }])
})

test.each([
  ['that is not there', 'nowhere', 'It is not there.'],
  ['that is a file', 'file', 'It is not a folder.'],
])('a folder %s is told, and the others are read', async (_, name, words) => {
  write(printed)
  writeFileSync(join(outside, 'file'), '')
  const [first, second] = await readElementDirectories([join(outside, name), folder])
  expect(first?.problems.map(({ en }) => en)).toContain(words)
  expect(second?.elements).toHaveLength(1)
})

test('a folder that is given twice counts once', async () => {
  write(printed)
  symlinkSync(folder, join(outside, 'again'))
  const applications = await readElementDirectories([folder, join(outside, 'again')])
  expect(applications.map(({ elements }) => elements.length)).toEqual([1, 0])
  expect(applications[1]?.problems[0]?.en).toContain('given twice')
})

test('a folder without auths is told', async () => {
  expect(await places()).toEqual(['auths'])
})

test('D81 links that leave the folder are refused, and nothing else stops', async () => {
  write(
    { 'secret/e.json': define, 'secret/evil.json': config, 'secret.json': config, 'loader.js': 'throw 1' },
    outside,
  )
  write(printed)
  link('auths/loginTypes/Away', join(outside, 'secret'))
  write({ 'auths/loginTypes/A/e.json': define, 'auths/loginTypes/T/e.json': define })
  link('auths/loginTypes/A/A.json', '../../../../secret.json')
  link('auths/loginTypes/T/loader.js', join(outside, 'loader.js'))
  link('auths/loginTypes/E/e.json', '/etc/passwd')
  link('auths/loginTypes/Gone/e.json', 'nowhere')
  link('app.json', '/etc/hostname')
  expect((await places()).sort()).toEqual([
    'auths.loginTypes.A A.json',
    'auths.loginTypes.Away auths/loginTypes/Away',
    'auths.loginTypes.E e.json',
    'auths.loginTypes.Gone e.json',
    'auths.loginTypes.T loader.js',
    'demo/app.json',
  ])
  const { elements } = await read()
  expect(JSON.stringify(elements.filter(({ place }) => place !== example))).not.toContain(
    'k7Jq2mX9vB4nR8sT1wZ6',
  )
  const states = resolveElements({ applications: [await read()] }).filter(
    ({ source }) => source === 'directory',
  )
  expect(states.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'A invalid',
    'Away invalid',
    'E invalid',
    'FSInnerExample usable',
    'Gone invalid',
    'T invalid',
  ])
})

test('D81 the folder of elements itself must not lead out', async () => {
  write(printed, join(outside, 'other'))
  symlinkSync(join(outside, 'other/auths'), join(folder, 'auths'))
  const found = await read()
  expect(found).toMatchObject({ elements: [], problems: [{ at: 'auths' }], unread: [{ prefix: 'auths' }] })
  expect(usable([found])).toEqual(['Meta'])
})

/** Names of what can be used, with one instance of the database. */
const usable = (applications: Awaited<ReturnType<typeof readElementDirectories>>) =>
  resolveElements({
    applications,
    database: [{ fullName: 'auths.loginTypes.D', title: 'D', type: 'auths.loginTypes.FSInnerType' }],
  })
    .filter(({ state }) => state === 'usable')
    .map(({ name }) => name)

test('D81 an override that cannot be read is not passed over', async () => {
  write({ 'Type/e.json': define }, outside)
  write(printed)
  expect(usable([await read()])).toEqual(['Meta', 'FSInnerType', 'D', 'FSInnerExample'])
  link('auths/loginTypes/FSInnerType', join(outside, 'Type'))
  const found = await read()
  expect(found.problems.map(({ fullName }) => fullName)).toEqual(['auths.loginTypes.FSInnerType'])
  expect(usable([found])).toEqual(['Meta'])
})

test.each(['loginTypes', 'loginTypes/backend'])(
  'D81 of auths/%s, which cannot be read, nobody knows what it overrides',
  async (path) => {
    const base = join(outside, 'base')
    write(printed, base)
    mkdirSync(join(outside, 'elsewhere'))
    link(`auths/${path}`, join(outside, 'elsewhere'))
    const [child, parent] = await readElementDirectories([folder, base])
    if (child === undefined || parent === undefined) throw new Error('There are two applications.')
    expect(usable([parent])).toContain('FSInnerExample')
    expect(usable([child, parent])).toEqual(['Meta'])
  },
)

test('a folder that is not there overrides nothing, and a link to nowhere perhaps everything', async () => {
  write(printed)
  const empty = join(outside, 'empty')
  mkdirSync(empty)
  expect(usable(await readElementDirectories([empty, folder]))).toContain('FSInnerExample')
  expect(usable(await readElementDirectories([join(outside, 'nowhere'), folder]))).toContain('FSInnerExample')
  symlinkSync(join(outside, 'nowhere'), join(outside, 'lost'))
  expect(usable(await readElementDirectories([join(outside, 'lost'), folder]))).toEqual(['Meta'])
  expect(usable(await readElementDirectories([folder, folder]))).toContain('FSInnerExample')
})

test('D81 a folder beside this one whose name begins the same is outside', async () => {
  write(printed, `${folder}-2`)
  link('auths/loginTypes/X', `${folder}-2/${example}`)
  expect(await places()).toEqual(['auths.loginTypes.X auths/loginTypes/X'])
})

test('links within the folder are followed, and none round and round', async () => {
  write({ 'shared/e.json': define, 'shared/Linked.json': config })
  link('auths/loginTypes/Linked', '../../shared')
  link('auths/loginTypes/round', '..')
  link('auths/loginTypes/self', 'self')
  const { elements, problems } = await read()
  expect(elements.map(({ fullName }) => fullName)).toEqual([
    'auths.loginTypes.Linked',
    'auths.loginTypes.self',
  ])
  expect(problems.map(({ at }) => at)).toEqual(['auths/loginTypes/self'])
})

test.each([
  ['not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 'UTF-8'],
  ['too large', '{'.padEnd(64 * 1024 + 1), '64 KB'],
])('D81 an e.json that is %s is told once, and stops nothing else', async (_, content, words) => {
  write({ ...printed, 'auths/loginTypes/Bad/e.json': content })
  const resolved = resolveElements({ applications: [await read()] }).filter(
    ({ source }) => source === 'directory',
  )
  expect(resolved).toMatchObject([
    { name: 'Bad', state: 'invalid', problems: [{ at: 'e.json' }] },
    { name: 'FSInnerExample', state: 'usable' },
  ])
  expect(resolved[0]?.problems[0]?.en).toContain(words)
})

test.runIf(process.platform !== 'win32')(
  'a pipe in the place of a file is told and not waited for',
  async () => {
    write({ 'auths/loginTypes/P/P.json': config })
    const makePipe = 'mkfifo'
    spawnSync(makePipe, [join(folder, 'auths/loginTypes/P/e.json')])
    expect((await read()).problems).toMatchObject([{ at: 'e.json', en: 'It is not a file.' }])
  },
)

test('folders whose names make no full name are told when an element is in them', async () => {
  write({
    'auths/loginTypes/my app/e.json': define,
    'auths/loginTypes/1/e.json': define,
    'auths/loginTypes/__proto__/e.json': define,
    'auths/loginTypes/a.b/e.json': define,
    'auths/loginTypes/pictures 2/a.png': '',
    'auths/.git/e.json': define,
    'auths/loginTypes/node_modules/e.json': define,
    'auths/e.json': define,
  })
  expect((await places()).sort()).toEqual([
    'auths',
    'auths/loginTypes/1',
    'auths/loginTypes/__proto__',
    'auths/loginTypes/a.b',
    'auths/loginTypes/my app',
  ])
  expect((await read()).elements).toEqual([])
})

test('nesting and number have bounds', async () => {
  write({ [`auths/${'a/'.repeat(40)}e.json`]: define, ...printed })
  expect(await places()).toEqual([`auths${'/a'.repeat(13)}`])
  expect((await read()).elements).toHaveLength(1)
  mkdirSync(join(folder, 'auths/a-many'))
  for (let index = 0; index <= 10_000; index += 1) writeFileSync(join(folder, `auths/a-many/${index}`), '')
  const { elements, problems } = await read()
  expect(problems.map(({ at }) => at)).toContain('auths')
  expect(elements).toEqual([])
  expect(usable([await read()])).toEqual(['Meta'])
})
