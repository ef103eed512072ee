// Serves: sign-in by redirect, for every browser.

import { LarkspurError } from '../../errors/larkspur-error.ts'
import { type Attempt, defaultInstance, type Person, tokenOwnerOf } from '../../sign-in/index.ts'
import { signInPath } from '../addresses.ts'
import { askedScopes } from '../asked-scopes.ts'
import { ensureBrowserId, readBrowserId } from '../browser-id.ts'
import { clientAddress } from '../client-address.ts'
import type { AppContext } from '../context.ts'
import { report, wantsPage } from '../errors.ts'
import { requireNavigation } from '../guards.ts'
import type { Instance } from '../instance.ts'
import { deniedPage } from '../pages/denied.ts'
import { optionalParameter, promptParameter, returnPathParameter, scopesParameter } from '../parameters.ts'
import { grantSession } from '../session-cookie.ts'
import { recordSignIn } from '../sign-in-log.ts'
import { recallStart, rememberStart } from '../start-cookie.ts'
import { toLarkspurError } from '../to-larkspur-error.ts'
import type { SignedIn } from '../user.ts'
import type { Route } from './table.ts'

async function authorize(c: AppContext): Promise<Response> {
  const { instances, limits } = c.get('services')
  await limits.start(clientAddress(c))
  const query = new URL(c.req.url).searchParams
  const returnTo = returnPathParameter(query)
  const instance = await instances.named(optionalParameter(query, 'instance'))
  const scopes = scopesParameter(query)
  const prompt = promptParameter(query)
  const asked = await askedScopes(c, instance, scopes)
  const isNew = readBrowserId(c) === undefined
  const browserId = ensureBrowserId(c)
  const { location } = await instance.signIn.startRedirect({ browserId, returnTo, prompt, ...asked })
  // Only then: the start that a mismatch repeats has an id already and asks for nothing, so nothing can go round in
  // circles.
  if (isNew || scopes.length > 0 || prompt !== undefined) {
    rememberStart(c, new URL(location).searchParams.get('state') ?? '', returnTo)
  }
  return c.redirect(location, 302)
}

/** The redirect at the end also takes the code out of the address bar. */
async function callback(c: AppContext): Promise<Response> {
  // Before anything is used up: the code belongs to whoever the platform's page sends here, not to a script.
  requireNavigation(c.req.raw.headers)
  const { instances, limits, settings, signedIn } = c.get('services')
  const name = c.req.param('instance')
  // The first app has one callback alone: two addresses of one app would blur which is whose.
  const found = name === defaultInstance ? undefined : await instances.find(name ?? defaultInstance)
  if (found === undefined) throw new LarkspurError('not_found')
  // What was switched off meanwhile finishes no sign-in either.
  const instance = await instances.named(found.name)
  const query = new URL(c.req.url).searchParams
  const begun = recallStart(c, query.get('state') ?? '')
  let isBind = false
  const session = async () => {
    // Nobody else asks.
    isBind = true
    // What is switched off is off for what has begun before, too.
    return settings.binding ? (await signedIn(c.req.raw))?.person : undefined
  }
  let kind: Attempt['kind'] | undefined
  const record = async (how: { person: Person } | { error: unknown }) => {
    // Nobody signs in by adding an identity, nor with what no browser began.
    if (kind === undefined || kind === 'bind') return
    await recordSignIn(c, { instance: instance.name, flow: kind, ...how })
  }
  try {
    const { person, returnTo, bound, confirmed } = await limits.finish(clientAddress(c), () =>
      instance.signIn.finishRedirect({
        browserId: readBrowserId(c),
        query,
        session,
        onMatch: (of) => {
          kind = of
        },
        signal: c.req.raw.signal,
      }),
    )
    // Whoever adds an identity stays signed in with the one that they have proven before.
    if (!bound) await grantSession(c, person, { confirmed })
    await record({ person })
    return c.redirect(returnTo, 302)
  } catch (error) {
    const refusal = plain(error)
    await record({ error: refusal })
    return unfinished(c, refusal, { instance, begun, isBind })
  }
}

interface Callback {
  instance: Instance
  /** Path that the sign-in was to lead to, if this browser began it. */
  begun: string | undefined
  isBind: boolean
}

/** What to do for a person whose callback did not end in a sign-in. Throws what nothing can be done about. */
async function unfinished(c: AppContext, error: unknown, callback: Callback): Promise<Response> {
  const { instance, begun, isBind } = callback
  const { code } = toLarkspurError(error)
  if (code === 'authorization_denied') return denied(c, error, callback)
  const isUnmatched = code === 'attempt_missing' || code === 'attempt_invalid'
  // Whoever meant to add an identity must learn that it was not added, although somebody is signed in.
  const onward = isUnmatched && !isBind && wantsPage(c) ? await wayOn(c, instance.name, begun) : undefined
  if (onward === undefined) throw error
  return c.redirect(onward, 302)
}

async function denied(
  c: AppContext,
  error: unknown,
  { instance, begun, isBind }: Callback,
): Promise<Response> {
  const refusal = toLarkspurError(error)
  const signedIn = await c.get('services').signedIn(c.req.raw)
  // Whoever is asked for another identity's consent may be somebody else than whoever is signed in.
  if (signedIn?.instance === instance && !isBind) await noteDenial(signedIn, refusal.scopes)
  if (signedIn === null || !wantsPage(c)) throw error
  report(c, refusal)
  return c.html(await deniedPage(c, begun ?? '/'), 403)
}

/** So that no page asks by itself for what the person has just denied. */
async function noteDenial({ instance, person }: SignedIn, asked: readonly string[] = []): Promise<void> {
  const owner = tokenOwnerOf(person)
  const known = await instance.userTokens.scopes(owner)
  await instance.userTokens.noteAnswer(owner, asked, known?.granted ?? [])
}

/** A person whose callback came twice is signed in already; one whose tabs took each other's id starts once more. */
async function wayOn(
  c: AppContext,
  instance: string,
  begun: string | undefined,
): Promise<string | undefined> {
  if ((await c.get('services').signedIn(c.req.raw)) !== null) return begun ?? '/'
  if (begun === undefined || readBrowserId(c) === undefined) return undefined
  return signInPath({ instance, returnTo: begun })
}

/** What stands after `error=` anybody can write there, so it is a refusal and not a failure of the platform. */
function plain(error: unknown): unknown {
  const { code, platform } = error instanceof LarkspurError ? error : {}
  if (code !== 'platform_refused' || platform?.operation !== 'authorize') return error
  return new LarkspurError('authorization_denied', { platform, cause: error })
}

export const redirectRoutes: Route[] = [
  { path: '/auth/authorize', GET: authorize },
  { path: '/auth/callback', GET: callback },
  { path: '/auth/callback/:instance', GET: callback },
]
