// Reads: the body of a request, up to a bound, however its length is announced.
import type { Context } from 'hono'

/** Largest body of any request, in bytes. */
export const largestBody = 64 * 1024

/** The whole body; undefined when it is larger than `largestBody`. The rest of it is not read. */
export async function readLimited(stream: ReadableStream<Uint8Array>): Promise<Buffer | undefined> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of stream) {
    size += piece.byteLength
    if (size > largestBody) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** The body as text; undefined when it is too large. */
export async function readLimitedText(c: Context): Promise<string | undefined> {
  const stream = c.req.raw.body
  return stream === null ? '' : (await readLimited(stream))?.toString('utf8')
}
