// Streams: an answer with one JSON object on each line, so that a million of them need no memory.
import type { Context } from 'hono'

const linesAtOnce = 200

/** Pulls as fast as the caller reads, a few hundred lines at a time. */
export function jsonLines(c: Context, makeLines: () => Iterable<object>): Response {
  const lines = makeLines()[Symbol.iterator]()
  const encoder = new TextEncoder()
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      // Whoever asks something else meanwhile is answered in between.
      await new Promise(setImmediate)
      let text = ''
      for (let count = 0; count < linesAtOnce; count++) {
        const { done, value } = lines.next()
        if (done) {
          if (text !== '') controller.enqueue(encoder.encode(text))
          return controller.close()
        }
        text += `${JSON.stringify(value)}\n`
      }
      controller.enqueue(encoder.encode(text))
    },
    cancel: () => void lines.return?.(),
  })
  return c.body(stream, 200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
}
