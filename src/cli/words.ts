// Holds: why a command stops, in Chinese and English.

export type Language = 'zh' | 'en'

/** One text in both languages. */
export type Words = Record<Language, string>

const both = (en: string, zh: string): Words => ({ en, zh })

export const portTaken = (port: number, setting: string) =>
  both(
    `Port ${port} is in use; set ${setting} to another port.`,
    `端口 ${port} 已被占用；请将 ${setting} 设为其他端口。`,
  )

export const portForbidden = (port: number, setting: string) =>
  both(
    `Port ${port} is not permitted; set ${setting} to a port above 1023.`,
    `没有权限使用端口 ${port}；请将 ${setting} 设为大于 1023 的端口。`,
  )

export const notInProduction = (command: string) =>
  both(
    `larkspur ${command} is for development: it does not run with NODE_ENV=production.`,
    `larkspur ${command} 仅供开发使用：NODE_ENV=production 时不会运行。`,
  )

export const notWhole = (setting: string, least: number, most: number) =>
  both(
    `${setting} must be a whole number from ${least} to ${most}.`,
    `${setting} 必须是 ${least} 到 ${most} 之间的整数。`,
  )

export const notALevel = (levels: string) =>
  both(`LOG_LEVEL must be one of: ${levels}.`, `LOG_LEVEL 只能是以下之一：${levels}。`)

export const fileUnreadable = (path: string) =>
  both(
    `The file ${path} cannot be read; check that it exists, is a file, and may be read.`,
    `无法读取文件 ${path}；请确认它存在、是文件且有读取权限。`,
  )

export const addressNeeded = (host: string) =>
  both(
    `HOST=${host} lets other machines in, so LARKSPUR_URL must be set to the address that browsers use.`,
    `HOST=${host} 允许其他机器访问，因此必须将 LARKSPUR_URL 设为浏览器所用的地址。`,
  )

export const copyExample = both(
  'Nothing is set yet: copy .env.example to .env and fill it in.',
  '尚未进行任何设置：请将 .env.example 复制为 .env 并填写。',
)

export const forEmulator = both(
  'Set NODE_ENV=development to work with an emulator.',
  '若要使用模拟器，请设置 NODE_ENV=development。',
)

/** Heads the sentences about single settings, which name each option and are in English. */
export const configurationHead = both(
  '',
  '配置无法使用，请修正以下设置后重新启动（详见 docs/configuration.md）：',
)

/** What the parser of the command line says, by how its English begins. */
const parserWords: [RegExp, string][] = [
  [/^error: unknown command '(.*?)'[\s\S]*/, "错误：没有命令 '$1'；运行 larkspur --help 查看全部命令。"],
  [/^error: unknown option '(.*?)'[\s\S]*/, "错误：没有选项 '$1'；在命令后加 --help 查看全部选项。"],
  [/^error: option '(.*?)' argument missing[\s\S]*/, "错误：选项 '$1' 缺少值。"],
  [/^error: missing required argument '(.*?)'[\s\S]*/, "错误：缺少参数 '$1'。"],
  [/^error: required option '(.*?)' not specified[\s\S]*/, "错误：缺少选项 '$1'。"],
  [/^error: too many arguments[\s\S]*/, '错误：参数过多；在命令后加 --help 查看用法。'],
]

export function parserMessage(language: Language, text: string): string {
  if (language === 'en') return text
  return parserWords.reduce((said, [pattern, words]) => said.replace(pattern, words), text)
}

export const commandUnusable = (name: string) =>
  both(
    `The command ${name} cannot be run; check that it exists and may be run.`,
    `无法运行命令 ${name}；请确认它存在且有执行权限。`,
  )

export const noEmulator = (port: number) =>
  both(
    `No emulator answers on port ${port}; start one with larkspur emulator.`,
    `端口 ${port} 上没有运行中的模拟飞书；请先运行 larkspur emulator。`,
  )

export const rotated = (rewritten: number, current: number) =>
  both(
    `Encrypted anew: ${rewritten}. Encrypted with the newest key already: ${current}.`,
    `已用新密钥重新加密：${rewritten}；原本已是新密钥：${current}。`,
  )

export const unreadable = (count: number) =>
  both(
    `Could not be read with any of the keys: ${count}. Put the key that wrote them at the end of ENCRYPTION_KEYS and run this again; without it those people have to agree once more.`,
    `无法用任何密钥读取：${count}。请将写入时使用的密钥加到 ENCRYPTION_KEYS 末尾后重新运行；否则这些用户需要重新授权。`,
  )

