import { expect, test } from 'vitest'
import { createEventBodies, type EventBodies } from './event-bodies.ts'

const encryptKey = 'an encrypt key'
const signature = { 'x-lark-signature': 's', 'x-lark-request-timestamp': 't', 'x-lark-request-nonce': 'n' }

/** A body that comes piece by piece, and ends when it is told to. */
function slowly(bytes: number, headers: Record<string, string> = signature) {
  const end = Promise.withResolvers<void>()
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(new Uint8Array(bytes))
      await end.promise.then(
        () => controller.close(),
        (error) => controller.error(error),
      )
    },
  })
  const request = new Request('http://localhost/', { method: 'POST', headers, body, duplex: 'half' })
  return { request, end }
}

const open = (bodies: EventBodies, request: Request, key = encryptKey) =>
  bodies.open(request, { encryptKey: key }, (rawBody) => rawBody.byteLength)

/** One that is there at once. */
const atOnce = (bodies: EventBodies, bytes: number, headers?: Record<string, string>, key?: string) => {
  const { request, end } = slowly(bytes, headers)
  end.resolve()
  return open(bodies, request, key)
}

const small = 262_144
const large = small + 1

test('D71 whatever length it announces or not, a large body needs the headers and an Encrypt Key', async () => {
  const bodies = createEventBodies()
  const tooLarge = { code: 'payload_too_large' }
  expect(await atOnce(bodies, small, {}, '')).toBe(small)
  expect(await atOnce(bodies, large)).toBe(large)
  await expect(atOnce(bodies, large, {})).rejects.toMatchObject(tooLarge)
  await expect(atOnce(bodies, large, signature, '')).rejects.toMatchObject(tooLarge)
  await expect(atOnce(bodies, 1, { 'content-length': String(large) })).rejects.toMatchObject(tooLarge)
  await expect(atOnce(bodies, 4 * 1_048_576 + 1)).rejects.toMatchObject(tooLarge)
})

test('D71 four large bodies come at one time, and any number of small ones', async () => {
  const bodies = createEventBodies()
  const four = Array.from({ length: 4 }, () => slowly(large))
  const opened = four.map(({ request }) => open(bodies, request))
  await expect(atOnce(bodies, large)).rejects.toMatchObject({ code: 'server_busy', retryAfterSeconds: 2 })
  expect(await atOnce(bodies, small)).toBe(small)
  // However they end, their places are free again.
  four[0]?.end.reject(new Error('cut off'))
  await expect(opened[0]).rejects.toThrow('cut off')
  expect(await atOnce(bodies, large)).toBe(large)
  const failing = bodies.open(slowlyEnded(), { encryptKey }, () => {
    throw new Error('not opened')
  })
  await expect(failing).rejects.toThrow('not opened')
  expect(await atOnce(bodies, large)).toBe(large)
  for (const { end } of four.slice(1)) end.resolve()
  expect(await Promise.all(opened.slice(1))).toEqual([large, large, large])
})

function slowlyEnded() {
  const { request, end } = slowly(large)
  end.resolve()
  return request
}
