import { expect, test } from 'vitest'
import { whoAmI } from '../../test/support/sign-in.ts'
import { startWorld, type World } from '../../test/support/world.ts'
import {
  encrypted,
  encryptKey,
  envelope,
  type Letter,
  left,
  post,
  sealed,
  signed,
  signInAs,
  startDirectory,
  verificationToken,
} from './test-directory.ts'

const hour = 3_600_000
const accepted = async (world: World) => (await world.larkspur.directory.events()).items
const codeOf = async (response: Response) =>
  ((await response.json()) as { error?: { code: string } }).error?.code

/** Sends it, and expects that nothing came of it. */
async function refused(world: World, letter: Letter, status: number, code: string, path?: string) {
  const response = await post(world, letter, path)
  expect([response.status, await codeOf(response)]).toEqual([status, code])
  expect(await accepted(world)).toEqual([])
}

test('an event is answered with 200 and an empty object, without cookies, and from any origin', async () => {
  await using world = await startDirectory({ live: false })
  const letter = sealed(world, left(world, 1))
  const headers = { ...letter.headers, origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' }
  const response = await post(world, { ...letter, headers })
  expect([response.status, await response.json()]).toEqual([200, {}])
  expect(response.headers.getSetCookie()).toEqual([])
  expect(await accepted(world)).toMatchObject([
    { type: 'contact.user.deleted_v3', subject: { kind: 'person', id: world.feishu.people.get(1)?.open_id } },
  ])
})

test('an event that is not about the directory is answered and not kept, and wakes nobody', async () => {
  await using world = await startDirectory({ live: false })
  world.feishu.clearRequests()
  for (const tenant_key of [world.feishu.people.get(0)?.tenant_key, '', 'another']) {
    const event = envelope(world, 'im.message.receive_v1', { message: { content: 'MARKER' } }, { tenant_key })
    expect((await post(world, sealed(world, event))).status).toBe(200)
  }
  const elsewhere = envelope(world, 'im.message.receive_v1', {}, { app_id: 'cli_another' })
  await refused(world, sealed(world, elsewhere), 401, 'event_rejected')
  expect(world.feishu.requests()).toEqual([])
  // Nor does it say whose app this is.
  expect((await post(world, sealed(world, left(world, 1)))).status).toBe(200)
})

test('only an app that takes events has an address, and that takes POST alone', async () => {
  await using without = await startWorld()
  for (const path of ['/auth/events', '/auth/events/default']) {
    expect((await fetch(new URL(path, without.url), { method: 'POST' })).status).toBe(404)
  }
  await using world = await startDirectory({ live: false })
  const get = await fetch(new URL('/auth/events', world.url))
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
  expect((await post(world, sealed(world, left(world, 1)), '/auth/events/other')).status).toBe(404)
})

const without = (letter: Letter, name: string): Letter => {
  const { [name]: _gone, ...headers } = letter.headers
  return { ...letter, headers }
}

test.each<[string, (letter: Letter) => Letter]>([
  ['no signature', (letter) => ({ ...letter, headers: {} })],
  ['an empty signature', (letter) => without(letter, 'x-lark-signature')],
  ['no timestamp', (letter) => without(letter, 'x-lark-request-timestamp')],
  ['no nonce', (letter) => without(letter, 'x-lark-request-nonce')],
  ['a signature with another key', (letter) => signed(letter.body, Date.now(), 'another encrypt key')],
  ['a changed body that means the same', (letter) => ({ ...letter, body: `${letter.body} ` })],
])('D66 with %s it is refused', async (_what, change) => {
  await using world = await startDirectory({ live: false })
  const letter = sealed(world, left(world, 1))
  await refused(world, change(letter), 401, 'event_rejected')
  expect((await post(world, letter)).status).toBe(200)
})

test.each([
  ['spaces and another order', (encrypt: string) => `{ "other" : [ 1 ] ,\n "encrypt" : "${encrypt}" }`],
  ['escapes', (encrypt: string) => `{"\\u0065ncrypt":"${encrypt.replaceAll('/', '\\/')}"}`],
  ['a number that no double holds', (encrypt: string) => `{"n":12345678901234567890,"encrypt":"${encrypt}"}`],
])('D67 the signature counts over the bytes as they came: %s', async (_what, write) => {
  await using world = await startDirectory({ live: false })
  const body = write(encrypted(left(world, 1)))
  expect((await post(world, signed(body, world.feishu.clock.now()))).status).toBe(200)
  expect(await accepted(world)).toHaveLength(1)
})

test('D68 an old delivery is refused, one of the platform’s last try is not', async () => {
  await using world = await startDirectory({ live: false })
  const { body } = sealed(world, left(world, 1))
  const now = world.feishu.clock.now()
  await refused(world, signed(body, now - 8 * hour - 2_000), 401, 'event_rejected')
  await refused(world, signed(body, now + hour), 401, 'event_rejected')
  expect((await post(world, signed(body, now - 7.1 * hour))).status).toBe(200)
})

test('D68 the same event twice is acknowledged and applied once, also when both come at one time', async () => {
  await using world = await startDirectory()
  const asked = () => world.feishu.requests({ operation: 'contact.v3.users.batch' }).length
  const before = asked()
  const event = left(world, 1)
  const both = await Promise.all([post(world, sealed(world, event)), post(world, sealed(world, event))])
  const third = await post(world, sealed(world, event))
  expect([...both, third].map(({ status }) => status)).toEqual([200, 200, 200])
  expect(asked() - before).toBe(1)
  expect(await accepted(world)).toHaveLength(1)
})

test.each<[string, object]>([
  ['a wrong token', { token: 'another verification token' }],
  ['no token', { token: undefined }],
])('D69 without an Encrypt Key, %s is refused', async (_what, header) => {
  await using world = await startDirectory({ live: false, events: { verificationToken } })
  const plain = (content: unknown): Letter => ({ body: JSON.stringify(content), headers: {} })
  await refused(world, plain(left(world, 1, { ...header })), 401, 'event_rejected')
  expect((await post(world, plain(left(world, 1)))).status).toBe(200)
})

test('D69 with both secrets both must be right', async () => {
  await using world = await startDirectory({ live: false })
  await refused(world, sealed(world, left(world, 1, { token: 'another one' })), 401, 'event_rejected')
  const plain = { body: JSON.stringify(left(world, 1)), headers: {} }
  await refused(world, plain, 401, 'event_rejected')
})

test.each<[string, (challenge: object) => Letter, number]>([
  [
    'as it should be',
    (content) => ({ body: JSON.stringify({ encrypt: encrypted(content) }), headers: {} }),
    200,
  ],
  [
    'with another key',
    (content) => ({
      body: JSON.stringify({ encrypt: encrypted(content, 'another encrypt key') }),
      headers: {},
    }),
    401,
  ],
  ['in plain', (content) => ({ body: JSON.stringify(content), headers: {} }), 401],
])('D70 a challenge %s', async (_what, write, status) => {
  await using world = await startDirectory({ live: false })
  const content = { challenge: 'MARKER-challenge', token: verificationToken, type: 'url_verification' }
  const response = await post(world, write(content))
  expect(response.status).toBe(status)
  const text = await response.text()
  if (status === 200) expect(JSON.parse(text)).toEqual({ challenge: 'MARKER-challenge' })
  else expect(text).not.toContain('MARKER')
})

test('D70 a challenge with a wrong token is refused and not echoed', async () => {
  await using world = await startDirectory({ live: false })
  const content = { challenge: 'MARKER-challenge', token: 'wrong', type: 'url_verification' }
  const response = await post(world, { body: JSON.stringify({ encrypt: encrypted(content) }), headers: {} })
  expect(response.status).toBe(401)
  expect(await response.text()).not.toContain('MARKER')
})

test.each<[string, string, number, string]>([
  ['no base64', '{"encrypt":"%%%"}', 400, 'request_invalid'],
  [
    'a ciphertext of one block',
    `{"encrypt":"${Buffer.alloc(16).toString('base64')}"}`,
    400,
    'request_invalid',
  ],
  ['half a block', `{"encrypt":"${Buffer.alloc(40).toString('base64')}"}`, 400, 'request_invalid'],
  ['wrong padding', `{"encrypt":"${Buffer.alloc(48).toString('base64')}"}`, 400, 'request_invalid'],
  ['text that is encrypted', JSON.stringify({ encrypt: encrypted('hello') }), 400, 'request_invalid'],
  [
    'deep JSON',
    JSON.stringify({ encrypt: encrypted(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) }),
    400,
    'request_invalid',
  ],
  ['no event', JSON.stringify({ encrypt: encrypted({ schema: '2.0' }) }), 401, 'event_rejected'],
  ['a body of 5 MB', JSON.stringify({ encrypt: 'A'.repeat(5_000_000) }), 413, 'payload_too_large'],
])('D71 %s is refused in our words', async (_what, body, status, code) => {
  await using world = await startDirectory({ live: false })
  await refused(world, signed(body, world.feishu.clock.now()), status, code)
})

const rangeOf = (world: World, people: number) => {
  const ids = Array.from({ length: people }, (_, n) => ({ open_id: `ou_${String(n).padStart(32, '0')}` }))
  return envelope(world, 'contact.scope.updated_v3', { added: { users: ids }, removed: {} })
}

test('D71 one change of a large company’s range comes in, signed alone', async () => {
  await using world = await startDirectory({ live: false, larkspur: { every: () => () => {} } })
  const letter = sealed(world, rangeOf(world, 50_000))
  expect(letter.body.length).toBeGreaterThan(3_000_000)
  await refused(world, { ...letter, headers: {} }, 413, 'payload_too_large')
  await refused(world, without(letter, 'x-lark-request-nonce'), 413, 'payload_too_large')
  await refused(world, signed(letter.body, Date.now(), 'another encrypt key'), 401, 'event_rejected')
  expect((await post(world, letter)).status).toBe(200)
  expect(await accepted(world)).toMatchObject([{ type: 'contact.scope.updated_v3' }])
})

test('D71 without an Encrypt Key nothing large comes in, whatever headers it has', async () => {
  await using world = await startDirectory({ live: false, events: { verificationToken } })
  const letter = signed(JSON.stringify(rangeOf(world, 10_000)), world.feishu.clock.now())
  await refused(world, letter, 413, 'payload_too_large')
})

test('D71 an event of the directory that names nobody is refused, and prototypes stay as they are', async () => {
  await using world = await startDirectory({ live: false })
  for (const event of [
    {},
    { object: null },
    { object: { open_id: '' } },
    { object: { open_id: '../x y' } },
  ]) {
    await refused(
      world,
      sealed(world, envelope(world, 'contact.user.updated_v3', event)),
      400,
      'request_invalid',
    )
  }
  const text = JSON.stringify(left(world, 1)).replace('"old_object":{}', '"__proto__":{"polluted":true}')
  expect((await post(world, signed(JSON.stringify({ encrypt: encrypted(text) }), Date.now()))).status).toBe(
    200,
  )
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

test.each([
  ['app', { app_id: 'cli_another' }],
  ['app that says nothing', { app_id: '' }],
  ['organisation', { tenant_key: 'another' }],
  ['organisation that says nothing', { tenant_key: '' }],
])('D72 an event for another %s is refused', async (_what, header) => {
  await using world = await startDirectory({ live: false })
  // Somebody has signed in, so it is known whose app it is.
  await signInAs(world, 2)
  await refused(world, sealed(world, left(world, 1, header)), 401, 'event_rejected')
  expect((await post(world, sealed(world, left(world, 1)))).status).toBe(200)
})

test('D72 where nobody has signed in the first event says which organisation it is', async () => {
  await using world = await startDirectory({ live: false })
  expect((await post(world, sealed(world, left(world, 1)))).status).toBe(200)
  const other = await post(world, sealed(world, left(world, 1, { tenant_key: 'another' })))
  expect(other.status).toBe(401)
  expect(await accepted(world)).toHaveLength(1)
})

test('an operator is told which app refuses events and why, and nothing of what was sent', async () => {
  const warned: [object, string][] = []
  const quiet = () => {}
  const warn = (fields: object, message: string) => void warned.push([fields, message])
  const logger = { debug: quiet, info: quiet, error: quiet, warn }
  await using world = await startDirectory({ live: false, larkspur: { logger } })
  const wrong = () => signed('{"MARKER":1}', world.feishu.clock.now(), 'MARKER another encrypt key')
  for (let n = 0; n < 3; n++) expect((await post(world, wrong())).status).toBe(401)
  const foreign = sealed(world, left(world, 1, { app_id: 'cli_MARKER' }))
  expect((await post(world, foreign)).status).toBe(401)
  expect((await post(world, sealed(world, left(world, 1)))).status).toBe(200)
  const told = (reason: RegExp) => [
    {
      instance: 'default',
      app: world.feishu.env.APP_ID,
      reason: expect.stringMatching(reason),
      unlogged: 0,
    },
    'an event was refused',
  ]
  expect(warned).toEqual([told(/signature/), told(/another app/)])
  expect(JSON.stringify(warned)).not.toContain('MARKER')
})

test('D72 the first sign-in says which organisation it is, also after an event of another one', async () => {
  await using world = await startDirectory({ live: false })
  const another = () => post(world, sealed(world, left(world, 1, { tenant_key: 'another' })))
  expect((await another()).status).toBe(200)
  expect((await post(world, sealed(world, left(world, 1)))).status).toBe(401)
  await signInAs(world, 2)
  expect((await post(world, sealed(world, left(world, 1)))).status).toBe(200)
  expect((await another()).status).toBe(401)
})

test('D72 of several allowed organisations each one counts, and no other', async () => {
  await using world = await startDirectory({ live: false, larkspur: { allowedTenants: ['t-1', 't-2'] } })
  const statuses: number[] = []
  for (const tenant_key of ['t-3', 't-1', 't-2', world.feishu.people.get(0)?.tenant_key]) {
    statuses.push((await post(world, sealed(world, left(world, 1, { tenant_key })))).status)
  }
  expect(statuses).toEqual([401, 200, 200, 401])
})

test('D72 two apps have two addresses and two keys', async () => {
  const key = 'the encrypt key of the other app'
  await using world = await startDirectory({
    live: false,
    larkspur: {
      // Nothing listens there, and nobody waits for it.
      instances: {
        other: {
          appId: 'cli_other',
          appSecret: 'x'.repeat(32),
          host: 'http://127.0.0.1:1',
          events: { encryptKey: key },
        },
      },
      sleep: async () => {},
    },
  })
  const ofOther = () => left(world, 1, { app_id: 'cli_other' })
  const withKey = signed(JSON.stringify({ encrypt: encrypted(ofOther(), key) }), Date.now(), key)
  await refused(world, withKey, 401, 'event_rejected')
  await refused(world, sealed(world, ofOther()), 401, 'event_rejected', '/auth/events/other')
  expect((await post(world, withKey, '/auth/events/other')).status).toBe(200)
  expect(await accepted(world)).toEqual([])
  expect((await world.larkspur.directoryOf('other').events()).items).toHaveLength(1)
})

test('D73 a forged event ends no session, and a signed one only when the platform says so, too', async () => {
  await using world = await startDirectory()
  const visitor = await signInAs(world, 3)
  const { open_id: id } = world.feishu.people.get(3) ?? { open_id: '' }
  const forged = { ...sealed(world, left(world, 3)), headers: {} }
  expect((await post(world, forged)).status).toBe(401)
  expect((await post(world, sealed(world, left(world, 3)))).status).toBe(200)
  expect(await whoAmI(visitor)).toMatchObject({ openId: id })
  expect(await world.larkspur.directory.user(id)).toMatchObject({ removedAt: null })
})

test('D73 events in any order end as the platform says', async () => {
  await using world = await startDirectory()
  const { feishu, larkspur } = world
  feishu.events.unsubscribe()
  feishu.organisation.rename(4, 'A new name')
  feishu.organisation.leave(5)
  const { open_id: renamed = '' } = feishu.people.get(4) ?? {}
  const { open_id: gone = '' } = feishu.people.get(5) ?? {}
  const updated = (id: string) =>
    envelope(world, 'contact.user.updated_v3', { object: { open_id: id, name: 'Old' } })
  // The deletion comes first, then what happened before it.
  for (const event of [
    left(world, 5),
    updated(gone),
    envelope(world, 'contact.user.created_v3', { object: { open_id: gone } }),
  ]) {
    expect((await post(world, sealed(world, event))).status).toBe(200)
  }
  expect((await post(world, sealed(world, updated(renamed)))).status).toBe(200)
  expect(await larkspur.directory.user(gone)).toMatchObject({ removedReason: 'left' })
  expect(await larkspur.directory.user(renamed)).toMatchObject({ name: 'A new name', removedAt: null })
})

test('D73 without the permission for states, an update that comes late brings nobody back', async () => {
  await using world = await startDirectory({
    emulator: {
      organisation: { users: 60 },
      app: { scopes: ['contact:contact.base:readonly', 'contact:user.base:readonly'] },
    },
  })
  const { feishu, larkspur } = world
  const visitor = await signInAs(world, 5)
  feishu.events.unsubscribe()
  const { open_id: gone } = feishu.organisation.leave(5)
  await post(world, sealed(world, left(world, 5)))
  expect(await whoAmI(visitor)).toBeNull()
  expect(await larkspur.directory.user(gone)).toMatchObject({ removedReason: 'left' })
  await post(world, sealed(world, envelope(world, 'contact.user.updated_v3', { object: { open_id: gone } })))
  expect(await larkspur.directory.user(gone)).toMatchObject({ removedReason: 'left' })
  await post(world, sealed(world, envelope(world, 'contact.user.created_v3', { object: { open_id: gone } })))
  expect(await larkspur.directory.user(gone)).toMatchObject({ removedAt: null })
})

const hadCome = (world: World, id: string, at: number) => {
  const event = { object: { open_id: id } }
  return sealed(world, envelope(world, 'contact.user.created_v3', event, { create_time: String(at) }))
}

test.each(['event', 'synchronisation'])(
  'D73 news of somebody’s coming from before they left, which an %s tells, brings nobody back',
  async (teller) => {
    await using world = await startDirectory()
    const { feishu, larkspur } = world
    feishu.events.unsubscribe()
    // The news comes long afterwards, when nobody tells people's states any more.
    const leftAt = feishu.clock.now() + (teller === 'event' ? -5 * hour : 0)
    const { open_id: id } = feishu.organisation.leave(5)
    if (teller === 'synchronisation') await larkspur.directory.sync({ full: true })
    const scopes = ['contact:contact.base:readonly', 'contact:user.base:readonly']
    feishu.apps.update(feishu.app.appId, { scopes })
    if (teller === 'event') await post(world, sealed(world, left(world, 5, { create_time: String(leftAt) })))
    expect(await larkspur.directory.user(id)).toMatchObject({ removedReason: 'left' })
    expect((await post(world, hadCome(world, id, leftAt - hour))).status).toBe(200)
    expect(await larkspur.directory.user(id)).toMatchObject({ removedReason: 'left' })
    expect((await post(world, hadCome(world, id, leftAt + hour))).status).toBe(200)
    expect(await larkspur.directory.user(id)).toMatchObject({ removedAt: null })
  },
)

test('D73 without the permission for states, late news of leaving removes nobody who has come again since', async () => {
  const scopes = ['contact:contact.base:readonly', 'contact:user.base:readonly']
  await using world = await startDirectory({ emulator: { organisation: { users: 60 }, app: { scopes } } })
  const { feishu, larkspur } = world
  feishu.events.unsubscribe()
  const { open_id: id = '' } = feishu.people.get(5) ?? {}
  const cameAt = feishu.clock.now() - 2 * hour
  const hadLeft = (at: number) => sealed(world, left(world, 5, { create_time: String(at) }))
  expect((await post(world, hadCome(world, id, cameAt))).status).toBe(200)
  expect((await post(world, hadLeft(cameAt - hour))).status).toBe(200)
  expect(await larkspur.directory.user(id)).toMatchObject({ removedAt: null })
  expect((await post(world, hadLeft(cameAt + hour))).status).toBe(200)
  expect(await larkspur.directory.user(id)).toMatchObject({ removedReason: 'left' })
})

test('no secret of events is ever logged', async () => {
  const lines: string[] = []
  const write = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }))
  await using world = await startDirectory({
    live: false,
    larkspur: { logger: { debug: write, info: write, warn: write, error: write } },
  })
  await post(world, sealed(world, left(world, 1)))
  await post(world, { body: `{"token":"${verificationToken}","k":"${encryptKey}"}`, headers: {} })
  await fetch(new URL(`/auth/${encodeURIComponent(encryptKey)}/${verificationToken}`, world.url))
  expect(lines.length).toBeGreaterThan(2)
  expect(lines.join('\n')).not.toContain(verificationToken)
  expect(lines.join('\n')).not.toContain(encryptKey)
})
