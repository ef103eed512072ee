// Reads: bodies of events, so that whoever sends them without being the platform cannot hold much memory.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { type EventSecrets, largestEvent } from '../feishu/index.ts'
import { readBody } from './body.ts'

/** At one time. Whether they come from the platform is known only when they are there. */
const mostLarge = 4

const signature = ['x-lark-signature', 'x-lark-request-timestamp', 'x-lark-request-nonce']

export interface EventBodies {
  /**
   * Reads a body and opens it. A large one needs the headers of a signature, and an Encrypt Key that can prove it.
   * @throws LarkspurError `payload_too_large`; `server_busy`: too many large ones at one time, it is to come again; and
   * whatever `open` throws
   */
  open<T>(request: Request, secrets: EventSecrets, open: (rawBody: Uint8Array) => T): Promise<T>
}

export function createEventBodies(): EventBodies {
  let large = 0
  return {
    async open(request, { encryptKey }, open) {
      const mayBeLarge = Boolean(encryptKey) && signature.every((name) => request.headers.has(name))
      let isLarge = false
      const admit = (size: number) => {
        if (isLarge || size <= largestEvent.unsigned) return
        if (!mayBeLarge) {
          const message = `An event of more than ${largestEvent.unsigned} bytes needs a signature.`
          throw new LarkspurError('payload_too_large', { message })
        }
        if (large >= mostLarge) throw new LarkspurError('server_busy', { retryAfterSeconds: 2 })
        large += 1
        isLarge = true
      }
      try {
        return open(await readBody(request, largestEvent.signed, admit))
      } finally {
        if (isLarge) large -= 1
      }
    },
  }
}
