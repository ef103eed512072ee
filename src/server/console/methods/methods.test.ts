// The pages of sign-in methods, by HTTP, in front of the real registry.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Check, Diagnosis, Elements } from '../../elements-types.ts'
import { jsonPost, navigation, ownScript } from '../../test-server.ts'
import { formPost, openTestConsole, type TestConsole } from '../test-console.ts'

const secret = 'MARKER-secret-of-the-new-app'
const later = 'MARKER-secret-that-came-later'
const base = '/console/methods'
const typed = {
  do: 'create',
  name: 'second',
  title: '上海',
  appId: 'cli_second',
  appSecret: secret,
  brand: 'feishu',
}

const fine: Diagnosis = { ok: true, checks: [] }
const failed: Check = {
  ...{ name: 'credentials', state: 'failed', url: 'https://open.feishu.cn/app/cli_second/baseinfo' },
  ...{
    en: 'The App Secret is wrong.',
    zh: 'App Secret 有误。',
    platformCode: 10014,
    platformLogId: 'log-77',
  },
} as const

/** The platform's answers are not the matter here. */
async function open(diagnosis: Diagnosis = fine): Promise<TestConsole> {
  const console = await openTestConsole()
  console.server.larkspur.elements.test = async () => diagnosis
  return console
}

const status = (console: TestConsole) => console.server.larkspur.elements.status('auths.loginTypes.second')

/** With the secret, which the public side of the registry does not tell. */
function runningApp({ server }: TestConsole) {
  const elements = server.larkspur.elements as unknown as Pick<Elements, 'instance'>
  return elements.instance('auths.loginTypes.second').app
}

async function made(console: TestConsole): Promise<void> {
  await console.server.larkspur.elements.create({
    name: 'second',
    title: '上海',
    appId: 'cli_second',
    appSecret: secret,
  })
}

/** As a person saves it who has just opened the form and changed these fields. */
async function fieldsOf(console: TestConsole): Promise<Record<string, string>> {
  const page = await console.text(`${base}/second/edit`)
  const inputs = [...page.matchAll(/<input[^>]* name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
    name,
    value,
  ])
  const selects = [...page.matchAll(/<select id="(\w+)".*?<option value="([^"]*)" selected/gs)].map(
    ([, name, value]) => [name, value],
  )
  const { token: _token, ...fields } = Object.fromEntries([...inputs, ...selects]) as Record<string, string>
  return fields
}

test('the list shows each sign-in method with its redirect URI, and the Types apart', async () => {
  await using console = await open()
  await made(console)
  const page = await console.text(base)
  expect(page).toContain('value="https://app.example.com/auth/callback/second" readonly')
  expect(page).toContain('value="https://app.example.com/auth/callback" readonly')
  expect(page).toContain('cli_second')
  expect(page.indexOf('auths.loginTypes.FSInnerType')).toBeGreaterThan(page.indexOf('Meta and Types'))
  expect(page).not.toContain(secret)
})

test('one that is made is saved, tested at once, shown with what was found, and written down without the secret', async () => {
  await using console = await open({ ok: false, checks: [failed] })
  const response = await console.post(`${base}/new`, typed)
  expect([response.status, response.headers.get('location')]).toEqual([303, `${base}/second?done=created`])
  expect(status(console)).toMatchObject({
    state: 'active',
    title: '上海',
    app: { appId: 'cli_second', brand: 'feishu' },
  })
  const page = await console.text(`${base}/second?done=created`)
  for (const words of [
    'The App Secret is wrong.',
    '10014',
    'log-77',
    failed.url ?? '',
    'The sign-in method is there.',
  ]) {
    expect(page).toContain(words)
  }
  expect(await console.text(`${base}/second`, 'zh-CN')).toContain('App Secret 有误。')
  expect(console.audit()).toEqual([
    {
      ...{ action: 'element.create', target: 'auths.loginTypes.second', outcome: 'ok' },
      details: { fields: 'appId, appSecret, brand, name, title' },
    },
    {
      ...{ action: 'element.test', target: 'auths.loginTypes.second', outcome: 'ok' },
      details: { credentials: 'failed' },
    },
  ])
  for (const path of ['', '/second', '/second/edit', '/second/delete', '/second/files/second.json', '/new']) {
    expect(await console.text(base + path)).not.toContain(secret)
  }
  expect(console.server.logs.join()).not.toContain(secret)
})

