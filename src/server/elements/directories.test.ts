import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/support/world.ts'
import type { LarkspurOptions } from '../../index.ts'

const official = 'auths.loginTypes.FSInnerType'
const example = 'auths.loginTypes.FSInnerExample'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'larkspur-directories-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function write(application: string, files: Record<string, object | string>): string {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, application, 'auths/loginTypes', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  }
  return join(root, application)
}

/** The directory of the documents, with an app that the platform knows. */
const printed = (app: { appId: string; appSecret: string }, host: string, type = official) => ({
  'FSInnerExample/e.json': { title: '飞书自建扫码登录示例', type },
  'FSInnerExample/FSInnerExample.json': { appId: app.appId, appSecret: app.appSecret, host },
})

const loader = (word: string) =>
  `export const load = ({ base }) => ({ ...base, getAccessToken: async () => '${word} ' + await base.getAccessToken() })`

interface Laid extends World {
  secret: string
}

/** A server over directories that `lay` makes for a second app. */
async function serve(
  lay: (app: { appId: string; appSecret: string }, host: string) => string[],
  more: Partial<LarkspurOptions> = {},
): Promise<Laid> {
  let secret = ''
  const world = await startWorld({
    larkspur(feishu, url) {
      const redirectUrls = [`${url}/auth/callback/FSInnerExample`]
      const app = feishu.apps.create({ name: 'Example', redirectUrls })
      secret = app.appSecret
      return { ...more, elements: { ...more.elements, directories: lay(app, feishu.url) } }
    },
  })
  return Object.assign(world, { secret })
}

test('element 5 getElement takes the full name exactly, upper and lower case included', async () => {
  await using world = await serve((app, host) => [write('a', printed(app, host))])
  const element = await world.larkspur.getElement(example)
  expect(element).toMatchObject({
    fullName: example,
    name: 'FSInnerExample',
    define: { title: '飞书自建扫码登录示例', type: official },
    types: [official, 'auths.loginTypes.Meta'],
  })
  for (const wrong of [
    example.toLowerCase(),
    'FSInnerExample',
    'auths/loginTypes/FSInnerExample',
    `${example}.`,
    'auths.loginTypes.None',
    'auths.loginTypes.__proto__',
    'constructor',
    '',
  ]) {
    await expect(world.larkspur.getElement(wrong), wrong).rejects.toMatchObject({ code: 'element_not_found' })
  }
})

test('element 4 D81 the secret of a file reaches neither getLoginConfig nor what is told of the element', async () => {
  await using world = await serve((app, host) => [write('a', printed(app, host))])
  const element = await world.larkspur.getElement(example)
  const said = [await element.getLoginConfig(), element, world.larkspur.elements.list()]
  expect(JSON.stringify(said)).toContain('FSInnerExample')
  expect(JSON.stringify(said)).not.toContain(world.secret)
})

test('element 6 an own Type serves in the same process, from a folder and from code', async () => {
  const own = 'auths.loginTypes.OwnType'
  const files = {
    'OwnType/e.json': { title: 'Own', type: 'auths.loginTypes.CodeType' },
    'OwnType/loader.ts': loader('folder'),
  }
  await using world = await serve((app, host) => [write('a', { ...printed(app, host, own), ...files })], {
    elements: {
      types: {
        'auths.loginTypes.CodeType': ({ base }) => ({
          ...base,
          getAccessToken: async () => `code ${await base.getAccessToken()}`,
        }),
      },
    },
  })
  const element = await world.larkspur.getElement(example)
  expect(element.types).toEqual([own, 'auths.loginTypes.CodeType', 'auths.loginTypes.Meta'])
  expect(await element.getAccessToken()).toMatch(/^folder code t-/)
  expect(await element.getLoginConfig()).toHaveProperty('state')
})

test('element 7 a child application overrides the official Type by its path, over its parent’s', async () => {
  const type = (word: string) => ({
    'FSInnerType/e.json': { title: word, type: 'auths.loginTypes.Meta' },
    'FSInnerType/loader.mjs': loader(word),
  })
  await using world = await serve((app, host) => [
    write('child', type('child')),
    write('parent', { ...type('parent'), ...printed(app, host) }),
  ])
  const element = await world.larkspur.getElement(example)
  expect(await element.getAccessToken()).toMatch(/^child parent t-/)
  // The app of the settings is an instance of the official Type, too.
  const first = await world.larkspur.getElement('auths.loginTypes.default')
  expect(await first.getAccessToken()).toMatch(/^child parent t-/)
})

