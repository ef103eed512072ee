// Holds: in Chinese, why an authorize page or the frame with a QR code refuses a request.
import type { Language } from './views.ts'

/** By the reason that the check gives in English. */
const inChinese: Readonly<Record<string, string>> = {
  'goto is missing': '缺少 goto 参数',
  'goto is not an absolute URL': 'goto 不是完整的 URL',
  'goto is not the passport authorize URL (/suite/passport/oauth/authorize)':
    'goto 不是 passport 授权地址（/suite/passport/oauth/authorize）',
  'goto has a fragment': 'goto 不能含有 # 片段',
  'goto has a tmp_code already': 'goto 已含有 tmp_code',
  'The App ID is missing': '缺少 App ID',
  'The app does not exist': '应用不存在',
  'The app is not enabled': '应用未启用',
  'The app is not installed in the tenant': '企业未安装该应用',
  'redirect_uri is not in the redirect URL list of the app': 'redirect_uri 不在应用的重定向 URL 列表中',
  'Scopes are not enabled for the app': '应用未开通所请求的权限',
  'response_type is not code': 'response_type 不是 code',
  'code_challenge is not valid': 'code_challenge 无效',
  'code_challenge_method is neither plain nor S256': 'code_challenge_method 既不是 plain 也不是 S256',
  'decision is not valid': 'decision 无效',
  'tmp_code is not known': 'tmp_code 不存在',
  'tmp_code was made for another app or another redirect_uri': 'tmp_code 属于其他应用或其他 redirect_uri',
  'tmp_code has been used': 'tmp_code 已被使用',
  'tmp_code has expired': 'tmp_code 已过期',
  'The user does not exist': '用户不存在',
  'The user has no permission to use the app': '用户无权使用该应用',
  'A page of another site may not post here': '其他网站的页面不能向此处提交',
  'The form cannot be read': '无法读取表单',
  'The form is not complete': '表单不完整',
  'Refused by a fault that a test has ordered': '由测试设置的故障拒绝',
}

/** The reason in the language of the page. One that holds a value of the request stays as it is. */
export const refusalReason = (language: Language, reason: string): string =>
  language === 'zh' ? (inChinese[reason] ?? reason) : reason
