// Notes: every sign-in that ended, well or not.

import type { SignInFlow, SignInRecord } from '../audit/index.ts'
import type { ErrorCode } from '../errors/catalogue.ts'
import type { Person } from '../sign-in/index.ts'
import { clientAddress } from './client-address.ts'
import type { AppContext } from './context.ts'
import { toLarkspurError } from './to-larkspur-error.ts'

/** How a sign-in ended: with a person, or with what refused it. */
export type EndedSignIn = {
  /** Name of the app's instance. */
  instance: string
  flow: SignInFlow
} & ({ person: Pick<Person, 'userId' | 'profile'> } | { error: unknown })

/**
 * Requests that came from no sign-in of this browser, or were turned away before anybody looked: anybody can send any
 * number of them, so that the table must not hold them. They are in the log file.
 */
const noSignIn: ReadonlySet<ErrorCode> = new Set([
  'attempt_missing',
  'attempt_invalid',
  'element_disabled',
  'element_invalid',
  'element_not_found',
  'origin_not_allowed',
  'request_invalid',
  'server_busy',
  'too_many_requests',
])

/** Never rejects: a log that cannot be written keeps nobody out. */
export async function recordSignIn(c: AppContext, ended: EndedSignIn): Promise<void> {
  const { logs, logger } = c.get('services')
  const record = recordOf(c, ended)
  if (record === undefined) return
  try {
    await logs.signIns.add(record, clientAddress(c))
  } catch (error) {
    logger.error({ error, requestId: record.requestId, outcome: record.outcome }, 'sign-in not written down')
  }
}

/** Does the rest of a sign-in whose person is to be known at its end, and notes how it ended. */
export async function recorded<T extends { person: Person }>(
  c: AppContext,
  of: { instance: string; flow: SignInFlow },
  work: () => Promise<T>,
): Promise<T> {
  try {
    const result = await work()
    await recordSignIn(c, { ...of, person: result.person })
    return result
  } catch (error) {
    await recordSignIn(c, { ...of, error })
    throw error
  }
}

/** The words of an error may quote what somebody sent, so its code alone is kept. */
function recordOf(c: AppContext, ended: EndedSignIn): SignInRecord | undefined {
  const { clock, random } = c.get('services')
  const { instance, flow } = ended
  const common = {
    id: Buffer.from(random(16)).toString('base64url'),
    at: clock(),
    instance,
    flow,
    requestId: c.get('requestId'),
  }
  if ('person' in ended) {
    const { userId, profile } = ended.person
    const { name } = profile
    return { ...common, outcome: 'ok', userId, name, platformCode: null, platformLogId: null }
  }
  const { code, platform } = toLarkspurError(ended.error)
  if (noSignIn.has(code)) return undefined
  return {
    ...common,
    outcome: code,
    userId: null,
    name: null,
    platformCode: platform?.code ?? null,
    platformLogId: platform?.logId ?? null,
  }
}
