import { expect, test } from 'vitest'
import { createClient } from './client.ts'
import { ClientError } from './error.ts'
import { createTestWindow, type TestElement, type TestWindow } from './test-window.ts'

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error: unknown) => (error instanceof ClientError ? error.code : error),
  )
/** Lets promises run, and the file of the widget load; nothing here waits for time. */
const settle = async () => {
  await import('./qr-widget.ts')
  for (let turn = 0; turn < 100; turn++) await Promise.resolve()
}

const platform = 'https://passport.example'
const scriptUrl = 'https://cdn.example/qr.js'
const gotoOf = (attempt: number) => `${platform}/authorize?client_id=cli_1&state=s${attempt}`

/** A page whose server gives out one attempt after another. */
function createPage(version?: '1.0.2' | '1.0.3') {
  const page = createTestWindow({ inside: false })
  const bodies: unknown[] = []
  page.routes['/auth/qr'] = (_url, init) => {
    bodies.push(JSON.parse(String(init.body)))
    return { body: { goto: gotoOf(bodies.length), scriptUrl, expiresInSeconds: 600 } }
  }
  page.installQr(version)
  const life = new AbortController()
  const client = createClient({ window: page.window, jssdkUrl: '', signal: life.signal })
  const place = page.element()
  return { page, client, place, bodies, life, element: place as unknown as Element }
}

/** Where the page has been sent. */
const left = (page: TestWindow) => page.log.filter((line) => line.startsWith('leave '))
const frameOf = (page: TestWindow, index = -1) => page.codes.at(index)?.frame.contentWindow
const confirm = (page: TestWindow, change: object = {}) =>
  page.post({ source: frameOf(page), origin: platform, data: { tmp_code: 'abc' }, ...change })

/** Nothing is left in the page, and nothing listens or waits. */
function expectGone(page: TestWindow, place: TestElement) {
  expect(place.children).toEqual([])
  expect(page.listening('message')).toBe(0)
  expect(page.openTimers()).toBe(0)
}

test('a confirmed code goes on with the sign-in, and the widget is gone before', async () => {
  const { page, client, place, bodies, element } = createPage()
  await client.qr(element, { returnTo: '/after', instance: 'lark', width: 280, title: '二维码' })
  expect(bodies).toEqual([{ return_to: '/after', instance: 'lark' }])
  expect(page.codes[0]).toMatchObject({
    options: { goto: gotoOf(1), width: '280', height: '300', id: place.children[0]?.id },
    frame: { title: '二维码' },
  })
  confirm(page, { data: { source: 'qrcode', tmp_code: 'ab&c' } })
  expect(left(page)).toEqual([`leave ${gotoOf(1)}&tmp_code=ab%26c`])
  expectGone(page, place)
  confirm(page)
  expect(left(page)).toHaveLength(1)
})

test('the present address is where one comes back to', async () => {
  const { client, bodies, element } = createPage()
  await client.qr(element)
  expect(bodies).toEqual([{ return_to: '/start?a=1#top' }])
})

test('a frame of a version before 1.0.3 sends the code itself', async () => {
  const { page, client, element } = createPage('1.0.2')
  await client.qr(element)
  confirm(page, { data: 'abc' })
  expect(left(page)).toEqual([`leave ${gotoOf(1)}&tmp_code=abc`])
})

test.each<[string, object]>([
  ['another window', { source: {} }],
  ['no window', { source: null }],
  ['another origin', { origin: 'https://evil.example' }],
  ['an opaque origin', { origin: 'null' }],
  ['another origin that the script would take', { origin: 'https://evil-passport.example' }],
  ['an origin that the script dislikes', { origin: 'https://app.example' }],
])('D20 a message from %s is ignored', async (_what, change) => {
  const { page, client, element } = createPage()
  await client.qr(element)
  confirm(page, change)
  expect(left(page)).toEqual([])
  confirm(page)
  expect(left(page)).toHaveLength(1)
})

test('D20 a message of the right origin that the script dislikes is ignored', async () => {
  const { page, client, element } = createPage()
  const make = page.window.QRLogin
  page.window.QRLogin = (options) => ({
    ...(make?.(options) as object),
    matchOrigin: (origin) => origin !== platform,
  })
  await client.qr(element)
  confirm(page)
  expect(left(page)).toEqual([])
})

