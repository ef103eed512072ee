// Signs: a delivery, over its raw body.
import { createHash } from 'node:crypto'

export interface Signed {
  /** Seconds since 1970, as text: the unit is not documented, and seconds in practice. */
  timestamp: string
  nonce: string
  encryptKey: string
  body: string
}

/** The three headers of a delivery. Without an Encrypt Key the key in the signed text is empty. */
export function signatureHeaders({ timestamp, nonce, encryptKey, body }: Signed): Record<string, string> {
  return {
    'x-lark-request-timestamp': timestamp,
    'x-lark-request-nonce': nonce,
    'x-lark-signature': createHash('sha256')
      .update(timestamp + nonce + encryptKey + body)
      .digest('hex'),
  }
}
