// Tests: the error table.
import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '../errors/catalogue.ts'
import { errorFromPlatform } from './platform-error.ts'

const token = 'oauth.v2.token'
const rows: [ErrorCode, string, number[]][] = [
  ['app_credentials_invalid', 'tenant_access_token', [10003, 10014, 10015]],
  ['app_credentials_invalid', 'app_access_token', [10003, 10014, 10015]],
  ['app_credentials_invalid', token, [20002, 20048]],
  ['app_not_available', token, [20009, 20042, 20069, 11207, 11210, 99991662, 99991673]],
  ['code_invalid', token, [20003, 20004, 20007, 20024, 20065, 20071, 10204]],
  ['user_not_found', token, [20008]],
  ['user_not_visible', token, [20010]],
  ['user_resigned', 'user_info', [20021]],
  ['user_frozen', 'user_info', [20022]],
  ['user_frozen', token, [20066]],
  ['user_not_activated', 'user_info', [20023]],
  ['scope_not_allowed', token, [20027, 20067, 20068]],
  ['redirect_uri_not_allowed', token, [20029]],
  ['pkce_failed', token, [20049]],
  ['brand_mismatch', token, [20046]],
  ['platform_unavailable', token, [20050, 20072]],
  ['platform_unavailable', 'contact.user', [40003]],
  ['rate_limited', token, [99991400, 99991403, 1000004, 1000005]],
  ['ip_not_allowed', 'contact.user', [99991401]],
  ['token_rejected', 'user_info', [20005, 20006, 20013, 20014, 99991661, 99991663, 99991664, 99991665]],
  ['token_rejected', 'user_info', [99991668, 99991671, 99991677]],
  ['consent_required', 'oauth.v2.refresh', [20026, 20037, 20038, 20064, 20073, 99991669]],
  // Words for a dead code, said of a dead refresh token.
  ['consent_required', 'authen.v1.refresh', [20003, 20007, 20024]],
  ['app_credentials_invalid', 'oauth.v2.refresh', [20002]],
  ['platform_unavailable', 'oauth.v2.refresh', [20050, 20072]],
  ['user_frozen', 'oauth.v2.refresh', [20022, 20066]],
  ['consent_required', 'contact.user', [99991679]],
  ['scope_not_allowed', 'contact.user', [99991672, 99991676]],
  ['token_rejected', 'mina.tokenLoginValidate', [10202]],
  ['mini_program_code_invalid', 'mina.tokenLoginValidate', [10213, 10226]],
  ['user_not_visible', 'mina.tokenLoginValidate', [10228]],
  ['user_not_found', 'contact.user', [41012, 99992351, 99992361]],
  ['user_not_visible', 'contact.user', [41050, 40004]],
  ['user_not_visible', 'contact.departments.children', [40014]],
  ['department_not_found', 'contact.departments.get', [40015, 99992357, 99992380]],
  ['page_token_invalid', 'contact.scopes.list', [40012]],
  // Numbers of the contact API mean nothing elsewhere.
  ['platform_refused', 'GET /open-apis/bitable/v1/apps', [40012, 40014, 40015]],
  ['platform_refused', token, [20001, 20036, 20063, 20070, 21000, 21001, 20028, 20039]],
  ['platform_refused', 'contact.user', [40001, 10003, 9499, 99991201, 99991301, 99992402, 424242]],
]

describe('errorFromPlatform', () => {
  test.each(
    rows.flatMap(([ours, operation, codes]) => codes.map((code) => [code, operation, ours] as const)),
  )('%i from %s is %s', (code, operation, ours) => {
    const error = errorFromPlatform({ code, msg: 'words', logId: 'L1', status: 400 }, operation)
    expect(error.code).toBe(ours)
    expect(error.platform).toEqual({ code, msg: 'words', logId: 'L1', status: 400, operation })
  })

  test.each<[string, ErrorCode]>([
    ['invalid_grant', 'code_invalid'],
    ['invalid_client', 'app_credentials_invalid'],
    ['unauthorized_client', 'app_credentials_invalid'],
    ['invalid_scope', 'scope_not_allowed'],
    ['access_denied', 'authorization_denied'],
    ['server_error', 'platform_unavailable'],
    ['too_many_requests', 'rate_limited'],
    ['something_new', 'platform_refused'],
  ])('without a number the OAuth error %s is %s', (oauthError, ours) => {
    expect(errorFromPlatform({ status: 400 }, token, { oauthError }).code).toBe(ours)
  })

  test('invalid_grant without a number is a dead refresh token when one was sent', () => {
    const refused = errorFromPlatform({ status: 400 }, 'passport.oauth.refresh', {
      oauthError: 'invalid_grant',
    })
    expect(refused.code).toBe('consent_required')
  })

  test('each refused mini program code has its own next step', () => {
    const hints = [10213, 10226].map((code) => errorFromPlatform({ code }, 'mina.tokenLoginValidate').hint)
    expect(new Set(hints).size).toBe(2)
  })

  test('the number wins over the OAuth word, a status only decides when neither is known', () => {
    expect(errorFromPlatform({ code: 20049 }, token, { oauthError: 'invalid_grant' }).code).toBe(
      'pkce_failed',
    )
    expect(errorFromPlatform({ code: 20003, status: 500 }, token).code).toBe('code_invalid')
    expect(errorFromPlatform({ code: 424242, status: 500 }, token).code).toBe('platform_unavailable')
    expect(errorFromPlatform({ status: 429 }, token).code).toBe('rate_limited')
  })

  test('says which scope is missing and how to get it', () => {
    const missingScopes = ['contact:contact.base:readonly']
    expect(errorFromPlatform({ code: 99991672 }, 'contact.user', { missingScopes }).hint).toContain(
      'Enable the scope contact:contact.base:readonly',
    )
    const person = errorFromPlatform({ code: 99991679 }, 'user_info', { missingScopes })
    expect(person.hint).toContain('Ask the person')
    expect(person.scopes).toEqual(missingScopes)
    const either = errorFromPlatform({ code: 99991672 }, 'x', { missingScopes: ['a:b', 'c:d'] })
    expect(either.hint).toContain('one of the scopes a:b, c:d')
    const narrow = 'contact:department.base:readonly'
    const wide = [
      'contact:contact:access_as_app',
      'contact:contact:readonly',
      'contact:contact:readonly_as_app',
    ]
    const old = errorFromPlatform({ code: 99991672 }, 'x', { missingScopes: [...wide, narrow] })
    expect([old.scopes, old.hint.match(/contact:\S+/g)]).toEqual([[narrow], [narrow]])
    expect(errorFromPlatform({ code: 99991672 }, 'x', { missingScopes: wide }).scopes).toEqual(wide)
    expect(errorFromPlatform({ code: 20003 }, token, { missingScopes }).scopes).toBeUndefined()
  })

  test('a time to wait is only told for what passes with time', () => {
    const details = { retryAfterSeconds: 9 }
    expect(errorFromPlatform({ code: 99991400 }, token, details).retryAfterSeconds).toBe(9)
    expect(errorFromPlatform({ code: 20003 }, token, details).retryAfterSeconds).toBeUndefined()
  })

  test('redacts what it is given', () => {
    const error = errorFromPlatform({ code: 1, msg: 'bad client_secret=hunter22' }, token)
    expect(JSON.stringify([error.message, error.platform])).not.toContain('hunter22')
  })
})
