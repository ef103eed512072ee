// Tests: what the files of a database show, and what moves or loses its key in them.

import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TokenOwner, UserTokenPair } from '../../tokens/index.ts'
import {
  attemptWith,
  type DatabaseFolder,
  elementWith,
  makeDatabaseFolder,
  putTokens,
} from '../contracts/database-folder.ts'

const newKey = () => randomBytes(32).toString('base64url')

const owner = (openId: string): TokenOwner => ({ brand: 'feishu', appId: 'cli_1', tenantKey: 't1', openId })
const pair = (name: string): UserTokenPair => ({
  accessToken: `u-access-marker-${name}`,
  expiresAt: 1,
  refreshToken: `ur-refresh-marker-${name}`,
  refreshExpiresAt: 2,
  scopes: ['offline_access'],
  generation: 'v3',
  authorizedAt: 0,
})
const attempt = (id: string) => attemptWith(id, `verifier-marker-of-${id}`)

describe('at rest', () => {
  let folder: DatabaseFolder
  beforeEach(async () => {
    folder = await makeDatabaseFolder()
  })
  afterEach(() => folder.remove())

  const open = (...keys: string[]) => folder.open(...keys)

  /** Changes the tables as somebody does who has the file. */
  const edit = (sql: string, ...values: string[]): void => {
    const file = new DatabaseSync(folder.path)
    expect(file.prepare(sql).run(...values).changes).toBeGreaterThan(0)
    file.close()
  }

  const files = () => folder.files()

  /** Whichever way the text could be written down. */
  const shows = (bytes: Buffer, text: string): boolean =>
    [
      Buffer.from(text),
      Buffer.from(text, 'utf16le'),
      ...(['base64', 'base64url', 'hex'] as const).map((encoding) =>
        // Without the last character, which depends on what follows.
        Buffer.from(Buffer.from(text).toString(encoding).replace(/=*$/, '').slice(0, -1)),
      ),
    ].some((form) => bytes.includes(form))

  const secrets = (name: string) => [pair(name).accessToken, pair(name).refreshToken ?? '']

  it('D48 the files show no token and no verifier, neither while they are written nor afterwards', async () => {
    const key = newKey()
    const database = await open(key)
    for (const name of ['1', '2']) await putTokens(database, owner(`ou_${name}`), pair(name))
    const found = await database.userTokens.find(owner('ou_1'))
    await database.userTokens.replace(owner('ou_1'), found?.version ?? 0, pair('3'))
    await database.attempts.create(attempt('a1'), 10)
    await database.attempts.create(attempt('a2'), 10)
    await database.attempts.take('a1', 'b1')
    const markers = [
      key,
      ...['1', '2', '3'].flatMap(secrets),
      'verifier-marker-of-a1',
      'verifier-marker-of-a2',
    ]

    const live = await files()
    expect(live.names).toEqual(['a.db', 'a.db-shm', 'a.db-wal'])
    await database.close()
    const closed = await files()
    expect(closed.names).toEqual(['a.db'])
    for (const { bytes } of [live, closed]) {
      expect(shows(bytes, 'ou_2'), 'the files hold the rows').toBe(true)
      expect(shows(bytes, 'https://app.example/auth/callback'), 'the files hold the attempts').toBe(true)
      for (const marker of markers) expect(shows(bytes, marker), marker).toBe(false)
    }
  })

  it('D48 the files show no secret of an element, and none that was moved is one', async () => {
    const database = await open(newKey())
    const names = ['auths.loginTypes.Boss', 'auths.loginTypes.Thief'] as const
    for (const name of names) await database.elements.create(elementWith(name, `app-secret-marker-${name}`))
    edit(
      `update elements set sealed = (select sealed from elements where full_name = ?) where full_name = ?`,
      ...names,
    )
    const none = { appSecret: null, eventSecrets: null }
    expect(await database.elements.list()).toEqual([
      elementWith(names[0], `app-secret-marker-${names[0]}`),
      { ...elementWith(names[1], ''), ...none },
    ])
    const { bytes } = await files()
    expect(shows(bytes, names[0]), 'the files hold the rows').toBe(true)
    for (const name of names) expect(shows(bytes, `app-secret-marker-${name}`)).toBe(false)
    expect(shows(bytes, 'key beside')).toBe(false)
    expect(shows(bytes, 'token beside')).toBe(false)
    const withoutKey = await open(newKey())
    expect(await withoutKey.elements.list()).toEqual(
      names.map((name) => ({ ...elementWith(name, ''), ...none })),
    )
  })

  it.each(['', 'no JSON', '[]', 'null', '3'])(
    'an element whose configuration is %j stops no other',
    async (text) => {
      const database = await open(newKey())
      for (const name of ['auths.loginTypes.A', 'auths.loginTypes.B'])
        await database.elements.create(elementWith(name, 'secret'))
      edit(`update elements set config = ? where full_name = 'auths.loginTypes.A'`, text)
      expect(await database.elements.list()).toEqual([
        { ...elementWith('auths.loginTypes.A', 'secret'), config: {} },
        elementWith('auths.loginTypes.B', 'secret'),
      ])
    },
  )

  it('tokens that cannot be read are listed as such', async () => {
    const before = await open(newKey())
    await putTokens(before, owner('ou_1'), pair('1'))
    const after = await open(newKey())
    await putTokens(after, owner('ou_2'), pair('2'))
    const { items } = await after.userTokens.list({ brand: 'feishu', appId: 'cli_1' }, { limit: 9 })
    expect(items.map(({ owner: { openId }, pair: told }) => [openId, told?.scopes])).toEqual([
      ['ou_1', undefined],
      ['ou_2', ['offline_access']],
    ])
  })

  it('D48 what is deleted is gone from the file, too', async () => {
    const database = await open(newKey())
    for (let n = 0; n < 50; n++) await putTokens(database, owner(`ou_${n}`), pair(`${n}`))
    const file = new DatabaseSync(folder.path)
    const texts = file.prepare('select sealed from user_tokens').all() as { sealed: string }[]
    file.close()
    expect(texts.every(({ sealed }) => sealed.length > 100)).toBe(true)
    for (let n = 0; n < 50; n++) await database.userTokens.delete(owner(`ou_${n}`))
    await database.close()
    const { bytes } = await files()
    expect(texts.filter(({ sealed }) => bytes.includes(sealed.slice(20, 100)))).toEqual([])
  })

  it('D48 tokens that were moved to another row are none', async () => {
    const database = await open(newKey())
    await putTokens(database, owner('ou_boss'), pair('boss'))
    await putTokens(database, owner('ou_thief'), pair('thief'))
    edit(
      `update user_tokens set sealed = (select sealed from user_tokens where open_id = ?) where open_id = ?`,
      'ou_boss',
      'ou_thief',
    )
    expect(await database.userTokens.find(owner('ou_thief'))).toBeUndefined()
    expect((await database.userTokens.find(owner('ou_boss')))?.pair).toEqual(pair('boss'))
    await putTokens(database, owner('ou_thief'), pair('again'))
    expect((await database.userTokens.find(owner('ou_thief')))?.pair).toEqual(pair('again'))
  })

  it('D48 a row whose owner was rewritten is none', async () => {
    const database = await open(newKey())
    await putTokens(database, owner('ou_boss'), pair('boss'))
    edit(`update user_tokens set open_id = 'ou_thief'`)
    expect(await database.userTokens.find(owner('ou_thief'))).toBeUndefined()
  })

  it.each<[string, string, string[]]>([
    [
      'moved',
      `update attempts set sealed_verifier = (select sealed_verifier from attempts where id = ?) where id = ?`,
      ['a2', 'a1'],
    ],
    ['written in clear', `update attempts set sealed_verifier = ? where id = ?`, ['my own verifier', 'a1']],
  ])('D48 an attempt whose verifier was %s signs nobody in', async (_, statement, values) => {
    const database = await open(newKey())
    for (const id of ['a1', 'a2']) await database.attempts.create(attempt(id), 10)
    edit(statement, ...values)
    expect(await database.attempts.take('a1', 'b1')).toEqual({ outcome: 'unknown' })
    expect(await database.attempts.take('a2', 'b1')).toEqual({ outcome: 'taken', attempt: attempt('a2') })
  })

  it('D48 a key that was removed makes a miss of what it sealed, and of nothing else', async () => {
    const [old, young] = [newKey(), newKey()]
    const before = await open(old)
    await putTokens(before, owner('ou_1'), pair('1'))
    await before.attempts.create(attempt('a1'), 10)
    const after = await open(young)
    expect(await after.userTokens.find(owner('ou_1'))).toBeUndefined()
    expect(await after.attempts.take('a1', 'b1')).toEqual({ outcome: 'unknown' })
    await putTokens(after, owner('ou_1'), pair('2'))
    expect((await after.userTokens.find(owner('ou_1')))?.pair).toEqual(pair('2'))
  })

  it.each<[string, unknown]>([
    ['no pair', {}],
    ['null', null],
    ['a number as token', { ...pair('1'), accessToken: 1 }],
    ['an empty token', { ...pair('1'), accessToken: '' }],
    ['a time that is a text', { ...pair('1'), expiresAt: '1' }],
    ['no scopes', { ...pair('1'), scopes: null }],
    ['another generation', { ...pair('1'), generation: 'v9' }],
  ])('D50 what is sealed and no pair is a miss: %s', async (_, value) => {
    const database = await open(newKey())
    await putTokens(database, owner('ou_1'), value as UserTokenPair)
    expect(await database.userTokens.find(owner('ou_1'))).toBeUndefined()
  })
})
