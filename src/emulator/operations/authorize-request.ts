// Checks: an authorization request, before anybody is asked who they are.
import type { Challenge } from '../state/codes.ts'
import type { State } from '../state/state.ts'
import type { AppSettings } from '../types.ts'
import type { Fields } from './fields.ts'
import { isListed, isPlainUrl } from './redirect-list.ts'
import { Refusal } from './refusal.ts'

/** `index` is the historic page authen/v1/index, `passport` the older one that QR codes still lead to. */
export type AuthorizePage = 'authorize' | 'index' | 'passport'

export interface AuthorizeRequest {
  page: AuthorizePage
  app: AppSettings
  redirectUri: string
  state: string | undefined
  scopes: string[]
  challenge: Challenge | undefined
  /** The page must be shown and confirmed. */
  forceConsent: boolean
  /** What a person who confirmed a QR code brought along. */
  tmpCode: string | undefined
}

/** The names that a form has to carry on to the next step. */
export const carriedFields: Readonly<Record<AuthorizePage, readonly string[]>> = {
  authorize: [
    'client_id',
    'response_type',
    'redirect_uri',
    'state',
    'code_challenge',
    'code_challenge_method',
    'prompt',
  ],
  index: ['app_id', 'redirect_uri', 'state'],
  passport: ['client_id', 'response_type', 'redirect_uri', 'state'],
}

const challengeShape = /^[A-Za-z0-9._~-]{43,128}$/

function readChallenge(fields: Fields): Challenge | undefined {
  const [value, method = 'plain'] = [fields.text('code_challenge'), fields.text('code_challenge_method')]
  if (value === undefined) return undefined
  if (!challengeShape.test(value)) throw new Refusal(20001, 'code_challenge is not valid')
  if (method !== 'plain' && method !== 'S256')
    throw new Refusal(20001, 'code_challenge_method is neither plain nor S256')
  return { value, method }
}

function readApp(state: State, appId: string | undefined): AppSettings {
  if (appId === undefined) throw new Refusal(20001, 'The App ID is missing')
  const app = state.apps.get(appId)
  if (app === undefined) throw new Refusal(20048, 'The app does not exist')
  if (!app.enabled) throw new Refusal(20069, 'The app is not enabled')
  if (!app.installed) throw new Refusal(20009, 'The app is not installed in the tenant')
  return app
}

function readRedirectUri(state: State, app: AppSettings, uri: string | undefined): string {
  if (uri !== undefined && isPlainUrl(uri) && isListed(state, app, uri)) return uri
  throw new Refusal(
    state.switches.redirectMismatch,
    'redirect_uri is not in the redirect URL list of the app',
    {
      registered: app.redirectUrls,
      received: uri ?? '',
    },
  )
}

function readScopes(state: State, app: AppSettings, text: string | undefined): string[] {
  const scopes = [...new Set((text ?? '').split(' ').filter((scope) => scope !== ''))]
  if (scopes.length > state.switches.maxScopes)
    throw new Refusal(20001, `More than ${state.switches.maxScopes} scopes were asked for`)
  const missing = scopes.filter((scope) => !app.scopes.includes(scope))
  if (missing.length > 0) throw new Refusal(20027, 'Scopes are not enabled for the app', { scopes: missing })
  return scopes
}

/** Reads and checks the request; throws the refusal that the page shows. */
export function readAuthorizeRequest(state: State, page: AuthorizePage, fields: Fields): AuthorizeRequest {
  const app = readApp(state, fields.text(page === 'index' ? 'app_id' : 'client_id'))
  const redirectUri = readRedirectUri(state, app, fields.text('redirect_uri'))
  const request = { page, app, redirectUri, state: fields.text('state'), tmpCode: undefined }
  const historic = { ...request, scopes: [], challenge: undefined, forceConsent: false }
  if (page === 'index') return historic
  // A missing response_type is let through: the guide's own sample leaves it out. The passport page's table demands it.
  const responseType = fields.text('response_type') ?? (page === 'passport' ? undefined : 'code')
  if (responseType !== 'code') throw new Refusal(20001, 'response_type is not code')
  if (page === 'passport') return { ...historic, tmpCode: fields.text('tmp_code') }
  return {
    ...request,
    scopes: readScopes(state, app, fields.text('scope')),
    challenge: readChallenge(fields),
    forceConsent: fields.text('prompt') === 'consent',
  }
}
