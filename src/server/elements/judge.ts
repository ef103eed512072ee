// Judges: what was found at the platform, one check after the other, in words for whoever can change it.

import type { LarkspurError } from '../../errors/larkspur-error.ts'
import type { FeishuApp } from '../../feishu/index.ts'
import type { Check } from '../elements-types.ts'
import type { InstanceSettings } from '../instance-settings.ts'
import { type Findings, isRefusedRedirect } from './findings.ts'

type Finding = Pick<Check, 'state' | 'en' | 'zh'> &
  Partial<Pick<Check, 'url' | 'platformCode' | 'platformLogId'>>

const ok = (en: string, zh: string): Finding => ({ state: 'ok', en, zh })
const unknown = (en: string, zh: string): Finding => ({ state: 'unknown', en, zh })
const failed = (en: string, zh: string, url: string | null = null): Finding => ({
  state: 'failed',
  en,
  zh,
  url,
})

/** The developer console; no document says the address of its single pages, but that of the permissions. */
const consoleOf = ({ hosts }: FeishuApp) => `${hosts.open}/app`
const permissionsOf = (app: FeishuApp) => `${consoleOf(app)}/${app.appId}/auth`

const brandName = { feishu: { en: 'Feishu', zh: '飞书' }, lark: { en: 'Lark', zh: 'Lark' } } as const

const said = ({ platform }: LarkspurError) => ({
  platformCode: platform?.code ?? null,
  platformLogId: platform?.logId ?? null,
})

const noSuchApp = (app: FeishuApp) =>
  failed(
    `${new URL(app.hosts.open).host} knows no app ${app.appId}. Compare the App ID with Credentials & Basic Info, and check whether the app is one of ${brandName[app.brand].en}.`,
    `${new URL(app.hosts.open).host} 没有应用 ${app.appId}。请与“凭证与基础信息”中的 App ID 核对，并确认该应用属于${brandName[app.brand].zh}。`,
    consoleOf(app),
  )

const notEnabled = (app: FeishuApp) =>
  failed(
    'The app is not enabled. Enable it, or release a version of it and have that approved.',
    '应用未启用。请启用应用，或发布版本并通过审核。',
    consoleOf(app),
  )

const unreachable = (app: FeishuApp) =>
  failed(
    `${new URL(app.hosts.open).host} does not answer. Check the host and brand, and whether this server may reach it.`,
    `${new URL(app.hosts.open).host} 没有响应。请检查平台地址与品牌，以及本服务器能否访问该地址。`,
  )

/** Numbers for "no such app", by the endpoint for tokens and by the authorize page. */
const noApp = [10003, 11209, 20048, 99991543]
const wrongSecret = [10014, 10015, 20002]

function credentials(app: FeishuApp, { token, page }: Findings): Finding {
  const { error } = token
  const onPage = page.value?.code
  if (error === undefined) {
    if (onPage === 20069) return { ...notEnabled(app), platformCode: onPage }
    return ok('The platform accepts the App ID and the App Secret.', '平台接受该 App ID 与 App Secret。')
  }
  const number = error.platform?.code
  const finding = (() => {
    if (onPage === 20069 || error.code === 'app_not_available') return notEnabled(app)
    if (number !== undefined && noApp.includes(number)) return noSuchApp(app)
    if (number !== undefined && wrongSecret.includes(number)) {
      const en =
        'The App Secret is wrong. Copy it anew from Credentials & Basic Info; after a reset the old one ends.'
      return failed(
        `${en} The platform says the same of an app that is not enabled.`,
        'App Secret 不正确。请从“凭证与基础信息”重新复制；重置后旧值即失效。应用未启用时平台也会如此答复。',
        consoleOf(app),
      )
    }
    if (error.code === 'rate_limited') return busy()
    if (error.code === 'platform_unavailable' || error.code === 'platform_response_invalid') {
      return unreachable(app)
    }
    return refused(app)
  })()
  return { ...finding, ...said(error) }
}

const busy = () =>
  unknown(
    'The platform wants to be asked less often; try again in a minute.',
    '请求过于频繁，请一分钟后再试。',
  )

const refused = (app: FeishuApp) =>
  failed(
    'The platform refuses, for a reason that its code and log id tell its support.',
    '平台拒绝了请求；请凭错误码与日志 ID 联系平台支持。',
    consoleOf(app),
  )

const untried = () => unknown('Could not be tried without working credentials.', '凭证可用后才能检查。')

/** The platform names the address that it has seen. */
function seenAddress({ platform }: LarkspurError): string {
  const address = /\bip ([0-9a-fA-F.:]{3,45}) is denied/.exec(platform?.msg ?? '')?.[1]
  return address === undefined ? '' : ` (${address})`
}

function ip(app: FeishuApp, { range, open }: Findings): Finding {
  if (range === undefined) return untried()
  const error = [range.error, open?.error].find((one) => one?.code === 'ip_not_allowed')
  if (error !== undefined) {
    const address = seenAddress(error)
    const finding = failed(
      `The app's IP allow-list does not hold this server's address${address}. Add it under Security Settings > IP allow-list, or empty the list.`,
      `应用的 IP 白名单中没有本服务器的地址${address}。请在“安全设置”的“IP 白名单”中添加，或清空名单。`,
      consoleOf(app),
    )
    return { ...finding, ...said(error) }
  }
  if (range.error === undefined || (open !== undefined && open.error === undefined)) {
    return ok('This server may call the platform for the app.', '本服务器可以以该应用的身份调用平台。')
  }
  return {
    ...unknown('The platform did not tell.', '平台没有给出结果。'),
    ...said(open?.error ?? range.error),
  }
}

