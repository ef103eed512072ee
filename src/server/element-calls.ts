// Calls: a function of a login element for whoever asks over HTTP, if they may.

import { type ElementVisit, type LoginElement, nameOf } from '../elements/index.ts'
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { Person } from '../sign-in/index.ts'
import { readJsonIfAny } from './body.ts'
import { ensureBrowserId, readBrowserId } from './browser-id.ts'
import { clientAddress } from './client-address.ts'
import { audited } from './console/audited.ts'
import type { AppContext } from './context.ts'
import { readCredential } from './credential.ts'
import { failureOf } from './element-failure.ts'
import { type ElementFunction, findFunction, readArguments, shown } from './element-functions.ts'
import { duringVisit } from './element-visits.ts'
import { requireSameOrigin, requireSameOriginOrBearer } from './guards.ts'
import type { Instance } from './instance.ts'
import { requireSignedIn } from './require-signed-in.ts'
import { grantSession } from './session-cookie.ts'
import { recordSignIn } from './sign-in-log.ts'
import type { SignedIn } from './user.ts'

/** What is asked for. */
interface Asked {
  fullName: string
  name: string
  what: ElementFunction
}

/**
 * The answer of the function, ready for whoever asked.
 * @throws LarkspurError `function_not_found`, `function_for_server`, `origin_not_allowed`, `session_required`,
 * `role_required`, `too_many_requests`, `request_invalid`, those of the registry, and what the function throws
 */
export async function callFunction(
  c: AppContext,
  fullName: string,
  name: string,
): Promise<Record<string, unknown> | null> {
  const what = findFunction(name)
  if (what === undefined) throw new LarkspurError('function_not_found')
  if (what === 'for_server') throw new LarkspurError('function_for_server')
  const asked = { fullName, name, what }
  return what.callers === 'anybody' ? callOpenly(c, asked) : callGuarded(c, asked)
}

/** For pages of this site; nobody has to be signed in. */
async function callOpenly(c: AppContext, { fullName, name, what }: Asked) {
  const { elements, limits, settings } = c.get('services')
  requireSameOrigin(c.req.raw.headers, settings.origin)
  const args = readArguments(what, await readJsonIfAny(c.req.raw))
  // What is made for the element is nobody's visit: found first, called then.
  const call = async (visit: ElementVisit) => {
    const element = await elements.get(fullName)
    return duringVisit(visit, () => what.call(element, args))
  }
  const { signal } = c.req.raw
  if (name === 'getLoginConfig') {
    await limits.start(clientAddress(c))
    const visit = { browserId: ensureBrowserId(c), signedIn: () => {}, signal, waits: false }
    return shown(await call(visit), what.keys)
  }
  const browserId = readBrowserId(c)
  // Here as well as below: an own Type might do without, and without an id a state would be that of no browser.
  if (browserId === undefined || !('state' in args) || args.state === undefined) {
    throw new LarkspurError('attempt_missing')
  }
  return signIn(c, { fullName, name, what }, browserId, call)
}

async function signIn(
  c: AppContext,
  { fullName, what }: Asked,
  browserId: string,
  call: (visit: ElementVisit) => Promise<unknown>,
) {
  const { limits } = c.get('services')
  const ended = { instance: nameOf(fullName), flow: 'element' } as const
  const named: Person[] = []
  const signedIn = (one: Person) => void named.push(one)
  const visit = { browserId, signedIn, signal: c.req.raw.signal, waits: false }
  try {
    const answer = await limits.finish(clientAddress(c), () => call(visit))
    const person = named.at(-1) ?? nobodyNamed(fullName)
    await grantSession(c, person)
    await recordSignIn(c, { ...ended, person })
    return shown(answer, what.keys)
  } catch (thrown) {
    await recordSignIn(c, { ...ended, error: failureOf(thrown).error })
    throw thrown
  }
}

/** An own Type that replaces the sign-in whole says nothing of who is behind a session. */
function nobodyNamed(fullName: string): never {
  throw new LarkspurError('internal_error', {
    message: `getLoginCode of ${fullName} has answered without calling that of its base, so nobody can be signed in.`,
  })
}

/** For administrators; some functions also for the person whom they are about. */
async function callGuarded(c: AppContext, { fullName, name, what }: Asked) {
  const { accounts, cookies, directoryLimit, elements, elementSyncs, settings } = c.get('services')
  const { headers, signal } = c.req.raw
  requireSameOriginOrBearer(headers, settings.origin, readCredential(headers, cookies).kind)
  const signedIn = await requireSignedIn(c)
  // By account, as for the directory: each call may ask the platform.
  await directoryLimit(signedIn.person.userId)
  const args = readArguments(what, await readJsonIfAny(c.req.raw))
  const { action } = what
  const inVisit = (element: LoginElement, given: object, waits: boolean) =>
    duringVisit({ browserId: null, signedIn: () => {}, signal, waits }, () => what.call(element, given))
  const bounded = <T>(work: () => Promise<T>): Promise<T> =>
    action === undefined ? work() : elementSyncs(signedIn.person.userId, work)
  if ((await accounts.roles(signedIn.person.userId)).includes('administrator')) {
    const call = async () => inVisit(await elements.get(fullName), args, true)
    const target = `${fullName}.${name}`
    const answer = bounded(() =>
      action === undefined ? call() : audited(c, signedIn, { action, target, details: { ...args } }, call),
    )
    return shown(await answer, what.keys)
  }
  if (what.callers !== 'themselves') throw new LarkspurError('role_required')
  const element = await elements.get(fullName)
  if (!isAbout(args, signedIn, elements.instance(fullName))) throw new LarkspurError('role_required')
  // By the open_id, which is nobody else's: a user_id may have been given to somebody else since.
  const own = { ...args, userId: signedIn.person.profile.openId }
  // Of people who are no administrators nobody waits: a run at work will read them, too.
  return shown(await bounded(() => inVisit(element, own, false)), what.keys)
}

/** Whether the arguments name the person who asks, as this app knows them. */
function isAbout(args: object, { person }: SignedIn, { app }: Pick<Instance, 'app'>): boolean {
  const { brand, appId } = person.identity
  const { openId, unionId, userId } = person.profile
  const names = [openId, unionId, ...(userId === undefined ? [] : [userId])]
  return brand === app.brand && appId === app.appId && 'userId' in args && names.includes(String(args.userId))
}
