// Guesses: which mistakes lead to a signature, by making up to two of them at a time.
import type { SignedDifference } from '../types.ts'
import { sha1, signedText } from './jsapi-signature.ts'
import type { Draft, Mistake } from './signature-mistakes.ts'

const mostMistakes = 2

/** Every choice of this many mistakes, of different inputs. */
function* choices(lists: readonly (readonly Mistake[])[], count: number): Generator<Mistake[]> {
  if (count === 0) return yield []
  for (const [at, list] of lists.entries())
    for (const mistake of list)
      for (const others of choices(lists.slice(at + 1), count - 1)) yield [mistake, ...others]
}

/** A ticket stays unsaid: the explanation is shown in a page. */
const shorten = (ticket: string) =>
  ticket.length > 16 ? `${ticket.slice(0, 2)}…${ticket.slice(-6)}` : ticket

function describe({ input, variant }: Mistake, made: Draft, right: Draft): SignedDifference {
  const text = (draft: Draft) => draft.toText({ ...draft, ticket: shorten(draft.ticket) })
  const values: Record<SignedDifference['input'], (draft: Draft) => string> = {
    jsapi_ticket: ({ ticket }) => shorten(ticket),
    noncestr: ({ nonceStr }) => nonceStr,
    timestamp: ({ timestamp }) => `${timestamp}`,
    url: ({ url }) => url,
    text,
    // Both of what was signed, so that nothing but the digest differs.
    signature: (draft) => draft.digest(made.toText(made)),
  }
  return { input, variant, signed: values[input](made), expected: values[input](right) }
}

/**
 * What was done wrong, the fewest mistakes first. Undefined when no guess gives the signature.
 *
 * @param right the four values as the client verified them
 * @param lists mistakes, one list per input
 */
export function guessSignature(
  signature: string,
  right: Pick<Draft, 'ticket' | 'nonceStr' | 'timestamp' | 'url'>,
  lists: readonly (readonly Mistake[])[],
): SignedDifference[] | undefined {
  const draft: Draft = { ...right, toText: signedText, digest: sha1 }
  for (let count = 0; count <= mostMistakes; count++) {
    for (const mistakes of choices(lists, count)) {
      const made: Draft = Object.assign({}, draft, ...mistakes.map(({ change }) => change))
      if (made.digest(made.toText(made)) !== signature) continue
      return mistakes.map((mistake) => describe(mistake, made, draft))
    }
  }
  return undefined
}
