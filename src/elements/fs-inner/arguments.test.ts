// Tries: what the methods are called with.

import { expect, it } from 'vitest'
import { LarkspurError } from '../../errors/larkspur-error.ts'
import { Code } from '../code.ts'
import { createFsInner, type FsInnerOptions } from './index.ts'

/** Nothing may be asked of anybody before the arguments are known to fit. */
const untouched = new Proxy(
  {},
  {
    get() {
      throw new Error('something was asked')
    },
  },
)
const element = createFsInner({
  ...{ app: {}, context: {}, signIn: untouched, tokens: untouched, userTokens: untouched },
  ...{ directory: untouched, details: untouched },
} as unknown as FsInnerOptions)

type Call = (...given: unknown[]) => Promise<unknown>
const methods: Record<string, Call> = {
  ...(element as unknown as Record<string, Call>),
  'FSInnerAuthModel.get': element.FSInnerAuthModel.get as Call,
  'FSInnerAuthModel.query': element.FSInnerAuthModel.query as Call,
}
const call = (name: string, given: unknown[]) => methods[name]?.(...given) ?? Promise.reject(new Error(name))

async function refusal(name: string, given: unknown[]): Promise<Error> {
  return call(name, given).then(
    () => Promise.reject(new Error(`${name} has taken it`)),
    (error: Error) => error,
  )
}

it.each([
  ['getLoginCode', [], 'authCode'],
  ['getLoginCode', [{}], 'authCode'],
  ['getLoginCode', [{ state: 's' }], 'authCode'],
  ['getLoginCode', [{ authCode: undefined }], 'authCode'],
  ['getLoginCode', [{ authCode: null }], 'authCode'],
  ['getLoginCode', [{ authCode: '' }], 'authCode'],
  ['getLoginCode', [{ authCode: 1 }], 'authCode'],
  ['getLoginCode', [{ authCode: ['c'] }], 'authCode'],
  ['getLoginCode', [{ authCode: 'c', state: 1 }], 'state'],
  ['getLoginCode', [{ authCode: 'c', state: null }], 'state'],
  ['getLoginCode', [{ authCode: 'c', state: '' }], 'state'],
  ['getLoginCode', [{ authCode: 'c', redirectUri: {} }], 'redirectUri'],
  ['getLoginCode', [{ authCode: 'c', auth_code: 'c' }], 'auth_code'],
  ['getLoginCode', [{ authCode: 'c', userId: 'u' }], 'userId'],
  ['getLoginCode', [{ authCode: 'c', toString: 'x' }], 'toString'],
  ['getLoginCode', [JSON.parse('{"authCode":"c","__proto__":{"state":"s"}}')], '__proto__'],
  ['getLoginConfig', [{ redirectUri: 1 }], 'redirectUri'],
  ['getLoginConfig', [{ appId: 'cli_x' }], 'appId'],
  ['getUserInfo', [{}], 'userId'],
  ['getUserInfo', [{ userId: 7 }], 'userId'],
  ['getUserInfo', [{ userId: 'u', forceUpdate: true }], 'forceUpdate'],
  ['getAccessToken', [{ force: true }], 'force'],
  ['syncUserInfo', [{}], 'userId'],
  ['syncUserInfo', [{ forceUpdate: true }], 'userId'],
  ['syncUserInfo', [{ userId: 'u', forceUpdate: 'true' }], 'forceUpdate'],
  ['syncUserInfo', [{ userId: 'u', forceUpdate: 1 }], 'forceUpdate'],
  ['syncUserInfo', [{ userId: 'u', forceUpdate: null }], 'forceUpdate'],
  ['syncDepartmentInfo', [{ deptId: 2 }], 'deptId'],
  ['syncDepartmentInfo', [{ deptId: '' }], 'deptId'],
  ['syncDepartmentInfo', [{ departmentId: '2' }], 'departmentId'],
  ['FSInnerAuthModel.query', [{ limit: 0 }], 'limit'],
  ['FSInnerAuthModel.query', [{ limit: 201 }], 'limit'],
  ['FSInnerAuthModel.query', [{ limit: '5' }], 'limit'],
  ['FSInnerAuthModel.query', [{ offset: 1 }], 'offset'],
  ['FSInnerAuthModel.get', [1], 'userId'],
  ['FSInnerAuthModel.get', [''], 'userId'],
])('element 9 %s(%j) names the argument %s in both languages', async (name, given, argument) => {
  const error = await refusal(name, given)
  expect(error).toBeInstanceOf(LarkspurError)
  expect(error).not.toBeInstanceOf(Code)
  expect(error).toMatchObject({ code: 'request_invalid' })
  const [, english = '', chinese = ''] = /^(\P{Script=Han}*\.) (.*。)$/u.exec(error.message) ?? []
  expect(english).toContain(argument)
  expect(english).toContain(name)
  expect(chinese).toContain(argument)
  expect(chinese).toMatch(/\p{Script=Han}/u)
})

it.each([
  ['getUserInfo', ['zhangsan']],
  ['getUserInfo', [null]],
  ['getUserInfo', [['zhangsan']]],
  ['getUserInfo', [{ userId: 'a' }, { userId: 'b' }]],
  ['syncUserInfo', ['zhangsan', true]],
  ['getAccessToken', [7]],
])('element 9 %s takes one object, not %j', async (name, given) => {
  await expect(call(name, given)).rejects.toMatchObject({
    code: 'request_invalid',
    message: expect.stringContaining(`${name} takes one object`),
  })
})

it('element 9 what a caller has made up is not repeated as it came', async () => {
  const name = `<script>${'x'.repeat(1_000)}`
  const error = await refusal('getUserInfo', [{ userId: 'u', [name]: 'marker' }])
  expect(error.message).not.toMatch(/[<>]|marker/)
  expect(error.message.length).toBeLessThan(200)
})
