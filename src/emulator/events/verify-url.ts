// Asks: a new request URL for the challenge, as the console does when the URL is saved.
import { hasCredentials, withoutCredentials } from '../state/apps.ts'
import type { RandomStream } from '../state/random.ts'
import { lowerAlphanumeric } from '../state/random.ts'
import type { AppSettings } from '../types.ts'
import { challengeText } from './envelope.ts'
import { sealText } from './letter.ts'
import { type PostLimits, post } from './post.ts'

function readChallenge(text: string): unknown {
  try {
    const answer: unknown = JSON.parse(text)
    return typeof answer === 'object' && answer !== null
      ? (answer as { challenge?: unknown }).challenge
      : undefined
  } catch {
    return undefined
  }
}

export interface Asking {
  random: RandomStream
  limits: PostLimits
  signal: AbortSignal
}

/**
 * The challenge has no signature headers: receivers are told not to check them here.
 *
 * @throws Error with what is wrong with the answer
 */
export async function verifyRequestUrl(
  { url, encryptKey, verificationToken }: AppSettings['events'],
  { random, limits, signal }: Asking,
): Promise<void> {
  const shown = withoutCredentials(url)
  const refuse = (reason: string) => new Error(`The request URL was not saved: ${shown} ${reason}`)
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw refuse('is no http or https URL')
  if (hasCredentials(url)) throw refuse('has credentials in it')
  const challenge = random.text(32, lowerAlphanumeric)
  const body = sealText(challengeText(challenge, verificationToken), encryptKey, random)
  const result = await post({ url, body, headers: {}, limits, signal, readBody: true })
  if ('error' in result) throw refuse(`did not answer the challenge: ${result.error}`)
  if (result.status !== 200) throw refuse(`answered the challenge with HTTP ${result.status} instead of 200`)
  if (readChallenge(result.text) !== challenge)
    throw refuse('did not answer {"challenge": …} in JSON with the value it was sent')
}
