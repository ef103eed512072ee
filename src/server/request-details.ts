// Holds: what may be told of an invalid request beyond that it is one.
//
// By its log sentence, as a whole, so that nothing that was sent can stand in an answer: a sentence of which a part is
// not fixed matches nothing, and an app's own words do not either.

import type { LarkspurError } from '../errors/larkspur-error.ts'
import type { Language } from './language.ts'

type Detail = Record<Language, string>

const limitsOf = (name: string, what: string, zh: string): [string, string] => [
  `The parameter ${name} ${what}.`,
  `参数 ${name} ${zh}。`,
]

const searched = [
  'must hold 1 to 128 characters, and not spaces alone',
  '须为 1 到 128 个字符，且不能只有空格',
] as const
const directoryParameters = ['instance', 'department', 'parent', 'cursor']
const soleParameters = ['code', 'instance', 'prompt', 'scope', 'url']
const bodyFields = [
  ...['attempt', 'body', 'code', 'id', 'instance', 'return_to', 'revoke', 'scopes'],
  ...['authCode', 'deptId', 'forceUpdate', 'redirectUri', 'state', 'userId'],
]

const sentences: readonly [en: string, zh: string][] = [
  ['Each parameter may be there once.', '每个参数只能出现一次。'],
  ['There is a parameter that this address does not know.', '包含此地址不支持的参数。'],
  limitsOf('limit', 'must be a whole number from 1 to 200', '须为 1 到 200 之间的整数'),
  limitsOf(
    'below',
    'must be true or false, and needs department',
    '须为 true 或 false，且须同时提供 department',
  ),
  limitsOf('q', ...searched),
  limitsOf('search', ...searched),
  limitsOf('prompt', 'takes consent alone', '只能为 consent'),
  limitsOf('scope', 'must hold scopes', '须为权限名'),
  ...directoryParameters.map((name) => limitsOf(name, 'is not valid', '无效')),
  ...soleParameters.map((name) => limitsOf(name, 'must be there once', '须且只能出现一次')),
  ...bodyFields.map((name): [string, string] => [
    `The body does not fit at: ${name}.`,
    name === 'body' ? '请求内容的格式不符。' : `请求内容的字段 ${name} 无效。`,
  ]),
  ['The address is not well formed.', '地址格式不正确。'],
  ['The body is no text.', '请求内容不是文本。'],
  ['The body is not JSON.', '请求内容不是 JSON。'],
  ['The function takes no such argument.', '该函数没有此参数。'],
  ['A field of the form is there twice.', '表单中有重复的字段。'],
  ['There is no instance of this name.', '没有该名称的应用。'],
  ['The cursor is not one of this list.', 'cursor 不属于此列表。'],
  ['This is no id of a person, department or run.', '这不是成员、部门或同步记录的 ID。'],
  [
    'A search needs 1 to 128 characters, and not spaces alone.',
    '搜索内容须为 1 到 128 个字符，且不能只有空格。',
  ],
  ['The account has no identity of this id.', '该账号没有此 ID 的身份。'],
  ["The page's address is longer than 8 KB.", '页面地址超过 8 KB。'],
  ['The scopes to ask for are not usable.', '要申请的权限无法使用。'],
  ['The open_id is not one.', '这不是 open_id。'],
]

const details: ReadonlyMap<string, Detail> = new Map(sentences.map(([en, zh]) => [en, { en, zh }]))

/** Undefined for every other error, and for a sentence that is not one of ours, whole. */
export function detailOf({ code, message }: LarkspurError, language: Language): string | undefined {
  return code === 'request_invalid' ? details.get(message)?.[language] : undefined
}
