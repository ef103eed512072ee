// Runs: every call of the documents' examples of the login element, in TypeScript and with the same names, on a directory
// that is laid out as they print it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest'
import { startEmulator } from '../src/emulator/index.ts'
import { Code, createLarkspur, type Larkspur, type LoginElement } from '../src/index.ts'
import { contactScopes } from './support/contact-scopes.ts'
import { createVisitor } from './support/visitor.ts'
import { startWorld, testSecret } from './support/world.ts'

/** Where the page of the front-end example is. */
const page = 'https://app.example.com/login'

const folder = mkdtempSync(join(tmpdir(), 'larkspur-example-'))
const feishu = await startEmulator({
  seed: 3,
  organisation: { users: 40 },
  app: { redirectUrls: [page], scopes: contactScopes },
})
const { APP_ID, APP_SECRET } = feishu.env
const main = feishu.apps.create({ name: 'another app' })

/** The two files as they are printed: nothing in them says where an emulator is. */
function layOut(): void {
  const place = join(folder, 'auths', 'loginTypes', 'FSInnerExample')
  mkdirSync(place, { recursive: true })
  writeFileSync(
    join(place, 'e.json'),
    `{
  "title": "飞书自建扫码登录示例",
  "type": "auths.loginTypes.FSInnerType"
}
`,
  )
  writeFileSync(
    join(place, 'FSInnerExample.json'),
    `{
  "appId": "${APP_ID}",
  "appSecret": "${APP_SECRET}"
}
`,
  )
}

/** The platform of these tests is on this machine, whatever it is called. */
const toEmulator: typeof fetch = (input, init) => {
  const { hostname, pathname, search } = new URL(input instanceof Request ? input.url : input)
  if (!/^(?:open|accounts|passport)\.feishu\.cn$/.test(hostname)) throw new Error(`asked ${hostname}`)
  return fetch(new URL(pathname + search, feishu.url), init)
}

let app: Larkspur
let feishu_auth: LoginElement
beforeAll(async () => {
  layOut()
  const quiet = () => {}
  app = await createLarkspur({
    url: 'https://app.example.com',
    feishu: { appId: main.appId, appSecret: main.appSecret },
    elements: { directories: [folder] },
    database: 'sqlite::memory:',
    sessionSecret: testSecret,
    clock: () => feishu.clock.now(),
    fetch: toEmulator,
    sleep: async () => {},
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  })
  // Creating the instance; the basic example begins with the same call.
  feishu_auth = await app.getElement('auths.loginTypes.FSInnerExample')
})
afterAll(async () => {
  await app.close()
  await feishu.close()
  rmSync(folder, { recursive: true })
})

const zhangsan = feishu.people.update(5, { user_id: 'zhangsan', name: '张三' })
feishu.organisation.departments.create({ name: '二部', customId: '2' })

/** What the platform's page answers at this address once the person has agreed. */
function comeBack(loginUrl: string, person = 5): URLSearchParams {
  const { pathname, search } = new URL(loginUrl)
  return new URL(feishu.login.approve(feishu.url + pathname + search, person)).searchParams
}

const loginUrlOf = (config: { appId: string; redirectUri: string; state: string }) =>
  `https://passport.feishu.cn/suite/passport/oauth/authorize?client_id=${config.appId}&redirect_uri=${encodeURIComponent(config.redirectUri)}&response_type=code&state=${config.state}`

/** What a front end hands over after the scan. */
async function authCodeFromTheFrontEnd(): Promise<string> {
  const config = await feishu_auth.getLoginConfig({ redirectUri: page })
  return comeBack(loginUrlOf(config)).get('code') ?? ''
}

test('element 2 the directory of the documents is an instance of the official Type', () => {
  expect(feishu_auth).toMatchObject({
    fullName: 'auths.loginTypes.FSInnerExample',
    name: 'FSInnerExample',
    define: { title: '飞书自建扫码登录示例', type: 'auths.loginTypes.FSInnerType' },
    types: ['auths.loginTypes.FSInnerType', 'auths.loginTypes.Meta'],
  })
})

test('element 8 the documents’ names are there, with their arguments', () => {
  expectTypeOf(feishu_auth.getLoginCode)
    .parameter(0)
    .toMatchObjectType<{ authCode: string; state?: string | undefined }>()
  expectTypeOf(feishu_auth.getUserInfo).parameter(0).toEqualTypeOf<{ userId: string }>()
  expectTypeOf(feishu_auth.syncUserInfo)
    .parameter(0)
    .toEqualTypeOf<{ userId: string; forceUpdate?: boolean | undefined }>()
  expectTypeOf(feishu_auth.getAccessToken).returns.resolves.toBeString()
  expectTypeOf(feishu_auth.syncUserInfo).returns.resolves.toBeVoid()
  expectTypeOf(feishu_auth.syncDepartmentInfo).returns.resolves.toBeVoid()
  const functions = Object.entries(feishu_auth).filter(([, value]) => typeof value === 'function')
  expect(functions.map(([name]) => name)).toEqual([
    ...['getLoginConfig', 'getLoginCode', 'getUserInfo', 'getAccessToken'],
    ...['syncUserInfo', 'syncDepartmentInfo'],
  ])
})

test('element 10 example: the configuration of a sign-in', async () => {
  const config = await feishu_auth.getLoginConfig()
  expect(`应用ID: ${config.appId}`).toBe(`应用ID: ${APP_ID}`)
  expect(config.state).toMatch(/^[\w-]{43}$/)
  expect(JSON.stringify([config, feishu_auth])).not.toContain(APP_SECRET)
})

