// Reads: the body of a request, up to a bound, however its length is announced.
import type { Context } from 'hono'

/** Largest body of the console and the control API, in bytes. */
export const largestBody = 64 * 1024

/** The body as text; undefined when it is larger than `largestBody`. The rest of it is not read. */
export async function readLimitedText(c: Context): Promise<string | undefined> {
  const stream = c.req.raw.body
  if (stream === null) return ''
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of stream as ReadableStream<Uint8Array>) {
    size += piece.byteLength
    if (size > largestBody) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}
