// Lists: every error code, its HTTP status, and its words in English and Chinese.

interface Words {
  /** What happened, in one sentence. */
  message: string
  /** What to do next. */
  hint: string
}

interface Entry {
  status: number
  en: Words
  zh: Words
}

const entry = (status: number, en: [string, string], zh: [string, string]): Entry => ({
  status,
  en: { message: en[0], hint: en[1] },
  zh: { message: zh[0], hint: zh[1] },
})

export const errorCatalogue = {
  configuration_invalid: entry(
    500,
    ['The configuration is not usable.', 'Correct the setting that the message names, then start again.'],
    ['配置无法使用。', '请修正提示中指出的设置，然后重新启动。'],
  ),
  request_invalid: entry(
    400,
    ['The request is not valid.', 'Check the parameters against the documentation and send it again.'],
    ['请求无效。', '请对照文档检查参数后重新发送。'],
  ),
  payload_too_large: entry(
    413,
    ['The request body is larger than this address takes.', 'Send a smaller body.'],
    ['请求内容超过该地址允许的大小。', '请缩小请求内容。'],
  ),
  media_type_unsupported: entry(
    415,
    ['The content type is not supported.', 'Send JSON with content-type: application/json.'],
    ['不支持该内容类型。', '请以 application/json 发送 JSON。'],
  ),
  not_found: entry(
    404,
    ['There is no such page.', 'Check the address, or go back to the start page.'],
    ['页面不存在。', '请检查地址，或返回首页。'],
  ),
  method_not_allowed: entry(
    405,
    ['This address does not take that method.', 'Use one of the methods in the Allow header.'],
    ['该地址不支持此请求方法。', '请使用 Allow 响应头中列出的方法。'],
  ),
  origin_not_allowed: entry(
    403,
    ['The request did not come from a page of this site.', 'Open the app itself and sign in from there.'],
    ['请求并非来自本站页面。', '请直接打开应用并从中登录。'],
  ),
  page_not_allowed: entry(
    403,
    [
      'Pages of this address are not signed for JSAPIs.',
      'Add the page’s origin to JSAPI_ORIGINS (option jsapi.origins), and to Developer Console > Security Settings > H5 trusted domains.',
    ],
    [
      '该页面地址不允许进行 JSAPI 签名。',
      '请将页面的源加入 JSAPI_ORIGINS（选项 jsapi.origins），并加入开发者后台「安全设置」>「H5 可信域名」。',
    ],
  ),
  too_many_requests: entry(
    429,
    ['There were too many requests.', 'Wait as long as Retry-After says, then try again.'],
    ['请求过多。', '请在 Retry-After 所示的时间之后重试。'],
  ),
  attempt_missing: entry(
    400,
    ['The sign-in cannot be matched to a start in this browser.', 'Start the sign-in again from the app.'],
    ['无法匹配到本浏览器发起的登录。', '请从应用中重新开始登录。'],
  ),
  attempt_invalid: entry(
    400,
    [
      'This sign-in link was already used or belongs to another browser.',
      'Start the sign-in again from the app.',
    ],
    ['该登录链接已被使用，或属于其他浏览器。', '请从应用中重新开始登录。'],
  ),
  attempt_expired: entry(
    400,
    ['The sign-in took too long.', 'Start the sign-in again from the app.'],
    ['登录超时。', '请从应用中重新开始登录。'],
  ),
  authorization_denied: entry(
    403,
    ['The authorization was refused.', 'Sign in again and agree to the request if you want to use the app.'],
    ['授权已被拒绝。', '如需使用应用，请重新登录并同意授权。'],
  ),
  code_invalid: entry(
    400,
    [
      'The sign-in code is not valid, was already used or has expired.',
      'Start the sign-in again from the app.',
    ],
    ['登录授权码无效、已被使用或已过期。', '请从应用中重新开始登录。'],
  ),
  user_resigned: entry(
    403,
    ['This person has left the organisation.', 'Ask an administrator if this is a mistake.'],
    ['该成员已离职。', '如有疑问请联系管理员。'],
  ),
  user_frozen: entry(
    403,
    ['This account is suspended.', 'Ask an administrator to resume it.'],
    ['该账号已被暂停使用。', '请联系管理员恢复账号。'],
  ),
  user_not_activated: entry(
    403,
    [
      'This account has not been activated in Feishu yet.',
      'Activate it in the Feishu app, then sign in again.',
    ],
    ['该账号尚未在飞书激活。', '请先在飞书中激活账号，再重新登录。'],
  ),
  user_not_found: entry(
    403,
    ['Feishu does not know this person.', 'Sign in to Feishu again, or ask an administrator.'],
    ['飞书中不存在该用户。', '请重新登录飞书，或联系管理员。'],
  ),
  user_not_visible: entry(
    403,
    [
      'This person may not use the app.',
      'Ask an administrator to add the person to the app’s availability (Developer Console > Version Management & Release).',
    ],
    ['该成员不在应用的可用范围内。', '请管理员在开发者后台的「版本管理与发布」中调整应用可用范围。'],
  ),
  tenant_not_allowed: entry(
    403,
    ['This organisation may not sign in here.', 'Use an account of an organisation that the app admits.'],
    ['该企业不允许在此登录。', '请使用被允许的企业账号登录。'],
  ),
  subject_missing: entry(
    403,
    [
      'Feishu did not send the identifier that this app keys people by.',
      'Enable the scope contact:user.employee_id:readonly in the Developer Console and release a version; Larkspur asks people for it by itself, except in old clients.',
    ],
    [
      '飞书未返回本应用用于识别人员的标识。',
      '请在开发者后台开通权限 contact:user.employee_id:readonly 并发布版本；除旧版客户端外，Larkspur 会自动向用户申请该权限。',
    ],
  ),
  identity_conflict: entry(
    409,
    [
      'The identifier of this account belonged to somebody else before.',
      'Ask the operator of this app to remove the former account.',
    ],
    ['该账号的标识此前属于另一位成员。', '请联系应用管理员移除原账号。'],
  ),
  identity_taken: entry(
    409,
    [
      'This Feishu account already belongs to another account here.',
      'Sign in with it to use that account. To move it, unbind it there; if it is the only way into that account, ask an administrator of this app.',
    ],
    [
      '该飞书账号已绑定到本站的另一个账号。',
      '请直接使用该账号登录。如需转移，请先在原账号中解除绑定；若它是原账号唯一的登录方式，请联系应用管理员。',
    ],
  ),
  identity_last: entry(
    409,
    ['This is the only way into the account.', 'Bind another Feishu account first, then unbind this one.'],
    ['这是登录该账号的唯一方式。', '请先绑定其他飞书账号，再解除此绑定。'],
  ),
  administrator_last: entry(
    409,
    [
      'This is the only administrator who can sign in.',
      'Make somebody else an administrator who can sign in, then try again.',
    ],
    ['这是唯一一个可以登录的管理员。', '请先将另一位可以登录的人设为管理员，然后重试。'],
  ),
  account_missing: entry(
    403,
    [
      'There is no account here for this person, or the app that they signed in with is configured no longer.',
      'Ask an administrator of this app to set up the account, then sign in again.',
    ],
    ['此处没有该成员的账号，或其登录所用的应用已不再配置。', '请联系应用管理员开通账号后重新登录。'],
  ),
  reauthentication_required: entry(
    403,
    [
      'This change needs a sign-in that was confirmed just now.',
      'Open the address in consentUrl, confirm there, then repeat the change.',
    ],
    ['此操作需要刚刚确认过的登录。', '请访问 consentUrl 所示地址并确认登录，然后重试。'],
  ),
  mini_program_code_invalid: entry(
    400,
    [
      'The mini program’s code is not valid, was already used or has expired.',
      'Have the mini program ask for a new code and send it at once.',
    ],
    ['小程序登录码无效、已被使用或已过期。', '请在小程序中重新获取登录码并立即发送。'],
  ),
  consent_required: entry(
    403,
    [
      'The person has to agree before the app may act in their name.',
      'Send the person’s browser to the address in consentUrl, or call ensureScopes in the page.',
    ],
    [
      '需要用户授权后，应用才能以其身份调用飞书。',
      '请让用户访问 consentUrl 所示地址，或在页面中调用 ensureScopes。',
    ],
  ),
  role_required: entry(
    403,
    ['Your account has no role that allows this.', 'Ask an administrator for the role.'],
    ['您的账号没有执行此操作的角色。', '请联系管理员授予角色。'],
  ),
  element_not_found: entry(
    404,
    ['There is no login element of this name.', 'Check the full name, upper and lower case included.'],
    ['没有此名称的登录元素。', '请检查完整名称，注意区分大小写。'],
  ),
  element_invalid: entry(
    409,
    ['The login element cannot be used.', 'Correct what its problems name, then load it again.'],
    ['该登录元素无法使用。', '请修正问题中指出的内容，然后重新加载。'],
  ),
  element_disabled: entry(
    403,
    ['This way to sign in is switched off.', 'Choose another one, or ask an administrator.'],
    ['该登录方式已停用。', '请选择其他登录方式，或联系管理员。'],
  ),
  element_refused: entry(
    403,
    ['The way to sign in has refused this.', 'Ask an administrator of this app.'],
    ['该登录方式拒绝了此请求。', '如有疑问请联系应用管理员。'],
  ),
  element_exists: entry(
    409,
    [
      'There is a login element of this name, or of this app, already.',
      'Choose another name, or change the one that is there.',
    ],
    ['已有同名或使用同一应用的登录元素。', '请使用其他名称，或修改现有的登录元素。'],
  ),
  element_changed: entry(
    409,
    [
      'Somebody else has changed the login element meanwhile.',
      'Load it again and repeat what you wanted to change.',
    ],
    ['该登录元素已被他人修改。', '请重新加载后再次修改。'],
  ),
  element_read_only: entry(
    409,
    ['This login element is kept in files or settings.', 'Change it there.'],
    ['该登录元素由文件或环境变量配置。', '请在相应位置修改。'],
  ),
  function_not_found: entry(
    404,
    ['The login element has no such function.', 'Use one of the six documented functions.'],
    ['该登录元素没有此函数。', '请使用文档列出的六个函数之一。'],
  ),
  function_for_server: entry(
    403,
    ['The answer of this function may not leave the server.', 'Call it in the server’s own code.'],
    ['此函数的返回值不得离开服务器。', '请在服务端代码中调用。'],
  ),
  console_token_invalid: entry(
    403,
    ['The form is too old, or not of this session.', 'Go back, load the page again and repeat it.'],
    ['表单已过期，或不属于当前会话。', '请返回并刷新页面后重试。'],
  ),
  person_not_found: entry(
    404,
    ['There is no such person in the directory.', 'Check the id, or synchronise the directory.'],
    ['通讯录中没有此人。', '请检查 ID，或同步通讯录。'],
  ),
  department_not_found: entry(
    404,
    ['There is no such department in the directory.', 'Check the id, or synchronise the directory.'],
    ['通讯录中没有此部门。', '请检查 ID，或同步通讯录。'],
  ),
  page_token_invalid: entry(
    502,
    [
      'Feishu does not know this place in a list any more.',
      'Read the list again from its beginning; a synchronisation does so by itself.',
    ],
    ['飞书已不再识别此分页位置。', '请从头重新读取该列表；同步会自动处理。'],
  ),
  run_not_found: entry(
    404,
    ['There is no such synchronisation run.', 'List the runs and take the id of one of them.'],
    ['没有这次同步记录。', '请从同步记录列表中选择一个 ID。'],
  ),
  sync_running: entry(
    409,
    ['The directory of this app is being synchronised already.', 'Wait until that run has ended.'],
    ['该应用的通讯录正在同步。', '请等待当前同步结束。'],
  ),
  sync_lost: entry(
    409,
    [
      'Another process has taken over this synchronisation.',
      'Nothing is lost; look at the newest run for its progress.',
    ],
    ['此次同步已由另一个进程接管。', '数据没有丢失；请查看最新一次同步的进度。'],
  ),
  event_rejected: entry(
    401,
    [
      'The event does not come from the platform, or not for this app.',
      'Compare Encrypt Key and Verification Token with Developer Console > Events & Callbacks. If they are right, the event is of another organisation than the first sign-in: name yours in ALLOWED_TENANTS.',
    ],
    [
      '该事件并非来自飞书平台，或不属于此应用。',
      '请核对开发者后台「事件与回调」中的 Encrypt Key 与 Verification Token。若二者无误，则该事件所属组织与首次登录的组织不同：请在 ALLOWED_TENANTS 中填写你的组织。',
    ],
  ),
  session_required: entry(401, ['Nobody is signed in.', 'Sign in first.'], ['尚未登录。', '请先登录。']),
  app_credentials_invalid: entry(
    502,
    [
      'Feishu does not accept the App ID or App Secret.',
      'Compare APP_ID and APP_SECRET with Developer Console > Credentials & Basic Info, and check that the brand is right.',
    ],
    [
      '飞书不接受该 App ID 或 App Secret。',
      '请在开发者后台「凭证与基础信息」核对 APP_ID 与 APP_SECRET，并确认品牌设置正确。',
    ],
  ),
  app_not_available: entry(
    502,
    [
      'The app is disabled, not released or not installed in this organisation.',
      'Release a version of the app in the Developer Console and have an administrator enable it.',
    ],
    ['应用已停用、未发布或未在该企业安装。', '请在开发者后台发布应用版本，并由管理员启用。'],
  ),
  redirect_uri_not_allowed: entry(
    502,
    [
      'Feishu does not accept the redirect URI.',
      'Add it, character by character, under Developer Console > Security Settings > Redirect URLs.',
    ],
    ['飞书不接受该重定向 URL。', '请在开发者后台「安全设置」>「重定向 URL」中逐字添加该地址。'],
  ),
  scope_not_allowed: entry(
    502,
    [
      'A requested scope is not enabled for the app.',
      'Enable the scope in the Developer Console and release a version.',
    ],
    ['请求的权限未为应用开通。', '请在开发者后台开通该权限并发布版本。'],
  ),
  pkce_failed: entry(
    400,
    ['The PKCE check failed.', 'Start the sign-in again from the app.'],
    ['PKCE 校验失败。', '请从应用中重新开始登录。'],
  ),
  brand_mismatch: entry(
    502,
    [
      'The organisation is on the other brand (Feishu or Lark).',
      'Set FEISHU_BRAND or FEISHU_HOST to the brand of the organisation.',
    ],
    ['该企业属于另一品牌（飞书或 Lark）。', '请将 FEISHU_BRAND 或 FEISHU_HOST 设为企业所属品牌。'],
  ),
  ip_not_allowed: entry(
    502,
    [
      'Feishu’s IP allow-list refuses this server.',
      'Add the server’s public IPv4 address under Developer Console > Security Settings > IP allow-list.',
    ],
    [
      '飞书 IP 白名单拒绝了本服务器。',
      '请在开发者后台「安全设置」>「IP 白名单」中添加服务器公网 IPv4 地址。',
    ],
  ),
  token_rejected: entry(
    502,
    [
      'Feishu rejected a fresh token.',
      'Check that the app is enabled and the clock of this server is right.',
    ],
    ['飞书拒绝了新获取的凭证。', '请确认应用已启用，且服务器时钟准确。'],
  ),
  rate_limited: entry(
    503,
    ['Feishu’s rate limit was reached.', 'Wait and try again.'],
    ['已达到飞书接口频率限制。', '请稍后再试。'],
  ),
  platform_unavailable: entry(
    503,
    ['Feishu cannot be reached at the moment.', 'Try again in a moment.'],
    ['暂时无法连接飞书。', '请稍后再试。'],
  ),
  platform_response_invalid: entry(
    502,
    [
      'Feishu’s answer could not be understood.',
      'Try again; if it stays, check the configured host and any proxy.',
    ],
    ['无法理解飞书返回的内容。', '请重试；若持续出现，请检查所配置的域名与代理。'],
  ),
  platform_refused: entry(
    502,
    ['Feishu refused the request.', 'Look up the platform code and log id in the server log.'],
    ['飞书拒绝了该请求。', '请在服务器日志中查看平台错误码与日志 ID。'],
  ),
  storage_unavailable: entry(
    503,
    ['The database cannot be used at the moment.', 'Check the database that DATABASE_URL names.'],
    ['数据库暂时无法使用。', '请检查 DATABASE_URL 指定的数据库。'],
  ),
  server_busy: entry(
    503,
    ['Too many people are signing in at this moment.', 'Try again in a moment.'],
    ['当前登录的人数过多。', '请稍后再试。'],
  ),
  aborted: entry(
    503,
    ['The work was cancelled before it finished.', 'Try again.'],
    ['操作在完成前被取消。', '请重试。'],
  ),
  internal_error: entry(
    500,
    ['Something went wrong on our side.', 'Try again; quote the request id if it stays.'],
    ['服务内部出错。', '请重试；若持续出现，请提供请求 ID。'],
  ),
} as const satisfies Record<string, Entry>

/** Closed set of error codes; see docs/errors.md. */
export type ErrorCode = keyof typeof errorCatalogue
