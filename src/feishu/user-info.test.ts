// Tests: the strict reader of user_info.
import { describe, expect, test } from 'vitest'
import { startFakePlatform, testApp, testContext } from '../../test/support/fake-platform.ts'
import { getUserInfo, readUserInfo } from './user-info.ts'

const data = {
  name: '李雷',
  en_name: 'Lei Li',
  avatar_url: 'https://img.example/a.png',
  avatar_thumb: 'https://img.example/72',
  avatar_middle: 'https://img.example/240',
  avatar_big: 'https://img.example/640',
  open_id: 'ou_1',
  union_id: 'on_1',
  tenant_key: 't1',
  email: 'lei@example.com',
  enterprise_email: 'lei@corp.example.com',
  user_id: 'u7f3a',
  mobile: '+8613000000000',
  employee_no: '10086',
}
const app = testApp('https://open.feishu.cn')
const answer = { operation: 'user_info', status: 200 }
const read = (changes: Record<string, unknown>) =>
  readUserInfo(app, { code: 0, data: { ...data, ...changes } }, answer)
const malformed = expect.objectContaining({ code: 'platform_response_invalid' })

describe('getUserInfo', () => {
  test('a token of passport is asked about at passport, whose answer has no envelope', async () => {
    await using platform = await startFakePlatform(() => ({
      body: { ...data, sub: 'ou_1', picture: 'https://img.example/a.png' },
    }))
    const hosts = { open: 'http://127.0.0.1:9', accounts: 'http://127.0.0.1:9', passport: platform.url }
    const one = testApp('', { hosts })
    const info = await getUserInfo(testContext(), one, 'eyJtoken', undefined, 'passport')
    expect(info).toMatchObject({ openId: 'ou_1', unionId: 'on_1', tenantKey: 't1', name: '李雷' })
    expect(platform.seen[0]).toMatchObject({ method: 'GET', path: '/suite/passport/oauth/userinfo' })
    expect(platform.seen[0]?.headers.authorization).toBe('Bearer eyJtoken')
  })

  test('asks with the person’s own token', async () => {
    await using platform = await startFakePlatform(() => ({ body: { code: 0, msg: 'success', data } }))
    const info = await getUserInfo(testContext(), testApp(platform.url), 'eyJtoken')
    expect(platform.seen[0]).toMatchObject({ method: 'GET', path: '/open-apis/authen/v1/user_info' })
    expect(platform.seen[0]?.headers.authorization).toBe('Bearer eyJtoken')
    expect(info).toEqual({
      openId: 'ou_1',
      unionId: 'on_1',
      userId: 'u7f3a',
      tenantKey: 't1',
      name: '李雷',
      enName: 'Lei Li',
      avatarUrl: 'https://img.example/a.png',
      avatarThumb: 'https://img.example/72',
      avatarMiddle: 'https://img.example/240',
      avatarBig: 'https://img.example/640',
      email: 'lei@example.com',
      enterpriseEmail: 'lei@corp.example.com',
      mobile: '+8613000000000',
      employeeNo: '10086',
    })
  })

  test.each([
    [20005, 200, 'token_rejected'],
    [20021, 200, 'user_resigned'],
    [20022, 200, 'user_frozen'],
    [20023, 200, 'user_not_activated'],
    [99991668, 400, 'token_rejected'],
  ])('D23 code %i under HTTP %i is a failure, whatever data comes along', async (code, status, ours) => {
    await using platform = await startFakePlatform(() => ({ status, body: { code, msg: 'x', data } }))
    await expect(getUserInfo(testContext(), testApp(platform.url), 'eyJtoken')).rejects.toMatchObject({
      code: ours,
    })
  })

  test.each(['', 'a b', 'a\nb', 'ü'])(
    'the token %j is refused before it can reach an error of fetch',
    async (token) => {
      await using platform = await startFakePlatform(() => ({ body: { code: 0, data } }))
      const work = (async () => getUserInfo(testContext(), testApp(platform.url), token))()
      await expect(work).rejects.toMatchObject({ code: 'token_rejected' })
      expect(platform.seen).toHaveLength(0)
    },
  )
})

