import { expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/support/world.ts'
import type { AppInput } from '../../emulator/index.ts'
import type { ElementInput } from '../elements-types.ts'

/** An app at the platform of which everything is right, but for what the case changes. */
function appOf(world: World, changes: AppInput = {}): ElementInput {
  const { appId, appSecret } = world.feishu.apps.create({
    redirectUrls: [`${world.url}/auth/callback/Second`],
    ...changes,
  })
  return { name: 'Second', appId, appSecret, host: world.feishu.url }
}

const diagnose = async (world: World, input: ElementInput) => {
  const diagnosis = await world.larkspur.elements.test(input)
  expect(JSON.stringify(diagnosis)).not.toContain(input.appSecret)
  for (const { en, zh } of diagnosis.checks) {
    expect(en).toMatch(/^[A-Z0-9h][^\n]*\.$/)
    expect(zh).toMatch(/\p{sc=Han}[^\n]*。$/u)
  }
  return Object.assign(diagnosis, {
    states: Object.fromEntries(diagnosis.checks.map(({ name, state }) => [name, state])),
    check: (wanted: string) => diagnosis.checks.find(({ name }) => name === wanted),
  })
}

const allOk = {
  credentials: 'ok',
  ip: 'ok',
  redirect_uri: 'ok',
  availability: 'ok',
  scopes: 'ok',
  contact_range: 'ok',
}

test('of an app of which everything is right, everything is found right', async () => {
  await using world = await startWorld()
  const { ok, states } = await diagnose(world, appOf(world))
  expect(states).toEqual(allOk)
  expect(ok).toBe(true)
})

test.each<[string, AppInput, Partial<ElementInput>, string, Record<string, unknown>]>([
  [
    'a wrong App ID',
    {},
    { appId: 'cli_0000000000000000' },
    'credentials',
    { platformCode: 10003, en: expect.stringContaining('knows no app cli_0000000000000000') },
  ],
  [
    'a wrong App Secret',
    {},
    { appSecret: 'MARKER-wrong-secret-0123456789' },
    'credentials',
    { platformCode: 10014, en: expect.stringContaining('The App Secret is wrong') },
  ],
  [
    'an app that is not enabled',
    { enabled: false },
    {},
    'credentials',
    { en: expect.stringContaining('not enabled') },
  ],
  [
    'an app that is not installed',
    { installed: false },
    {},
    'availability',
    { platformCode: 20009, en: expect.stringContaining('not available in the organisation') },
  ],
  [
    'an address that the allow-list refuses',
    { ipAllowList: ['203.0.113.9'] },
    {},
    'ip',
    {
      platformCode: 99991401,
      en: expect.stringMatching(/address \(127\.0\.0\.1\)/),
      zh: expect.stringContaining('IP 白名单'),
    },
  ],
  [
    'a redirect URI that is not registered',
    { redirectUrls: ['https://other.example.com/auth/callback'] },
    {},
    'redirect_uri',
    { platformCode: 20029, en: expect.stringMatching(/\/auth\/callback\/Second is not in/) },
  ],
  [
    'a scope that is not enabled',
    {},
    { scopes: ['task:task:read'] },
    'scopes',
    { platformCode: 20027, en: expect.stringContaining('task:task:read') },
  ],
  [
    'contacts that the app may not read',
    { scopes: [] },
    {},
    'scopes',
    { platformCode: 99991672, en: expect.stringContaining('contact:') },
  ],
  [
    'a contact range with nobody in it',
    { contactRange: { departments: [], people: [] } },
    {},
    'contact_range',
    { en: expect.stringContaining('The app sees nobody') },
  ],
])('%s is diagnosed', async (_what, changes, fields, name, expected) => {
  await using world = await startWorld()
  const found = await diagnose(world, { ...appOf(world, changes), ...fields })
  expect(found.ok).toBe(false)
  expect(found.check(name)).toMatchObject({
    state: 'failed',
    url: expect.stringMatching(`^${world.feishu.url}/app`),
    ...expected,
  })
  if (found.check(name)?.platformCode !== null && name !== 'credentials') {
    expect(found.check(name)?.platformLogId).toMatch(/^\w+$/)
  }
})

test('an address that is refused is noticed where permissions are missing, too', async () => {
  await using world = await startWorld()
  const { states } = await diagnose(world, appOf(world, { scopes: [], ipAllowList: ['203.0.113.9'] }))
  expect(states).toMatchObject({ credentials: 'ok', ip: 'failed', scopes: 'failed' })
})

test('of a platform that tells nothing on its page, nothing is claimed', async () => {
  await using world = await startWorld({
    larkspur: {
      fetch: async (input, init) =>
        String(input).includes('/authen/v1/authorize')
          ? new Response('<script>errors = { 20029: "redirect" }</script>', {
              headers: { 'content-type': 'text/html' },
            })
          : fetch(input, init),
    },
  })
  const { ok, states, check } = await diagnose(world, appOf(world))
  expect(states).toMatchObject({ redirect_uri: 'unknown', availability: 'unknown', credentials: 'ok' })
  expect(check('redirect_uri')?.en).toContain(`${world.url}/auth/callback/Second`)
  expect(ok).toBe(true)
})

test('a platform that cannot be reached is named', async () => {
  await using world = await startWorld()
  const { ok, check } = await diagnose(world, {
    name: 'Second',
    appId: 'cli_a',
    appSecret: 'a-secret-of-the-app',
    host: 'http://127.0.0.1:9',
  })
  expect(ok).toBe(false)
  expect(check('credentials')).toMatchObject({
    state: 'failed',
    platformCode: null,
    en: expect.stringContaining('127.0.0.1:9 does not answer'),
  })
})

test('an instance that is there is tried by its name, and an unknown one is refused', async () => {
  await using world = await startWorld()
  const { elements } = world.larkspur
  await elements.create(appOf(world))
  await elements.setEnabled('auths.loginTypes.Second', false)
  expect((await elements.test('auths.loginTypes.Second')).ok).toBe(true)
  expect((await elements.test('auths.loginTypes.default')).checks).toHaveLength(6)
  await expect(elements.test('auths.loginTypes.None')).rejects.toMatchObject({ code: 'element_not_found' })
  const nothing = elements.test({ ...appOf(world), appId: '' })
  await expect(nothing).rejects.toMatchObject({ code: 'request_invalid' })
})

test('whoever leaves stops it', async () => {
  await using world = await startWorld()
  const leave = new AbortController()
  leave.abort()
  await expect(world.larkspur.elements.test(appOf(world), leave.signal)).rejects.toMatchObject({
    code: 'aborted',
  })
})
