// Of the pages of accounts: what an administrator does to an account counts at the person's next request.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTestServer, jsonPost, markers, type TestServer } from '../../test-server.ts'
import { administratorOf, type ConsoleBrowser, signInTo } from './test-people.ts'

let server: TestServer
let file: string
let admin: ConsoleBrowser

beforeEach(async () => {
  file = join(mkdtempSync(join(tmpdir(), 'larkspur-people-')), 'a.db')
  server = await createTestServer({ database: `sqlite:${file}` })
  await server.larkspur.elements.create({
    name: 'second',
    appId: 'cli_second',
    appSecret: 'the-second-secret',
  })
  admin = await administratorOf(server)
})
afterEach(() => server[Symbol.asyncDispose]())

const isIn = async (browser: ConsoleBrowser) =>
  (await browser.request('/auth/session', { headers: jsonPost })).status === 200

interface Entry {
  action: string
  target: string
  outcome: string
  actor_id: string
  details: string
}

/** What the audit log says, the newest last. */
function audit(): Entry[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database
      .prepare('select action, target, outcome, actor_id, details from audit order by at, rowid')
      .all() as unknown as Entry[]
  } finally {
    database.close()
  }
}

const lastEntry = () => audit().at(-1)

const detailsOf = (entry: Entry | undefined) => JSON.parse(entry?.details ?? '{}')

function grantedAt(): unknown {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return database.prepare('select granted_at from account_roles').get()?.granted_at
  } finally {
    database.close()
  }
}

const handles = (text: string) =>
  [...text.matchAll(/name="handle" value="([0-9a-f]+)"/g)].map(([, one]) => one)

describe('sessions', () => {
  test('one is ended, and refused at the next request; the other goes on', async () => {
    const one = await signInTo(server, 'ou_2', '韩梅梅')
    server.time.now += 60_000
    const other = await signInTo(server, 'ou_2', '韩梅梅')
    const { text } = await admin.page(`/console/people/${one.account}`)
    const [newest, older] = handles(text)
    expect(handles(text)).toHaveLength(2)
    const response = await admin.send(`/console/people/${one.account}/sessions`, { handle: newest ?? '' })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(`/console/people/${one.account}?done=session`)
    expect([await isIn(one), await isIn(other)]).toEqual([true, false])
    expect(handles((await admin.page(`/console/people/${one.account}`)).text)).toEqual([older])
    expect(lastEntry()).toMatchObject({
      action: 'sessions.end',
      target: one.account,
      outcome: 'ok',
      actor_id: admin.account,
    })
    expect(JSON.parse(lastEntry()?.details ?? '')).toEqual({ session: newest, name: '韩梅梅' })
  })

  test('a handle of somebody else’s session ends nothing', async () => {
    const one = await signInTo(server, 'ou_2')
    const other = await signInTo(server, 'ou_3')
    const [handle = ''] = handles((await admin.page(`/console/people/${one.account}`)).text)
    const response = await admin.send(`/console/people/${other.account}/sessions`, { handle })
    expect(response.headers.get('location')).toContain('done=noSession')
    expect([await isIn(one), await isIn(other)]).toEqual([true, true])
    expect(lastEntry()).toMatchObject({ action: 'sessions.end', target: other.account, outcome: 'ok' })
    expect(detailsOf(lastEntry())).toMatchObject({ session: handle, changed: false })
  })

  test('all of them end', async () => {
    const one = await signInTo(server, 'ou_2')
    const other = await signInTo(server, 'ou_2')
    const third = await signInTo(server, 'ou_3')
    const response = await admin.send(`/console/people/${one.account}/sessions/all`)
    expect(response.status).toBe(303)
    expect([await isIn(one), await isIn(other), await isIn(third)]).toEqual([false, false, true])
    expect(lastEntry()).toMatchObject({ action: 'sessions.end_all', target: one.account })
    expect((await admin.page(`/console/people/${one.account}?done=sessions`)).text).toContain(
      'All sessions are ended.',
    )
  })
})

