// Tests: the signature against the platform's own example and against a second computation from the prose.
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsapiSignature } from './jsapi-signature.ts'

const example = {
  ticket: '617bf955832a4d4d80d9d8d85917a427',
  nonceStr: 'Y7a8KkqX041bsSwT',
  timestamp: 1510045655000,
  url: 'https://example.cn/test/1234/content.html',
}

test('the documented example gives the documented signature', async () => {
  expect(await jsapiSignature(example)).toBe('40a68999ecf7e05907edba43b31a50fd1830c777')
})

test.each([
  ['ticket', { ticket: `${example.ticket}0` }],
  ['nonce', { nonceStr: 'Y7a8KkqX041bsSwt' }],
  ['timestamp', { timestamp: 1510045655 }],
  ['url', { url: `${example.url}#` }],
])('another %s gives another signature', async (_what, change) => {
  expect(await jsapiSignature({ ...example, ...change })).not.toBe('40a68999ecf7e05907edba43b31a50fd1830c777')
})

/** From the prose: names sorted by ASCII, joined as key=value with &, values raw, SHA-1. */
function fromTheProse(fields: Record<string, string | number>): string {
  const pairs = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))
  const text = pairs.map((pair) => pair.join('=')).join('&')
  return createHash('sha1').update(Buffer.from(text, 'utf8')).digest('hex')
}

test('agrees with a second computation whatever the values hold', async () => {
  const text = fc.string({ unit: 'grapheme' })
  await fc.assert(
    fc.asyncProperty(text, text, fc.maxSafeNat(), text, async (ticket, nonceStr, timestamp, url) => {
      const expected = fromTheProse({ url, noncestr: nonceStr, timestamp, jsapi_ticket: ticket })
      expect(await jsapiSignature({ ticket, nonceStr, timestamp, url })).toBe(expected)
    }),
  )
})
