// Tests: what is sealed opens in its own row, with its own key, and nowhere else.

import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSealer, rowName } from './seal.ts'

const secrets = Array.from({ length: 3 }, () => randomBytes(32).toString('base64url'))
const [first = '', second = '', third = ''] = secrets
const row = rowName('user_tokens', 'feishu', 'cli_1', 't1', 'ou_1')

/** The parts of a sealed text, to be put together in another way. */
interface Parts {
  protected: string
  iv: string
  ciphertext: string
  tag: string
}
const parts = (sealed: string) => JSON.parse(sealed) as Parts
const flip = (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`

describe('sealer', () => {
  it('opens what it sealed, whatever the text and the row', async () => {
    const sealer = createSealer([first])
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), async (text, key) => {
        const name = rowName('t', ...key)
        expect(await sealer.open(name, await sealer.seal(name, text))).toBe(text)
      }),
      { numRuns: 50 },
    )
  })

  it('D48 shows nothing of the text, the row or the key', async () => {
    const text = 'marker-of-a-token-4711'
    const sealed = await createSealer([first]).seal(row, text)
    for (const secret of [text, row, 'ou_1', first]) {
      for (const encoding of ['utf8', 'base64', 'base64url', 'hex'] as const) {
        expect(sealed).not.toContain(Buffer.from(secret).toString(encoding).replace(/=+$/, ''))
      }
    }
    expect(Object.keys(parts(sealed)).sort()).toEqual(['ciphertext', 'iv', 'protected', 'tag'])
  })

  it('D48 seals one text in two ways, so that equal ones do not show', async () => {
    const sealer = createSealer([first])
    const [one, two] = [await sealer.seal(row, 'x'), await sealer.seal(row, 'x')].map(parts)
    expect(one?.iv).not.toBe(two?.iv)
    expect(one?.ciphertext).not.toBe(two?.ciphertext)
  })

  it.each([
    ['another person', rowName('user_tokens', 'feishu', 'cli_1', 't1', 'ou_2')],
    ['another table', rowName('attempts', 'feishu', 'cli_1', 't1', 'ou_1')],
    ['the same characters, cut elsewhere', rowName('user_tokens', 'feishu', 'cli_1', 't1ou_1', '')],
    ['no name', ''],
  ])('D48 does not open in another row: %s', async (_, other) => {
    const sealer = createSealer([first])
    expect(await sealer.open(other, await sealer.seal(row, 'x'))).toBeUndefined()
  })

  it('names rows apart, wherever their keys are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (one, two) => {
        const same = one.length === two.length && one.every((text, n) => text === two[n])
        expect(rowName('t', ...one) === rowName('t', ...two)).toBe(same)
      }),
    )
  })

  it.each<[string, (sealed: Parts) => unknown]>([
    ['a changed text', (sealed) => ({ ...sealed, ciphertext: flip(sealed.ciphertext) })],
    ['a changed tag', (sealed) => ({ ...sealed, tag: flip(sealed.tag) })],
    ['a short tag', (sealed) => ({ ...sealed, tag: sealed.tag.slice(0, 6) })],
    ['a changed start', (sealed) => ({ ...sealed, iv: flip(sealed.iv) })],
    ['no tag', ({ tag: _, ...sealed }) => sealed],
    [
      'a header that says less',
      (sealed) => ({ ...sealed, protected: header({ alg: 'dir', enc: 'A256GCM' }) }),
    ],
    [
      'another way to encrypt',
      (sealed) => ({ ...sealed, protected: header({ ...read(sealed), enc: 'A128CBC-HS256' }) }),
    ],
    [
      'another way to agree on a key',
      (sealed) => ({ ...sealed, protected: header({ ...read(sealed), alg: 'A256KW' }) }),
    ],
    ['one more header', (sealed) => ({ ...sealed, protected: header({ ...read(sealed), x: 1 }) })],
    ['a number as key id', (sealed) => ({ ...sealed, protected: header({ ...read(sealed), kid: 1 }) })],
    ['a row of its own', (sealed) => ({ ...sealed, aad: Buffer.from(row).toString('base64url'), tag: '' })],
    ['null', () => null],
    ['a list', () => []],
    ['a number', () => 1],
  ])('D48 D50 takes as nothing: %s', async (_, change) => {
    const sealer = createSealer([first])
    const sealed = JSON.stringify(change(parts(await sealer.seal(row, 'x'))))
    expect(await sealer.open(row, sealed)).toBeUndefined()
  })

  it.each(['', 'x', '{', 'marker in clear', '{"accessToken":"t"}'])(
    'D50 takes as nothing what was never sealed: %j',
    async (text) => {
      const sealer = createSealer([first])
      expect(await sealer.open(row, text)).toBeUndefined()
      expect(sealer.isNewest(text)).toBe(false)
    },
  )

  it('D48 a name for the row that stands in the text does not count', async () => {
    const sealer = createSealer([first])
    const sealed = parts(await sealer.seal(row, 'x'))
    const moved = JSON.stringify({ ...sealed, aad: Buffer.from(row).toString('base64url') })
    expect(await sealer.open(rowName('user_tokens', 'elsewhere'), moved)).toBeUndefined()
  })

  it('D48 after a rotation former keys still read, the newest one writes', async () => {
    const old = await createSealer([second]).seal(row, 'old')
    const rotated = createSealer([first, second])
    expect(await rotated.open(row, old)).toBe('old')
    expect(rotated.isNewest(old)).toBe(false)
    const fresh = await rotated.seal(row, 'fresh')
    expect(rotated.isNewest(fresh)).toBe(true)
    expect(await createSealer([first]).open(row, fresh)).toBe('fresh')
    expect(await createSealer([second]).open(row, fresh)).toBeUndefined()
  })

  it('D48 without its key a text is nothing, and nothing fails', async () => {
    const sealed = await createSealer([first]).seal(row, 'x')
    expect(await createSealer([second, third]).open(row, sealed)).toBeUndefined()
  })

  it('D48 a key id that was put on another key opens nothing', async () => {
    const mine = createSealer([first])
    const foreign = parts(await createSealer([second]).seal(row, 'x'))
    const own = parts(await mine.seal(row, 'x'))
    expect(await mine.open(row, JSON.stringify({ ...foreign, protected: own.protected }))).toBeUndefined()
  })

  it.each([
    ['none', []],
    ['a short one', ['short']],
    ['a well-known one behind a good one', [first, 'ThisIsSecretKey'.repeat(4)]],
  ])('D31 does not work with keys: %s', (_, keys) => {
    expect(() => createSealer(keys)).toThrow(
      expect.objectContaining({
        code: 'configuration_invalid',
        message: expect.stringContaining('ENCRYPTION_KEYS'),
      }),
    )
  })
})

function header(values: object): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

function read(sealed: Parts): object {
  return JSON.parse(Buffer.from(sealed.protected, 'base64url').toString())
}
