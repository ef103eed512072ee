// Explains: what a person must agree to, and where.
import { LarkspurError } from '../errors/larkspur-error.ts'
import type { FeishuApp } from '../feishu/index.ts'
import type { NotEnabled } from './scope-report.ts'
import { missingFrom, tellsScopes, unique } from './user-token-pair.ts'
import type { UserTokenPair } from './user-token-store.ts'

export interface Consent {
  /** Where the person grants these scopes besides those they have; undefined where the app's generation cannot ask. */
  url(missing: readonly string[], pair?: UserTokenPair): string | undefined
  /** The error for a person without a token that serves. */
  required(asked: readonly string[], pair?: UserTokenPair): LarkspurError
  /** Whether {@link Consent.explain} has something to say about this error. */
  concerns(error: unknown): error is LarkspurError
  /** Adds scopes and address to a `consent_required` of the platform, and remembers what the app lacks itself. */
  explain(error: unknown, asked: readonly string[], pair?: UserTokenPair): unknown
}

const noRefreshToken =
  'There is no refresh token. Ask for the scope offline_access as well, so that tokens can be renewed without the person.'

const nothingNamed =
  'Name the scopes that the call needs (option `scopes`): the person can agree to something only when it is named.'

/** The platform takes no more in one authorization. */
const mostScopes = 50

export function createConsent(options: {
  app: FeishuApp
  consentUrl: (scopes: readonly string[]) => string
  notEnabled: NotEnabled
}): Consent {
  const { app, consentUrl, notEnabled } = options

  // The platform adds new grants to old ones; naming them all keeps them even where it has forgotten.
  const url: Consent['url'] = (missing, pair) =>
    tellsScopes(app.tokenEndpoint)
      ? consentUrl(unique(missing, pair?.scopes ?? []).slice(0, mostScopes))
      : undefined

  /** An authorization that asks for nothing gives a token for nothing: it would lead here again. */
  function wayOn(missing: readonly string[], pair: UserTokenPair | undefined) {
    if (!tellsScopes(app.tokenEndpoint)) return { consentUrl: consentUrl([]) }
    if (missing.length === 0 && (pair?.scopes ?? []).length === 0) return { hint: nothingNamed }
    const consentUrlOfAll = url(missing, pair)
    return consentUrlOfAll === undefined ? {} : { consentUrl: consentUrlOfAll }
  }

  const concerns: Consent['concerns'] = (error): error is LarkspurError =>
    error instanceof LarkspurError &&
    ((error.code === 'consent_required' && error.consentUrl === undefined) ||
      error.code === 'scope_not_allowed')

  return {
    url,
    concerns,
    required(asked, pair) {
      const lacking = pair === undefined ? unique(asked) : missingFrom(pair, unique(asked))
      const scopes = lacking.length > 0 ? lacking : unique(pair?.scopes ?? [])
      return new LarkspurError('consent_required', {
        scopes,
        ...wayOn(lacking, pair),
        ...(lacking.length === 0 && pair !== undefined && pair.refreshToken === undefined
          ? { hint: noRefreshToken }
          : {}),
      })
    },
    explain(error, asked, pair) {
      if (!concerns(error)) return error
      if (error.code === 'scope_not_allowed') {
        notEnabled.note(error.scopes ?? [])
        return error
      }
      // Any one of the named scopes will do, and the first is the narrowest that the documents name.
      const named = error.scopes ?? []
      const usable = named.filter((scope) => notEnabled.among([scope]).length === 0)
      const chosen = named.length === 0 ? asked : unique(asked, usable.slice(0, 1))
      const { message, hint, platform, cause } = error
      if (named.length > 0 && usable.length === 0) {
        // Whatever the person agreed to, the platform would not grant it.
        return new LarkspurError('scope_not_allowed', {
          message,
          ...(platform === undefined ? {} : { platform }),
          scopes: named,
        })
      }
      return new LarkspurError('consent_required', {
        message,
        hint,
        ...(platform === undefined ? {} : { platform }),
        ...(cause === undefined ? {} : { cause }),
        scopes: named.length > 0 ? named : unique(pair?.scopes ?? [], asked),
        ...wayOn(chosen, pair),
      })
    },
  }
}
