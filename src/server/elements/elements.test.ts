import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { signInByRedirect, whoAmI } from '../../../test/support/sign-in.ts'
import { createVisitor } from '../../../test/support/visitor.ts'
import { startWorld, testSecret, type World } from '../../../test/support/world.ts'
import { createLarkspur, type LarkspurOptions } from '../../index.ts'
import type { ElementInput } from '../elements-types.ts'

const fullName = 'auths.loginTypes.Second'
const quiet = () => {}
const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet }

/** Makes a second app at the platform whose callback is registered. */
function secondApp(world: World, name = 'Second'): ElementInput {
  const { appId, appSecret } = world.feishu.apps.create({
    name,
    redirectUrls: [`${world.url}/auth/callback/${name}`],
  })
  return { name, appId, appSecret, host: world.feishu.url }
}

const folder = () => mkdtempSync(join(tmpdir(), 'larkspur-elements-'))

/** Another process on the same database, as far as the database can tell. */
const another = (world: World, database: string, options: Partial<LarkspurOptions> = {}) =>
  createLarkspur({
    url: world.url,
    feishu: {
      appId: world.feishu.env.APP_ID,
      appSecret: world.feishu.env.APP_SECRET,
      host: world.feishu.url,
    },
    database,
    sessionSecret: testSecret,
    allowInsecureHosts: true,
    logger: silent,
    clock: () => world.feishu.clock.now(),
    ...options,
  })

test('an instance that is made while the server runs signs a person in', async () => {
  await using world = await startWorld()
  const { larkspur } = world
  const input = secondApp(world)
  const visitor = createVisitor(world.url)
  expect((await visitor.open('/auth/authorize?instance=Second')).status).toBe(400)
  const made = await larkspur.elements.create(input)
  expect(made).toMatchObject({
    fullName,
    state: 'active',
    source: 'database',
    title: 'Second',
    app: { brand: 'feishu', appId: input.appId },
    redirectUri: `${world.url}/auth/callback/Second`,
    problems: [],
  })
  const back = await signInByRedirect(world, visitor, 3, '/auth/authorize?instance=Second')
  expect(back.status).toBe(302)
  expect(await whoAmI(visitor)).not.toBeNull()
  const element = await larkspur.getElement(fullName)
  expect(await element.getLoginConfig()).toMatchObject({
    appId: input.appId,
    redirectUri: `${world.url}/auth/callback/Second`,
  })
  expect(element).toMatchObject({ name: 'Second', fullName, types: expect.arrayContaining([made.type]) })
  // The first app goes on beside it.
  const other = createVisitor(world.url)
  await signInByRedirect(world, other, 3)
  expect(await whoAmI(other)).not.toBeNull()
})

test('a sign-in of an instance that is switched off meanwhile is not finished, and its sessions go on', async () => {
  await using world = await startWorld()
  const { larkspur } = world
  await larkspur.elements.create(secondApp(world))
  const signedIn = createVisitor(world.url)
  await signInByRedirect(world, signedIn, 3, '/auth/authorize?instance=Second')
  const late = createVisitor(world.url)
  const start = await late.open('/auth/authorize?instance=Second')
  const held = await larkspur.getElement(fullName)

  expect((await larkspur.elements.setEnabled(fullName, false)).state).toBe('disabled')
  const back = await late.open(world.feishu.login.approve(start.headers.get('location') ?? '', 4))
  expect(back.status).toBe(403)
  expect(await back.text()).toContain('element_disabled')
  expect(await whoAmI(late)).toBeNull()
  expect((await late.open('/auth/authorize?instance=Second')).status).toBe(403)
  const attempts = await late.script('/auth/attempts', { instance: 'Second' })
  expect(await attempts.json()).toMatchObject({ error: { code: 'element_disabled' } })
  await expect(larkspur.getElement(fullName)).rejects.toMatchObject({ code: 'element_disabled' })
  await expect(held.getLoginConfig()).rejects.toMatchObject({ code: 'element_disabled' })
  expect(await whoAmI(signedIn)).not.toBeNull()

  await larkspur.elements.setEnabled(fullName, true)
  expect(await held.getLoginConfig()).toHaveProperty('state')
  await larkspur.elements.remove(fullName)
  expect(await whoAmI(signedIn)).toBeNull()
  await expect(held.getLoginConfig()).rejects.toMatchObject({ code: 'element_not_found' })
  expect((await late.open('/auth/callback/Second?code=x&state=y')).status).toBe(404)
})

