// Computes: the signature of `h5sdk.config`, from the documented rule alone.
import { createHash } from 'node:crypto'

export interface SignedInputs {
  ticket: string
  nonceStr: string
  /** As the page sent it: a number of milliseconds, unless the page is wrong. */
  timestamp: number | string
  /** Raw, without the fragment. */
  url: string
}

/** Raw values, lower-case names, in the order of the alphabet. */
export const signedText = ({ ticket, nonceStr, timestamp, url }: SignedInputs): string =>
  `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`

export const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex')

export const signatureOf = (inputs: SignedInputs): string => sha1(signedText(inputs))

/** The address that counts: what stands before `#`, with its query. */
export const signedUrl = (href: string): string => href.split('#')[0] ?? ''
