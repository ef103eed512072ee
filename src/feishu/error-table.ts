// Lists: what each of the platform's numeric codes means to us.
import type { ErrorCode } from '../errors/catalogue.ts'

const rows: [ErrorCode, number[]][] = [
  // 10014 is what a wrong App Secret really gets (its documented text says "app not usable"); 20048: no such app.
  ['app_credentials_invalid', [10014, 10015, 11209, 20002, 20048, 99991543]],
  // 20074: the switch for refreshing is off.
  ['app_not_available', [11207, 11210, 20009, 20042, 20069, 20074, 99991662, 99991673]],
  // Unknown, used, expired, made for another app (20024) or for another address of it (20071, which the token endpoint
  // alone says: the page has shown the address that was asked for): all end in "start again".
  ['code_invalid', [10204, 20003, 20004, 20007, 20024, 20065, 20071, 99991501]],
  [
    'user_not_found',
    [20008, 41012, 99992351, 99992352, 99992353, 99992359, 99992360, 99992361, 99992363, 99992364],
  ],
  ['user_not_found', [99992381]],
  ['department_not_found', [99992357, 99992358, 99992379, 99992380]],
  // 40004 and 41050: outside the app's contact range; 10228: the mini program is not visible to the person.
  ['user_not_visible', [10228, 20010, 40004, 41050]],
  ['user_resigned', [20021]],
  // 20066 says "frozen, resigned …" without saying which; suspended is the common ground.
  ['user_frozen', [20022, 20066]],
  ['user_not_activated', [20023]],
  // The owner of the app must act.
  ['scope_not_allowed', [20027, 20067, 20068, 99991672, 99991676]],
  // The person must act: agree to a scope, or authorize again because a refresh token works no more.
  ['consent_required', [99991679, 20026, 20037, 20038, 20064, 20073, 99991669]],
  ['redirect_uri_not_allowed', [20029]],
  ['pkce_failed', [20049]],
  ['brand_mismatch', [20046]],
  ['ip_not_allowed', [99991401]],
  ['mini_program_code_invalid', [10213, 10226]],
  // Access tokens of every kind; 10202 is the app's own.
  ['token_rejected', [10202, 20005, 20006, 20013, 20014, 99991661, 99991663, 99991664, 99991665, 99991668]],
  ['token_rejected', [99991670, 99991671, 99991675, 99991677]],
  ['rate_limited', [1000004, 1000005, 99991400, 99991403]],
  ['platform_unavailable', [20050, 20072, 40003]],
  [
    'platform_refused',
    [
      9499, 10003, 10005, 10012, 10013, 10016, 20001, 20025, 20028, 20035, 20036, 20039, 20063, 20070, 21000,
      21001, 40001, 99991201, 99991301, 99991674, 99992402,
    ],
  ],
]

const table = new Map(rows.flatMap(([ours, codes]) => codes.map((code) => [code, ours] as const)))

/** Numbers of the contact API, which other APIs of the platform may give to other things. */
const contactTable = new Map<number, ErrorCode>([
  [40012, 'page_token_invalid'],
  [40014, 'user_not_visible'],
  [40015, 'department_not_found'],
])

/** `error` strings of RFC 6749 (5.2) and RFC 8628, for the failed answers that hold no number. */
const oauthErrors = new Map<string, ErrorCode>([
  ['invalid_grant', 'code_invalid'],
  ['invalid_client', 'app_credentials_invalid'],
  ['unauthorized_client', 'app_credentials_invalid'],
  ['invalid_scope', 'scope_not_allowed'],
  ['access_denied', 'authorization_denied'],
  ['server_error', 'platform_unavailable'],
  ['temporarily_unavailable', 'platform_unavailable'],
  ['too_many_requests', 'rate_limited'],
])

/** Our code for theirs, or undefined when the platform's code is not in the table. */
export function ourCode(code: number, operation: string): ErrorCode | undefined {
  if (isCallOfApi(operation) && code >= 20_000 && code < 21_000) return undefined
  // The token endpoints say "invalid param" for an App ID that does not exist.
  if (code === 10003 && /^(app|tenant)_access_token$/.test(operation)) return 'app_credentials_invalid'
  const ofContact = operation.startsWith('contact.') ? contactTable.get(code) : undefined
  return ofContact ?? unlessRefreshing(table.get(code), operation)
}

/**
 * Whether a program named the address itself, see `operationOf`. Numbers are given twice on the platform: those of
 * signing in (20xxx) mean other things elsewhere.
 */
export const isCallOfApi = (operation: string): boolean => / \/open-apis\/(?!authen\/)/.test(operation)

export const ourCodeForOauth = (error: string, operation: string): ErrorCode | undefined =>
  unlessRefreshing(oauthErrors.get(error), operation)

/**
 * Some generations tell of a dead refresh token in the words for a dead code: 20007 at `v1`, 20024 everywhere, and
 * `invalid_grant` without a number.
 */
function unlessRefreshing(ours: ErrorCode | undefined, operation: string): ErrorCode | undefined {
  return ours === 'code_invalid' && operation.endsWith('.refresh') ? 'consent_required' : ours
}
