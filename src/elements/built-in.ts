// Declares: the elements that exist without any file.

import { type ElementDefine, metaName, officialTypeName } from './model.ts'

const define = (title: string, type: string): ElementDefine => ({
  title,
  type,
  accessModifier: 'public',
  rest: {},
})

/** The Meta and the official Type; an application may override them by their path. */
export const builtIns: readonly { fullName: string; define: ElementDefine }[] = [
  { fullName: metaName, define: define('Login elements · 登录认证', '') },
  { fullName: officialTypeName, define: define('Feishu, Lark · 飞书自建扫码登录', metaName) },
]

export const isBuiltIn = (name: string) => builtIns.some(({ fullName }) => fullName === name)
