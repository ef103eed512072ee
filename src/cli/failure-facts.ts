// Tells: in Chinese, what is particular to one failure. In English the error's own sentences hold it.

import { errorCatalogue } from '../errors/catalogue.ts'
import type { LarkspurError, PlatformAnswer } from '../errors/larkspur-error.ts'
import { shown } from './terminal-text.ts'

/** Numbers of the platform whose next step is another than that of our code. */
const numberedHints = new Map([
  [99991403, '企业本月的接口调用额度已用完；请提升额度或等待下月。'],
  [20074, '请在开发者后台「安全设置」中开启“刷新 user_access_token”并发布版本。'],
])

function hintOf({ code, platform, scopes = [] }: LarkspurError): string {
  const known = numberedHints.get(platform?.code ?? 0)
  if (known !== undefined) return known
  if (scopes.length === 0) return errorCatalogue[code].zh.hint
  const list = scopes.map((scope) => shown(scope)).join('、')
  const which = scopes.length === 1 ? `权限 ${list}` : `以下任一权限：${list}`
  return code === 'consent_required'
    ? `请向用户申请${which}。`
    : `请在开发者后台「权限管理」开通${which}，并发布版本。`
}

/** The platform's own answer, in brackets; empty without one. */
export function answerOf({ operation, code, status, logId }: PlatformAnswer = {}): string {
  const parts = [
    operation === undefined ? undefined : `操作 ${operation}`,
    code === undefined ? undefined : `飞书错误码 ${code}`,
    status === undefined ? undefined : `HTTP ${status}`,
    logId === undefined ? undefined : `日志 ID ${logId}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? '' : `（${shown(parts.join('，'), 400)}）`
}

/** The same in English, for sentences that do not hold it themselves. */
export function factsOf({ operation, code, status, logId }: PlatformAnswer = {}): string {
  const parts = [
    operation,
    code === undefined ? undefined : `code ${code}`,
    status === undefined ? undefined : `HTTP ${status}`,
    logId === undefined ? undefined : `log id ${logId}`,
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? '' : ` (${shown(parts.join(', '), 400)})`
}

/** One line: what happened, the platform's own answer, and what to do. */
export function chineseSentence(error: LarkspurError): string {
  const { message } = errorCatalogue[error.code].zh
  return `${message}${answerOf(error.platform)}${hintOf(error)}`
}
