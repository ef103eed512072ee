// Holds: what `larkspur element` tells a person, in Chinese and English.

import type { Words } from './words.ts'

const both = (en: string, zh: string): Words => ({ en, zh })

export const secretNeeded = both(
  'The App Secret is needed: pipe it in with --app-secret-stdin, set ELEMENT_APP_SECRET, or run this on a terminal, which asks for it.',
  '需要 App Secret：请使用 --app-secret-stdin 从标准输入传入，或设置 ELEMENT_APP_SECRET，或在终端中运行后按提示输入。',
)

export const askSecret = both('App Secret (not shown): ', 'App Secret（不显示）：')

export const filesOnly = both(
  '--secret-variable goes with --directory: the database keeps the secret itself, encrypted.',
  '--secret-variable 须与 --directory 一同使用：数据库会加密保存密钥本身。',
)

export const notAVariable = both(
  '--secret-variable takes the name of a variable: letters, digits and _, such as FEISHU_SECRET.',
  '--secret-variable 须为变量名：字母、数字与 _，例如 FEISHU_SECRET。',
)

export const addressWanted = both(
  'Set LARKSPUR_URL to the address of the site: the redirect URI of the app begins with it.',
  '请将 LARKSPUR_URL 设为站点地址：应用的重定向 URI 以此开头。',
)

export const made = (fullName: string) =>
  both(
    `Made ${fullName}. Register its redirect URI (on the next line) under Security Settings > Redirect URLs of the app; servers that run notice it within ten seconds.`,
    `已创建 ${fullName}。请在应用的“安全设置”中将下一行的地址加入重定向 URL；运行中的服务会在十秒内生效。`,
  )

export const written = (paths: readonly string[], fullName: string) =>
  both(
    `Made ${fullName} in ${paths.join(' and ')}. Register its redirect URI (on the next line) under Security Settings > Redirect URLs of the app, and start the server anew.`,
    `已在 ${paths.join(' 和 ')} 中创建 ${fullName}。请在应用的“安全设置”中将下一行的地址加入重定向 URL，然后重启服务。`,
  )

export const filesExist = (path: string) =>
  both(`${path} is there already and stays as it is.`, `${path} 已存在，未作更改。`)

export const folderUnusable = (path: string) =>
  both(
    `Nothing can be written to ${path}; check that it is a folder and may be written to.`,
    `无法写入 ${path}；请确认它是文件夹且有写入权限。`,
  )

export const noElement = (name: string) =>
  both(
    `There is no instance ${name}; larkspur element list shows those that there are.`,
    `没有实例 ${name}；可用 larkspur element list 查看。`,
  )

export const noElements = both(
  'There is no login element besides the built-in ones; larkspur element create makes one.',
  '除内置元素外没有登录元素；可用 larkspur element create 创建。',
)

export const notKept = (fullName: string) =>
  both(
    `${fullName} is kept in files or settings; change it there.`,
    `${fullName} 由文件或环境变量配置；请在相应位置修改。`,
  )

export const states = {
  active: both('active', '启用'),
  disabled: both('disabled', '停用'),
  invalid: both('invalid', '无效'),
  overridden: both('overridden', '被覆盖'),
} as const

export const sources = {
  built_in: both('built in', '内置'),
  settings: both('settings', '环境变量'),
  directory: both('folder', '目录'),
  database: both('database', '数据库'),
} as const

export const checkNames = {
  credentials: both('credentials', '凭证'),
  ip: both('IP allow-list', 'IP 白名单'),
  redirect_uri: both('redirect URI', '重定向 URI'),
  availability: both('availability', '可用范围'),
  scopes: both('permissions', '权限'),
  contact_range: both('contact range', '通讯录范围'),
} as const

export const checkStates = {
  ok: both('ok', '正常'),
  failed: both('FAILED', '失败'),
  unknown: both('?', '未知'),
} as const

export const elementHelp = {
  element: both(
    'login elements: apps that people sign in with, beside the first one',
    '登录元素：首个应用之外可用于登录的应用',
  ),
  create: both(
    'make an instance of an app, in the database or as two files; prints the redirect URI to register',
    '为应用创建实例，存入数据库或写成两个文件；打印需登记的重定向 URI',
  ),
  list: both(
    'list the login elements of settings, folders and database',
    '列出环境变量、目录与数据库中的登录元素',
  ),
  test: both(
    'try the credentials and settings of an instance at the platform',
    '在平台上检查实例的凭证与设置',
  ),
  remove: both(
    'remove an instance from the database; the sessions of its people end',
    '从数据库中删除实例；其用户的会话随之结束',
  ),
  appId: both('App ID of the app', '应用的 App ID'),
  title: both('what people see (default: the name)', '显示名称（默认：实例名称）'),
  type: both(
    'full name of its Type (default: auths.loginTypes.FSInnerType)',
    '类型的完整名称（默认：auths.loginTypes.FSInnerType）',
  ),
  brand: both(
    'feishu or lark (default: what the host implies, else feishu)',
    'feishu 或 lark（默认：由地址推断，否则为 feishu）',
  ),
  host: both('open host of the platform, as FEISHU_HOST', '平台开放接口的地址，同 FEISHU_HOST'),
  scope: both('OAuth scope that people are asked for; repeatable', '登录时申请的权限；可重复'),
  tokenEndpoint: both('v2 (default), v3, oidc, v1 or passport', 'v2（默认）、v3、oidc、v1 或 passport'),
  redirectUri: both(
    'page of the site that getLoginConfig names, for pages that sign in by themselves',
    '由 getLoginConfig 返回的站点页面，供自行登录的页面使用',
  ),
  secretStdin: both(
    'read the App Secret from standard input (else: ELEMENT_APP_SECRET, or a hidden prompt)',
    '从标准输入读取 App Secret（否则使用 ELEMENT_APP_SECRET 或终端提示）',
  ),
  directory: both(
    'write e.json and NAME.json below this folder of an application, and nothing to the database',
    '在该应用目录下写入 e.json 与 NAME.json，不写入数据库',
  ),
  secretVariable: both(
    'with --directory: write {{VARIABLE}} in place of the secret',
    '与 --directory 一同使用：以 {{变量}} 代替密钥',
  ),
  json: both('print JSON', '输出 JSON'),
} as const