test.each<[string, '1.0.2' | '1.0.3', unknown]>([
  ['text where an object is due', '1.0.3', 'abc'],
  ['nothing', '1.0.3', null],
  ['no code', '1.0.3', { tmp_code: undefined }],
  ['a number', '1.0.3', { tmp_code: 7 }],
  ['a list', '1.0.3', { tmp_code: ['abc'] }],
  ['an empty code', '1.0.3', { tmp_code: '' }],
  ['white space', '1.0.3', { tmp_code: 'a b' }],
  ['a line break at the end', '1.0.3', { tmp_code: 'abc\n' }],
  ['more than a code', '1.0.3', { tmp_code: 'a'.repeat(1025) }],
  ['an object without code', '1.0.2', { type: 'resize' }],
  ['nothing', '1.0.2', undefined],
])('D20 %s from the frame of %s is no code', async (_what, version, data) => {
  const { page, client, element } = createPage(version)
  await client.qr(element)
  confirm(page, { data })
  expect(left(page)).toEqual([])
  expect(page.listening('message')).toBe(1)
})

test('D20 a frame that is gone is not listened to, even when nobody is named as the source', async () => {
  const { page, client, place, element } = createPage()
  await client.qr(element)
  const holder = place.children[0] as TestElement
  holder.textContent = ''
  confirm(page)
  confirm(page, { source: null })
  confirm(page, { source: undefined })
  expect(left(page)).toEqual([])
})

test('two codes of one page do not disturb each other', async () => {
  const { page, client, place, element } = createPage()
  const other = page.element()
  await client.qr(element)
  const second = await client.qr(other as unknown as Element)
  expect(page.codes[0]?.options.id).not.toBe(page.codes[1]?.options.id)
  second.close()
  expect(other.children).toEqual([])
  expect(place.children).toHaveLength(1)
  confirm(page, { source: frameOf(page, 0) })
  expect(left(page)).toEqual([`leave ${gotoOf(1)}&tmp_code=abc`])
})

test.each<
  [
    string,
    (parts: { close(): void; place: TestElement; mine: AbortController; life: AbortController }) => void,
  ]
>([
  ['close', ({ close }) => close()],
  ['its signal', ({ mine }) => mine.abort()],
  ['the signal of the client', ({ life }) => life.abort()],
  ['the removal of its element', ({ place }) => (place.isConnected = false)],
  ['a page that empties its element', ({ place }) => place.children[0]?.remove()],
])('D20 %s takes everything away', async (_what, end) => {
  const { page, client, place, element, life } = createPage()
  const mine = new AbortController()
  const { close } = await client.qr(element, { signal: mine.signal })
  const frame = frameOf(page)
  end({ close, place, mine, life })
  expect(page.listening('message')).toBe(0)
  expect(page.openTimers()).toBe(0)
  page.post({ source: frame, origin: platform, data: { tmp_code: 'abc' } })
  page.pass(600_000)
  await settle()
  expect(left(page)).toEqual([])
  expect(page.codes).toHaveLength(1)
  close()
})

test('a code is made anew with a new attempt before the old one ends, again and again', async () => {
  const { page, client, element, bodies } = createPage()
  await client.qr(element)
  const first = frameOf(page)
  page.pass(569_999)
  await settle()
  expect(bodies).toHaveLength(1)
  page.pass(1)
  await settle()
  page.pass(570_000)
  await settle()
  expect(bodies).toHaveLength(3)
  confirm(page, { source: first })
  expect(left(page)).toEqual([])
  confirm(page)
  expect(left(page)).toEqual([`leave ${gotoOf(3)}&tmp_code=abc`])
})

test('when a new code cannot be had, the old one stays, listeners hear of it, and it is tried again', async () => {
  const { page, client, element } = createPage()
  const good = page.routes['/auth/qr']
  const heard: string[] = []
  client.on('error', ({ code }) => heard.push(code))
  await client.qr(element)
  page.routes['/auth/qr'] = () => new TypeError('failed to fetch')
  page.pass(570_000)
  await settle()
  expect(heard).toEqual(['network'])
  expect(page.listening('message')).toBe(1)
  if (good) page.routes['/auth/qr'] = good
  page.pass(10_000)
  await settle()
  confirm(page)
  expect(left(page)).toEqual([`leave ${gotoOf(2)}&tmp_code=abc`])
})