test.each([
  ['test', { do: 'test' }],
  ['no button', {}],
])('%s keeps nothing, and gives the secret back to nobody', async (_what, button) => {
  await using console = await open({ ok: false, checks: [failed] })
  const { do: _create, ...fields } = typed
  const response = await console.post(`${base}/new`, { ...fields, ...button })
  const page = await response.text()
  expect(response.status).toBe(200)
  expect(page).toContain('The App Secret is wrong.')
  expect(page).toContain('value="cli_second"')
  expect(page).not.toContain(secret)
  expect(() => status(console)).toThrow()
  expect(console.rows('elements')).toEqual([])
  expect(console.audit()).toMatchObject([{ action: 'element.test', details: { credentials: 'failed' } }])
})

test.each<[string, Record<string, string>, string, RegExp]>([
  ['no name', { name: '' }, 'name', /letter/],
  ['a path as name', { name: '../x' }, 'name', /letter/],
  ['the name of the first app', { name: 'Default' }, 'name', /first app/],
  ['a name that is taken in other case', { name: 'Third' }, 'name', /already/],
  ['no App ID', { appId: '' }, 'appId', /missing/],
  ['an App ID of another shape', { appId: 'cli second' }, 'appId', /must/],
  ['an app that is taken', { appId: 'cli_third' }, 'appId', /already/],
  ['no App Secret', { appSecret: '' }, 'appSecret', /missing/],
  ['an App Secret with a space in it', { appSecret: `${secret} x` }, 'appSecret', /spaces/],
  ['what is no scope', { scopes: 'contact:user.email:readonly <b>' }, 'scopes', /scope/],
  ['a private host', { host: 'https://10.0.0.1' }, 'host', /private/],
  ['a page of another site', { redirectUri: 'https://evil.example/' }, 'redirectUri', /this site/],
  ['an unknown Type', { type: 'auths.loginTypes.Nothing' }, 'type', /Type/],
  ['a short Encrypt Key', { encryptKey: 'x' }, 'encryptKey', /8 characters/],
])('%s is told beside its field, and what was typed is kept', async (_what, wrong, field, words) => {
  await using console = await open()
  await console.server.larkspur.elements.create({ name: 'third', appId: 'cli_third', appSecret: secret })
  const before = console.rows('elements')
  const response = await console.post(`${base}/new`, { ...typed, ...wrong })
  const page = await response.text()
  expect(response.status).toBe(400)
  const problem = new RegExp(`<p class="problem" id="${field}-problem">([^<]*)</p>`).exec(page)?.[1] ?? ''
  expect(problem).toMatch(words)
  expect(page).toMatch(
    new RegExp(`id="${field}"[^>]* aria-describedby="${field}-problem[^"]*" aria-invalid="true"`),
  )
  expect(page.match(/class="problem"/g)).toHaveLength(1)
  expect(page).toContain('role="alert"')
  if (field !== 'title') expect(page).toContain('value="上海"')
  expect(page).not.toContain(secret)
  expect(console.rows('elements')).toEqual(before)
})

test('several mistakes are told at once, in Chinese as well', async () => {
  await using console = await open()
  const response = await console.browser.request(`${base}/new`, {
    method: 'POST',
    headers: {
      ...jsonPost,
      accept: 'text/html',
      'accept-language': 'zh-CN',
      'x-console-token': await tokenOf(console),
    },
    body: JSON.stringify({ do: 'create' }),
  })
  const page = await response.text()
  expect(response.status).toBe(400)
  expect([...page.matchAll(/class="problem" id="(\w+)-problem"/g)].map(([, field]) => field)).toEqual([
    'name',
    'appId',
    'appSecret',
  ])
  expect(page).toContain('未保存。')
})

async function tokenOf(console: TestConsole): Promise<string> {
  return /data-console-token="([^"]+)"/.exec(await console.text(base))?.[1] ?? ''
}