test('what one process makes, another knows at once by its name, and of itself within ten seconds', async () => {
  const database = `sqlite:${folder()}/x.db`
  await using world = await startWorld({ larkspur: { database } })
  const { larkspur } = world
  let refresh = () => {}
  const every = (ms: number, work: () => void) => {
    if (ms === 10_000) refresh = work
    return () => {}
  }
  const beside = await another(world, database, { every })
  try {
    await beside.elements.create(secondApp(world))
    expect(() => larkspur.elements.status(fullName)).toThrow()
    const visitor = createVisitor(world.url)
    await signInByRedirect(world, visitor, 3, '/auth/authorize?instance=Second')
    expect(await whoAmI(visitor)).not.toBeNull()
    expect(larkspur.elements.status(fullName).state).toBe('active')
    // Changes of what is known are noticed by the look every ten seconds.
    await larkspur.elements.setEnabled(fullName, false)
    expect(beside.elements.status(fullName).state).toBe('active')
    refresh()
    await expect.poll(() => beside.elements.status(fullName).state).toBe('disabled')
  } finally {
    await beside.close()
  }
})

test('unknown names make the server look once a second at most', async () => {
  const database = `sqlite:${folder()}/x.db`
  await using world = await startWorld({ larkspur: { database } })
  const beside = await another(world, database)
  try {
    await expect(world.larkspur.getElement('auths.loginTypes.None')).rejects.toMatchObject({
      code: 'element_not_found',
    })
    await beside.elements.create(secondApp(world))
    await expect(world.larkspur.getElement(fullName)).rejects.toMatchObject({ code: 'element_not_found' })
    world.feishu.clock.advance(1_000)
    expect((await world.larkspur.getElement(fullName)).name).toBe('Second')
  } finally {
    await beside.close()
  }
})

test('of two who change an element at once, the second is told', async () => {
  const database = `sqlite:${folder()}/x.db`
  await using world = await startWorld({ larkspur: { database } })
  const beside = await another(world, database)
  try {
    const { updatedAt: seen } = await world.larkspur.elements.create(secondApp(world))
    const changes = [
      world.larkspur.elements.update(fullName, { title: 'One' }, seen ?? 0),
      beside.elements.update(fullName, { title: 'Other' }, seen ?? 0),
    ]
    const outcomes = await Promise.allSettled(changes)
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(failed).toMatchObject([{ reason: { code: 'element_changed' } }])
    await beside.elements.refresh()
    const { title, updatedAt } = beside.elements.status(fullName)
    expect(['One', 'Other']).toContain(title)
    expect(updatedAt).toBeGreaterThan(seen ?? 0)
  } finally {
    await beside.close()
  }
})

test('one app is one instance, and one name is one instance, whatever its case', async () => {
  await using world = await startWorld()
  const { elements } = world.larkspur
  const input = secondApp(world)
  await elements.create(input)
  await expect(elements.create({ ...input, name: 'Third' })).rejects.toMatchObject({
    code: 'element_exists',
    message: expect.stringContaining(`Its app is that of ${fullName} already`),
  })
  const { APP_ID: appId, APP_SECRET: appSecret } = world.feishu.env
  await expect(elements.create({ ...input, name: 'Third', appId, appSecret })).rejects.toMatchObject({
    code: 'element_exists',
    message: expect.stringContaining('auths.loginTypes.default'),
  })
  await expect(elements.create({ ...secondApp(world, 'Fourth'), name: 'SECOND' })).rejects.toMatchObject({
    code: 'element_exists',
    message: expect.stringContaining('upper and lower case apart'),
    problems: [{ at: 'name' }],
  })
  const third = await elements.create(secondApp(world, 'Third'))
  const { appId: taken, appSecret: theirs } = input
  const same = { appId: taken, appSecret: theirs }
  await expect(elements.update(third.fullName, same, third.updatedAt ?? 0)).rejects.toMatchObject({
    code: 'element_exists',
  })
  // The older of two takes nothing from the younger, either.
  const older = { appId: third.app?.appId ?? '', appSecret: theirs }
  const { updatedAt } = elements.status(fullName)
  await expect(elements.update(fullName, older, updatedAt ?? 0)).rejects.toMatchObject({
    code: 'element_exists',
    problems: [{ at: 'appId' }],
  })
  expect(elements.status(third.fullName).state).toBe('active')
  expect(elements.list().filter(({ kind }) => kind === 'instance')).toHaveLength(3)
})