describe('roles', () => {
  test('are granted and taken away, and count at the next request', async () => {
    const other = await signInTo(server, 'ou_2', '韩梅梅')
    const role = `/console/people/${other.account}/role`
    expect((await other.page('/console/people')).status).toBe(403)
    await admin.send(role, { role: 'administrator', do: 'grant' })
    expect((await other.page('/console/people')).status).toBe(200)
    expect(lastEntry()).toMatchObject({ action: 'role.grant', target: other.account, outcome: 'ok' })
    expect(JSON.parse(lastEntry()?.details ?? '')).toEqual({ role: 'administrator', name: '韩梅梅' })
    await admin.send(role, { role: 'administrator', do: 'revoke' })
    expect((await other.page('/console/people')).status).toBe(403)
    expect(lastEntry()).toMatchObject({ action: 'role.revoke', outcome: 'ok' })
    await admin.send(role, { role: 'directory_reader', do: 'grant' })
    expect(await server.larkspur.accounts.roles(other.account)).toEqual(['directory_reader'])
    expect((await other.page('/console/people')).status).toBe(403)
  })

  test.each([
    ['revoke', 'directory_reader', 'notHeld', 'The account did not have this role.'],
    ['revoke', 'administrator', 'notHeld', 'The account did not have this role.'],
    ['grant', 'directory_reader', 'held', 'The account had this role already.'],
  ])('what changes nothing is told and noted as such: %s %s', async (what, role, done, words) => {
    const other = await signInTo(server, 'ou_2')
    const address = `/console/people/${other.account}`
    if (what === 'grant') await admin.send(`${address}/role`, { role, do: 'grant' })
    const response = await admin.send(`${address}/role`, { role, do: what })
    expect(response.headers.get('location')).toBe(`${address}?done=${done}`)
    expect((await admin.page(`${address}?done=${done}`)).text).toContain(words)
    expect(lastEntry()).toMatchObject({ action: `role.${what}`, target: other.account, outcome: 'ok' })
    expect(detailsOf(lastEntry())).toMatchObject({ role, changed: false })
  })

  test('no other role can be granted', async () => {
    const response = await admin.send(`/console/people/${admin.account}/role`, { role: 'owner', do: 'grant' })
    expect(response.status).toBe(400)
  })

  test('the last administrator keeps it, and is told so', async () => {
    const page = await admin.page(`/console/people/${admin.account}`)
    expect(page.text).toContain('This is the only administrator who can sign in.')
    expect(page.text).not.toMatch(/value="administrator"><input type="hidden" name="do" value="revoke"/)
    server.time.now += 1_000
    const response = await admin.send(`/console/people/${admin.account}/role`, {
      role: 'administrator',
      do: 'revoke',
    })
    expect(response.status).toBe(409)
    // Not for a moment was there none: it is the same grant.
    expect(grantedAt()).toBe(server.time.now - 1_000)
    expect(await response.text()).toContain('This is the only administrator who can sign in.')
    expect(await server.larkspur.accounts.holders('administrator')).toEqual([admin.account])
    expect(lastEntry()).toMatchObject({ action: 'role.revoke', outcome: 'administrator_last' })
  })

  test('nobody who cannot sign in counts as another administrator', async () => {
    const { userId } = await server.larkspur.accounts.expect({ openId: 'ou_later' })
    await server.larkspur.accounts.grant(userId, 'administrator')
    const response = await admin.send(`/console/people/${admin.account}/role`, {
      role: 'administrator',
      do: 'revoke',
    })
    expect(response.status).toBe(409)
  })

  test('nor does whoever is blocked, or signs in by a method that is switched off', async () => {
    const revoke = { role: 'administrator', do: 'revoke' }
    const address = `/console/people/${admin.account}/role`
    const other = await administratorOf(server, 'ou_2')
    const write = (statement: string) => {
      const database = new DatabaseSync(file)
      database.exec(statement)
      database.close()
    }
    write(`update identities set blocked = 'frozen' where open_id = 'ou_2'`)
    expect((await admin.send(address, revoke)).status).toBe(409)
    write(`update identities set blocked = null, app_id = 'cli_second' where open_id = 'ou_2'`)
    await server.larkspur.elements.setEnabled('auths.loginTypes.second', false)
    expect((await admin.send(address, revoke)).status).toBe(409)
    await server.larkspur.elements.setEnabled('auths.loginTypes.second', true)
    expect((await admin.send(address, revoke)).status).toBe(303)
    expect(await server.larkspur.accounts.holders('administrator')).toEqual([other.account])
  })

  test('two who take it from each other at the same time leave one', async () => {
    const other = await administratorOf(server, 'ou_2')
    const revoke = { role: 'administrator', do: 'revoke' }
    const answers = await Promise.all([
      admin.send(`/console/people/${other.account}/role`, revoke),
      other.send(`/console/people/${admin.account}/role`, revoke),
    ])
    expect(await server.larkspur.accounts.holders('administrator')).not.toEqual([])
    expect(answers.some(({ status }) => status === 303 || status === 409)).toBe(true)
  })

  test('one’s own is taken away while there is another', async () => {
    await administratorOf(server, 'ou_2')
    await admin.send(`/console/people/${admin.account}/role`, { role: 'administrator', do: 'revoke' })
    expect((await admin.page('/console/people')).status).toBe(403)
  })
})