function redirectUri(app: FeishuApp, uri: string, { page, pageTells }: Findings): Finding {
  if (page.value !== undefined && isRefusedRedirect(page.value)) {
    const finding = failed(
      `${uri} is not in the app's list of redirect URLs. Add exactly this address under Security Settings > Redirect URLs.`,
      `应用的重定向 URL 列表中没有 ${uri}。请在“安全设置”的“重定向 URL”中原样添加。`,
      consoleOf(app),
    )
    return { ...finding, platformCode: page.value.code ?? null, platformLogId: page.value.logId ?? null }
  }
  if (pageTells) {
    return ok(`${uri} is in the app's list of redirect URLs.`, `重定向 URL 列表中已有 ${uri}。`)
  }
  return {
    ...unknown(
      `The platform does not tell this to a server. See that its list of redirect URLs (Security Settings) has exactly ${uri}.`,
      `平台不向服务器告知此项。请确认“安全设置”的“重定向 URL”中有 ${uri}（须完全一致）。`,
    ),
    url: consoleOf(app),
  }
}

const isMissingScope = (error: LarkspurError | undefined) => error?.code === 'scope_not_allowed'

function contactRange(app: FeishuApp, { range }: Findings): Finding {
  if (range === undefined) return untried()
  const { value, error } = range
  if (value === undefined) {
    return { ...unknown('Could not be read.', '无法读取。'), ...(error === undefined ? {} : said(error)) }
  }
  const [departments, people, groups] = [value.departmentIds, value.personIds, value.groupIds].map(
    ({ length }) => length,
  ) as [number, number, number]
  if (departments + people + groups === 0) {
    return failed(
      'The app sees nobody: sign-in works, the directory stays empty. Set the range of contacts under Permissions & Scopes, and release a version.',
      '应用的通讯录权限范围为空：可以登录，但无法同步通讯录。请在“权限管理”中设置通讯录权限范围，并发布版本。',
      permissionsOf(app),
    )
  }
  const [atLeast, least] = value.next === undefined ? ['', ''] : ['at least ', '至少 ']
  return ok(
    `The app sees ${atLeast}${departments} departments with all that is below them, ${people} single people and ${groups} groups.`,
    `应用可见${least} ${departments} 个部门（含下级）、${people} 位成员、${groups} 个用户组。`,
  )
}

function scopes({ app, scopes: asked }: InstanceSettings, { range, page }: Findings): Finding {
  const error = range?.error
  if (error !== undefined && isMissingScope(error)) {
    const names = (error.scopes ?? []).join(', ')
    const [one, eine] =
      names === '' ? ['a permission', '权限'] : [`one of the permissions ${names}`, `以下权限之一：${names}`]
    const finding = failed(
      `The app lacks ${one}, with which it reads the contacts; sign-in works without. Add it under Permissions & Scopes, and release a version.`,
      `应用缺少读取通讯录所需的${eine}；登录不受影响。请在“权限管理”中开通，并发布版本。`,
      permissionsOf(app),
    )
    return { ...finding, ...said(error) }
  }
  if (page.value?.code === 20027) {
    const finding = failed(
      `Not all scopes that people are asked for are enabled for the app: ${asked.join(', ')}. Enable them under Permissions & Scopes, or ask for fewer.`,
      `登录时申请的权限未全部开通：${asked.join('、')}。请在“权限管理”中开通，或减少申请。`,
      permissionsOf(app),
    )
    return { ...finding, platformCode: 20027, platformLogId: page.value.logId ?? null }
  }
  if (range === undefined) return untried()
  if (range.value === undefined) return unknown('The platform did not tell.', '平台没有给出结果。')
  return ok('The app may read the contacts within its range.', '应用可以读取权限范围内的通讯录。')
}

function availability(app: FeishuApp, { page, pageTells }: Findings): Finding {
  const code = page.value?.code
  if (code === 20009 || code === 20010) {
    const finding = failed(
      'The app is not available in the organisation. Release a version with the people who may use it, and have it approved.',
      '应用在企业内不可用。请发布包含可用成员的版本，并通过审核。',
      consoleOf(app),
    )
    return { ...finding, platformCode: code, platformLogId: page.value?.logId ?? null }
  }
  if (pageTells) return ok('The platform shows its page for signing in.', '平台可以显示登录页面。')
  return unknown('The platform tells it to people who sign in alone.', '平台仅在成员登录时告知。')
}

/** One check of each name, in an order in which they can be mended. */
export function judge(settings: InstanceSettings, uri: string, findings: Findings): Check[] {
  const { app } = settings
  const all: [Check['name'], Finding][] = [
    ['credentials', credentials(app, findings)],
    ['ip', ip(app, findings)],
    ['redirect_uri', redirectUri(app, uri, findings)],
    ['availability', availability(app, findings)],
    ['scopes', scopes(settings, findings)],
    ['contact_range', contactRange(app, findings)],
  ]
  return all.map(([name, { state, en, zh, url = null, platformCode = null, platformLogId = null }]) => ({
    ...{ name, state, en, zh, url, platformCode, platformLogId },
  }))
}