describe('readUserInfo', () => {
  const bad = [
    undefined,
    null,
    '',
    ' ',
    '\t',
    'null',
    'undefined',
    'NULL',
    ' null ',
    0,
    7,
    true,
    {},
    [],
    'a b',
    'a\u0000',
    'x'.repeat(257),
  ]
  const cases = ['open_id', 'union_id', 'tenant_key'].flatMap((name) =>
    bad.map((value) => [name, value] as const),
  )
  test.each(cases)('D24 %s of %j is refused', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(malformed)
  })

  test.each([undefined, null, '', ' ', 'null', 'undefined'])('D25 a user_id of %j is absent', (value) => {
    expect(read({ user_id: value })).not.toHaveProperty('userId')
  })
  test.each([5, {}, ['u'], 'a\nb'])('a user_id of %j is refused', (value) => {
    expect(() => read({ user_id: value })).toThrow(malformed)
  })

  test('a user_id may hold what an organisation likes', () => {
    expect(read({ user_id: '李雷 7' }).userId).toBe('李雷 7')
  })

  test.each([
    { open_id: ' ou_1' },
    { union_id: 'on_1\u00a0' },
    { user_id: '\ufeffzhang' },
    { tenant_key: 't ' },
  ])('D24 an identifier with blanks around it is refused: %j', (changes) => {
    expect(() => read(changes)).toThrow(malformed)
  })

  test.each([
    [{ name: '' }, 'Lei Li'],
    [{ name: undefined }, 'Lei Li'],
    [{ name: null, en_name: null }, ''],
    [{ name: 'O"Neil <b>' }, 'O"Neil <b>'],
  ])('D60 the name of %j is %j', (changes, name) => {
    expect(read(changes).name).toBe(name)
  })

  test('fields without permission are simply absent', () => {
    const { open_id, union_id, tenant_key } = data
    expect(readUserInfo(app, { code: 0, data: { open_id, union_id, tenant_key } }, answer)).toEqual({
      openId: 'ou_1',
      unionId: 'on_1',
      tenantKey: 't1',
      name: '',
      enName: '',
      avatarUrl: '',
    })
  })

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'http://img.example/a.png',
    '//img.example/a.png',
    '/a.png',
    'x" onerror="alert(1)',
    'blob:https://img.example/x',
    'https://user:pw@img.example/',
    'https://',
    `https://img.example/${'a'.repeat(2048)}`,
  ])('D62 the avatar %j is left out', (value) => {
    const info = read({ avatar_url: value, avatar_thumb: value, avatar_middle: value, avatar_big: value })
    expect(info.avatarUrl).toBe('')
    expect(Object.keys(info)).not.toEqual(expect.arrayContaining(['avatarThumb']))
  })

  test('D62 an http avatar is kept only on the platform’s own host, as an emulator has it', () => {
    const own = testApp('http://127.0.0.1:7070')
    const at = (avatar_url: string) =>
      readUserInfo(own, { code: 0, data: { ...data, avatar_url } }, answer).avatarUrl
    expect(at('http://127.0.0.1:7070/a.svg')).toBe('http://127.0.0.1:7070/a.svg')
    expect(at('http://127.0.0.1:7071/a.svg')).toBe('')
    expect(at('http://127.0.0.1:7070@evil.example/a.svg')).toBe('')
  })

  test('D62 an https avatar cannot leave its attribute', () => {
    expect(read({ avatar_url: 'https://img.example/x" onerror="alert(1)' }).avatarUrl).not.toMatch(/["' <>]/)
  })

  test.each(['name', 'en_name', 'avatar_url', 'email', 'mobile', 'employee_no'])(
    '%s must be text',
    (name) => {
      expect(() => read({ [name]: { toString: 'x' } })).toThrow(malformed)
    },
  )

  test.each([undefined, null, 'x', []])('data of %j is refused', (value) => {
    expect(() => readUserInfo(app, { code: 0, data: value }, answer)).toThrow(malformed)
  })
})