describe('identities', () => {
  const identityOf = async (account: string) => (await server.larkspur.accounts.identities(account))[0]?.id

  test('the last one that lets in is not unbound, in words', async () => {
    const other = await signInTo(server, 'ou_2')
    const address = `/console/people/${other.account}/identities/${await identityOf(other.account)}/unbind`
    expect((await admin.page(address)).text).toContain('Its sessions end.')
    const response = await admin.send(address)
    expect(response.status).toBe(409)
    expect(await response.text()).toContain('This is the only identity that still lets in.')
    expect(await isIn(other)).toBe(true)
    expect(lastEntry()).toMatchObject({ action: 'identity.unbind', outcome: 'identity_last' })
  })

  test('a further one is expected, comes into the account, and is unbound: its session ends', async () => {
    const one = await signInTo(server, 'ou_2')
    const form = await admin.page(`/console/people/expect?account=${one.account}`)
    expect(form.text).toContain('Add an identity')
    const fields = {
      account: one.account,
      instance: 'default',
      kind: 'openId',
      subject: ' ou_20 ',
      tenantKey: '',
    }
    const response = await admin.send('/console/people/expect', fields)
    expect(response.headers.get('location')).toBe(`/console/people/${one.account}?done=expected`)
    expect(lastEntry()).toMatchObject({ action: 'identity.expect', target: one.account })
    const again = await signInTo(server, 'ou_20')
    expect(again.account).toBe(one.account)
    const identities = await server.larkspur.accounts.identities(one.account)
    const second = identities.find(({ openId }) => openId === 'ou_20')?.id
    const unbound = await admin.send(`/console/people/${one.account}/identities/${second}/unbind`)
    expect(unbound.headers.get('location')).toBe(`/console/people/${one.account}?done=unboundAlone`)
    expect([await isIn(one), await isIn(again)]).toEqual([true, false])
    expect(lastEntry()).toMatchObject({ action: 'identity.unbind', outcome: 'ok', target: one.account })
    expect(detailsOf(lastEntry())).not.toHaveProperty('revoked')
  })

  test.each([
    ['the platform revokes them', { body: '' }, 'unbound', true, 'its tokens are withdrawn'],
    [
      'the platform does not confirm it',
      { status: 500, body: '' },
      'unboundHere',
      false,
      'The platform did not confirm that it revoked them.',
    ],
  ])('an identity with tokens is unbound: %s', async (_what, answer, done, revoked, words) => {
    const one = await signInTo(server, 'ou_2')
    const address = `/console/people/${one.account}`
    await server.larkspur.accounts.expect({ openId: 'ou_20', account: one.account })
    server.platform.scope = 'auth:user.id:read offline_access'
    await signInTo(server, 'ou_20')
    server.platform.scope = ''
    const identities = await server.larkspur.accounts.identities(one.account)
    const second = identities.find(({ openId }) => openId === 'ou_20')?.id
    server.platform.answers['/oauth/v1/revoke'] = () => answer
    const response = await admin.send(`${address}/identities/${second}/unbind`)
    expect(response.headers.get('location')).toBe(`${address}?done=${done}`)
    expect((await admin.page(`${address}?done=${done}`)).text).toContain(words)
    expect(lastEntry()).toMatchObject({ action: 'identity.unbind', outcome: 'ok' })
    expect(detailsOf(lastEntry())).toMatchObject({ identity: second, revoked })
  })

  test('an identity of another account is not found', async () => {
    const [one, other] = [await signInTo(server, 'ou_2'), await signInTo(server, 'ou_3')]
    const response = await admin.send(
      `/console/people/${one.account}/identities/${await identityOf(other.account)}/unbind`,
    )
    expect(response.status).toBe(404)
    expect(await isIn(other)).toBe(true)
  })

  test('tokens are withdrawn: gone here, and nothing of them stood on the page', async () => {
    server.platform.scope = 'auth:user.id:read offline_access'
    const one = await signInTo(server, 'ou_2')
    server.platform.scope = ''
    const before = await admin.page(`/console/people/${one.account}`)
    expect(before.text).toContain('auth:user.id:read')
    for (const secret of Object.values(markers)) expect(before.text).not.toContain(secret)
    const identity = (await identityOf(one.account)) ?? ''
    const response = await admin.send(`/console/people/${one.account}/tokens`, { identity })
    expect(response.headers.get('location')).toMatch(/done=(?:withdrawn|forgotten)$/)
    expect((await admin.page(`/console/people/${one.account}`)).text).toContain('No tokens are kept.')
    await expect(server.larkspur.tokens.userAccessToken(one.account)).rejects.toMatchObject({
      code: 'consent_required',
    })
    expect(lastEntry()).toMatchObject({ action: 'tokens.withdraw', target: one.account, outcome: 'ok' })
    expect(await isIn(one)).toBe(true)
  })
})

