// Of the console's page of events: what came, what became of it, what was refused, and what to do when nothing comes.
import { expect, test } from 'vitest'
import { signInInClient } from '../../../../test/support/sign-in.ts'
import { createVisitor } from '../../../../test/support/visitor.ts'
import type { World } from '../../../../test/support/world.ts'
import {
  encryptKey,
  left,
  post,
  sealed,
  signed,
  startDirectory,
  verificationToken,
} from '../../test-directory.ts'
import { createTestServer, navigation } from '../../test-server.ts'

async function openConsole(world: World, person = 0, role = true) {
  const visitor = createVisitor(world.url)
  const { user } = (await (await signInInClient(world, visitor, person)).json()) as { user: { id: string } }
  if (role) await world.larkspur.accounts.grant(user.id, 'administrator')
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const get = (query = '', language = 'en') =>
    fetch(new URL(`/console/events${query}`, world.url), {
      headers: { accept: 'text/html', 'accept-language': language, cookie },
    })
  return { get, text: async (query?: string, language?: string) => (await get(query, language)).text() }
}

test('events are listed with whom they are about and what became of them, by state', async () => {
  await using world = await startDirectory()
  const desk = await openConsole(world)
  const person = world.feishu.people.get(3)
  world.feishu.people.update(3, { status: { is_frozen: true } })
  await world.feishu.events.settled()
  await expect.poll(async () => (await world.larkspur.directory.events()).items[0]?.state).toBe('done')
  const page = await desk.text()
  expect(page).toContain('a person changed')
  expect(page).toContain(`/console/people/directory/${person?.open_id}`)
  expect(page).toContain(`>${person?.name}</a>`)
  expect(page).toContain('<span class="badge good">applied</span>')
  expect(page).toContain(`value="${world.url}/auth/events"`)
  for (const secret of [encryptKey, verificationToken]) expect(page).not.toContain(secret)
  expect(page).toContain('None since this process was started.')
  expect(await desk.text('', 'zh-CN')).toContain('人员信息变更')
  expect(await desk.text('?state=failed')).toContain('No event is in this state')
  expect(await desk.text('?state=done')).toContain(`${person?.open_id}`)
})

test('an event that cannot be applied yet says how often it was tried, and why not', async () => {
  await using world = await startDirectory()
  const desk = await openConsole(world)
  world.feishu.faults.add({ operation: '*', times: 10_000, effect: { kind: 'error', code: 99991672 } })
  await post(world, sealed(world, left(world, 5)))
  await expect.poll(async () => (await world.larkspur.directory.events()).items[0]?.tries).toBe(1)
  const page = await desk.text('?state=waiting')
  expect(page).toContain('<span class="badge warn">waiting</span>')
  expect(page).toMatch(/again <time datetime/)
  const { error } = (await world.larkspur.directory.events()).items[0] ?? {}
  expect(page).toContain(`<code>${error}</code>`)
})

test('refused deliveries are counted by reason, in words that say what to do', async () => {
  await using world = await startDirectory()
  const desk = await openConsole(world)
  const { body } = sealed(world, left(world, 5))
  for (let times = 0; times < 3; times++) {
    const wrong = signed(body, world.feishu.clock.now(), 'another encrypt key <b>')
    expect((await post(world, wrong)).status).toBe(401)
  }
  const page = await desk.text()
  expect(page).toContain('The signature does not fit the Encrypt Key, or is too old')
  expect(page).toMatch(/data-column="How many">3</)
  expect(page).toContain('Compare the Encrypt Key')
  expect(await desk.text('', 'zh-CN')).toContain('签名与 Encrypt Key 不符')
})

test('an app that takes no events says where they are switched on', async () => {
  await using server = await createTestServer()
  const browser = server.browser()
  const { user } = (await (await browser.signIn()).json()) as { user: { id: string } }
  await server.larkspur.accounts.grant(user.id, 'administrator')
  await server.larkspur.elements.create({ name: 'own', appId: 'cli_own', appSecret: 'a-secret-of-ours' })
  const get = async (query: string) =>
    (
      await browser.request(`/console/events${query}`, {
        headers: { ...navigation, 'accept-language': 'en' },
      })
    ).text()
  const main = await get('')
  expect(main).toContain('This app takes no events')
  expect(main).toContain('EVENTS_ENCRYPT_KEY')
  const own = await get('?instance=own')
  expect(own).toContain('/console/methods/own/edit')
  expect(own).toContain('<option value="own" selected>')
})

test('D81 the page is for administrators', async () => {
  await using world = await startDirectory({ live: false })
  const other = await openConsole(world, 1, false)
  expect((await other.get()).status).toBe(403)
})