export const stillInFiles = both(
  'What the former keys encrypted is still in the database’s files, because another process was reading; run this again before you throw a key away that may have leaked.',
  '由于其他进程正在读取，旧密钥加密的内容仍留在数据库文件中；若旧密钥可能已泄露，请在弃用前再次运行此命令。',
)

export const nameOnePerson = both(
  'Name the person by one of --open-id, --union-id and --user-id.',
  '请用 --open-id、--union-id 或 --user-id 之一指定成员。',
)

export const nameTenant = both(
  'A user id is unique within its organisation only; add --tenant.',
  '用户 ID 仅在企业内唯一；请加上 --tenant。',
)

export const noDatabase = (path: string) =>
  both(
    `There is no database at ${path}: set DATABASE_URL to that of the app, or start the app once, which makes it.`,
    `${path} 处没有数据库：请将 DATABASE_URL 设为应用所用的数据库，或先启动一次应用以创建它。`,
  )

export const notInMemory = both(
  'A database in memory ends with the command: set DATABASE_URL to a file, such as sqlite:./data/larkspur.db.',
  '内存数据库会随命令结束而消失：请将 DATABASE_URL 设为文件，例如 sqlite:./data/larkspur.db。',
)

export const notOurDatabase = (path: string) =>
  both(
    `The file ${path} is no database of Larkspur and stays as it is: set DATABASE_URL to that of the app, or start the app once, which makes it.`,
    `文件 ${path} 不是 Larkspur 的数据库，未作任何更改：请将 DATABASE_URL 设为应用所用的数据库，或先启动一次应用以创建它。`,
  )

/** What does not fit, in the words of an administrator, by the sentence that the library has for a programmer. */
const misfits: Record<string, Words> = {
  'There is no instance of this name.': both(
    'No app of this name is configured: --instance takes a name of FEISHU_INSTANCES, or default.',
    '没有配置该名称的应用：--instance 须为 FEISHU_INSTANCES 中的名称或 default。',
  ),
  'This is no id of an account or identity.': both(
    'This is no id: ids are letters, digits, - and _, as accounts expect and accounts list print them.',
    '这不是 ID：ID 由字母、数字、- 和 _ 组成，见 accounts expect 与 accounts list 的输出。',
  ),
  'This is no key of an organisation.': both(
    'This is no tenant key: --tenant takes the one that accounts list prints.',
    '这不是 tenant key：--tenant 的值见 accounts list 的输出。',
  ),
  'There is no such account.': both(
    'There is no account of this id: --account takes one that accounts expect has printed, or the user.id of somebody who has signed in.',
    '没有此 ID 的账号：--account 须为 accounts expect 打印的账号，或已登录用户的 user.id。',
  ),
  'There is no role of this name.': both(
    'There is no role of this name: it is administrator or directory_reader.',
    '没有该名称的角色：角色为 administrator 或 directory_reader。',
  ),
  'The account has no identity of this id.': both(
    'The account has no identity of this id; accounts list shows those it has.',
    '该账号没有此 ID 的身份；可用 accounts list 查看。',
  ),
}

export const emptyAccount = both(
  'No identity belongs to an account of this id: there is no such account, or nobody has signed in to it; accounts find takes a person’s name or identifier.',
  '没有身份属于此 ID 的账号：账号不存在，或尚无人登录；可用 accounts find 按姓名或标识查找。',
)

export const findByOne = both(
  'Name the person by one of --open-id, --union-id, --user-id and --name.',
  '请用 --open-id、--union-id、--user-id 或 --name 之一指定成员。',
)

export const nobodyFound = both(
  'Nobody of this name or identifier has signed in; accounts expect lets somebody in beforehand.',
  '没有此姓名或标识的成员登录过；可用 accounts expect 预先允许其登录。',
)

export const noSuchAccount = both(
  'There is no account of this id: it is one that accounts expect has printed, or the user.id of somebody who has signed in.',
  '没有此 ID 的账号：须为 accounts expect 打印的账号，或已登录用户的 user.id。',
)

export const roleNotHeld = both('The account does not have this role.', '该账号没有此角色。')

const misfit = both(
  'This is no identifier that the platform gives; look it up in the admin console, or in the list of who has signed in.',
  '这不是平台提供的标识；请在管理后台或已登录成员的信息中查找。',
)

export const notAccepted = (sentence: string): Words => misfits[sentence] ?? misfit

export const revocationUnconfirmed = both(
  'The identity is unbound here; the platform did not confirm that it revoked the tokens.',
  '已在本地解除绑定，但平台未确认撤销凭证。',
)

