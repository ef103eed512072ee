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

const statusFlags = ['is_frozen', 'is_resigned', 'is_activated', 'is_exited', 'is_unjoin']
const avatarSizes = ['avatar_72', 'avatar_240', 'avatar_640', 'avatar_origin']
const locales = ['zh_cn', 'ja_jp', 'en_us']

const contactUser = [
  ...['union_id', 'open_id', 'user_id', 'name', 'en_name', 'nickname', 'email', 'mobile', 'mobile_visible'],
  ...[
    'gender',
    'is_frozen',
    'department_ids',
    'orders',
    'leader_user_id',
    'city',
    'country',
    'work_station',
    'join_time',
  ],
  ...['is_tenant_manager', 'employee_type', 'job_title', 'enterprise_email', 'employee_no'],
  ...below('avatar', avatarSizes),
  ...below('status', statusFlags),
  ...below('orders', ['department_id', 'user_order', 'department_order', 'is_primary_dept']),
  ...['dotted_line_leader_user_ids', 'job_level_id', 'job_family_id', 'geo'],
  ...below('custom_attrs', ['type', 'id']),
  ...below('custom_attrs.value', ['text', 'url', 'pc_url', 'option_id', 'option_value', 'name']),
  ...below('custom_attrs.value', ['picture_url', 'generic_user.id', 'generic_user.type']),
]

const contactDepartment = [
  ...['name', 'department_id', 'open_department_id', 'parent_department_id', 'leader_user_id', 'leaders'],
  ...['chat_id', 'order', 'unit_ids', 'member_count', 'primary_member_count', 'status.is_deleted'],
  ...['group_chat_employee_types', 'department_hrbps'],
  ...below('i18n_name', locales),
  ...below('leaders', ['leaderType', 'leaderID']),
]

/** A list of these; `items` alone is an empty one. */
const items = (names: readonly string[]) => ['msg', ...below('data', ['items', ...below('items', names)])]
const page = (names: readonly string[]) => [...items(names), ...below('data', ['has_more', 'page_token'])]

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
  'contact.v3.users.batch': items(contactUser),
  'contact.v3.users.find_by_department': page(contactUser),
  'contact.v3.users.list': page(contactUser),
  'contact.v3.departments.get': ['msg', ...below('data.department', contactDepartment)],
  'contact.v3.departments.batch': items(contactDepartment),
  'contact.v3.departments.children': page(contactDepartment),
  'contact.v3.departments.list': page(contactDepartment),
  'contact.v3.departments.parent': page(contactDepartment),
  'contact.v3.departments.search': page(contactDepartment),
  'contact.v3.users.batch_get_id': [
    'msg',
    ...below('data.user_list', ['user_id', 'email', 'mobile']),
    ...below('data.user_list.status', statusFlags),
  ],
  'contact.v3.users.basic_batch': [
    'msg',
    ...below('data', ['users', 'users.user_id', 'users.name', ...below('users.i18n_name', locales)]),
  ],
  'contact.v3.custom_attrs.list': page([
    ...['id', 'type', 'i18n_name', 'i18n_name.locale', 'i18n_name.value'],
    ...below('options', ['default_option_id', 'option_type']),
    ...below('options.options', ['id', 'value', 'name']),
  ]),
  'contact.v3.employee_type_enums.list': page([
    ...['enum_id', 'enum_value', 'content', 'enum_type', 'enum_status'],
    ...['i18n_content', 'i18n_content.locale', 'i18n_content.value'],
  ]),
  'search.v1.user': [
    'msg',
    ...below('data', ['users', 'has_more', 'page_token']),
    ...below('data.users', ['name', 'open_id', 'user_id', 'department_ids', ...below('avatar', avatarSizes)]),
  ],
  'contact.v3.scopes.list': [
    'msg',
    ...below('data', ['department_ids', 'user_ids', 'group_ids', 'has_more', 'page_token']),
  ],
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
