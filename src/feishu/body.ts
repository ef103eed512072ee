// Reads: a response body as text, up to a bound.

/** Far above any answer of the endpoints that are called here. */
export const maxBodyBytes = 1_048_576

/** The text, or why there is none. Stops reading at the bound, whatever `Content-Length` claims. */
export async function readText(response: Response): Promise<{ text: string } | { problem: string }> {
  if (response.body === null) return { text: '' }
  const reader = response.body.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (!done) size += value.byteLength
    if (size > maxBodyBytes) {
      // Whether the rest can be cancelled changes nothing: the answer is already refused.
      await reader.cancel().catch(() => undefined)
      return { problem: `is larger than ${maxBodyBytes} bytes` }
    }
    try {
      text += done ? decoder.decode() : decoder.decode(value, { stream: true })
    } catch {
      await reader.cancel().catch(() => undefined)
      return { problem: 'is not UTF-8' }
    }
    if (done) return { text }
  }
}