export const nobodyExpected = both('Nobody of this name is expected.', '没有等待登录的这位成员。')

export const helpTexts = {
  usage: both('Usage:', '用法：'),
  options: both('Options:', '选项：'),
  commands: both('Commands:', '命令：'),
  help: both('display help for command', '显示帮助'),
  version: both('output the version number', '显示版本号'),
  program: both('Feishu/Lark identity for web apps', '飞书/Lark 网页应用身份认证'),
  start: both(
    'run the app from .env; every variable is explained in docs/configuration.md',
    '按 .env 中的设置运行应用；各变量的说明见 docs/configuration.md',
  ),
  config: both(
    'file with variables; those already set win (default: .env when there is one)',
    '变量文件；已设置的环境变量优先（默认：存在时使用 .env）',
  ),
  dev: both(
    'run an emulated Feishu and the app side by side, for trying and developing',
    '同时运行模拟飞书与应用，用于试用和开发',
  ),
  emulator: both(
    'run an emulated Feishu alone; prints the lines for a .env file on stdout',
    '单独运行模拟飞书；在标准输出打印 .env 所需的各行',
  ),
  env: both(
    'print the lines for a .env file of an emulator that runs already',
    '打印运行中的模拟飞书的 .env 各行',
  ),
  exec: both(
    'run a command with an emulated Feishu of its own, and end with its exit code',
    '启动模拟飞书并运行一条命令，以该命令的退出码结束',
  ),
  execPort: both('port to listen on (default: any free one)', '监听端口（默认：任意空闲端口）'),
  port: both(
    'port to listen on, 0 for any (default: EMULATOR_PORT or 7070)',
    '监听端口，0 表示任意（默认：EMULATOR_PORT 或 7070）',
  ),
  seed: both('the same seed gives the same people, ids and secret', '相同的种子得到相同的成员、ID 与密钥'),
  users: both('people in the organisation (default: 200)', '企业成员数（默认：200）'),
  appId: both('App ID of the app', '应用的 App ID'),
  appSecret: both('App Secret of the app', '应用的 App Secret'),
  redirectUrl: both('redirect URL of the app; repeatable', '应用的重定向 URL；可重复'),
  trustedDomain: both('H5 trusted domain of the app; repeatable', '应用的 H5 可信域名；可重复'),
  keys: both('keys that encrypt what is stored', '加密存储内容的密钥'),
  rotate: both(
    'encrypt anew what an older key has encrypted; safe while the app runs',
    '用最新密钥重新加密旧密钥加密的内容；应用运行时也可执行',
  ),
  accounts: both(
    'accounts, the Feishu identities that belong to them, and their roles',
    '账号及其绑定的飞书身份与角色',
  ),
  expect: both(
    'let a person into an account at their first sign-in; prints the account',
    '允许成员首次登录时进入指定账号；打印账号 ID',
  ),
  expected: both('list who is expected, one JSON object per line', '列出等待登录的成员，每行一个 JSON 对象'),
  cancel: both('expect a person no longer', '取消等待某位成员'),
  list: both(
    'list the identities of an account, one JSON object per line',
    '列出账号的身份，每行一个 JSON 对象',
  ),
  find: both(
    'find the accounts of a person who has signed in, one JSON object per line',
    '查找已登录成员的账号，每行一个 JSON 对象',
  ),
  nameOption: both('part of the person’s name', '成员姓名的一部分'),
  unbind: both(
    'take an identity from an account; revokes its tokens and ends its sessions',
    '从账号解绑一个身份；撤销其凭证并结束其会话',
  ),
  grant: both(
    'give an account a role: administrator or directory_reader',
    '授予账号角色：administrator 或 directory_reader',
  ),
  revoke: both('take a role from an account', '撤销账号的角色'),
  roles: both('list the roles of an account, one per line', '列出账号的角色，每行一个'),
  holders: both('list the accounts that have a role, one per line', '列出拥有某角色的账号，每行一个'),
  openId: both('Open ID of the person, as this app sees it', '成员在本应用中的 Open ID'),
  unionId: both('Union ID of the person', '成员的 Union ID'),
  userIdOption: both(
    'User ID of the person; unique in its organisation (--tenant)',
    '成员的 User ID；仅在企业内唯一（--tenant）',
  ),
  tenant: both('tenant key of the organisation (default: any)', '企业的 tenant key（默认：任意）'),
  instance: both('name of the app, when there are several', '应用名称（配置了多个应用时）'),
  account: both('existing account to join (default: a new one)', '要加入的已有账号（默认：新账号）'),
} as const
