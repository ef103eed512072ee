import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { signInByRedirect, whoAmI } from '../../../test/support/sign-in.ts'
import { createVisitor } from '../../../test/support/visitor.ts'
import { startWorld, testSecret, type World } from '../../../test/support/world.ts'
import { createLarkspur, type LarkspurOptions, type LoadLoginType } from '../../index.ts'
import type { ElementChanges, ElementInput } from '../elements-types.ts'

// What a change of an element must never do: lose a secret, send it elsewhere, end sessions that go on.

const fullName = 'auths.loginTypes.Second'
const quiet = () => {}
const events = { encryptKey: 'the encrypt key', verificationToken: 'the verification token' }
const second: ElementInput = { name: 'Second', appId: 'cli_second', appSecret: 'the-secret' }
const newKey = (word: string) => `${word} encryption key 0123456789abcdefghij`

const open = (options: Partial<LarkspurOptions> = {}) =>
  createLarkspur({
    url: 'https://app.example.com',
    feishu: { appId: 'cli_main', appSecret: 'main-secret' },
    database: 'sqlite::memory:',
    sessionSecret: 'a test secret that is long enough: 7f3c9a1e5b',
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    ...options,
  })

const temporary = () => mkdtempSync(join(tmpdir(), 'larkspur-changes-'))
const database = () => `sqlite:${temporary()}/x.db`

/** The app of `input`, registered at the platform. */
function ofPlatform(world: World, changes: Partial<ElementInput> = {}): ElementInput {
  const { appId, appSecret } = world.feishu.apps.create({
    redirectUrls: [`${world.url}/auth/callback/Second`],
  })
  return { name: 'Second', appId, appSecret, host: world.feishu.url, ...changes }
}

async function signedIn(world: World) {
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, 3, '/auth/authorize?instance=Second')
  expect(await whoAmI(visitor)).not.toBeNull()
  return visitor
}

/** Made with one key, opened with another; answers where it is kept. */
async function lostKey(): Promise<string> {
  const at = database()
  await using larkspur = disposable(await open({ database: at, encryptionKeys: newKey('first') }))
  await larkspur.elements.create({ ...second, events })
  return at
}

const disposable = <T extends { close(): Promise<void> }>(one: T) =>
  Object.assign(one, { [Symbol.asyncDispose]: () => one.close() })

test('switching off and on what no key opens keeps its secrets for the key that comes back', async () => {
  const at = await lostKey()
  {
    await using without = disposable(await open({ database: at, encryptionKeys: newKey('other') }))
    const { elements } = without
    expect(elements.status(fullName)).toMatchObject({ state: 'invalid', takesEvents: null })
    await elements.setEnabled(fullName, false)
    await elements.setEnabled(fullName, true)
  }
  const encryptionKeys = [newKey('other'), newKey('first')]
  await using back = disposable(await open({ database: at, encryptionKeys }))
  expect(back.elements.status(fullName)).toMatchObject({ state: 'active', takesEvents: true, problems: [] })
})

test.each<[ElementChanges, string[]]>([
  [{ title: 'x' }, ['appSecret', 'events']],
  [{ appSecret: 'the-secret' }, ['events']],
  [{ events: null }, ['appSecret']],
])('a change %j of what no key opens needs the secrets anew', async (changes, fields) => {
  await using larkspur = disposable(
    await open({ database: await lostKey(), encryptionKeys: newKey('other') }),
  )
  const { elements } = larkspur
  const seen = elements.status(fullName).updatedAt ?? 0
  const refused = await elements.update(fullName, changes, seen).catch((error) => error)
  expect(refused).toMatchObject({ code: 'request_invalid' })
  expect(refused.problems.map(({ at }: { at: string }) => at)).toEqual(fields)
  const anew = await elements.update(fullName, { ...changes, appSecret: 'the-secret', events }, seen)
  expect(anew).toMatchObject({ state: 'active', takesEvents: true })
})