test('it asks less and less often, and a code whose attempt has ended is taken away', async () => {
  const { page, client, element } = createPage()
  const good = page.routes['/auth/qr']
  const heard: string[] = []
  let shown = 0
  client.on('error', ({ code }) => heard.push(code))
  const count = () => {
    shown += 1
  }
  await client.qr(element, { shown: count })
  expect(shown).toBe(1)
  page.routes['/auth/qr'] = () => new TypeError('failed to fetch')
  const asked: number[] = []
  for (let second = 0; second < 3_600; second += 10) {
    const before = heard.length
    page.pass(10_000)
    await settle()
    if (heard.length > before) asked.push(second + 10)
  }
  expect(asked.slice(0, 7)).toEqual([570, 580, 600, 640, 720, 880, 1180])
  const place = element as unknown as TestElement
  expect(place.children[0]?.querySelector('iframe')).toBe(null)
  confirm(page)
  expect(left(page)).toEqual([])
  if (good) page.routes['/auth/qr'] = good
  page.pass(300_000)
  await settle()
  expect(shown).toBe(2)
  confirm(page)
  expect(left(page)).toEqual([`leave ${gotoOf(2)}&tmp_code=abc`])
})

test('a short life is not used up by asking', async () => {
  const { page, client, element } = createPage()
  page.routes['/auth/qr'] = () => ({ body: { goto: gotoOf(1), scriptUrl, expiresInSeconds: 10 } })
  await client.qr(element)
  page.pass(4_999)
  await settle()
  expect(page.codes).toHaveLength(1)
})

test('the platform’s script is loaded when it is not there', async () => {
  const { page, client, element } = createPage()
  delete page.window.QRLogin
  const shown = client.qr(element)
  await settle()
  expect(page.scripts.map(({ src }) => src)).toEqual([scriptUrl])
  page.installQr()
  page.scripts[0]?.onload()
  await shown
  await client.qr(page.element() as unknown as Element)
  expect(page.scripts).toHaveLength(1)
})

test.each<[string, (page: TestWindow) => void]>([
  ['fails', (page) => page.scripts[0]?.onerror()],
  ['never comes', (page) => page.pass(15_000)],
  ['brings nothing', (page) => page.scripts[0]?.onload()],
])('a script that %s is told as qr_unavailable, and nothing stays', async (_what, happen) => {
  const { page, client, place, element } = createPage()
  delete page.window.QRLogin
  const shown = codeOf(client.qr(element))
  await settle()
  happen(page)
  expect(await shown).toBe('qr_unavailable')
  expectGone(page, place)
})

test('a script that throws is told as qr_unavailable', async () => {
  const { page, client, element } = createPage()
  page.window.QRLogin = () => {
    throw new Error('goto is not valid')
  }
  expect(await codeOf(client.qr(element))).toBe('qr_unavailable')
  expect(await codeOf(createPage().client.qr(page.element(false) as unknown as Element))).toBe(
    'qr_unavailable',
  )
})

test('what our server refuses keeps its code', async () => {
  const { page, client, place, element } = createPage()
  page.routes['/auth/qr'] = () => ({ status: 429, body: { error: { code: 'too_many_requests' } } })
  expect(await codeOf(client.qr(element))).toBe('too_many_requests')
  expectGone(page, place)
})

test.each<[string, (mine: AbortController, place: TestElement) => void]>([
  ['the signal', (mine) => mine.abort()],
  ['the element’s removal', (_mine, place) => (place.isConnected = false)],
])('%s while the script is on its way ends it', async (_what, end) => {
  const { page, client, place, element } = createPage()
  delete page.window.QRLogin
  const mine = new AbortController()
  const shown = codeOf(client.qr(element, { signal: mine.signal }))
  await settle()
  end(mine, place)
  page.installQr()
  page.scripts[0]?.onload()
  expect(await shown).toBe('aborted')
  expect(page.codes).toEqual([])
  expect(page.listening('message')).toBe(0)
})

test('a signal that has already ended asks nobody', async () => {
  const { page, client, element } = createPage()
  expect(await codeOf(client.qr(element, { signal: AbortSignal.abort() }))).toBe('aborted')
  expect(page.log).toEqual([])
})