test('changes are saved, an empty secret stays, and the names of what changed are written down', async () => {
  await using console = await open()
  await made(console)
  const fields = await fieldsOf(console)
  const response = await console.post(`${base}/second/edit`, {
    ...fields,
    title: '北京',
    scopes: 'contact:user.email:readonly',
  })
  expect(response.headers.get('location')).toBe(`${base}/second?done=saved`)
  expect(status(console)).toMatchObject({
    title: '北京',
    config: { scopes: ['contact:user.email:readonly'] },
  })
  expect(runningApp(console).appSecret).toBe(secret)
  await console.post(`${base}/second/edit`, {
    ...(await fieldsOf(console)),
    appSecret: later,
    encryptKey: 'an encrypt key',
    scopes: '',
  })
  expect(runningApp(console).appSecret).toBe(later)
  expect(status(console)).toMatchObject({ takesEvents: true, title: '北京' })
  expect(status(console).config.scopes).toBeUndefined()
  await console.post(`${base}/second/edit`, { ...(await fieldsOf(console)), noEvents: 'yes' })
  expect(status(console).takesEvents).toBe(false)
  const updates = console.audit().filter(({ action }) => action === 'element.update')
  expect(updates.map(({ details }) => details.fields)).toEqual([
    'scopes, title',
    'appSecret, events, scopes',
    'events',
  ])
  expect(JSON.stringify(console.rows('audit'))).not.toMatch(/MARKER|encrypt key/)
})

test('another host needs the secret anew, and the audit log tells the old one and the new one', async () => {
  await using console = await open()
  await made(console)
  const fields = { ...(await fieldsOf(console)), host: 'https://open.example.com', appId: 'cli_third' }
  const refused = await console.post(`${base}/second/edit`, fields)
  const page = await refused.text()
  expect(refused.status).toBe(400)
  expect(page).toMatch(/id="appSecret-problem">[^<]*must be entered anew/)
  expect(page).toMatch(/id="appSecret-hint">[^<]*must be entered anew/)
  expect(runningApp(console)).toMatchObject({ appId: 'cli_second', appSecret: secret })
  const saved = await console.post(`${base}/second/edit`, { ...fields, appSecret: later })
  expect(saved.headers.get('location')).toBe(`${base}/second?done=saved`)
  expect(runningApp(console)).toMatchObject({ appId: 'cli_third', appSecret: later })
  const [first, second] = console.audit().filter(({ action }) => action === 'element.update')
  expect(first).toMatchObject({ outcome: 'request_invalid', details: { fields: 'appId, host' } })
  expect(second).toMatchObject({
    outcome: 'ok',
    details: {
      fields: 'appId, appSecret, host',
      appId: 'cli_second → cli_third',
      host: 'https://open.feishu.cn → https://open.example.com',
    },
  })
  expect(JSON.stringify(console.rows('audit'))).not.toContain('MARKER')
})

test('whoever was slower sees both versions, and nothing is overwritten unasked', async () => {
  await using console = await open()
  await made(console)
  const mine = { ...(await fieldsOf(console)), title: 'mine' }
  await console.post(`${base}/second/edit`, { ...(await fieldsOf(console)), title: 'theirs' })
  const response = await console.post(`${base}/second/edit`, mine)
  const page = await response.text()
  expect(response.status).toBe(409)
  expect(page).toContain('Somebody else has changed this sign-in method meanwhile.')
  expect(page).toMatch(/data-column="Kept now">theirs</)
  expect(page).toMatch(/data-column="Typed by you">mine</)
  expect(status(console).title).toBe('theirs')
  expect(console.audit().at(-1)).toMatchObject({ action: 'element.update', outcome: 'element_changed' })
  const seen = /name="seen" value="(\d+)"/.exec(page)?.[1] ?? ''
  expect((await console.post(`${base}/second/edit`, { ...mine, seen })).status).toBe(303)
  expect(status(console).title).toBe('mine')
})

test('it is disabled and enabled', async () => {
  await using console = await open()
  await made(console)
  const off = await console.post(`${base}/second/state`, { enabled: 'no' })
  expect(off.headers.get('location')).toBe(`${base}/second?done=disabled`)
  expect(status(console).state).toBe('disabled')
  expect(await console.text(`${base}/second`)).toContain('>Enable<')
  await console.post(`${base}/second/state`, { enabled: 'yes' })
  expect(status(console).state).toBe('active')
  expect(console.audit().map(({ action }) => action)).toEqual(['element.disable', 'element.enable'])
})

test('it is deleted when its name is typed, and not otherwise', async () => {
  await using console = await open()
  await made(console)
  expect(await console.text(`${base}/second/delete`)).toContain(
    'Sessions of the people who signed in with it end',
  )
  for (const confirm of ['', 'Second', 'default']) {
    const refused = await console.post(`${base}/second/delete`, { confirm })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('This is not the name.')
  }
  expect(status(console).state).toBe('active')
  const response = await console.post(`${base}/second/delete`, { confirm: 'second' })
  expect(response.headers.get('location')).toBe(`${base}?done=deleted`)
  expect(console.rows('elements')).toEqual([])
  expect(console.audit()).toMatchObject([
    { action: 'element.delete', target: 'auths.loginTypes.second', outcome: 'ok' },
  ])
  expect((await console.open(`${base}/second`)).status).toBe(404)
})

