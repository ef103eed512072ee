// Leads: a person through the authorize page: who are you, do you agree, and back to the app with a code.
import type { State } from '../state/state.ts'
import { personCard } from '../ui/cards.ts'
import type { ChooserView, ConsentView, Language } from '../ui/views.ts'
import { type AuthorizeRequest, carriedFields } from './authorize-request.ts'
import { authorizeCodeLifeMs } from './codes.ts'
import { findPeople, type PeopleQuery } from './people-page.ts'
import { isAvailable } from './person-status.ts'
import { takeTmpCode } from './qr.ts'
import { Refusal } from './refusal.ts'
import { describeScope } from './scope-texts.ts'

export type Decision = 'approve' | 'deny'

/** What the page shows, or where it sends the browser. */
export type PageAnswer =
  | { kind: 'redirect'; location: string }
  | { kind: 'chooser'; view: ChooserView }
  | { kind: 'consent'; view: ConsentView }

export interface PageCall {
  language: Language
  /** Where forms post: this page's own path. */
  action: string
  people: PeopleQuery
  /** Who was chosen, by open_id. */
  openId: string | undefined
  decision: Decision | undefined
  /** The person was chosen in a form of ours; otherwise the page asks even who has agreed before. */
  confirmed: boolean
  /** The client around the page said who is logged in. */
  insideClient: boolean
  /** The boxes that were left checked; undefined = all of them. */
  checkedScopes: readonly string[] | undefined
}

/** The query goes before the fragment, behind a query that is there already. */
function withQuery(uri: string, query: Record<string, string | undefined>): string {
  const [address = '', ...fragment] = uri.split('#')
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const joint = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&'
  const whole = `${address}${joint}${new URLSearchParams(given)}${fragment.length > 0 ? `#${fragment.join('#')}` : ''}`
  // A header takes ASCII only; what is escaped already stays as it is.
  return whole.replace(/[^\u0021-\u007e]+/g, encodeURIComponent)
}

/** Scopes that the person has not granted earlier: the only ones the page lists. */
function newScopes(state: State, request: AuthorizeRequest, person: number): string[] {
  const granted = state.grants.of(request.app.appId, person)
  return request.scopes.filter((scope) => !granted.includes(scope))
}

/** Ends the request: the address to send the browser to. */
export function decide(
  state: State,
  request: AuthorizeRequest,
  person: number,
  decision: Decision,
  checkedScopes?: readonly string[],
): string {
  const { app, redirectUri, challenge } = request
  if (state.switches.notAvailableAt === 'page' && !isAvailable(state, app, person))
    throw new Refusal(20010, 'The user has no permission to use the app')
  if (decision === 'deny') return withQuery(redirectUri, { error: 'access_denied', state: request.state })
  const wanted = newScopes(state, request, person)
  const agreed =
    checkedScopes === undefined ? wanted : wanted.filter((scope) => checkedScopes.includes(scope))
  state.grants.add(app.appId, person, agreed)
  const now = state.clock.now()
  const code = state.codes.issue({
    kind: 'web',
    appId: app.appId,
    person,
    redirectUri,
    challenge,
    // The historic pages ask for no scopes, so the code stands for all that the app has.
    withoutConsent: request.page !== 'authorize',
    issuedAt: now,
    expiresAt: now + authorizeCodeLifeMs,
  })
  return withQuery(redirectUri, { code: code.value, state: request.state })
}

/** Authorize parameters as form fields. `scope` is the name of the check boxes, so the asked-for ones travel apart. */
function formFields(request: AuthorizeRequest): Record<string, string> {
  const values: Record<string, string | undefined> = {
    client_id: request.app.appId,
    app_id: request.app.appId,
    response_type: 'code',
    redirect_uri: request.redirectUri,
    state: request.state,
    code_challenge: request.challenge?.value,
    code_challenge_method: request.challenge?.method,
    prompt: request.forceConsent ? 'consent' : undefined,
  }
  const carried = carriedFields[request.page].flatMap((name) => {
    const value = values[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(carried)
}

function chooser(state: State, request: AuthorizeRequest, call: PageCall): PageAnswer {
  const { appId, name: appName } = request.app
  const fields = {
    ...formFields(request),
    ...(request.scopes.length > 0 ? { scope: request.scopes.join(' ') } : {}),
  }
  const { language, action } = call
  const found = findPeople(state, appId, call.people)
  return { kind: 'chooser', view: { ...found, language, appName, action, fields } }
}

/** The next step of the page for this request. */
export function openAuthorizePage(state: State, request: AuthorizeRequest, call: PageCall): PageAnswer {
  const { app, tmpCode } = request
  if (tmpCode !== undefined) {
    // Who scanned and confirmed on the phone has answered both questions of this page.
    const person = takeTmpCode(state, tmpCode, request)
    return { kind: 'redirect', location: decide(state, request, person, 'approve') }
  }
  if (call.openId === undefined) return chooser(state, request, call)
  // The client knows its person by the first app's name for them.
  const names = call.insideClient ? state.apps.list().map(({ appId }) => appId) : [app.appId]
  const index = state.organisation.find(call.openId, names)
  const person = index === undefined ? undefined : state.organisation.person(index, app.appId)
  if (person === undefined) throw new Refusal(20008, 'The user does not exist')
  const scopes = newScopes(state, request, person.index)
  const mustAsk =
    !call.confirmed ||
    request.forceConsent ||
    scopes.length > 0 ||
    // Inside the client nobody is asked for identity alone.
    !(call.insideClient || state.grants.known(app.appId, person.index))
  const decision = call.decision ?? (mustAsk ? undefined : 'approve')
  if (decision !== undefined)
    return {
      kind: 'redirect',
      location: decide(state, request, person.index, decision, call.checkedScopes),
    }
  const { language, action } = call
  return {
    kind: 'consent',
    view: {
      language,
      appName: app.name,
      person: personCard(person),
      scopes: scopes.map((name) => ({ name, description: describeScope(name, language) })),
      action,
      fields: { ...formFields(request), requested_scope: request.scopes.join(' ') },
    },
  }
}
