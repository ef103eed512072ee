import { expect, test } from 'vitest'
import { isSameServer } from './same-server.ts'

test.each([
  ['http://127.0.0.1:7070', 'http://127.0.0.1:7070'],
  ['http://127.0.0.1:7070', 'http://localhost:7070'],
  ['http://localhost:7070', 'http://[::1]:7070'],
  ['https://feishu.test', 'https://feishu.test'],
])('%s and %s are one server', (one, other) => {
  expect([isSameServer(one, other), isSameServer(other, one)]).toEqual([true, true])
})

test.each([
  ['another port', 'http://127.0.0.1:7070', 'http://localhost:3000'],
  ['another scheme', 'http://127.0.0.1:7070', 'https://localhost:7070'],
  ['another machine', 'http://127.0.0.1:7070', 'http://192.168.0.1:7070'],
  ['a name that begins alike', 'http://127.0.0.1:7070', 'http://127.0.0.1.evil.example:7070'],
  ['a name that ends alike', 'http://localhost:7070', 'http://notlocalhost:7070'],
  ['two names of a real host', 'https://feishu.test', 'https://other.test'],
  ['no origin', 'http://127.0.0.1:7070', 'null'],
  ['nothing', 'http://127.0.0.1:7070', ''],
])('%s is another server', (_what, one, other) => {
  expect([isSameServer(one, other), isSameServer(other, one)]).toEqual([false, false])
})