test('an update keeps the secrets that it leaves out, and reaches sign-ins from then on', async () => {
  await using world = await startWorld()
  const { elements } = world.larkspur
  const events = { encryptKey: 'MARKER-encrypt-key', verificationToken: 'MARKER-token' }
  const made = await elements.create({ ...secondApp(world), events })
  const seen = made.updatedAt ?? 0
  const renamed = await elements.update(fullName, { title: ' Staff ' }, seen)
  expect(renamed).toMatchObject({ title: 'Staff', takesEvents: true })
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, 3, '/auth/authorize?instance=Second')
  expect(await whoAmI(visitor)).not.toBeNull()

  const asked = await elements.update(
    fullName,
    { scopes: ['contact:user.email:readonly'], events: null },
    renamed.updatedAt ?? 0,
  )
  expect(asked.takesEvents).toBe(false)
  const location = (await createVisitor(world.url).open('/auth/authorize?instance=Second')).headers.get(
    'location',
  )
  expect(location).toContain('scope=contact%3Auser.email%3Areadonly')
  await expect(elements.update(fullName, { title: 'x' }, seen)).rejects.toMatchObject({
    code: 'element_changed',
  })
  await expect(elements.update('auths.loginTypes.None', {}, seen)).rejects.toMatchObject({
    code: 'element_not_found',
  })
  expect(JSON.stringify([...elements.list(), asked])).not.toMatch(/MARKER/)
  const wrong = elements.update(
    fullName,
    { appSecret: 'a wrong one', tokenEndpoint: null },
    asked.updatedAt ?? 0,
  )
  await expect(wrong).rejects.toMatchObject({ code: 'request_invalid' })
})