test('what comes from settings is shown, and changed nowhere here', async () => {
  await using console = await open()
  const page = await console.text(`${base}/default`)
  expect(page).toContain('APP_ID')
  expect(page).not.toMatch(/\/default\/(?:edit|delete|state)/)
  for (const path of ['/default/edit', '/default/delete']) {
    expect((await console.open(base + path)).status).toBe(409)
    expect((await console.post(base + path, { confirm: 'default', seen: '0' })).status).toBe(409)
  }
  expect((await console.post(`${base}/default/state`, { enabled: 'no' })).status).toBe(409)
  expect((await console.post(`${base}/default/delete`, { confirm: 'no' })).status).toBe(409)
  const refused = { target: 'auths.loginTypes.default', outcome: 'element_read_only' }
  for (const action of ['element.update', 'element.delete', 'element.disable']) {
    expect(console.audit()).toContainEqual(expect.objectContaining({ ...refused, action }))
  }
  expect(status.length).toBe(1)
  expect(console.server.larkspur.elements.status('auths.loginTypes.default').state).toBe('active')
})

test('what a directory holds says where; one that is not usable says why, and stands in nobody’s way', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkspur-elements-'))
  const place = join(folder, 'auths', 'loginTypes', 'Broken')
  mkdirSync(place, { recursive: true })
  writeFileSync(
    join(place, 'e.json'),
    JSON.stringify({ title: 'Broken <b>one</b>', type: 'auths.loginTypes.FSInnerType' }),
  )
  writeFileSync(join(place, 'Broken.json'), JSON.stringify({ appId: 'cli_broken' }))
  await using console = await openTestConsole({ elements: { directories: [folder] } })
  const list = await console.text(base)
  expect(list).toContain('not usable')
  expect(list).toMatch(/appSecret/)
  expect(list).toContain('Broken &lt;b&gt;one&lt;/b&gt;')
  const page = await console.text(`${base}/Broken`)
  expect(page).toContain('comes from a directory')
  expect(page).toContain('auths/loginTypes/Broken')
})

test('the two files can be read and saved, with placeholders for secrets', async () => {
  await using console = await open()
  await made(console)
  const file = await console.open(`${base}/second/files/second.json`)
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="second.json"')
  expect(await file.json()).toMatchObject({
    appId: 'cli_second',
    appSecret: expect.stringMatching(/^\{\{\w+\}\}$/),
  })
  expect(await (await console.open(`${base}/second/files/e.json`)).json()).toEqual({
    title: '上海',
    type: 'auths.loginTypes.FSInnerType',
  })
  for (const name of ['other.json', 'constructor', '__proto__']) {
    expect((await console.open(`${base}/second/files/${name}`)).status).toBe(404)
  }
})

test('one that is called new has a page of its own', async () => {
  await using console = await open()
  const response = await console.post(`${base}/new`, { ...typed, name: 'new' })
  expect(response.headers.get('location')).toBe(`${base}/auths.loginTypes.new?done=created`)
  expect(await console.text(`${base}/auths.loginTypes.new`)).toContain('/auth/callback/new')
})

test('what a test said of an older state is not shown', async () => {
  await using console = await open({ ok: false, checks: [failed] })
  await made(console)
  const tested = await console.post(`${base}/second/test`)
  expect([tested.status, await tested.text()]).toEqual([
    200,
    expect.stringContaining('The App Secret is wrong.'),
  ])
  expect(await console.text(`${base}/second`)).toContain('The App Secret is wrong.')
  await console.server.larkspur.elements.setEnabled('auths.loginTypes.second', false)
  expect(await console.text(`${base}/second`)).not.toContain('The App Secret is wrong.')
})

test('whoever signed in with the method that is to go is told so', async () => {
  await using console = await open()
  await made(console)
  const warning = 'you will be signed out'
  expect(await console.text(`${base}/second/delete`)).not.toContain(warning)
  const browser = console.server.browser()
  const start = await browser.request('/auth/authorize?instance=second&return_to=%2F', {
    headers: navigation,
  })
  await browser.comeBack(start.headers.get('location') ?? '')
  const { user } = (await (await browser.request('/auth/session', { headers: ownScript })).json()) as {
    user: { id: string }
  }
  await console.server.larkspur.accounts.grant(user.id, 'administrator')
  const page = await browser.request(`${base}/second/delete`, { headers: navigation })
  expect(await page.text()).toContain(warning)
  await console.server.larkspur.elements.remove('auths.loginTypes.second')
  expect((await browser.request(base, { headers: navigation })).status).toBe(401)
})