test.each<[string, ElementChanges, string[]]>([
  ['another host', { host: 'https://collector.example.com' }, ['appSecret']],
  ['the other cloud', { brand: 'lark' }, ['appSecret', 'events']],
  ['another app', { appId: 'cli_third' }, ['appSecret', 'events']],
  ['another app with its secret', { appId: 'cli_third', appSecret: 'third-secret' }, ['events']],
])('%s does not get the secret that is kept', async (_what, changes, fields) => {
  const sent: string[] = []
  const listen: typeof fetch = async (input, init) => {
    sent.push(await new Request(input, init).text())
    return Response.json({ code: 10014, msg: 'no' })
  }
  await using larkspur = disposable(await open({ fetch: listen }))
  const { elements } = larkspur
  const { updatedAt } = await elements.create({ ...second, events })
  const refused = await elements.update(fullName, changes, updatedAt ?? 0).catch((error) => error)
  expect(refused).toMatchObject({ code: 'request_invalid' })
  expect(refused.problems.map(({ at }: { at: string }) => at)).toEqual(fields)
  for (const { en, zh } of refused.problems) {
    expect(en).toMatch(/secret/i)
    expect(zh).toMatch(/\p{sc=Han}/u)
  }
  await elements.test(fullName)
  expect(elements.status(fullName).app).toMatchObject({
    appId: 'cli_second',
    host: 'https://open.feishu.cn',
  })
  const all = { ...changes, appSecret: 'another-secret', events: { encryptKey: 'another encrypt key' } }
  expect((await elements.update(fullName, all, updatedAt ?? 0)).state).toBe('active')
  await elements.test(fullName)
  expect(sent.filter((body) => body.includes('another-secret'))).not.toEqual([])
})

test('event secrets stay with another host, and those of another app are its own alone', async () => {
  await using larkspur = disposable(await open())
  const { elements } = larkspur
  let { updatedAt } = await elements.create({ ...second, events })
  const change = async (changes: ElementChanges) => {
    const now = await elements.update(fullName, { appSecret: 'anew-secret', ...changes }, updatedAt ?? 0)
    updatedAt = now.updatedAt
    return now
  }
  expect(await change({ host: 'https://open.example.com' })).toMatchObject({ takesEvents: true })
  await change({ appId: 'cli_third', events: { encryptKey: 'another encrypt key' } })
  const { events: told } = JSON.parse(elements.files(fullName)['Second.json'] ?? '')
  expect(Object.keys(told)).toEqual(['encryptKey'])
  // The same place, written otherwise.
  await change({ host: null })
  const same = await elements.update(fullName, { host: 'https://open.feishu.cn' }, updatedAt ?? 0)
  expect(same.state).toBe('active')
})

interface Ways {
  larkspur: Awaited<ReturnType<typeof open>>
  runs: () => number
  set(way: 'works' | 'fails' | 'waits'): void
  letOn(): void
}

/** An instance `A` of a folder, whose Type does as it is told. */
async function withType(way: 'works' | 'fails' | 'waits' = 'works'): Promise<Ways & AsyncDisposable> {
  const root = temporary()
  const put = (path: string, content: object) => {
    const file = join(root, 'auths/loginTypes', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(content))
  }
  put('A/e.json', { title: 'A', type: 'auths.loginTypes.Own' })
  put('A/A.json', { appId: 'cli_a', appSecret: 'a-secret' })
  let runs = 0
  let current = way
  let letOn = () => {}
  const held = new Promise<void>((resolve) => {
    letOn = resolve
  })
  const load: LoadLoginType = async ({ base }) => {
    runs += 1
    if (current === 'waits') await held
    if (current === 'fails') throw new Error('a service is away')
    return { ...base }
  }
  const larkspur = await open({
    elements: { directories: [root], types: { 'auths.loginTypes.Own': load } },
  })
  return {
    larkspur,
    runs: () => runs,
    set(given) {
      current = given
    },
    letOn: () => letOn(),
    [Symbol.asyncDispose]: () => larkspur.close(),
  }
}

const begin = async ({ larkspur }: Ways, name: string) => {
  const address = `https://app.example.com/auth/authorize?instance=${name}`
  return (await larkspur.fetch(new Request(address, { headers: { accept: 'text/html' } }))).status
}

test('a loader that has failed does not run at every change of another element, but when it is tested', async () => {
  await using own = await withType('fails')
  const { elements } = own.larkspur
  expect(own.runs()).toBe(1)
  await elements.create(second)
  await elements.setEnabled(fullName, false)
  expect(own.runs()).toBe(1)
  expect(elements.status('auths.loginTypes.A')).toMatchObject({ state: 'invalid' })
  expect(elements.status('auths.loginTypes.A').problems).toHaveLength(1)
  expect(await begin(own, 'A')).toBe(400)
  own.set('works')
  await elements.test('auths.loginTypes.A')
  expect(own.runs()).toBe(2)
  expect(elements.status('auths.loginTypes.A')).toMatchObject({ state: 'active', problems: [] })
  expect(await begin(own, 'A')).toBe(302)
})

