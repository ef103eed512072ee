// Tests: what the front-end functions of login elements send, on pages whose address changes.

import { afterEach, expect, test, vi } from 'vitest'
import { ApiError, createApi } from './index.ts'

const fullName = 'auths.loginTypes.FSInnerExample'
const page = 'https://app.example/login'

interface Sent {
  path: string
  body: Record<string, unknown>
  init: RequestInit
}

/** A page at this address, and a server that answers as it is told. */
function open(href: string, answer: unknown = { errcode: 0, data: {} }, lang = 'zh') {
  const sent: Sent[] = []
  const go = (to: string) => vi.stubGlobal('location', { href: to, search: new URL(to).search })
  go(href)
  vi.stubGlobal('document', { documentElement: { lang } })
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    sent.push({ path, init, body: JSON.parse(String(init.body)) })
    if (answer instanceof Error) throw answer
    return { json: async () => answer }
  })
  return { sent, go }
}
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test.each([
  [`${page}?a=1&redirect_uri=x#top`, page],
  [`${page}#/route?code=1`, page],
  [`${page}/`, `${page}/`],
])('element 22 the redirect URI of %s is the page without query and fragment', async (href, redirectUri) => {
  const { sent } = open(href)
  await createApi().getLoginConfig(fullName)
  expect(sent).toMatchObject([
    { path: '/api/auths/loginTypes/FSInnerExample/getLoginConfig', body: { redirectUri } },
  ])
  expect(sent[0]?.init).toMatchObject({
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': 'zh' },
  })
})

test('the code of the address is sent with the address, the code of the client without', async () => {
  const { sent } = open(`${page}?code=abc&state=s`)
  const api = createApi({ base: '/id' })
  await api.loginWithCode(fullName, { authCode: 'abc', state: 's' })
  await api.loginWithCode(fullName, { authCode: 'of-the-client', state: null })
  expect(sent.map(({ body }) => body)).toEqual([
    { authCode: 'abc', state: 's', redirectUri: page },
    { authCode: 'of-the-client', state: null },
  ])
  expect(sent[0]?.path).toBe('/id/api/auths/loginTypes/FSInnerExample/getLoginCode')
})

test('a page that has cleaned its address since still sends the one that the code came to', async () => {
  const { sent, go } = open(`${page}?code=abc&state=s`)
  const api = createApi()
  go('https://app.example/home')
  await api.loginWithCode(fullName, { authCode: 'abc', state: 's' })
  expect(sent[0]?.body).toMatchObject({ redirectUri: page })
})

test.each([
  [
    'a failure',
    {
      errcode: 40029,
      errmsg: 'no',
      requestId: 'r',
      error: { code: 'code_invalid', message: 'm', hint: 'h' },
    },
    { errcode: 40029, code: 'code_invalid', message: 'no', hint: 'h', requestId: 'r' },
  ],
  [
    'a failure outside the functions',
    { error: { code: 'method_not_allowed', message: 'm', hint: 'h' } },
    { errcode: -1, code: 'method_not_allowed', message: 'm', hint: 'h', requestId: '' },
  ],
  ['null', null, { errcode: -1, code: 'network', message: 'network', hint: '', requestId: '' }],
  ['somebody else’s JSON', { ok: true }, { errcode: -1, code: 'network', message: 'network' }],
  ['no answer', new TypeError('Failed to fetch'), { errcode: -1, code: 'network', message: 'network' }],
])('%s becomes an ApiError', async (_what, answer, expected) => {
  open(page, answer)
  const error = await createApi()
    .getLoginConfig(fullName)
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ApiError)
  expect(error).toMatchObject({ name: 'ApiError', ...expected })
})

test('a server that does not answer is given up after 45 seconds', async () => {
  open(page)
  vi.useFakeTimers()
  vi.stubGlobal(
    'fetch',
    (_path: string, { signal }: RequestInit) =>
      new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new Error('aborted'))),
      ),
  )
  const given = createApi()
    .getLoginConfig(fullName)
    .catch((error: ApiError) => error.code)
  await vi.advanceTimersByTimeAsync(44_000)
  expect(vi.getTimerCount()).toBe(1)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await given).toBe('network')
  expect(vi.getTimerCount()).toBe(0)
})

test('on a server it can be made, and does nothing', () => {
  vi.stubGlobal('location', undefined)
  expect(Object.keys(createApi())).toEqual(['getLoginConfig', 'loginWithCode'])
})
