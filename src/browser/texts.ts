// Holds: the words that the page's script shows, in the language of the page.

import { ClientError, type ClientErrorCode } from './error.ts'

export interface Texts {
  busy: string
  done: string
  failures: Record<Exclude<ClientErrorCode, 'aborted'> | 'cookies', string>
  otherWay: string
  requestId: string
  qrLoading: string
  qrTitle: string
  nickname: string
  toast: string
  noProfile: string
  configuring: string
  configured: string
  notConfigured: string
  notAnObject: string
  waiting: string
  succeeded: string
  failed: string
}

const english: Texts = {
  busy: 'Signing you in…',
  done: 'Signed in',
  failures: {
    not_in_client: 'This page is not open inside the client.',
    not_ready: 'The client did not get ready.',
    no_answer: 'The client did not answer.',
    refused: 'The client did not allow it.',
    unsupported: 'This version of the client is too old.',
    scope_not_allowed: 'The app itself lacks a permission that it asks for.',
    qr_unavailable: 'The QR code could not be shown.',
    network: 'The server could not be reached.',
    cookies: 'The browser did not keep the sign-in. Allow cookies for this site.',
  },
  otherWay: 'Try again, or sign in with your account below.',
  requestId: 'Request id: ',
  qrLoading: 'Getting a code…',
  qrTitle: 'QR code for signing in',
  nickname: 'In the client: ',
  toast: 'Page authenticated',
  noProfile: 'The client showed no profile.',
  configuring: 'Authenticating this page…',
  configured: 'This page is authenticated.',
  notConfigured: 'This page is not authenticated.',
  notAnObject: 'The parameters must be a JSON object.',
  waiting: 'waiting',
  succeeded: 'succeeded',
  failed: 'failed',
}

const chinese: Texts = {
  busy: '正在登录…',
  done: '已登录',
  failures: {
    not_in_client: '页面未在客户端内打开。',
    not_ready: '客户端未准备就绪。',
    no_answer: '客户端没有响应。',
    refused: '客户端未允许此操作。',
    unsupported: '客户端版本过低。',
    scope_not_allowed: '应用自身未开通所需权限。',
    qr_unavailable: '无法显示二维码。',
    network: '无法连接服务器。',
    cookies: '浏览器未保存登录状态，请允许本站使用 Cookie。',
  },
  otherWay: '请重试，或使用下方按钮登录账号。',
  requestId: '请求 ID：',
  qrLoading: '正在获取二维码…',
  qrTitle: '登录二维码',
  nickname: '客户端昵称：',
  toast: '鉴权成功',
  noProfile: '未能从客户端获取资料。',
  configuring: '正在为本页面鉴权…',
  configured: '本页面已通过鉴权。',
  notConfigured: '本页面未通过鉴权。',
  notAnObject: '参数必须是 JSON 对象。',
  waiting: '等待中',
  succeeded: '成功',
  failed: '失败',
}

export function textsFor(language: string): Texts {
  return language.startsWith('zh') ? chinese : english
}

/** Says in words what failed; the client's numbers come along, because its documentation is sorted by them. */
export function wordsFor(words: Texts, error: unknown): string {
  if (!(error instanceof ClientError)) return words.failures.network
  // The server's own words are in the page's language.
  if (error.hint !== '') return error.message
  const text = words.failures[error.code as keyof Texts['failures']] ?? words.failures.network
  // Either may be the telling one: a refused signature has one errno for all reasons, and its errCode differs.
  const numbers = [error.errno, error.errCode].filter((number) => number !== undefined)
  return numbers.length === 0 ? text : `${text} (${numbers.join(', ')})`
}
