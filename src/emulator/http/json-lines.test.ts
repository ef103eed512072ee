import type { Context } from 'hono'
import { expect, test } from 'vitest'
import { jsonLines } from './json-lines.ts'

const context = { body: (stream: ReadableStream) => new Response(stream) } as unknown as Context

function* numbers(count: number, onEnd = () => {}): Iterable<object> {
  try {
    for (let n = 0; n < count; n++) yield { n }
  } finally {
    onEnd()
  }
}

test('while lines are read, whoever waits has turns', async () => {
  let turns = 0
  let reading = true
  const take = () => {
    turns++
    if (reading) setImmediate(take)
  }
  setImmediate(take)
  const text = await jsonLines(context, () => numbers(20_000)).text()
  reading = false
  expect(text.trim().split('\n')).toHaveLength(20_000)
  expect(turns).toBeGreaterThan(80)
})

test('whoever stops reading ends the making of lines', async () => {
  let ended = false
  const { body } = jsonLines(context, () => numbers(Number.POSITIVE_INFINITY, () => (ended = true)))
  const reader = body?.getReader()
  await reader?.read()
  await reader?.cancel()
  expect(ended).toBe(true)
})
