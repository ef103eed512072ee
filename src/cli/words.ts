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
} as const
