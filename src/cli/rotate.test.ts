import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { startCommand } from '../../test/support/command.ts'
import { addOwner } from '../storage/contracts/open-test-database.ts'
import { createSealer } from '../storage/seal.ts'
import { type Database, openDatabase } from '../storage/sql/index.ts'
import type { UserTokenPair } from '../tokens/index.ts'
import { rotate as rotateNow } from './rotate.ts'

const secret = 'qN7vXc2LmZ8pRt4WsYb6KdHf9JgTzE1a'
const [first, second, lost] = [`${secret}-first`, `${secret}-second`, `${secret}-lost`]
const owner = { brand: 'feishu', appId: 'cli_1', tenantKey: 't', openId: 'ou_1' } as const
const pair: UserTokenPair = {
  accessToken: 'MARKER-access',
  expiresAt: 1,
  refreshToken: 'MARKER-refresh',
  refreshExpiresAt: 2,
  scopes: ['a:b'],
  generation: 'v2',
  authorizedAt: 0,
}

async function withStore<T>(
  url: string,
  keys: string[],
  work: (store: Store, database: Database) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(url, { sealer: createSealer(keys) })
  await database.migrate()
  try {
    return await work(database.userTokens, database)
  } finally {
    await database.close()
  }
}
type Store = Database['userTokens']

/** A database with one pair of tokens in it. */
async function encryptedWith(key: string): Promise<string> {
  const url = `sqlite:${mkdtempSync(join(tmpdir(), 'larkspur-rotate-'))}/x.db`
  await withStore(url, [key], async (store, database) => {
    await addOwner(database, owner)
    await store.put(owner, pair)
  })
  return url
}

const environmentOf = (DATABASE_URL: string, ENCRYPTION_KEYS: string) => ({
  APP_ID: 'cli_1',
  APP_SECRET: 'MARKER-app-secret',
  SESSION_SECRET: secret,
  DATABASE_URL,
  ENCRYPTION_KEYS,
})

async function rotate(DATABASE_URL: string, ENCRYPTION_KEYS: string, more: Record<string, string> = {}) {
  await using command = startCommand(['keys', 'rotate'], {
    ...environmentOf(DATABASE_URL, ENCRYPTION_KEYS),
    ...more,
  })
  const code = await command.ended
  expect(command.output.stdout + command.output.stderr).not.toMatch(/MARKER|qN7vXc/)
  return { code, ...command.output }
}

test('D48 what an older key has encrypted is read after a rotation without it', async () => {
  const url = await encryptedWith(first)
  const done = await rotate(url, `${second},${first}`)
  expect(done).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(done.stdout)).toEqual({ rewritten: 1, current: 0, unreadable: 0, emptied: true })
  expect((await withStore(url, [second], (store) => store.find(owner)))?.pair).toMatchObject(pair)
  expect(JSON.parse((await rotate(url, `${second},${first}`)).stdout)).toMatchObject({
    rewritten: 0,
    current: 1,
  })
})

test.each([
  ['en_US.UTF-8', /^larkspur: Could not be read with any of the keys: 1\./],
  ['zh_CN.UTF-8', /^larkspur: 无法用任何密钥读取：1/],
])('what no key reads is counted, and the exit code says so, in %s', async (LANG, words) => {
  const url = await encryptedWith(lost)
  const done = await rotate(url, second, { LANG })
  expect(done.code).toBe(1)
  expect(done.stderr).toMatch(words)
  expect(JSON.parse(done.stdout)).toEqual({ rewritten: 0, current: 0, unreadable: 1, emptied: true })
})

test('D31 a weak key is refused before anything is opened', async () => {
  const done = await rotate('sqlite:/dev/null/x.db', 'changeme')
  expect(done.code).toBe(2)
  expect(done.stderr).toMatch(/ENCRYPTION_KEYS/)
})

/** What this command has no use for. */
const aside = { isOutTerminal: false, screen: { write: () => true } }

test('a person who watches is told how far it is; the data stays the same', async () => {
  const url = await encryptedWith(first)
  const told: Record<'out' | 'err', string[]> = { out: [], err: [] }
  const environment = environmentOf(url, `${second},${first}`)
  const out = (line: string) => void told.out.push(line)
  const err = (line: string) => void told.err.push(line)
  expect(
    await rotateNow(
      { ...aside, environment, out, err, isTerminal: true, onStop: () => new Promise(() => {}) },
      {},
    ),
  ).toBe(0)
  expect(told.out.map((line) => JSON.parse(line))).toEqual([
    { rewritten: 1, current: 0, unreadable: 0, emptied: true },
  ])
  expect(told.err.at(-1)).toBe('Encrypted anew: 1. Encrypted with the newest key already: 0.')
})

test('what a reader keeps in the files is told', async () => {
  const url = await encryptedWith(first)
  const reader = new DatabaseSync(url.replace('sqlite:', ''))
  reader.exec('begin')
  reader.prepare('select count(*) from user_tokens').get()
  const done = await rotate(url, `${second},${first}`)
  reader.close()
  expect(done.code).toBe(0)
  expect(JSON.parse(done.stdout)).toMatchObject({ rewritten: 1, emptied: false })
  expect(done.stderr).toMatch(/^larkspur: What the former keys encrypted is still in the database’s files/)
}, 20_000)

test('whoever stops it gets the prompt back, and may go on later', async () => {
  const url = await encryptedWith(first)
  const environment = environmentOf(url, `${second},${first}`)
  const quiet = { ...aside, out: () => {}, err: () => {}, isTerminal: false }
  const stopped = rotateNow({ environment, ...quiet, onStop: async () => {} }, {})
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
  expect((await rotate(url, `${second},${first}`)).stdout).toContain('"rewritten":1')
})
