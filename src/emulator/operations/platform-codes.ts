// Lists: the platform's codes with the words it uses for them.

/** Codes that any endpoint behind the gateway can answer. */
export const gatewayMessages: Readonly<Record<number, string>> = {
  9499: 'Bad Request',
  99991400: 'request trigger frequency limit',
  99991401: 'ip %s is denied by app setting',
  99991403: 'this month’s api call quota has been exceeded',
  99991661: 'Missing access token for authorization. Please make a request with token attached.',
  99991662: 'app is not in use',
  99991663: 'Invalid access token for authorization. Please make a request with token attached.',
  99991664: 'Invalid app access token.',
  99991665: 'invalid tenant code',
  99991668: 'Invalid access token for authorization. Please make a request with token attached.',
  99991671: 'Invalid access token for authorization. The token must start with t- or u-.',
  99991672: 'Access denied. One of the following scopes is required: %s',
  99991677: 'Authentication token expired',
  99991679:
    'Unauthorized. You do not have permission to perform the requested operation on the resource. required one of these privileges: %s',
  99992351: 'The open_id does not exist',
  99992361: 'open_id cross app',
  99992402: 'field validation failed',
}

/** Codes of the services, in the words of their tables. */
export const serviceMessages: Readonly<Record<number, string>> = {
  10003: 'invalid param',
  10005: 'app or tenant information is wrong',
  10012: 'get app access token failed',
  10013: 'get tenant access token failed',
  10014: 'app secret invalid',
  10015: 'app secret is wrong',
  10202: 'invalid app access token',
  10213: 'the code is used, expired or of another app',
  10226: 'invalid code',
  10228: 'the app is not visible to the user',
  20001: 'Invalid request. Please check request param',
  20002: 'App id and app secret do not match',
  20003: 'Invalid authorization code',
  20004: 'Authorization code expired',
  20005: 'Invalid access token',
  20007: 'Failed to generate user access token',
  20008: 'User does not exist',
  20009: 'App is not installed in the tenant',
  20010: 'User has no permission to use the app',
  20013: 'Invalid tenant access token',
  20014: 'Failed to check app access token',
  20021: 'User resigned',
  20022: 'User frozen',
  20023: 'User not registered',
  20024: 'Authorization code or refresh token belongs to another app',
  20025: 'Invalid request',
  20026: 'Invalid refresh token',
  20028: 'Invalid request',
  20029: 'Invalid redirect uri',
  20035: 'Invalid request',
  20036: 'Unsupported grant type',
  20037: 'Refresh token expired',
  20038: 'Refresh token not found',
  20039: 'Invalid request',
  20042: 'App is disabled',
  20046: 'The brand of the user and of the app do not agree',
  20050: 'System error',
  41012: 'user id invalid error',
  41050: 'no user authority error',
  40001: 'param error',
  40003: 'internal error',
}

export interface OAuthError {
  status: number
  error: string
  description: string
}

const row = (error: string, description: string, status = 400): OAuthError => ({ status, error, description })

/** The table of the v2 and v3 token endpoints. Names not confirmed for the platform are those of RFC 6749. */
export const oauthErrors: Readonly<Record<number, OAuthError>> = {
  20001: row('invalid_request', 'The request is missing a required parameter.'),
  20002: row('invalid_client', 'The client secret is invalid.'),
  20003: row(
    'invalid_grant',
    'The authorization code is not found. Please note that an authorization code can only be used once.',
  ),
  20004: row('invalid_grant', 'The authorization code has expired.'),
  20008: row('invalid_grant', 'The user does not exist.'),
  20009: row('invalid_grant', 'The app is not installed in the tenant of the user.'),
  20010: row('invalid_grant', 'The user does not have permission to use this app.'),
  20024: row(
    'invalid_grant',
    'The provided authorization code or refresh token does not match the provided client ID.',
  ),
  20026: row('invalid_grant', 'The refresh token is invalid.'),
  20036: row('unsupported_grant_type', 'The grant_type is not supported.'),
  20037: row('invalid_grant', 'The refresh token has expired.'),
  20048: row('invalid_client', 'The app does not exist.'),
  20049: row('invalid_grant', 'PKCE code challenge failed.'),
  20050: row('server_error', 'Internal server error. Please try again.', 500),
  20063: row('invalid_request', 'The request is malformed. Please check the fields of the request.'),
  20064: row('invalid_grant', 'The refresh token has been revoked.'),
  20065: row(
    'invalid_grant',
    'The authorization code has been used. An authorization code can only be used once.',
  ),
  20066: row('invalid_grant', 'The status of the user is invalid.'),
  20067: row('invalid_scope', 'The scope list contains duplicate scopes.'),
  20068: row('invalid_scope', 'The scope list contains scopes that are not permitted.'),
  20069: row('unauthorized_client', 'The app is not enabled.'),
  20070: row('invalid_request', 'Both HTTP Basic Authentication and client_secret are present.'),
  20071: row('invalid_grant', 'The redirect URI does not match that of the authorization request.'),
  20072: row('temporarily_unavailable', 'The service is temporarily unavailable.', 503),
  20073: row('invalid_grant', 'The refresh token has been used. A refresh token can only be used once.'),
  20074: row('unauthorized_client', 'The app is not allowed to refresh tokens.'),
  21000: row('access_denied', 'Blocked by an access control policy.'),
  21001: row('access_denied', 'Blocked by an access control policy.'),
  99991400: row('too_many_requests', 'The request rate is limited.', 429),
}
