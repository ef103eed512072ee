// Shows: the old authorize address, as the platform's QR samples write it, signs in, and its `state` is checked.
import { expect, test } from 'vitest'
import { whoAmI } from './support/sign-in.ts'
import { createVisitor } from './support/visitor.ts'
import { startWorld } from './support/world.ts'

async function begin() {
  const world = await startWorld()
  const visitor = createVisitor(world.url)
  const begun = (await (await visitor.script('/auth/qr', {})).json()) as { goto: string }
  const given = new URL(begun.goto).searchParams
  const config = {
    appId: world.feishu.app.appId,
    redirectUri: `${world.url}/auth/callback`,
    state: given.get('state') ?? '',
  }
  const loginUrl = (state: string) =>
    `${world.feishu.url}/suite/passport/oauth/authorize?client_id=${config.appId}&redirect_uri=${encodeURIComponent(config.redirectUri)}&response_type=code&state=${state}`
  return { world, visitor, goto: begun.goto, config, loginUrl }
}

test('the address of a QR sign-in is the one that the samples build', async () => {
  const { world, goto, config, loginUrl } = await begin()
  await using _ = world
  expect(goto).toBe(loginUrl(config.state))
})

test('opened in a browser it asks who one is, goes back with code and state, and signs in', async () => {
  const { world, visitor, config, loginUrl } = await begin()
  await using _ = world
  const page = await fetch(loginUrl(config.state))
  expect(page.status).toBe(200)
  expect(await page.text()).toContain(world.feishu.people.get(0)?.name)
  const back = new URL(world.feishu.login.approve(loginUrl(config.state), 2))
  expect(back.searchParams.get('state')).toBe(config.state)
  expect((await visitor.open(back.href)).status).toBe(302)
  expect((await whoAmI(visitor))?.openId).toBe(world.feishu.people.get(2)?.open_id)
})

test.each([
  ['another state', (state: string) => state.replace(/^.{4}/, 'AAAA')],
  ['no state', () => ''],
])('D3 with %s nobody is signed in', async (_name, change) => {
  const { world, visitor, config, loginUrl } = await begin()
  await using _ = world
  const back = world.feishu.login.approve(loginUrl(change(config.state)), 2)
  expect((await visitor.open(back)).status).toBe(400)
  expect(await whoAmI(visitor)).toBeNull()
})

test('D3 the state of one browser signs nobody in in another', async () => {
  const { world, config, loginUrl } = await begin()
  await using _ = world
  const victim = createVisitor(world.url)
  await victim.open('/')
  expect((await victim.open(world.feishu.login.approve(loginUrl(config.state), 2))).status).toBe(400)
  expect(await whoAmI(victim)).toBeNull()
})
