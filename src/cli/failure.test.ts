import { expect, test } from 'vitest'
import { LarkspurError } from '../errors/larkspur-error.ts'
import { explain } from './failure.ts'

const platform = { code: 99991672, status: 400, logId: 'LOG-1', operation: 'contact.departments.children' }
const lineOf = (error: LarkspurError) => explain(error, 'zh').lines.join('\n')

test('in Chinese, a refusal of the platform has the facts that English has', () => {
  const error = new LarkspurError('scope_not_allowed', { message: 'x', platform, scopes: ['a:b', 'c:d'] })
  expect(lineOf(error)).toBe(
    '请求的权限未为应用开通。（操作 contact.departments.children，飞书错误码 99991672，HTTP 400，日志 ID LOG-1）' +
      '请在开发者后台「权限管理」开通以下任一权限：a:b、c:d，并发布版本。',
  )
  expect(lineOf(new LarkspurError('scope_not_allowed', { scopes: ['a:b'] }))).toContain(
    '开通权限 a:b，并发布',
  )
})

test('in Chinese, what the platform has no number for is told as the catalogue has it', () => {
  expect(lineOf(new LarkspurError('aborted'))).toBe('操作在完成前被取消。请重试。')
  expect(lineOf(new LarkspurError('rate_limited', { platform: { code: 99991403 } }))).toContain('额度已用完')
})

test('what the platform says does not steer the terminal', () => {
  const error = new LarkspurError('platform_refused', { platform: { logId: '\u001b[2J\n' } })
  expect(lineOf(error)).not.toMatch(/\p{Cc}/u)
})