test('element 11 example: a person by the code', async () => {
  const auth_code = await authCodeFromTheFrontEnd()
  const user_info = await feishu_auth.getLoginCode({ authCode: auth_code })
  expect(user_info.name).toBe('张三')
  expect(user_info.department).toBe(zhangsan.department_name)
  expect(user_info).toMatchObject({
    userId: 'zhangsan',
    mobile: zhangsan.mobile,
    email: zhangsan.email,
    position: zhangsan.job_title,
    status: 'active',
    isLeader: expect.any(Boolean),
  })
  expect(Object.keys(user_info)).toEqual(expect.arrayContaining(['avatar', 'gender']))
})

test('element 13 example: everything about a person', async () => {
  const user_detail = await feishu_auth.getUserInfo({ userId: 'zhangsan' })
  expect(user_detail).toMatchObject({ userId: 'zhangsan', name: '张三', openId: zhangsan.open_id })
  expect(user_detail.departments.map(({ name }) => name)).toContain(zhangsan.department_name)
})

test('element 14 example: the token of the app', async () => {
  const access_token = await feishu_auth.getAccessToken()
  expect(access_token).toMatch(/^t-/)
  expect(await feishu_auth.getAccessToken()).toBe(access_token)
})

test('element 15 example: one person is synchronised', async () => {
  expect(await feishu_auth.syncUserInfo({ userId: 'zhangsan', forceUpdate: true })).toBeUndefined()
  const directory = app.directoryOf('FSInnerExample')
  expect(await directory.user(zhangsan.open_id)).toMatchObject({ name: '张三', userId: 'zhangsan' })
})

test('element 16 element 17 example: all departments, and one', async () => {
  expect(await feishu_auth.syncDepartmentInfo()).toBeUndefined()
  expect(await feishu_auth.syncDepartmentInfo({ deptId: '2' })).toBeUndefined()
  const directory = app.directoryOf('FSInnerExample')
  const { items } = await directory.departments({ search: '二部' })
  expect(items).toMatchObject([{ name: '二部', customId: '2' }])
  const runs = await directory.runs()
  expect(runs.items.slice(0, 2).map(({ target, state }) => [target.kind, state])).toEqual([
    ['department', 'completed'],
    ['all', 'completed'],
  ])
})

test('element 18 the model of the documents', async () => {
  const row = await feishu_auth.FSInnerAuthModel.get('zhangsan')
  expect(row).toMatchObject({ userId: 'zhangsan', name: '张三', position: zhangsan.job_title })
  expect(Object.getOwnPropertyNames(row)).toHaveLength(16)
})

test('element 12 element 23 example: the address of the front end, and what comes back to it', async () => {
  const config = await feishu_auth.getLoginConfig({ redirectUri: page })
  const urlParams = comeBack(loginUrlOf(config))
  const given = {
    authCode: urlParams.get('code') ?? '',
    state: urlParams.get('state') ?? '',
    redirectUri: config.redirectUri,
  }
  expect(given.state).toBe(config.state)
  expect(await feishu_auth.getLoginCode(given)).toMatchObject({ userId: 'zhangsan' })
  await expect(feishu_auth.getLoginCode(given)).rejects.toThrow('40029')
})

test('element 20 example: errors by their numbers', async () => {
  async function signIn(auth_code: string) {
    try {
      return await feishu_auth.getLoginCode({ authCode: auth_code })
    } catch (e) {
      if (String(e).includes('40013')) {
        throw new Code(40013, '应用ID不正确,请检查配置')
      } else if (String(e).includes('40029')) {
        throw new Code(40029, '授权码无效或已过期')
      } else {
        throw new Code(50000, `登录失败: ${String(e)}`)
      }
    }
  }
  await expect(signIn('authorization_code_from_frontend')).rejects.toMatchObject({
    code: 40029,
    reason: '授权码无效或已过期',
  })
  const auth_code = await authCodeFromTheFrontEnd()
  feishu.apps.update(feishu.app.appId, { appSecret: 'another one' })
  await expect(signIn(auth_code)).rejects.toMatchObject({ code: 40013 })
  feishu.apps.update(feishu.app.appId, { appSecret: APP_SECRET, availability: [1] })
  await expect(signIn(await authCodeFromTheFrontEnd())).rejects.toMatchObject({
    code: 50000,
    reason: expect.stringMatching(/^登录失败: Code: 60020: /),
  })
  feishu.apps.update(feishu.app.appId, { availability: 'all' })
})

test('element 22 without a page of one’s own, the callback finishes what getLoginConfig began', async () => {
  await using world = await startWorld()
  const visitor = createVisitor(world.url)
  const answer = await visitor.script('/api/auths/loginTypes/default/getLoginConfig', {})
  const { data } = (await answer.json()) as { data: { appId: string; redirectUri: string; state: string } }
  expect(data.redirectUri).toBe(`${world.url}/auth/callback`)
  const { search } = new URL(loginUrlOf(data))
  const back = world.feishu.login.approve(`${world.feishu.url}/suite/passport/oauth/authorize${search}`, 2)
  // Somebody else's browser does not get in by it.
  expect((await createVisitor(world.url).open(back)).status).toBe(400)
  expect((await visitor.open(back)).status).toBe(302)
  const session = await (await visitor.script('/auth/session')).json()
  expect(session).toMatchObject({ user: { openId: world.feishu.people.get(2)?.open_id } })
})
