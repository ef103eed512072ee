// Tests: the change to a new key, while the app goes on.

import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TokenOwner, UserTokenPair } from '../../tokens/index.ts'
import {
  attemptWith,
  type DatabaseFolder,
  elementWith,
  makeDatabaseFolder,
  putTokens,
} from '../contracts/database-folder.ts'
import { createSealer } from '../seal.ts'
import type { RotationProgress } from './rotate-keys.ts'

const [oldest, old, newest] = Array.from({ length: 3 }, () => randomBytes(32).toString('base64url')) as [
  string,
  string,
  string,
]
const owner = (n: number): TokenOwner => ({
  brand: 'feishu',
  appId: 'cli_1',
  tenantKey: 't1',
  openId: `ou_${n}`,
})
const pair = (n: number): UserTokenPair => ({
  accessToken: `access ${n}`,
  expiresAt: n,
  scopes: ['a'],
  generation: 'v2',
  authorizedAt: 0,
})
const attempt = attemptWith('a1', 'verifier')

describe('rotateKeys', () => {
  let folder: DatabaseFolder
  beforeEach(async () => {
    folder = await makeDatabaseFolder()
  })
  afterEach(() => folder.remove())

  const open = (...keys: string[]) => folder.open(...keys)

  /** Stores tokens of this many people, sealed with the first of the keys. */
  const fill = async (count: number, ...keys: string[]) => {
    const database = await open(...keys)
    for (let n = 0; n < count; n++) await putTokens(database, owner(n), pair(n))
    return database
  }
  const sealedTexts = (): string[] => {
    const file = new DatabaseSync(folder.path)
    const rows = file.prepare('select sealed from user_tokens order by open_id').all() as { sealed: string }[]
    file.close()
    return rows.map(({ sealed }) => sealed)
  }

  it('D48 seals everything with the newest key; then the former one may go', async () => {
    const before = await fill(120, old)
    await before.attempts.create(attempt, 10)
    await before.attempts.create({ ...attempt, id: 'a2', codeVerifier: null }, 10)
    const between = await open(newest, old)
    expect((await between.userTokens.find(owner(7)))?.pair).toEqual(pair(7))
    expect(await between.rotateKeys()).toEqual({ rewritten: 121, current: 0, unreadable: 0, emptied: true })
    const after = await open(newest)
    for (let n = 0; n < 120; n++) expect((await after.userTokens.find(owner(n)))?.pair).toEqual(pair(n))
    expect(await after.attempts.take('a1', 'b1')).toEqual({ outcome: 'taken', attempt })
    expect(await before.userTokens.find(owner(7))).toBeUndefined()
  })

  it('reads texts of any former key, and rewrites none twice', async () => {
    const first = await fill(3, oldest)
    await first.close()
    const second = await open(old, oldest)
    await putTokens(second, owner(1), pair(1))
    const rotating = await open(newest, old, oldest)
    await putTokens(rotating, owner(2), pair(2))
    expect(await rotating.rotateKeys()).toEqual({ rewritten: 2, current: 1, unreadable: 0, emptied: true })
    const texts = sealedTexts()
    expect(await rotating.rotateKeys()).toEqual({ rewritten: 0, current: 3, unreadable: 0, emptied: true })
    expect(sealedTexts()).toEqual(texts)
  })

  it('counts what no key opens, leaves it as it is and goes on', async () => {
    await fill(3, oldest)
    const some = await open(old)
    await putTokens(some, owner(1), pair(1))
    const file = new DatabaseSync(folder.path)
    file.exec(`update user_tokens set sealed = 'no such thing' where open_id = 'ou_2'`)
    file.close()
    const [lost] = sealedTexts()
    const rotating = await open(newest, old)
    expect(await rotating.rotateKeys()).toEqual({ rewritten: 1, current: 0, unreadable: 2, emptied: true })
    expect(sealedTexts()[0]).toBe(lost)
    expect(sealedTexts()[2]).toBe('no such thing')
  })

  it('D48 counts as unreadable what carries the newest key and was moved', async () => {
    await fill(2, newest)
    const file = new DatabaseSync(folder.path)
    file.exec(`update user_tokens set sealed = (select sealed from user_tokens where open_id = 'ou_0')`)
    file.close()
    const rotating = await open(newest)
    expect(await rotating.rotateKeys()).toEqual({ rewritten: 0, current: 1, unreadable: 1, emptied: true })
  })

  it('tells how far it is, stops when it is told to, and goes on from there', async () => {
    await fill(120, old)
    const rotating = await open(newest, old)
    const stop = new AbortController()
    const told: RotationProgress[] = []
    const stopped = rotating.rotateKeys({
      onProgress(soFar) {
        told.push(soFar)
        if (soFar.rewritten >= 100) stop.abort()
      },
      signal: stop.signal,
    })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' })
    expect(told).toEqual([{ rewritten: 100, current: 0, unreadable: 0 }])
    expect(await rotating.rotateKeys()).toEqual({ rewritten: 20, current: 100, unreadable: 0, emptied: true })
  })

  it('D48 seals the secrets of elements with the newest key, too', async () => {
    const before = await open(old)
    const names = Array.from({ length: 101 }, (_, n) => `auths.loginTypes.E${String(n).padStart(3, '0')}`)
    for (const name of names) await before.elements.create(elementWith(name, `secret of ${name}`))
    const version = await before.elements.version()
    const rotating = await open(newest, old)
    expect(await rotating.rotateKeys()).toEqual({ rewritten: 101, current: 0, unreadable: 0, emptied: true })
    const after = await open(newest)
    const found = await after.elements.list()
    expect(found).toEqual(names.map((name) => elementWith(name, `secret of ${name}`)))
    // Nothing has changed for whoever uses them.
    expect(await after.elements.version()).toBe(version)
  })

  it('an empty database has nothing to rotate', async () => {
    const told: RotationProgress[] = []
    const result = await (await open(newest)).rotateKeys({ onProgress: (soFar) => void told.push(soFar) })
    expect(result).toEqual({ rewritten: 0, current: 0, unreadable: 0, emptied: true })
    expect(told).toEqual([])
  })

  it('D41 a refresh that began before the rotation is stored after it', async () => {
    const app = await fill(1, old)
    const version = (await app.userTokens.find(owner(0)))?.version ?? 0
    await app.userTokens.lock(owner(0), version, 'a', { now: 0, until: 10 })
    const rotating = await open(newest, old)
    expect((await rotating.rotateKeys()).rewritten).toBe(1)
    expect((await rotating.userTokens.lock(owner(0), version, 'b', { now: 0, until: 10 })).outcome).toBe(
      'held',
    )
    expect(await app.userTokens.replace(owner(0), version, pair(9))).toBe(true)
    expect((await rotating.userTokens.find(owner(0)))?.pair).toEqual(pair(9))
  })

  it('D48 never writes over what the app writes meanwhile', async () => {
    const app = await fill(20, old)
    const sealer = createSealer([newest, old])
    let n = 0
    // Between the reading of a row and its writing the app renews it with the former key, deletes it, or adds others.
    const rotating = await folder.openWith({
      ...sealer,
      async seal(row, text) {
        const at = n++
        if (at < 10) await putTokens(app, owner(900 + at), pair(at))
        const [, , , , openId = ''] = JSON.parse(row) as string[]
        const who = { ...owner(0), openId }
        const renewed = (await app.userTokens.find(who))?.pair.expiresAt === 1_000
        if (openId === 'ou_3') await app.userTokens.delete(who)
        else if (!renewed) await putTokens(app, who, pair(1_000))
        return sealer.seal(row, text)
      },
    })
    const { unreadable } = await rotating.rotateKeys()
    expect(unreadable).toBe(0)
    expect(await rotating.userTokens.find(owner(3))).toBeUndefined()
    for (const at of [0, 1, 2, 4, 19]) {
      expect((await rotating.userTokens.find(owner(at)))?.pair).toEqual(pair(1_000))
    }
    expect(sealedTexts().filter((text) => !sealer.isNewest(text))).toEqual([])
  })

  it('D48 comes back for what an app with the former key adds behind it', async () => {
    const app = await fill(3, old)
    const sealer = createSealer([newest, old])
    let added = 0
    const rotating = await folder.openWith({
      ...sealer,
      async seal(row, text) {
        // Before the row that is being rewritten, in the order in which rows are read.
        if (added < 3)
          await putTokens(app, { ...owner(0), brand: 'feishu', appId: `cli_${added++}` }, pair(added))
        return sealer.seal(row, text)
      },
    })
    expect(await rotating.rotateKeys()).toEqual({ rewritten: 6, current: 0, unreadable: 0, emptied: true })
    expect(sealedTexts().filter((text) => !sealer.isNewest(text))).toEqual([])
  })

  it('D48 waits for a reader before it empties the log, and says when one stays', async () => {
    await fill(3, old)
    const former = sealedTexts().map((text) => JSON.parse(text).ciphertext)
    const rotating = await open(newest, old)
    const reader = new DatabaseSync(folder.path)
    const startReading = () => {
      reader.exec('begin')
      reader.prepare('select count(*) from user_tokens').get()
    }
    const inFiles = async () => {
      const { bytes } = await folder.files()
      return former.some((text) => bytes.includes(text))
    }
    startReading()
    expect((await rotating.rotateKeys()).emptied).toBe(false)
    expect(await inFiles()).toBe(true)
    const ended = setTimeout(200).then(() => reader.exec('commit'))
    expect((await rotating.rotateKeys()).emptied).toBe(true)
    await ended
    expect(await inFiles()).toBe(false)
    reader.close()
  }, 20_000)

  it('two rotations at once do the work once', async () => {
    await fill(60, old)
    const [one, two] = [await open(newest, old), await open(newest, old)]
    const results = await Promise.all([one.rotateKeys(), two.rotateKeys()])
    expect(results.reduce((sum, { rewritten }) => sum + rewritten, 0)).toBe(60)
    expect((await (await open(newest)).userTokens.find(owner(59)))?.pair).toEqual(pair(59))
  })

  it('D48 the files hold nothing of the former key afterwards, while the app goes on', async () => {
    await fill(50, old)
    const former = sealedTexts()
    const rotating = await open(newest, old)
    await rotating.rotateKeys()
    const { bytes } = await folder.files()
    const [young = ''] = sealedTexts()
    expect(bytes.includes(young)).toBe(true)
    for (const text of former) expect(bytes.includes(JSON.parse(text).ciphertext)).toBe(false)
  })

  it('says when the database cannot be used', async () => {
    const database = await open(newest)
    await database.close()
    await expect(database.rotateKeys()).rejects.toMatchObject({ code: 'storage_unavailable' })
  })
})
