import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { LoadLoginType } from '../elements/index.ts'
import { createTestServer, jsonPost, type TestBrowser, type TestServer } from './test-server.ts'

const post = (browser: TestBrowser, name: string, args: object, path = 'default', signal?: AbortSignal) =>
  browser.request(`/api/auths/loginTypes/${path}/${name}`, {
    method: 'POST',
    headers: jsonPost,
    body: JSON.stringify(args),
    ...(signal === undefined ? {} : { signal }),
  })

const codeOf = async (response: Response) =>
  ((await response.json()) as { error?: { code: string } }).error?.code

interface Syncing extends AsyncDisposable {
  server: TestServer
  browser: TestBrowser
  /** How often somebody has begun to wait for it. */
  waits(): number
}

/** A server on which a synchronisation is at work that never ends, and somebody who is signed in. */
async function whileSyncing(): Promise<Syncing> {
  let waits = 0
  const ends: (() => void)[] = []
  const server = await createTestServer({
    sleep: async (ms, signal) => {
      if (ms === 1_000) waits += 1
      await after(5, undefined, signal === undefined ? {} : { signal })
    },
  })
  const begun = new Promise<void>((resolve) => {
    const pending = () => {
      resolve()
      return new Promise<{ status: number; body: object }>((answer) => {
        ends.push(() => answer({ status: 500, body: {} }))
      })
    }
    const { answers } = server.platform
    answers['/open-apis/contact/v3/scopes'] = pending
    answers['/open-apis/contact/v3/departments/0/children'] = pending
  })
  void server.larkspur.directory.sync().catch(() => undefined)
  await begun
  const browser = server.browser()
  await browser.signIn()
  return {
    ...{ server, browser, waits: () => waits },
    async [Symbol.asyncDispose]() {
      for (const end of ends) end()
      await server.larkspur.close()
    },
  }
}

test('a person who asks for a synchronisation of themselves waits for no other run', async () => {
  await using syncing = await whileSyncing()
  const { browser, waits } = syncing
  const answer = await post(browser, 'syncUserInfo', { userId: 'ou_1' })
  expect(await codeOf(answer)).toBe('sync_running')
  expect(waits()).toBe(0)
})

test('an administrator waits four times at once, and no longer than the request lasts', async () => {
  await using syncing = await whileSyncing()
  const { browser, waits } = syncing
  const { accounts } = syncing.server.larkspur
  const { user } = (await (await browser.request('/auth/session')).json()) as { user: { id: string } }
  await accounts.grant(user.id, 'administrator')
  const left = new AbortController()
  const ask = () => post(browser, 'syncDepartmentInfo', {}, 'default', left.signal)
  const waiting = [ask(), ask(), ask(), ask()]
  await expect.poll(waits).toBeGreaterThan(8)
  const refused = await ask()
  expect([refused.status, await codeOf(refused)]).toEqual([429, 'too_many_requests'])
  // Reading is not bounded by it.
  expect((await post(browser, 'getUserInfo', { userId: 'ou_1' })).status).not.toBe(429)
  left.abort()
  const codes = await Promise.all(waiting.map(async (one) => codeOf(await one)))
  expect(codes).toEqual(['aborted', 'aborted', 'aborted', 'aborted'])
  const before = waits()
  await after(50)
  expect(waits()).toBe(before)
})

test.each(['N', 'default'])(
  'what a loader begins belongs to no visit, whoever has made it run, by %s',
  async (called) => {
    const database = `sqlite:${mkdtempSync(join(tmpdir(), 'larkspur-visits-'))}/x.db`
    const told: Promise<string>[] = []
    const gone = new AbortController()
    const load: LoadLoginType = ({ base }) => {
      const later = async () => {
        // Resumes when the visitor has left.
        await new Promise((resolve) => gone.signal.addEventListener('abort', resolve))
        return base.getUserInfo({ userId: 'ou_9' }).then(
          ({ openId }) => openId,
          (error) => String(error),
        )
      }
      told.push(later())
      return { ...base }
    }
    let inVisit = async (): Promise<unknown> => undefined
    const official: LoadLoginType = ({ base }) => ({
      ...base,
      async getLoginConfig(args) {
        await inVisit()
        return base.getLoginConfig(args)
      },
    })
    const options = {
      database,
      elements: { types: { 'auths.loginTypes.T': load, 'auths.loginTypes.FSInnerType': official } },
      sleep: async (ms: number, signal?: AbortSignal) => {
        await after(ms, undefined, signal === undefined ? {} : { signal })
      },
    }
    await using one = await createTestServer(options)
    await using other = await createTestServer(options)
    other.platform.answers['/open-apis/contact/v3/users/ou_9'] = () => ({
      body: { code: 0, msg: 'ok', data: { user: { open_id: 'ou_9', name: 'x' } } },
    })
    const input = { name: 'N', appId: 'cli_n', appSecret: 'thesecret2', type: 'auths.loginTypes.T' }
    await one.larkspur.elements.create(input)
    told.length = 0
    // The other process does not know it yet: the visitor makes its loader run.
    if (called === 'default') inVisit = () => other.larkspur.getElement('auths.loginTypes.N')
    const answer = await post(other.browser(), 'getLoginConfig', {}, called, gone.signal)
    expect(answer.status).toBe(200)
    expect(told).toHaveLength(1)
    gone.abort()
    expect(await told[0]).toBe('ou_9')
  },
)
