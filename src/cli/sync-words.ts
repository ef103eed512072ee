// Holds: what `larkspur sync` tells a person, in Chinese and English.

import type { Words } from './words.ts'

const both = (en: string, zh: string): Words => ({ en, zh })

export const notADepartment = both(
  '--department takes an open_department_id, which begins with od-; the root is no department: leave the option out to synchronise everything.',
  '--department 须为以 od- 开头的 open_department_id；根部门不是部门，同步全部内容时请省略此选项。',
)

export const notAPerson = both(
  '--user takes an open_id of this app, which begins with ou_.',
  '--user 须为本应用中以 ou_ 开头的 open_id。',
)

export const notARun = both(
  'This is no id of a run; larkspur sync runs lists them.',
  '这不是同步记录的 ID；可用 larkspur sync runs 查看。',
)

export const oneTarget = both(
  'Name a department or a user, not both.',
  '--department 与 --user 只能使用其中一个。',
)

export const confirmAlone = both(
  '--confirm ends the run that it names; --department, --user, --dry-run and --full do not go with it.',
  '--confirm 用于完成指定的同步，不能与 --department、--user、--dry-run 或 --full 同时使用。',
)

export const notWaiting = both(
  'This run does not wait for a confirmation; larkspur sync runs shows which one does.',
  '这次同步无需确认；可用 larkspur sync runs 查看哪次正在等待。',
)

export const madeDatabase = (path: string) =>
  both(
    `There was no database at ${path}; it has been made. Run the app with the same DATABASE_URL.`,
    `${path} 处没有数据库，已新建。运行应用时请使用相同的 DATABASE_URL。`,
  )

export const departmentOutOfRange = both(
  'The app may not see this department: it is outside the app’s contact range, or there is none of this id. Set the range (Developer Console > Permissions & Scopes > data permission of Contacts) and release a version.',
  '应用无权查看此部门：它不在应用的通讯录权限范围内，或没有此 ID 的部门。请在开发者后台「权限管理」的通讯录数据权限中调整范围并发布版本。',
)

export const noSuchDepartment = both(
  'Feishu knows no such department in this app; an open_department_id belongs to one app.',
  '飞书在此应用中没有这个部门；open_department_id 仅对一个应用有效。',
)

export const personOutOfRange = both(
  'The app may not see this person: they are outside the app’s contact range. Set the range (Developer Console > Permissions & Scopes > data permission of Contacts) and release a version.',
  '应用无权查看此成员：该成员不在应用的通讯录权限范围内。请在开发者后台「权限管理」的通讯录数据权限中调整范围并发布版本。',
)

export const noSuchPerson = both(
  'Feishu knows no such person in this app; an open_id belongs to one app.',
  '飞书在此应用中没有这个成员；open_id 仅对一个应用有效。',
)

export const runningRun = (id: string, since: string) =>
  both(`It is run ${id}, begun ${since}.`, `正在进行的同步为 ${id}，开始于 ${since}。`)

export const passesSoon = both(
  'If its process has died, this passes within 90 seconds.',
  '若其进程已终止，90 秒内即可重新同步。',
)

export const stopping = both(
  'Stopping after the pages that are under way. Ctrl-C once more stops at once; nothing is lost either way.',
  '正在处理的页完成后将停止。再按一次 Ctrl-C 立即停止；两种方式都不会丢失数据。',
)

export const interrupted = both(
  'Interrupted. The next run of the same command goes on from here; with --full it begins afresh.',
  '已中断。再次运行相同的命令将从此处继续；加上 --full 则重新开始。',
)

export const goesOn = both(
  'The next run of the same command goes on where this one stopped.',
  '再次运行相同的命令将从停止处继续。',
)

export const syncHelp = {
  sync: both(
    'bring the local directory up to date with the platform; on a terminal with progress and summary, else one JSON report on stdout. Exit codes: 0 completed, 1 failed, 2 wrong usage, 3 waits for a confirmation, 130 interrupted',
    '将平台通讯录同步到本地；在终端中显示进度与摘要，否则在标准输出打印一份 JSON 报告。退出码：0 完成，1 失败，2 用法错误，3 等待确认，130 已中断',
  ),
  department: both(
    'only this department and those below it (open_department_id)',
    '只同步此部门及其下级部门（open_department_id）',
  ),
  user: both('only this person (open_id)', '只同步此成员（open_id）'),
  dryRun: both('find the differences and write none of them', '只查找差异，不写入'),
  full: both('begin afresh, even if an interrupted run could be continued', '重新开始，不继续已中断的同步'),
  confirm: both(
    'let a waiting run remove what it has listed',
    '确认等待中的同步，允许其移除所列的人员与部门',
  ),
  quiet: both('no progress and no summary', '不显示进度与摘要'),
  json: both('a JSON report on stdout, also on a terminal', '在终端中也向标准输出打印 JSON 报告'),
  runs: both('list the last runs, the newest first', '列出最近的同步，最新的在前'),
  limit: both('how many runs, 1 to 200 (default: 20)', '列出的数量，1 到 200（默认：20）'),
  show: both(
    'print a run’s report, its changes, and what it would remove, one JSON object per line',
    '打印一次同步的报告、变更与待移除的内容，每行一个 JSON 对象',
  ),
} as const