test('events of an instance arrive at its own address as soon as it takes them', async () => {
  const verificationToken = 'verification-token'
  await using world = await startWorld({
    larkspur: ({ env, url: host }) => ({
      feishu: { appId: env.APP_ID, appSecret: env.APP_SECRET, host, events: { verificationToken } },
    }),
  })
  const { elements } = world.larkspur
  const post = (name: string, body: object) =>
    fetch(`${world.url}/auth/events/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const challenge = { type: 'url_verification', challenge: 'abc', token: verificationToken }
  expect((await post('Second', challenge)).status).toBe(404)
  await elements.create({ ...secondApp(world), events: { verificationToken } })
  const answer = await post('Second', challenge)
  expect(await answer.json()).toEqual({ challenge: 'abc' })
  expect((await post('default', challenge)).status).toBe(404)
  await elements.remove(fullName)
  expect((await post('Second', challenge)).status).toBe(404)
})

test('the policy of pages lets a sign-in begin with an instance that came later', async () => {
  await using world = await startWorld()
  const policy = async () =>
    (await createVisitor(world.url).open('/')).headers.get('content-security-policy') ?? ''
  const app = { appId: 'cli_far', appSecret: 'far-secret-of-the-app', brand: 'lark' as const }
  expect(await policy()).not.toContain('larksuite')
  await world.larkspur.elements.create({ name: 'Far', ...app })
  expect(await policy()).toMatch(/form-action [^;]*https:\/\/accounts\.larksuite\.com/)
  await world.larkspur.elements.remove('auths.loginTypes.Far')
  expect(await policy()).not.toContain('larksuite')
})

test('secrets of instances that come later never reach the log, also after they have gone', async () => {
  const lines: string[] = []
  const write = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }))
  await using world = await startWorld({
    larkspur: { logger: { debug: write, info: write, warn: write, error: write } },
  })
  const { larkspur, url } = world
  const appSecret = 'MARKER-of-the-second-app'
  const encryptKey = 'MARKER-encrypt-key'
  // An error of the app's own code may hold anything.
  const log = () => larkspur.errorResponse(new Request(url), new Error(`${appSecret} ${encryptKey}`))
  await log()
  expect(lines.join('\n')).toContain('MARKER')
  lines.length = 0
  await larkspur.elements.create({ ...secondApp(world), appSecret, events: { encryptKey } })
  await log()
  await larkspur.elements.remove(fullName)
  await log()
  expect(lines.length).toBeGreaterThan(1)
  expect(lines.join('\n')).not.toContain('MARKER')
})

test('elements of folders stand beside those of the database; a broken one names file and field and stops nothing', async () => {
  await using outside = await startWorld()
  const root = folder()
  const write = (name: string, files: Record<string, string>) => {
    mkdirSync(join(root, 'auths/loginTypes', name), { recursive: true })
    for (const [file, text] of Object.entries(files)) {
      writeFileSync(join(root, 'auths/loginTypes', name, file), text)
    }
  }
  const type = 'auths.loginTypes.FSInnerType'
  const { appId, appSecret } = secondApp(outside)
  write('Second', {
    'e.json': JSON.stringify({ title: 'Of a folder', type }),
    'Second.json': JSON.stringify({ appId, appSecret: '{{SECOND_SECRET}}', host: outside.feishu.url }),
  })
  write('Broken', {
    'e.json': JSON.stringify({ title: 'Broken', type }),
    'Broken.json': JSON.stringify({ appId: 'cli_x' }),
  })
  const larkspur = await another(outside, 'sqlite::memory:', {
    elements: { directories: [root], variables: { SECOND_SECRET: appSecret } },
  })
  try {
    expect(larkspur.elements.status(fullName)).toMatchObject({
      source: 'directory',
      state: 'active',
      title: 'Of a folder',
      updatedAt: null,
    })
    const token = await (await larkspur.getElement(fullName)).getAccessToken()
    expect(token).toMatch(/^t-/)
    const broken = larkspur.elements.status('auths.loginTypes.Broken')
    expect(broken.state).toBe('invalid')
    expect(broken.problems.map(({ at }) => at)).toEqual([expect.stringContaining('appSecret')])
    await expect(larkspur.getElement('auths.loginTypes.Broken')).rejects.toMatchObject({
      code: 'element_invalid',
      message: expect.stringContaining('appSecret'),
    })
    for (const change of [
      larkspur.elements.update(fullName, { title: 'x' }, 0),
      larkspur.elements.setEnabled(fullName, false),
      larkspur.elements.remove('auths.loginTypes.default'),
    ]) {
      await expect(change).rejects.toMatchObject({ code: 'element_read_only' })
    }
    await expect(larkspur.elements.create(secondApp(outside))).rejects.toMatchObject({
      code: 'element_exists',
    })
    expect(JSON.stringify(larkspur.elements.list())).not.toContain(appSecret)
  } finally {
    await larkspur.close()
  }
})

test('the files of an instance have placeholders for secrets', async () => {
  await using world = await startWorld()
  const { elements } = world.larkspur
  const input = secondApp(world)
  await elements.create({ ...input, title: '第二个', events: { encryptKey: 'MARKER-encrypt-key' } })
  const files = elements.files(fullName)
  expect(JSON.parse(files['e.json'] ?? '')).toEqual({
    title: '第二个',
    type: 'auths.loginTypes.FSInnerType',
  })
  expect(JSON.parse(files['Second.json'] ?? '')).toMatchObject({
    appId: input.appId,
    appSecret: '{{SECOND_APP_SECRET}}',
    events: { encryptKey: '{{SECOND_ENCRYPT_KEY}}' },
  })
  expect(JSON.stringify(files)).not.toContain(input.appSecret)
  expect(JSON.stringify(elements.files('auths.loginTypes.default'))).not.toContain(
    world.feishu.env.APP_SECRET,
  )
})

test.each<[string, Partial<ElementInput>, string]>([
  ['a name that begins with a digit', { name: '1st' }, 'name'],
  ['a name with dots', { name: 'a.b' }, 'name'],
  ['the name of the first app', { name: 'Default' }, 'name'],
  ['no name', { name: '' }, 'name'],
  ['an endless title', { title: 'x'.repeat(201) }, 'title'],
  ['an unknown Type', { type: 'auths.loginTypes.NoType' }, 'type'],
  ['an App ID that is none', { appId: 'cli x' }, 'appId'],
  ['a placeholder', { appId: '{{APP_ID}}' }, 'appId'],
  ['no secret', { appSecret: '' }, 'appSecret'],
  ['a host without https', { host: 'ftp://open.example.com' }, 'host'],
  ['the other brand’s host', { brand: 'lark', host: 'https://open.feishu.cn' }, 'host'],
])('%s is refused with the field', async (_what, fields, field) => {
  await using world = await startWorld()
  const { elements } = world.larkspur
  await expect(elements.create({ ...secondApp(world), ...fields })).rejects.toMatchObject({
    code: 'request_invalid',
    problems: [{ at: field, en: expect.any(String), zh: expect.stringMatching(/\p{sc=Han}/u) }],
  })
  expect(elements.list().filter(({ source }) => source === 'database')).toEqual([])
})

test.each(['http://open.example.com', 'https://127.0.0.1', 'https://10.0.0.1', 'https://x.internal'])(
  'the host %s needs allowInsecureHosts',
  async (host) => {
    await using world = await startWorld()
    const strict = await another(world, 'sqlite::memory:', {
      allowInsecureHosts: false,
      feishu: { appId: 'cli_a', appSecret: 'a-secret-of-the-app' },
    })
    try {
      const input = { name: 'Second', appId: 'cli_b', appSecret: 'b-secret-of-the-app', host }
      await expect(strict.elements.create(input)).rejects.toMatchObject({ code: 'request_invalid' })
    } finally {
      await strict.close()
    }
  },
)

test('a request under way ends with the app that it began with, and the app is closed after it', async () => {
  let letOn = () => {}
  const held = new Promise<void>((resolve) => {
    letOn = resolve
  })
  let asked = () => {}
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  await using world = await startWorld({
    larkspur: {
      fetch: async (input, init) => {
        if (String(input).endsWith('/oauth/token')) {
          asked()
          await held
        }
        return fetch(input, init)
      },
    },
  })
  const { elements } = world.larkspur
  const input = secondApp(world)
  const { updatedAt } = await elements.create(input)
  const visitor = createVisitor(world.url)
  const back = signInByRedirect(world, visitor, 3, '/auth/authorize?instance=Second')
  await isAsked
  // Neither a change of the app nor anything else that happens to it reaches the sign-in under way.
  await elements.update(fullName, { scopes: ['contact:user.email:readonly'] }, updatedAt ?? 0)
  const held2 = await world.larkspur.getElement(fullName)
  expect(await held2.getAccessToken()).toMatch(/^t-/)
  letOn()
  expect((await back).status).toBe(302)
  expect(await whoAmI(visitor)).not.toBeNull()
})

test('a synchronisation of an instance that is removed is interrupted', async () => {
  let asked = () => {}
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  await using world = await startWorld({
    larkspur: {
      fetch: async (input, init) => {
        if (!String(input).includes('/contact/v3/')) return fetch(input, init)
        asked()
        return new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
        })
      },
    },
  })
  const { larkspur } = world
  await larkspur.elements.create(secondApp(world))
  const run = larkspur.directoryOf('Second').sync()
  const ended = expect(run).rejects.toMatchObject({ code: 'aborted' })
  await isAsked
  await larkspur.elements.remove(fullName)
  await ended
  expect(() => larkspur.directoryOf('Second')).toThrow(/no instance/)
})

test('an own Type runs above the official methods; one that fails makes its instances unusable, and no others', async () => {
  await using outside = await startWorld()
  const own = 'auths.loginTypes.OwnType'
  const bad = 'auths.loginTypes.BadType'
  const larkspur = await another(outside, 'sqlite::memory:', {
    elements: {
      types: {
        [own]: ({ base, element }) => ({
          ...base,
          getLoginConfig: async (args) => ({ ...(await base.getLoginConfig(args)), appId: element.name }),
        }),
        [bad]: () => {
          throw new Error('nothing works')
        },
      },
    },
  })
  try {
    const { elements } = larkspur
    await elements.create({ ...secondApp(outside), type: own })
    expect(await (await larkspur.getElement(fullName)).getLoginConfig()).toMatchObject({ appId: 'Second' })
    const refused = elements.create({ ...secondApp(outside, 'Third'), type: bad })
    await expect(refused).rejects.toMatchObject({ code: 'element_invalid' })
    expect(() => elements.status('auths.loginTypes.Third')).toThrow()
    const { updatedAt } = elements.status(fullName)
    await expect(elements.update(fullName, { type: bad }, updatedAt ?? 0)).rejects.toMatchObject({
      code: 'element_invalid',
      problems: [{ en: expect.stringContaining('nothing works') }],
    })
    expect(elements.status(fullName)).toMatchObject({ state: 'active', type: own, updatedAt })
    expect(await (await larkspur.getElement(fullName)).getLoginConfig()).toMatchObject({ appId: 'Second' })
    expect((await larkspur.getElement('auths.loginTypes.default')).name).toBe('default')
  } finally {
    await larkspur.close()
  }
})

test('a secret that no key opens makes its instance unusable, and no other', async () => {
  const database = `sqlite:${folder()}/x.db`
  await using world = await startWorld({ larkspur: { database } })
  await world.larkspur.elements.create(secondApp(world))
  const beside = await another(world, database, {
    encryptionKeys: 'another key that is long enough: 0123456789',
  })
  try {
    const { state, problems } = beside.elements.status(fullName)
    expect([state, problems]).toMatchObject([
      'invalid',
      [{ at: 'appSecret', en: expect.stringContaining('ENCRYPTION_KEYS') }],
    ])
    expect(problems).toHaveLength(1)
    // Entering it anew mends it.
    const { updatedAt } = beside.elements.status(fullName)
    const { appSecret } = secondApp(world)
    const anew = { appSecret, events: null }
    expect((await beside.elements.update(fullName, anew, updatedAt ?? 0)).state).toBe('active')
  } finally {
    await beside.close()
  }
})