test('D81 what is malformed is told by file and field, in the log, too, and stops nothing else', async () => {
  const lines: string[] = []
  const note = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }))
  await using world = await serve(
    (app, host) => [
      write('a', {
        ...printed(app, host),
        'NoTitle/e.json': { type: official },
        'Comma/e.json': '{"title": "A",}',
        'Broken/e.json': { title: 'A', type: 'auths.loginTypes.BrokenType' },
        'Broken/Broken.json': { appId: 'cli_b', appSecret: 'k7Jq2mX9vB4nR8sT1wZ6' },
        'BrokenType/e.json': { title: 'A', type: 'auths.loginTypes.Meta' },
        'BrokenType/loader.js': 'throw new Error("no such thing")',
        'not a name/e.json': { title: 'A', type: official },
      }),
      join(root, 'nowhere'),
    ],
    { logger: { debug: note, info: note, warn: note, error: note } },
  )
  const problems = world.larkspur.elements
    .list()
    .flatMap((one) => one.problems.map(({ fullName, at }) => `${one.name}: ${fullName} ${at}`))
  expect(problems).toContain('NoTitle: auths.loginTypes.NoTitle e.json: title')
  expect(problems).toContain('Comma: auths.loginTypes.Comma e.json')
  expect(problems).toContain('Broken: auths.loginTypes.BrokenType loader.js')
  await expect(world.larkspur.getElement('auths.loginTypes.Broken')).rejects.toMatchObject({
    code: 'element_invalid',
  })
  expect((await world.larkspur.getElement(example)).name).toBe('FSInnerExample')
  const log = lines.join('\n')
  for (const part of ['e.json: title', 'no such thing', 'not a name', 'nowhere']) expect(log).toContain(part)
  expect(log).not.toContain('k7Jq2mX9vB4nR8sT1wZ6')
})

test('D81 an override that cannot be read is told and passed over by nobody, and what no element tells has a place', async () => {
  const lines: string[] = []
  const note = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }))
  await using world = await serve(
    (app, host) => {
      const application = write('a', printed(app, host))
      symlinkSync(tmpdir(), join(application, 'auths/loginTypes/FSInnerType'))
      write('b', { 'not a name/e.json': { title: 'A', type: official } })
      return [application, join(root, 'b')]
    },
    { logger: { debug: note, info: note, warn: note, error: note } },
  )
  const { elements } = world.larkspur
  expect(elements.status(official)).toMatchObject({
    state: 'invalid',
    source: 'directory',
    problems: [{ at: 'auths/loginTypes/FSInnerType' }],
  })
  for (const fullName of [example, 'auths.loginTypes.default']) {
    await expect(world.larkspur.getElement(fullName)).rejects.toMatchObject({ code: 'element_invalid' })
  }
  expect(elements.problems()).toMatchObject([{ application: 'b', at: 'auths/loginTypes/not a name' }])
  const log = lines.filter((line) => line.includes('login element'))
  expect(log.filter((line) => line.includes('leads out'))).toHaveLength(1)
  expect(log.filter((line) => line.includes('not a name'))).toHaveLength(1)
})

test('D81 when the whole folder of elements cannot be read, the log says so', async () => {
  const lines: string[] = []
  const note = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }))
  mkdirSync(join(root, 'child'))
  symlinkSync(tmpdir(), join(root, 'child/auths'))
  await using world = await serve((app, host) => [join(root, 'child'), write('a', printed(app, host))], {
    logger: { debug: note, info: note, warn: note, error: note },
  })
  await expect(world.larkspur.getElement(example)).rejects.toMatchObject({ code: 'element_invalid' })
  expect(lines.join('\n')).toMatch(/"problem":"It is a link that leads out[^\n]*a folder of login elements/)
  expect(world.larkspur.elements.problems()).toMatchObject([{ application: 'child', at: 'auths' }])
})
