// Lists: the fields that the documents name in the answers of each operation, and finds those that they do not.

const avatars = ['avatar_url', 'avatar_thumb', 'avatar_middle', 'avatar_big']
const identity = [
  'name',
  'en_name',
  ...avatars,
  'open_id',
  'union_id',
  'tenant_key',
  'email',
  'enterprise_email',
]
const oauth = [
  ...['access_token', 'expires_in', 'refresh_token', 'refresh_token_expires_in', 'token_type', 'scope'],
]
const pair = ['access_token', 'refresh_token', 'token_type', 'expires_in', 'refresh_expires_in']
const below = (place: string, names: readonly string[]) => names.map((name) => `${place}.${name}`)
const v1 = ['msg', ...below('data', [...pair, ...identity, 'user_id', 'mobile', 'sid'])]
const oidc = ['msg', ...below('data', [...pair, 'scope'])]

const passport = ['access_token', 'token_type', 'expires_in', 'refresh_token', 'refresh_expires_in']
const passportUser = identity.filter((name) => name !== 'enterprise_email')
const miniProgram = [
  ...['open_id', 'employee_id', 'session_key', 'tenant_key', 'access_token', 'expires_in', 'refresh_token'],
  // In the sample answer, though the table leaves it out.
  'union_id',
]

const contactUser = [
  ...['union_id', 'open_id', 'user_id', 'name', 'en_name', 'nickname', 'email', 'mobile', 'mobile_visible'],
  ...[
    'gender',
    'is_frozen',
    'department_ids',
    'leader_user_id',
    'city',
    'country',
    'work_station',
    'join_time',
  ],
  ...['is_tenant_manager', 'employee_type', 'job_title', 'enterprise_email', 'employee_no'],
  ...below('avatar', ['avatar_72', 'avatar_240', 'avatar_640', 'avatar_origin']),
  ...below('status', ['is_frozen', 'is_resigned', 'is_activated', 'is_exited', 'is_unjoin']),
  ...below('orders', ['department_id', 'user_order', 'department_order', 'is_primary_dept']),
]

/** By operation; `a.b` is the field b of the object, or of each object of the list, in a. */
export const documentedFields: Readonly<Record<string, readonly string[]>> = {
  'auth.v3.tenant_access_token.internal': ['msg', 'tenant_access_token', 'expire'],
  'auth.v3.app_access_token.internal': ['msg', 'app_access_token', 'tenant_access_token', 'expire'],
  'oauth.v2.token': oauth,
  'oauth.v3.token': oauth,
  'oauth.v1.revoke': [],
  'authen.v1.access_token': v1,
  'authen.v1.refresh_access_token': v1,
  'authen.v1.oidc.access_token': oidc,
  'authen.v1.oidc.refresh_access_token': oidc,
  'passport.oauth.token': passport,
  'passport.oauth.userinfo': ['sub', 'picture', ...passportUser, 'user_id', 'mobile', 'employee_no'],
  'mina.v2.token_login_validate': ['msg', ...below('data', miniProgram)],
  user_info: ['msg', ...below('data', [...identity, 'user_id', 'mobile', 'employee_no'])],
  'contact.v3.users.get': ['msg', ...below('data.user', contactUser)],
  'jssdk.ticket.get': ['msg', ...below('data', ['expire_in', 'ticket'])],
}

/** Every field without fields of its own, by its path. */
function leaves(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.length === 0 ? [path] : value.flatMap((item) => leaves(item, path))
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, path === '' ? name : `${path}.${name}`),
  )
}

/** An answer with code 0, or, of a family that has no codes, one without an error. */
export const isSuccess = (body: Readonly<Record<string, unknown>>): boolean =>
  body.code === undefined ? body.error === undefined && body.msg === undefined : body.code === 0

/** Fields of a successful answer that no document names for this operation. */
export function undocumentedFields(operation: string, body: Readonly<Record<string, unknown>>): string[] {
  if (!isSuccess(body)) return []
  const known = ['code', ...(documentedFields[operation] ?? [])]
  return [...new Set(leaves(body, ''))].filter((path) => !known.includes(path))
}
