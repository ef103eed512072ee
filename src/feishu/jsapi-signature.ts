// Computes: the signature that `h5sdk.config` verifies.

export interface JsapiSignatureInputs {
  ticket: string
  /** `nonceStr` in `h5sdk.config`, `noncestr` in the signed text. */
  nonceStr: string
  /** Epoch milliseconds. */
  timestamp: number
  /** Address of the page as the browser has it, query included, without `#` and what follows; never encoded again. */
  url: string
}

/**
 * Lower-case hex SHA-1 of `jsapi_ticket=…&noncestr=…&timestamp=…&url=…`: names in the order of the alphabet, values as
 * they are. SHA-1 is the platform's choice; the ticket at the front is what an outsider lacks.
 */
export async function jsapiSignature(inputs: JsapiSignatureInputs): Promise<string> {
  const { ticket, nonceStr, timestamp, url } = inputs
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
