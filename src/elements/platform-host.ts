// Checks: that a configuration's brand and host lead to a platform.

import { LarkspurError } from '../errors/larkspur-error.ts'
import { resolvePlatform } from '../feishu/index.ts'
import type { FieldMistake } from './both-languages.ts'
import type { InstanceConfig } from './model.ts'

/** The sentences of the platform's own check, which knows English and the name of the variable. */
const sentences: [RegExp, Omit<FieldMistake, 'field'>][] = [
  [
    /contradict/,
    { en: 'contradict each other: one is Feishu, the other Lark', zh: '互相矛盾：一个是飞书，另一个是 Lark' },
  ],
  [/user name/, { en: 'must not hold a user name or a password', zh: '不能包含用户名或密码' }],
  [/https\.$/, { en: 'must use https', zh: '必须使用 https' }],
  [/private/, { en: 'must not point to a private address', zh: '不能指向内网地址' }],
]

const otherwise = {
  en: 'must be an origin such as https://open.example.com: scheme, host and port alone',
  zh: '必须是来源地址，例如 https://open.example.com，仅含协议、主机和端口',
}

/** What is wrong with the two together; undefined when nothing is. */
export function platformMistake(
  { brand, host }: Pick<InstanceConfig, 'brand' | 'host'>,
  allowInsecureHosts: boolean,
): FieldMistake | undefined {
  try {
    resolvePlatform({ brand, host, allowInsecureHosts })
    return undefined
  } catch (error) {
    if (!(error instanceof LarkspurError)) throw error
    const known = sentences.find(([sentence]) => sentence.test(error.message))?.[1] ?? otherwise
    return { field: 'host', ...known }
  }
}