test('while a loader runs nobody signs in with what is new, and the old one serves on', async () => {
  await using own = await withType()
  const { elements } = own.larkspur
  const { updatedAt } = await elements.create({ ...second, type: 'auths.loginTypes.Own' })
  own.set('waits')
  const made = elements.create({
    name: 'Third',
    appId: 'cli_third',
    appSecret: 's',
    type: 'auths.loginTypes.Own',
  })
  await expect.poll(own.runs).toBe(3)
  // Whoever names the new one is not told of an app that may never run.
  expect(await begin(own, 'Second')).toBe(302)
  expect(elements.list().map(({ name }) => name)).not.toContain('Third')
  own.letOn()
  await made
  expect(await begin(own, 'Third')).toBe(302)
  own.set('fails')
  const refused = elements.update(fullName, { title: 'x' }, updatedAt ?? 0)
  await expect(refused).rejects.toMatchObject({ code: 'element_invalid' })
  expect(elements.status(fullName)).toMatchObject({ state: 'active', title: 'Second', updatedAt })
  expect(await begin(own, 'Second')).toBe(302)
  own.set('works')
  const runs = own.runs()
  await elements.update(fullName, { title: 'x' }, updatedAt ?? 0)
  // What was tried before it was kept is what runs.
  expect(own.runs()).toBe(runs + 1)
})

test('loaders of several instances run side by side', async () => {
  const root = temporary()
  for (const name of ['A', 'B']) {
    const at = join(root, 'auths/loginTypes', name)
    mkdirSync(at, { recursive: true })
    writeFileSync(join(at, 'e.json'), JSON.stringify({ title: name, type: 'auths.loginTypes.Own' }))
    writeFileSync(join(at, `${name}.json`), JSON.stringify({ appId: `cli_${name}`, appSecret: 's' }))
  }
  let waiting = 0
  let letOn = () => {}
  const both = new Promise<void>((resolve) => {
    letOn = resolve
  })
  const load: LoadLoginType = async ({ base }) => {
    waiting += 1
    if (waiting === 2) letOn()
    await both
    return { ...base }
  }
  const elements = { directories: [root], types: { 'auths.loginTypes.Own': load } }
  await using larkspur = disposable(await open({ elements }))
  expect(larkspur.elements.status('auths.loginTypes.B').state).toBe('active')
})

test.each<[string, (own: { fails(): void }) => Partial<LarkspurOptions>]>([
  [
    'a Type fails',
    ({ fails }) => {
      fails()
      return {}
    },
  ],
  ['no key opens its secret', () => ({ encryptionKeys: newKey('other') })],
])('sessions wait while %s, and are back when it is mended', async (_what, spoil) => {
  const at = database()
  let isAway = false
  const load: LoadLoginType = ({ base }) => {
    if (isAway) throw new Error('a service is away')
    return { ...base }
  }
  const elements = { types: { 'auths.loginTypes.Own': load } }
  await using world = await startWorld({ larkspur: { database: at, elements } })
  await world.larkspur.elements.create(ofPlatform(world, { type: 'auths.loginTypes.Own' }))
  const visitor = await signedIn(world)
  const fails = () => {
    isAway = true
  }
  const { env, url: host } = world.feishu
  const later = await open({
    ...{ url: world.url, database: at, sessionSecret: testSecret, allowInsecureHosts: true, elements },
    feishu: { appId: env.APP_ID, appSecret: env.APP_SECRET, host },
    clock: () => world.feishu.clock.now(),
    ...spoil({ fails }),
  })
  await using beside = disposable(later)
  const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ')
  const there = () => beside.session(new Request(world.url, { headers: { cookie } }))
  expect(beside.elements.status(fullName).state).toBe('invalid')
  expect(await there()).toBeNull()
  expect(await whoAmI(visitor)).not.toBeNull()
  isAway = false
  if (Object.keys(spoil({ fails: () => {} })).length === 0) {
    await beside.elements.test(fullName)
    expect(await there()).not.toBeNull()
  }
  await beside.elements.remove(fullName)
  expect(await there()).toBeNull()
})

