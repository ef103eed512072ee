// Holds: the words that the page's script shows, in the language of the page.

import type { InClientReason } from './in-client.ts'

interface Texts {
  busy: string
  done: string
  failures: Record<InClientReason | 'network' | 'cookies', string>
  otherWay: string
}

const english: Texts = {
  busy: 'Signing you in…',
  done: 'Signed in',
  failures: {
    not_in_client: 'This page is not open inside the client.',
    not_ready: 'The client did not get ready.',
    no_answer: 'The client did not answer.',
    refused: 'The client did not allow the sign-in.',
    unsupported: 'This version of the client is too old.',
    network: 'The server could not be reached.',
    cookies: 'The browser did not keep the sign-in. Allow cookies for this site.',
  },
  otherWay: 'Try again, or sign in with your account below.',
}

const chinese: Texts = {
  busy: '正在登录…',
  done: '已登录',
  failures: {
    not_in_client: '页面未在客户端内打开。',
    not_ready: '客户端未准备就绪。',
    no_answer: '客户端没有响应。',
    refused: '客户端未允许登录。',
    unsupported: '客户端版本过低。',
    network: '无法连接服务器。',
    cookies: '浏览器未保存登录状态，请允许本站使用 Cookie。',
  },
  otherWay: '请重试，或使用下方按钮登录账号。',
}

export function textsFor(language: string): Texts {
  return language.startsWith('zh') ? chinese : english
}
