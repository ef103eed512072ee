// Tries: the six methods and the model, on an emulator and a real database.

import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest'
import { contactScopes } from '../../../test/support/contact-scopes.ts'
import {
  elementPage,
  elementUrl,
  type FsInnerWorld,
  startFsInner,
} from '../../../test/support/fs-inner-world.ts'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import type { ElementVisit, LoginMethods, LoginUserInfo } from '../index.ts'
import { Code } from '../index.ts'

const names = [
  'getLoginConfig',
  'getLoginCode',
  'getUserInfo',
  'getAccessToken',
  'syncUserInfo',
  'syncDepartmentInfo',
] as const

const documented = [
  ...['userId', 'name', 'mobile', 'email', 'avatar'],
  ...['department', 'position', 'gender', 'status', 'isLeader'],
] as const

describe('login element', () => {
  let world: FsInnerWorld
  beforeEach(async () => {
    world = await startFsInner()
  })
  afterEach(() => world[Symbol.asyncDispose]())

  const requests = (operation: string) => world.feishu.requests({ operation }).length
  const leader = () => {
    const found = world.feishu.organisation.departments.list().items.find((one) => one.leader !== undefined)
    return world.someone(found?.leader ?? -1)
  }

  it('element 8 has the six methods, and the model', () => {
    expectTypeOf<keyof LoginMethods>().toEqualTypeOf<(typeof names)[number]>()
    const { FSInnerAuthModel, ...methods } = world.element
    expect(Object.keys(methods)).toEqual(names)
    for (const name of names) expect(methods[name]).toBeTypeOf('function')
    expect(Object.keys(FSInnerAuthModel)).toEqual(['get', 'query'])
  })

  /** As the platform's own export has it: 0 is told by nobody. */
  const genderOf = (openId: string) => {
    const [found] = [...world.feishu.organisation.exportFor().people].filter(
      (person) => person.open_id === openId,
    )
    return [null, 'male', 'female', 'other'][Number(found?.gender)]
  }

  describe('getLoginConfig', () => {
    it('element 10 gives the App ID and a fresh state, and never the secret', async () => {
      const { element, app } = world
      const [one, two] = [await element.getLoginConfig(), await element.getLoginConfig()]
      expect(one).toEqual({
        appId: app.appId,
        state: expect.stringMatching(/^[\w-]{43}$/),
        redirectUri: elementPage,
      })
      expect(two.state).not.toBe(one.state)
      expect(JSON.stringify([one, two])).not.toContain(app.appSecret)
      expect(world.logs.join('')).not.toContain(one.state)
    })

    it('element 22 gives the redirect URI that it is asked for, when it is of this site', async () => {
      const redirectUri = `${elementUrl}/another?page=1`
      expect(await world.element.getLoginConfig({ redirectUri })).toMatchObject({ redirectUri })
      await expect(
        world.element.getLoginConfig({ redirectUri: 'https://evil.example/' }),
      ).rejects.toMatchObject({ code: 'request_invalid', message: expect.stringContaining('redirectUri') })
      const unset = world.make({ redirectUri: undefined })
      expect(await unset.getLoginConfig()).toMatchObject({ redirectUri: `${elementUrl}/auth/callback` })
    })

    it.each(['suite/passport/oauth/authorize', 'open-apis/authen/v1/authorize'])(
      'element 23 what it gives makes a working address of %s',
      async (path) => {
        const { element, feishu } = world
        const config = await element.getLoginConfig()
        const address = `${feishu.url}/${path}?client_id=${config.appId}&redirect_uri=${encodeURIComponent(config.redirectUri)}&response_type=code&state=${config.state}`
        expect([...new URL(address).searchParams.keys()]).toEqual([
          ...['client_id', 'redirect_uri', 'response_type', 'state'],
        ])
        const back = new URL(feishu.login.approve(address, 2)).searchParams
        const info = await element.getLoginCode({
          authCode: back.get('code') ?? '',
          state: back.get('state') ?? '',
          redirectUri: config.redirectUri,
        })
        expect(info.openId).toBe(world.someone(2).open_id)
      },
    )
  })

  describe('getLoginCode', () => {
    it.each([2, 3, 5])('element 11 tells of the person %i what the platform tells', async (index) => {
      const person = world.someone(index)
      const info = await world.element.getLoginCode({ authCode: world.code(index) })
      expect(info).toEqual({
        userId: person.user_id,
        name: person.name,
        mobile: person.mobile,
        email: person.email,
        avatar: expect.stringMatching(/^https?:/),
        department: person.department_name,
        position: person.job_title,
        gender: genderOf(person.open_id),
        status: 'active',
        isLeader: expect.any(Boolean),
        openId: person.open_id,
        unionId: person.union_id,
        tenantKey: person.tenant_key,
      })
      // The exchange, user_info, the person, the departments; and the token of the app.
      const operations = world.feishu.requests().map(({ operation }) => operation)
      expect(operations.filter((name) => !/authorize|passport/.test(name)).sort()).toEqual([
        'auth.v3.tenant_access_token.internal',
        'contact.v3.departments.batch',
        'contact.v3.users.get',
        'oauth.v2.token',
        'user_info',
      ])
    })

    it('element 11 says who leads a department', async () => {
      const found = leader()
      expect(await world.element.getLoginCode({ authCode: world.code(found.index) })).toMatchObject({
        openId: found.open_id,
        isLeader: true,
      })
      const everybody = world.feishu.organisation.departments.list({ limit: 500 }).items
      const leaders = new Set(everybody.flatMap(({ leader, deputies }) => [leader, ...deputies]))
      const { index } = world.feishu.people
        .list({ limit: 500 })
        .items.find((one) => !leaders.has(one.index) && one.status.is_activated && !one.status.is_frozen) ?? {
        index: -1,
      }
      expect(await world.element.getLoginCode({ authCode: world.code(index) })).toMatchObject({
        isLeader: false,
      })
    })

    it.each([
      ['no permission at all', []],
      ['the permission to ask, and none for fields', ['contact:contact.base:readonly']],
    ])('element 11 with %s has all ten keys, and null in them', async (_, scopes) => {
      world.feishu.apps.update(world.app.appId, { scopes })
      const info = await world.element.getLoginCode({ authCode: world.code(2) })
      const person = world.someone(2)
      const nothing = Object.fromEntries(documented.map((name) => [name, null]))
      expect(info).toEqual({
        ...nothing,
        userId: person.open_id,
        name: person.name,
        avatar: expect.stringMatching(/^https?:/),
        openId: person.open_id,
        unionId: person.union_id,
        tenantKey: person.tenant_key,
      })
    })

    it('element 11 with the fields of departments missing, those alone are null', async () => {
      const scopes = contactScopes.filter((scope) => !scope.startsWith('contact:department'))
      world.feishu.apps.update(world.app.appId, { scopes })
      expect(await world.element.getLoginCode({ authCode: world.code(2) })).toMatchObject({
        department: null,
        isLeader: null,
        position: world.someone(2).job_title,
      })
    })

    it('element 11 somebody out of the contact range signs in as others do', async () => {
      world.feishu.apps.update(world.app.appId, { contactRange: { departments: [], people: [3] } })
      expect(await world.element.getLoginCode({ authCode: world.code(2) })).toMatchObject({
        name: world.someone(2).name,
        position: null,
        status: null,
      })
    })

    it('element 11 an outage of the contact API keeps nobody out, and takes nothing away', async () => {
      const { element, feishu } = world
      const before = await element.getLoginCode({ authCode: world.code(2) })
      feishu.faults.add({
        operation: 'contact.v3.users.get',
        times: 9,
        effect: { kind: 'status', status: 503 },
      })
      const info = await element.getLoginCode({ authCode: world.code(2) })
      expect(info).toMatchObject({ position: before.position, department: before.department })
      expect(await element.FSInnerAuthModel.get(info.openId)).toMatchObject({ position: before.position })
    })

    it('a permission that was withdrawn takes its fields out of the model', async () => {
      const { element, feishu } = world
      await element.getLoginCode({ authCode: world.code(2) })
      feishu.apps.update(world.app.appId, { scopes: [] })
      const { openId } = await element.getLoginCode({ authCode: world.code(2) })
      expect(await element.FSInnerAuthModel.get(openId)).toMatchObject({
        ...{ position: null, department: null, mobile: null, status: null },
      })
    })

    it('element 12 takes a code without a state, and a state once', async () => {
      const { element } = world
      await element.getLoginCode({ authCode: world.clientCode() })
      const { state } = await element.getLoginConfig()
      const info = await element.getLoginCode({ authCode: world.code(2), state })
      expect(info.openId).toBe(world.someone(2).open_id)
      await expect(element.getLoginCode({ authCode: world.code(2), state })).rejects.toMatchObject({
        code: 40029,
        cause: { code: 'attempt_invalid' },
      })
    })

    it('element 12 refuses a state that is forged, of another page or app, or older than ten minutes', async () => {
      const { element, feishu, time } = world
      const refused = (state: string, cause: string, redirectUri?: string) =>
        expect(
          element.getLoginCode({ authCode: world.code(2), state, ...(redirectUri && { redirectUri }) }),
        ).rejects.toMatchObject({ code: 40029, cause: { code: cause } })
      await refused('x', 'attempt_invalid')
      await refused('A'.repeat(43), 'attempt_invalid')
      const other = world.make({ app: { ...world.app, appId: 'cli_ffffffffffffffff' } })
      await refused((await other.getLoginConfig()).state, 'attempt_invalid')
      const { state } = await element.getLoginConfig()
      await refused(state, 'attempt_invalid', `${elementUrl}/auth/callback`)
      const late = await element.getLoginConfig()
      feishu.clock.advance(600_000)
      await refused(late.state, 'attempt_expired')
      expect(requests('oauth.v2.token')).toBe(0)
      expect(time.clock()).toBe(feishu.clock.now())
    })

    it('element 19 keeps one row per person, and every sign-in moves updatedAt', async () => {
      const { element, feishu } = world
      const { userId, openId } = await element.getLoginCode({ authCode: world.code(2) })
      const first = await element.FSInnerAuthModel.get(userId)
      feishu.clock.advance(60_000)
      await element.getLoginCode({ authCode: world.clientCode(2) })
      const second = await element.FSInnerAuthModel.get(openId)
      expect(second).toEqual({ ...first, updatedAt: second?.updatedAt })
      expect((second?.updatedAt.getTime() ?? 0) - (first?.updatedAt.getTime() ?? 0)).toBe(60_000)
      expect(second?.createdAt).toEqual(first?.createdAt)
      expect((await element.FSInnerAuthModel.query()).items).toHaveLength(1)
    })

    it('is the account that the other flows sign in to', async () => {
      const { openId } = await world.element.getLoginCode({ authCode: world.code(2) })
      const [person] = await world.database.identities.findByOpenId('feishu', world.app.appId, openId)
      const { person: other } = await world.signIn.finishMiniProgram({
        code: world.feishu.miniProgram.code(2),
      })
      expect(other.identityId).toBe(person?.identityId)
    })

    it('lets in whom the policy lets in', async () => {
      const closed = world.make({ policy: { createAccounts: false } })
      await expect(closed.getLoginCode({ authCode: world.code(2) })).rejects.toMatchObject({
        code: 50000,
        cause: { code: 'account_missing' },
      })
      expect((await world.element.FSInnerAuthModel.query()).items).toEqual([])
    })
  })

  describe('on behalf of a browser', () => {
    const browserId = 'B'.repeat(43)
    const signedIn: string[] = []
    const inBrowser = (id: string) => {
      const visit: ElementVisit = {
        browserId: id,
        signedIn: ({ profile }) => signedIn.push(profile.openId),
        signal: new AbortController().signal,
        waits: false,
      }
      return world.make({ visit: () => visit })
    }
    beforeEach(() => {
      signedIn.length = 0
    })

    it('takes the state of this browser, and says who has signed in', async () => {
      const element = inBrowser(browserId)
      const { state } = await element.getLoginConfig()
      const { openId } = await element.getLoginCode({ authCode: world.code(2), state })
      expect(signedIn).toEqual([openId])
    })

    it('takes no code without a state, or with one of another browser or of none', async () => {
      const { state } = await world.element.getLoginConfig()
      const other = (await inBrowser('C'.repeat(43)).getLoginConfig()).state
      const refused = async (given: { state?: string }, cause: string) =>
        expect(
          inBrowser(browserId).getLoginCode({ authCode: world.code(2), ...given }),
        ).rejects.toMatchObject({ code: 40029, cause: { code: cause } })
      await refused({}, 'attempt_missing')
      await refused({ state }, 'attempt_invalid')
      await refused({ state: other }, 'attempt_invalid')
      expect(signedIn).toEqual([])
      expect(requests('oauth.v2.token')).toBe(0)
    })
  })

  describe('getUserInfo', () => {
    it('element 13 tells more than getLoginCode, by every id', async () => {
      const { element } = world
      const { index, open_id, union_id, user_id, employee_no, en_name, department_ids } = leader()
      const login = await element.getLoginCode({ authCode: world.code(index) })
      for (const userId of [user_id, open_id, union_id]) {
        const info = await element.getUserInfo({ userId })
        expect(info).toMatchObject(login)
        expect(info).toEqual({
          ...login,
          enName: en_name,
          employeeNo: employee_no,
          departments: department_ids.map((id, place) => ({
            id,
            name: expect.any(String),
            isPrimary: place === 0,
          })),
          leaderId: info.leaderId,
          city: expect.any(String),
          country: expect.any(String),
          workStation: info.workStation,
          joinedAt: expect.any(Number),
        })
        expect(info.joinedAt).toBeGreaterThan(Date.UTC(1990))
      }
    })

    it('element 13 tells of somebody who has never signed in', async () => {
      const { open_id, name } = world.someone(7)
      const info = await world.element.getUserInfo({ userId: open_id })
      expect(info).toMatchObject({ name, openId: open_id, tenantKey: null })
      for (const key of documented) expect(info).toHaveProperty(key)
    })

    it.each(['zhangsan', 'ou_00000000000000000000000000000000', 'on_00000000000000000000000000000000'])(
      'element 13 %s is unknown to the platform',
      async (userId) => {
        await expect(world.element.getUserInfo({ userId })).rejects.toMatchObject({
          name: 'Code',
          code: 50000,
          cause: { code: 'user_not_found' },
        })
      },
    )

    it.each(['..', '../departments/0', 'a/b', 'null', ' ', 'x\n', 'a?b=c', '%2e%2e'])(
      'element 13 %j asks for nothing else',
      async (userId) => {
        await expect(world.element.getUserInfo({ userId })).rejects.toBeInstanceOf(Error)
        const asked = world.feishu.requests().filter(({ operation }) => operation.startsWith('contact.'))
        for (const { path } of asked) expect(path).toMatch(/^\/open-apis\/contact\/v3\/users\/[^/]+$/)
        expect(requests('unmatched')).toBe(0)
      },
    )

    it('element 13 without the permission for user_ids, whoever has signed in is found all the same', async () => {
      const { element, feishu } = world
      const { userId, openId } = await element.getLoginCode({ authCode: world.code(2) })
      const scopes = contactScopes.filter((scope) => !scope.includes('employee_id'))
      feishu.apps.update(world.app.appId, { scopes })
      expect(await element.getUserInfo({ userId })).toMatchObject({ openId })
      await expect(element.getUserInfo({ userId: world.someone(7).user_id })).rejects.toMatchObject({
        code: 50000,
        cause: { code: 'scope_not_allowed' },
      })
    })
  })

  describe('getAccessToken', () => {
    it('element 14 gives a text, the same one until it is near its end', async () => {
      const { element, feishu } = world
      const token = await element.getAccessToken()
      expect(token).toMatch(/^t-/)
      feishu.clock.advance('80m')
      expect(await element.getAccessToken()).toBe(token)
      expect(requests('auth.v3.tenant_access_token.internal')).toBe(1)
      feishu.clock.advance('45m')
      expect(await element.getAccessToken()).not.toBe(token)
      expect(requests('auth.v3.tenant_access_token.internal')).toBe(2)
      expect(world.logs.join('')).not.toContain(token)
    })
  })

  describe('syncUserInfo', () => {
    const row = async () => {
      const found = await world.element.FSInnerAuthModel.get(world.someone(2).open_id)
      if (found === undefined) throw new Error('nobody has signed in')
      return found
    }
    beforeEach(async () => {
      await world.element.getLoginCode({ authCode: world.code(2) })
      world.feishu.clock.advance(60_000)
    })

    it('element 15 reads the person anew, into the directory and into the model', async () => {
      const { element, feishu } = world
      const before = await row()
      const { open_id, user_id } = feishu.people.update(2, { name: '新名字', job_title: '总监' })
      expect(await element.syncUserInfo({ userId: user_id })).toBeUndefined()
      expect(await row()).toEqual({
        ...before,
        name: '新名字',
        position: '总监',
        updatedAt: new Date(feishu.clock.now()),
      })
      const key = { brand: 'feishu', appId: world.app.appId } as const
      expect(await world.database.directory.person(key, open_id)).toMatchObject({
        name: '新名字',
        jobTitle: '总监',
      })
    })

    it('element 15 writes what is the same only when it is told to', async () => {
      const { element, feishu } = world
      const before = await row()
      await element.syncUserInfo({ userId: before.userId })
      expect(await row()).toEqual(before)
      await element.syncUserInfo({ userId: before.userId, forceUpdate: false })
      expect(await row()).toEqual(before)
      await element.syncUserInfo({ userId: before.userId, forceUpdate: true })
      expect(await row()).toEqual({ ...before, updatedAt: new Date(feishu.clock.now()) })
    })

    it('element 15 whoever has never signed in is in the directory, and in no row', async () => {
      const { open_id } = world.someone(7)
      await world.element.syncUserInfo({ userId: open_id, forceUpdate: true })
      expect(await world.element.FSInnerAuthModel.get(open_id)).toBeUndefined()
      expect((await world.element.FSInnerAuthModel.query()).items).toHaveLength(1)
      const key = { brand: 'feishu', appId: world.app.appId } as const
      expect(await world.database.directory.person(key, open_id)).toMatchObject({ id: open_id })
    })

    it('element 15 notes who has left', async () => {
      const { element, feishu } = world
      await element.getLoginCode({ authCode: world.code(3) })
      const [{ open_id, user_id }, gone] = [feishu.organisation.leave(2), world.someone(3)]
      await element.syncUserInfo({ userId: user_id })
      expect(await element.FSInnerAuthModel.get(open_id)).toMatchObject({ status: 'resigned' })
      feishu.people.remove(3)
      await element.syncUserInfo({ userId: gone.user_id })
      expect(await element.FSInnerAuthModel.get(gone.open_id)).toMatchObject({
        ...{ status: 'resigned', name: gone.name, position: gone.job_title },
      })
    })

    it('element 15 whoever left the contact range stays as they were', async () => {
      const before = await row()
      world.feishu.apps.update(world.app.appId, { contactRange: { departments: [], people: [3] } })
      const syncing = world.element.syncUserInfo({ userId: world.someone(2).open_id, forceUpdate: true })
      await expect(syncing).rejects.toMatchObject({ code: 50000, cause: { code: 'user_not_visible' } })
      expect(await row()).toEqual(before)
    })

    it('element 15 what the platform does not know is an error', async () => {
      await expect(world.element.syncUserInfo({ userId: 'zhangsan' })).rejects.toMatchObject({
        code: 50000,
        cause: { code: 'user_not_found' },
      })
    })
  })

  describe('syncDepartmentInfo', () => {
    const key = () => ({ brand: 'feishu', appId: world.app.appId }) as const
    const counted = () => world.database.directory.count(key())

    it('element 16 element 17 reads everything that the app sees; once more changes nothing', async () => {
      const { element, feishu } = world
      expect(await element.syncDepartmentInfo()).toBeUndefined()
      const departments = feishu.organisation.departments.list().total
      const all = { people: [...feishu.organisation.exportFor().people].length, departments }
      expect(await counted()).toEqual(all)
      await element.syncDepartmentInfo({})
      expect(await counted()).toEqual(all)
      const { items } = await world.database.directory.runs(key(), { limit: 10 })
      expect(items.map(({ target, state, people }) => [target.kind, state, people.updated])).toEqual([
        ['all', 'completed', 0],
        ['all', 'completed', 0],
      ])
      expect(items[0]?.people.created).toBe(0)
    })

    it('element 16 one department, with those below it, by either id', async () => {
      const { element, feishu } = world
      const { list } = feishu.organisation.departments
      const above = list().items.find(({ parent, open_department_id }) => {
        return parent === '0' && list({ parent: open_department_id }).total > 0
      })
      if (above === undefined) throw new Error('no department has another below it')
      const below = (id: string): string[] => [
        id,
        ...list({ parent: id, limit: 500 }).items.flatMap((one) => below(one.open_department_id)),
      ]
      const ids = below(above.open_department_id)
      for (const deptId of [above.department_id, above.open_department_id]) {
        await element.syncDepartmentInfo({ deptId })
        const { items } = await world.database.directory.departments(key(), { limit: 200 })
        expect(items.map(({ id }) => id).sort()).toEqual(ids.sort())
      }
      const people = await world.database.directory.people(key(), { limit: 200 })
      const members = new Set(ids.flatMap((id) => feishu.people.list({ department: id, limit: 500 }).items))
      expect(new Set(people.items.map(({ id }) => id))).toEqual(
        new Set([...members].map(({ open_id }) => open_id)),
      )
    })

    it('element 16 takes the id 2, as the documents do', async () => {
      const { open_department_id } = world.feishu.organisation.departments.create({
        name: '二部',
        customId: '2',
      })
      await world.element.syncDepartmentInfo({ deptId: '2' })
      expect(await world.database.directory.department(key(), open_department_id)).toMatchObject({
        name: '二部',
        customId: '2',
      })
    })

    it.each(['nowhere', 'od-00000000000000000000000000000000'])(
      'element 16 the department %s is unknown to the platform',
      async (deptId) => {
        await expect(world.element.syncDepartmentInfo({ deptId })).rejects.toMatchObject({
          code: 50000,
          cause: { code: 'department_not_found' },
        })
      },
    )

    it('element 16 a run that has to be confirmed says which one it is', async () => {
      const { element, feishu } = world
      await element.syncDepartmentInfo()
      for (let index = 1; index <= 20; index += 1) feishu.people.remove(index)
      const error = await element.syncDepartmentInfo().then(
        () => undefined,
        (thrown: Code) => thrown,
      )
      const { items } = await world.database.directory.runs(key(), { limit: 1, state: 'waiting' })
      expect(error).toBeInstanceOf(Code)
      expect(error).toMatchObject({ code: 50000 })
      expect(items[0]?.id).toBeTypeOf('string')
      expect(error?.message).toContain(items[0]?.id)
    })

    it('element 16 waits for the run of somebody else', async () => {
      const { element, feishu, database, time } = world
      const lease = { key: key(), purpose: 'sync', owner: 'another process' } as const
      const until = feishu.clock.now() + 30_000
      expect(await database.directory.acquireLease(lease, feishu.clock.now(), until)).toBe(true)
      await element.syncDepartmentInfo()
      expect(time.clock()).toBeGreaterThanOrEqual(until)
      expect((await counted()).people).toBeGreaterThan(0)
    })

    it('over HTTP only who may wait does, and no longer than the visitor is there', async () => {
      const { feishu, time } = world
      const running = new LarkspurError('sync_running')
      const left = new AbortController()
      let runs = 0
      const sync = () => {
        runs += 1
        if (runs === 5) left.abort()
        return Promise.reject(running)
      }
      const asked = (waits: boolean) => {
        const visit = { browserId: null, signedIn: () => {}, signal: left.signal, waits }
        return world.make({ directory: { sync }, visit: () => visit })
      }
      const started = feishu.clock.now()
      const person = { userId: world.someone(2).open_id }
      await expect(asked(false).syncUserInfo(person)).rejects.toMatchObject({ cause: running })
      await expect(asked(false).syncDepartmentInfo()).rejects.toMatchObject({ cause: running })
      expect(time.clock() - started).toBeLessThan(1_000)
      expect(runs).toBe(2)
      await expect(asked(true).syncUserInfo(person)).rejects.toMatchObject({ cause: { code: 'aborted' } })
      expect(runs).toBe(5)
    })

    it('element 16 does not wait for ever', async () => {
      const { feishu } = world
      const running = new LarkspurError('sync_running')
      const sync = () => Promise.reject(running)
      const started = feishu.clock.now()
      await expect(world.make({ directory: { sync } }).syncDepartmentInfo()).rejects.toMatchObject({
        code: 50000,
        cause: running,
      })
      expect(feishu.clock.now() - started).toBe(15 * 60_000)
    })
  })

  describe('FSInnerAuthModel', () => {
    const fields = [
      ...['id', 'userId', 'name', 'mobile', 'email', 'avatar', 'department', 'position', 'gender'],
      ...['status', 'isLeader', 'accessToken', 'refreshToken', 'expiresAt', 'createdAt', 'updatedAt'],
    ]
    const scope = 'offline_access contact:user.email:readonly'

    it('element 18 has the sixteen fields, spelled as in the documents', async () => {
      const { element, feishu } = world
      const { userId } = await element.getLoginCode({ authCode: world.code(2, { page: 'current', scope }) })
      const row = await element.FSInnerAuthModel.get(userId)
      expect(Object.getOwnPropertyNames(row).sort()).toEqual(fields.sort())
      expect(row).toMatchObject({
        userId: world.someone(2).user_id,
        name: world.someone(2).name,
        email: world.someone(2).email,
        mobile: world.someone(2).mobile,
        status: 'active',
        accessToken: expect.stringMatching(/^eyJ/),
        refreshToken: expect.stringMatching(/^eyJ/),
        createdAt: new Date(feishu.clock.now()),
      })
      expect(row?.expiresAt?.getTime()).toBeGreaterThan(feishu.clock.now())
    })

    it('element 18 its tokens work, and go nowhere by themselves', async () => {
      const { element, feishu } = world
      const authCode = world.code(2, { page: 'current', scope })
      const info = await element.getLoginCode({ authCode })
      const row = await element.FSInnerAuthModel.get(info.userId)
      const answer = await fetch(`${feishu.url}/open-apis/authen/v1/user_info`, {
        headers: { authorization: `Bearer ${row?.accessToken}` },
      })
      expect(await answer.json()).toMatchObject({ data: { open_id: info.openId } })
      const { items } = await element.FSInnerAuthModel.query()
      const { inspect } = await import('node:util')
      const said = [JSON.stringify([info, row, items, { ...row }]), inspect(row), world.logs.join('')].join(
        '',
      )
      expect(said).not.toContain(row?.accessToken)
      expect(said).not.toContain(row?.refreshToken)
    })

    it('element 18 without anything granted there is no token to keep', async () => {
      world.feishu.apps.update(world.app.appId, { scopes: contactScopes })
      const { openId } = await world.element.getLoginCode({ authCode: world.clientCode(2) })
      const row = await world.element.FSInnerAuthModel.get(openId)
      expect(row).toMatchObject({ accessToken: null, refreshToken: null, expiresAt: null })
    })

    it('element 18 one row per person, in pages by name', async () => {
      const { element } = world
      const people = [2, 3, 5, 7].map((index) => world.someone(index))
      for (const { index } of people) await element.getLoginCode({ authCode: world.code(index) })
      const first = await element.FSInnerAuthModel.query({ limit: 3 })
      const rest = await element.FSInnerAuthModel.query({ limit: 3, cursor: first.next ?? '' })
      const rows = [...first.items, ...rest.items]
      expect([first.items.length, rest.items.length, rest.next]).toEqual([3, 1, null])
      expect(new Set(rows.map(({ userId }) => userId))).toEqual(new Set(people.map(({ user_id }) => user_id)))
      expect(new Set(rows.map(({ id }) => id)).size).toBe(4)
      expect(await element.FSInnerAuthModel.get('zhangsan')).toBeUndefined()
    })

    it('element 18 another app has rows of its own', async () => {
      const { openId } = await world.element.getLoginCode({ authCode: world.code(2) })
      const other = world.make({ app: { ...world.app, appId: 'cli_ffffffffffffffff' } })
      expect(await other.FSInnerAuthModel.get(openId)).toBeUndefined()
      expect((await other.FSInnerAuthModel.query()).items).toEqual([])
    })
  })

  describe('errors', () => {
    const refused = async (authCode: string, element = world.element) =>
      element.getLoginCode({ authCode }).then(
        () => Promise.reject(new Error('nobody should have signed in')),
        (error: Code) => error,
      )

    it('element 20 40013: another secret, another app', async () => {
      for (const app of [
        { ...world.app, appSecret: 'wrong-secret-marker' },
        { ...world.app, appId: 'cli_ffffffffffffffff' },
      ]) {
        const element = world.make({ app })
        const error = await element.getAccessToken().catch((thrown: Code) => thrown)
        expect(error).toMatchObject({ code: 40013, platform: { code: expect.any(Number) } })
      }
      const error = await refused(
        world.code(2),
        world.make({ app: { ...world.app, appSecret: 'wrong-secret-marker' } }),
      )
      expect(error).toMatchObject({ code: 40013, platform: { code: 20002, logId: expect.any(String) } })
      expect(`${error} ${JSON.stringify(error)} ${error.stack}`).not.toContain('marker')
    })

    it('element 20 40029: unknown, used, expired, of another app, and what cannot be a code', async () => {
      const { feishu } = world
      expect(await refused('unknown')).toMatchObject({ code: 40029, platform: { code: 20003 } })
      const used = world.code(2)
      await world.element.getLoginCode({ authCode: used })
      expect(await refused(used)).toMatchObject({ code: 40029, platform: { code: 20065 } })
      const late = world.code(2)
      feishu.clock.advance('6m')
      expect(await refused(late)).toMatchObject({ code: 40029, platform: { code: 20004 } })
      const { appId } = feishu.apps.create({ redirectUrls: [elementPage] })
      const foreign = feishu.client.code(elementPage, 2, { appId })
      expect(await refused(foreign)).toMatchObject({ code: 40029, platform: { code: 20024 } })
      const impossible = await refused('no code at all')
      expect(impossible).toMatchObject({ code: 40029, platform: undefined })
      expect(impossible.message).not.toContain('no code')
    })

    it('element 20 60020: disabled, not installed, not available to the person', async () => {
      const { feishu, app } = world
      for (const [change, back, number] of [
        [{ enabled: false }, { enabled: true }, 20069],
        [{ installed: false }, { installed: true }, 20009],
        [{ availability: [3] }, { availability: 'all' }, 20010],
      ] as const) {
        const authCode = world.code(2)
        feishu.apps.update(app.appId, {
          ...change,
          ...('availability' in change ? { availability: [3] } : {}),
        } as never)
        expect(await refused(authCode)).toMatchObject({ code: 60020, platform: { code: number } })
        feishu.apps.update(app.appId, back as never)
      }
    })

    it('element 20 40014 and 42001: the platform takes its own token no more', async () => {
      const { feishu } = world
      for (const [number, ours] of [
        [20005, 40014],
        [99991677, 42001],
      ] as const) {
        feishu.faults.add({ operation: 'user_info', times: 2, effect: { kind: 'error', code: number } })
        expect(await refused(world.code(2))).toMatchObject({ code: ours, platform: { code: number } })
        feishu.faults.clear()
      }
    })

    it('element 20 50000: everything else, such as an outage or somebody who has left', async () => {
      const { feishu } = world
      feishu.faults.add({ operation: 'oauth.v2.token', times: 9, effect: { kind: 'error', code: 20050 } })
      expect(await refused(world.code(2))).toMatchObject({
        code: 50000,
        cause: { code: 'platform_unavailable' },
      })
      feishu.faults.clear()
      const authCode = world.code(2)
      feishu.organisation.leave(2)
      expect(await refused(authCode)).toMatchObject({ code: 50000, cause: { code: 'user_frozen' } })
      await world.database.close()
      expect(await refused(world.code(3))).toMatchObject({
        code: 50000,
        cause: { code: 'storage_unavailable' },
      })
    })

    it('element 20 the documents’ example of handling errors', async () => {
      async function signIn(authCode: string): Promise<LoginUserInfo> {
        try {
          return await world.element.getLoginCode({ authCode })
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
      await expect(signIn('unknown')).rejects.toThrow('40029: 授权码无效或已过期')
      world.feishu.apps.update(world.app.appId, { appSecret: 'changed since' })
      await expect(signIn(world.code(2))).rejects.toThrow('40013: 应用ID不正确,请检查配置')
      world.feishu.apps.update(world.app.appId, { appSecret: world.app.appSecret, enabled: false })
      await expect(signIn('unknown')).rejects.toThrow(/^50000: 登录失败: Code: 60020|40029/)
    })
  })
})