describe('letting in beforehand', () => {
  test.each(['account', 'list'])('many who are expected come by the page, on the %s', async (where) => {
    const { userId: account } = await server.larkspur.accounts.expect({ openId: 'ou_many_0' })
    for (let n = 1; n < 53; n++) await server.larkspur.accounts.expect({ openId: `ou_many_${n}`, account })
    const address = where === 'list' ? '/console/people/accounts' : `/console/people/${account}`
    const named = (text: string) => [...text.matchAll(/<code>(ou_many_\d+)/g)].map(([, id]) => id)
    const first = (await admin.page(address)).text
    expect(named(first)).toHaveLength(50)
    const next = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const second = (await admin.page(next)).text
    expect(new Set([...named(first), ...named(second)]).size).toBe(53)
    expect(second).not.toContain('rel="next"')
  })

  const refused: [string, Record<string, string>, string][] = [
    ['nothing', { kind: 'openId', subject: ' ' }, 'Enter the identifier.'],
    ['a name', { kind: 'openId', subject: 'Han Meimei' }, 'This is no identifier of the platform.'],
    ['a word for nothing', { kind: 'unionId', subject: 'null' }, 'This is no identifier of the platform.'],
    ['a user_id of any tenant', { kind: 'userId', subject: 'u1' }, 'unique within its organisation only'],
    [
      'a key that is none',
      { kind: 'openId', subject: 'ou_9', tenantKey: 'a b' },
      'no key of an organisation',
    ],
  ]

  test.each(refused)(
    '%s is refused beside its field, and what was typed stays',
    async (_title, typed, words) => {
      const response = await admin.send('/console/people/expect', { instance: '', account: '', ...typed })
      expect(response.status).toBe(400)
      const text = await response.text()
      expect(text).toContain(words)
      expect(text).toMatch(/aria-invalid="true" aria-describedby="(?:subject|tenantKey)-problem/)
      if (typed.subject?.trim()) expect(text).toContain(`value="${typed.subject}"`)
      expect(await server.larkspur.accounts.expected()).toEqual([])
    },
  )

  test('whoever has signed in already is refused in words', async () => {
    await signInTo(server, 'ou_2')
    const response = await admin.send('/console/people/expect', { kind: 'openId', subject: 'ou_2' })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('They have signed in already')
    expect(lastEntry()).toMatchObject({ action: 'identity.expect', outcome: 'identity_taken' })
  })

  test('whoever is expected in an app that is configured no longer is shown, and cancelled there alone', async () => {
    const { accounts, elements } = server.larkspur
    const { userId: account } = await accounts.expect({ unionId: 'on_2', instance: 'second' })
    await accounts.expect({ unionId: 'on_2', account })
    await elements.remove('auths.loginTypes.second')
    const { text } = await admin.page(`/console/people/${account}`)
    expect(text).toContain('no longer configured')
    const forms = text.match(/<form[^>]*expect\/cancel[\s\S]*?<\/form>/g) ?? []
    expect(forms).toHaveLength(2)
    const fields = Object.fromEntries(
      [
        ...(forms.find((form) => form.includes('cli_second')) ?? '').matchAll(
          /name="(\w+)" value="([^"]*)"/g,
        ),
      ].map(([, name, value]) => [name, value]),
    )
    const cancelled = await admin.send('/console/people/expect/cancel', fields)
    expect(cancelled.headers.get('location')).toBe('/console/people/accounts?done=cancelled')
    expect(lastEntry()).toMatchObject({ action: 'identity.cancel_expected', target: account, outcome: 'ok' })
    expect(detailsOf(lastEntry())).toMatchObject({ appId: 'cli_second', instance: null, subject: 'on_2' })
    const left = await accounts.listExpected({ account })
    expect(left.items).toMatchObject([{ unionId: 'on_2', instance: 'default' }])
    const again = await admin.send('/console/people/expect/cancel', fields)
    expect(again.headers.get('location')).toBe('/console/people/accounts?done=gone')
  })

  test('somebody is let in with a role, and is expected no longer once cancelled', async () => {
    const response = await admin.send('/console/people/expect', { kind: 'openId', subject: 'ou_2' })
    const [expected] = await server.larkspur.accounts.expected()
    const account = expected?.account ?? ''
    expect(response.headers.get('location')).toBe(`/console/people/${account}?done=expected`)
    expect(lastEntry()).toMatchObject({ action: 'identity.expect', target: account, outcome: 'ok' })
    expect(detailsOf(lastEntry())).toMatchObject({ kind: 'openId', subject: 'ou_2', tenantKey: null })
    await admin.send(`/console/people/${account}/role`, { role: 'directory_reader', do: 'grant' })
    expect((await admin.page(`/console/people/${account}`)).text).toContain('ou_2')
    expect((await admin.page('/console/people/accounts')).text).toContain('<code>ou_2</code>')
    const forged = { account: 'somebody else' }
    const cancel = { instance: 'default', kind: 'openId', subject: 'ou_2', tenantKey: '', ...forged }
    const cancelled = await admin.send('/console/people/expect/cancel', cancel)
    expect(cancelled.headers.get('location')).toBe('/console/people/accounts?done=cancelled')
    expect(await server.larkspur.accounts.expected()).toEqual([])
    expect((await admin.page(`/console/people/${account}`)).status).toBe(404)
    expect((await signInTo(server, 'ou_2')).account).not.toBe(account)
    // Whose it was the store says, not the form.
    expect(lastEntry()).toMatchObject({ action: 'identity.cancel_expected', target: account, outcome: 'ok' })
    const again = await admin.send('/console/people/expect/cancel', cancel)
    expect(again.headers.get('location')).toBe('/console/people/accounts?done=gone')
    expect(lastEntry()).toMatchObject({ target: 'ou_2', outcome: 'not_found' })
    expect(detailsOf(lastEntry())).toMatchObject({ subject: 'ou_2', changed: false })
  })
})