test.each<[string, string | object]>([
  ['in a field', { appId: 'APP', appSecret: '' }],
  ['in a variable', { appId: '{{APP}}', appSecret: '{{NO_SUCH_VARIABLE}}' }],
  ['that leaves no app to be read', '{'],
])('a mistake %s of a file ends no session', async (_what, mistake) => {
  const at = database()
  const root = temporary()
  const folder = join(root, 'auths/loginTypes/Second')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'e.json'), JSON.stringify({ title: 'A', type: 'auths.loginTypes.FSInnerType' }))
  let appId = ''
  await using world = await startWorld({
    larkspur(feishu, url) {
      const app = feishu.apps.create({ redirectUrls: [`${url}/auth/callback/Second`] })
      appId = app.appId
      const { appSecret } = app
      writeFileSync(join(folder, 'Second.json'), JSON.stringify({ appId, appSecret, host: feishu.url }))
      return { database: at, elements: { directories: [root] } }
    },
  })
  const visitor = await signedIn(world)
  const text = typeof mistake === 'string' ? mistake : JSON.stringify(mistake).replace('"APP"', `"${appId}"`)
  writeFileSync(join(folder, 'Second.json'), text)
  const { env, url: host } = world.feishu
  const options: Partial<LarkspurOptions> = {
    ...{ url: world.url, database: at, sessionSecret: testSecret, allowInsecureHosts: true },
    feishu: { appId: env.APP_ID, appSecret: env.APP_SECRET, host },
    clock: () => world.feishu.clock.now(),
  }
  const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ')
  const request = () => new Request(world.url, { headers: { cookie } })
  {
    const elements = { directories: [root], variables: { APP: appId } }
    await using beside = disposable(await open({ ...options, elements }))
    expect(beside.elements.status(fullName).state).toBe('invalid')
    expect(await beside.session(request())).toBeNull()
    expect(await whoAmI(visitor)).not.toBeNull()
  }
  // An element that is gone does end it.
  await using without = disposable(await open(options))
  expect(await without.session(request())).toBeNull()
  expect(await whoAmI(visitor)).toBeNull()
})

test('a session of a removed element does not live again when one of the same app is made', async () => {
  await using world = await startWorld()
  const { elements } = world.larkspur
  const input = ofPlatform(world)
  await elements.create(input)
  const visitor = await signedIn(world)
  await elements.remove(fullName)
  await elements.create(input)
  expect(await whoAmI(visitor)).toBeNull()
  const again = await signedIn(world)
  // The same with a change of the app.
  const { updatedAt } = elements.status(fullName)
  const other = ofPlatform(world)
  const away = await elements.update(
    fullName,
    { appId: other.appId, appSecret: other.appSecret },
    updatedAt ?? 0,
  )
  const { appId, appSecret } = input
  await elements.update(fullName, { appId, appSecret }, away.updatedAt ?? 0)
  expect(await whoAmI(again)).toBeNull()
})

test.each(['create', 'update'] as const)(
  'a session of a removed element does not live again in the settings, nor one of the settings in an element (%s)',
  async (how) => {
    const at = database()
    await using world = await startWorld({ larkspur: { database: at } })
    const { env, url: host, clock } = world.feishu
    const server = (instances?: LarkspurOptions['instances']) =>
      open({
        ...{ url: world.url, database: at, sessionSecret: testSecret, allowInsecureHosts: true },
        feishu: { appId: env.APP_ID, appSecret: env.APP_SECRET, host },
        clock: () => clock.now(),
        ...(instances === undefined ? {} : { instances }),
      })
    const { name: _name, ...app } = ofPlatform(world)
    const input = { ...app, name: 'Second' }
    await world.larkspur.elements.create(input)
    const visitor = await signedIn(world)
    const request = () => {
      const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ')
      return new Request(world.url, { headers: { cookie } })
    }
    await using set = disposable(await server({ Third: { ...app } }))
    expect(await set.session(request())).not.toBeNull()
    await world.larkspur.elements.remove(fullName)
    expect(await set.session(request())).toBeNull()
    // What nobody removed but left the settings: made anew it lets nobody in by an old session.
    await world.larkspur.elements.create(input)
    const again = await signedIn(world)
    const cookie = [...again.cookies].map((pair) => pair.join('=')).join('; ')
    const later = () => set.session(new Request(world.url, { headers: { cookie } }))
    expect(await later()).not.toBeNull()
    const row = new DatabaseSync(at.slice('sqlite:'.length))
    row.exec('delete from elements')
    row.close()
    await using without = disposable(await server())
    if (how === 'create') await without.elements.create(input)
    else {
      const other = await without.elements.create({ name: 'Other', appId: 'cli_other', appSecret: 's' })
      await without.elements.update(other.fullName, app, other.updatedAt ?? 0)
    }
    expect(await later()).toBeNull()
  },
)