test('a text of the address is never shown', async () => {
  await using console = await open()
  for (const path of ['?done=%3Cb%3Exx', '/default?done=xx%3Cb%3E', '?done=created']) {
    const page = await console.text(base + path)
    expect(page).not.toContain('xx')
    expect(page).not.toContain('role="status"')
  }
})

/** Makes somebody who has signed in with this method alone an administrator. */
async function administratorOf({ server }: TestConsole, instance: string) {
  const browser = server.browser()
  const start = await browser.request(`/auth/authorize?instance=${instance}`, { headers: navigation })
  await browser.comeBack(start.headers.get('location') ?? '')
  const [found] = await server.larkspur.accounts.find({ openId: 'ou_1', instance })
  await server.larkspur.accounts.grant(found?.account ?? '', 'administrator')
  const open = async (path: string) =>
    (await browser.request(`${base}${path}`, { headers: navigation })).text()
  const token = /data-console-token="([^"]+)"/.exec(await open('/second'))?.[1] ?? ''
  const post = (path: string, fields: Record<string, string>) =>
    browser.request(`${base}${path}`, {
      method: 'POST',
      headers: formPost,
      body: new URLSearchParams({ token, ...fields }).toString(),
    })
  return { open, post }
}

test('the last method by which an administrator gets in is neither disabled nor deleted, nor given another app', async () => {
  await using console = await open()
  const { accounts } = console.server.larkspur
  await made(console)
  const only = await administratorOf(console, 'second')
  await accounts.revoke(console.userId, 'administrator')
  expect(await only.open('/second')).toContain('You are signed in with this method yourself')
  for (const [path, fields] of [
    ['state', { enabled: 'no' }],
    ['delete', { confirm: 'second' }],
    ['edit', { ...typed, appId: 'cli_other', seen: String(status(console).updatedAt) }],
  ] as const) {
    const refused = await only.post(`/second/${path}`, fields)
    expect([path, refused.status]).toEqual([path, 409])
    expect(await refused.text()).toContain('no administrator could sign in any more')
    expect(console.audit().at(-1)).toMatchObject({ outcome: 'administrator_last' })
    expect(status(console).state).toBe('active')
  }
  await accounts.grant(console.userId, 'administrator')
  expect((await only.post('/second/state', { enabled: 'no' })).status).toBe(303)
  expect((await only.post('/second/delete', { confirm: 'second' })).status).toBe(303)
})

test('a disabled method is no other way in', async () => {
  await using console = await open()
  await made(console)
  const { accounts, elements } = console.server.larkspur
  await elements.create({ name: 'third', appId: 'cli_third', appSecret: secret })
  await administratorOf(console, 'third')
  const only = await administratorOf(console, 'second')
  await accounts.revoke(console.userId, 'administrator')
  await elements.setEnabled('auths.loginTypes.third', false)
  expect((await only.post('/second/state', { enabled: 'no' })).status).toBe(409)
  await elements.setEnabled('auths.loginTypes.third', true)
  expect((await only.post('/second/state', { enabled: 'no' })).status).toBe(303)
})

test('what was found stays shown when nothing that concerns the platform changes', async () => {
  await using console = await open({ ok: false, checks: [failed] })
  await console.post(`${base}/new`, typed)
  const shown = async () => (await console.text(`${base}/second`)).includes('The App Secret is wrong.')
  expect(await shown()).toBe(true)
  await console.post(`${base}/second/state`, { enabled: 'no' })
  expect(await shown()).toBe(true)
  await console.post(`${base}/second/state`, { enabled: 'yes' })
  expect(await shown()).toBe(true)
  const seen = String(status(console).updatedAt)
  await console.post(`${base}/second/edit`, { ...(await fieldsOf(console)), seen, title: 'Beijing' })
  expect(status(console).title).toBe('Beijing')
  expect(await shown()).toBe(true)
  // Whatever else changes it, such as another process, may have changed the secret.
  console.server.time.now += 1
  await console.server.larkspur.elements.setEnabled('auths.loginTypes.second', false)
  expect(await console.text(`${base}/second`)).toContain('Not tested since the last change')
})
