// Shows: a person who is signed in grants more, in a browser and in the client, keeps what they had, and takes it back.
import { expect, test } from 'vitest'
import { signInByRedirect, whoAmI } from './support/sign-in.ts'
import { createVisitor, type Visitor } from './support/visitor.ts'
import { startWorld, type World } from './support/world.ts'

const email = 'contact:user.email:readonly'
const phone = 'contact:user.phone:readonly'
/** What it takes to read a person of the directory. */
const directory = 'contact:contact.base:readonly'
const person = 1

interface Report {
  granted: string[]
  missing: string[]
  refused: string[]
  satisfied: boolean
  consentUrl?: string
}

async function report(visitor: Visitor, scopes: string[]): Promise<Report> {
  const response = await visitor.script('/auth/scopes', { scopes })
  expect(response.status).toBe(200)
  return (await response.json()) as Report
}

/** Goes where the report says and comes back with these scopes. */
async function agree(world: World, visitor: Visitor, { consentUrl = '' }: Report, grantedScopes?: string[]) {
  const { pathname, search } = new URL(consentUrl)
  const start = await visitor.open(pathname + search)
  const location = start.headers.get('location') ?? ''
  const options = grantedScopes === undefined ? {} : { grantedScopes }
  return visitor.open(world.feishu.login.approve(location, person, options))
}

async function signInInClient(world: World, visitor: Visitor, scopes: string[] = []) {
  const start = await visitor.script('/auth/attempts', { scopes })
  const { attempt, scopeList } = (await start.json()) as { attempt: string; scopeList: string[] }
  const code = world.feishu.client.code(`${world.url}/`, person, { scopeList })
  const response = await visitor.script('/auth/in-client', { attempt, code })
  return (await response.json()) as { scopes: string[] }
}

test('in a browser: more is granted, and what was granted stays', async () => {
  await using world = await startWorld()
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, person)
  const before = await report(visitor, [email])
  expect(before).toMatchObject({ granted: [], missing: [email], refused: [], satisfied: false })
  expect((await agree(world, visitor, before)).headers.get('location')).toBe('/')
  const second = await report(visitor, [email, phone])
  expect(second).toMatchObject({ missing: [phone], satisfied: false })
  expect(second.granted).toContain(email)
  await agree(world, visitor, second)
  const after = await report(visitor, [email, phone])
  expect(after).toMatchObject({ missing: [], satisfied: true })
  expect(after).not.toHaveProperty('consentUrl')
})

test('in the client: more is granted, and what was granted stays', async () => {
  await using world = await startWorld()
  const visitor = createVisitor(world.url)
  expect((await signInInClient(world, visitor)).scopes).toEqual([])
  expect((await signInInClient(world, visitor, [email])).scopes).toContain(email)
  const { scopes } = await signInInClient(world, visitor, [phone])
  expect(scopes).toEqual(expect.arrayContaining([email, phone]))
  expect(await report(visitor, [email, phone])).toMatchObject({ satisfied: true })
})

test('what the person did not grant is said, and nobody is signed out by it', async () => {
  await using world = await startWorld()
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, person)
  await agree(world, visitor, await report(visitor, [email, phone]), [email])
  expect(await report(visitor, [email, phone])).toMatchObject({
    missing: [phone],
    refused: [phone],
    satisfied: false,
  })
  expect(await whoAmI(visitor)).not.toBeNull()
})

test('whoever refuses everything is told so, stays signed in, and goes back', async () => {
  await using world = await startWorld()
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, person)
  const start = await visitor.open(`/auth/authorize?return_to=%2Fjsapi&scope=${email}`)
  const back = await visitor.open(world.feishu.login.deny(start.headers.get('location') ?? '', person))
  expect(back.status).toBe(403)
  expect(await back.text()).toContain('href="/jsapi"')
  expect(await whoAmI(visitor)).not.toBeNull()
  // So that a page which asks for it at every opening does not send them round and round.
  expect(await report(visitor, [email])).toMatchObject({ missing: [email], refused: [email] })
  await agree(world, visitor, await report(visitor, [email]))
  expect(await report(visitor, [email])).toMatchObject({ refused: [], satisfied: true })
})

test('a consent that is withdrawn at the platform is asked for again at the next call', async () => {
  await using world = await startWorld()
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, person)
  await agree(world, visitor, await report(visitor, [directory, 'offline_access']))
  const user = (await (await visitor.script('/auth/session')).json()) as {
    user: { id: string; openId: string }
  }
  const { feishu } = world.larkspur
  const path = `/open-apis/contact/v3/users/${user.user.openId}`
  expect(await feishu(user.user.id).get(path)).toHaveProperty('user')
  world.feishu.login.withdraw(person)
  await expect(feishu(user.user.id).get(path)).rejects.toMatchObject({
    code: 'consent_required',
    consentUrl: expect.stringContaining(`${world.url}/auth/authorize?scope=`),
  })
})

test('a sign-out with revocation ends the tokens here and there', async () => {
  await using world = await startWorld()
  const visitor = createVisitor(world.url)
  await signInByRedirect(world, visitor, person)
  await agree(world, visitor, await report(visitor, [email, 'offline_access']))
  const { user } = (await (await visitor.script('/auth/session')).json()) as { user: { id: string } }
  const token = await world.larkspur.tokens.userAccessToken(user.id)
  expect((await visitor.script('/auth/sign-out', { revoke: true })).status).toBe(204)
  await expect(world.larkspur.tokens.userAccessToken(user.id)).rejects.toMatchObject({
    code: 'consent_required',
  })
  const answer = await fetch(`${world.feishu.url}/open-apis/authen/v1/user_info`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(((await answer.json()) as { code: number }).code).not.toBe(0)
})