test('who signs in at another process with what it has just made is signed in here, too', async () => {
  const at = database()
  await using world = await startWorld({ larkspur: { database: at } })
  const { env } = world.feishu
  await using here = disposable(
    await open({
      url: world.url,
      feishu: { appId: env.APP_ID, appSecret: env.APP_SECRET, host: world.feishu.url },
      database: at,
      sessionSecret: testSecret,
      allowInsecureHosts: true,
      clock: () => world.feishu.clock.now(),
    }),
  )
  await world.larkspur.elements.create(ofPlatform(world))
  const visitor = await signedIn(world)
  const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ')
  expect(await here.session(new Request(world.url, { headers: { cookie } }))).not.toBeNull()
  expect(await whoAmI(visitor)).not.toBeNull()
})

test('of two processes that change two elements to one app at once, one is told', async () => {
  const at = database()
  await using one = disposable(await open({ database: at }))
  await using other = disposable(await open({ database: at }))
  for (let n = 0; n < 5; n += 1) {
    const first = await one.elements.create({ name: `A${n}`, appId: `cli_a${n}`, appSecret: 's' })
    const next = await other.elements.create({ name: `B${n}`, appId: `cli_b${n}`, appSecret: 's' })
    const same = { appId: `cli_c${n}`, appSecret: 't' }
    const outcomes = await Promise.allSettled([
      one.elements.update(first.fullName, same, first.updatedAt ?? 0),
      other.elements.update(next.fullName, same, next.updatedAt ?? 0),
    ])
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(failed).toMatchObject([{ reason: { code: 'element_exists' } }])
    await one.elements.refresh()
    for (const { fullName } of [first, next]) expect(one.elements.status(fullName).state).toBe('active')
  }
})

test('of two processes that make elements of one app at once, one is told', async () => {
  const at = database()
  await using one = disposable(await open({ database: at }))
  await using other = disposable(await open({ database: at }))
  for (let n = 0; n < 5; n += 1) {
    const outcomes = await Promise.allSettled([
      one.elements.create({ name: `A${n}`, appId: `cli_${n}`, appSecret: 's' }),
      other.elements.create({ name: `B${n}`, appId: `cli_${n}`, appSecret: 's' }),
    ])
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(failed).toMatchObject([{ reason: { code: 'element_exists' } }])
  }
  expect(
    one.elements.list().filter(({ source, state }) => source === 'database' && state !== 'active'),
  ).toEqual([])
})

test('files of names that differ in - and _ alone have placeholders of their own', async () => {
  await using larkspur = disposable(await open())
  const { elements } = larkspur
  const placeholders = []
  for (const [n, name] of ['a-b', 'a_b', 'a-dash-b', 'a_dash_b', 'a--b', 'a__b', 'a-_b', 'a_-b'].entries()) {
    const made = await elements.create({ name, appId: `cli_${n}`, appSecret: 's' })
    placeholders.push(JSON.parse(elements.files(made.fullName)[`${name}.json`] ?? '').appSecret)
  }
  expect(new Set(placeholders).size).toBe(placeholders.length)
  for (const one of placeholders) expect(one).toMatch(/^\{\{[A-Za-z]\w*\}\}$/)
})

test.each<[Partial<ElementInput>, string]>([
  [{ appSecret: 'a{{b}}c' }, 'appSecret'],
  [{ appId: '{{APP_ID}}' }, 'appId'],
  [{ redirectUri: 'https://app.example.com/{{x}}' }, 'redirectUri'],
  [{ events: { encryptKey: 'a key with {{ in it' } }, 'events.encryptKey'],
])('a placeholder in %j is refused where no file is filled', async (fields, field) => {
  await using larkspur = disposable(await open())
  await expect(larkspur.elements.create({ ...second, ...fields })).rejects.toMatchObject({
    code: 'request_invalid',
    problems: [{ at: field, en: expect.stringContaining('{{') }],
  })
})
