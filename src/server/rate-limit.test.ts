import { expect, test } from 'vitest'
import { createAddressLimit, createLimit, senderOf } from './rate-limit.ts'

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0DB8:1:2::6', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  ['unknown', 'unknown'],
])('%s counts as %s', (address, sender) => {
  expect(senderOf(address)).toBe(sender)
})

test('an address has its number per minute, and another address its own', async () => {
  const limit = createAddressLimit(2)
  await limit('203.0.113.7')
  await limit('203.0.113.7')
  await expect(limit('::ffff:203.0.113.7')).rejects.toMatchObject({
    code: 'too_many_requests',
    status: 429,
    retryAfterSeconds: expect.toSatisfy((seconds: number) => seconds >= 1 && seconds <= 60),
  })
  await expect(limit('203.0.113.8')).resolves.toBeUndefined()
})

test('0 is no limit, and a sender whose address nobody tells has none', async () => {
  const off = createAddressLimit(0)
  const on = createAddressLimit(1)
  for (let n = 0; n < 5; n++) {
    await expect(off('203.0.113.7')).resolves.toBeUndefined()
    await expect(on(undefined)).resolves.toBeUndefined()
  }
})

test('an account has its number per minute, and another account its own', async () => {
  const limit = createLimit(2)
  await limit('a')
  await limit('a')
  await expect(limit('a')).rejects.toMatchObject({ code: 'too_many_requests', status: 429 })
  await expect(limit('b')).resolves.toBeUndefined()
  const off = createLimit(0)
  for (let n = 0; n < 5; n++) await expect(off('a')).resolves.toBeUndefined()
})