describe('finding', () => {
  test('by a part of the name and by identifiers', async () => {
    const other = await signInTo(server, 'ou_2', '<b>韩梅梅</b>')
    const found = async (query: string) => (await admin.page(`/console/people/accounts?${query}`)).text
    for (const query of ['by=name&text=梅', 'by=openId&text=ou_2', 'by=unionId&text=on_2']) {
      const text = await found(query)
      expect(text).toContain(`/console/people/${other.account}"`)
      expect(text).toContain('&lt;b&gt;韩梅梅')
      expect(text).not.toContain('<b>韩梅梅')
    }
    expect(await found('by=name&text=nobody')).toContain('Nobody who has signed in is called so')
    expect(await found('by=openId&text=ou_3&instance=second')).toContain('Nobody who has signed in')
  })

  test('what cannot be a name or an identifier is refused beside the field', async () => {
    for (const query of [
      'by=name&text=a%00b',
      `by=name&text=${'x'.repeat(200)}`,
      'by=openId&text=undefined',
    ]) {
      const { status, text } = await admin.page(`/console/people/accounts?${query}`)
      expect([status, text.includes('id="text-problem"')]).toEqual([400, true])
    }
  })

  test('an account that is not there is not found, and an unknown app is refused', async () => {
    expect((await admin.page('/console/people/nobody')).status).toBe(404)
    expect((await admin.page('/console/people?instance=nowhere')).status).toBe(400)
  })

  test('a notice is one of ours, whatever the address says', async () => {
    for (const done of ['owned', 'constructor', '%3Cb%3Eowned'])
      for (const path of [`/console/people/${admin.account}`, '/console/people/accounts']) {
        const { text } = await admin.page(`${path}?done=${done}`)
        expect(text).not.toContain('class="notice')
        expect(text).not.toContain('owned')
      }
  })

  test('the words are those of the reader', async () => {
    expect((await admin.page('/console/people/accounts', 'zh-CN')).text).toContain('没有待登录的人员')
    expect((await admin.page(`/console/people/${admin.account}`, 'zh-CN')).text).toContain('最近登录')
  })
})
