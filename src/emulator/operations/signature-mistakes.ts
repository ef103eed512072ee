// Lists: the mistakes that people make when they sign for `h5sdk.config`, one list per input.
import { createHash } from 'node:crypto'
import type { SignedDifference, SignedVariant } from '../types.ts'
import { type SignedInputs, sha1, signedText, signedUrl } from './jsapi-signature.ts'

/** How a signature is made: four values, the text of them, the digest of the text. */
export interface Draft extends SignedInputs {
  toText: (inputs: SignedInputs) => string
  digest: (text: string) => string
}

/** One wrong way to treat one input. */
export interface Mistake {
  input: SignedDifference['input']
  variant: SignedVariant
  change: Partial<Draft>
}

/** The wrong values of one input; those that cannot be made, and those that are right after all, fall out. */
function mistakesOf<Name extends 'url' | 'nonceStr' | 'timestamp'>(
  input: SignedDifference['input'],
  name: Name,
  right: string,
  ways: [variant: SignedVariant, make: () => string][],
): Mistake[] {
  return ways.flatMap(([variant, make]) => {
    try {
      const value = make()
      return value === right ? [] : [{ input, variant, change: { [name]: value } }]
    } catch {
      // Not every address can be decoded, for instance; then nobody signed it decoded.
      return []
    }
  })
}

const empties: [SignedVariant, () => string][] = [
  ['empty', () => ''],
  ['empty', () => 'undefined'],
  ['empty', () => 'null'],
]

const hostTwins: Record<string, string> = { localhost: '127.0.0.1', '127.0.0.1': 'localhost' }

function withHost(url: string, rename: (host: string) => string): string {
  const parsed = new URL(url)
  parsed.hostname = rename(parsed.hostname)
  return parsed.href
}

function withoutPort(url: string): string {
  const parsed = new URL(url)
  parsed.port = ''
  return parsed.href
}

/** @param otherPages addresses that were open in the same window */
export function urlMistakes(pageUrl: string, otherPages: readonly string[]): Mistake[] {
  const url = signedUrl(pageUrl)
  const [path = ''] = url.split('?')
  const query = url.slice(path.length)
  const otherSlash = path.endsWith('/') ? path.slice(0, -1) : `${path}/`
  return mistakesOf('url', 'url', url, [
    ['with_fragment', () => pageUrl],
    ['without_query', () => path],
    ['trailing_slash', () => otherSlash + query],
    ['trailing_slash', () => otherSlash],
    ['encoded', () => encodeURIComponent(url)],
    ['encoded', () => encodeURI(url)],
    ['decoded', () => decodeURIComponent(url)],
    ['decoded', () => decodeURI(url)],
    ['other_scheme', () => url.replace(/^https?/, (scheme) => (scheme === 'https' ? 'http' : 'https'))],
    ['other_host', () => withHost(url, (host) => hostTwins[host] ?? host)],
    ['other_host', () => withHost(url, (host) => `www.${host}`)],
    ['other_host', () => withHost(url, (host) => host.replace(/^www\./, ''))],
    ['without_port', () => withoutPort(url)],
    ['without_scheme', () => url.replace(/^https?:\/\//, '')],
    ['origin_only', () => new URL(url).origin],
    ['origin_only', () => `${new URL(url).origin}/`],
    ['path_only', () => url.slice(new URL(url).origin.length)],
    ...empties,
    ...otherPages.map((page): [SignedVariant, () => string] => ['other_page', () => page]),
  ])
}

export const timestampMistakes = (timestamp: number): Mistake[] =>
  mistakesOf('timestamp', 'timestamp', `${timestamp}`, [
    ['seconds', () => `${Math.floor(timestamp / 1000)}`],
    ['seconds', () => `${timestamp / 1000}`],
    ['milliseconds', () => `${timestamp * 1000}`],
    ...empties,
  ])

export const nonceMistakes = (nonceStr: string): Mistake[] =>
  mistakesOf('noncestr', 'nonceStr', nonceStr, [
    ...empties,
    ['other_case', () => nonceStr.toLowerCase()],
    ['other_case', () => nonceStr.toUpperCase()],
    ['encoded', () => encodeURIComponent(nonceStr)],
  ])

const names = ['jsapi_ticket', 'noncestr', 'timestamp', 'url'] as const

const valuesOf = ({ ticket, nonceStr, timestamp, url }: SignedInputs) => ({
  jsapi_ticket: ticket,
  noncestr: nonceStr,
  timestamp: `${timestamp}`,
  url,
})

function orders<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item) => orders(items.filter((each) => each !== item)).map((rest) => [item, ...rest]))
}

const textMistake = (variant: SignedVariant, toText: Draft['toText']): Mistake => ({
  input: 'text',
  variant,
  change: { toText },
})

/** Other ways to join the same values. */
export const textMistakes: readonly Mistake[] = [
  textMistake('key_case', (inputs) => signedText(inputs).replace('&noncestr=', '&nonceStr=')),
  // The first order is the right one.
  ...orders(names)
    .slice(1)
    .map((order) =>
      textMistake('key_order', (inputs) =>
        order.map((name) => `${name}=${valuesOf(inputs)[name]}`).join('&'),
      ),
    ),
  textMistake('values_only', (inputs) => Object.values(valuesOf(inputs)).join('')),
  textMistake('form_encoded', (inputs) => new URLSearchParams(valuesOf(inputs)).toString()),
]

const digestMistake = (variant: SignedVariant, digest: Draft['digest']): Mistake => ({
  input: 'signature',
  variant,
  change: { digest },
})

export const digestMistakes: readonly Mistake[] = [
  digestMistake('capitals', (text) => sha1(text).toUpperCase()),
  digestMistake('base64', (text) => createHash('sha1').update(text).digest('base64')),
  digestMistake('sha256', (text) => createHash('sha256').update(text).digest('hex')),
  digestMistake('md5', (text) => createHash('md5').update(text).digest('hex')),
]
